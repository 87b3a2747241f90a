"""Questions in SQL, by connections that can do nothing but ask."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from scraper.errors import QueryError

Row = dict[str, Any]
# SQLite's codes for what a connection that only asks is refused.
_FORBIDDEN = ("SQLITE_READONLY", "SQLITE_AUTH")
_REFUSED = re.compile("not authorized")
_UNKNOWN_NAME = re.compile("no such (?:table|column)")
# So many steps of SQLite's machine take about a millisecond.
_STEPS = 100_000


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
    except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as error:
        if getattr(error, "sqlite_errorname", None) == "SQLITE_INTERRUPT":
            raise KeyboardInterrupt from error
        is_no_text = isinstance(error, UnicodeError)
        said = "not all of this is Unicode text" if is_no_text else str(error).rstrip(".")
        hint = " ".join(filter(None, [_hint(error), f"The statement was: {sql}"]))
        raise QueryError(f"SQLite says: {said}.", hint=hint) from error


def _unique_names(names: list[str]) -> list[str]:
    """Number the columns of a join that share a name, so that none is lost."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return out


def _hint(error: Exception) -> str | None:
    code = getattr(error, "sqlite_errorname", "") or ""
    # What the authorizer refuses within an expression is a plain error to SQLite, and only its words tell.
    if code.startswith(_FORBIDDEN) or _REFUSED.search(str(error)):
        return "'scraper query' only reads; nothing in the archive was changed."
    # SQLite has no code of its own for a name that it does not know.
    if _UNKNOWN_NAME.search(str(error)):
        return 'The tables are listed by: scraper query "SELECT name, sql FROM sqlite_schema".'
    return None


# The PRAGMAs that describe, and those that do so while they are given no value.
_DESCRIBING = frozenset(
    {
        *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list"),
        *("foreign_key_check", "integrity_check", "quick_check", "database_list", "collation_list", "function_list"),
        *("pragma_list", "module_list", "compile_options", "data_version"),
    }
)
_STATING = frozenset({"user_version", "page_count", "page_size", "journal_mode", "encoding", "freelist_count"})


def only_asking(db: Database) -> None:
    """Let a connection ask and do nothing else.

    ``mode=ro`` and ``query_only`` keep the archive as it is, but ATTACH and VACUUM INTO make files elsewhere.
    """

    def judge(action: int, name: str | None, value: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_PRAGMA:
            asks = name in _DESCRIBING or (name in _STATING and value is None)
        else:
            asks = action not in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
        return sqlite3.SQLITE_OK if asks else sqlite3.SQLITE_DENY

    db.conn.set_authorizer(judge)
    # Python hears of Ctrl-C between two steps of its own, and a statement may take hours without one.
    db.conn.set_progress_handler(lambda: None, _STEPS)
