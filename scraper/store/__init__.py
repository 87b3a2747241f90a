"""The archive: one SQLite file. The only room that sees sqlite_utils."""

from __future__ import annotations

from scraper.store.archive import Archive
from scraper.store.lock import ArchiveLock

__all__ = ["Archive", "ArchiveLock"]
