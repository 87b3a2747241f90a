"""Questions in SQL, by connections that can do nothing but ask."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from scraper.errors import QueryError
from scraper.store.connection import error_name

Row = dict[str, Any]
# SQLite's codes for what a connection that only asks is refused.
_FORBIDDEN = ("SQLITE_READONLY", "SQLITE_AUTH")
_REFUSED = re.compile("not authorized")
_UNKNOWN_NAME = re.compile("no such (?:table|column)")
# Steps of SQLite's virtual machine between two looks for Ctrl-C: they take about a millisecond.
_STEPS_BETWEEN_LOOKS = 100_000


def rows(db: Database, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Row]:
    """Run one SQL statement and yield its rows.

    Args:
        db: an archive opened for reading.
        sql: one statement.
        params: values for ``?`` (sequence) or ``:name`` (dictionary).

    Raises:
        QueryError: SQLite refuses it; names the statement.
    """
    try:
        cursor = db.conn.execute(sql, params)
        names = _unique_names([column[0] for column in cursor.description or ()])
        for row in cursor:
            yield dict(zip(names, row, strict=True))
    # Not all refusals are SQLite's: Python's are an OverflowError for an integer beyond 64 bits, and a ValueError for a
    # statement with a NUL or a lone surrogate in it.
    except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as error:
        # Ctrl-C ends the progress handler of only_asking() with an exception, which SQLite reports as an interrupt.
        if error_name(error) == "SQLITE_INTERRUPT":
            raise KeyboardInterrupt from error
        said = str(error).rstrip(".")
        # Bytes on the command line that are no UTF-8 reach Python as lone surrogates (PEP 383). Python's error speaks
        # of codecs, which tells a user nothing.
        if isinstance(error, UnicodeError):
            said = "not all of this is Unicode text"
        hint = " ".join(filter(None, [_hint(error), f"The statement was: {sql}"]))
        raise QueryError(f"SQLite says: {said}.", hint=hint) from error


def _unique_names(names: list[str]) -> list[str]:
    """Number the columns of a join that share a name, so that none is lost."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        is_first = seen[name] == 1
        out.append(name if is_first else f"{name}_{seen[name]}")
    return out


def _hint(error: Exception) -> str | None:
    """Return what to do next, where more can be said than that the statement is wrong."""
    # What the authorizer refuses inside an expression is a plain SQLITE_ERROR, which only its words tell from others.
    if error_name(error).startswith(_FORBIDDEN) or _REFUSED.search(str(error)):
        return "'scraper query' only reads; nothing in the archive was changed."
    # SQLite has no code of its own for a name that it does not know.
    if _UNKNOWN_NAME.search(str(error)):
        return 'The tables are listed by: scraper query "SELECT name, sql FROM sqlite_schema".'
    return None


# PRAGMAs that only describe the database, whatever they are given: the value names a table or an index.
_DESCRIBING = frozenset(
    {
        *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list"),
        *("foreign_key_check", "integrity_check", "quick_check", "database_list", "collation_list", "function_list"),
        *("pragma_list", "module_list", "compile_options", "data_version"),
    }
)
# PRAGMAs that state a setting when they are given no value, and change it when they are given one.
_STATING = frozenset({"user_version", "page_count", "page_size", "journal_mode", "encoding", "freelist_count"})


def only_asking(db: Database) -> None:
    """Let a connection ask and do nothing else.

    ``mode=ro`` and ``query_only`` keep the archive as it is, but ATTACH and VACUUM INTO make files elsewhere.
    """

    def judge(action: int, name: str | None, value: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_PRAGMA:
            is_asked_for = name in _STATING and value is None
            asks = name in _DESCRIBING or is_asked_for
        else:
            # VACUUM INTO asks for the right to ATTACH, too, since it attaches the file that it makes.
            asks = action not in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
        return sqlite3.SQLITE_OK if asks else sqlite3.SQLITE_DENY

    db.conn.set_authorizer(judge)
    # Python acts on Ctrl-C only between two of its own instructions, and one statement may run for hours without any.
    # A handler that does nothing is enough to let Python have its say.
    db.conn.set_progress_handler(lambda: None, _STEPS_BETWEEN_LOOKS)
