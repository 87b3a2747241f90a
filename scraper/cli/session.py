"""A run with network and archive: opened, watched, stopped by Ctrl-C, closed."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from scraper.cli.progress import MigrationProgress, say
from scraper.crawl import CrawlContext, HostStore, Observer, Options, StopEvent
from scraper.crawl.group_commit import GroupCommit
from scraper.errors import CrawlInterruptedError, ScraperError
from scraper.fetch import Fetcher, Settings
from scraper.store import Archive

T = TypeVar("T")
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def utc_now() -> dt.datetime:
    """Return the time, aware UTC, in whole seconds as the archive writes it."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def open_archive(path: Path) -> Archive:
    """Open an archive for writing; a migration shows how far it is on a terminal, and is said in one line.

    Raises:
        ArchiveError, LockedError: see :meth:`Archive.open`.
    """
    with MigrationProgress() as progress:
        return Archive.open(path, progress=progress.show, migrated=lambda done: say(f"{done.said}.", err=True))


def run(
    archive: Archive,
    options: Options,
    settings: Settings,
    observer: Observer,
    work: Callable[[CrawlContext], Awaitable[T]],
    on_end: Callable[[T], None] = lambda result: None,
) -> T:
    """Do some work with the context of a run, in an event loop of its own.

    The first Ctrl-C (or SIGTERM, SIGHUP) lets the pages in flight finish, the second stops at once.

    Args:
        archive: opened for writing.
        options, settings: of the run.
        observer: who watches.
        work: gets the context.
        on_end: gets the result, also when the run was interrupted gently.

    Raises:
        CrawlInterruptedError: the user asked for the end.
        ScraperError: what ended the run.
    """
    try:
        result, stopped = asyncio.run(_run(archive, options, settings, observer, work))
    except asyncio.CancelledError as error:
        raise CrawlInterruptedError(
            "Stopped at once.", hint="Nothing archived is lost; the next run goes on."
        ) from error
    except ExceptionGroup as group:
        raise _first(group) from group
    on_end(result)
    if stopped:
        raise CrawlInterruptedError("Interrupted.", hint="Nothing is lost; the next run goes on from here.")
    return result


async def _run(
    archive: Archive,
    options: Options,
    settings: Settings,
    observer: Observer,
    work: Callable[[CrawlContext], Awaitable[T]],
) -> tuple[T, bool]:
    stop = StopEvent()
    _listen(stop)
    commits = GroupCommit(archive)
    fetcher = Fetcher(HostStore(archive, commits), utc_now, stop.sleep, settings)
    try:
        result = await work(CrawlContext(archive, fetcher, commits, utc_now, options, observer, stop))
    finally:
        await fetcher.close()
    return result, stop.is_set


def _listen(stop: StopEvent) -> None:
    """Let the first signal set the stop event, and the second cancel everything."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def heard() -> None:
        if stop.is_set and task is not None:
            task.cancel()
        elif not stop.is_set:
            stop.set()
            line = "\n" if sys.stderr.isatty() else ""
            say(f"{line}Finishing the pages in flight; press Ctrl-C again to stop at once.", err=True)

    for number in _SIGNALS:
        if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
            # nohup has said on purpose that the end of the session means nothing.
            continue
        loop.add_signal_handler(number, heard)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first of our own errors in a group, or whatever is first."""
    ours = group.subgroup(ScraperError)
    current: BaseException = ours or group
    while isinstance(current, BaseExceptionGroup):
        current = current.exceptions[0]
    return current
