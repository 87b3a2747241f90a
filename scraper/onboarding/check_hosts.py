"""What hosts say today to crawlers (robots.txt, tdmrep.json), against the archive's copies; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff

from scraper.model import HostState, Site
from scraper.onboarding.findings import Finding, SiteCheck
from scraper.policy.counts import counted
from scraper.policy.reservations import reservation
from scraper.policy.robots import AGENT_TOKEN, Robots
from scraper.policy.signals import Signals, read, stored
from scraper.web.urls import authority


@dataclass(frozen=True, slots=True)
class HostFiles:
    """A host as the archive knows it, and as it is today.

    Args:
        before: as the archive has it.
        now: with the files that were read today.
    """

    before: HostState
    now: HostState

    @property
    def is_compared(self) -> bool:
        """Whether both know a robots.txt, or that there is none."""
        return self.before.robots is not None and self.now.robots is not None


def say_robots(check: SiteCheck, files: HostFiles, archived: Sequence[str]) -> None:
    """Say what robots.txt takes away, and what has changed in it.

    Args:
        check: gets what was found.
        files: the host.
        archived: addresses of the newest archived articles.
    """
    if files.now.robots is None:
        return
    own = [url for url in archived if authority(url) == files.now.host]
    rules = Robots.parse(files.now.robots)
    verdicts = [(url, rules.allowed(AGENT_TOKEN, url)) for url in own]
    forbidden = [(url, verdict) for url, verdict in verdicts if not verdict.allowed]
    were_allowed = _allowed_before(files.before, [url for url, _ in forbidden])
    if forbidden:
        # The rule that takes most is named; others may take the rest.
        lines = Counter((verdict.line or 0, verdict.rule or "") for _, verdict in forbidden)
        (line, rule), _ = lines.most_common(1)[0]
        code = Finding.ROBOTS_TOOK_AWAY if were_allowed else Finding.ROBOTS_FORBIDS
        check.say(
            code, host=files.now.host, count=len(forbidden), total=len(own), line=line, rule=rule, url=forbidden[0][0]
        )
    if files.is_compared:
        _say_changes(check, files)


def _allowed_before(before: HostState, urls: Sequence[str]) -> bool:
    """Return whether any of these archived addresses was allowed so far; without a copy, each was, since it was had."""
    if before.robots is None:
        return bool(urls)
    rules = Robots.parse(before.robots)
    return any(rules.allowed(AGENT_TOKEN, url).allowed for url in urls)


def _say_changes(check: SiteCheck, files: HostFiles) -> None:
    before, now = files.before.robots or b"", files.now.robots or b""
    changed = _changed_lines(before, now)
    day = f"{files.before.robots_at:%Y-%m-%d}" if files.before.robots_at else "the last crawl"
    if changed:
        check.say(Finding.ROBOTS_CHANGED, host=files.now.host, count=counted(changed, "other line"), day=day)
    delays = [Robots.parse(data).delay(AGENT_TOKEN) for data in (before, now)]
    if delays[0] != delays[1]:
        was, is_now = (f"{delay:g} s" if delay else "none" for delay in delays)
        check.say(Finding.DELAY_CHANGED, host=files.now.host, now=is_now, before=was)


def _changed_lines(before: bytes, now: bytes) -> int:
    """Return how many lines are new or gone; blank ones, comments and the order of blanks say nothing."""
    old, new = (_lines(data) for data in (before, now))
    changes = [line for line in unified_diff(old, new, n=0, lineterm="") if line[:1] in "+-"]
    # Two lines stand before the first change: the names of both files.
    return max(0, len(changes) - 2)


def _lines(data: bytes) -> list[str]:
    lines = (line.partition("#")[0].split() for line in data.decode("utf-8", "replace").splitlines())
    return [" ".join(words) for words in lines if words]


@dataclass(frozen=True, slots=True)
class Declared:
    """What is declared for one article, today and when it was archived.

    Args:
        url: its address.
        today: by page, header and host.
        before: as the archive noted it, or as its copies of the host's files have it; None where nothing is known.
    """

    url: str
    today: Signals
    before: Signals | None


def declared(
    url: str,
    headers: Sequence[tuple[str, str]],
    directives: Sequence[tuple[str, str]],
    files: HostFiles,
    archived: str | None,
    *,
    is_archived: bool,
) -> Declared:
    """Return what is declared for an article.

    Args:
        url: its address.
        headers: of its answer of today.
        directives: (name, content) of its meta elements.
        files: its host.
        archived: what the archive noted of it, as JSON, or None.
        is_archived: whether the archive has an article of it; if so, nothing noted means that nothing was declared.
    """
    today = read(url, headers, directives, files.now.robots, files.now.tdmrep)
    before = None
    if archived is not None:
        before = stored(archived)
    elif is_archived:
        before = Signals()
    elif files.before.tdmrep is not None:
        before = read(url, (), (), files.before.robots, files.before.tdmrep)
    return Declared(url, today, before)


def say_reservations(check: SiteCheck, site: Site, pages: Sequence[Declared]) -> None:
    """Say once whether the text of articles is reserved, and whether that is new.

    Args:
        check: gets what was found.
        site: the profile, which says what follows from a reservation.
        pages: the articles that were asked for.
    """
    reserved = [(page, fault) for page in pages if (fault := reservation(page.today, site)) is not None]
    if not reserved:
        return
    new = [(page, fault) for page, fault in reserved if page.before is None or reservation(page.before, site) is None]
    is_known = any(page.before is not None for page in pages)
    page, fault = (new or reserved)[0]
    detail = dict(fault.detail)
    code = Finding.RESERVED_NOW if new and is_known else Finding.RESERVED
    check.say(code, url=page.url, **detail)
