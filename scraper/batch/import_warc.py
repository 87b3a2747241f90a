"""WARC files taken into an archive: read side by side by other processes, written by this one, in their order.

What was read of a part of a file lies on the disk until it is written, some records a transaction, each time with the
offset up to which the file is in the archive. A run that ends anywhere is gone on with from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from scraper.batch.file_run import FileRun, FileState
from scraper.batch.intake import Intake
from scraper.batch.mapping.cutting import ranges
from scraper.batch.mapping.selection import Selection
from scraper.batch.mapping.task import Done, Task
from scraper.errors import ScraperError
from scraper.model.incoming import Taken
from scraper.store import Archive
from scraper.warc import sources
from scraper.web.userinfo import masked_address


class Readers(Protocol):
    """Reads tasks, such as :class:`scraper.batch.mapping.local.LocalReaders`."""

    def read(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what came of each task, in the order of the tasks.

        Args:
            tasks: made one by one, by the thread that calls this.
        """

    @property
    def positions(self) -> dict[int, int]:
        """The offsets that the tasks under way have reached, by their numbers."""


class WarcImport:
    """One run.

    Args:
        archive: opened for writing.
        intake: what writes.
        selection: which records.
        folder: where tasks keep what they have read; of this run alone.

    Attributes:
        files: what came of each file.
        late: what became of records that waited for another one, where several files had such records.
    """

    def __init__(self, archive: Archive, intake: Intake, selection: Selection, folder: Path) -> None:
        self._archive = archive
        self._intake = intake
        self._selection = selection
        self._folder = folder
        # The file of each task that is under way, and whether it is the file's last.
        self._under_way: dict[int, tuple[FileRun, Task, bool]] = {}
        self._to_finish: list[FileRun] = []
        self._readers: Readers | None = None
        self._bytes_done = 0
        self._newest = self._taking = -1
        self.files: list[FileRun] = []
        self.late: Counter[Taken] = Counter()

    def run(self, files: Sequence[FileRun], readers: Readers) -> None:
        """Take some files; what came of them stands in :attr:`files`, also after an error.

        Args:
            files: as :func:`expanded` gives them.
            readers: what reads them.

        Raises:
            ArchiveError: nothing can be written any more.
        """
        self._readers = readers
        self.files = list(files)
        for done in readers.read(self._tasks()):
            file, task, is_last = self._under_way[done.number]
            self._taking = done.number
            self._intake.take(file, done)
            del self._under_way[done.number]
            self._bytes_done += _bytes(file, task)
            self._judge(file, done, is_last=is_last)
        self._count_late(self._intake.take_late())
        self._intake.finish(self._to_finish)
        for file in self._to_finish:
            file.state = FileState.READ

    def bytes_done(self) -> int:
        """Return how many bytes of the files are done; what was read and is not written yet counts by half."""
        positions = {} if self._readers is None else self._readers.positions
        self._newest = max(self._newest, *positions, -1)
        halves = 0
        for number, (file, task, _) in list(self._under_way.items()):
            # Tasks are begun in their order, and one that was begun and has no position is read to its end.
            if number in positions:
                halves += max(0, positions[number] - task.start)
            elif number <= self._newest:
                halves += _bytes(file, task)
            if number == self._taking:
                halves += max(0, file.at - task.start)
        return self._bytes_done + halves // 2

    def _count_late(self, late: Counter[Taken]) -> None:
        """Count what had waited for a record behind it with its file, where only one file had such records."""
        waiting = [file for file in self.files if file.counts.pop("waiting", 0)]
        if len(waiting) == 1:
            waiting[0].counts.update(late)
        else:
            self.late = late

    def _judge(self, file: FileRun, done: Done, *, is_last: bool) -> None:
        """Note what the end of a task says of its file."""
        if done.fault is not None:
            file.fail(f"{file.shown}: {done.fault}", done.fault.reason.hint or "")
        elif done.message:
            file.fail(done.message, done.hint)
        is_read = is_last and file.state is FileState.READING and not file.is_stopped
        if is_read:
            self._to_finish.append(file)

    def _tasks(self) -> Iterator[Task]:
        """Yield the tasks of all files that were not read already, one by one."""
        number = 0
        for file in self.files:
            parts = self._parts(file)
            self._bytes_done += file.begun_at if parts else file.size or 0
            for place, (start, end) in enumerate(parts, 1):
                if file.state is FileState.FAILED:
                    break
                task = Task(number, file.source, start, end, self._selection, str(self._folder))
                self._under_way[number] = file, task, place == len(parts)
                number += 1
                yield task

    def _parts(self, file: FileRun) -> list[tuple[int, int | None]]:
        """Begin a file, or go on with it, and return the parts of it that are to be read."""
        if file.state is FileState.FAILED:
            return []
        selection = self._selection.text
        with self._archive.explained():
            known = self._archive.imports.find(file.shown, file.identity, selection)
        if known is not None and known.finished_at is not None:
            file.state, file.finished_at = FileState.ALREADY, known.finished_at
            return []
        try:
            is_splittable = sources.is_splittable(file.source)
        except ScraperError as error:
            file.fail(error.message, error.hint or "")
            return []
        if known is not None:
            file.begun_at = file.reached = known.offset
        self._intake.begin(file, selection)
        file.state = FileState.READING
        return list(ranges(file.size, file.begun_at, is_splittable=is_splittable))


def expanded(given: Iterable[str]) -> list[FileRun]:
    """Return the files that a user has named, each once; what cannot be found stands among them with its reason.

    Args:
        given: paths, patterns of paths and addresses.
    """
    files: dict[str, FileRun] = {}
    for one in given:
        try:
            found = sources.expand(one)
        except ScraperError as error:
            missing = files.setdefault(one, FileRun(one, masked_address(one)))
            missing.fail(error.message, error.hint or "")
            continue
        for source in found:
            files.setdefault(source.location, FileRun(source.location, source.address, source.size, source.identity))
    return list(files.values())


def _bytes(file: FileRun, task: Task) -> int:
    end = file.size if task.end is None else task.end
    return 0 if end is None else end - task.start
