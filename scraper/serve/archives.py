"""Connections to the archive for the pages: one a thread, opened anew where the file was replaced."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from weakref import WeakSet

from scraper.store import Archive

# Pages that are made at once. Chosen: one person looks, and the second core is for the crawl that may run.
_THREADS = 2
_T = TypeVar("_T")


class _Closes(Protocol):
    def close(self) -> None: ...


_C = TypeVar("_C", bound=_Closes)


class Followed(Generic[_C]):
    """What is open of a file, in each thread that asks, and of the file that has its name now.

    A migration, ``compact`` and a backup that is put back replace the archive by a rename: the old connection would
    show the old file for ever.

    Args:
        path: the file.
        opened: opens it.
    """

    def __init__(self, path: Path, opened: Callable[[Path], _C]) -> None:
        self._path = path
        self._opened = opened
        self._local = threading.local()
        self._all: WeakSet[_C] = WeakSet()

    def __iter__(self) -> Iterator[_C]:
        return iter(tuple(self._all))

    def here(self) -> _C:
        """Return what this thread has open.

        Raises:
            ScraperError: as opening it raises.
        """
        # The file is looked at before it is opened: should it be replaced between the two, the next call opens anew.
        identity = _identity(self._path)
        held: tuple[_C, object] | None = getattr(self._local, "held", None)
        if held is not None and held[1] == identity:
            return held[0]
        if held is not None:
            self._local.held = None
            held[0].close()
        opened = self._opened(self._path)
        self._local.held = (opened, identity)
        self._all.add(opened)
        return opened


class Archives:
    """Asks the archive in threads, so that the server hears other requests meanwhile.

    Args:
        path: the archive.
    """

    def __init__(self, path: Path) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="page")
        self._archives = Followed(path, Archive.read)

    async def ask(self, question: Callable[[Archive], _T]) -> _T:
        """Return the answer to a question, of the archive as it is at one moment.

        Raises:
            ScraperError: the archive cannot be read, or as the question says.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question)

    def interrupt(self) -> None:
        """End the statements that run at the moment; their questions fail."""
        for archive in self._archives:
            archive.lend().interrupt()

    def close(self) -> None:
        """Wait for the questions that are being answered; there can be none after it."""
        self._pool.shutdown()

    def _answer(self, question: Callable[[Archive], _T]) -> _T:
        archive = self._archives.here()
        # A page asks some ten questions. Between two of them a crawl may write, and a text would stand beside the
        # history of another.
        with archive.explained(), archive.snapshot():
            return question(archive)


def _identity(path: Path) -> object:
    """Return what tells one file from another of the same name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
