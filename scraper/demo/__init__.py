"""A small invented news site on loopback: the whole path of the archive with no internet."""

from __future__ import annotations

from scraper.demo.site import DemoSite

__all__ = ["DemoSite"]
