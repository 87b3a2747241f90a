"""Connections that another program's library asks questions by, such as Datasette: they can do nothing but ask."""

from __future__ import annotations

import re
import sqlite3
import sys
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scraper.errors import ArchiveError, QueryError
from scraper.store.archive import Archive
from scraper.store.connection import error_name, translated
from scraper.store.readonly import REFUSALS, refusal

_MIB = 1024 * 1024
# All values of one answer together, as they stand in memory at once. Chosen: a thousand rows of an archive of news have
# less. The program that shows them shall stay below 200 MB, of which it has 140 after some hundred pages, and writing
# texts as JSON takes five times as much as they do.
_LARGEST_ANSWER = 12 * _MIB
# One value, or all of one row. Chosen: a function such as replace() holds six of the kind at once.
_LARGEST_VALUE = 4 * _MIB
# What all of SQLite may take in such a program, for the same reason. Chosen: the questions of the documentation are
# answered in an archive of 100,000 articles.
_MOST_MEMORY = 64 * _MIB

# SQLite's codes for a file that cannot be read as it should, whatever was asked of it.
_OF_THE_FILE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_CANTOPEN")
# And for a statement that is wrong, is not allowed here, or makes too much (sqlite.org/rescode.html).
_TOO_BIG = "SQLITE_TOOBIG"
_OF_THE_STATEMENT = ("SQLITE_ERROR", "SQLITE_AUTH", "SQLITE_MISMATCH", "SQLITE_READONLY", _TOO_BIG)
_HAS_NUL = re.compile("null character")


class Lent:
    """A connection to an archive, for a library that runs statements by it.

    Args:
        path: the archive.

    Attributes:
        connection: is to be used in one thread. Its rows are :class:`sqlite3.Row`, the functions of the archive
            (``header``, ``unicode_lower``) are there, and what does anything else than ask is refused.
        rows: makes these rows, and bounds how much they are.

    Raises:
        ArchiveError: there is no such file, or it is not an archive of this version.
    """

    def __init__(self, path: Path) -> None:
        # A library may have switched them on: they would tell the terminal of each statement that a function refuses.
        sqlite3.enable_callback_tracebacks(False)
        self._archive = Archive.read(path)
        # The bound is one of this process, and the archives that the pages themselves ask keep to it as well.
        self._archive.bound_statements(_MOST_MEMORY)
        self.connection: sqlite3.Connection = self._archive.lend()
        self.connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
        self.rows = Counting()
        self.connection.row_factory = self.rows
        # A text that is no UTF-8 cannot come from us, and shall not make a page fail.
        self.connection.text_factory = lambda data: data.decode("utf-8", "replace")

    def close(self) -> None:
        """Close it."""
        self._archive.close()


def explained(path: Path, error: Exception) -> ArchiveError | QueryError | None:
    """Return our error for what a lent connection raised; None for a fault of the program.

    Args:
        path: the archive.
        error: what was raised.
    """
    cause = error.__cause__
    if (
        isinstance(error, QueryError)
        and isinstance(cause, sqlite3.Error)
        and error_name(cause).startswith(_OF_THE_FILE)
    ):
        return translated(path, cause)
    if isinstance(error, ArchiveError | QueryError):
        return error
    if isinstance(error, sqlite3.Error) and error_name(error).startswith(_OF_THE_STATEMENT):
        return QueryError(refusal(error))
    # Python's own word on a statement with NUL in it, by a class that it has for faults of programs, too.
    if isinstance(error, sqlite3.ProgrammingError) and _HAS_NUL.search(str(error)):
        return QueryError(refusal(error))
    if isinstance(error, sqlite3.Error):
        return translated(path, error)
    if isinstance(error, REFUSALS):
        return QueryError(refusal(error))
    return None


class Counting:
    """Makes rows, and refuses the one with which an answer becomes too large.

    Its statement raises :class:`sqlite3.OperationalError` then, while its rows are fetched.

    Attributes:
        weight_of_blobs: how many times a BLOB is counted, where the program makes that much more of it than of a text.
    """

    def __init__(self) -> None:
        self.weight_of_blobs = 1
        # The cursor whose rows are counted. A thread asks one statement after the other, and each by a new cursor. Held
        # any longer than the library holds it, a statement that was not read to its end would keep SQLite's log from
        # being taken in.
        self._cursor: Callable[[], object] = lambda: None
        self._bytes = 0

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        """Return a row of a cursor, as its ``row_factory``."""
        if cursor is not self._cursor():
            self._cursor, self._bytes = weakref.ref(cursor), 0
        for value in values:
            # A text with one letter such as "€" takes two bytes a letter, and one with an emoji four.
            size = sys.getsizeof(value)
            self._bytes += size * self.weight_of_blobs if isinstance(value, bytes) else size
        if self._bytes > _LARGEST_ANSWER:
            error = sqlite3.OperationalError(
                f"the answer has more than {_LARGEST_ANSWER // _MIB} MiB; ask for fewer rows or columns,"
                " or for length(…) or substr(…) of them"
            )
            error.sqlite_errorname = _TOO_BIG
            raise error
        return sqlite3.Row(cursor, values)
