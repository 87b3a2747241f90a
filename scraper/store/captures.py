"""Captures: every response that was kept as it came, and the visits that found it unchanged."""

from __future__ import annotations

import datetime as dt

from sqlite_utils import Database

from scraper.model import Exchange, Headers, Response
from scraper.store import exchange
from scraper.store.columns import now_text
from scraper.store.payloads import Payloads
from scraper.web.storable import storable

_COLUMNS = (
    "url, requested_url, fetched_at, status, protocol, remote_address, exchange, media_type, digest, size,"
    " payload_id, via_id, signals"
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
        for hop in response.via:
            via_id = self._add_redirect(hop, via_id)
        requested = exchange.masked_url(response.requested_url)
        answered = exchange.masked_url(response.url)
        heads = response.exchange
        cursor = self._db.execute(
            f"INSERT INTO captures ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                answered,
                None if requested == answered else requested,
                now_text(response.fetched_at),
                response.status,
                None if heads is None else heads.protocol,
                None if heads is None else heads.remote_address,
                exchange.from_headers(response.headers) if heads is None else _packed(heads),
                storable(response.media_type) or None,
                digest,
                len(response.body),
                self._payloads.add(digest, response.body, response.packed),
                via_id,
                signals,
            ],
        )
        return int(cursor.lastrowid or 0)

    def _add_redirect(self, hop: Exchange, via_id: int | None) -> int:
        """Keep a redirect as a capture without payload."""
        values = [
            exchange.masked_url(hop.url), None, now_text(hop.at), hop.status, hop.protocol, hop.remote_address,
            _packed(hop), None, None, 0, None, via_id, None,
        ]  # fmt: skip
        cursor = self._db.execute(
            f"INSERT INTO captures ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values
        )
        return int(cursor.lastrowid or 0)

    def visited(self, capture_id: int, at: dt.datetime, status: int) -> None:
        """Note that a later answer found a capture unchanged: a 304, or the same bytes."""
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
        if row is None or row[5] is None:
            return None
        requested, url, status, heads, fetched_at, payload_id = row
        body = self._payloads.body(payload_id)
        return Response(requested, url, status, _headers(heads), body, dt.datetime.fromisoformat(fetched_at))


def _packed(heads: Exchange) -> bytes:
    return exchange.pack(heads.request, heads.response)


def _headers(heads: bytes | None) -> Headers:
    """Return the header lines of a kept answer, names in lower case."""
    if heads is None:
        return ()
    lines = exchange.unpack(heads)[1].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if ":" in line and not line.startswith("HTTP/"))
    return tuple((name.lower(), value.strip()) for name, _, value in pairs)
