"""Site profiles: what differs between sites is data (TOML), not code."""

from __future__ import annotations

from scraper.sites.loader import builtin_sites, load_sites, read_profiles, site_for
from scraper.sites.unlisted import is_unlisted, unlisted

__all__ = ["builtin_sites", "is_unlisted", "load_sites", "read_profiles", "site_for", "unlisted"]
