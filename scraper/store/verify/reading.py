"""Reading rows that may be damaged, one by one, so that one of them does not end the rest."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from scraper.errors import ScraperError
from scraper.model.flaw import Finding, Flaw
from scraper.store.connection import error_name
from scraper.store.migrations.checks import Progress

# Rows between two reports of progress; chosen so that a report costs nothing beside them.
_ROWS_A_REPORT = 256


@dataclass(frozen=True, slots=True)
class Check:
    """What each check is given.

    Args:
        db: the archive, within a transaction.
        found: is told what is wrong.
        progress: is told how far it is.
    """

    db: Database
    found: Callable[[Finding], None]
    progress: Progress

    def rows(self, table: str, columns: str) -> Iterator[tuple[int, Any]]:
        """Yield (id, values) of each row of a table that can be read; see :meth:`each`."""
        return ((row_id, values) for row_id, values in self.each(table, columns) if values is not None)

    def each(self, table: str, columns: str) -> Iterator[tuple[int, Any]]:
        """Yield (id, values) of each row of a table in the order of its numbers.

        The values of a row that cannot be read are None, and it is told of.

        Args:
            table: its name; it has a column ``id``.
            columns: what is read, as SQL.
        """
        select = f"SELECT {columns} FROM main.{table} WHERE id = ?"
        for done, row_id in self.numbered(table, "id"):
            self.report(table, done)
            values = None
            # Asked for one by one: a cursor over all of them would end at the first damaged page.
            try:
                values = self.db.execute(select, [row_id]).fetchone()
            except sqlite3.Error as error:
                capture_id = row_id if table == "captures" else None
                self.found(Finding(Flaw.UNREADABLE, table, row_id, None, {"said": said(error)}, capture_id))
            yield row_id, values

    def numbered(self, table: str, column: str) -> Iterator[tuple[int, int]]:
        """Yield (place from 1, number) of each row of a table, in the order of the numbers."""
        try:
            cursor = self.db.execute(f"SELECT {column} FROM main.{table} ORDER BY {column}")
            for done, (number,) in enumerate(cursor, 1):
                yield done, number
        except sqlite3.Error as error:
            self.found(Finding(Flaw.UNREADABLE, table, None, None, {"said": said(error)}))

    def report(self, table: str, done: int) -> None:
        """Say how many rows of a table are done, now and then."""
        if done % _ROWS_A_REPORT == 1:
            self.progress(table, done, self.count(table))

    def count(self, table: str) -> int:
        """Return about how many rows a table has: the largest number, which is found at once."""
        try:
            (largest,) = self.db.execute(f"SELECT max(id) FROM main.{table}").fetchone()
        except sqlite3.Error:
            return 0
        return int(largest or 0)


def said(error: BaseException) -> str:
    """Return an error's own words, for a sentence.

    Raises:
        KeyboardInterrupt: it is what SQLite makes of Ctrl-C.
    """
    if error_name(error) == "SQLITE_INTERRUPT":
        raise KeyboardInterrupt from error
    # The hint of an error of ours is to run this very check.
    words = error.message if isinstance(error, ScraperError) else str(error)
    return " ".join(words.split()).rstrip(".") or type(error).__name__
