"""The archive: one SQLite file. The only room that sees SQLite and sqlite_utils.

Its names are loaded on first use, so that ``scraper --version`` can ask for SQLite's version quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scraper.store.archive import Archive
    from scraper.store.lock import LINK_CHECK, LONGEST_WAIT, WATCH, ArchiveLock, is_crawled

__all__ = ["LINK_CHECK", "LONGEST_WAIT", "WATCH", "Archive", "ArchiveLock", "is_crawled"]


# Python calls this for a name that the module does not have (PEP 562). Imported at the top instead, sqlite_utils would
# be loaded for every module of this package.
def __getattr__(name: str) -> Any:
    if name == "Archive":
        from scraper.store import lean

        lean.load()
        from scraper.store.archive import Archive

        return Archive
    if name in __all__:
        from scraper.store import lock

        return getattr(lock, name)
    raise AttributeError(f"module 'scraper.store' has no attribute {name!r}")
