"""Captures: every response that was kept as it came, and the visits that found it unchanged."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from scraper.model import Exchange, Headers, Response
from scraper.store import exchange
from scraper.store.chain import CAPTURE_FIELDS, capture_digest, chain_link, new_salt
from scraper.store.columns import now_text, to_text
from scraper.store.payloads import Payloads
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


class Captures:
    """The tables ``captures`` and ``visits``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._payloads = Payloads(db)

    def add(self, response: Response, signals: str | None = None) -> int:
        """Keep a response, with its further pages and the redirects that led to it, and return the capture's row.

        Args:
            response: as it came.
            signals: what its site reserves, as JSON, or None.
        """
        first = self._add(response, None, signals)
        for page in response.further:
            self._add(page, first, None)
        return first

    def _add(self, response: Response, part_of: int | None, signals: str | None) -> int:
        """Keep one page of an article.

        Args:
            response: as it came.
            part_of: the row of the first page's capture, or None where this is the first page.
            signals: as for :meth:`add`.
        """
        digest = hashlib.sha256(response.body).digest()
        via_id: int | None = None
        # Each redirect points to the one before it, so they go in as they came.
        for hop in response.via:
            via_id = self._add_redirect(hop, via_id)
        # Both are masked before they are compared: two addresses may differ by a password alone.
        requested = masked(response.requested_url)
        answered = masked(response.url)
        values = {
            "url": answered,
            # NULL stands for the same address.
            "requested_url": None if requested == answered else requested,
            "fetched_at": now_text(response.fetched_at),
            "status": response.status,
            **_exchange_values(response),
            "media_type": storable(response.media_type) or None,
            "digest": digest,
            "size": len(response.body),
            "via_id": via_id,
            "part_of": part_of,
            "signals": signals,
        }
        return self._insert(values, self._payloads.add(digest, response.body, response.packed))

    def _add_redirect(self, hop: Exchange, via_id: int | None) -> int:
        """Keep a redirect as a capture without payload."""
        values = {
            "url": masked(hop.url),
            "fetched_at": now_text(hop.at),
            "status": hop.status,
            "protocol": hop.protocol,
            "remote_address": hop.remote_address,
            "exchange": _packed(hop),
            "size": 0,
            "via_id": via_id,
        }
        return self._insert(values, None)

    def _insert(self, values: Mapping[str, Any], payload_id: int | None) -> int:
        """Add a row at the end of the chain and return its number.

        Args:
            values: some of :data:`scraper.store.chain.CAPTURE_FIELDS`; the others are NULL.
            payload_id: the row of its bytes, or None where they are not kept.
        """
        newest = self._db.execute(_NEWEST).fetchone()
        before_id, before = newest or (0, None)
        capture_id = int(before_id) + 1
        row = [capture_id, *(values.get(name) for name in CAPTURE_FIELDS[1:])]
        salt = new_salt()
        link = chain_link(before, capture_digest(row, exchange.unpack), salt)
        self._db.execute(_INSERT, [*row, payload_id, salt, link])
        return capture_id

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
            "SELECT id, status FROM captures WHERE url = ? AND fetched_at >= ? ORDER BY id DESC LIMIT 1",
            [masked(url), to_text(since)],
        ).fetchone()
        if row is None or row[1] != status:
            return None
        return int(row[0])

    def response(self, capture_id: int) -> Response | None:
        """Return a capture as the response that it was, with its further pages, to be read again.

        Returns:
            None where its bytes are not kept.
        """
        first = next(iter(self._responses("id = ?", capture_id)), None)
        if first is None:
            return None
        return replace(first, further=self.further(capture_id))

    def further(self, capture_id: int) -> tuple[Response, ...]:
        """Return the further pages of a capture, in their order."""
        return tuple(self._responses("part_of = ?", capture_id))

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
                _headers(heads),
                self._payloads.body(payload_id),
                dt.datetime.fromisoformat(fetched_at),
            )
            for requested, url, status, heads, fetched_at, payload_id in rows
        ]


def _exchange_values(response: Response) -> dict[str, Any]:
    """Return protocol, remote address and heads as they went over the wire, as far as somebody saw them."""
    heads = response.exchange
    if heads is None:
        return {"exchange": exchange.from_headers(response.headers)}
    return {"protocol": heads.protocol, "remote_address": heads.remote_address, "exchange": _packed(heads)}


def _packed(heads: Exchange) -> bytes:
    return exchange.pack(heads.request, heads.response)


def _headers(heads: bytes | None) -> Headers:
    """Return the header lines of a kept answer, names in lower case."""
    if heads is None:
        return ()
    # Latin-1 gives every byte a character, so that no value is lost; it is what HTTP once allowed (RFC 9110 §5.5).
    lines = exchange.unpack(heads)[1].decode("latin-1").split("\r\n")
    # The status line is no header, though its reason phrase may hold a colon.
    pairs = (line.partition(":") for line in lines if ":" in line and not line.startswith("HTTP/"))
    return tuple((name.lower(), value.strip()) for name, _, value in pairs)
