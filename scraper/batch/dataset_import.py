"""WARC files become a Parquet dataset: parts are read side by side, by processes here or on a cluster, then merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scraper.batch.cluster_work import done_before, keep_done
from scraper.batch.dataset import Dataset
from scraper.batch.dataset_parts import SINK, broken_of
from scraper.batch.file_run import FileRun, FileState
from scraper.batch.mapping.cutting import ranges
from scraper.batch.mapping.selection import Selection
from scraper.batch.mapping.task import Done, Readers, Task
from scraper.errors import ScraperError
from scraper.model.incoming import Broken
from scraper.warc import sources


@dataclass(slots=True)
class Made:
    """What a run has made.

    Args:
        counts: of all files together: ``records``, ``pages``, ``broken`` and others.
        rows: of each table; empty where the tables were not made.
        failed: the files that could not be read to their ends, each with the sentence why.
        broken: records that could not be read, the first ones of many.
        was_there: whether the dataset stood there already.
    """

    counts: Counter[str] = field(default_factory=Counter)
    rows: dict[str, int] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    was_there: bool = False

    @property
    def has_trouble(self) -> bool:
        """Whether a person should look at something."""
        return bool(self.failed or self.counts["broken"])


def selection_of(files: Sequence[FileRun], selection: Selection) -> dict[str, object]:
    """Return what a dataset is made of, by which the same is known again.

    Args:
        files: the WARC files, each with size and identity.
        selection: what is taken of them.
    """
    return {
        "files": [[one.shown, one.size, one.identity] for one in files],
        "selection": selection.text,
        # A profile that was mended since reads otherwise.
        "readers": selection.readers(),
    }


def make(
    dataset: Dataset, files: Sequence[FileRun] | Callable[[Path], Sequence[FileRun]], selection: Selection,
    readers: Readers, *, sink: str = SINK, is_forced: bool = False, is_stopped: Callable[[], bool] = lambda: False,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> Made:  # fmt: skip
    """Make a dataset of some files; what an earlier run has read is found again.

    Args:
        dataset: where.
        files: the WARC files, in their order; or what writes them into a folder that goes with the work.
        selection: what is taken of them.
        readers: what reads.
        sink: what writes the parts.
        is_forced: make it anew, whatever stands there.
        is_stopped: returns whether somebody has asked for the end; then no tables are made.
        progress: is told what is done, and how much of how much.

    Raises:
        ConfigError: something else stands there.
        ScraperError: the disk is full, or the cluster is gone.
    """
    made = Made()
    with dataset.opened(is_forced=is_forced) as rows:
        if rows is not None:
            made.was_there, made.rows = True, rows
            return made
        if callable(files):
            files = files(dataset.input)
        made.failed.update((file.shown, _sentence(file.message, file.hint)) for file in files if file.message)
        tasks = list(_tasks(files, selection, dataset.parts, sink, made))
        parts = _read(tasks, files, readers, made, progress)
        if not made.failed and not is_stopped() and len(parts) == len(tasks):
            made.rows = dataset.finish(parts, lambda done, total: progress("merging", done, total))
    return made


def _tasks(files: Sequence[FileRun], selection: Selection, folder: Path, sink: str, made: Made) -> Iterator[Task]:
    number = 0
    for file in files:
        if file.state is FileState.FAILED:
            continue
        try:
            is_splittable = sources.is_splittable(file.source)
        except ScraperError as error:
            made.failed[file.shown] = str(error)
            continue
        for start, end in ranges(file.size, 0, is_splittable=is_splittable):
            yield Task(number, file.source, start, end, selection, str(folder), sink, identity=file.identity)
            number += 1


def _read(
    tasks: Sequence[Task], files: Sequence[FileRun], readers: Readers, made: Made,
    progress: Callable[[str, int, int], None],
) -> list[Path]:  # fmt: skip
    """Read what is not read yet; return the parts that are whole, in the order of their tasks."""
    before = {task.number: done for task in tasks if (done := done_before(task)) is not None}
    shown = {file.source: file.shown for file in files}
    found: dict[int, Done] = {}
    for done in before.values():
        found[done.number] = done
        _count(done, shown, made)
    todo = [task for task in tasks if task.number not in before]
    by_number = {task.number: task for task in todo}
    for done in readers.read(todo):
        progress("reading", len(found), len(tasks))
        keep_done(by_number[done.number], done)
        _count(done, shown, made)
        if done.is_whole and not done.has_failed:
            found[done.number] = done
    return [Path(found[number].path) for number in sorted(found)]


def _count(done: Done, shown: dict[str, str], made: Made) -> None:
    made.counts.update(done.counts)
    made.counts["broken"] += len(done.skipped)
    made.broken += done.skipped
    if done.path:
        made.broken += broken_of(Path(done.path))
    if done.has_failed:
        why = done.fault
        message = done.message or str(why)
        hint = done.hint or (why.reason.hint if why is not None else "")
        made.failed.setdefault(shown[done.source], _sentence(message, hint))


def _sentence(message: str, hint: str) -> str:
    return str(ScraperError(message, hint=hint or None))
