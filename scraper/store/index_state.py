"""How the second search index stands: fine, made by another version of the program, missing, damaged."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import Enum, auto

from sqlite_utils import Database

from scraper.analysis import search_words
from scraper.store.connection import error_name
from scraper.store.words import NAME

DAMAGED = "damaged"
"""Stands as the maker of an index that SQLite found to be damaged, until it is built anew."""

# In the time of SQLite, since what makes the tables of a new archive has no clock.
_NOTE = (
    "INSERT INTO indexes (name, maker, made_at) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))"
    " ON CONFLICT (name) DO UPDATE SET maker = excluded.maker, made_at = excluded.made_at"
)


class Standing(Enum):
    """What can be said of an index without looking into it."""

    FINE = auto()
    OTHER_VERSION = auto()
    MISSING = auto()
    DAMAGED = auto()


# By the maker of the index; None: none is noted.
_STANDINGS = {search_words.VERSION: Standing.FINE, DAMAGED: Standing.DAMAGED, None: Standing.MISSING}


@dataclass(frozen=True, slots=True)
class IndexState:
    """How the second search index stands.

    Args:
        standing: whether today's program can use it.
        waiting: articles whose stems are to be made anew by the next write; queries leave these out.
    """

    standing: Standing
    waiting: int = 0

    @property
    def is_fine(self) -> bool:
        """Whether what the index says is right, but for the articles that wait."""
        return self.standing is Standing.FINE


def index_state(db: Database) -> IndexState:
    """Return how the second search index stands, and how many articles wait for it; it takes some microseconds.

    That it was damaged shows only where it is read: SQLite raises an error then, see :func:`is_damage`.
    """
    stands = standing(db)
    try:
        (waiting,) = db.conn.execute("SELECT count(*) FROM index_queue").fetchone()
    except sqlite3.OperationalError:
        return IndexState(Standing.MISSING)
    return IndexState(stands, int(waiting))


def standing(db: Database) -> Standing:
    """Return what can be said of the second search index without looking into it."""
    try:
        row = db.conn.execute("SELECT maker FROM indexes WHERE name = ?", [NAME]).fetchone()
        # The tables are looked for when a statement that names them is compiled.
        db.conn.execute(f"SELECT 1 FROM {NAME}, words LIMIT 0").fetchone()
    except sqlite3.OperationalError:
        # Somebody has dropped one of them.
        return Standing.MISSING
    maker = None if row is None else row[0]
    return _STANDINGS.get(maker, Standing.OTHER_VERSION)


def is_damage(error: BaseException) -> bool:
    """Return whether an error of SQLite says that a search index is damaged, and the file may be whole."""
    return error_name(error) == "SQLITE_CORRUPT_VTAB"


def note_maker(db: Database, maker: str = search_words.VERSION) -> None:
    """Note which version makes the index from now on. The caller holds the transaction."""
    db.conn.execute(_NOTE, [NAME, maker])
