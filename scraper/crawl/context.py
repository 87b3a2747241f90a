"""What every step of a crawl works with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from scraper.crawl.group_commit import GroupCommit
from scraper.crawl.observer import Observer
from scraper.crawl.stop import StopSign
from scraper.fetch import Fetcher
from scraper.model import HostState
from scraper.policy.selection import Bound
from scraper.reading.pool import Reader
from scraper.reading.thread import WorkerThread
from scraper.store import Archive

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for.

    Args:
        full: sitemaps and listings are walked to their ends, and nothing is left out.
        since: what is known to be older than this day is left out.
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


class Memory:
    """The state of hosts in the archive, each written in a transaction of its own.

    Args:
        archive: an archive opened for writing.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def load(self, host: str) -> HostState:
        """Return what is known of a host."""
        return self._archive.hosts.load(host)

    def save(self, state: HostState) -> None:
        """Keep it."""
        with self._archive.transaction():
            self._archive.hosts.save(state)


@dataclass(slots=True)
class Desk:
    """What the steps of a run share.

    Args:
        archive: opened for writing.
        fetcher: the way to the network.
        now: the clock, aware UTC.
        options: what was asked for.
        observer: who watches.
        stop: the stop sign.
        thread: where work is done that takes seconds.
        reader: what reads the pages.
        commits: how visits that run side by side write.
    """

    archive: Archive
    fetcher: Fetcher
    now: Clock
    options: Options
    observer: Observer
    stop: StopSign
    thread: WorkerThread = field(default_factory=WorkerThread)
    reader: Reader = field(init=False)
    commits: GroupCommit = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.thread)
        self.commits = GroupCommit(self.archive)
