"""How far somebody has been told of what came into the archive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.store.columns import from_text, now_text

WATCH_MARKS = "watch:"
"""What the names of the marks of saved searches begin with; their ``id`` is a row of ``events``."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the order in which articles came into the archive.

    Args:
        at: the latest time at which one of the articles up to here was first seen, aware UTC.
        id: the largest row of these articles.
    """

    at: dt.datetime
    id: int


class Marks:
    """The table ``marks``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, name: str) -> Mark | None:
        """Return how far somebody was told, or None where nothing was told yet.

        Args:
            name: whose mark it is.
        """
        row = self._db.execute("SELECT at, id FROM marks WHERE name = ?", [name]).fetchone()
        return _mark(row)

    def put(self, name: str, mark: Mark) -> None:
        """Note that somebody was told of all articles up to here."""
        self._db.execute(
            "INSERT INTO marks (name, at, id) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET at = excluded.at, id = excluded.id",
            [name, now_text(mark.at), mark.id],
        )

    def newest(self) -> Mark | None:
        """Return the mark of all articles that are there now, or None where there are none."""
        # Each maximum alone is the end of an index; both in one SELECT would read all articles.
        row = self._db.execute(
            "SELECT (SELECT max(first_seen) FROM articles), (SELECT max(id) FROM articles)"
        ).fetchone()
        return _mark(row)


def _mark(row: tuple[str | None, int | None] | None) -> Mark | None:
    """Return the mark of a row (time, number), or None where it holds none."""
    if row is None:
        return None
    at, number = from_text(row[0]), row[1]
    if at is None:
        return None
    return Mark(at, number or 0)
