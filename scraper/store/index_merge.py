"""Merging the segments of the search indexes: they become smaller, and have no words of rows that were deleted.

FTS5 merges by itself where many segments of one size have come together, and leaves the rest
(sqlite.org/fts5.html#the_merge_command).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

INDEXES = ("articles_fts", "articles_words")
"""The tables of the search indexes."""

# Pages of an index that one statement merges. Chosen: it takes some milliseconds.
_PAGES_AT_ONCE = 500


def steps() -> Iterator[int]:
    """Yield what each call of :func:`step` is given, one after the other."""
    # A negative number begins to merge all segments, however few there are of a size; positive ones go on with it.
    yield -_PAGES_AT_ONCE
    while True:
        yield _PAGES_AT_ONCE


def step(db: Database, index: str, pages: int) -> bool:
    """Merge some pages, and return whether there may be more to merge.

    Args:
        db: the archive, opened for writing.
        index: one of :data:`INDEXES`.
        pages: as :func:`steps` yields it.
    """
    before = db.conn.total_changes
    db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", [pages])
    # A statement that finds nothing to do changes fewer than two rows.
    return db.conn.total_changes - before >= 2


def merge(db: Database) -> None:
    """Merge all segments of each index into one. The caller holds the turn of writers."""
    for index in INDEXES:
        for pages in steps():
            if not step(db, index, pages):
                break
