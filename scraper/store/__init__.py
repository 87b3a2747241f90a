"""The archive: one SQLite file. The only room that sees SQLite and sqlite_utils."""

from __future__ import annotations

from scraper.store.archive import Archive
from scraper.store.lock import LONGEST_WAIT, ArchiveLock

__all__ = ["LONGEST_WAIT", "Archive", "ArchiveLock"]
