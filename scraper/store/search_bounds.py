"""How long a search may take, whatever was typed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from scraper.errors import SearchError
from scraper.store.readonly import Row, rows, stopped_when

LONGEST_SECONDS = 5.0
"""Seconds that a search may take. Chosen: who waits longer types something else."""
LONGEST_UNATTENDED = 60.0
"""Seconds that a saved search may take. Chosen: nobody waits for it, and a busy machine must not keep its news back."""
# Seconds that looking up all words with a "*" once may take, which several statements do, and during which nothing can
# stop SQLite.
_LONGEST_LOOK_UP = 0.8
# Steps of SQLite's virtual machine between two looks at the clock: they take about a tenth of a millisecond.
_STEPS_BETWEEN_LOOKS = 10_000
_HINT = "Ask for fewer or rarer words, or name more letters before a *."


class Bounds:
    """The time of one search; :func:`bounded` makes it."""

    def __init__(self, db: Database, seconds: float) -> None:
        self._db = db
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return time.monotonic() > self._end

    def too_long(self) -> SearchError:
        """Return the error of a search that was stopped."""
        return SearchError(f"This search was stopped after {self._seconds:g} seconds.", hint=_HINT)

    def ask(self, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """Return the rows of a statement.

        Raises:
            SearchError: the time is used up.
            QueryError: SQLite refuses it.
        """
        if self.is_over:
            raise self.too_long()
        try:
            return list(rows(self._db, sql, params))
        except KeyboardInterrupt as interrupt:
            # Whatever interrupts SQLite is reported so, our own handler of its progress included.
            if self.is_over:
                raise self.too_long() from interrupt
            raise

    def look_up(self, expressions: Sequence[str]) -> None:
        """Look up words with a ``*`` by themselves, before any statement has several of them.

        FTS5 puts together all places of such a word at once, and looks at no clock meanwhile.

        Raises:
            SearchError: they stand for more words than can be looked up in time.
        """
        begin = time.monotonic()
        for expression in expressions:
            self.ask("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1", [expression])
            if time.monotonic() - begin > _LONGEST_LOOK_UP:
                raise SearchError("The words with a * stand for too many words of this archive.", hint=_HINT)


@contextmanager
def bounded(db: Database, seconds: float) -> Iterator[Bounds]:
    """Bound the time of all statements of a connection.

    Args:
        db: the archive.
        seconds: how long they may take together.
    """
    bounds = Bounds(db, seconds)
    with stopped_when(db, lambda: bounds.is_over, _STEPS_BETWEEN_LOOKS):
        yield bounds
