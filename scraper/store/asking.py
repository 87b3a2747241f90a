"""What an assistant's question needs beside its answer: a bound of time, and what the answer is read from."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from sqlite_utils import Database

from scraper.errors import QueryError
from scraper.store.readonly import rows, stopped_when

Clock = Callable[[], float]

_BY_URL = "SELECT id FROM articles WHERE url IN (SELECT value FROM json_each(?))"
_BY_ID = "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
# What was forgotten leaves its link in gaps, so that the newest link may stand there.
_HEAD = (
    "SELECT lower(hex(link)) AS digest FROM"
    " (SELECT id, link FROM captures UNION ALL SELECT capture_id, link FROM gaps) ORDER BY id DESC LIMIT 1"
)


class Asking:
    """Questions of somebody who waits for the answer and wants to cite it.

    Args:
        db: an archive opened for reading.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def data_version(self) -> int:
        """Return a number that changes with each commit of others, and says nothing to another connection.

        sqlite.org/pragma.html#pragma_data_version
        """
        (row,) = rows(self._db, "PRAGMA data_version")
        version: int = row["data_version"]
        return version

    @contextmanager
    def within(self, seconds: float, clock: Clock = time.monotonic) -> Iterator[None]:
        """Bound the time that all questions of a block take together.

        Args:
            seconds: of the clock on the wall.
            clock: gives seconds that only grow.

        Raises:
            QueryError: it is over; the question was stopped.
        """
        end = clock() + seconds
        try:
            with stopped_when(self._db, lambda: clock() > end):
                yield
        # What stops a statement is told like Ctrl-C, which this is where there was time left.
        except KeyboardInterrupt as error:
            if clock() <= end:
                raise
            raise QueryError(
                f"This took longer than {seconds:g} seconds, and was stopped.",
                hint="Ask for less: fewer articles, a shorter span of days, or no LIKE over all texts.",
            ) from error

    def articles_at(self, urls: Collection[str]) -> list[int]:
        """Return the numbers of the articles that have one of these canonical addresses."""
        return [row["id"] for row in rows(self._db, _BY_URL, [json.dumps(list(urls))])]

    def articles_among(self, ids: Collection[int]) -> list[int]:
        """Return those of some numbers that are articles'."""
        return [row["id"] for row in rows(self._db, _BY_ID, [json.dumps(list(ids))])]

    def digest(self) -> str | None:
        """Return the digest of the archive in hexadecimal, as ``scraper verify`` prints it; None: it has no capture."""
        head = next(rows(self._db, _HEAD), None)
        if head is None:
            return None
        return str(head["digest"])
