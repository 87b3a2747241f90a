"""What every step of a crawl works with, and the counters of one site."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from scraper.crawl.group_commit import GroupCommit
from scraper.fetch import Fetcher
from scraper.model import HostState, Outcome, Site, SiteResult
from scraper.policy.plan import Bound
from scraper.reading.pool import Reader
from scraper.reading.thread import WorkerThread
from scraper.store import Archive

Clock = Callable[[], dt.datetime]
_FAILURES_SHOWN = 5


class Stopped(Exception):  # noqa: N818  (no error: somebody asked for it)
    """The user asked for the end while this step was waiting for its turn."""


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


class Observer(Protocol):
    """Who watches a crawl: a progress display, a log, a test."""

    def started(self, site: Site) -> None:
        """A site's turn begins."""

    def source(self, site: Site, url: str, text: str) -> None:
        """A source was visited; the text says what came of it."""

    def would_fetch(self, site: Site, url: str) -> None:
        """A dry run would fetch this article."""

    def progress(self, site: Site, done: int, total: int) -> None:
        """So many of so many articles have been visited."""

    def article(self, site: Site, outcome: Outcome) -> None:
        """An article was visited."""

    def finished(self, site: Site, result: SiteResult) -> None:
        """A site's turn is over."""


class Silence:
    """An observer that does nothing."""

    def started(self, site: Site) -> None:
        """Say nothing."""

    def source(self, site: Site, url: str, text: str) -> None:
        """Say nothing."""

    def would_fetch(self, site: Site, url: str) -> None:
        """Say nothing."""

    def progress(self, site: Site, done: int, total: int) -> None:
        """Say nothing."""

    def article(self, site: Site, outcome: Outcome) -> None:
        """Say nothing."""

    def finished(self, site: Site, result: SiteResult) -> None:
        """Say nothing."""


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


class StopSign:
    """Raised by Ctrl-C; whoever waits is woken by it."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def raise_(self) -> None:
        """Ask for the end."""
        self._event.set()

    @property
    def raised(self) -> bool:
        """Whether the end was asked for."""
        return self._event.is_set()

    async def sleep(self, seconds: float) -> None:
        """Wait so many seconds.

        Raises:
            Stopped: the end was asked for before or meanwhile.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        raise Stopped


@dataclass(slots=True)
class Tally:
    """The counters of one site while it is crawled.

    Args:
        site: the site.
    """

    site: Site
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, name: str, number: int = 1) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0) + number

    def outcome(self, outcome: Outcome) -> None:
        """Count what became of an article."""
        self.add(outcome.verdict)
        if outcome.verdict == "failed" and len(self.failures) < _FAILURES_SHOWN:
            self.failures.append(f"{outcome.url}: {outcome.reason}")

    def result(self, fetcher: Fetcher, left: int) -> SiteResult:
        """Return the sums."""
        usage = fetcher.usage(self.site.id)
        return SiteResult(
            site=self.site.id,
            left=left,
            requests=usage.requests,
            bytes=usage.bytes,
            problems=tuple(self.problems),
            failures=tuple(self.failures),
            **self.counts,
        )


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
