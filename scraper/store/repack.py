"""Packing anew what is archived already: against dictionaries that came later, or so that a row can be removed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from sqlite_utils import Database

from scraper.errors import ArchiveError, DamagedError
from scraper.store import exchange
from scraper.store.dictionaries import Current
from scraper.store.exchange import HeadsDictionary
from scraper.store.heads import packed_heads
from scraper.store.packing import GZIP, BodyDictionary, Packed, packed_alone
from scraper.store.payloads import Payloads, Relatives

PACKED = "compact"
"""The name in ``marks`` of the last capture that ``scraper compact`` has looked at."""

# A page is archived by the address that was asked for, and is found by the one that answered where that is another.
SITE_OF_CAPTURE = """coalesce(
    (SELECT site FROM pages WHERE url = coalesce(c.requested_url, c.url)),
    (SELECT site FROM pages WHERE url = c.url))"""
"""The site of ``captures c``, or NULL where the frontier does not know it."""

_CAPTURES = f"""
SELECT c.id, c.fetched_at, c.status, c.exchange, c.payload_id, {SITE_OF_CAPTURE},
    c.payload_id IS NOT NULL AND c.id = (SELECT min(id) FROM captures WHERE payload_id = c.payload_id),
    (SELECT payload_id FROM captures WHERE url = c.url AND id < c.id AND payload_id IS NOT NULL
        AND payload_id IS NOT c.payload_id ORDER BY id DESC LIMIT 1),
    EXISTS (SELECT 1 FROM dictionaries WHERE capture_id = c.id)
FROM captures c WHERE c.id > ? ORDER BY c.id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A capture that is packed already.

    Args:
        id: its row.
        at: when it was fetched.
        status: of the answer.
        exchange: its packed heads, or None.
        payload_id: the row of its bytes, or None.
        site: id of its site, or None where the frontier does not know it any more.
        has_brought_bytes: whether it is the first capture with these bytes.
        earlier_payload: the row of the bytes of the capture of this address before it, or None.
        serves_heads: whether other heads are packed against its own.
    """

    id: int
    at: dt.datetime
    status: int
    exchange: bytes | None
    payload_id: int | None
    site: str | None
    has_brought_bytes: bool
    earlier_payload: int | None
    serves_heads: bool


class Repacker:
    """Packs captures anew, the oldest first. The caller holds the transaction of every write.

    Args:
        db: the archive, opened for writing.
        payloads: its payloads.
    """

    def __init__(self, db: Database, payloads: Payloads) -> None:
        self._db = db
        self._payloads = payloads

    def pack_again(self, after: int, most: int) -> int | None:
        """Pack some captures anew, where that makes them smaller, and return the number of the last one.

        Args:
            after: the number behind which to begin.
            most: how many captures to look at.

        Returns:
            None where there is no capture behind that number.
        """
        last = None
        for kept in self._captures(after, most):
            last = kept.id
            if kept.site is None:
                continue
            current = self._payloads.dictionaries.of_site(kept.site, kept.at)
            self._pack_heads(kept, current)
            if kept.payload_id is not None and kept.has_brought_bytes:
                self._pack_body(kept, kept.payload_id, current)
        return last

    def _captures(self, after: int, most: int) -> Iterator[_Kept]:
        for row in self._db.execute(_CAPTURES, [after, most]).fetchall():
            capture_id, at, status, heads, payload_id, site, has_brought, earlier, serves = row
            yield _Kept(
                capture_id, dt.datetime.fromisoformat(at), status, heads, payload_id, site, bool(has_brought), earlier,
                bool(serves),
            )  # fmt: skip

    def _pack_heads(self, kept: _Kept, current: Current) -> None:
        """Pack the heads of a capture against older ones of its site, unless they are or serve others."""
        is_packed_so = exchange.dictionary_in(kept.exchange) is not None
        if kept.exchange is None or is_packed_so or kept.serves_heads:
            return
        try:
            text = exchange.text_in(kept.exchange)
        except ArchiveError:
            # What is damaged stays as it is, and verify names it.
            return
        heads = packed_heads(text, current, serves=kept.status == 200)
        if heads.renews:
            self._payloads.dictionaries.add_of_heads(current.site, kept.id, kept.at)
        elif len(heads.packed) < len(kept.exchange):
            self._db.execute("UPDATE captures SET exchange = ? WHERE id = ?", [heads.packed, kept.id])

    def _pack_body(self, kept: _Kept, payload_id: int, current: Current) -> None:
        """Pack the bytes of a capture against older ones, unless they are or serve others."""
        row = self._db.execute(
            "SELECT p.codec, p.data, p.dictionary_id IS NOT NULL OR p.earlier_id IS NOT NULL"
            " OR EXISTS (SELECT 1 FROM dictionaries WHERE payload_id = p.id)"
            " OR EXISTS (SELECT 1 FROM payloads WHERE earlier_id = p.id) FROM payloads p WHERE p.id = ?",
            [payload_id],
        ).fetchone()
        if row is None or row[2]:
            return
        codec, data, _ = row
        try:
            body = self._payloads.body(payload_id)
        except DamagedError:
            return
        sent = data if codec == GZIP else b""
        relatives = Relatives(current, kept.earlier_payload, serves=kept.status == 200)
        packed, renews = self._payloads.packed(body, sent=sent, relatives=relatives)
        if renews:
            self._payloads.dictionaries.add_of_bodies(current.site, payload_id, kept.at)
        elif len(packed.data) < len(data):
            self._write(payload_id, packed)

    def free(self, payload_ids: Collection[int], capture_ids: Collection[int]) -> None:
        """Pack anew whatever is packed against these rows, so that they can be deleted.

        The rows of ``dictionaries`` that name them go.

        Args:
            payload_ids, capture_ids: the rows that are to be deleted.
        """
        going = set(payload_ids)
        serving = self._serving("payload_id", payload_ids)
        for payload_id in payload_ids:
            self._free_earlier(payload_id, going)
        for dictionary_id, site, made_at in serving:
            self._free_bodies(dictionary_id, site, made_at, going)
        # What goes, too, is not packed anew. It refers to nothing any more, so that the order of deletion is free; this
        # comes once all that stays was read with its help.
        self._db.execute(
            "UPDATE payloads SET dictionary_id = NULL, earlier_id = NULL WHERE id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(going))],
        )
        gone_captures = set(capture_ids)
        for dictionary_id, site, made_at in self._serving("capture_id", capture_ids):
            self._free_heads(dictionary_id, site, made_at, gone_captures)
            serving.append((dictionary_id, site, made_at))
        self._db.conn.executemany("DELETE FROM dictionaries WHERE id = ?", [(row[0],) for row in serving])
        # What was kept in memory of these rows must serve nobody any more.
        self._payloads.dictionaries.clear()

    def _serving(self, column: str, ids: Iterable[int]) -> list[tuple[int, str, str]]:
        rows = self._db.execute(
            f"SELECT id, site, made_at FROM dictionaries WHERE {column} IN (SELECT value FROM json_each(?))",
            [json.dumps(list(ids))],
        )
        return [tuple(row) for row in rows.fetchall()]

    def _free_earlier(self, payload_id: int, going: set[int]) -> None:
        """Let later bytes of a page stand without its earlier ones: the first of them takes their place."""
        base: tuple[int, BodyDictionary] | None = None
        rows = self._db.execute("SELECT id FROM payloads WHERE earlier_id = ? ORDER BY id", [payload_id])
        for (later,) in rows.fetchall():
            if later in going:
                continue
            body = self._body_or_loose(later)
            if body is None:
                continue
            if base is not None:
                self._write(later, replace(base[1].packed(body), earlier_id=base[0]))
                continue
            self._write(later, packed_alone(body))
            base = later, BodyDictionary(body)

    def _free_bodies(self, dictionary_id: int, site: str, made_at: str, going: set[int]) -> None:
        """Let the pages of a site stand without a dictionary that goes: the first of them becomes the new one."""
        substitute: BodyDictionary | None = None
        rows = self._db.execute("SELECT id FROM payloads WHERE dictionary_id = ? ORDER BY id", [dictionary_id])
        for (payload_id,) in rows.fetchall():
            if payload_id in going:
                continue
            body = self._body_or_loose(payload_id)
            if body is None:
                continue
            if substitute is not None:
                self._write(payload_id, substitute.packed(body))
                continue
            self._write(payload_id, packed_alone(body))
            substitute = BodyDictionary(body, self._insert(site, "payload_id", payload_id, made_at))

    def _body_or_loose(self, payload_id: int) -> bytes | None:
        """Return a body; where it is damaged, only its reference to what goes is removed, and verify names it still."""
        try:
            return self._payloads.body(payload_id)
        except DamagedError:
            self._db.execute("UPDATE payloads SET dictionary_id = NULL, earlier_id = NULL WHERE id = ?", [payload_id])
            return None

    def _free_heads(self, dictionary_id: int, site: str, made_at: str, going: set[int]) -> None:
        """Let the heads of a site stand without those that go: the first of them become the new dictionary."""
        try:
            old = self._payloads.dictionaries.heads(dictionary_id)
        except ArchiveError:
            # What is packed against damaged heads cannot be read any more, and verify names it.
            return
        substitute: HeadsDictionary | None = None
        rows = self._db.execute(
            "SELECT id, exchange FROM captures WHERE substr(exchange, 1, 1) = x'02' AND substr(exchange, 4, 4) = ?"
            " ORDER BY id",
            [dictionary_id.to_bytes(4, "big")],
        )
        for capture_id, packed in rows.fetchall():
            if capture_id in going:
                continue
            try:
                text = exchange.text_in(packed, lambda _: old)
            except ArchiveError:
                continue
            anew = exchange.packed(*text, substitute)
            self._db.execute("UPDATE captures SET exchange = ? WHERE id = ?", [anew, capture_id])
            if substitute is None:
                substitute = HeadsDictionary(self._insert(site, "capture_id", capture_id, made_at), text[1])

    def _insert(self, site: str, column: str, row_id: int, made_at: str) -> int:
        cursor = self._db.execute(
            f"INSERT INTO dictionaries (site, {column}, made_at) VALUES (?, ?, ?) RETURNING id", [site, row_id, made_at]
        )
        return int(cursor.fetchone()[0])

    def _write(self, payload_id: int, packed: Packed) -> None:
        self._db.execute(
            "UPDATE payloads SET codec = ?, data = ?, dictionary_id = ?, earlier_id = ? WHERE id = ?",
            [packed.codec, packed.data, packed.dictionary_id, packed.earlier_id, payload_id],
        )


def free(db: Database, payload_ids: Collection[int], capture_ids: Collection[int]) -> None:
    """Pack anew whatever is packed against some rows, so that they can be deleted; see :meth:`Repacker.free`.

    Args:
        db: the archive, opened for writing; the caller holds the transaction.
        payload_ids, capture_ids: the rows that are to be deleted.
    """
    Repacker(db, Payloads(db)).free(payload_ids, capture_ids)
