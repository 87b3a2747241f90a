"""The week in figures: counted up to the day of which the archive knows last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper.errors import ScraperError
from scraper.report.charts import Chart, Value, columns
from scraper.report.local_time import local_day, local_moment
from scraper.report.written import short_day
from scraper.serve.asked import House, Row
from scraper.serve.pages import addresses
from scraper.store.days import Days

if TYPE_CHECKING:
    from scraper.store import Archive
    from scraper.store.watching import Search, Watching

# Weeks of the chart. Chosen: a quarter.
_WEEKS = 12
# Keywords, municipalities and sites that are named. Chosen: what is looked at.
_NAMES = 8
# Saved searches that are named, and those of them that are counted, the first of the file. Chosen: to count one takes
# 20 to 40 ms at 100,000 articles, and the page is to cost less than 300.
_SEARCHES, _COUNTED = 30, 5
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """The seven days that are counted.

    Args:
        first, last: the first and the last of them, both included, as they are here.
        today: the day of today; ``last`` is earlier where nothing came since.
    """

    first: dt.date
    last: dt.date
    today: dt.date

    @property
    def days(self) -> Days:
        """The same for questions to the archive."""
        return Days(self.first, self.last, local_day)

    @property
    def began(self) -> dt.datetime:
        """When the first day began here."""
        return dt.datetime.combine(self.first, dt.time()).astimezone()

    @property
    def ended(self) -> dt.datetime:
        """When the last day ended here."""
        return dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time()).astimezone()


def week_of(archive: Archive, now: dt.datetime) -> Week:
    """Return the week up to the day on which something came into the archive last, or a crawl ended.

    Of the days since then the archive knows nothing, and noughts would say that there was no news.

    Args:
        archive: opened for reading.
        now: the time.
    """
    today = now.astimezone().date()
    known = local_moment(archive.lately.known_until() or "")
    last = today if known is None else min(known.date(), today)
    return Week(last - _WEEK + dt.timedelta(days=1), last, today)


def week_figures(archive: Archive, week: Week) -> Row:
    """Return the figures of a week.

    Args:
        archive: opened for reading.
        week: which.
    """
    by_day = archive.lately.by_day(week.days)
    sites = archive.lately.sites(week.days)
    return {
        "first": week.first,
        "last": week.last,
        "is_this": week.last == week.today,
        "articles": sum(by_day.values()),
        "events": archive.lately.numbers(week.began, week.ended),
        "sites": [row | {"address": addresses.named("site", row["site"])} for row in sites[:_NAMES]],
        "sites_total": len(sites),
        "keywords": [
            row | {"address": addresses.named("keyword", row["name"])}
            for row in archive.lately.keywords(week.days, _NAMES)
        ],
        "places": [
            row | {"address": addresses.named("place", row["key"])} for row in archive.lately.places(week.days, _NAMES)
        ],
        "chart": _chart(archive, week),
    }


def _chart(archive: Archive, week: Week) -> Chart:
    """Return how many articles each of the last weeks has, of seven days each, the last the one that is counted."""
    first = week.last - _WEEKS * _WEEK + dt.timedelta(days=1)
    by_day = archive.lately.by_day(Days(first, week.last, local_day))
    values = []
    for number in range(_WEEKS):
        begins = first + number * _WEEK
        ends = begins + _WEEK
        count = sum(articles for day, articles in by_day.items() if begins.isoformat() <= day < ends.isoformat())
        values.append(Value(short_day(begins), count))
    highest = max(values, key=lambda value: value.value)
    return columns(
        "weeks",
        "Articles by week",
        f"The last {_WEEKS} weeks, each from the day below it. Most in that from {highest.label}:"
        f" {int(highest.value):,}; in the last one {int(values[-1].value):,}.",
        values,
    )


def watched(archive: Archive, house: House, week: Week) -> Row | None:
    """Return how many articles of a week each saved search finds; None where there are no saved searches.

    Args:
        archive: opened for reading.
        house: with the file of saved searches.
        week: which.

    Returns:
        ``searches``, each with ``name``, ``hits`` (None: it was not counted) and ``address``, those with the most
        first; ``error`` where the file cannot be read.
    """
    if house.watch_file is None:
        return None
    # Imported only here: most have no such file.
    from scraper.notify.watch_file import load_watch_file

    try:
        file = load_watch_file(house.watch_file, lambda: {*archive.site_ids(), *house.sites})
    except ScraperError as error:
        return {"searches": [], "error": str(error), "total": 0}
    ids = archive.lately.ids(week.days)
    watching = archive.watching(local_day)
    found: list[Row] = []
    for number, search in enumerate(file.searches[:_SEARCHES]):
        counted = number < _COUNTED
        address = addresses.search(q=search.words, since=week.first.isoformat(), until=week.last.isoformat())
        hits = _hits(watching, search.search, ids) if counted else None
        found.append({"name": search.name, "hits": hits, "address": address})
    found.sort(key=lambda row: (row["hits"] is None, -(row["hits"] or 0)))
    return {"searches": found, "error": None, "total": len(file.searches)}


def _hits(watching: Watching, search: Search, ids: list[int]) -> int | None:
    """Return how many of some articles a search finds; None where that takes too long."""
    try:
        return len(watching.found(search, ids))
    except ScraperError:
        return None
