"""A part of a WARC file that one process reads, and what came of it: what travels between machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from scraper.batch.mapping.selection import Selection
from scraper.model import Fault
from scraper.model.incoming import Broken, OwnRecord, Recalled

SPOOL = "scraper.batch.mapping.spool:Spool"
"""The sink that keeps all that was read for the archive's one writer."""


@dataclass(frozen=True, slots=True)
class Task:
    """A part of a file.

    Args:
        number: its place among the tasks of a run, from 0; names its files in the folder.
        source: path or address of the file, with all that is needed to open it.
        start, end: the records that begin at these byte offsets, ``end`` not included; None: to the file's end.
        selection: what is taken.
        folder: where its files are written, on a disk of the machine that reads.
        sink: what takes what was read, as ``module:name``: called with the task, it gives a :class:`Sink`.
        skip: offsets of records that are not read.
        identity: what tells the content of the file from another one under its name, as in ``imports``.
    """

    number: int
    source: str
    start: int
    end: int | None
    selection: Selection
    folder: str
    sink: str = SPOOL
    skip: frozenset[int] = frozenset()
    identity: str = ""

    def file(self, ending: str) -> Path:
        """Return the path of a file of its own in the folder.

        Args:
            ending: such as ``spool``.
        """
        return Path(self.folder) / f"{self.number:06d}.{ending}"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task.

    Args:
        number, source, start: of the task.
        reached: up to this offset everything was read; the next task goes on from here.
        is_whole: whether that is the end of the task, and nobody asked for the end before.
        path: where its sink put what was read; empty where there is nothing.
        counts: how many ``records`` there were, ``pages`` that were asked for, ``other`` answers that are no pages,
            ``own`` records of our exports, ``broken`` ones, and what the sink counted.
        skipped: the records that ended the process that read them, each once for all.
        fault: why the file could not be read to the end of the task, or None.
        message, hint: the same as a sentence, where the reader had one, and what to do next.
    """

    number: int
    source: str
    start: int
    reached: int
    is_whole: bool = True
    path: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    skipped: tuple[Broken, ...] = ()
    fault: Fault | None = None
    message: str = ""
    hint: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether the file could not be read to the end of the task."""
        return self.fault is not None or bool(self.message)


class Readers(Protocol):
    """Reads tasks: :class:`scraper.batch.mapping.local.LocalReaders`, or those of a cluster."""

    def read(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Yield what came of each task, in the order of the tasks.

        Args:
            tasks: made one by one, by the thread that calls this.
        """

    def stop(self) -> None:
        """Begin no further task."""

    @property
    def positions(self) -> Mapping[int, int]:
        """The offsets that the tasks under way have reached, by their numbers."""


class Sink(Protocol):
    """Takes what was read of a task; what is written is not seen by others until :meth:`commit`."""

    def add(self, item: Recalled | OwnRecord | Broken) -> None:
        """Take one record."""

    def commit(self) -> tuple[str, Mapping[str, int]]:
        """Put what was taken in place by a rename; return where it is, empty for nothing, and further counts."""

    def abandon(self) -> None:
        """Drop what was taken."""
