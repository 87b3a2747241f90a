"""What an archive gives away in an export: captures with all that belongs to them, group by group."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlite_utils import Database

from scraper.errors import DamagedError, QueryError
from scraper.model.archived import Archived
from scraper.store import conditions, readonly
from scraper.store.captures import Captures
from scraper.store.days import Days
from scraper.store.outgoing_dates import Dates, Event
from scraper.store.repack import SITE_OF_CAPTURE

# Values of one statement.
_AT_ONCE = 500
# A page that an answer ended with, which is no further page of another and no redirect to one. What was captured on the
# way to it or after it belongs to its group.
_IS_ROOT = "c.part_of IS NULL AND NOT EXISTS (SELECT 1 FROM captures n WHERE n.via_id = c.id)"
_ALL_ROOTS = f"SELECT c.id FROM captures c WHERE {_IS_ROOT} ORDER BY c.id"
_ROOTS_OF = f"""
WITH RECURSIVE up (id) AS (
    SELECT value FROM json_each(:ids)
    UNION SELECT c.part_of FROM captures c JOIN up ON c.id = up.id WHERE c.part_of IS NOT NULL
    UNION SELECT n.id FROM captures n JOIN up ON n.via_id = up.id)
SELECT c.id FROM captures c JOIN up ON c.id = up.id WHERE {_IS_ROOT}
"""
_GROUP = """
WITH RECURSIVE down (id) AS (
    SELECT :root
    UNION SELECT c.id FROM captures c JOIN down ON c.part_of = down.id
    UNION SELECT c.via_id FROM captures c JOIN down ON c.id = down.id WHERE c.via_id IS NOT NULL)
SELECT c.id, c.link, c.url, c.requested_url, c.fetched_at, c.status, c.protocol, c.remote_address, c.exchange,
    c.payload_id, c.digest, c.size, c.media_type, c.via_id, c.part_of, c.signals,
    (SELECT o.record_id FROM origins o WHERE o.capture_id = c.id),
    (SELECT v.link FROM captures v WHERE v.id = c.via_id), (SELECT p.link FROM captures p WHERE p.id = c.part_of),
    (SELECT o.record_id FROM origins o WHERE o.capture_id = c.via_id),
    (SELECT o.record_id FROM origins o WHERE o.capture_id = c.part_of)
FROM captures c JOIN down ON c.id = down.id ORDER BY c.id
"""
_VISITS = """
SELECT capture_id, at, status FROM visits WHERE capture_id IN (SELECT value FROM json_each(?)) ORDER BY at, capture_id
"""
_OF_ARTICLES = """
SELECT c.id FROM captures c WHERE c.url IN (
    SELECT url FROM pages WHERE article_id IN (SELECT value FROM json_each(:ids))
    UNION SELECT url FROM articles WHERE id IN (SELECT value FROM json_each(:ids)))
UNION SELECT capture_id FROM articles WHERE id IN (SELECT value FROM json_each(:ids)) AND capture_id IS NOT NULL
UNION SELECT capture_id FROM versions WHERE article_id IN (SELECT value FROM json_each(:ids)) AND capture_id IS NOT NULL
"""
_OF_SITES = f"SELECT c.id FROM captures c WHERE {SITE_OF_CAPTURE} IN (SELECT value FROM json_each(:sites))"

Damaged = Callable[[str, DamagedError], None]
"""Is told the address and time of a capture whose bytes or heads are damaged, and by what."""


@dataclass(frozen=True, slots=True)
class OutgoingSelection:
    """What is to be exported.

    Args:
        sites: ids; all sites where there are none.
        days: of which days the captures and visits are.
        where: a condition in SQL on the columns of ``articles``, or None. It keeps captures of no article out.
    """

    sites: tuple[str, ...] = ()
    days: Days = field(default_factory=Days)
    where: str | None = None

    @property
    def is_of_articles(self) -> bool:
        """Whether articles are chosen, and their captures by them."""
        return bool(self.sites) or self.where is not None


class Outgoing:
    """What exports ask of an archive that was opened for reading.

    Args:
        db: the archive.
        captures: its captures.
    """

    def __init__(self, db: Database, captures: Captures) -> None:
        self._db = db
        self._captures = captures

    def digest(self) -> bytes | None:
        """Return the link of the newest capture, which stands for all of the chain; None where there is none."""
        row = self._db.execute(
            "SELECT link FROM (SELECT id, link FROM captures UNION ALL SELECT capture_id, link FROM gaps)"
            " ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return None if row is None else row[0]

    def article_ids(self, selection: OutgoingSelection) -> Collection[int]:
        """Return the articles of some sites and a condition, of those that were there on some of the days.

        Args:
            selection: which.

        Raises:
            QueryError: SQLite refuses the condition.
        """
        days = selection.days
        days.prepare(self._db)
        seen = {
            "first_seen": f"{_day('first_seen')} <= :until",
            "last_seen": f"{_day('last_seen')} >= :since",
        }
        bounds = {"first_seen": days.until, "last_seen": days.since}
        wanted = [condition for name, condition in seen.items() if bounds[name] is not None]
        values = dict(days.params)
        if selection.sites:
            wanted.append("site IN (SELECT value FROM json_each(:sites))")
            values["sites"] = json.dumps(selection.sites)
        if selection.where is not None:
            # On lines of its own, so that a comment at its end does not take in what follows.
            wanted.append(f"(\n{selection.where}\n)")
        sql = f"SELECT id FROM articles WHERE {' AND '.join(wanted or ['1'])} ORDER BY id"
        if selection.where is not None:
            columns = [name for (name,) in self._db.execute("SELECT name FROM pragma_table_info('articles')")]
            conditions.check(self._db, selection.where, "articles", columns, sql, params=values)
        try:
            return array("q", (row["id"] for row in readonly.rows(self._db, sql, values)))
        except QueryError as error:
            # What a function of the condition does is refused only when it is called.
            cause = error.__cause__
            if isinstance(cause, Exception) and readonly.is_forbidden(cause):
                raise QueryError(f"--where: {readonly.refusal(cause)}", hint=conditions.ONLY_ASKS) from error
            raise

    def roots(self, selection: OutgoingSelection) -> Collection[int]:
        """Return one capture for each group that is to be exported, in the order of their rows.

        Args:
            selection: which.

        Raises:
            QueryError: SQLite refuses its condition.
        """
        chosen: set[int] | None = None
        for seeds in (self._of_articles(selection), self._of_days(selection.days)):
            if seeds is not None:
                roots = set(self._roots_of(seeds))
                chosen = roots if chosen is None else chosen & roots
        if chosen is None:
            return array("q", (row[0] for row in self._db.execute(_ALL_ROOTS)))
        return array("q", sorted(chosen))

    def groups(
        self, roots: Iterable[int], days: Days, damaged: Damaged = lambda place, error: None
    ) -> Iterator[list[Archived]]:
        """Yield each group: the redirects, the page that they led to, its further pages, in the order of their rows.

        A capture that is older than the days is among them where a visit is not; of visits only those of the days are.

        Args:
            roots: as :meth:`roots` returns them.
            days: of which days.
            damaged: is told of captures that cannot be read; they are given without what is damaged.
        """
        dates = Dates(self._db)
        for root in roots:
            yield self._group(root, days, dates, damaged)

    def captures(
        self, selection: OutgoingSelection, damaged: Damaged = lambda place, error: None
    ) -> Iterator[Archived]:
        """Yield all captures of a selection, group by group; see :meth:`groups`.

        Raises:
            QueryError: SQLite refuses its condition.
        """
        for group in self.groups(self.roots(selection), selection.days, damaged):
            yield from group

    def _of_articles(self, selection: OutgoingSelection) -> Iterator[int] | None:
        """Return captures of the chosen articles; None where all captures are chosen."""
        if not selection.is_of_articles:
            return None
        ids = self.article_ids(OutgoingSelection(selection.sites, Days(), selection.where))
        return self._captures_of(ids, selection)

    def _captures_of(self, articles: Collection[int], selection: OutgoingSelection) -> Iterator[int]:
        rest = iter(articles)
        while some := list(islice(rest, _AT_ONCE)):
            yield from (row[0] for row in self._db.execute(_OF_ARTICLES, {"ids": json.dumps(some)}).fetchall())
        # What a site has of no article is left out where a condition speaks of articles.
        if selection.where is None:
            yield from (row[0] for row in self._db.execute(_OF_SITES, {"sites": json.dumps(selection.sites)}))

    def _of_days(self, days: Days) -> Iterator[int] | None:
        """Return the captures that are of some days, or were visited on them; None where all are."""
        if not days.params:
            return None
        days.prepare(self._db)
        of_captures = " AND ".join(days.conditions(_day("fetched_at")))
        of_visits = " AND ".join(days.conditions(_day("at")))
        captures = f"SELECT id FROM captures WHERE {of_captures}"
        visits = f"SELECT DISTINCT capture_id FROM visits WHERE {of_visits}"
        return (row[0] for row in self._db.execute(f"{captures} UNION {visits}", days.params))

    def _roots_of(self, seeds: Iterable[int]) -> Iterator[int]:
        """Yield the roots of the groups that some captures belong to."""
        rest = iter(seeds)
        while some := list(islice(rest, _AT_ONCE)):
            yield from (row[0] for row in self._db.execute(_ROOTS_OF, {"ids": json.dumps(some)}).fetchall())

    def _group(self, root: int, days: Days, dates: Dates, damaged: Damaged) -> list[Archived]:
        rows = self._db.execute(_GROUP, {"root": root}).fetchall()
        visits = self._visits([row[0] for row in rows], days)
        moved = dates.moved({row[2] for row in rows})
        return [self._archived(row, tuple(visits.get(row[0], ())), moved, damaged) for row in rows]

    def _visits(self, ids: list[int], days: Days) -> dict[int, list[tuple[dt.datetime, int]]]:
        found: dict[int, list[tuple[dt.datetime, int]]] = {}
        for capture_id, at, status in self._db.execute(_VISITS, [json.dumps(ids)]).fetchall():
            if days.includes(at):
                found.setdefault(capture_id, []).append((dt.datetime.fromisoformat(at), status))
        return found

    def _archived(
        self,
        row: tuple[Any, ...],
        visits: tuple[tuple[dt.datetime, int], ...],
        moved: Mapping[Event, dt.datetime],
        damaged: Damaged,
    ) -> Archived:
        """Return a capture.

        Args:
            row: of :data:`_GROUP`.
            visits: its visits of the days.
            moved: as :meth:`scraper.store.outgoing_dates.Dates.moved` returns it.
            damaged: as for :meth:`groups`.
        """
        (capture_id, link, url, requested_url, fetched_at, status, protocol, remote_address, exchange) = row[:9]
        (payload_id, digest, size, media_type, via_id, part_of, signals, record_id, via_link, part_link) = row[9:19]
        place = f"{url} of {fetched_at}"
        request, response = self._heads(exchange, place, damaged)
        at = dt.datetime.fromisoformat(fetched_at)
        events = [Event(capture_id, False, at), *(Event(capture_id, True, visit) for visit, _ in visits)]
        is_moved = any(event in moved for event in events)
        return Archived(
            id=capture_id,
            # A row that another program has added has none.
            link=link or hashlib.sha256(f"{url} {fetched_at}".encode()).digest(),
            url=url,
            requested_url=requested_url or url,
            fetched_at=at,
            status=status,
            protocol=protocol,
            remote_address=remote_address,
            request=request,
            response=response,
            body=self._body(payload_id, digest, place, damaged),
            digest=digest,
            size=size,
            media_type=media_type,
            via_id=via_id,
            part_of=part_of,
            signals=signals,
            visits=visits,
            record_id=record_id,
            via_link=via_link,
            part_link=part_link,
            via_record_id=row[19],
            part_record_id=row[20],
            dates=tuple(moved.get(event, event.at) for event in events) if is_moved else (),
        )

    def _heads(self, packed: bytes | None, place: str, damaged: Damaged) -> tuple[bytes, bytes]:
        """Return the heads of request and answer, empty where they are not known."""
        if packed is None:
            return b"", b""
        try:
            return self._captures.heads(packed)
        except DamagedError as error:
            damaged(place, error)
            return b"", b""

    def _body(self, payload_id: int | None, digest: bytes | None, place: str, damaged: Damaged) -> bytes | None:
        """Return a body, None where it is not kept, or is not what was captured."""
        if payload_id is None:
            return None
        try:
            body = self._captures.payloads.body(payload_id)
        except DamagedError as error:
            damaged(place, error)
            return None
        # Whoever gets an export takes its bytes for those of the capture. Not each damage makes them unreadable.
        if hashlib.sha256(body).digest() != digest:
            damaged(place, DamagedError(f"The payload {payload_id} is not what was captured."))
            return None
        return body


def _day(column: str) -> str:
    """Return the day of a time of the archive for whoever asks, as an SQL expression."""
    return f"seen_day({column})"
