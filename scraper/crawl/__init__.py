"""The loop: where fetcher, sources, reading and store meet."""

from __future__ import annotations

from scraper.crawl.context import CrawlContext, HostStore, Options
from scraper.crawl.observer import NullObserver, Observer, SourceVisit
from scraper.crawl.run import crawl_sites, fetch_pages
from scraper.crawl.stop import StopEvent, Stopped

__all__ = [
    "CrawlContext",
    "HostStore",
    "NullObserver",
    "Observer",
    "Options",
    "SourceVisit",
    "StopEvent",
    "Stopped",
    "crawl_sites",
    "fetch_pages",
]
