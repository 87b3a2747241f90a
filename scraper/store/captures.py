"""Captures: every response that was kept as it came, and the visits that found it unchanged."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from scraper.model import Exchange, Headers, Response
from scraper.store import exchange
from scraper.store.columns import now_text
from scraper.store.connection import inserted_row
from scraper.store.payloads import Payloads
from scraper.web.storable import storable

_INSERT = (
    "INSERT INTO captures (url, requested_url, fetched_at, status, protocol, remote_address, exchange, media_type,"
    " digest, size, payload_id, via_id, signals) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Captures:
    """The tables ``captures`` and ``visits``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._payloads = Payloads(db)

    def add(self, response: Response, digest: bytes, signals: str | None = None) -> int:
        """Keep a response, with the redirects that led to it, and return the capture's row.

        Args:
            response: as it came.
            digest: sha256 of its body, 32 bytes.
            signals: what its site reserves, as JSON, or None.
        """
        via_id: int | None = None
        # Each redirect points to the one before it, so they go in as they came.
        for hop in response.via:
            via_id = self._add_redirect(hop, via_id)
        # Both are masked before they are compared: two addresses may differ by a password alone.
        requested = exchange.masked_url(response.requested_url)
        answered = exchange.masked_url(response.url)
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
                signals,
            ],
        )
        return inserted_row(cursor)

    def _add_redirect(self, hop: Exchange, via_id: int | None) -> int:
        """Keep a redirect as a capture without payload."""
        values = [
            exchange.masked_url(hop.url), None, now_text(hop.at), hop.status, hop.protocol, hop.remote_address,
            _packed(hop), None, None, 0, None, via_id, None,
        ]  # fmt: skip
        return inserted_row(self._db.execute(_INSERT, values))

    def visited(self, capture_id: int, at: dt.datetime, status: int) -> None:
        """Note that a later answer found a capture unchanged: a 304, or the same bytes."""
        # Times are kept in whole seconds, so that visits of two addresses of one article may have the same. One row
        # says it for both.
        self._db.execute(
            "INSERT INTO visits (capture_id, at, status) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [capture_id, now_text(at), status],
        )

    def response(self, capture_id: int) -> Response | None:
        """Return a capture as the response that it was, to be read again; None where its bytes are not kept."""
        row = self._db.execute(
            "SELECT coalesce(requested_url, url), url, status, exchange, fetched_at, payload_id FROM captures"
            " WHERE id = ?",
            [capture_id],
        ).fetchone()
        if row is None:
            return None
        requested, url, status, heads, fetched_at, payload_id = row
        # A redirect is a capture without payload.
        if payload_id is None:
            return None
        body = self._payloads.body(payload_id)
        return Response(requested, url, status, _headers(heads), body, dt.datetime.fromisoformat(fetched_at))


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
