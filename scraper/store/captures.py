"""Captures: every response that was kept as it came, and the visits that found it unchanged."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from sqlite_utils import Database

from scraper.model import Exchange, Headers, Response
from scraper.store import exchange
from scraper.store.columns import now_text
from scraper.store.connection import inserted_row
from scraper.store.payloads import Payloads
from scraper.web.storable import storable
from scraper.web.userinfo import masked

_INSERT = (
    "INSERT INTO captures (url, requested_url, fetched_at, status, protocol, remote_address, exchange, media_type,"
    " digest, size, payload_id, via_id, part_of, signals) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


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
        cursor = self._db.execute(
            _INSERT,
            [
                answered,
                # NULL stands for the same address.
                None if requested == answered else requested,
                now_text(response.fetched_at),
                response.status,
                *_exchange_values(response),
                storable(response.media_type) or None,
                digest,
                len(response.body),
                self._payloads.add(digest, response.body, response.packed),
                via_id,
                part_of,
                signals,
            ],
        )
        return inserted_row(cursor)

    def _add_redirect(self, hop: Exchange, via_id: int | None) -> int:
        """Keep a redirect as a capture without payload."""
        values = [
            masked(hop.url), None, now_text(hop.at), hop.status, hop.protocol, hop.remote_address,
            _packed(hop), None, None, 0, None, via_id, None, None,
        ]  # fmt: skip
        return inserted_row(self._db.execute(_INSERT, values))

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


def _exchange_values(response: Response) -> tuple[str | None, str | None, bytes]:
    """Return protocol, remote address and heads as they went over the wire, as far as somebody saw them."""
    heads = response.exchange
    if heads is None:
        return None, None, exchange.from_headers(response.headers)
    return heads.protocol, heads.remote_address, _packed(heads)


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
