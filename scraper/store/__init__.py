"""The archive: one SQLite file. The only room that sees SQLite and sqlite_utils."""

from __future__ import annotations

from scraper.store.archive import LONGEST_WAIT, Archive
from scraper.store.lock import ArchiveLock

__all__ = ["LONGEST_WAIT", "Archive", "ArchiveLock"]
