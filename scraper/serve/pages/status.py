"""How each site is doing, as ``scraper status`` says it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from scraper.model import Site
from scraper.policy.standing_words import NEEDS_ATTENTION, NOT_FOLLOWED, OK
from scraper.policy.telling import who
from scraper.report.local_time import local_day, with_local_stamps
from scraper.report.problem_text import other_lines, since_when, what, worst
from scraper.report.todays_readers import todays_readers
from scraper.report.written import stamp
from scraper.serve.asked import Answer, Asked, House, Page, Row
from scraper.serve.pages import addresses

if TYPE_CHECKING:
    from scraper.store import Archive

# How long the page is shown again while nothing was written. Chosen: to judge sixty sites of 100,000 articles takes a
# second of CPU, and what follows from the time alone is counted in hours and days. The page says as of when it is.
_KEPT = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Made:
    """A page, when it was made, and of which state of the archive."""

    page: Page
    at: dt.datetime
    data_version: int


# How urgent a verdict is, as a class of pages; all others are neutral.
_MARKS = {NEEDS_ATTENTION: "bad", OK: "good"}
# By the connection, since the number of a state is one of a connection.
_MADE: WeakKeyDictionary[Archive, _Made] = WeakKeyDictionary()


def status(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the state of the archive and its sites, the worst first."""
    now, version = house.clock(), archive.asking.data_version()
    made = _MADE.get(archive)
    if made is None or made.data_version != version or not dt.timedelta() <= now - made.at < _KEPT:
        made = _MADE[archive] = _Made(_page(archive, house, now), now, version)
    return made.page


def _page(archive: Archive, house: House, now: dt.datetime) -> Page:
    states = archive.site_states(
        now,
        _wanted(house),
        house.sites.values(),
        house.switched_off,
        todays_readers(house.sites.values()),
        seen_day=local_day,
    )
    states.sort(key=lambda state: (worst(state), who(state["site"])))
    names = {name: site.name for name, site in house.sites.items()} | archive.site_names()
    rows = [_row(state, names) for state in states]
    return Page(
        "status.html",
        {
            "rows": rows,
            "sites": sum(row["site"] is not None for row in rows),
            "needing": sum(row["verdict"] == NEEDS_ATTENTION for row in rows),
            "now": stamp(now),
        },
    )


def _wanted(house: House) -> list[Site]:
    """Return the sites that are listed although they were never crawled: those that a configuration chooses."""
    if not house.switched_off:
        return []
    return [site for name, site in house.sites.items() if name not in house.switched_off]


def _row(state: Row, names: Mapping[str, str]) -> Row:
    """Return the state of a site as the page shows it."""
    site = state["site"]
    is_left = state["verdict"] == NOT_FOLLOWED
    return state | {
        "name": site_name(site, names),
        "address": site_address(site),
        "mark": mark(state["verdict"]),
        "problems": [] if is_left else [problem_row(problem) for problem in state["problems"]],
        "others": [with_local_stamps(line) for line in other_lines(state, stamp)],
    }


def problem_row(problem: Row) -> Row:
    """Return a problem as pages show it: what, since when and how often, and what to do next."""
    return {
        "severity": problem["severity"],
        "what": with_local_stamps(what(problem)),
        "since": since_when(problem, stamp),
        "next": problem["next"],
    }


def site_name(site: str | None, names: Mapping[str, str]) -> str:
    """Return the name of a site for people, or of the archive as a whole (None)."""
    return "The archive as a whole" if site is None else names.get(site, site)


def site_address(site: str | None) -> str | None:
    """Return the address of the page of a site; of the archive as a whole (None) there is none."""
    return None if site is None else addresses.named("site", site)


def mark(verdict: str) -> str:
    """Return how urgent a verdict is, as a class of pages."""
    return _MARKS.get(verdict, "neutral")
