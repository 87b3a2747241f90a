"""An archive for oneself: no other program can have it open meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scraper.errors import LockedError
from scraper.store.connection import error_name

# A short question, such as one run of 'scraper query', is waited for; a crawl is not.
_BUSY_SECONDS = 5.0


@contextmanager
def alone(path: Path, purpose: str) -> Iterator[sqlite3.Connection]:
    """Open an archive so that no other program can, and fold in the log that a killed one left.

    A file in WAL mode stays locked for as long as a connection is open, however idle, so the change of mode fails while
    another program has it open.

    Args:
        path: the archive.
        purpose: what is to be done with it, for the sentence that says that it cannot be.

    Raises:
        LockedError: another program has it open.
        sqlite3.Error: it cannot be opened or written; the caller translates it.
    """
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
        try:
            # The mode changes before the lock is made to last, since with a lasting lock SQLite keeps the journal of a
            # change for as long (sqlite.org/tempfiles.html). After a kill it would lie beside the new archive, as if it
            # were the new one's.
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            # In this mode the lock of the next transaction is kept until the connection is closed.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if not error_name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise
            raise LockedError(
                f"{path}: another program has the archive open, so it cannot be {purpose} now.",
                hint="Let it end, or close it, and start again.",
            ) from error
        yield connection
