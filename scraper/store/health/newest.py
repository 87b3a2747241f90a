"""The newest articles and addresses of a site as the judges of fields and walls look at them; read only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.analysis.drift import READ
from scraper.model import Reason, stored_fault
from scraper.policy.selected import NEWEST_ARTICLES
from scraper.store.columns import day_text
from scraper.store.readonly import Row, rows

# Both halves are read along the index on site and date, whose entries of one day, or without a day, stand in the order
# of their rows: to sort all articles of a site would take longer the larger its archive is. An article without a day
# counts by the day that its source names, since a crawl of old pages finds many without.
# An article without a day that came out of a file is none of the newest ones, whenever that file was read.
_FROM_ITS_HOST = "NOT EXISTS (SELECT 1 FROM origins o WHERE o.capture_id = a.capture_id)"
_COLUMNS = """
a.id, a.url, a.first_seen, a.date, a.lead IS NOT NULL AS lead, a.body <> '' AS body, a.words,
    a.keywords IS NOT NULL AS keywords, a.section IS NOT NULL AS section,
    EXISTS (SELECT 1 FROM authors WHERE article_id = a.id) AS authors,
    a.capture_id IS NULL AND a.signals IS NOT NULL AS is_bare, a.reader, a.sources, a.signals"""
_DATED = f"""
SELECT {_COLUMNS}, a.date AS day FROM articles a
WHERE a.site = :site AND a.date IS NOT NULL ORDER BY a.date DESC, a.id DESC LIMIT :most
"""
_UNDATED = f"""
SELECT {_COLUMNS}, coalesce((SELECT min(coalesce(published, lastmod)) FROM pages WHERE article_id = a.id), a.first_seen)
    AS day
FROM articles a WHERE a.site = :site AND a.date IS NULL AND {_FROM_ITS_HOST} ORDER BY a.id DESC LIMIT :most
"""
# One state after the other, along the index on state and site; "+" keeps SQLite from the one on kind, by which it would
# have to sort.
# An address that a file alone has brought was asked for by nobody.
_TRIED = """
SELECT id, url, reason, visited_at, article_id FROM pages
WHERE state = :state AND site = :site AND +kind = 'article'
    AND NOT (state = 'done' AND visited_at IS NULL AND EXISTS (
        SELECT 1 FROM articles a JOIN origins o ON o.capture_id = a.capture_id WHERE a.id = pages.article_id))
ORDER BY id DESC LIMIT :most
"""
_STATES = ("done", "failed", "skipped", "gone")
# When an address was found to give no article first: the run that noted it. What was skipped is no problem.
_SINCE = "SELECT min(since) AS since FROM problems WHERE site = :site AND url = :url AND until IS NULL"
_BODIES = """
SELECT id, title, body FROM articles WHERE id IN (SELECT value FROM json_each(:ids)) AND length(body) >= :shortest
"""
# Only of as many as the other judges read: to look for the reader of each article of a site would read them all.
_SOURCES = f"""
SELECT coalesce(sources, '{{}}') AS sources, first_seen FROM articles
WHERE id IN (
        SELECT id FROM (SELECT id FROM articles WHERE site = :site AND date IS NOT NULL
            ORDER BY date DESC, id DESC LIMIT :most)
        UNION ALL
        SELECT id FROM (SELECT id FROM articles a WHERE site = :site AND date IS NULL AND {_FROM_ITS_HOST}
            ORDER BY id DESC LIMIT :most))
    AND reader = :reader AND sources IS NOT NULL
    AND (:since IS NULL
        OR EXISTS (SELECT 1 FROM captures c WHERE c.id = articles.capture_id AND c.fetched_at >= :since))
ORDER BY first_seen DESC, id DESC LIMIT :newest
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An article as it is judged.

    Args:
        id: its number.
        url: its address.
        first_seen: when the archive saw it first, aware UTC.
        fields: the names of the watched fields that it has.
        words: in lead and body.
        is_bare: whether it is kept without its text, as its site reserves that.
        reader: what read it.
        sources: what gave each field.
        signals: what its site reserves, as JSON, or None.
    """

    id: int
    url: str
    first_seen: dt.datetime
    fields: frozenset[str]
    words: int
    is_bare: bool
    reader: str
    sources: Mapping[str, str]
    signals: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """An address of an article that was asked for.

    Args:
        url: the address.
        reason: why it gave no article, or what its host says; ``OTHER`` where nothing is wrong, or nothing known.
        visited_at: its last answer that was as it should be, aware UTC, or None.
        is_archived: whether an article was read from it once.
    """

    url: str
    reason: Reason
    visited_at: dt.datetime | None
    is_archived: bool


def articles(db: Database, site: str, now: dt.datetime, most: int = READ) -> list[Kept]:
    """Return the newest articles of a site, the newest first.

    Args:
        db: an archive.
        site: its id.
        most: so many at the most.
        now: the time.
    """
    found = [row for sql in (_DATED, _UNDATED) for row in rows(db, sql, {"site": site, "most": most})]
    days = _days(found, now)
    found.sort(key=lambda row: (days[row["id"]], row["id"]), reverse=True)
    return [_kept(row, now) for row in found[:most]]


def _days(found: Sequence[Row], now: dt.datetime) -> dict[int, str]:
    """Return the day of each article by its number.

    What lies ahead, as a clock that was wrong has it, is of the newest day that the archive had before. It would stand
    before all articles of a year otherwise.
    """
    today = now.date().isoformat()
    newest = ""
    days = {}
    for row in sorted(found, key=lambda row: int(row["id"])):
        day = row["day"][:10]
        if day > today:
            day = newest or today
        newest = max(newest, day)
        days[row["id"]] = day
    return days


def _kept(row: Row, now: dt.datetime) -> Kept:
    names = ("body", "date", "lead", "authors", "keywords", "section")
    return Kept(
        id=row["id"],
        url=row["url"],
        first_seen=min(dt.datetime.fromisoformat(row["first_seen"]), now),
        fields=frozenset(name for name in names if row[name]),
        words=row["words"],
        is_bare=bool(row["is_bare"]),
        reader=row["reader"],
        sources=json.loads(row["sources"] or "{}"),
        signals=row["signals"],
    )


def tried(db: Database, site: str) -> list[Tried]:
    """Return the newest addresses of articles that were asked for, the newest first.

    Args:
        db: an archive.
        site: the id.
    """
    found = [row for state in _STATES for row in rows(db, _TRIED, {"state": state, "site": site, "most": READ})]
    found.sort(key=lambda row: row["id"], reverse=True)
    return list(map(_tried, found[:READ]))


def _tried(row: Row) -> Tried:
    return Tried(
        url=row["url"],
        reason=stored_fault(row["reason"] or "", None).reason,
        visited_at=_moment(row["visited_at"]),
        is_archived=row["article_id"] is not None,
    )


def _moment(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)


def since(db: Database, site: str, first: Tried, now: dt.datetime) -> dt.datetime:
    """Return since when an address gives no article, as far as that is known; aware UTC.

    Args:
        db: an archive.
        site: the id.
        first: the address.
        now: the time of the question.
    """
    (row,) = rows(db, _SINCE, {"site": site, "url": first.url})
    if row["since"] is not None:
        return min(dt.datetime.fromisoformat(row["since"]), now)
    return min(first.visited_at or now, now)


def bodies(db: Database, articles: Sequence[Kept], shortest: int) -> Iterator[tuple[int, str, str]]:
    """Yield number, headline and body of some articles.

    Args:
        db: an archive.
        articles: which.
        shortest: characters of a body from which on it is of interest.
    """
    ids = json.dumps([one.id for one in articles])
    for row in rows(db, _BODIES, {"ids": ids, "shortest": shortest}):
        yield row["id"], row["title"], row["body"]


def newest_sources(
    db: Database, site: str, reader: str, since: dt.date | None = None
) -> list[tuple[dt.datetime, dict[str, str]]]:
    """Return when the newest articles of a site that a reader has read were first seen, and what gave their fields.

    Args:
        db: an archive opened for reading.
        site: its id.
        reader: the reader, as in ``articles.reader``.
        since: only of articles whose capture is of this day or later; what is older is read by earlier rules.
    """
    values = {"site": site, "reader": reader, "newest": NEWEST_ARTICLES, "since": day_text(since), "most": READ}
    found = rows(db, _SOURCES, values)
    return [(dt.datetime.fromisoformat(row["first_seen"]), json.loads(row["sources"])) for row in found]
