"""Conditions that people write in SQL: one whole expression, or refused before anything is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from sqlite_utils import Database

from scraper.errors import QueryError
from scraper.store.near_misses import unknown_column
from scraper.store.readonly import REFUSALS, is_forbidden, is_nothing, refusal

ONLY_ASKS = "A condition only asks; nothing in the archive was changed."
"""What is said where a condition would have done something else."""
EXAMPLE = "site = 'kommune21' AND date >= '2026-01-01'"
"""A condition that every table can be asked."""
_WHAT = f"A condition is what stands behind WHERE, such as: {EXAMPLE}."

# A condition has to be one whole expression in both places. One that closes a bracket of its own and hides the rest
# behind a comment, such as "1) /*", would be one in the first place alone, and could choose other rows.
_PLACES = ("SELECT (\nCONDITION\n)", "SELECT ifnull((\nCONDITION\n), 0)")
# What is an expression there and none here, such as "1) OR (1", closes a bracket of the statement and opens another.
# Beside other conditions it would set them aside.
_WITHOUT_BRACKETS = "SELECT ifnull(\nCONDITION\n, 0)"


def check(
    db: Database,
    condition: str,
    table: str,
    columns: Sequence[str],
    statement: str,
    *,
    source: str = "",
    params: Mapping[str, Any] | None = None,
) -> None:
    """Refuse a condition that cannot be asked of a table.

    Args:
        db: an archive opened for reading.
        condition: an SQL expression of the table's columns.
        table: its name.
        columns: of the table.
        statement: in which the condition will be asked.
        source: a SELECT of the table's rows, where it is none of the archive's own.
        params: values for the names of the statement; the condition has none.

    Raises:
        QueryError: it is none; says what is wrong with it, and what was probably meant.
    """
    if is_nothing(condition):
        raise QueryError("--where: there is no SQL in this.", hint=f"Write a condition, such as: {EXAMPLE}.")
    rows = f'"{table}"'
    if source:
        rows = f"({source}) AS {rows}"
    alone = [f"{place.replace('CONDITION', condition)} FROM {rows}" for place in _PLACES]
    try:
        # EXPLAIN compiles a statement and does not run it.
        for sql in alone:
            db.conn.execute(f"EXPLAIN {sql}").close()
        if not _is_expression(db, f"{_WITHOUT_BRACKETS.replace('CONDITION', condition)} FROM {rows}"):
            raise QueryError("--where: its brackets do not belong together.", hint=_WHAT)
        db.conn.execute(f"EXPLAIN {statement}", dict(params or {})).close()
    except REFUSALS as error:
        # Of a text that does not end, SQLite names all that follows, which is a statement of ours.
        said, is_longer, _ = refusal(error).partition("\n")
        if is_longer:
            said += '…".'
        raise QueryError(f"--where: {said}", hint=_hint(table, columns, error)) from error


def _is_expression(db: Database, sql: str) -> bool:
    try:
        db.conn.execute(f"EXPLAIN {sql}").close()
    except REFUSALS:
        return False
    return True


def _hint(table: str, columns: Sequence[str], error: Exception) -> str:
    """Return what to do next where SQLite refused a condition."""
    if is_forbidden(error):
        return ONLY_ASKS
    unknown = unknown_column(error)
    if unknown is None:
        return _WHAT
    near = get_close_matches(unknown.casefold(), columns, n=1)
    if near:
        return f"Did you mean '{near[0]}', a column of '{table}'?"
    return f"The columns of '{table}' are: {', '.join(columns)}."
