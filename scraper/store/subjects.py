"""What the archive has on a subject over the years: a keyword, a municipality, a vendor.

A subject is the set of its articles, as a statement that an index answers alone. Rows of articles are long, so that of
many articles their days are taken from an index of all, and of few from their own rows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from scraper.model.press_review import QUARTER_DAYS, KeywordUse
from scraper.store.days import SEEN_DAY, Days
from scraper.store.readonly import Row, rows
from scraper.store.usual_spelling import usual_spelling

# Of so many articles the days are read row by row, some ten microseconds each; of more, the index of the days of all
# articles is walked through, which takes some 20 ms for each 100,000. Measured.
_FEW = 2_000
# What stands beside a subject is counted in so many of its newest articles. Chosen: more would take longer than anybody
# waits for a page, and say the same.
MOST_BESIDE = 2_000
# Years of a chart. Chosen: as many as the web is old.
_MOST_YEARS = 40
# The numbers of a subject's articles stay in SQLite, and so do their days: of a large site there are tens of thousands.
_DAYS = """
WITH of_subject (id) AS ({subject}), days (id, site, day) AS (
    SELECT a.id, a.site, a.date FROM articles a {index} WHERE a.date IS NOT NULL AND {among}
    UNION ALL
    SELECT a.id, a.site, seen_day(a.first_seen) FROM articles a WHERE a.date IS NULL AND {among}
)
"""
_COUNTED = "SELECT site, substr(day, 1, 4) AS year, count(*) AS articles FROM days GROUP BY 1, 2"
_ORDERED = """
SELECT id FROM days WHERE :year IS NULL OR substr(day, 1, 5) = :year
ORDER BY day DESC, id DESC LIMIT :limit OFFSET :skip
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """The articles of a subject.

    Args:
        sql: a statement that gives their numbers, each once, in one column; its parameters have names.
        params: their values.
        of_row: the same as a condition on an article ``a`` that the index on site and date answers; None: there is
            none.
    """

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)
    of_row: str | None = None


@dataclass(frozen=True, slots=True)
class OverYears:
    """When and where articles on a subject stood.

    Args:
        total: how many articles there are.
        chosen: how many of them are of the year that was asked for, or all.
        years: year and number of articles, without gaps, the first year first.
        sites: id of the site and number of articles, the most first.
        newest: numbers of the articles of a page, the newest first; of the year that was asked for.
    """

    total: int
    chosen: int
    years: list[tuple[str, int]]
    sites: list[tuple[str, int]]
    newest: list[int]


@dataclass(frozen=True, slots=True)
class KeywordsUsed:
    """How often keywords were used.

    Args:
        keywords: each that was used in some days.
        now, before: how many articles there are of these days, and of the quarter before.
    """

    keywords: list[KeywordUse]
    now: int
    before: int


class Subjects:
    """Answers what pages about subjects ask.

    Args:
        db: an archive opened for reading.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def over_years(
        self, subject: Subject, limit: int, skip: int = 0, days: Days | None = None, year: int | None = None
    ) -> OverYears:
        """Return when and where the articles of a subject stood.

        Args:
            subject: the articles.
            limit, skip: how many of the newest are given, and how many before them are not.
            days: by which the day of an article is told that states none; None: by UTC.
            year: of which the newest are given, or None.
        """
        (days or Days()).prepare(self._db)
        of_days = self._of_days(subject)
        by_year: Counter[str] = Counter()
        by_site: Counter[str] = Counter()
        for row in rows(self._db, of_days + _COUNTED, dict(subject.params)):
            by_year[row["year"]] += row["articles"]
            by_site[row["site"]] += row["articles"]
        chosen = by_year.total() if year is None else by_year[f"{year:04}"]
        page = {"year": None if year is None else f"{year:04}-", "limit": limit, "skip": skip}
        return OverYears(
            by_year.total(),
            chosen,
            _without_gaps(by_year),
            sorted(by_site.items(), key=lambda one: (-one[1], one[0])),
            [row["id"] for row in rows(self._db, of_days + _ORDERED, dict(subject.params) | page)],
        )

    def keyword_use(self, since: dt.date, until: dt.date, seen_day: Callable[[str], str]) -> KeywordsUsed:
        """Return how often keywords were used in some days, and in the quarter before them.

        Args:
            since, until: the first and the last of these days.
            seen_day: as in :class:`Days`.
        """
        before = Days(since - dt.timedelta(days=QUARTER_DAYS), since - dt.timedelta(days=1), seen_day)
        earlier, earlier_total = self._keyword_counts(before)
        now, total = self._keyword_counts(Days(since, until, seen_day))
        uses = [KeywordUse(name, articles, earlier.get(name, 0)) for name, articles in now.items()]
        return KeywordsUsed(uses, total, earlier_total)

    def _keyword_counts(self, days: Days) -> tuple[dict[str, int], int]:
        """Return how many articles of some days have each keyword, and how many there are."""
        days.prepare(self._db)
        dated, undated = (" AND ".join(["1", *days.conditions(day)]) for day in ("a.date", SEEN_DAY))
        of_days = (
            f"SELECT a.id FROM articles a WHERE a.date IS NOT NULL AND {dated}"
            f" UNION ALL SELECT a.id FROM articles a WHERE a.date IS NULL AND {undated}"
        )
        ids = [row["id"] for row in rows(self._db, of_days, dict(days.params))]
        sql = f"""
        SELECT c.name, count(DISTINCT b.article_id) AS articles FROM json_each(:ids) i
        JOIN article_keywords b ON b.article_id = i.value {usual_spelling("b")} GROUP BY c.id
        """
        found = rows(self._db, sql, {"ids": json.dumps(ids)})
        return {row["name"]: row["articles"] for row in found}, len(ids)

    def keywords_beside(self, articles: Subject, limit: int, without: int | None = None) -> list[tuple[str, int]]:
        """Return the keywords, each in its canonical spelling, that most of the newest articles of a subject have.

        Args:
            articles: those of the subject.
            limit: how many keywords.
            without: the number of the keyword that is the subject.
        """
        sql = f"""
        SELECT c.name, count(DISTINCT b.article_id) AS articles
        FROM ({_newest(articles)}) n JOIN article_keywords b ON b.article_id = n.id {usual_spelling("b")}
        WHERE c.id IS NOT :without GROUP BY c.id ORDER BY articles DESC, c.name LIMIT :limit
        """
        return self._counts(sql, articles, {"without": without, "limit": limit})

    def sections_beside(self, articles: Subject, limit: int) -> list[tuple[str, int]]:
        """Return the sections in which most of the newest articles of a subject stand.

        Args:
            articles: those of the subject.
            limit: how many sections.
        """
        sql = f"""
        SELECT a.section AS name, count(*) AS articles FROM ({_newest(articles)}) n JOIN articles a ON a.id = n.id
        WHERE a.section IS NOT NULL GROUP BY 1 ORDER BY articles DESC, 1 LIMIT :limit
        """
        return self._counts(sql, articles, {"limit": limit})

    def entries(self, articles: list[int]) -> list[Row]:
        """Return what a list shows of some articles, in the order of their numbers here.

        Args:
            articles: their numbers.
        """
        sql = (
            "SELECT id, date, first_seen, site, kicker, title, section, language, url FROM articles"
            " WHERE id IN (SELECT value FROM json_each(?))"
        )
        found = {row["id"]: row for row in rows(self._db, sql, [json.dumps(articles)])}
        return [found[number] for number in articles if number in found]

    def _of_days(self, subject: Subject) -> str:
        """Return the beginning of a statement that asks ``days``: number, site and day of each article of a subject."""
        by_site_and_day = "INDEXED BY articles_site_date"
        if subject.of_row is not None:
            return _DAYS.format(subject=subject.sql, index=by_site_and_day, among=subject.of_row)
        counted = f"SELECT count(*) AS articles FROM (SELECT 1 FROM ({subject.sql}) LIMIT {_FEW + 1})"
        (row,) = rows(self._db, counted, dict(subject.params))
        is_few = row["articles"] <= _FEW
        # The "+" keeps SQLite from looking up each number where it is to walk through the index.
        among = f"{'a.id' if is_few else '+a.id'} IN (SELECT id FROM of_subject)"
        return _DAYS.format(subject=subject.sql, index="" if is_few else by_site_and_day, among=among)

    def _counts(self, sql: str, subject: Subject, more: dict[str, Any]) -> list[tuple[str, int]]:
        given = dict(subject.params) | more | {"most": MOST_BESIDE}
        return [(row["name"], row["articles"]) for row in rows(self._db, sql, given)]


def _named(subject: Subject) -> str:
    return f"WITH of_subject (id) AS ({subject.sql}) SELECT id FROM of_subject"


def _newest(subject: Subject) -> str:
    """Return the statement of the newest articles of a subject, by the order in which they came into the archive."""
    return f"{_named(subject)} ORDER BY id DESC LIMIT :most"


def _without_gaps(by_year: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return counts year by year; what is no year, as another program can have written it, is left out."""
    years = sorted(int(year) for year in by_year if year.isascii() and year.isdigit())
    if not years:
        return []
    # A slip such as the year 0202 must not draw two thousand columns.
    first = max(years[0], years[-1] - _MOST_YEARS + 1)
    return [(f"{year:04}", by_year.get(f"{year:04}", 0)) for year in range(first, years[-1] + 1)]
