"""Parts of a dataset: what one task has read, a row a record, in a file of its own."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from scraper.batch.dataset_columns import part_schema
from scraper.batch.dataset_rows import Rows
from scraper.model.incoming import Broken, OwnRecord, Recalled
from scraper.store.files import sync

if TYPE_CHECKING:
    import pyarrow.parquet as pq

    from scraper.batch.mapping.task import Task

PARTIAL = ".tmp"
"""How the name of a file ends that is being written."""

SINK = "scraper.batch.dataset_parts:PartSink"
"""The sink of a task whose records become a part of a dataset."""

ARCHIVE_SINK = "scraper.batch.dataset_parts:ArchivePartSink"
"""The same for records that this program has just written of an archive."""

# Chosen: so many broken records of one task are named; the others are counted.
_MOST_BROKEN = 100
_ARCHIVE = "archive"
# Chosen: some 4 MB of texts, so that a worker's memory does not grow with its file.
_ROWS_AT_A_TIME = 1000


class PartWriter:
    """Writes one part; what stands under its name is whole.

    Args:
        file: where it comes to stand. Until :meth:`finish` it is ``NAME.tmp``.
        rows: what makes the rows.
    """

    def __init__(self, file: Path, rows: Rows | None = None) -> None:
        self._file = file
        self._partial = file.with_name(file.name + PARTIAL)
        self._rows = rows or Rows()
        self._schema = part_schema()
        self.written = 0
        self._waiting: list[dict[str, Any]] = []
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self.discard()

    def add(self, item: Recalled | OwnRecord | Broken) -> None:
        """Write what a record says of an article; what says nothing of one is left out.

        Args:
            item: what was read.

        Raises:
            OSError: the file cannot be written.
        """
        # What an export of ours says of an article can be read of its page as well, by the reader of today.
        row = self._rows.of(item) if isinstance(item, Recalled) else None
        if row is None:
            return
        self._waiting.append(row)
        self.written += 1
        if len(self._waiting) >= _ROWS_AT_A_TIME:
            self._flush()

    def finish(self) -> None:
        """Put the part in its place.

        Raises:
            OSError: the file cannot be written.
        """
        self._flush()
        if self._writer is None:
            # A task that found nothing has a part without rows, so that it is known to be done.
            self._writer = self._opened()
        self._writer.close()
        sync(self._partial)
        self._partial.replace(self._file)

    def discard(self) -> None:
        """Leave nothing behind."""
        if self._writer is not None:
            self._writer.close()
        self._partial.unlink(missing_ok=True)

    def _flush(self) -> None:
        import pyarrow as pa

        if not self._waiting:
            return
        if self._writer is None:
            self._writer = self._opened()
        self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=self._schema))
        self._waiting.clear()

    def _opened(self) -> pq.ParquetWriter:
        import pyarrow.parquet as pq

        self._file.parent.mkdir(parents=True, exist_ok=True)
        return pq.ParquetWriter(self._partial, self._schema, compression="zstd", write_statistics=False)


class PartSink:
    """A sink (:class:`scraper.batch.mapping.task.Sink`) that writes a part, and beside it which records are broken.

    Args:
        task: what is read; the files lie in its folder.
    """

    def __init__(self, task: Task) -> None:
        self._file = task.file("parquet")
        self._named = task.file("broken")
        self._broken: list[Broken] = []
        self._writer = PartWriter(self._file)

    def add(self, item: Recalled | OwnRecord | Broken) -> None:
        """Write one record.

        Args:
            item: the record.
        """
        if isinstance(item, Broken) and len(self._broken) < _MOST_BROKEN:
            self._broken.append(item)
        self._writer.add(item)

    def commit(self) -> tuple[str, Mapping[str, int]]:
        """Put the part in its place; return its path, and how many rows it has."""
        partial = self._named.with_name(self._named.name + PARTIAL)
        partial.write_bytes(pickle.dumps(self._broken, pickle.HIGHEST_PROTOCOL))
        partial.replace(self._named)
        self._writer.finish()
        return str(self._file), {"rows": self._writer.written}

    def abandon(self) -> None:
        """Drop what was written."""
        self._writer.discard()


class ArchivePartSink(PartSink):
    """A sink for captures of an archive: the file between is gone afterwards, and says nothing to anybody."""

    def add(self, item: Recalled | OwnRecord | Broken) -> None:
        """Write one record.

        Args:
            item: the record.
        """
        if isinstance(item, Recalled):
            item = replace(item, incoming=replace(item.incoming, source=_ARCHIVE, offset=0))
        super().add(item)


def broken_of(part: Path) -> list[Broken]:
    """Return the broken records that the task of a part has met, the first ones of many.

    Args:
        part: its file; only what our own processes have written may be read so.
    """
    found: list[Broken] = pickle.loads(part.with_suffix(".broken").read_bytes())  # noqa: S301 (our own process)
    return found
