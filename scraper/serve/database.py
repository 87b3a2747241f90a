"""The archive as Datasette sees it: by connections of ours, which only ask and follow the file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from datasette.database import Database, QueryInterrupted
from datasette.plugins import pm

from scraper.errors import ArchiveError
from scraper.serve.archives import Followed, asked_while_wanted
from scraper.serve.refusals import HTML, JSON
from scraper.serve.wanted import wanted
from scraper.store.lent import Lent, explained

# How a count of Datasette begins, and milliseconds that it may take. Chosen: to count a million articles by an index
# takes 50, and a page shall take no more than 300 with all else.
_COUNT = "select count(*) from "
_LONGEST_COUNT = 150
# Milliseconds that a statement has before it gives its thread to others. Chosen: no table of an archive of 100,000
# articles takes as long that has no filter of a reader's own.
_MOMENT = 500
# Statements at once that take longer. One person looks, and the second core is for the crawl that may run.
_SLOW_AT_ONCE = 2
# Datasette's JSON has a BLOB as base64, by ways that take eight times its size (measured); CSV and pages only name it.
_WEIGHT_OF_BLOBS = {JSON: 3}


class _Lane(Database):  # type: ignore[misc]
    """Threads that ask the archive, for Datasette's versions 0.65 and 1.0.

    Both hold one connection a thread for ever, and can open others for writing. Here a thread's is opened anew where
    the file was replaced, and nothing is ever opened for writing.

    Args:
        datasette: the server.
        path: the archive.
        threads: ask it.
    """

    def __init__(self, datasette: Any, path: Path, threads: Executor) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)
        self._threads = threads
        self._lent = Followed(path, self._opened)

    def connect(self, write: bool = False) -> Any:
        """Refuse to open the file: whoever asks does so by :meth:`execute_fn`.

        Raises:
            ArchiveError: always.
        """
        raise ArchiveError("The archive is only read here.")

    async def execute_fn(self, fn: Callable[[Any], Any], *_: Any, **__: Any) -> Any:
        """Return what a function makes of a connection, in a thread.

        Raises:
            ScraperError: the archive cannot be read.
            CancelledError: nor can it, and a part of a file was sent already.
        """

        def ask(lent: Lent) -> Any:
            lent.rows.weight_of_blobs = _WEIGHT_OF_BLOBS.get(wanted().form, 1)
            return fn(lent.connection)

        try:
            return await asked_while_wanted(self._threads, self._lent, ask, _interrupt)
        except ArchiveError as error:
            if wanted().has_begun:
                raise _broken_off() from error
            raise

    # By this name Datasette 1.0 runs its own statements.
    _execute_fn = execute_fn

    def interrupt(self) -> None:
        """End the statements that run at the moment, and refuse those that wait."""
        self._lent.stop()
        for lent in self._lent:
            _interrupt(lent)

    def _opened(self, path: Path) -> Lent:
        lent = Lent(path)
        # Datasette's own functions, such as the one that quotes the words of a search.
        pm.hook.prepare_connection(conn=lent.connection, database=self.name, datasette=self.ds)
        return lent


class ReadDatabase(_Lane):
    """An archive in Datasette.

    The statement of a person, and what fetches the rows of a table, has a moment among all others. What takes longer is
    asked again in a lane of its own, where such statements wait for one another and nothing else waits for them.

    Args:
        datasette: the server.
        path: the archive.
    """

    def __init__(self, datasette: Any, path: Path) -> None:
        super().__init__(datasette, path, datasette.executor)
        self._slow = _Lane(datasette, path, ThreadPoolExecutor(_SLOW_AT_ONCE, thread_name_prefix="slow"))

    async def execute(self, *args: Any, **options: Any) -> Any:
        """Run a statement; what is wrong with it is said on the page, and not on the terminal of the server, too.

        The rows of a table are counted for a moment only. Of a view such as ``history`` the count makes every row,
        which takes seconds; Datasette shows the rows without their number where the time is over.

        Raises:
            ScraperError: it cannot be answered, and a program asks.
            CancelledError: nor can it, and a part of a file was sent already.
            Exception: as Datasette and SQLite raise it, where a reader asks.
        """
        statement = str(args[0] if args else options.get("sql", ""))
        # The statement of a person, and the rows of a table, are cut off after some rows; what Datasette asks beside
        # them, such as a count, is not.
        is_the_question = bool(options.get("truncate"))
        longest = options.pop("custom_time_limit", None) or self.ds.sql_time_limit_ms
        if statement.startswith(_COUNT) and not is_the_question:
            longest = min(longest, _LONGEST_COUNT)
        options["log_sql_errors"] = False
        # What is asked beside the question has bounds of its own that are shorter, or is of the schema alone.
        ask = super().execute
        if is_the_question and longest > _MOMENT:
            ask = self._in_two_lanes
        try:
            return await ask(*args, **options, custom_time_limit=longest)
        except Exception as error:
            if not is_the_question:
                raise
            told = self._told(error)
            if told is error:
                raise
            raise told from error

    def interrupt(self) -> None:
        """End the statements that run at the moment, and refuse those that wait."""
        super().interrupt()
        self._slow.interrupt()

    def _told(self, error: Exception) -> BaseException:
        """Return what is raised for the statement of a request that failed."""
        noted = wanted()
        if noted.has_begun:
            return _broken_off()
        noted.has_failed = True
        # On a page, Datasette says it beside the statement.
        if noted.form == HTML:
            return error
        # Of CSV, its version 0.65 would send nothing, with the status of an answer.
        return explained(Path(self.path), error) or error

    async def _in_two_lanes(self, *args: Any, custom_time_limit: int, **options: Any) -> Any:
        """Run a statement among all others, and where it takes longer than a moment, among those that do."""
        try:
            return await super().execute(*args, **options, custom_time_limit=_MOMENT)
        except QueryInterrupted:
            return await self._slow.execute(*args, **options, custom_time_limit=custom_time_limit)


def _broken_off() -> asyncio.CancelledError:
    """Return what ends an answer where it is.

    The connection breaks off, so that who downloads a file knows that it is not whole. Datasette would write any other
    error into it, as a last line.
    """
    return asyncio.CancelledError()


def _interrupt(lent: Lent) -> None:
    lent.connection.interrupt()
