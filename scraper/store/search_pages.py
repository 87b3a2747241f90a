"""A search page by page, with what narrows it further: of which sites and years its articles are."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from sqlite_utils import Database

from scraper.store.days import Days
from scraper.store.index_state import Standing
from scraper.store.readonly import Row, rows
from scraper.store.search import Filter, asked_within, shown
from scraper.store.search_bounds import Bounds
from scraper.store.search_run import Finder, Hit
from scraper.store.search_words import parse
from scraper.store.told import StoriesTold, fold


@dataclass(frozen=True, slots=True)
class Asking:
    """Which page of a search is asked for.

    Args:
        words: as a person typed them; empty: all articles, the newest first.
        narrow: the filter; its limit is that of a page.
        year: only articles of this year, or None.
        skip: how many articles and stories stand on the pages before.
    """

    words: str
    narrow: Filter
    year: int | None = None
    skip: int = 0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of a search.

    Args:
        rows: its articles, as :func:`scraper.store.search.search` gives them, each story once, each with
            ``also_in`` and ``language``.
        has_more: whether there is a page behind it.
        standing: how the second index stands.
        total: how many articles are found.
        sites: how many of each site, whatever sites were asked for, the most first.
        years: how many of each year, whatever year was asked for, the last first.
    """

    rows: list[Row]
    has_more: bool
    standing: Standing
    total: int
    sites: list[tuple[str, int]]
    years: list[tuple[str, int]]


class SearchPages:
    """Answers searches page by page.

    Args:
        db: an archive opened for reading.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def page(self, asking: Asking) -> SearchPage:
        """Return a page of a search.

        Raises:
            SearchError: the words are not understood, or take too long to look up.
        """
        narrow = replace(asking.narrow, days=_of_year(asking.narrow.days, asking.year))

        def answer(finder: Finder, bounds: Bounds) -> tuple[list[Row], bool]:
            return self._rows(finder, bounds, asking, narrow)

        query = parse(asking.words)
        (found, has_more), standing = asked_within(self._db, query, narrow, answer)
        # Without the filters of site and year, to say what else there would be.
        wide = replace(asking.narrow, sites=())
        counts, _ = asked_within(self._db, query, wide, lambda finder, _: finder.by_site_and_year())
        return SearchPage(self._with_languages(found), has_more, standing, *_counted(counts, narrow.sites, asking.year))

    def records(self, asking: Asking) -> list[Row]:
        """Return the records of all articles that a search finds, up to its limit, each article for itself.

        Raises:
            SearchError: as :meth:`page`.
        """
        narrow = replace(asking.narrow, days=_of_year(asking.narrow.days, asking.year))

        def answer(finder: Finder, bounds: Bounds) -> list[Row]:
            return shown(finder, _find(finder, narrow)(narrow.limit), narrow.marks, bounds)

        return asked_within(self._db, parse(asking.words), narrow, answer)[0]

    def languages(self, articles: Collection[int]) -> dict[int, str | None]:
        """Return the languages of some articles by their numbers."""
        sql = "SELECT id, language FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return {row["id"]: row["language"] for row in rows(self._db, sql, [json.dumps(list(articles))])}

    def _rows(self, finder: Finder, bounds: Bounds, asking: Asking, narrow: Filter) -> tuple[list[Row], bool]:
        """Return the records of a page, and whether there is another one behind it."""
        find = _find(finder, narrow)
        last = asking.skip + narrow.limit
        # Stories are put together by the numbers of articles; texts are read of those alone that are shown. To find
        # more takes hardly longer than to find some, and to find twice takes twice as long.
        asked = 2 * (last + 2)
        hits = find(asked)

        def numbers(count: int) -> list[Row]:
            nonlocal asked, hits
            if count > asked:
                asked = 2 * count
                hits = find(asked)
            return [{"id": hit.id} for hit in hits[:count]]

        folded = fold(numbers, self._also_in(narrow.days), last + 1).rows
        also_in = {row["id"]: row["also_in"] for row in folded[asking.skip : last]}
        by_id = {hit.id: hit for hit in hits}
        found = shown(finder, [by_id[number] for number in also_in], narrow.marks, bounds)
        return [row | {"also_in": also_in[row["id"]]} for row in found], len(folded) > last

    def _also_in(self, days: Days) -> Callable[[list[int]], dict[int, list[Row]]]:
        stories = StoriesTold(self._db)
        return lambda articles: stories.also_in(articles, days)

    def _with_languages(self, found: list[Row]) -> list[Row]:
        """Return records with the language of each article, by which a browser hyphenates it."""
        languages = self.languages([row["id"] for row in found])
        return [row | {"language": languages.get(row["id"])} for row in found]


def _find(finder: Finder, narrow: Filter) -> Callable[[int], list[Hit]]:
    return finder.by_day if narrow.sort == "date" else finder.best


def _of_year(days: Days, year: int | None) -> Days:
    """Return days within a year."""
    if year is None:
        return days
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    since = first if days.since is None else max(days.since, first)
    until = last if days.until is None else min(days.until, last)
    return replace(days, since=since, until=until)


def _counted(
    counts: Collection[Row], sites: Collection[str], year: int | None
) -> tuple[int, list[tuple[str, int]], list[tuple[str, int]]]:
    """Return how many articles are found, and how many of each site and of each year, each without its own filter."""
    by_site: Counter[str] = Counter()
    by_year: Counter[str] = Counter()
    total = 0
    for row in counts:
        is_of_year = year is None or row["year"] == f"{year:04}"
        is_of_sites = not sites or row["site"] in sites
        if is_of_year:
            by_site[row["site"]] += row["articles"]
        if is_of_sites:
            by_year[row["year"]] += row["articles"]
        if is_of_year and is_of_sites:
            total += row["articles"]
    return total, sorted(by_site.items(), key=lambda one: (-one[1], one[0])), sorted(by_year.items(), reverse=True)
