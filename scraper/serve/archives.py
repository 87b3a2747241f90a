"""Connections to the archive for the pages: one a thread, opened anew where the file was replaced."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from scraper.store import Archive

# Pages that are made at once. Chosen: one person looks, and the second core is for the crawl that may run.
_THREADS = 2
_T = TypeVar("_T")


class Archives:
    """Asks the archive in threads, so that the server hears other requests meanwhile.

    Args:
        path: the archive.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="page")
        self._local = threading.local()

    async def ask(self, question: Callable[[Archive], _T]) -> _T:
        """Return the answer to a question.

        Raises:
            ScraperError: the archive cannot be read, or as the question says.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question)

    def close(self) -> None:
        """Wait for the questions that are being answered; there can be none after it."""
        self._pool.shutdown()

    def _answer(self, question: Callable[[Archive], _T]) -> _T:
        return question(self._archive())

    def _archive(self) -> Archive:
        """Return this thread's connection to the file that has the archive's name now.

        A migration, ``compact`` and a backup that is put back replace the file by a rename: the old connection would
        show the old file for ever.
        """
        identity = _identity(self._path)
        held: tuple[Archive, object] | None = getattr(self._local, "held", None)
        if held is not None and held[1] == identity:
            return held[0]
        if held is not None:
            self._local.held = None
            held[0].close()
        archive = Archive.read(self._path)
        self._local.held = (archive, identity)
        return archive


def _identity(path: Path) -> object:
    """Return what tells one file from another of the same name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
