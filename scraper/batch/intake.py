"""What was read of a part of a WARC file, written into the archive: some records a transaction, in their order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

from scraper.batch.file_run import FileRun
from scraper.batch.mapping.spool import read_spool
from scraper.batch.mapping.task import Done
from scraper.batch.past import Waiting
from scraper.errors import ArchiveError, mishap
from scraper.model.incoming import Broken, OwnRecord, Recalled, Taken
from scraper.store import Archive

Item = Recalled | OwnRecord | Broken

# What becomes of a record of our own that says nothing more than the captures before it, or is of other sites. It is no
# page, so that it is not counted among pages that are there already or hold no article.
_NOTHING_OF_AN_OWN_RECORD = (Taken.THERE, Taken.NO_ARTICLE)
# Chosen: so many records are written in some 50 ms, and a visit of a crawl that waits for its turn notices nothing.
_RECORDS_A_COMMIT = 25


class Takers(Protocol):
    """Takes records into the archive, such as :class:`scraper.batch.takers.Takers`."""

    def take(self, item: Recalled | OwnRecord, import_id: int) -> Taken | None:
        """Take one record; None where it waits for the record that it is about.

        Args:
            item: the record, read.
            import_id: the row of its file in ``imports``.
        """

    def faults(self) -> list[Broken]:
        """Return what was wrong with records of our own since this was asked last."""

    def waiting(self) -> Sequence[Waiting]:
        """Return what waits, when all else is there, and let go of it."""

    def take_late(self, recalled: Recalled, import_id: int | None) -> Taken:
        """Take one record that has waited."""

    def rolled_back(self) -> None:
        """Forget what a transaction had written that was rolled back."""


class Intake:
    """Writes what was read.

    Args:
        archive: opened for writing.
        takers: what takes the records.
        now: the time of the run.
    """

    def __init__(self, archive: Archive, takers: Takers, now: dt.datetime) -> None:
        self._archive = archive
        self._takers = takers
        self._now = now
        self._begun: dict[int | None, FileRun] = {}

    def begin(self, file: FileRun, selection: str) -> None:
        """Note that a file is begun, or gone on with.

        Args:
            file: the file.
            selection: which of its records, as a line of JSON.
        """
        with self._archive.transaction():
            row = self._archive.imports.begin(file.shown, file.identity, selection, self._now)
        file.import_id, file.earlier = row.id, row.counts
        self._begun[row.id] = file

    def take(self, file: FileRun, done: Done) -> None:
        """Write what came of a task, and note how far its file is.

        Args:
            file: its file.
            done: the task, read.

        Raises:
            ArchiveError: nothing can be written any more.
        """
        if done.path:
            items = read_spool(Path(done.path))
            while batch := list(islice(items, _RECORDS_A_COMMIT)):
                self._take_batch(file, batch)
                file.at = _offset(batch[-1])
            Path(done.path).unlink(missing_ok=True)
        for record in done.skipped:
            file.note_broken(record)
        file.counts["broken"] += len(done.skipped)
        for name in ("records", "pages", "other"):
            file.counts[name] += done.counts.get(name, 0)
        if not done.is_whole:
            file.is_contiguous = False
            file.is_stopped = True
        file.read_to = max(file.read_to, done.reached)
        if file.is_contiguous:
            file.reached = max(file.reached, done.reached)
        self._note(file)

    def finish(self, files: Sequence[FileRun]) -> None:
        """Take what waited for a record behind it, count it with its file, and note that files were read to their ends.

        Args:
            files: those that were.
        """
        waiting = iter(self._takers.waiting())
        while batch := list(islice(waiting, _RECORDS_A_COMMIT)):
            self._take_late(batch)
        with self._archive.transaction():
            for file in files:
                file.reached = max(file.reached, file.read_to)
                # An earlier run that was killed has counted what this one has found again.
                counts = {name: count for name, count in file.all_counts.items() if name != "waiting"}
                self._archive.imports.finish(file.import_id, file.reached, counts, self._now)

    def _take_late(self, batch: Sequence[Waiting]) -> None:
        """Write some records that have waited in one transaction, or one by one where one of them meets a mistake."""
        try:
            with self._archive.transaction():
                taken = [self._takers.take_late(*one) for one in batch]
        except Exception as error:
            self._takers.rolled_back()
            if self._is_of_the_file(error):
                raise
            if len(batch) > 1:
                for one in batch:
                    self._take_late([one])
                return
            ((recalled, import_id),) = batch
            taken = [Taken.FAILED]
            if import_id in self._begun:
                self._begun[import_id].note_broken(_failed(recalled, error))
        for (_, import_id), each in zip(batch, taken, strict=True):
            self._count_late(import_id, each)

    def _count_late(self, import_id: int | None, taken: Taken) -> None:
        """Count what became of a record that has waited, with its file."""
        file = self._begun.get(import_id)
        if file is None:
            return
        file.counts[taken] += 1
        file.counts["waiting"] -= 1
        if not file.counts["waiting"]:
            del file.counts["waiting"]

    def _note(self, file: FileRun) -> None:
        with self._archive.transaction():
            self._archive.imports.progress(file.import_id, file.reached, file.all_counts)

    def _take_batch(self, file: FileRun, batch: Sequence[Item]) -> None:
        """Write some records in one transaction, with the offset up to which the file is in the archive."""
        # What is known so far of the file is undone with the transaction.
        before, reached, is_contiguous = file.counts.copy(), file.reached, file.is_contiguous
        try:
            with self._archive.transaction():
                for item in batch:
                    self._take_one(file, item)
                self._archive.imports.progress(file.import_id, file.reached, file.all_counts)
        except BaseException as error:
            file.counts, file.reached, file.is_contiguous = before, reached, is_contiguous
            self._takers.rolled_back()
            if not isinstance(error, Exception) or self._is_of_the_file(error):
                raise
            self._take_singly(file, batch, error)
            return
        for item in batch:
            if isinstance(item, Broken):
                file.note_broken(item)
            elif isinstance(item, Recalled):
                file.note_flaws(item.incoming)
        for broken in self._takers.faults():
            file.note_broken(broken)

    def _take_singly(self, file: FileRun, batch: Sequence[Item], error: Exception) -> None:
        """Write records one by one after an error, so that it is known whose it is, and costs the others nothing."""
        if len(batch) == 1:
            file.counts[Taken.FAILED] += 1
            file.note_broken(_failed(batch[0], error))
            return
        for item in batch:
            self._take_batch(file, [item])

    def _take_one(self, file: FileRun, item: Item) -> None:
        if isinstance(item, Broken):
            file.counts["broken"] += 1
        else:
            taken = self._takers.take(item, file.import_id)
            is_silent = isinstance(item, OwnRecord) and taken in _NOTHING_OF_AN_OWN_RECORD
            if not is_silent:
                file.counts["waiting" if taken is None else taken] += 1
            if taken is None:
                # What it is about may come later. Until then, a run that goes on after a kill has to find it again.
                file.is_contiguous = False
            if isinstance(item, Recalled) and item.incoming.flaws:
                file.counts["flawed"] += 1
        if file.is_contiguous:
            # The records behind this one begin further on.
            file.reached = max(file.reached, _offset(item) + 1)

    def _is_of_the_file(self, error: Exception) -> bool:
        """Return whether an error is one of the archive itself, such as a full disk, and not of a row's values."""
        cause = error.__cause__
        return isinstance(error, ArchiveError) and (cause is None or self._archive.own_error(cause) is not None)


def _offset(item: Item) -> int:
    return item.incoming.offset if isinstance(item, Recalled) else item.offset


def _failed(item: Item, error: Exception) -> Broken:
    """Return the record that could not be written, with the mistake that it met."""
    if isinstance(item, Recalled):
        incoming = item.incoming
        return Broken(incoming.source, incoming.offset, mishap(error), incoming.response.url)
    return Broken(item.source, item.offset, mishap(error))
