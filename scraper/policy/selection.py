"""Which of the links that a source names are taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scraper.model import Link
from scraper.policy.schedule import DAY
from scraper.web.urls import path_of

FIRST_CRAWL_ARTICLES = 50
"""How many of the newest articles a first crawl takes from each source."""
FIRST_CRAWL_SITEMAPS = 3
"""How many of the newest sitemaps of an index a crawl without --full reads."""
LISTING_PAGES = 5
"""How many pages of a listing a crawl without --full follows while all on them is new."""
DEEPEST_INDEX = 3
"""How deep sitemap indexes may be nested; the protocol allows no nesting at all."""
CLOCK_ERROR = 1 * DAY
"""How far in the future a date may lie: zones get mixed up."""
_NO_TIME = dt.datetime.min.replace(tzinfo=dt.UTC)
_FUTURE_DATES = "dates that lie in the future"


def plausible(links: Sequence[Link], now: dt.datetime) -> tuple[list[Link], str | None]:
    """Return links without the dates that lie in the future, and what to say if that is most of them.

    A source that dates everything in the future would put its addresses before all that is really new, and make
    known ones due again and again.
    """
    latest = now + CLOCK_ERROR
    ahead = sum(max(link.published or _NO_TIME, link.lastmod or _NO_TIME) > latest for link in links)
    if not ahead:
        return list(links), None
    kept = [
        replace(link, published=_not_after(link.published, latest), lastmod=_not_after(link.lastmod, latest))
        for link in links
    ]
    return kept, f"{ahead} of {len(links)} {_FUTURE_DATES}" if 2 * ahead > len(links) else None


def _not_after(moment: dt.datetime | None, latest: dt.datetime) -> dt.datetime | None:
    return moment if moment is None or moment <= latest else None


def repeats_itself(url: str) -> bool:
    """Whether the path of an address goes round in circles, as relative links of broken templates make it."""
    steps = [step for step in path_of(url).partition("?")[0].split("/") if step]
    for length in range(1, 5):
        # One word may stand three times, as in /11/11/11/.
        run, needed = 0, (4 if length == 1 else 3) * length - length
        for at in range(length, len(steps)):
            run = run + 1 if steps[at] == steps[at - length] else 0
            if run >= needed:
                return True
    return False


def newest_first(links: Sequence[Link]) -> list[Link]:
    """Return the links by their own date, newest first; the order of the document decides among equals.

    A source without dates keeps its order: feeds and listings put the newest first.
    """
    return sorted(links, key=lambda link: link.published or link.lastmod or _NO_TIME, reverse=True)


@dataclass(frozen=True, slots=True)
class Bound:
    """How much of what a source names is taken.

    Args:
        full: everything.
        since: everything that is not known to be older than this day.
        first: this source is read for the first time, so only its newest articles are taken.
    """

    full: bool = False
    since: dt.date | None = None
    first: bool = False


def takes(link: Link, rank: int, bound: Bound) -> bool:
    """Whether a link is fetched, or left for a later ``--full`` or ``--since``.

    Args:
        link: the link.
        rank: its place among the source's articles, newest first, from 0.
        bound: what this run takes.
    """
    if bound.full:
        return True
    if bound.since is not None:
        day = link.published or link.lastmod
        return day is None or day.date() >= bound.since
    return not bound.first or rank < FIRST_CRAWL_ARTICLES


def wants_update(lastmod: dt.datetime | None, known_lastmod: dt.datetime | None, visited: dt.datetime | None) -> bool:
    """Whether a source's word that an article changed is a reason to look at it now.

    Args:
        lastmod: the source's word today.
        known_lastmod: its newest word so far.
        visited: when the page was last fetched.
    """
    if lastmod is None:
        return False
    if known_lastmod is not None:
        # Its own earlier word is the better measure: many sources give days, not times.
        return lastmod > known_lastmod
    return visited is None or lastmod >= visited
