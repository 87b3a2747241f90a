"""How the second search index stands: fine, made by another version of the program, missing, damaged."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from enum import Enum, auto

from sqlite_utils import Database

from scraper.analysis import fingerprints, search_words
from scraper.store.connection import error_name
from scraper.store.makers import maker_of, note_made
from scraper.store.words import DAMAGES, NAME

VERSION = f"{search_words.VERSION}-stories{fingerprints.RULES}"
"""Of all that is made of texts with the second index: where it is another one, both are made anew."""

DAMAGED = "damaged"
"""Stands as the maker of an index that SQLite found to be damaged, until it is built anew."""

EMPTIED = (
    *(NAME, "words", "index_queue"),
    *("story_articles", "stories", "story_pairs", "fingerprints", "fingerprinted"),
)
"""The tables that are made of texts alone."""

KEPT = ("indexes", "mentions", "places")
"""The tables beside them that have more: what made all else, the towns that were learned, the official list."""

_ALL = (*EMPTIED, *KEPT)
_THERE = f"SELECT count(*) FROM sqlite_schema WHERE name IN ({', '.join('?' * len(_ALL))})"
# Names all tables, of which no row is read.
_NAMED = " UNION ALL ".join(f"SELECT 1 FROM {name} WHERE false" for name in _ALL)


class Standing(Enum):
    """What can be said of an index without looking into it."""

    FINE = auto()
    OTHER_VERSION = auto()
    MISSING = auto()
    DAMAGED = auto()


SAID = {
    Standing.OTHER_VERSION: "was made by another version of the program",
    Standing.MISSING: "is missing",
    Standing.DAMAGED: "is damaged",
}
"""The end of the sentence that says why an index cannot be used."""

# By the maker of the index; None: none is noted.
_STANDINGS = {VERSION: Standing.FINE, DAMAGED: Standing.DAMAGED, None: Standing.MISSING}


@dataclass(frozen=True, slots=True)
class IndexState:
    """How the second search index stands.

    Args:
        standing: whether today's program can use it.
        waiting: articles whose stems are to be made anew by the next write; queries leave these out.
        failed: how many of them a mistake keeps from it.
    """

    standing: Standing
    waiting: int = 0
    failed: int = 0

    @property
    def is_fine(self) -> bool:
        """Whether what the index says is right, but for the articles that wait."""
        return self.standing is Standing.FINE


def index_state(db: Database) -> IndexState:
    """Return how the second search index stands, and how many articles wait for it; it takes some microseconds.

    Some damage shows only where the index is read: SQLite raises an error then, see :data:`DAMAGES`.
    """
    stands = standing(db)
    if stands is Standing.MISSING:
        return IndexState(stands)
    waiting, failed = db.conn.execute("SELECT count(*), count(failure) FROM index_queue").fetchone()
    return IndexState(stands, waiting, failed)


def standing(db: Database) -> Standing:
    """Return what can be said of the second search index without looking into it."""
    try:
        maker = maker_of(db, NAME)
        # FTS5 looks at its own tables when it is named for the first time.
        db.conn.execute(_NAMED).fetchone()
    except sqlite3.DatabaseError as error:
        if not error_name(error).startswith(DAMAGES):
            raise
        (there,) = db.conn.execute(_THERE, _ALL).fetchone()
        return Standing.DAMAGED if there == len(_ALL) else Standing.MISSING
    return _STANDINGS.get(maker, Standing.OTHER_VERSION)


def is_ours(db: Database) -> bool:
    """Return whether today's program made the index, or began to.

    Raises:
        sqlite3.OperationalError: the table that says so is missing.
    """
    return maker_of(db, NAME) == VERSION


def note_maker(db: Database, maker: str = VERSION) -> None:
    """Note which version makes the index from now on. The caller holds the transaction."""
    note_made(db, NAME, maker)
