"""All sites of the archive: how they are by their crawls, and how much there is of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from scraper.policy.standing_words import BY_HAND, NEEDS_ATTENTION, NEVER_CRAWLED, OK, SWITCHED_OFF
from scraper.report.local_time import local_day
from scraper.report.problem_text import told
from scraper.report.written import stamp
from scraper.serve.asked import Answer, Asked, House, Listing, Page, Row
from scraper.serve.pages import addresses
from scraper.serve.pages.status import mark
from scraper.store import Archive
from scraper.store.columns import now_text
from scraper.store.days import Days
from scraper.store.site_pages import SiteSummary
from scraper.web.plain_text import one_line

# A crawl older than this is said, since nothing noted since then can be known. Chosen: two days, for the sake of who
# crawls once a day.
_STALE = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A site of the list.

    Args:
        href, name: its page and its name.
        id: of the site.
        verdict: how it is, in a word or two.
        mark: how urgent that is, as a class of the page.
        problem: what is wrong, or None.
        newest, last_crawl: a day, and a time; or None.
        articles, new: how many, and how many in the last seven days.
    """

    href: str
    name: str
    id: str
    verdict: str
    mark: str
    problem: str | None
    newest: str | None
    last_crawl: str | None
    articles: int
    new: int


def sites(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return all sites that the archive has, and those of the configuration that were never crawled."""
    summaries = archive.site_pages.all(house.clock(), Days(seen_day=local_day))
    if asked.form != "html":
        return Listing(Page("sites.html", {}), "Sites", [_record(one, house) for one in summaries])
    known = {one.id for one in summaries}
    context = {
        "sites": [_listed(one, house) for one in summaries],
        "waiting": sorted(one_line(site.name) for site in house.sites.values() if _waits(site.id, known, house)),
        "articles": sum(one.articles for one in summaries),
        "stale": _stale(summaries, house.clock()),
    }
    return Listing(Page("sites.html", context), "Sites")


def verdict(one: SiteSummary, house: House) -> str:
    """Return how a site is by its crawls, in a word or two."""
    if one.id in house.switched_off:
        return SWITCHED_OFF
    if one.problems or (one.failed and one.last_crawl):
        return NEEDS_ATTENTION
    if one.last_crawl is None:
        return BY_HAND if one.articles else NEVER_CRAWLED
    return OK


def _waits(site: str, known: set[str], house: House) -> bool:
    return site not in known and site not in house.switched_off


def _stale(summaries: Sequence[SiteSummary], now: dt.datetime) -> str | None:
    """Return when the last crawl was, where that is some days ago; None: it was not, or there was none."""
    last = max((one.last_crawl for one in summaries if one.last_crawl), default=None)
    if last is None or last >= now_text(now - _STALE):
        return None
    return last


def _listed(one: SiteSummary, house: House) -> _Listed:
    said = verdict(one, house)
    worst = told(one.problems[0], stamp) if one.problems else None
    return _Listed(
        addresses.named("site", one.id),
        one_line(one.name),
        one.id,
        said,
        mark(said),
        worst,
        one.newest,
        one.last_crawl,
        one.articles,
        one.new,
    )


def _record(one: SiteSummary, house: House) -> Row:
    return {
        "site": one.id,
        "name": one.name,
        "verdict": verdict(one, house),
        "newest_article": one.newest,
        "last_crawl": one.last_crawl,
        "articles": one.articles,
        "new_this_week": one.new,
        "problem": "; ".join(problem["problem"] for problem in one.problems) or None,
    }
