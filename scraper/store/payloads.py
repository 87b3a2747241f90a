"""The bytes of bodies, stored once for each content, each packed by a codec that its row names."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping

import zstandard
from sqlite_utils import Database

# Measured on real pages of 140 kB: level 3 packs within a tenth of level 9, in a sixth of its time.
_LEVEL = 3
# What does not shrink by a twentieth (pictures, PDF) is kept as it is, so that reading it costs nothing.
_WORTH_PACKING = 0.95


def _as_stored(data: bytes) -> bytes:
    return bytes(data)


def _unzstd(data: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(data)


_UNPACK: Mapping[str, Callable[[bytes], bytes]] = {"none": _as_stored, "gzip": gzip.decompress, "zstd": _unzstd}


class Payloads:
    """The table ``payloads``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._packer = zstandard.ZstdCompressor(level=_LEVEL)

    def add(self, digest: bytes, body: bytes, sent: bytes = b"") -> int:
        """Keep a body, unless it is kept already, and return its row. The caller holds the transaction.

        Args:
            digest: sha256 of the body, 32 bytes.
            body: unpacked.
            sent: the body as it was sent, where that was one gzip member; it packs a page as well as zstd.
        """
        codec, data = self._packed(body, sent)
        # DO NOTHING would return no row for a body that is kept already. The update changes nothing, and returns it.
        row = self._db.execute(
            "INSERT INTO payloads (digest, codec, data) VALUES (?, ?, ?)"
            " ON CONFLICT (digest) DO UPDATE SET digest = excluded.digest RETURNING id",
            [digest, codec, data],
        ).fetchone()
        return int(row[0])

    def body(self, payload_id: int) -> bytes:
        """Return a body, unpacked."""
        codec, data = self._db.execute("SELECT codec, data FROM payloads WHERE id = ?", [payload_id]).fetchone()
        return _UNPACK[codec](data)

    def _packed(self, body: bytes, sent: bytes) -> tuple[str, bytes]:
        """Return codec and data."""
        largest = len(body) * _WORTH_PACKING
        # What the host has packed need not be packed again.
        if sent and len(sent) < largest:
            return "gzip", sent
        packed = self._packer.compress(body)
        if len(packed) < largest:
            return "zstd", packed
        return "none", body
