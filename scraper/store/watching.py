"""What saved searches have to tell: what came into the archive since somebody was told last, and a search finds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from scraper.model.news import News, NewsKind
from scraper.policy.passed_on import is_withheld
from scraper.policy.watching import MOST_NEWS, Change, Event, changes, told_as
from scraper.store.columns import from_day_text, now_text
from scraper.store.days import SEEN_DAY, Days, utc_day
from scraper.store.readonly import Row, rows
from scraper.store.records import version_article
from scraper.store.search import matching
from scraper.store.search_states import SearchedState, SearchedStates
from scraper.store.search_words import Query

# An article that moved had a row for each of its addresses, which are one now with the events of both: it is new once.
_EVENTS = """
SELECT id, article_id, kind, at FROM events e WHERE id > ? AND id <= ? AND NOT (kind = 'new' AND EXISTS (
    SELECT 1 FROM events o WHERE o.article_id = e.article_id AND o.kind = 'new' AND o.id < e.id))
ORDER BY id
"""
# Who is told for the first time is told of what has come of late and is there now. An archive of an older program may
# have articles without an event, for which the article's own number stands, below zero, where no event has one. What
# came behind the last event is for the next time.
_NEW_EVENT = "coalesce((SELECT min(e.id) FROM events e WHERE e.article_id = a.id AND e.kind = 'new'), -a.id)"
_FIRST = f"""
SELECT a.id, {_NEW_EVENT} AS event_id, a.first_seen FROM articles a
WHERE a.first_seen >= :from AND a.gone_at IS NULL AND event_id <= :up_to
ORDER BY coalesce(a.date, {SEEN_DAY}), event_id
"""
# Of a text that stands in the archive more than once, the original is told, where the search finds that, too.
_COPIES = """
SELECT id, duplicate_of FROM articles
WHERE duplicate_of IS NOT NULL AND id IN (SELECT value FROM json_each(?))
"""
# The state that was there before an edit: the earlier one that ended with it.
_BEFORE = """
SELECT a.id, a.first_seen, v.kicker, v.title, v.lead, v.body, v.record
FROM json_each(?) c JOIN articles a ON a.id = c.value ->> 0 JOIN versions v ON v.id = (
    SELECT e.id FROM versions e WHERE e.article_id = c.value ->> 0 AND e.until >= c.value ->> 1
    ORDER BY e.until, e.id LIMIT 1)
"""
# The names of the fields that differed, joined by '; ', of each edit since then.
_FIELDS = "SELECT changed FROM versions WHERE article_id = ? AND until >= ? AND changed <> '' ORDER BY until, id"
# Of an article without a lead, more of its text than is shown anywhere; a body may have megabytes.
_TOLD = """
SELECT id, url, site, title, kicker, date, coalesce(lead, substr(body, 1, 1000)) AS lead, signals,
       capture_id
FROM articles WHERE id IN (SELECT value FROM json_each(?))
"""
_NEWEST = f"""
SELECT a.id, {_NEW_EVENT} AS event_id, a.first_seen FROM articles a
WHERE a.id IN (SELECT value FROM json_each(?)) AND a.gone_at IS NULL
ORDER BY coalesce(a.date, {SEEN_DAY}) DESC, a.id DESC LIMIT 1
"""
_OF_SITES = (
    "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?)) AND site IN (SELECT value FROM json_each(?))"
)

# States that are searched at a time, which all stand in memory; chosen: of articles of usual length some 25 MiB.
_STATES_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for.

    Args:
        query: the words, parsed.
        sites: ids of sites; empty: all.
    """

    query: Query
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """What somebody is to be told of.

    Args:
        after: the last event that was told; None: nothing was told yet.
        up_to: the last event that is told now.
        first_seen: from which time on articles are told of where nothing was told yet.
    """

    after: int | None
    up_to: int
    first_seen: dt.datetime


@dataclass(frozen=True, slots=True)
class _Told:
    """One article that is told of: as what, by which event, seen when, and since when it was edited."""

    kind: NewsKind
    article_id: int
    event_id: int
    at: dt.datetime
    edited_at: dt.datetime | None = None


class Watching:
    """What saved searches ask of the archive, which is only read; for one run, since it keeps what several of them ask.

    Args:
        db: the archive.
        seen_day: turns a time of the archive into the day that it is for whoever asks, as :class:`Days` does it.
    """

    def __init__(self, db: Database, seen_day: Callable[[str], str] = utc_day) -> None:
        self._db = db
        self._days = Days(seen_day=seen_day)
        self._days.prepare(db)
        self._changes: dict[tuple[int, int], list[Change]] = {}
        self._first: dict[tuple[dt.datetime, int], list[_Told]] = {}
        self._told: dict[tuple[Search, Range], list[_Told]] = {}
        self._states: dict[tuple[tuple[int, str], ...], SearchedStates] = {}

    def newest(self) -> int:
        """Return the last event that is there now, or 0 where there is none."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0])

    def news(self, search: Search, since: Range, most: int = MOST_NEWS) -> tuple[tuple[News, ...], int]:
        """Return the last news of a search in the order of their events, and how many there are in all.

        Args:
            search: what is searched for.
            since: what is to be told of.
            most: how many are returned at the most.
        """
        told = self._told_of(search, since)
        shown = told[max(len(told) - most, 0) :]
        return tuple(self._with_fields(shown)), len(told)

    def found(self, search: Search, ids: Collection[int]) -> set[int]:
        """Return which of some articles a search finds.

        Args:
            search: what is searched for.
            ids: rows of ``articles``.
        """
        if not ids:
            return set()
        hits = matching(self._db, search.query, ids, self._days)
        return self._of_sites(search, hits)

    def _of_sites(self, search: Search, ids: set[int]) -> set[int]:
        """Return which of some articles are of the sites of a search."""
        if not search.sites or not ids:
            return ids
        return {number for (number,) in self._db.execute(_OF_SITES, [_json(ids), json.dumps(search.sites)])}

    def hits(self, search: Search) -> int:
        """Return how many articles a search finds."""
        return len(self.found(search, self._articles()))

    def newest_hit(self, search: Search) -> News | None:
        """Return the article of the newest day that a search finds, or None."""
        hits = self.found(search, self._articles())
        newest = next(rows(self._db, _NEWEST, [_json(hits)]), None)
        if newest is None:
            return None
        return next(self._with_fields([_new(newest)]), None)

    def _articles(self) -> set[int]:
        return {number for (number,) in self._db.execute("SELECT id FROM articles")}

    def _told_of(self, search: Search, since: Range) -> list[_Told]:
        """Return what is told of, which is the same for most channels of a search."""
        asked = (search, since)
        if asked not in self._told and since.after is None:
            self._told[asked] = self._first_time(search, since)
        elif asked not in self._told and since.after is not None:
            self._told[asked] = self._since(search, since.after, since.up_to)
        return self._told[asked]

    def _first_time(self, search: Search, since: Range) -> list[_Told]:
        """Return what has come of late and a search finds; the newest days last."""
        asked = (since.first_seen, since.up_to)
        if asked not in self._first:
            values = {"from": now_text(since.first_seen), "up_to": since.up_to}
            self._first[asked] = [_new(row) for row in rows(self._db, _FIRST, values)]
        articles = self._first[asked]
        hits = self._without_copies(search, self.found(search, {one.article_id for one in articles}))
        return [one for one in articles if one.article_id in hits]

    def _since(self, search: Search, after: int, up_to: int) -> list[_Told]:
        """Return what became of the articles that a search finds, or found before they were edited."""
        changed = self._changed(after, up_to)
        hits = self.found(search, {change.event.article_id for change in changed})
        new = {change.event.article_id for change in changed if change.event.kind == "new"} & hits
        copies = new - self._without_copies(search, new)
        were_hits = self._were_found(search, changed, hits)
        told = []
        for change in changed:
            event = change.event
            kind = told_as(event.kind, is_hit=event.article_id in hits, was_hit=event.article_id in were_hits)
            if kind is not None and event.article_id not in copies:
                told.append(_Told(kind, event.article_id, event.id, event.at, change.edited_at))
        return told

    def _changed(self, after: int, up_to: int) -> list[Change]:
        asked = (after, up_to)
        if asked not in self._changes:
            self._changes[asked] = changes(self._events(after, up_to))
        return self._changes[asked]

    def _events(self, after: int, up_to: int) -> Iterator[Event]:
        for number, article_id, kind, at in self._db.execute(_EVENTS, [after, up_to]):
            yield Event(number, article_id, kind, dt.datetime.fromisoformat(at))

    def _were_found(self, search: Search, changed: Iterable[Change], hits: set[int]) -> set[int]:
        """Return of which of the articles that were edited, and are no hits, a search finds the state before that."""
        edits = [(one.event.article_id, now_text(one.edited_at)) for one in changed if one.edited_at is not None]
        edited = {article_id for article_id, _ in edits} - hits
        if not edited:
            return set()
        found: set[int] = set()
        # Those of hits, too: so they are the same for each search, and are read once.
        for start in range(0, len(edits), _STATES_AT_ONCE):
            found |= self._before(tuple(edits[start : start + _STATES_AT_ONCE])).matching(search.query, self._days)
        return self._of_sites(search, found & edited)

    def _before(self, edits: tuple[tuple[int, str], ...]) -> SearchedStates:
        """Return the states of articles before their edits."""
        if edits not in self._states:
            # Only the last are kept: they are for the next search, and may be large.
            self.close()
            states = {row["id"]: _state(row) for row in rows(self._db, _BEFORE, [json.dumps(edits)])}
            self._states[edits] = SearchedStates(self._db, states)
        return self._states[edits]

    def close(self) -> None:
        """Let go of what was kept."""
        for states in self._states.values():
            states.__exit__()
        self._states.clear()

    def _without_copies(self, search: Search, ids: set[int]) -> set[int]:
        """Return articles without those whose text the search finds in the original, too."""
        original = dict(self._db.execute(_COPIES, [_json(ids)]).fetchall())
        found = self.found(search, set(original.values()))
        return {number for number in ids if original.get(number) not in found}

    def _with_fields(self, told: Collection[_Told]) -> Iterator[News]:
        """Yield what is told with what the archive has of each article."""
        by_id = {row["id"]: row for row in rows(self._db, _TOLD, [_json(one.article_id for one in told)])}
        for one in told:
            row = by_id.get(one.article_id)
            # Another program may have forgotten the article meanwhile.
            if row is not None:
                yield self._news(one, row)

    def _news(self, told: _Told, row: Row) -> News:
        kicker, lead = row["kicker"], row["lead"] or None
        # Files of Atom and webhooks are read by machines: of a text that is reserved they are given the headline alone.
        if is_withheld(row["signals"], is_archived=row["capture_id"] is not None):
            kicker = lead = None
        return News(
            kind=told.kind,
            event_id=told.event_id,
            article_id=told.article_id,
            url=row["url"],
            site=row["site"],
            title=row["title"],
            kicker=kicker,
            date=from_day_text(row["date"]),
            at=told.at,
            lead=lead,
            changed=self._fields(told),
        )

    def _fields(self, told: _Told) -> tuple[str, ...]:
        """Return the names of the fields that were edited."""
        if told.kind not in ("changed", "unlisted") or told.edited_at is None:
            return ()
        edits = self._db.execute(_FIELDS, [told.article_id, now_text(told.edited_at)]).fetchall()
        return tuple(dict.fromkeys(name for (names,) in edits for name in names.split("; ")))


def _new(row: Row) -> _Told:
    """Return an article that is told of as new."""
    return _Told("new", row["id"], row["event_id"], dt.datetime.fromisoformat(row["first_seen"]))


def _state(row: Row) -> SearchedState:
    """Return an earlier state of an article as it is searched."""
    return SearchedState(version_article(row, row["record"]), row["first_seen"])


def _json(numbers: Iterable[Any]) -> str:
    return json.dumps(list(numbers))
