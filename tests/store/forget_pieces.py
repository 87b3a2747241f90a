"""What is left of a text in the files of an archive, looked for byte by byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from scraper.store import Archive

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


def _unpacked(path: Path) -> Iterator[bytes]:
    """Yield all bodies and heads, so that each was unpacked, too."""
    with Archive.read(path) as archive:
        for row in archive.rows("SELECT id FROM payloads"):
            yield archive.captures.payloads.body(row["id"])
        for row in archive.rows("SELECT exchange FROM captures WHERE exchange IS NOT NULL"):
            yield from archive.captures.heads(row["exchange"])
