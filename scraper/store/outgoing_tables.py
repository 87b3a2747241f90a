"""Whole tables of the archive, row by row, all as of one moment; see :mod:`scraper.store.table_columns`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from functools import partial
from typing import Any

from sqlite_utils import Database

from scraper.errors import ArchiveError, QueryError
from scraper.store.near_misses import unknown_column
from scraper.store.readonly import REFUSALS, is_forbidden, is_nothing, refusal
from scraper.store.table_columns import OUTGOING, OutgoingTable

# A condition has to be one whole expression in both places. One that closes a bracket of its own and hides the rest
# behind a comment, such as "1) /*", would be one in the first place alone, and could put other rows into a table.
_PLACES = ("SELECT (\nCONDITION\n)", "SELECT ifnull((\nCONDITION\n), 0)")


EXAMPLE = "site = 'kommune21' AND date >= '2026-01-01'"
"""A condition that every table can be asked."""


class OutgoingTables:
    """The tables that leave an archive.

    Args:
        db: an archive opened for reading.
        own_error: returns the error of a damaged file, or None for one of the condition; see
            :meth:`scraper.store.archive.Archive.own_error`.
    """

    def __init__(self, db: Database, own_error: Callable[[BaseException], ArchiveError | None]) -> None:
        self._db = db
        self._own_error = own_error

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Read all within this block as it is at its beginning, whatever a crawl writes meanwhile."""
        # SQLite's default turns bytes that are no UTF-8, which another program can have written, into an error that
        # ends the whole statement. As lone surrogates (PEP 383) they spoil one value.
        before = self._db.conn.text_factory
        self._db.conn.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        self._db.conn.execute("BEGIN")
        try:
            yield
        finally:
            self._db.conn.execute("ROLLBACK")
            self._db.conn.text_factory = before

    def check(self, name: str, condition: str) -> None:
        """Refuse a condition that cannot be asked of a table, before anything is written.

        Args:
            name: of :data:`~scraper.store.table_columns.OUTGOING`.
            condition: an SQL expression of the table's columns.

        Raises:
            QueryError: it is none; says what is wrong with it, and what was probably meant.
        """
        table = OUTGOING[name]
        if is_nothing(condition):
            raise QueryError("--where: there is no SQL in this.", hint=f"Write a condition, such as: {EXAMPLE}.")
        begins = (place.replace("CONDITION", condition) for place in _PLACES)
        asked = [f'{begin} FROM ({table.sql}) AS "{name}"' for begin in begins]
        for sql in (*asked, statement(name, condition)):
            try:
                # EXPLAIN compiles a statement and does not run it.
                self._db.conn.execute(f"EXPLAIN {sql}").close()
            except REFUSALS as error:
                # Of a text that does not end, SQLite names all that follows, which is a statement of ours.
                said, is_longer, _ = refusal(error).partition("\n")
                if is_longer:
                    said += '…".'
                raise QueryError(f"--where: {said}", hint=_hint(table, error)) from error

    def rows(self, name: str, condition: str | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table in its order, as SQLite has them.

        Args:
            name: of :data:`~scraper.store.table_columns.OUTGOING`.
            condition: which of them; :meth:`check` has let it pass.

        Raises:
            ArchiveError: the archive cannot be read.
            QueryError: the condition fails of a row.
        """
        try:
            yield from self._db.conn.execute(statement(name, condition))
        except REFUSALS as error:
            said = refusal(error)
            of_the_file = self._own_error(error)
            if of_the_file is not None:
                raise of_the_file from error
            raise QueryError(f"{name}: {said}") from error

    def last_number(self) -> int:
        """Return the largest number of an article; that of a row never exceeds it."""
        (number,) = self._db.conn.execute("SELECT max(id) FROM articles").fetchone()
        return number or 0


def statement(name: str, condition: str | None = None) -> str:
    """Return the SELECT of a table's rows in their order."""
    table = OUTGOING[name]
    order = ", ".join(f'"{column}"' for column in table.order)
    # The condition stands on lines of its own, so that a comment at its end does not take in what follows.
    where = ""
    if condition is not None:
        where = f" WHERE (\n{condition}\n)"
    return f'SELECT * FROM ({table.sql}) AS "{name}"{where} ORDER BY {order}'


def _hint(table: OutgoingTable, error: Exception) -> str:
    """Return what to do next where SQLite refused a condition."""
    if is_forbidden(error):
        return "A condition only asks; nothing in the archive was changed."
    columns = [column.name for column in table.columns]
    unknown = unknown_column(error)
    if unknown is None:
        return f"A condition is what stands behind WHERE, such as: {EXAMPLE}."
    near = get_close_matches(unknown.casefold(), columns, n=1)
    if near:
        return f"Did you mean '{near[0]}', a column of '{table.name}'?"
    return f"The columns of '{table.name}' are: {', '.join(columns)}."
