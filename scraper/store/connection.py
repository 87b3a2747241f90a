"""Connections to an archive file: how they are made, and SQLite's errors in our words, here and nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from scraper.errors import ArchiveError
from scraper.store import exchange

_MAGIC = b"SQLite format 3\x00"
# INSERT … RETURNING came with SQLite 3.35, the operator ->> with 3.38.
_OLDEST_SQLITE = (3, 38, 0)
_CACHED_STATEMENTS = 256


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
    connection = sqlite3.connect(
        name, timeout=busy_seconds, cached_statements=_CACHED_STATEMENTS, isolation_level=None, uri=uri
    )
    # No plugins: what a user has installed for other databases has no business in the archive.
    db = Database(connection, execute_plugins=False)
    db.execute("PRAGMA foreign_keys = ON")
    _add_functions(db)
    return db


def _add_functions(db: Database) -> None:
    # SQLite's own lower() leaves Ä alone.
    db.conn.create_function("unicode_lower", 1, _folded, deterministic=True)
    db.conn.create_function("header", 2, exchange.header, deterministic=True)


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def refuse_foreign(path: Path) -> None:
    """Say in one sentence what a file is not, before SQLite says it in its own words.

    Raises:
        ArchiveError: it is a directory, cannot be read, or is not SQLite's.
    """
    if path.is_dir():
        raise ArchiveError(f"{path}: is a directory.", hint="Name a file with --db FILE.")
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}.") from error
    if start and start != _MAGIC:
        raise ArchiveError(
            f"{path}: is not an SQLite file, so it is not an archive.", hint="Name another with --db FILE."
        )


def refuse_read_only(path: Path) -> None:
    """Keep a file that its owner marked read-only as it is, also for root, whom the kernel would let write.

    Raises:
        ArchiveError: it is marked so.
    """
    if path.exists() and not path.stat().st_mode & 0o222:
        raise ArchiveError(
            f"{path}: is read-only.", hint="Make it writable (chmod u+w), or choose another with --db FILE."
        )


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether a statement failed since another program holds the file for writing."""
    return _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _name(error: sqlite3.Error) -> str:
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


# A row a kind of error: the beginnings of SQLite's names for it, what is said, and what to do next.
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
        ("SQLITE_CORRUPT", "SQLITE_NOTADB"),
        "is damaged or not an SQLite file ({error}).",
        "Restore it from a backup.",
    ),
)


def translated(path: Path, error: sqlite3.Error) -> ArchiveError:
    """Return our error for one of SQLite's."""
    name = _name(error)
    for beginnings, sentence, hint in _SENTENCES:
        if name.startswith(beginnings):
            return ArchiveError(f"{path}: {sentence.format(error=error)}", hint=hint)
    return ArchiveError(f"{path}: SQLite says: {error}.")
