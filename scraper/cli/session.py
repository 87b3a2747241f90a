"""A run with network and archive: opened, watched, stopped by Ctrl-C, closed."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from scraper.cli.configuration import Configuration
from scraper.cli.progress import MigrationProgress, say
from scraper.crawl import CrawlContext, HostStore, Observer, Options, StopEvent
from scraper.crawl.group_commit import GroupCommit
from scraper.errors import CrawlInterruptedError, ScraperError
from scraper.fetch import Fetcher, Settings
from scraper.store import Archive

T = TypeVar("T")
# Ctrl-C, the end that a service manager asks for, and the end of the terminal's session.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def utc_now() -> dt.datetime:
    """Return the time, aware UTC, in whole seconds as the archive writes it."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def settings(configuration: Configuration, allow_private: bool) -> Settings:
    """Return what bounds a run's requests, and by which name they are made: the one place where settings are made.

    Args:
        configuration: what the user has set.
        allow_private: whether addresses in private networks are allowed for all sites.

    Raises:
        ConfigError: what the user has set cannot be used.
    """
    contact, timeout = configuration.contact.value, configuration.timeout.value
    return Settings.asked(allow_private=allow_private, contact=contact, timeout=timeout)


def open_archive(path: Path) -> Archive:
    """Open an archive for writing; a migration shows how far it is on a terminal, and is said in one line.

    Raises:
        ArchiveError, LockedError: see :meth:`Archive.open`.
    """
    # The line is printed from cron too: a migration leaves the old archive beside the new one until a person removes
    # that.
    with MigrationProgress() as progress:
        return Archive.open(path, progress=progress.show, migrated=lambda done: say(f"{done.said}.", err=True))


def announce(text: str) -> None:
    """Say on stderr what a run does next."""
    # A terminal shows "^C" for the key, and the message begins on the line below.
    line_break = "\n" if sys.stderr.isatty() else ""
    say(f"{line_break}{text}", err=True)


def run(
    archive: Archive,
    options: Options,
    settings: Settings,
    observer: Observer,
    work: Callable[[CrawlContext], Awaitable[T]],
    on_end: Callable[[T], None] = lambda result: None,
    announce: Callable[[str], None] = announce,
) -> T:
    """Do some work with the context of a run, in an event loop of its own.

    The first Ctrl-C (or SIGTERM, SIGHUP) lets the pages in flight finish, the second stops at once.

    Args:
        archive: opened for writing.
        options, settings: of the run.
        observer: who watches.
        work: gets the context.
        on_end: gets the result, also of a run that the first Ctrl-C ended, which raises afterwards.
        announce: says that the first Ctrl-C was heard.

    Raises:
        CrawlInterruptedError: the user asked for the end.
        ScraperError: what ended the run.
    """
    try:
        result, is_stopped = asyncio.run(_run(archive, options, settings, observer, work, announce))
    except asyncio.CancelledError as error:
        # Only the second signal cancels the task of the run.
        raise CrawlInterruptedError(
            "Stopped at once.", hint="Nothing archived is lost; the next run goes on."
        ) from error
    except ExceptionGroup as group:
        # Sites are crawled in an asyncio.TaskGroup, which wraps even a single error in a group.
        raise _error_to_report(group) from group
    on_end(result)
    if is_stopped:
        raise CrawlInterruptedError("Interrupted.", hint="Nothing is lost; the next run goes on from here.")
    return result


async def _run(
    archive: Archive,
    options: Options,
    settings: Settings,
    observer: Observer,
    work: Callable[[CrawlContext], Awaitable[T]],
    announce: Callable[[str], None],
) -> tuple[T, bool]:
    """Do the work with a fetcher of its own; return the result, and whether the user asked for the end meanwhile."""
    stop = StopEvent()
    _stop_on_signals(stop, announce)
    commits = GroupCommit(archive)
    fetcher = Fetcher(HostStore(archive, commits), utc_now, stop.sleep, settings, on_wait=observer.waits)
    try:
        result = await work(CrawlContext(archive, fetcher, commits, utc_now, options, observer, stop))
    finally:
        await fetcher.close()
    return result, stop.is_set


def _stop_on_signals(stop: StopEvent, announce: Callable[[str], None]) -> None:
    """Let the first signal set the stop event, and the second cancel the task of the run."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def on_signal() -> None:
        if not stop.is_set:
            stop.set()
            announce("Finishing the pages in flight; press Ctrl-C again to stop at once.")
        elif task is not None:
            task.cancel()

    for number in _SIGNALS:
        # nohup starts its command with SIGHUP ignored, so that the crawl outlives the terminal; a handler would undo
        # that.
        if number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN:
            continue
        loop.add_signal_handler(number, on_signal)


def _error_to_report(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first error of a group that has a message for the user; without such a one, the very first.

    A group can hold groups, and only the errors within them have messages.
    """
    ours = group.subgroup(ScraperError)
    current: BaseException = ours or group
    while isinstance(current, BaseExceptionGroup):
        current = current.exceptions[0]
    return current
