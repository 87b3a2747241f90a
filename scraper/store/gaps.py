"""What stays of captures that are forgotten: their place in the chain, and nothing of what they were."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store.captures import Captures
from scraper.store.chain import CAPTURE_FIELDS, Heads, capture_digest, seal

_SELECT = f"SELECT {', '.join(CAPTURE_FIELDS)}, salt, link FROM captures WHERE id = ?"
_EXCHANGE = CAPTURE_FIELDS.index("exchange")


def leave_gaps(db: Database, capture_ids: Iterable[int], at: str) -> None:
    """Write the gaps of captures that are about to be deleted.

    Args:
        db: the archive, opened for writing; the caller holds the transaction, and deletes the captures in it.
        capture_ids: their numbers; of one that has no link, or is not there, no gap is left.
        at: the time, as the archive writes it.
    """
    captures = Captures(db)
    for capture_id in capture_ids:
        row = db.execute(_SELECT, [capture_id]).fetchone()
        if row is None or row[-1] is None:
            continue
        *values, salt, link = row
        db.execute(
            "INSERT OR REPLACE INTO gaps (capture_id, link, at, seal) VALUES (?, ?, ?, ?)",
            [capture_id, link, at, _seal(captures, values, salt)],
        )


def _seal(captures: Captures, values: list[Any], salt: bytes | None) -> bytes | None:
    """Return the seal of a capture, or None where it cannot be made, since the row is damaged."""
    packed = values[_EXCHANGE]
    heads: Heads = (b"", b"")
    try:
        if packed is not None:
            heads = captures.heads(packed)
    except ArchiveError:
        return None
    return None if salt is None else seal(capture_digest(values, lambda _: heads), salt)
