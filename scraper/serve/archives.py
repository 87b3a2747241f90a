"""Connections to the archive for the pages: one a thread, opened anew where the file was replaced."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from weakref import WeakSet

from scraper.errors import ArchiveError
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
        self._is_stopped = False

    def __iter__(self) -> Iterator[_C]:
        return iter(tuple(self._all))

    def stop(self) -> None:
        """Give nothing to whom waits for a thread: the server ends."""
        self._is_stopped = True

    def here(self) -> _C:
        """Return what this thread has open.

        Raises:
            ScraperError: as opening it raises; or the server ends.
        """
        if self._is_stopped:
            raise ArchiveError("The server ends.")
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


async def asked_while_wanted(
    executor: Executor, followed: Followed[_C], question: Callable[[_C], _T], interrupt: Callable[[_C], object]
) -> _T:
    """Return the answer to a question, in a thread; where nobody waits for it any more, end that question alone.

    Args:
        executor: has the threads.
        followed: what is asked.
        question: asks it.
        interrupt: ends what it is asked at the moment; is called in another thread.

    Raises:
        ScraperError: as opening it raises, or the question.
        CancelledError: nobody waits for the answer.
    """
    running: list[_C] = []
    # A question ends behind whoever ends it: the thread would ask the next one by the same connection meanwhile, and
    # that of another reader would be ended.
    ending = threading.Lock()

    def answer() -> _T:
        opened = followed.here()
        running.append(opened)
        try:
            return question(opened)
        except Exception as error:
            # The frames of what failed hold its cursor, with a row that may be large. Freed by another thread, it would
            # keep that thread waiting until the next statement of this connection ends.
            traceback.clear_frames(error.__traceback__)
            raise
        finally:
            with ending:
                running.clear()

    context = contextvars.copy_context()
    try:
        return await asyncio.get_running_loop().run_in_executor(executor, context.run, answer)
    except asyncio.CancelledError:
        with ending:
            for opened in running:
                interrupt(opened)
        raise


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
        return await asked_while_wanted(
            self._pool, self._archives, lambda archive: _of_one_moment(archive, question), _interrupt
        )

    def interrupt(self) -> None:
        """End the statements that run at the moment, and refuse those that wait; their questions fail."""
        self._archives.stop()
        for archive in self._archives:
            _interrupt(archive)

    def close(self) -> None:
        """Wait for the questions that are being answered; there can be none after it."""
        self._pool.shutdown()


def _interrupt(archive: Archive) -> None:
    archive.lend().interrupt()


def _of_one_moment(archive: Archive, question: Callable[[Archive], _T]) -> _T:
    """Return the answer to a question.

    A page asks some ten things. Between two of them a crawl may write, and a text would stand beside the history of
    another.
    """
    with archive.explained(), archive.snapshot():
        return question(archive)


def _identity(path: Path) -> object:
    """Return what tells one file from another of the same name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
