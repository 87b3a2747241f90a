"""The past of an article as rows: its states with all times at which they were there, and what a capture of then adds.

Captures are numbered in the order in which they came into the archive. What came out of a file may be older than all
that was there before, so that here, as wherever the past is told, only their times say what came first.
"""

from __future__ import annotations

import datetime as dt
import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from scraper.errors import AddressError
from scraper.model import Article, KnownArticle, Move, Reading
from scraper.policy.edits import TEXT_FIELDS
from scraper.policy.identity import is_same_place
from scraper.policy.pages import pages_digest
from scraper.policy.past import Seen, Span
from scraper.policy.reasons import MOVED
from scraper.store.columns import detail_text, now_text, to_text
from scraper.store.records import digests_of, record_json, version_article
from scraper.web.urls import canonical
from scraper.web.userinfo import masked

_SEPARATOR = "; "
_HAS_IT = """
SELECT EXISTS (SELECT 1 FROM captures c WHERE c.url = :url AND c.fetched_at = :at AND c.digest IS :digest)
    OR EXISTS (SELECT 1 FROM captures c JOIN visits v ON v.capture_id = c.id AND v.at = :at
        WHERE c.url = :url AND (c.digest IS :digest OR :any))
"""
_VERSIONS = (
    f"SELECT id, seen_at, until, capture_id, digest, reader, record, {', '.join(TEXT_FIELDS)} FROM versions"
    " WHERE article_id = ? ORDER BY seen_at, id"
)
# The answers that can have shown the article: those of its addresses, and those that its states were read from.
_CAPTURES = """
SELECT c.id, c.url, c.requested_url, c.fetched_at, c.status, c.digest,
    (SELECT group_concat(hex(digest), '') FROM (SELECT digest FROM captures WHERE part_of = c.id ORDER BY id))
FROM captures c WHERE c.part_of IS NULL AND c.id IN (
    SELECT id FROM captures WHERE url IN (SELECT url FROM pages WHERE article_id = :id)
    UNION SELECT capture_id FROM articles WHERE id = :id
    UNION SELECT capture_id FROM versions WHERE article_id = :id)
ORDER BY c.fetched_at, c.id
"""
_VISITS = "SELECT v.at, v.capture_id FROM json_each(?) i JOIN visits v ON v.capture_id = i.value"
_LEFT = f"""
SELECT url FROM pages WHERE article_id = ? AND reason IN ({", ".join(f"'{reason}'" for reason in sorted(MOVED))})
"""
_KEYS = "SELECT url, key FROM pages WHERE article_id = ? AND kind = 'article'"
_IS_TEXT = " OR ".join(f"changed LIKE '%{name}%'" for name in TEXT_FIELDS)
_TEXT_CHANGED = f"""
SELECT coalesce((SELECT max(until) FROM versions WHERE article_id = a.id AND ({_IS_TEXT})), a.first_seen)
FROM articles a WHERE a.id = ?
"""
_ABSENT = (404, 410)


@dataclass(frozen=True, slots=True)
class PastCapture:
    """A capture of an article's addresses.

    Args:
        id: its row.
        addresses: where it was asked for and where it answered, in their canonical spelling.
        at: when.
        status: of the answer.
        body_digest: of all its pages, as in :class:`scraper.model.Reading`.
        has_further: whether it has further pages.
    """

    id: int
    addresses: tuple[str, ...]
    at: dt.datetime
    status: int
    body_digest: bytes
    has_further: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the archive knows of an article over time.

    Args:
        first_seen, last_seen: as in ``articles``.
        spans: its states in order, the newest last.
        captures: the captures that can have shown it, by their rows.
        own: all addresses that were its own at some time.
        absences: the times at which it was not there.
    """

    first_seen: dt.datetime
    last_seen: dt.datetime
    spans: tuple[Span, ...]
    captures: Mapping[int, PastCapture]
    own: frozenset[str]
    absences: tuple[dt.datetime, ...]


class PastRows:
    """What is asked and written for captures of the past. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def has_it(self, url: str, at: dt.datetime, digest: bytes | None, *, any_bytes: bool = False) -> bool:
        """Return whether an answer is in the archive: as a capture, or as a visit that found one unchanged.

        Args:
            url: the address that answered.
            at: when.
            digest: sha256 of the body, 32 bytes.
            any_bytes: whether a visit counts whatever its bytes were, which a profile may not keep.
        """
        values = {"url": masked(url), "at": now_text(at), "digest": digest, "any": any_bytes}
        return bool(self._db.execute(_HAS_IT, values).fetchone()[0])

    def timeline(self, known: KnownArticle, newest: Article) -> Timeline:
        """Return what the archive knows of an article over time.

        Args:
            known: the article.
            newest: its newest state.
        """
        first_seen, last_seen, gone_at, missing_since = self._db.execute(
            "SELECT first_seen, last_seen, gone_at, missing_since FROM articles WHERE id = ?", [known.id]
        ).fetchone()
        began = dt.datetime.fromisoformat(first_seen)
        bare = self._spans(known, newest, began)
        all_captures = self._captures(known.id)
        own = self._own(known, bare, all_captures)
        captures = {one.id: one for one in all_captures if not own.isdisjoint(one.addresses)}
        visits = self._visits(captures)
        absences = {at for at, capture_id in visits if captures[capture_id].status in _ABSENT}
        absences |= {one.at for one in captures.values() if one.status in _ABSENT}
        absences |= {dt.datetime.fromisoformat(text) for text in (gone_at, missing_since) if text is not None}
        last = dt.datetime.fromisoformat(last_seen)
        # What answered behind the last sight of the article did not show it, also where its status was 200.
        absences |= {at for at in (*(at for at, _ in visits), *(one.at for one in captures.values())) if at > last}
        return Timeline(
            began,
            last,
            _with_times(bare, captures, visits),
            captures,
            own,
            tuple(sorted(absences)),
        )

    def _spans(self, known: KnownArticle, newest: Article, began: dt.datetime) -> list[Span]:
        """Return the states of an article, without the times at which they were there."""
        spans = []
        last = began
        for version_id, seen_at, until, capture_id, digest, reader, record, *text in self._db.execute(
            _VERSIONS, [known.id]
        ).fetchall():
            article = version_article(dict(zip(TEXT_FIELDS, text, strict=True)), record)
            ended = dt.datetime.fromisoformat(until)
            since = dt.datetime.fromisoformat(seen_at)
            spans.append(Span(version_id, since, ended, article, reader, digest, capture_id))
            last = max(last, ended)
        spans.append(Span(None, last, None, newest, known.reader, known.digest, known.capture_id))
        return spans

    def _captures(self, article_id: int) -> list[PastCapture]:
        """Return the answers of an article's addresses with their own bodies, in order of time."""
        found = []
        for number, url, requested, at, status, digest, further in self._db.execute(
            _CAPTURES, {"id": article_id}
        ).fetchall():
            addresses = tuple(_canonical(one) for one in (url, requested) if one is not None)
            # A redirect is a capture without payload and digest; what it led to is one of its own.
            if digest is None:
                continue
            others = digests_of(further)
            body = pages_digest([digest, *others])
            when = dt.datetime.fromisoformat(at)
            found.append(PastCapture(number, addresses, when, status, body, bool(others)))
        return found

    def _own(self, known: KnownArticle, spans: Sequence[Span], captures: Iterable[PastCapture]) -> frozenset[str]:
        """Return all addresses that were those of the article itself at some time, and not of a print version."""
        read_from = {span.capture_id for span in spans}
        own = {known.url, *known.captured_from, *(span.article.url for span in spans if span.article.url)}
        own.update(url for (url,) in self._db.execute(_LEFT, [known.id]).fetchall())
        pages = self._db.execute(_KEYS, [known.id]).fetchall()
        own_pages = [page for page in pages if page[0] in own]
        own.update(url for url, site_key in pages if is_same_place(url, site_key, own_pages))
        for one in captures:
            # A redirect to one of them was asked for where the article was before.
            if one.id in read_from or one.addresses[0] in own:
                own.update(one.addresses)
        return frozenset(own)

    def _visits(self, captures: Collection[int]) -> list[tuple[dt.datetime, int]]:
        rows = self._db.execute(_VISITS, [json.dumps(list(captures))]).fetchall()
        return [(dt.datetime.fromisoformat(at), capture_id) for at, capture_id in rows]

    def last_text_change(self, article_id: int) -> str:
        """Return when the text of an article was last edited by its states, or else when it was first seen."""
        return str(self._db.execute(_TEXT_CHANGED, [article_id]).fetchone()[0])

    def add_state(self, article_id: int, span: Span, changed: Sequence[str] | None) -> None:
        """Add an earlier state.

        Args:
            article_id: its article.
            span: the state; its end must be known.
            changed: the fields that differ in the state after it; None: not known.
        """
        values = {
            "article_id": article_id,
            "seen_at": now_text(span.since),
            "until": to_text(span.until),
            "capture_id": span.capture_id,
            "digest": span.digest,
            "reader": span.reader,
            "changed": None if changed is None else _SEPARATOR.join(changed),
            **_record(span.article),
        }
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO versions ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    def set_state(self, version_id: int, **values: Any) -> None:
        """Write some columns of an earlier state: ``changed`` as names, ``article`` as its record, times as such."""
        columns: dict[str, Any] = {}
        for name, value in values.items():
            if name == "article":
                columns |= _record(value)
            elif name == "changed":
                columns[name] = None if value is None else _SEPARATOR.join(value)
            elif isinstance(value, dt.datetime):
                columns[name] = now_text(value)
            else:
                columns[name] = value
        names = ", ".join(f"{name} = ?" for name in columns)
        self._db.execute(f"UPDATE versions SET {names} WHERE id = ?", [*columns.values(), version_id])

    def lead_to(self, addresses: Sequence[tuple[str, str]], site: str, article_id: int) -> bool:
        """Note addresses of an article, which a crawl will visit only where a source names them anew.

        Args:
            addresses: (url, key) of each.
            site: id of the site.
            article_id: what they lead to.

        Returns:
            Whether one of them led to no article before.
        """
        # What waits for its first visit goes on to wait, and what a crawl has planned stays so. Without "WHERE true"
        # SQLite would take ON for the join of a SELECT (sqlite.org/lang_upsert.html, "Parsing Ambiguity").
        cursor = self._db.execute(
            "INSERT INTO pages (url, site, kind, state, key, article_id)"
            " SELECT value ->> 0, :site, 'article', 'done', value ->> 1, :article_id FROM json_each(:addresses)"
            " WHERE true ON CONFLICT (url) DO UPDATE SET article_id = excluded.article_id"
            " WHERE kind = 'article' AND article_id IS NULL",
            {"site": site, "article_id": article_id, "addresses": json.dumps(addresses)},
        )
        return bool(cursor.rowcount > 0)

    def note_state_of_pages(self, article_id: int) -> None:
        """Let the addresses that no crawl has visited be gone where their article is, and there where it is."""
        self._db.execute(
            "UPDATE pages SET state = (SELECT iif(coalesce(gone_at, missing_since) IS NULL, 'done', 'gone')"
            " FROM articles WHERE id = :id)"
            " WHERE article_id = :id AND state IN ('done', 'gone') AND visited_at IS NULL AND last_status IS NULL",
            {"id": article_id},
        )

    def first_seen(self, article_id: int, at: dt.datetime) -> None:
        """Let an article, and its first state, begin at an earlier time."""
        values = {"id": article_id, "at": now_text(at)}
        self._db.execute(
            "UPDATE versions SET seen_at = :at WHERE article_id = :id AND seen_at > :at"
            " AND id = (SELECT id FROM versions WHERE article_id = :id ORDER BY seen_at, id LIMIT 1)",
            values,
        )
        self._db.execute("UPDATE articles SET first_seen = :at WHERE id = :id", values)

    def is_visited(self, capture_id: int, at: dt.datetime) -> bool:
        """Return whether a capture was found unchanged, or made, at a time."""
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM visits WHERE capture_id = :id AND at = :at)"
            " OR EXISTS (SELECT 1 FROM captures WHERE id = :id AND fetched_at = :at)",
            {"id": capture_id, "at": now_text(at)},
        ).fetchone()
        return bool(row[0])

    def note_move(self, move: Move) -> None:
        """Note at the address that an article has left where it is."""
        self._db.execute(
            "UPDATE pages SET reason = ?, detail = ? WHERE url = ? AND kind = 'article'",
            [str(move.found_by), detail_text(move.fault), move.old_url],
        )

    def reading_of(self, article_id: int, capture_id: int) -> Reading | None:
        """Return the state that was read from a capture as its reading, or None where there is none."""
        row = self._db.execute(
            f"SELECT digest, reader, record, {', '.join(TEXT_FIELDS)} FROM history"
            " WHERE article_id = ? AND capture_id = ? ORDER BY seen_at DESC LIMIT 1",
            [article_id, capture_id],
        ).fetchone()
        if row is None:
            return None
        digest, reader, record, *text = row
        (body,) = self._db.execute("SELECT digest FROM captures WHERE id = ?", [capture_id]).fetchone()
        article = version_article(dict(zip(TEXT_FIELDS, text, strict=True)), record)
        return Reading(article, None, digest, body, reader)

    def confirmed(
        self, url: str, at: dt.datetime | None = None, record_id: str | None = None
    ) -> list[tuple[int, dt.datetime, bytes, int]]:
        """Return the captures that a revisit record can mean: row, time, digest and status, the latest first.

        Args:
            url: the address that the record names.
            at: the time that it names; None: any.
            record_id: the record that it names; None: any.
        """
        rows = self._db.execute(
            "SELECT id, fetched_at, digest, status FROM captures WHERE url = :url AND digest IS NOT NULL"
            " AND part_of IS NULL AND (:at IS NULL OR fetched_at = :at) AND (:record IS NULL OR EXISTS"
            " (SELECT 1 FROM origins o WHERE o.capture_id = captures.id AND o.record_id = :record))"
            " ORDER BY fetched_at DESC, id DESC",
            {"url": masked(url), "at": to_text(at), "record": record_id},
        ).fetchall()
        return [(number, dt.datetime.fromisoformat(when), digest, status) for number, when, digest, status in rows]

    def article_of(self, capture_id: int, url: str) -> int | None:
        """Return the article that a capture is of, by its address or by the states that were read from it; or None."""
        row = self._db.execute(
            "SELECT coalesce((SELECT article_id FROM pages WHERE url = :url),"
            " (SELECT id FROM articles WHERE capture_id = :id),"
            " (SELECT article_id FROM versions WHERE capture_id = :id),"
            " (SELECT p.article_id FROM captures c JOIN pages p ON p.url = c.url WHERE c.id = :id))",
            {"id": capture_id, "url": url},
        ).fetchone()
        return None if row[0] is None else int(row[0])

    def last_event(self) -> int:
        """Return the number of the last event that there ever was."""
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
        return 0 if row is None else int(row[0])

    def hush(self, after: int) -> None:
        """Take back the events behind a number that are older than what somebody was told of last: they are no news."""
        self._db.execute(
            "DELETE FROM events WHERE id > ? AND at <= coalesce("
            "(SELECT max(at) FROM marks WHERE name LIKE 'watch:%' OR name LIKE 'latest%'), '')",
            [after],
        )


def _record(article: Article) -> dict[str, Any]:
    """Return the columns of ``versions`` that hold a record."""
    return {name: getattr(article, name) for name in TEXT_FIELDS} | {"record": record_json(article)}


def _canonical(url: str) -> str:
    """Return an address in its canonical spelling, or as it is where it has none."""
    try:
        return canonical(url)
    except AddressError:
        return url


def _with_times(
    spans: Sequence[Span], captures: Mapping[int, PastCapture], visits: Iterable[tuple[dt.datetime, int]]
) -> tuple[Span, ...]:
    """Return the states with the times at which they were there."""
    seen: list[list[Seen]] = [[] for _ in spans]
    begins = [span.since for span in spans]
    times = [(at, number) for at, number in visits if captures[number].status == 200]
    times += [(one.at, one.id) for one in captures.values() if one.status == 200]
    for at, number in sorted(times):
        index = bisect_right(begins, at) - 1
        if index >= 0:
            seen[index].append(Seen(at, number))
    return tuple(_dated(span, times_of) for span, times_of in zip(spans, seen, strict=True))


def _dated(span: Span, seen: Sequence[Seen]) -> Span:
    """Return a state with those of the times that were its own.

    What was captured behind the last answer with the state, and became no state of its own, is another page, such as
    one that says in a 200 that there is no such page.
    """
    last = max((one.at for one in seen if one.capture_id == span.capture_id), default=None)
    own = () if last is None else tuple(one for one in seen if one.at <= last)
    if not own or own[0].at > span.since:
        # A state was there when it was first seen, also where nothing is kept of that.
        own = (Seen(span.since, span.capture_id), *own)
    return Span(span.version_id, span.since, span.until, span.article, span.reader, span.digest, span.capture_id, own)
