"""What was probably meant by a name that a statement has and the archive has not."""

from __future__ import annotations

import re
import sqlite3
from difflib import get_close_matches

from sqlite_utils import Database

# SQLite has no code of its own for a name that it does not know. Newer versions add, behind a name in double quotes,
# that it was perhaps meant as a text.
_UNKNOWN = re.compile(r'no such (?P<kind>table|column|function): "?(?P<name>[^\s"]+)')
_WORD = re.compile(r"\w+")


def is_unknown_name(error: Exception) -> bool:
    """Return whether SQLite refused a statement since there is no table, column or function of a name in it."""
    return _UNKNOWN.search(str(error)) is not None


def unknown_column(error: Exception) -> str | None:
    """Return the column that SQLite does not know, without a table before it; None where it complains of another."""
    found = _UNKNOWN.search(str(error))
    if found is None or found["kind"] != "column":
        return None
    # Of "a.titel" the column is the last part.
    return found["name"].rpartition(".")[2]


def near_name(db: Database, sql: str, error: Exception) -> str | None:
    """Return the name that is most like the one that SQLite does not know, or None where none is like it.

    Args:
        db: the archive.
        sql: the statement; columns are those of the tables that it names.
        error: SQLite's.
    """
    found = _UNKNOWN.search(str(error))
    if found is None:
        return None
    try:
        known = _known(db, found["kind"], sql)
    # The answer is lost already, and without a suggestion its error is as true.
    except sqlite3.Error:
        return None
    # Of "a.titel" the column is the last part.
    name = found["name"].rpartition(".")[2]
    near = get_close_matches(name.casefold(), known, n=1)
    return near[0] if near else None


def _known(db: Database, kind: str, sql: str) -> list[str]:
    """Return the names of a kind that a statement may use."""
    if kind == "function":
        return _names(db, "SELECT DISTINCT name FROM pragma_function_list")
    # Shadow tables are what a full-text index keeps for itself.
    tables = _names(
        db, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite%'"
    )
    if kind == "table":
        return tables
    words = set(_WORD.findall(sql.casefold()))
    # A statement whose tables are all unknown has been refused for them.
    named = [table for table in tables if table in words] or tables
    return sorted({name for table in named for name in _names(db, "SELECT name FROM pragma_table_info(?)", table)})


def _names(db: Database, sql: str, *params: str) -> list[str]:
    return [row[0] for row in db.conn.execute(sql, params)]
