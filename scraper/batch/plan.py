"""Which articles are to be read again, and by which profile: looked up before anything is read or written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scraper.model import Site
from scraper.policy.readers import is_of_another_profile
from scraper.reading import current_reader
from scraper.sites import site_for, unlisted
from scraper.store.rereading import KeptArticle
from scraper.web.urls import authority


@dataclass(frozen=True, slots=True)
class Task:
    """An article that is to be read again.

    Args:
        article_id: its row.
        url: its canonical address.
        site: the profile to read with.
    """

    article_id: int
    url: str
    site: Site


@dataclass(slots=True)
class Plan:
    """What there is to do.

    Args:
        tasks: articles that an older parser read with the same profile, or one that nobody had chosen.
        replacing: articles that another profile read, by the id of their site.
        without_profile: how many articles have a site of which no profile is known, by its id.
        current: how many articles today's reader has read already.
        without_bytes: how many articles have no capture whose bytes are kept.
    """

    tasks: list[Task] = field(default_factory=list)
    replacing: dict[str, list[Task]] = field(default_factory=dict)
    without_profile: dict[str, int] = field(default_factory=dict)
    current: int = 0
    without_bytes: int = 0

    def replace_all(self) -> None:
        """Let the readings of other profiles be replaced, too."""
        for tasks in self.replacing.values():
            self.tasks += tasks
        self.replacing.clear()


def plan(articles: Iterable[KeptArticle], known: Mapping[str, Site], *, every: bool = False) -> Plan:
    """Return what there is to do for some articles.

    Args:
        articles: of the archive.
        known: all profiles by id.
        every: also those that today's reader has read already.
    """
    found = Plan()
    for kept in articles:
        site = _profile_of(kept, known)
        if not kept.readers:
            found.without_bytes += 1
        elif site is None:
            found.without_profile[kept.site] = found.without_profile.get(kept.site, 0) + 1
        else:
            _add(found, kept, site, every=every)
    return found


def _add(found: Plan, kept: KeptArticle, site: Site, *, every: bool) -> None:
    today = current_reader(site)
    task = Task(kept.id, kept.url, site)
    outdated = [reader for reader in kept.readers if reader != today]
    if not outdated and not every:
        found.current += 1
        return
    # Made only for what differs: to make a profile up takes longer than to compare two texts.
    made_up = current_reader(unlisted(kept.home if _is_made_up(kept) else kept.url)) if outdated else ""
    if any(is_of_another_profile(reader, today, made_up) for reader in outdated):
        found.replacing.setdefault(kept.site, []).append(task)
    else:
        found.tasks.append(task)


def _profile_of(kept: KeptArticle, known: Mapping[str, Site]) -> Site | None:
    """Return the profile that an article is read with, or None where that of its site is not at hand."""
    if kept.site in known:
        return known[kept.site]
    if not _is_made_up(kept):
        # A made-up profile in its place would lose what its selectors have found.
        return None
    return site_for(kept.url, known.values()) or unlisted(kept.home)


def _is_made_up(kept: KeptArticle) -> bool:
    """Return whether no profile named the site of an article: then it is called by host and port."""
    return kept.site == authority(kept.home)
