"""The only way to the network, and the only room that sees httpx and tenacity.

Polite and guarded by construction: pace, robots.txt, conditional requests, Retry-After, bounds on time
and bytes, and a check of every address at the moment it is connected to.
"""

from __future__ import annotations

from scraper.fetch.errors import ends_the_host
from scraper.fetch.fetcher import Fetcher, Usage
from scraper.fetch.settings import HostMemory, Settings

__all__ = ["Fetcher", "HostMemory", "Settings", "Usage", "ends_the_host"]
