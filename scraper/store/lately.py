"""What is new of late, and what became of older articles: asked of indexes, so that a front page costs little."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Sequence

from sqlite_utils import Database

from scraper.store.columns import now_text
from scraper.store.days import SEEN_DAY, Days
from scraper.store.readonly import Row, rows
from scraper.store.usual_spelling import usual_spelling

EDIT_KINDS = ("changed", "gone", "back")
"""What can become of an article, as ``events.kind`` has it."""

# Events that a front page looks through, the last that came. Chosen: SQLite reads them in 5 ms, and a week of sixty
# sites has some hundred. Where more came in a week, as after an import, figures of events are those of the last of it.
_LOOKED_THROUGH = 20_000
# Articles of a week whose keywords and places are counted. Chosen: twenty usual weeks.
_COUNTED = 10_000
# Characters of a text that may serve as a lead line; more than is shown.
_LEAD = 400

_NEWEST_DAY = "SELECT max(date) AS day FROM articles WHERE date <= ?"
# The later of the two: what was imported or fetched by hand came by no crawl.
_KNOWN_UNTIL = (
    "SELECT max(coalesce((SELECT max(finished_at) FROM crawls), ''), coalesce(max(first_seen), '')) AS at FROM articles"
)
_LAST_CRAWL = "SELECT id, started_at, finished_at FROM crawls ORDER BY id DESC LIMIT 1"
_LINES = f"""
SELECT id, language, substr(coalesce(nullif(lead, ''), body), 1, {_LEAD}) AS lead, changed_at > first_seen AS is_edited,
    gone_at, missing_since
FROM articles WHERE id IN (SELECT value FROM json_each(?))
"""
_NUMBERS = f"""
SELECT kind, count(*) AS number, count(DISTINCT article_id) AS articles FROM events
WHERE id > (SELECT max(id) FROM events) - {_LOOKED_THROUGH} AND kind <> 'new' AND at >= ? AND at < ? GROUP BY kind
"""
# Articles without a day count on the day on which they were first seen. In two parts, as an index has each of them.
_DATED = "date >= :since AND date <= :until"
_UNDATED = (
    f"a.date IS NULL AND a.first_seen >= :from AND a.first_seen < :to AND {SEEN_DAY} >= :since AND {SEEN_DAY} <= :until"
)
_BY_DAY = f"""
SELECT date AS day, count(*) AS articles FROM articles WHERE {_DATED} GROUP BY date
UNION ALL
SELECT {SEEN_DAY}, count(*) FROM articles a WHERE {_UNDATED} GROUP BY 1
"""
_OF_DAYS = f"""
WITH few (id) AS (
    SELECT id FROM (SELECT id FROM articles WHERE {_DATED} ORDER BY date DESC LIMIT {_COUNTED})
    UNION ALL SELECT a.id FROM articles a WHERE {_UNDATED})
"""
_SITES = (
    _OF_DAYS
    + """
SELECT a.site, s.name, count(*) AS articles FROM few JOIN articles a ON a.id = few.id JOIN sites s ON s.id = a.site
GROUP BY a.site ORDER BY articles DESC, s.name
"""
)
_KEYWORDS = (
    _OF_DAYS
    + f"""
SELECT c.name, count(DISTINCT ak.article_id) AS articles
FROM few CROSS JOIN article_keywords ak ON ak.article_id = few.id {usual_spelling("ak")}
GROUP BY c.id ORDER BY articles DESC, c.name LIMIT :limit
"""
)
_PLACES = (
    _OF_DAYS
    + """
SELECT m.key, m.name, count(DISTINCT m.article_id) AS articles
FROM few CROSS JOIN mentions m ON m.article_id = few.id
WHERE m.kind = 'municipality' GROUP BY m.key ORDER BY articles DESC, m.name LIMIT :limit
"""
)
# Of an edit, what differs in the state after the one that it ended.
_EVENTS = """
SELECT e.id AS event_id, e.article_id AS id, e.kind, e.at, a.site, s.name AS site_name, a.kicker, a.title, a.date,
    a.url, a.language,
    CASE WHEN e.kind = 'changed' THEN (SELECT v.changed FROM versions v WHERE v.article_id = e.article_id
        AND v.until = e.at ORDER BY v.seen_at DESC, v.id DESC LIMIT 1) END AS changed,
    CASE WHEN e.kind = 'changed' THEN EXISTS (SELECT 1 FROM silent_edits q WHERE q.article_id = e.article_id
        AND q.edited_at = e.at) ELSE 0 END AS silent,
    CASE WHEN e.kind = 'changed' THEN (SELECT count(*) FROM versions v WHERE v.article_id = e.article_id
        AND v.until <= e.at) + 1 END AS state
FROM ({which}) e JOIN articles a ON a.id = e.article_id JOIN sites s ON s.id = a.site
ORDER BY e.at DESC, e.id DESC
"""
_WHICH = """
SELECT e.* FROM events e WHERE e.kind IN (SELECT value FROM json_each(:kinds)) {narrowed}
ORDER BY e.at DESC, e.id DESC LIMIT :limit OFFSET :offset
"""
_HOW_MANY = """
SELECT count(*) AS number FROM events e WHERE e.kind IN (SELECT value FROM json_each(:kinds)) {narrowed}
"""
# The "+" lets SQLite walk through the events, which are short, with the articles of the site in a set, rather than look
# for the events of each of its articles: those may be tens of thousands.
_OF_SITE = "AND +e.article_id IN (SELECT id FROM articles WHERE site = :site)"
_AMONG_LAST = f"AND e.id > (SELECT max(id) FROM events) - {_LOOKED_THROUGH} AND e.at >= :since"


class Lately:
    """What the archive answers about its last days.

    Args:
        db: an archive opened for reading or writing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def newest_day(self, today: dt.date) -> str | None:
        """Return the newest day of an article that is not after today, or None where no article states one."""
        (row,) = rows(self._db, _NEWEST_DAY, [today.isoformat()])
        day: str | None = row["day"]
        return day

    def known_until(self) -> str | None:
        """Return when something came last: the end of a crawl, or an article; None of an archive without both."""
        (row,) = rows(self._db, _KNOWN_UNTIL)
        return row["at"] or None

    def last_crawl(self) -> Row | None:
        """Return ``id``, ``started_at`` and ``finished_at`` (None: it was killed, or runs) of the last crawl."""
        return next(rows(self._db, _LAST_CRAWL), None)

    def ids(self, days: Days) -> list[int]:
        """Return the articles of some days; of very many the newest."""
        return [row["id"] for row in self._of_days(f"{_OF_DAYS} SELECT id FROM few", days)]

    def lines(self, ids: Collection[int]) -> dict[int, Row]:
        """Return of articles what a list shows below their headlines: lead line, language, edited, gone, missing."""
        return {row["id"]: row for row in rows(self._db, _LINES, [json.dumps(list(ids))])}

    def by_day(self, days: Days) -> dict[str, int]:
        """Return how many articles each day has; those without a day count on the day of their first visit.

        Args:
            days: from when to when; both ends are needed.
        """
        found: dict[str, int] = {}
        for row in self._of_days(_BY_DAY, days):
            found[row["day"]] = found.get(row["day"], 0) + row["articles"]
        return found

    def numbers(self, since: dt.datetime, before: dt.datetime) -> dict[str, int]:
        """Return how many articles were edited, have gone and came back, by kind of event."""
        found = dict.fromkeys(EDIT_KINDS, 0)
        params = [now_text(since), now_text(before)]
        return found | {row["kind"]: row["articles"] for row in rows(self._db, _NUMBERS, params)}

    def sites(self, days: Days) -> list[Row]:
        """Return the sites with articles of some days, those with the most first: ``site``, ``name``, ``articles``."""
        return list(self._of_days(_SITES, days))

    def keywords(self, days: Days, limit: int) -> list[Row]:
        """Return the keywords of most articles of some days: ``name`` in its usual spelling, and ``articles``."""
        return list(self._of_days(_KEYWORDS, days, limit))

    def places(self, days: Days, limit: int) -> list[Row]:
        """Return the municipalities that most articles of some days name: ``key``, ``name``, ``articles``."""
        return list(self._of_days(_PLACES, days, limit))

    def last_edits(self, since: dt.datetime, limit: int) -> list[Row]:
        """Return what became of articles of late, the newest first, as :meth:`edits` does; only the last that came.

        Args:
            since: not before this time.
            limit: how many at the most.
        """
        which = _WHICH.format(narrowed=_AMONG_LAST)
        params = {"kinds": json.dumps(EDIT_KINDS), "since": now_text(since), "limit": limit, "offset": 0}
        return list(rows(self._db, _EVENTS.format(which=which), params))

    def edits(
        self, kinds: Sequence[str] = EDIT_KINDS, site: str | None = None, limit: int = 100, offset: int = 0
    ) -> list[Row]:
        """Return edits, removals and returns of articles, the newest first.

        Args:
            kinds: some of :data:`EDIT_KINDS`.
            site: of this site only.
            limit: how many at the most.
            offset: how many of the newest are left out.
        """
        which = _WHICH.format(narrowed=_OF_SITE if site else "")
        params = {"kinds": json.dumps(list(kinds)), "site": site, "limit": limit, "offset": offset}
        return list(rows(self._db, _EVENTS.format(which=which), params))

    def count_edits(self, kinds: Sequence[str] = EDIT_KINDS, site: str | None = None) -> int:
        """Return how many :meth:`edits` there are without a limit."""
        sql = _HOW_MANY.format(narrowed=_OF_SITE if site else "")
        (row,) = rows(self._db, sql, {"kinds": json.dumps(list(kinds)), "site": site})
        number: int = row["number"]
        return number

    def _of_days(self, sql: str, days: Days, limit: int | None = None) -> Iterator[Row]:
        """Yield the rows of a statement about some days, of which both ends are needed."""
        days.prepare(self._db)
        return rows(self._db, sql, {**days.params, **days.moments(), "limit": limit})
