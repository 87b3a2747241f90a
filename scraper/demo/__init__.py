"""Small invented news sites on loopback: the whole path of the archive with no internet."""

from __future__ import annotations

from scraper.demo.article import CET
from scraper.demo.press import DAYS, DemoPress, watch_toml
from scraper.demo.site import DemoSite

__all__ = ["CET", "DAYS", "DemoPress", "DemoSite", "watch_toml"]
