"""The only way to the network, and the only room that sees httpx and tenacity.

Polite and guarded by construction: pace, robots.txt, conditional requests, Retry-After, bounds on time
and bytes, and a check of every address at the moment it is connected to.
"""

from __future__ import annotations

from scraper.errors import BackOffError, FetchError, UnreachableError
from scraper.fetch.fetcher import Fetcher, Usage
from scraper.fetch.settings import HostMemory, Settings
from scraper.web.urls import authority


def is_host_down(error: FetchError, url: str) -> bool:
    """Stand-in."""
    down = isinstance(error, BackOffError) or (isinstance(error, UnreachableError) and error.host_down)
    return down and authority(error.url) == authority(url)


__all__ = ["Fetcher", "HostMemory", "Settings", "Usage", "is_host_down"]
