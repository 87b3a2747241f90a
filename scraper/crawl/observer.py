"""Who watches a crawl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from scraper.model import Fault, Outcome, Site, SiteResult, Wait


@dataclass(frozen=True, slots=True)
class SourceVisit:
    """What came of a visit to a feed, sitemap or listing.

    Args:
        url: its address.
        links: how many links it names; None where it has not changed or is not what it should be.
        new: how many of them were not known before.
        fault: what is wrong with it, or None.
    """

    url: str
    links: int | None = None
    new: int = 0
    fault: Fault | None = None


class Observer(Protocol):
    """A progress display, a log, a test.

    Its methods are called on the event loop, where all sites stand still meanwhile: they must not wait for a terminal
    or a disk.
    """

    def started(self, site: Site) -> None:
        """A site's turn begins."""

    def source(self, site: Site, visit: SourceVisit) -> None:
        """A source was visited."""

    def would_fetch(self, site: Site, url: str) -> None:
        """A dry run would fetch this article."""

    def progress(self, site: Site, done: int, total: int) -> None:
        """So many of so many articles have been visited."""

    def waits(self, site: Site, wait: Wait) -> None:
        """A request of a site begins to wait for something."""

    def article(self, site: Site, outcome: Outcome) -> None:
        """An article was visited."""

    def finished(self, site: Site, result: SiteResult) -> None:
        """A site's turn is over."""


class NullObserver:
    """An observer that does nothing."""

    def started(self, site: Site) -> None:
        """Say nothing."""

    def source(self, site: Site, visit: SourceVisit) -> None:
        """Say nothing."""

    def would_fetch(self, site: Site, url: str) -> None:
        """Say nothing."""

    def progress(self, site: Site, done: int, total: int) -> None:
        """Say nothing."""

    def waits(self, site: Site, wait: Wait) -> None:
        """Say nothing."""

    def article(self, site: Site, outcome: Outcome) -> None:
        """Say nothing."""

    def finished(self, site: Site, result: SiteResult) -> None:
        """Say nothing."""
