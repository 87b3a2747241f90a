"""What every step of a run works with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from scraper.crawl.group_commit import GroupCommit
from scraper.crawl.observer import Observer
from scraper.crawl.stop import StopEvent
from scraper.fetch import Fetcher
from scraper.model import HostState
from scraper.policy.selection import Bound
from scraper.reading.pool import ReaderPool
from scraper.reading.thread import WorkerThread
from scraper.store import Archive

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for.

    Args:
        full: sitemaps and listings are walked to their ends, and nothing is deferred.
        since: what is known to be older than this day is deferred.
        limit: articles visited per site at the most, or None.
        dry_run: only discover; archive nothing.
    """

    full: bool = False
    since: dt.date | None = None
    limit: int | None = None
    dry_run: bool = False

    def bound(self, *, first: bool) -> Bound:
        """Return what this run takes of a source."""
        return Bound(full=self.full and self.since is None, since=self.since, first=first)


class HostStore:
    """The state of hosts in the archive; written with the next commit, so that a request never waits for the disk.

    Args:
        archive: opened for writing.
        commits: how the run writes.
    """

    def __init__(self, archive: Archive, commits: GroupCommit) -> None:
        self._archive = archive
        self._commits = commits

    def load(self, host: str) -> HostState:
        """Return what is known of a host."""
        return self._archive.hosts.load(host)

    def save(self, state: HostState) -> None:
        """Keep it."""
        self._commits.later(lambda: self._archive.hosts.save(state))


@dataclass(slots=True)
class CrawlContext:
    """What the steps of a run share.

    Args:
        archive: opened for writing.
        fetcher: the way to the network.
        commits: the way to write.
        now: the clock, aware UTC.
        options: what was asked for.
        observer: who watches.
        stop: set when somebody asks for the end.
        thread: where work is done that takes seconds.
        readers: what reads the pages.
    """

    archive: Archive
    fetcher: Fetcher
    commits: GroupCommit
    now: Clock
    options: Options
    observer: Observer
    stop: StopEvent
    thread: WorkerThread = field(default_factory=WorkerThread)
    readers: ReaderPool = field(init=False)

    def __post_init__(self) -> None:
        self.readers = ReaderPool(self.thread)
