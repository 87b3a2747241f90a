"""What the archive knows of each site, by statements that stay quick however many articles there are.

Whether a site is well at the moment is the question of :mod:`scraper.store.status`, which takes seconds in a large
archive; here stands what the crawls have noted of that.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.model import Fault, stored_fault
from scraper.store.columns import now_text
from scraper.store.days import DAY, NEWEST_DAY, Days
from scraper.store.problems import Problems
from scraper.store.readonly import Row, rows
from scraper.store.status import problem_row, worst_first
from scraper.store.subjects import Subject

MOST_LOOKED_AT = 3_000
"""Articles of a site of which fields are looked at, the newest. Chosen: rows of articles are long, and these are read
within a tenth of a second."""
MOST_SIGNALS = 500
"""The same of what they reserve."""

_WEEK = dt.timedelta(days=7)
_PAST_PROBLEMS, _EVENTS, _SOURCES = 20, 15, 100

_ALL = f"""
SELECT s.id, s.name,
    (SELECT count(*) FROM articles WHERE site = s.id) AS articles,
    {NEWEST_DAY} AS newest,
    (SELECT max(finished_at) FROM crawl_sites WHERE site = s.id) AS last_crawl
FROM sites s ORDER BY s.id
"""
# The "+" keeps SQLite from reading all articles in the order of their sites.
_NEW = "SELECT site, count(*) AS articles FROM articles WHERE first_seen >= ? GROUP BY +site"
_DAYS = """
SELECT date AS day, count(*) AS articles FROM articles WHERE site = :site AND date >= :since GROUP BY date
UNION ALL
SELECT seen_day(first_seen), 1 FROM (
    SELECT first_seen FROM articles WHERE site = :site AND date IS NULL ORDER BY id DESC LIMIT :most)
"""
_NEWEST = "SELECT id FROM articles WHERE site = :site ORDER BY date DESC, id DESC LIMIT :most"
_FIELDS = f"""
SELECT substr(day, 1, 4) || ' Q' || ((CAST(substr(day, 6, 2) AS INTEGER) + 2) / 3) AS quarter, count(*) AS articles,
    sum(dated) AS date, sum(authors) AS authors, sum(lead) AS lead, sum(kicker) AS kicker, sum(section) AS section,
    sum(keywords) AS keywords, sum(images) AS images, sum(body) AS text
FROM (
    SELECT {DAY} AS day, a.date IS NOT NULL AS dated,
        EXISTS (SELECT 1 FROM authors WHERE article_id = a.id) AS authors,
        coalesce(a.lead, '') <> '' AS lead, coalesce(a.kicker, '') <> '' AS kicker, a.section IS NOT NULL AS section,
        EXISTS (SELECT 1 FROM article_keywords WHERE article_id = a.id) AS keywords,
        EXISTS (SELECT 1 FROM images WHERE article_id = a.id) AS images, a.body <> '' AS body
    FROM ({_NEWEST}) n JOIN articles a ON a.id = n.id
) GROUP BY 1 ORDER BY 1 DESC
"""
_AUTHORS = f"""
SELECT au.name, count(*) AS articles FROM ({_NEWEST}) n JOIN authors au ON au.article_id = n.id
GROUP BY 1 ORDER BY articles DESC, 1 LIMIT :limit
"""
_SIGNALS = f"""
SELECT e.value ->> '$.kind' AS kind, e.value ->> '$.value' AS value, e.value ->> '$.source' AS source,
    count(*) AS articles, sum(a.capture_id IS NULL) AS without_text
FROM ({_NEWEST}) n JOIN articles a ON a.id = n.id, json_each(a.signals, '$.evidence') e
WHERE a.signals IS NOT NULL AND json_valid(a.signals) GROUP BY 1, 2, 3 ORDER BY articles DESC
"""
# The "+" lets SQLite walk through the events, which are short, with the articles of the site in a set, rather than look
# for the events of each of its articles: those may be tens of thousands. The last events come first so, too.
_OF_SITE = "kind <> 'new' AND +article_id IN (SELECT id FROM articles WHERE site = :site)"
_COUNTED = f"SELECT kind, count(*) AS number FROM events WHERE {_OF_SITE} GROUP BY kind"
_LAST_EVENTS = f"""
SELECT e.kind, e.at, a.id, a.title FROM (SELECT * FROM events WHERE {_OF_SITE} ORDER BY id DESC LIMIT {_EVENTS}) e
JOIN articles a ON a.id = e.article_id ORDER BY e.id DESC
"""
_PAST = f"""
SELECT url, code, detail, since, until, times FROM problems WHERE site = :site AND until IS NOT NULL
ORDER BY until DESC LIMIT {_PAST_PROBLEMS}
"""
_PLACES = f"""
SELECT url, kind, state, visited_at, last_status FROM pages
WHERE site = :site AND kind IN ('feed', 'sitemap', 'listing')
ORDER BY kind, id LIMIT {_SOURCES}
"""


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """A site in the list of all.

    Args:
        id, name: of the site.
        articles: how many the archive has.
        newest: the day of the newest, or None.
        new: how many came in the last seven days.
        last_crawl: when, or None.
        problems: what stands of it by its crawls, the worst first, as in a record of ``scraper status``.
        failed: how many of its pages could not be archived.
    """

    id: str
    name: str
    articles: int
    newest: str | None
    new: int
    last_crawl: str | None
    problems: list[Row]
    failed: int


@dataclass(frozen=True, slots=True)
class PastProblem:
    """What was wrong with a site or one of its sources, and is over."""

    url: str | None
    fault: Fault
    since: str
    until: str
    times: int


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the page of a site says beside its articles.

    Args:
        home: its front page, or an empty text.
        days: day and number of articles, since a day.
        quarters: quarter, number of articles, and how many of them have each field; the last first.
        authors: name and number of articles, of the newest.
        signals: what the newest reserve, by kind of evidence.
        changes: how many edits, removals and returns were seen, by kind of event.
        events: the last of them.
        past: problems that are over, the last first.
        sources: its feeds, sitemaps and lists.
    """

    home: str
    days: dict[str, int]
    quarters: list[Row]
    authors: list[tuple[str, int]]
    signals: list[Row]
    changes: dict[str, int]
    events: list[Row]
    past: list[PastProblem]
    sources: list[Row]


class SitePages:
    """Answers what the list of sites and the page of a site ask.

    Args:
        db: an archive opened for reading.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def all(self, now: dt.datetime, days: Days) -> list[SiteSummary]:
        """Return all sites, in the order of their ids.

        Args:
            now: the time of the question, aware UTC.
            days: by which the day of an article is told that states none.
        """
        days.prepare(self._db)
        new = {row["site"]: row["articles"] for row in rows(self._db, _NEW, [now_text(now - _WEEK)])}
        standing, failed = self._standing(None)
        found = []
        for row in rows(self._db, _ALL):
            site = row["id"]
            problems = standing.get(site, [])
            found.append(
                SiteSummary(
                    site,
                    row["name"],
                    row["articles"],
                    row["newest"],
                    new.get(site, 0),
                    row["last_crawl"],
                    problems,
                    failed.get(site, 0),
                )
            )
        return found

    def facts(self, site: str, since: dt.date, days: Days, limit: int) -> SiteFacts:
        """Return what is known of a site.

        Args:
            site: its id.
            since: from which day on the days of its articles are given.
            days: by which the day of an article is told that states none.
            limit: how many authors.
        """
        days.prepare(self._db)
        given = {"site": site, "most": MOST_LOOKED_AT}
        by_day: dict[str, int] = {}
        for row in rows(self._db, _DAYS, given | {"since": since.isoformat()}):
            if row["day"] >= since.isoformat():
                by_day[row["day"]] = by_day.get(row["day"], 0) + row["articles"]
        home = next(rows(self._db, "SELECT home FROM sites WHERE id = ?", [site]), {"home": ""})
        authors = rows(self._db, _AUTHORS, given | {"limit": limit})
        return SiteFacts(
            home["home"],
            by_day,
            list(rows(self._db, _FIELDS, given)),
            [(row["name"], row["articles"]) for row in authors],
            list(rows(self._db, _SIGNALS, {"site": site, "most": MOST_SIGNALS})),
            {row["kind"]: row["number"] for row in rows(self._db, _COUNTED, {"site": site})},
            list(rows(self._db, _LAST_EVENTS, {"site": site})),
            [_past(row) for row in rows(self._db, _PAST, {"site": site})],
            list(rows(self._db, _PLACES, {"site": site})),
        )

    def standing(self, site: str) -> tuple[list[Row], int]:
        """Return what stands of a site by its crawls, the worst first, and how many of its pages failed."""
        standing, failed = self._standing(site)
        return standing.get(site, []), failed.get(site, 0)

    def articles(self, site: str) -> Subject:
        """Return the articles of a site."""
        return Subject("SELECT id FROM articles WHERE site = :site", {"site": site}, "a.site = :site")

    def _standing(self, site: str | None) -> tuple[dict[str, list[Row]], dict[str, int]]:
        found: dict[str, list[Row]] = {}
        for one in sorted(Problems(self._db).noted(None if site is None else [site]), key=worst_first):
            is_of_site = one.site is not None and one.is_open and not one.is_of_article
            if is_of_site and not one.problem.is_notice:
                found.setdefault(str(one.site), []).append(problem_row(one))
        sql = (
            "SELECT site, count(*) AS pages FROM pages WHERE state = 'failed' AND kind = 'article'"
            " AND (:site IS NULL OR site = :site) GROUP BY site"
        )
        failed = {row["site"]: row["pages"] for row in rows(self._db, sql, {"site": site})}
        return found, failed


def _past(row: Row) -> PastProblem:
    return PastProblem(row["url"], stored_fault(row["code"], row["detail"]), row["since"], row["until"], row["times"])
