"""Captures and payloads: every response that was kept, its bytes stored once."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json

import zstandard
from sqlite_utils import Database

from scraper.model import Response
from scraper.store.columns import now_text

_LEVEL = 3
# Bytes that do not shrink are kept as they are.
_WORTH_IT = 0.95


class Captures:
    """The tables ``captures`` and ``payloads``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._packer = zstandard.ZstdCompressor(level=_LEVEL)

    def add(self, response: Response, signals: str | None = None) -> int:
        """Keep a response and return the capture's id. The caller holds the transaction.

        Args:
            response: as it came.
            signals: what its site reserves, as JSON, or None.
        """
        digest = hashlib.sha256(response.body).hexdigest()
        row = (
            response.url,
            response.requested_url,
            now_text(response.fetched_at),
            response.status,
            json.dumps(response.headers, ensure_ascii=False),
            response.media_type or None,
            digest,
            len(response.body),
            self._payload(digest, response),
            signals,
        )
        cursor = self._db.execute(
            "INSERT INTO captures (url, requested_url, fetched_at, status, headers, media_type, digest, size,"
            " payload_id, signals) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        return int(cursor.lastrowid or 0)

    def digest_of(self, capture_id: int) -> str:
        """Return the digest of a capture's body."""
        row = self._db.execute("SELECT digest FROM captures WHERE id = ?", [capture_id]).fetchone()
        return str(row[0])

    def body(self, capture_id: int) -> bytes:
        """Return the bytes of a capture, unpacked."""
        codec, data = self._db.execute(
            "SELECT p.codec, p.data FROM captures c JOIN payloads p ON p.id = c.payload_id WHERE c.id = ?",
            [capture_id],
        ).fetchone()
        return _unpacked(codec, data)

    def response(self, capture_id: int) -> Response:
        """Return a capture as the response that it was."""
        requested, url, fetched_at, status, headers = self._db.execute(
            "SELECT requested_url, url, fetched_at, status, headers FROM captures WHERE id = ?", [capture_id]
        ).fetchone()
        pairs = tuple((name, value) for name, value in json.loads(headers))
        return Response(requested, url, status, pairs, self.body(capture_id), dt.datetime.fromisoformat(fetched_at))

    def _payload(self, digest: str, response: Response) -> int:
        known = self._db.execute("SELECT id FROM payloads WHERE digest = ?", [digest]).fetchone()
        if known:
            return int(known[0])
        cursor = self._db.execute(
            "INSERT INTO payloads (digest, codec, data) VALUES (?, ?, ?)", [digest, *self._packed(response)]
        )
        return int(cursor.lastrowid or 0)

    def _packed(self, response: Response) -> tuple[str, bytes]:
        """Return (codec, data): gzip as it was sent, which packs a page as well as zstd and costs nothing."""
        body = response.body
        enough = len(body) * _WORTH_IT
        if response.packed and len(response.packed) < enough:
            return "gzip", response.packed
        packed = self._packer.compress(body)
        return ("zstd", packed) if len(packed) < enough else ("none", body)


def _unpacked(codec: str, data: bytes) -> bytes:
    if codec == "zstd":
        return zstandard.ZstdDecompressor().decompress(data)
    return gzip.decompress(data) if codec == "gzip" else bytes(data)
