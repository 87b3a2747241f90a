"""The loop: where fetcher, sources, reading and store meet."""

from __future__ import annotations

from scraper.crawl.context import CrawlContext, HostStore, Options
from scraper.crawl.linkcheck import LinkNews, LinkReport, check_links
from scraper.crawl.observer import NullObserver, Observer, SourceVisit
from scraper.crawl.run import crawl_sites, fetch_pages
from scraper.crawl.stop import StopEvent, Stopped

__all__ = [
    "CrawlContext",
    "HostStore",
    "LinkNews",
    "LinkReport",
    "NullObserver",
    "Observer",
    "Options",
    "SourceVisit",
    "StopEvent",
    "Stopped",
    "check_links",
    "crawl_sites",
    "fetch_pages",
]
