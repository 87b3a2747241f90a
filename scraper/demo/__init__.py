"""Small invented news sites on loopback: the whole path of the archive with no internet."""

from __future__ import annotations

from scraper.demo.press import DAYS, DemoPress
from scraper.demo.site import DemoSite

__all__ = ["DAYS", "DemoPress", "DemoSite"]
