"""What is left of a text in the files of an archive, looked for byte by byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import zstandard

# Every piece of 40 bytes holds a whole one of these, wherever it begins.
PIECE = 20


def pieces(text: str | bytes) -> list[bytes]:
    """Return pieces such that every 40 bytes of a text have one of them in it."""
    data = text.encode() if isinstance(text, str) else text
    return [data[at : at + PIECE] for at in range(0, len(data) - PIECE + 1, PIECE)]


def left_of(path: Path, texts: Iterable[str | bytes]) -> list[bytes]:
    """Return the pieces of texts that an archive still holds: in its files as they are, or in what it has packed."""
    files = [file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*"))]
    everything = b"\x00".join([*files, *_unpacked(path)])
    return [piece for text in texts for piece in pieces(text) if piece in everything]


def _unpacked(path: Path) -> list[bytes]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        packed = db.execute("SELECT data FROM payloads UNION ALL SELECT exchange FROM captures WHERE exchange NOT NULL")
        return [_unzstd(bytes(data)) for (data,) in packed]


def _unzstd(data: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=10_000_000)
    except zstandard.ZstdError:
        return data
