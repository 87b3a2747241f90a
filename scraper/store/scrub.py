"""What deleted rows leave behind in the file and its log, removed: after :mod:`scraper.store.forget`, or by the next
program that opens the archive for writing.

Four things still hold deleted text. What is derived from it stands in the second search index until the queue of it is
worked off. The search indexes keep the words of deleted rows until their segments are merged
(sqlite.org/fts5.html#the_merge_command). The file keeps, between its rows and on free pages, what was deleted or moved
while secure_delete was off, as it is by default in many builds of SQLite; only a file that is built anew is free of it.
The log keeps each page as it was before, until it is emptied.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store import index_merge
from scraper.store.connection import explained, is_busy
from scraper.store.derived import Derived
from scraper.store.lock import WriteLock

NAME = "scrub"
"""The row of ``marks`` that stands for as long as there is something to be removed."""

UNFINISHED = ".compact"
"""What the name of the new file ends with that ``scraper compact`` writes beside an archive."""

# Chosen: seconds that the end of 'scraper forget' waits for those who read the archive right now.
_PATIENCE = 5.0

# What is still to be done: the number in that row.
_ALL, _LOG_ALONE = 1, 2
_GONE_AND_QUEUED = "SELECT 1 FROM index_queue WHERE article_id NOT IN (SELECT id FROM articles) LIMIT 1"


def note(db: Database, at: str, *, of_the_log: bool = False) -> None:
    """Note that rows were deleted that must leave nothing behind. The caller holds the transaction.

    Args:
        db: the archive.
        at: the time.
        of_the_log: whether only the log still holds what was deleted.
    """
    db.execute(
        "INSERT INTO marks (name, at, id) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET at = excluded.at, id = min(id, excluded.id)",
        [NAME, at, _LOG_ALONE if of_the_log else _ALL],
    )


def is_left(db: Database) -> bool:
    """Return whether something is still to be removed."""
    return _left(db) is not None


def finish_if_left(db: Database) -> None:
    """Go on where an earlier program could not finish, without waiting for anybody; see :func:`finish`."""
    if is_left(db):
        # What cannot be done now is tried by the next program, and is no reason not to do what this one is for.
        with suppress(sqlite3.Error):
            finish(db, patience=0.0)


def in_turn(db: Database, lock: WriteLock | None, path: Path) -> bool:
    """Take the turn of writers and :func:`finish`, with some patience for those who read right now.

    Args:
        db, lock, path: of the archive; there is no lock where it was opened for reading.

    Raises:
        ArchiveError: it was opened for reading, the disk is full, or another program writes for too long.
    """
    if lock is None:
        raise ArchiveError(f"{path}: was opened for reading only.")
    with explained(path), lock.held():
        return finish(db, patience=_PATIENCE)


def finish(db: Database, *, patience: float) -> bool:
    """Remove what deleted rows have left behind, as far as other programs let us.

    The caller holds the turn of writers and no transaction. A kill at any moment costs nothing: the mark stays, and the
    next call goes on.

    Args:
        db: the archive, opened for writing; no statement of its connection waits for others afterwards.
        patience: seconds to wait for those who read right now.

    Returns:
        False where another program reads an older state of the file, so that the log cannot be emptied now.

    Raises:
        sqlite3.Error: the disk is full, or the file is damaged.
    """
    _remove_unfinished(db)
    db.execute("PRAGMA secure_delete = ON")
    db.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
    try:
        if _left(db) == _ALL:
            _settle(db)
            index_merge.merge(db)
            _forget_samples(db)
            with _temporary_files(db):
                db.conn.execute("VACUUM")
            db.execute("UPDATE marks SET id = ? WHERE name = ?", [_LOG_ALONE, NAME])
        if not _emptied(db):
            return False
        # What this row tells is no secret, and the log may hold it.
        db.execute("DELETE FROM marks WHERE name = ?", [NAME])
    except sqlite3.OperationalError as error:
        if is_busy(error):
            return False
        raise
    finally:
        db.execute("PRAGMA busy_timeout = 0")
    return True


def _settle(db: Database) -> None:
    """Work off the whole queue of what is derived from texts, which has the old text of articles that are gone."""
    derived = Derived(db)
    while derived.state.waiting:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            is_more = derived.settle() > 0
            if not is_more and _waits_in_vain(db, derived):
                # Emptied, the index has no word of what is gone, and the next program that opens the archive fills it.
                # So the texts do not wait in the queue until then.
                derived.begin_anew()
            db.conn.execute("COMMIT")
            if not is_more:
                return
        except BaseException:
            db.conn.execute("ROLLBACK")
            raise


def _waits_in_vain(db: Database, derived: Derived) -> bool:
    """Return whether text of articles that are gone would stay in the queue.

    So it is where the index is damaged or of another version, and where a mistake keeps an article that is gone. An
    article that is there, and of which nothing can be derived, may wait.
    """
    return not derived.state.is_fine or db.execute(_GONE_AND_QUEUED).fetchone() is not None


def _left(db: Database) -> int | None:
    row = db.execute("SELECT id FROM marks WHERE name = ?", [NAME]).fetchone()
    return None if row is None else int(row[0])


def _remove_unfinished(db: Database) -> None:
    """Remove the copy of the archive that a killed ``scraper compact`` has left, which holds what was deleted since.

    Nobody writes it now: whoever does has the turn of writers meanwhile, which is ours.
    """
    path = next(Path(file) for _, name, file in db.execute("PRAGMA database_list") if name == "main")
    for copy in (path.with_name(path.name + UNFINISHED), path.with_name(f"{path.name}{UNFINISHED}-journal")):
        # A folder of this name, or one without the right to remove, is no reason to leave the rest undone.
        with suppress(OSError):
            copy.unlink(missing_ok=True)


def _forget_samples(db: Database) -> None:
    """Delete the samples of indexed values that the query planner may keep (sqlite.org/fileformat2.html#stat4tab)."""
    tables = db.execute("SELECT name FROM sqlite_schema WHERE name IN ('sqlite_stat3', 'sqlite_stat4')").fetchall()
    for (name,) in tables:
        db.execute(f"DELETE FROM {name}")


@contextmanager
def _temporary_files(db: Database) -> Iterator[None]:
    """Let SQLite keep a whole copy of the archive in a temporary file, rather than in memory."""
    db.execute("PRAGMA temp_store = FILE")
    try:
        yield
    finally:
        db.execute("PRAGMA temp_store = MEMORY")


def _emptied(db: Database) -> bool:
    """Take the log into the file and cut it to nothing; return False where a reader needs it."""
    is_blocked, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_blocked
