"""The loop: where fetcher, discovery, parser and store meet."""

from __future__ import annotations

from scraper.crawl.context import Desk, Options
from scraper.crawl.observer import Observer
from scraper.crawl.run import crawl_sites, fetch_pages
from scraper.crawl.stop import Stopped

__all__ = ["Desk", "Observer", "Options", "Stopped", "crawl_sites", "fetch_pages"]
