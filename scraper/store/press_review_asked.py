"""What a press review is asked for, and which articles are of it: those of its days, and those found late in them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from scraper.model.press_review import LATE_DAYS, QUARTER_DAYS
from scraper.store.columns import day_text
from scraper.store.days import SEEN_DAY, Days
from scraper.store.readonly import Row, rows
from scraper.store.search import matching
from scraper.store.search_words import Query
from scraper.store.watching import Search

OF_SITES = "AND a.site IN (SELECT value FROM json_each(:sites))"
"""A condition on an article ``a``: it is of the sites that were asked for."""

# In two parts, since one condition on coalesce(date, …) would read the whole table.
_CHOSEN = f"""
SELECT a.id, a.site, a.date AS day, '' AS first_seen FROM articles a WHERE a.date IS NOT NULL {{dated}}
UNION ALL
SELECT a.id, a.site, {SEEN_DAY} AS day, a.first_seen FROM articles a WHERE a.date IS NULL {{undated}}
"""
# Found in these days, and of an earlier one. What an import brought of the past is no news, and has no such event.
_FOUND = """
SELECT a.id, a.site, a.date AS day, a.first_seen FROM articles a
WHERE a.first_seen >= :from AND a.first_seen < :to AND a.date < :first {of_sites}
    AND EXISTS (SELECT 1 FROM events e WHERE e.article_id = a.id AND e.kind = 'new')
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a press review is asked for.

    Args:
        first, last: its days, both included.
        seen_day: as :class:`~scraper.store.days.Days` has it.
        sites: ids of sites; empty: all.
        query: what its articles are about; None: anything.
        searches: saved searches: what each is called, its words, and the search.
    """

    first: dt.date
    last: dt.date
    seen_day: Callable[[str], str]
    sites: tuple[str, ...] = ()
    query: Query | None = None
    searches: tuple[tuple[str, str, Search], ...] = ()
    days: Days = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", Days(self.first, self.last, self.seen_day))

    @property
    def quarter(self) -> dt.date:
        """The first day of the quarter before."""
        return self.first - dt.timedelta(days=QUARTER_DAYS)

    @property
    def earliest_late(self) -> dt.date:
        """The first day of which an article that is found late is told."""
        return self.first - dt.timedelta(days=LATE_DAYS)

    @property
    def of_sites(self) -> str:
        """The condition that narrows a statement to the sites; its parameter is ``sites``."""
        if not self.sites:
            return ""
        return OF_SITES

    @property
    def site_params(self) -> dict[str, str]:
        """The value of that parameter, as JSON."""
        return {"sites": json.dumps(self.sites)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """An article by its row, its site and its day.

    Args:
        id, site, day: these three.
        first_seen: when it was first seen (UTC), where that was asked for. It is in no index together with the day, so
            that for the thousands of a quarter it is not, and is empty.
    """

    id: int
    site: str
    day: dt.date
    first_seen: str


def chosen(db: Database, asked: Asked) -> list[Chosen]:
    """Return the articles of these days and of the quarter before."""
    days = replace(asked.days, since=asked.quarter)
    dated, undated = (
        " ".join([asked.of_sites, *(f"AND {one}" for one in days.conditions(day))]) for day in ("a.date", SEEN_DAY)
    )
    found = rows(db, _CHOSEN.format(dated=dated, undated=undated), days.params | asked.site_params)
    return _about(db, asked, _read(found))


def found_late(db: Database, asked: Asked) -> list[Chosen]:
    """Return the articles that were first seen in these days and are of earlier ones, however old."""
    params = asked.days.moments() | asked.site_params | {"first": str(day_text(asked.first))}
    found = _read(rows(db, _FOUND.format(of_sites=asked.of_sites), params))
    return _about(db, asked, [one for one in found if asked.days.includes(one.first_seen)])


def wanted(db: Database, asked: Asked, ids: Collection[int]) -> set[int]:
    """Return which of some articles are of the sites that were asked for, and are found by the words."""
    about = _found_by_words(db, asked, ids)
    if not asked.sites:
        return about
    sql = f"SELECT a.id FROM articles a WHERE a.id IN (SELECT value FROM json_each(:ids)) {OF_SITES}"
    return {row["id"] for row in rows(db, sql, {"ids": json.dumps(list(about))} | asked.site_params)}


def day_of(text: str) -> dt.date | None:
    """Return the day that a text of the archive is; None: another program has written something else there."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _read(found: Iterable[Row]) -> Iterator[Chosen]:
    """Yield articles of which the day is one."""
    for row in found:
        day = day_of(row["day"])
        if day is not None:
            yield Chosen(row["id"], row["site"], day, row["first_seen"])


def _about(db: Database, asked: Asked, found: Iterable[Chosen]) -> list[Chosen]:
    """Return those of some articles that the words find."""
    all_found = list(found)
    about = _found_by_words(db, asked, [one.id for one in all_found])
    return [one for one in all_found if one.id in about]


def _found_by_words(db: Database, asked: Asked, ids: Collection[int]) -> set[int]:
    """Return which of some articles the words find; without words all."""
    if asked.query is None:
        return set(ids)
    return matching(db, asked.query, ids, asked.days)
