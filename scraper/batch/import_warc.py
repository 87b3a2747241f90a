"""WARC files taken into an archive: read side by side by other processes, written by this one, in their order.

What was read of a part of a file lies on the disk until it is written, some records a transaction, each time with the
offset up to which the file is in the archive. A run that ends anywhere is gone on with from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from scraper.batch.file_run import FileRun
from scraper.batch.mapping.selection import Selection
from scraper.batch.mapping.task import Done, Task
from scraper.model.incoming import Broken, OwnRecord, Recalled, Taken
from scraper.store import Archive
from scraper.warc import sources

Item = Recalled | OwnRecord | Broken

# Chosen: so many records are written in some 50 ms, and a visit of a crawl that waits for its turn notices nothing.
_RECORDS_A_COMMIT = 25


class Readers(Protocol):
    """Reads tasks, such as :class:`scraper.batch.mapping.local.LocalReaders`."""

    def read(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what came of each task, in the order of the tasks."""

    @property
    def positions(self) -> dict[int, int]:
        """The offsets that the tasks under way have reached, by their numbers."""


class Takers(Protocol):
    """Takes records into the archive; the caller holds the transaction."""

    def take(self, item: Recalled | OwnRecord, import_id: int) -> Taken:
        """Take one record of a file that is being imported."""

    def finish(self) -> dict[Taken, int]:
        """Take what waited for a record behind it; return what became of that."""


class WarcImport:
    """One run.

    Args:
        archive: opened for writing.
        takers: what takes the records.
        selection: which records.
        folder: where tasks keep what they have read; of this run alone.
        now: the time of the run.
        changed: is called whenever something was taken.
    """

    def __init__(
        self,
        archive: Archive,
        takers: Takers,
        selection: Selection,
        folder: Path,
        now: dt.datetime,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._archive = archive
        self._takers = takers
        self._selection = selection
        self._folder = folder
        self._now = now
        self._changed = changed
        self._known: dict[tuple[str, str], tuple[int, bool]] = {}
        self._files_of: dict[int, tuple[FileRun, bool]] = {}
        self._waiting: list[FileRun] = []
        self.files: list[FileRun] = []
        self.late: dict[Taken, int] = {}

    def run(self, found: Sequence[str], readers: Readers) -> None:
        """Take some files; what came of them stands in :attr:`files`, also after an error.

        Args:
            found: paths and addresses, each a file.
            readers: what reads them.

        Raises:
            ArchiveError: nothing can be written any more.
        """
        self.files = [FileRun(source, sources.shown(source)) for source in found]
        for done in readers.read(self._tasks()):
            self._take_done(done)
            self._changed()
        self._end()
