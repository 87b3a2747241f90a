"""Who watches a crawl."""

from __future__ import annotations

from typing import Protocol

from scraper.model import Outcome, Site, SiteResult


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
