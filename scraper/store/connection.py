"""Connections to an archive file: how they are made, and SQLite's errors in our words, here and nowhere else."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store.files import resolved

# The header string that every SQLite database begins with (sqlite.org/fileformat.html).
_MAGIC = b"SQLite format 3\x00"
# INSERT … RETURNING came with SQLite 3.35, the operator ->> with 3.38.
_OLDEST_SQLITE = (3, 38, 0)
# Chosen: twice what Python caches by default. The UPDATEs of a crawl differ by the columns that they write, and none of
# them should be compiled anew for each page.
_CACHED_STATEMENTS = 256
OF_THE_VALUES = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError)
"""Errors of what one statement was given (a broken constraint, a value that SQLite cannot hold). The file is whole."""
_ANYBODY_MAY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def connect(name: str, *, busy_seconds: float, uri: bool = False) -> Database:
    """Open a database file with our functions and foreign keys.

    Args:
        name: a path, or a ``file:`` address with ``uri``.
        busy_seconds: how long a statement waits for another program's lock before it fails.
        uri: whether the name is a ``file:`` address.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ArchiveError(
            f"This Python has SQLite {sqlite3.sqlite_version}; an archive needs 3.38 or newer.",
            hint="Use a newer build of Python.",
        )
    # Without isolation_level=None Python would begin transactions of its own before the first write; here each BEGIN is
    # written out, so that it can be IMMEDIATE.
    connection = sqlite3.connect(
        name, timeout=busy_seconds, cached_statements=_CACHED_STATEMENTS, isolation_level=None, uri=uri
    )
    # Plugins of sqlite-utils that a user has installed for other databases could change how an archive is read.
    db = Database(connection, execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    _add_functions(db)
    return db


def inserted_row(cursor: sqlite3.Cursor) -> int:
    """Return the row that a statement has just inserted."""
    # lastrowid is None for a cursor that has inserted nothing; only its type needs the 0.
    return int(cursor.lastrowid or 0)


def _add_functions(db: Database) -> None:
    # SQLite's own lower() folds ASCII letters only, so that 'Ämter' and 'ämter' would be two words.
    db.conn.create_function("unicode_lower", 1, _casefolded, deterministic=True)


def _casefolded(value: Any) -> Any:
    """Return a text without the difference of case; NULL, numbers and bytes stay, as SQL's functions leave them."""
    if isinstance(value, str):
        return value.casefold()
    return value


# What can stand under a name that is neither a file nor a folder. To open a pipe would wait for its other end.
_NO_FILES: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "is a directory."),
    (stat.S_ISFIFO, "is a named pipe, and an archive is a file."),
    (stat.S_ISSOCK, "is a socket, and an archive is a file."),
    (stat.S_ISCHR, "is a device, and an archive is a file."),
    (stat.S_ISBLK, "is a device, and an archive is a file."),
)


def refuse_foreign(path: Path) -> None:
    """Say in one sentence what a file is not, before SQLite says it in its own words.

    Raises:
        ArchiveError: it is no file, cannot be read, or is not SQLite's.
    """
    # SQLite takes this name for a database that is gone when the program ends (sqlite.org/inmemorydb.html).
    if path.name == ":memory:":
        raise ArchiveError(
            f"{path}: an archive in memory would be gone when the command ends.", hint="Name a file with --db FILE."
        )
    try:
        mode = path.stat().st_mode
        for is_kind, sentence in _NO_FILES:
            if is_kind(mode):
                raise ArchiveError(f"{path}: {sentence}", hint="Name a file with --db FILE.")
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}.") from error
    # An empty file is an empty database to SQLite, and becomes an archive.
    if start and start != _MAGIC:
        raise ArchiveError(
            f"{path}: is not an SQLite file, so it is not an archive.", hint="Name another with --db FILE."
        )


def refuse_missing(path: Path) -> None:
    """Refuse what is not there, and what :func:`refuse_foreign` refuses.

    Raises:
        ArchiveError: there is nothing that could be read as an archive.
    """
    refuse_foreign(path)
    if not path.exists():
        raise ArchiveError(
            f"{path}: there is no archive yet.",
            hint="Make one with 'scraper crawl' or 'scraper fetch URL', or name another with --db FILE.",
        )


def is_foreign(version: int, names: Collection[str]) -> bool:
    """Return whether a database that is not empty is another program's.

    Args:
        version: its ``user_version``.
        names: of its tables, views and indexes.
    """
    if version == 0:
        return True
    # SQLite leaves user_version to applications, so that another program may count its own versions there. Every
    # version of the archive has this table.
    return "captures" not in names


def connect_for_reading(path: Path, *, busy_seconds: float) -> Database:
    """Open an archive that is there so that it cannot be written, also where its folder cannot be.

    Args:
        path: the archive; :func:`refuse_foreign` has let it pass.
        busy_seconds: see :func:`connect`.

    Raises:
        ArchiveError: its newest rows stand in a log that cannot be read here.
        sqlite3.Error: SQLite refuses it.
    """
    address = f"{resolved(path).as_uri()}?mode=ro"
    db = connect(address, busy_seconds=busy_seconds, uri=True)
    try:
        # SQLite opens the file only when it is first read.
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        db.conn.close()
        if not error_name(error).startswith(_NO_LOG_CAN_BE_MADE) or _folder_can_be_written(path):
            raise
        _refuse_unread_log(path)
        # A file in WAL mode is read beside a log and its index, which SQLite has to make where they are not there
        # (sqlite.org/wal.html#readonly). A log that is missing or empty holds no rows, so the file is all of the
        # archive, and immutable=1 reads it without one. Nobody is kept from writing meanwhile, so this is the way only
        # of those who could not be told of a writer either.
        return connect(f"{address}&immutable=1", busy_seconds=busy_seconds, uri=True)
    return db


# How SQLite's names for its refusals begin where it would have to make a log, or the index of one, and may not.
_NO_LOG_CAN_BE_MADE = ("SQLITE_CANTOPEN", "SQLITE_READONLY")


def _folder_can_be_written(path: Path) -> bool:
    return os.access(resolved(path).parent, os.W_OK)


def _refuse_unread_log(path: Path) -> None:
    """Refuse to read an archive without its newest rows.

    Raises:
        ArchiveError: there is a log with rows in it.
    """
    whole = resolved(path)
    log = whole.with_name(f"{whole.name}-wal")
    if log.exists() and log.stat().st_size:
        raise ArchiveError(
            f"{path}: its newest rows stand in {log.name}, which can be read only where the folder can be written.",
            hint="Copy both files into a folder of your own, or let the next crawl take the log in.",
        )


def refuse_read_only(path: Path) -> None:
    """Keep a file that its owner marked read-only as it is, also for root, whom the kernel would let write.

    Raises:
        ArchiveError: it is marked so.
    """
    if path.exists() and not path.stat().st_mode & _ANYBODY_MAY_WRITE:
        raise ArchiveError(
            f"{path}: is read-only.", hint="Make it writable (chmod u+w), or choose another with --db FILE."
        )


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether a statement failed since another program holds the file for writing."""
    return error_name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def error_name(error: BaseException) -> str:
    """Return SQLite's own name for an error, such as ``SQLITE_FULL``; empty for what SQLite did not raise."""
    # Python's module raises sqlite3.Error for misuse of its own, too, and those have no such attribute.
    return getattr(error, "sqlite_errorname", "") or ""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Translate SQLite's errors.

    Raises:
        ArchiveError: for every :class:`sqlite3.Error`.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise translated(path, error) from error


# One row for each kind of error: how SQLite's names for it begin, what is said, and what to do next. Extended codes
# begin as their primary code does: SQLITE_BUSY_SNAPSHOT is a SQLITE_BUSY (sqlite.org/rescode.html).
_SENTENCES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("SQLITE_FULL",), "the disk is full.", "What was archived is whole; make room and start again."),
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED"),
        "another program holds the archive for writing.",
        "Close it and start again.",
    ),
    (
        ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"),
        "cannot be written.",
        "Check the rights of the file and its folder, or use --db FILE.",
    ),
    (
        ("SQLITE_CORRUPT_VTAB",),
        "its search index is damaged ({error}).",
        "'scraper reparse --index' builds it anew; all else may be whole, which 'scraper verify' tells.",
    ),
    (
        ("SQLITE_CORRUPT", "SQLITE_NOTADB"),
        "is damaged or not an SQLite file ({error}).",
        "Restore it from a backup.",
    ),
)


def translated(path: Path, error: sqlite3.Error) -> ArchiveError:
    """Return our error for one of SQLite's."""
    name = error_name(error)
    for beginnings, sentence, hint in _SENTENCES:
        if name.startswith(beginnings):
            return ArchiveError(f"{path}: {sentence.format(error=error)}", hint=hint)
    return ArchiveError(f"{path}: SQLite says: {error}.")
