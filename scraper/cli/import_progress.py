"""How far an import is, shown on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from scraper.cli.progress import is_drawable

# Chosen: often enough for an eye, and no work to speak of.
_SHOWN_EVERY_SECONDS = 0.5


class ImportProgress:
    """Shows on stderr how many bytes of the files are read, if that is a terminal; prints nothing elsewhere.

    Args:
        size: bytes of all files, or None where they are not known.
    """

    def __init__(self, size: int | None) -> None:
        self._has_ended = Event()
        self._bar: Any = None
        if is_drawable(sys.stderr):
            self._bar = _bar()
            self._task = self._bar.add_task("reading", total=size)

    def __enter__(self) -> ImportProgress:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def watch(self, done: Callable[[], int]) -> None:
        """Begin to show how far it is.

        Args:
            done: returns how many bytes were read; called by another thread.
        """
        if self._bar:
            self._bar.start()
            Thread(target=self._show, args=(done,), daemon=True).start()

    def stop(self) -> None:
        """Remove it from the terminal; harmless when called twice."""
        self._has_ended.set()
        if self._bar:
            self._bar.stop()

    def _show(self, done: Callable[[], int]) -> None:
        while not self._has_ended.wait(_SHOWN_EVERY_SECONDS):
            # What it looks at changes meanwhile; a glance that fails is made up for by the next one.
            with suppress(RuntimeError, KeyError):
                self._bar.update(self._task, completed=done())


def _bar() -> Any:
    """Return a progress display of rich on stderr, where stdout may be a pipe; it is erased when it stops."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
