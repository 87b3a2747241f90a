"""What a process has read, kept in a file until the archive's one writer takes it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from scraper.model import Site
from scraper.model.incoming import Broken, OwnRecord, Recalled
from scraper.reading.worker import LENGTH

if TYPE_CHECKING:
    from scraper.batch.mapping.task import Task

_BUFFER_BYTES = 2**20


class Spool:
    """A sink (:class:`scraper.batch.mapping.task.Sink`) that keeps all in one file.

    Args:
        task: what is read; the file lies in its folder.
    """

    def __init__(self, task: Task) -> None:
        self._path = task.file("spool")
        self._unfinished = task.file("spool.tmp")
        self._file: BinaryIO | None = None
        self._sites: dict[str, int] = {}

    def add(self, item: Recalled | OwnRecord | Broken) -> None:
        """Write one record.

        Args:
            item: the record.
        """
        if not isinstance(item, Recalled):
            self._write(item)
            return
        number = self._sites.get(item.site.id)
        if number is None:
            number = self._sites[item.site.id] = len(self._sites)
            # A profile is written once, before the first of its pages.
            self._write(item.site)
        self._write((number, item.incoming, item.reading))

    def commit(self) -> tuple[str, Mapping[str, int]]:
        """Put the file in place; return its path, or nothing where no record was taken."""
        if self._file is None:
            return "", {}
        self._file.close()
        self._unfinished.replace(self._path)
        return str(self._path), {}

    def abandon(self) -> None:
        """Remove what was written."""
        if self._file is None:
            return
        # On a full disk what waits in memory cannot be written either.
        with suppress(OSError):
            self._file.close()
        self._unfinished.unlink(missing_ok=True)

    def _write(self, item: Any) -> None:
        if self._file is None:
            self._file = self._unfinished.open("wb", buffering=_BUFFER_BYTES)
        data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        self._file.write(LENGTH.pack(len(data)))
        self._file.write(data)


def read_spool(path: Path) -> Iterator[Recalled | OwnRecord | Broken]:
    """Give back what a spool holds, in the order in which it was written.

    Args:
        path: the file; only what our own processes have written may be read so.
    """
    sites: list[Site] = []
    with path.open("rb", buffering=_BUFFER_BYTES) as file:
        while head := file.read(LENGTH.size):
            item = pickle.loads(file.read(*LENGTH.unpack(head)))  # noqa: S301 (our own process)
            if isinstance(item, Site):
                sites.append(item)
            elif isinstance(item, tuple):
                number, incoming, reading = item
                yield Recalled(incoming, sites[number], reading)
            else:
                yield item
