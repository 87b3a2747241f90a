"""The archive opened for writing, as all commands that write it do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scraper.cli.progress import MigrationProgress, say

if TYPE_CHECKING:
    from scraper.store import Archive


def open_archive(path: Path) -> Archive:
    """Open an archive for writing; a migration shows how far it is on a terminal, and is said in one line.

    Raises:
        ArchiveError, LockedError: see :meth:`Archive.open`.
    """
    from scraper.store import Archive

    # The line is printed from cron too: a migration leaves the old archive beside the new one until a person removes
    # that.
    with MigrationProgress() as progress:
        return Archive.open(path, progress=progress.show, migrated=lambda done: say(f"{done.said}.", err=True))
