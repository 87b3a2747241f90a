"""The archive as Datasette sees it: by connections of ours, which only ask and follow the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette.database import Database
from datasette.plugins import pm

from scraper.errors import ArchiveError
from scraper.serve.archives import Followed, asked_while_wanted
from scraper.store.lent import Lent

# How a count of Datasette begins, and milliseconds that it may take. Chosen: to count a million articles by an index
# takes 50, and a page shall take no more than 300 with all else.
_COUNT = "select count(*) from "
_LONGEST_COUNT = 150


class ReadDatabase(Database):  # type: ignore[misc]
    """An archive in Datasette, versions 0.65 and 1.0.

    Both hold one connection a thread for ever, and can open others for writing. Here a thread's is opened anew where
    the file was replaced, and nothing is ever opened for writing.

    Args:
        datasette: the server.
        path: the archive.
    """

    def __init__(self, datasette: Any, path: Path) -> None:
        super().__init__(datasette, path=str(path), is_mutable=True)
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
        """
        return await asked_while_wanted(self.ds.executor, self._lent, lambda lent: fn(lent.connection), _interrupt)

    # By this name Datasette 1.0 runs its own statements.
    _execute_fn = execute_fn

    async def execute(self, *args: Any, **options: Any) -> Any:
        """Run a statement; what is wrong with it is said on the page, and not on the terminal of the server, too.

        The rows of a table are counted for a moment only. Of a view such as ``history`` the count makes every row,
        which takes seconds; Datasette shows the rows without their number where the time is over.
        """
        statement = str(args[0] if args else options.get("sql", ""))
        # The statement of a person, which may begin so as well, is cut off after some rows, and a count is not.
        is_count = statement.startswith(_COUNT) and not options.get("truncate")
        if is_count:
            options["custom_time_limit"] = min(options.get("custom_time_limit") or _LONGEST_COUNT, _LONGEST_COUNT)
        return await super().execute(*args, **{**options, "log_sql_errors": False})

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


def _interrupt(lent: Lent) -> None:
    lent.connection.interrupt()
