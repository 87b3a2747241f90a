"""The loop: where fetcher, discovery, parser and store meet."""

from __future__ import annotations

from scraper.crawl.context import Desk, Observer, Options, Stopped
from scraper.crawl.run import crawl_sites, fetch_pages

__all__ = ["Desk", "Observer", "Options", "Stopped", "crawl_sites", "fetch_pages"]
