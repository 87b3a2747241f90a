"""A run with network and archive: opened, watched, stopped by Ctrl-C, closed."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TypeVar

from scraper.cli.configuration import Configuration
from scraper.cli.interrupts import announce as announce
from scraper.cli.interrupts import stop_on_signals
from scraper.cli.opening import open_archive as open_archive
from scraper.crawl import CrawlContext, HostStore, Observer, Options, StopEvent
from scraper.crawl.group_commit import GroupCommit
from scraper.errors import CrawlInterruptedError, ScraperError
from scraper.fetch import Fetcher, Settings
from scraper.store import Archive

T = TypeVar("T")
_FINISHING = "Finishing the pages in flight; press Ctrl-C again to stop at once."


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


def run(
    archive: Archive,
    options: Options,
    settings: Settings,
    observer: Observer,
    work: Callable[[CrawlContext], Awaitable[T]],
    on_end: Callable[[T], None] = lambda result: None,
    announce: Callable[[str], None] = announce,
    clock: Callable[[], dt.datetime] | None = None,
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
        clock: gives the time, aware UTC, in whole seconds; None: that of the machine.

    Raises:
        CrawlInterruptedError: the user asked for the end.
        ScraperError: what ended the run.
    """
    try:
        result, is_stopped = asyncio.run(_run(archive, options, settings, observer, work, announce, clock or utc_now))
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
    clock: Callable[[], dt.datetime],
) -> tuple[T, bool]:
    """Do the work with a fetcher of its own; return the result, and whether the user asked for the end meanwhile."""
    stop = StopEvent()
    stop_on_signals(stop, lambda: announce(_FINISHING))
    commits = GroupCommit(archive)
    fetcher = Fetcher(HostStore(archive, commits), clock, stop.sleep, settings, on_wait=observer.waits)
    try:
        result = await work(CrawlContext(archive, fetcher, commits, clock, options, observer, stop))
    finally:
        await fetcher.close()
    return result, stop.is_set


def _error_to_report(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first error of a group that has a message for the user; without such a one, the very first.

    A group can hold groups, and only the errors within them have messages.
    """
    ours = group.subgroup(ScraperError)
    current: BaseException = ours or group
    while isinstance(current, BaseExceptionGroup):
        current = current.exceptions[0]
    return current
