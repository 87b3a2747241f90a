"""The newest articles and addresses of a site as the judges of fields and walls look at them; read only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import compress
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlite_utils import Database

from scraper.analysis.drift import READ
from scraper.model import Reason, Site, stored_fault
from scraper.policy.selected import NEWEST_ARTICLES
from scraper.store.columns import day_text, from_text
from scraper.store.readonly import rows

# Which articles have each watched field.
_WATCHED = {
    "body": "a.body <> ''",
    "date": "a.date IS NOT NULL",
    "lead": "a.lead IS NOT NULL",
    "authors": "EXISTS (SELECT 1 FROM authors WHERE article_id = a.id)",
    "keywords": "a.keywords IS NOT NULL",
    "section": "a.section IS NOT NULL",
}
_COLUMNS = f"""
a.id, a.url, a.first_seen, a.words, a.capture_id IS NULL AND a.signals IS NOT NULL, a.reader, a.sources, a.signals,
    {", ".join(_WATCHED.values())}"""
# Both halves are read along the index on site and date, whose entries of one day, or without a day, stand in the order
# of their rows: to sort all articles of a site would take longer the larger its archive is. An article without a day
# counts by the day that its source names, since a crawl of old pages finds many without.
# An article without a day that came out of a file is none of the newest ones, whenever that file was read.
_FROM_ITS_HOST = "NOT EXISTS (SELECT 1 FROM origins o WHERE o.capture_id = a.capture_id)"
_DATED = f"""
SELECT {_COLUMNS}, a.date FROM articles a
WHERE a.site = :site AND a.date IS NOT NULL ORDER BY a.date DESC, a.id DESC LIMIT :most
"""
_UNDATED = f"""
SELECT {_COLUMNS}, coalesce((SELECT min(coalesce(published, lastmod)) FROM pages WHERE article_id = a.id), a.first_seen)
FROM articles a WHERE a.site = :site AND a.date IS NULL AND {_FROM_ITS_HOST} ORDER BY a.id DESC LIMIT :most
"""
# Each state is read along the index on state and site, and SQLite merges them by number until there are enough; "+"
# keeps it from the index on kind, by which it would have to sort.
# An address that a file alone has brought was asked for by nobody.
_OF_STATE = """
SELECT id, url, reason, visited_at, article_id IS NOT NULL FROM pages
WHERE state = '{state}' AND site = :site AND +kind = 'article' AND NOT ({passed_over})
"""
_FROM_A_FILE = """
visited_at IS NULL AND EXISTS (
    SELECT 1 FROM articles a JOIN origins o ON o.capture_id = a.capture_id WHERE a.id = pages.article_id)
"""
_PASSED_OVER = {"done": _FROM_A_FILE, "failed": "false", "skipped": "false", "gone": "false"}
_TRIED = (
    "UNION ALL".join(_OF_STATE.format(state=state, passed_over=sql) for state, sql in _PASSED_OVER.items())
    + "ORDER BY id DESC LIMIT :most"
)
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


class Kept(NamedTuple):
    """An article as it is judged: a tuple, since sixty sites have twenty thousand and a dataclass takes twice as long.

    Attributes:
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


class Tried(NamedTuple):
    """An address of an article that was asked for.

    Attributes:
        url: the address.
        reason: why it gave no article, or what its host says; ``OTHER`` where nothing is wrong, or nothing known.
        visited_at: its last answer that was as it should be, as the archive writes times, or None.
        is_archived: whether an article was read from it once.
    """

    url: str
    reason: Reason
    visited_at: str | None
    is_archived: bool


@dataclass
class Newest:
    """What an archive has newest of a site, read when a judge asks for it, and once for all of them.

    Args:
        db: the archive, which is only read.
        site: the profile of the site.
        now: the time of the question, aware UTC.
        reader: who reads the pages of the site today, as in ``articles.reader``; None: nobody asks.
    """

    db: Database
    site: Site
    now: dt.datetime
    reader: str | None = None

    @cached_property
    def articles(self) -> list[Kept]:
        """The newest articles, the newest first."""
        return articles(self.db, self.site.id, self.now)

    @cached_property
    def tried(self) -> list[Tried]:
        """The newest addresses of articles that were asked for, the newest first."""
        return tried(self.db, self.site.id)


def articles(db: Database, site: str, now: dt.datetime) -> list[Kept]:
    """Return the newest articles of a site, the newest first.

    Args:
        db: an archive.
        site: its id.
        now: the time.
    """
    found = [row for sql in (_DATED, _UNDATED) for row in db.execute(sql, {"site": site, "most": READ}).fetchall()]
    days = _days([(row[0], row[-1]) for row in found], now)
    found.sort(key=lambda row: (days[row[0]], row[0]), reverse=True)
    return [_kept(row, now) for row in found[:READ]]


def _days(found: Iterable[tuple[int, str]], now: dt.datetime) -> dict[int, str]:
    """Return the day of each article by its number.

    What lies ahead, as a clock that was wrong has it, is of the newest day that the archive had before. It would stand
    before all articles of a year otherwise.
    """
    today = now.date().isoformat()
    newest = ""
    days = {}
    for number, moment in sorted(found):
        day = moment[:10]
        if day > today:
            day = newest or today
        newest = max(newest, day)
        days[number] = day
    return days


def _kept(row: tuple[Any, ...], now: dt.datetime) -> Kept:
    number, url, first_seen, words, is_bare, reader, sources, signals, *has_fields, _ = row
    return Kept(
        id=number,
        url=url,
        first_seen=min(dt.datetime.fromisoformat(first_seen), now),
        fields=_names(tuple(has_fields)),
        words=words,
        is_bare=bool(is_bare),
        reader=reader,
        sources=_sources(sources),
        signals=signals,
    )


@cache
def _names(has_fields: tuple[bool, ...]) -> frozenset[str]:
    """Return the names of the watched fields that an article has; there are 64 such sets."""
    return frozenset(compress(_WATCHED, has_fields))


# The pages of one template have their fields from the same places. Chosen: the templates of a site, and some more.
@lru_cache(maxsize=64)
def _sources(stored: str | None) -> Mapping[str, str]:
    """Return what gave the fields of an article, as it is stored."""
    found: dict[str, str] = json.loads(stored or "{}")
    return MappingProxyType(found)


def tried(db: Database, site: str) -> list[Tried]:
    """Return the newest addresses of articles that were asked for, the newest first.

    Args:
        db: an archive.
        site: the id.
    """
    return [
        Tried(url, _reason(code or ""), visited_at, bool(is_archived))
        for _, url, code, visited_at, is_archived in db.execute(_TRIED, {"site": site, "most": READ}).fetchall()
    ]


@lru_cache(maxsize=len(Reason))
def _reason(code: str) -> Reason:
    return stored_fault(code, None).reason


def since(newest: Newest, first: Tried) -> dt.datetime:
    """Return since when an address gives no article, as far as that is known; aware UTC.

    Args:
        newest: what the archive has of its site.
        first: the address.
    """
    (row,) = rows(newest.db, _SINCE, {"site": newest.site.id, "url": first.url})
    if row["since"] is not None:
        return min(dt.datetime.fromisoformat(row["since"]), newest.now)
    return min(from_text(first.visited_at) or newest.now, newest.now)


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
