"""Captures: every response that was kept as it came, and the visits that found it unchanged."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.model import Exchange, Headers, Response
from scraper.store import exchange, retention
from scraper.store.chain import CAPTURE_FIELDS, capture_digest, chain_link, new_salt
from scraper.store.columns import now_text, to_text
from scraper.store.dictionaries import Current
from scraper.store.exchange import text_of
from scraper.store.heads import heads_of, packed_heads
from scraper.store.payloads import Payloads, Relatives
from scraper.store.repack import Repacker
from scraper.web.storable import storable
from scraper.web.userinfo import masked

_COLUMNS = (*CAPTURE_FIELDS, "payload_id", "salt", "link")
_INSERT = f"INSERT INTO captures ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"

# The number and the link of the newest capture, also where it was forgotten. Each of the inner questions looks at the
# end of one table.
_NEWEST = """
SELECT id, link FROM (SELECT id, link FROM captures ORDER BY id DESC LIMIT 1)
UNION ALL SELECT capture_id, link FROM (SELECT capture_id, link FROM gaps ORDER BY capture_id DESC LIMIT 1)
ORDER BY 1 DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class FurtherPage:
    """A later page of an article on several pages, as it was captured.

    Args:
        requested_url: the address that was asked for.
        headers: of the answer, names in lower case.
        digest: sha256 of the body, 32 bytes.
    """

    requested_url: str
    headers: Headers
    digest: bytes

    def header(self, name: str) -> str | None:
        """Return the first header of this name (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


class Captures:
    """The tables ``captures`` and ``visits``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self.payloads = Payloads(db)

    def rolled_back(self) -> None:
        """Forget what was learned of rows that may never have been written."""
        self.payloads.dictionaries.clear()

    def repacker(self) -> Repacker:
        """Return what packs anew what is kept; see :class:`scraper.store.repack.Repacker`."""
        return Repacker(self._db, self.payloads)

    def count_in_excess(self, keeps: Mapping[str, str]) -> int:
        """Return of how many captures :meth:`drop_in_excess` would let go the bytes."""
        return retention.count_in_excess(self._db, keeps)

    def drop_in_excess(self, keeps: Mapping[str, str]) -> int:
        """Let go of bytes that sites do not keep any more; see :func:`scraper.store.retention.drop_payloads`."""
        return retention.drop_payloads(self._db, keeps)

    def count_after(self, capture_id: int) -> int:
        """Return how many captures have larger numbers than this one."""
        return int(self._db.execute("SELECT count(*) FROM captures WHERE id > ?", [capture_id]).fetchone()[0])

    def add(
        self,
        response: Response,
        signals: str | None = None,
        *,
        site: str | None = None,
        earlier: int | None = None,
        keeps_bytes: bool = True,
    ) -> int:
        """Keep a response, with its further pages and the redirects that led to it, and return the capture's row.

        Args:
            response: as it came.
            signals: what its site reserves, as JSON, or None.
            site: id of its site, whose other pages help to pack it; its row must be there. None: it is not known.
            earlier: the capture of the same page before this one, or None.
            keeps_bytes: whether the bytes are kept, or their digest alone.
        """
        current = None if site is None else self.payloads.dictionaries.of_site(site, response.fetched_at)
        serves = response.status == HTTPStatus.OK
        relatives = Relatives(current, self._payload_of(earlier), serves) if keeps_bytes else None
        first = self._add(response, current, {"signals": signals}, relatives, serves=serves)
        further = Relatives(current) if keeps_bytes else None
        for page in response.further:
            self._add(page, current, {"part_of": first}, further, serves=False)
        return first

    def add_without_bytes(self, values: Mapping[str, Any], request: bytes, response: bytes, site: str) -> int:
        """Keep a capture of which all but the bytes is known, and return its row.

        Args:
            values: columns of ``captures`` but for its heads.
            request, response: the heads, as for :func:`scraper.store.exchange.text_of`.
            site: id of its site.
        """
        at = dt.datetime.fromisoformat(values["fetched_at"])
        heads = packed_heads(text_of(request, response), self.payloads.dictionaries.of_site(site, at), serves=False)
        return self._insert({**values, "exchange": heads.packed}, heads.text, None)

    def _add(
        self,
        response: Response,
        current: Current | None,
        values: Mapping[str, Any],
        relatives: Relatives | None,
        *,
        serves: bool,
    ) -> int:
        """Keep one page of an article.

        Args:
            response: as for :meth:`add`.
            current: what the answers of its site are packed against now, or None.
            values: further columns.
            relatives: the older pages that its bytes may be packed against; None: they are not kept.
            serves: whether its heads may serve the later ones of the site.
        """
        via_id: int | None = None
        # Each redirect points to the one before it, so they go in as they came.
        for hop in response.via:
            via_id = self._add_redirect(hop, current, via_id)
        # Both are masked before they are compared: two addresses may differ by a password alone.
        requested = masked(response.requested_url)
        answered = masked(response.url)
        digest = hashlib.sha256(response.body).digest()
        heads = heads_of(response, current, serves=serves)
        row = {
            "url": answered,
            # NULL stands for the same address.
            "requested_url": None if requested == answered else requested,
            "fetched_at": now_text(response.fetched_at),
            "status": response.status,
            "exchange": heads.packed,
            "media_type": storable(response.media_type) or None,
            "digest": digest,
            "size": len(response.body),
            "via_id": via_id,
            **values,
        }
        if response.exchange is not None:
            row |= {"protocol": response.exchange.protocol, "remote_address": response.exchange.remote_address}
        payload_id = None
        if relatives is not None:
            payload_id = self.payloads.add(
                digest, response.body, response.fetched_at, sent=response.packed, relatives=relatives
            )
        capture_id = self._insert(row, heads.text, payload_id)
        if heads.renews and current is not None:
            self.payloads.dictionaries.add_of_heads(current.site, capture_id, response.fetched_at)
        return capture_id

    def _payload_of(self, capture_id: int | None) -> int | None:
        """Return the row of the bytes of a capture, or None where they are not kept."""
        if capture_id is None:
            return None
        row = self._db.execute("SELECT payload_id FROM captures WHERE id = ?", [capture_id]).fetchone()
        return None if row is None else row[0]

    def _add_redirect(self, hop: Exchange, current: Current | None, via_id: int | None) -> int:
        """Keep a redirect as a capture without payload."""
        heads = packed_heads(text_of(hop.request, hop.response), current, serves=False)
        row = {
            "url": masked(hop.url),
            "fetched_at": now_text(hop.at),
            "status": hop.status,
            "protocol": hop.protocol,
            "remote_address": hop.remote_address,
            "exchange": heads.packed,
            "size": 0,
            "via_id": via_id,
        }
        return self._insert(row, heads.text, None)

    def _insert(self, values: Mapping[str, Any], text: tuple[int, bytes], payload_id: int | None) -> int:
        """Add a row at the end of the chain and return its number.

        Args:
            values: some of :data:`scraper.store.chain.CAPTURE_FIELDS`; the others are NULL.
            text: its heads, unpacked.
            payload_id: the row of its bytes, or None where they are not kept.
        """
        newest = self._db.execute(_NEWEST).fetchone()
        before_id, before = newest or (0, None)
        capture_id = int(before_id) + 1
        row = [capture_id, *(values.get(name) for name in CAPTURE_FIELDS[1:])]
        salt = new_salt()
        link = chain_link(before, capture_digest(row, lambda _: exchange.heads_in(*text)), salt)
        self._db.execute(_INSERT, [*row, payload_id, salt, link])
        return capture_id

    def heads(self, packed: bytes) -> tuple[bytes, bytes]:
        """Return the heads of a request and of its answer.

        Args:
            packed: as in ``captures.exchange``.

        Raises:
            ArchiveError: they are damaged, or of a form that a later version made.
        """
        return exchange.unpack(packed, self.payloads.dictionaries.heads)

    def header(self, packed: object, name: object) -> str | None:
        """Return a header of an answer, for the SQL function ``header``; see :func:`scraper.store.exchange.header`."""
        return exchange.header(packed, name, self.payloads.dictionaries.heads)

    def visited(self, capture_id: int, at: dt.datetime, status: int, *, has_further: bool = False) -> None:
        """Note that a later answer found a capture unchanged: a 304, or the same bytes.

        Args:
            capture_id: the capture.
            at: when that was.
            status: of the answer.
            has_further: whether the capture has further pages, for which it is noted, too.
        """
        # Times are kept in whole seconds, so that visits of two addresses of one article may have the same. One row
        # says it for both.
        insert = "INSERT INTO visits (capture_id, at, status)"
        values = {"id": capture_id, "at": now_text(at), "status": status}
        self._db.execute(f"{insert} VALUES (:id, :at, :status) ON CONFLICT DO NOTHING", values)
        if has_further:
            further = "SELECT id, :at, :status FROM captures WHERE part_of = :id"
            self._db.execute(f"{insert} {further} ON CONFLICT DO NOTHING", values)

    def same_answer(self, url: str, status: int, since: dt.datetime | None) -> int | None:
        """Return the newest capture of an address if it has a status and is no older than a time; else None.

        Args:
            url: the address, which answered or redirected.
            status: of the answer.
            since: the time, or None where no capture is meant.
        """
        row = self._db.execute(
            "SELECT id, status FROM captures WHERE url = ? AND fetched_at >= ?"
            " ORDER BY fetched_at DESC, id DESC LIMIT 1",
            [masked(url), to_text(since)],
        ).fetchone()
        if row is None or row[1] != status:
            return None
        return int(row[0])

    def response(self, capture_id: int) -> Response | None:
        """Return a capture as the response that it was, with its further pages, to be read again.

        Returns:
            None where its bytes are not kept.

        Raises:
            DamagedError: they are damaged.
        """
        first = next(iter(self._responses("id = ?", capture_id)), None)
        if first is None:
            return None
        return replace(first, further=tuple(self._responses("part_of = ?", capture_id)))

    def further_pages(self, capture_id: int) -> list[FurtherPage]:
        """Return what is known of the further pages of a capture, in order, also where their bytes are not kept."""
        rows = self._db.execute(
            "SELECT coalesce(requested_url, url), exchange, digest FROM captures WHERE part_of = ? ORDER BY id",
            [capture_id],
        )
        return [FurtherPage(url, self._headers(heads), digest) for url, heads, digest in rows.fetchall()]

    def _headers(self, heads: bytes | None) -> Headers:
        """Return the header lines of a kept answer; none where its heads are damaged, which ``verify`` names."""
        if heads is None:
            return ()
        try:
            return _header_lines(self.heads(heads)[1])
        except ArchiveError:
            return ()

    def _responses(self, condition: str, capture_id: int) -> list[Response]:
        # A redirect is a capture without payload.
        rows = self._db.execute(
            "SELECT coalesce(requested_url, url), url, status, exchange, fetched_at, payload_id FROM captures"
            f" WHERE {condition} AND payload_id IS NOT NULL ORDER BY id",
            [capture_id],
        ).fetchall()
        return [
            Response(
                requested,
                url,
                status,
                self._headers(heads),
                self.payloads.body(payload_id),
                dt.datetime.fromisoformat(fetched_at),
            )
            for requested, url, status, heads, fetched_at, payload_id in rows
        ]


def _header_lines(head: bytes) -> Headers:
    """Return the header lines of a kept answer, names in lower case."""
    # Latin-1 gives every byte a character, so that no value is lost; it is what HTTP once allowed (RFC 9110 §5.5).
    lines = head.decode("latin-1").split("\r\n")
    # The status line is no header, though its reason phrase may hold a colon.
    pairs = (line.partition(":") for line in lines if ":" in line and not line.startswith("HTTP/"))
    return tuple((name.lower(), value.strip()) for name, _, value in pairs)
