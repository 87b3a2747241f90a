"""What every step of a run works with."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from scraper.crawl.group_commit import GroupCommit
from scraper.crawl.held import Held
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
        by_hand: a person has named single pages, with whatever profiles are at hand.
    """

    full: bool = False
    since: dt.date | None = None
    limit: int | None = None
    dry_run: bool = False
    by_hand: bool = False

    def bound(self, *, first: bool) -> Bound:
        """Return what this run takes of a source.

        Args:
            first: whether the source is read for the first time.
        """
        # With both --full and --since, the narrower wish counts: what is older than the day stays left out.
        return Bound(full=self.full and self.since is None, since=self.since, first=first)


class HostStore:
    """The state of hosts in the archive, as the fetcher's memory between runs.

    Args:
        archive: opened for writing.
        commits: how the run writes.
    """

    def __init__(self, archive: Archive, commits: GroupCommit) -> None:
        self._archive = archive
        self._commits = commits

    def load(self, host: str) -> HostState:
        """Return the state of a host as it was last committed."""
        return self._archive.hosts.load(host)

    def save(self, state: HostState) -> None:
        """Write the state of a host with the next commit."""
        # A request must not wait for the disk. What a kill loses is a pause or a copy of robots.txt, and the next
        # request to the host brings either back.
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
        thread: where sources and pages are read that take seconds, so that the event loop goes on meanwhile.
        readers: what reads the pages, in this process or in others.
        held: what is written only once somebody has answered.
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
    held: Held = field(init=False)

    def __post_init__(self) -> None:
        # Pages and sources share one thread: two large documents at once would take twice the memory and no less time.
        self.readers = ReaderPool(self.thread)
        self.held = Held(self.fetcher, self.commits)

    @asynccontextmanager
    async def ending(self, settle: Callable[[], object]) -> AsyncIterator[None]:
        """Do a run's work, and end what it has begun whatever ends it: its readers, and what waits for a commit.

        Args:
            settle: says what becomes of what is :attr:`held`, before the last commit.
        """
        try:
            yield
        except asyncio.CancelledError:
            # The second Ctrl-C. Whoever pressed it does not want to wait for another process that holds the database.
            self.commits.hurry()
            raise
        finally:
            await self.readers.close()
            # What was written with "later" may still wait for a commit, also where an error ends the run.
            settle()
            await self.commits.flush()
