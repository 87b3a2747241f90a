"""Conditions in SQL that a person gives for an export: refused before anything is written, where they are none."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from sqlite_utils import Database

from scraper.errors import QueryError
from scraper.store.near_misses import unknown_column
from scraper.store.readonly import REFUSALS, is_forbidden, is_nothing, refusal

# A condition has to be one whole expression in both places. One that closes a bracket of its own and hides the rest
# behind a comment, such as "1) /*", would be one in the first place alone, and could put other rows into a table.
_PLACES = ("SELECT (\nCONDITION\n)", "SELECT ifnull((\nCONDITION\n), 0)")

ONLY_ASKS = "A condition only asks; nothing in the archive was changed."
"""The hint where a condition would do something else."""

_EXAMPLE = "site = 'kommune21' AND date >= '2026-01-01'"


def holds(condition: str) -> str:
    """Return a condition as one operand of another one, which nothing in it can step out of."""
    # On lines of its own, so that a comment at its end does not take in what follows.
    return f"ifnull((\n{condition}\n), 0)"


def check(db: Database, condition: str, source: str, name: str, columns: Sequence[str], whole: str) -> None:
    """Refuse a condition that cannot be asked of a table.

    Args:
        db: opened for reading.
        condition: an SQL expression of the table's columns.
        source: the table in SQL, as it stands behind FROM.
        name: what users call it.
        columns: the names of its columns.
        whole: the statement that will be run.

    Raises:
        QueryError: it is none; says what is wrong with it, and what was probably meant.
    """
    if is_nothing(condition):
        raise QueryError("--where: there is no SQL in this.", hint=f"Write a condition, such as: {_EXAMPLE}.")
    asked = [f"{place.replace('CONDITION', condition)} FROM {source}" for place in _PLACES]
    for sql in (*asked, whole):
        try:
            # EXPLAIN compiles a statement and does not run it.
            db.conn.execute(f"EXPLAIN {sql}").close()
        except REFUSALS as error:
            # Of a text that does not end, SQLite names all that follows, which is a statement of ours.
            said, is_longer, _ = refusal(error).partition("\n")
            if is_longer:
                said += '…".'
            raise QueryError(f"--where: {said}", hint=_hint(name, columns, error)) from error


def _hint(name: str, columns: Sequence[str], error: Exception) -> str:
    """Return what to do next where SQLite refused a condition."""
    if is_forbidden(error):
        return ONLY_ASKS
    unknown = unknown_column(error)
    if unknown is None:
        return f"A condition is what stands behind WHERE, such as: {_EXAMPLE}."
    near = get_close_matches(unknown.casefold(), columns, n=1)
    if near:
        return f"Did you mean '{near[0]}', a column of '{name}'?"
    return f"The columns of '{name}' are: {', '.join(columns)}."
