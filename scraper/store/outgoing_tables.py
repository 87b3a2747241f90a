"""Whole tables of the archive, row by row, all as of one moment; see :mod:`scraper.store.table_columns`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlite_utils import Database

from scraper.errors import ArchiveError, QueryError
from scraper.store import conditions
from scraper.store.readonly import REFUSALS, is_forbidden, refusal
from scraper.store.table_columns import OUTGOING


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
        """Read all within this block as it is when the first of it is read, whatever a crawl writes meanwhile."""
        # SQLite's default turns bytes that are no UTF-8, which another program can have written, into an error that
        # ends the whole statement. As lone surrogates (PEP 383) they spoil one value.
        before = self._db.conn.text_factory
        self._db.conn.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        self._db.conn.execute("BEGIN")
        try:
            yield
        finally:
            # Where SQLite meets damage, it may have rolled back by itself (sqlite.org/lang_transaction.html).
            if self._db.conn.in_transaction:
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
        columns = [column.name for column in table.columns]
        conditions.check(self._db, condition, name, columns, statement(name, condition), source=table.sql)

    def rows(self, name: str, condition: str | None = None) -> Generator[tuple[Any, ...]]:
        """Yield the rows of a table in its order, as SQLite has them.

        Args:
            name: of :data:`~scraper.store.table_columns.OUTGOING`.
            condition: which of them; :meth:`check` has let it pass.

        Raises:
            ArchiveError: the archive cannot be read.
            QueryError: the condition fails of a row.
        """
        with self._explained(name):
            yield from self._db.conn.execute(statement(name, condition))

    def last_number(self) -> int:
        """Return the largest number of an article; that of a row never exceeds it.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        with self._explained("articles"):
            (number,) = self._db.conn.execute("SELECT max(id) FROM articles").fetchone()
        return number or 0

    @contextmanager
    def _explained(self, name: str) -> Iterator[None]:
        """Translate the errors of a statement that has been compiled before.

        Raises:
            ArchiveError: the archive cannot be read.
            QueryError: the condition fails of a row.
        """
        try:
            yield
        except REFUSALS as error:
            said = refusal(error)
            # What a function of the condition does is refused only when it is called.
            if is_forbidden(error):
                raise QueryError(f"--where: {said}", hint=conditions.ONLY_ASKS) from error
            of_the_file = self._own_error(error)
            if of_the_file is not None:
                raise of_the_file from error
            raise QueryError(f"{name}: {said}", hint="The condition of --where fails of one of its rows.") from error


def statement(name: str, condition: str | None = None) -> str:
    """Return the SELECT of a table's rows in their order."""
    table = OUTGOING[name]
    order = ", ".join(f'"{column}"' for column in table.order)
    # The condition stands on lines of its own, so that a comment at its end does not take in what follows.
    where = ""
    if condition is not None:
        where = f" WHERE (\n{condition}\n)"
    return f'SELECT * FROM ({table.sql}) AS "{name}"{where} ORDER BY {order}'
