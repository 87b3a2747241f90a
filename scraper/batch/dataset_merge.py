"""Parts become the tables of a dataset: records are brought together by article, then sorted, in bounded memory.

Three steps, each of which reads and writes files: the records of all parts are scattered over some buckets by the key
of their article; each bucket is reduced to sorted rows (:mod:`scraper.batch.dataset_reduce`); the sorted rows of all
buckets are merged. No step holds more than one bucket, or a few rows of each.
"""

from __future__ import annotations

import heapq
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.batch.dataset_columns import TABLES, arrow_schema, described, part_schema
from scraper.batch.dataset_reduce import ORDER, reduced
from scraper.store.files import sync

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

# Chosen: packed bytes of parts that are reduced at once. Unpacked they are three times as much, with the tables that
# are made of them ten times.
_BUCKET_BYTES = 4 * 1024 * 1024
# Chosen: below the 1,024 files that a process may have open on most systems. Beyond 2 GB of parts the buckets grow.
_MOST_BUCKETS = 500
# Chosen: so many rows of all runs together are in memory while they are merged.
_ROWS_IN_MEMORY = 5_000
_FEWEST_ROWS = 10
# Chosen: a row group of articles unpacks to some 20 MB, and a year of one site is a few of them, so that a question
# about one site reads little else. Rows of the other tables are shorter.
_ROWS_A_GROUP = {"articles": 5_000}
_ROWS_A_GROUP_ELSE = 50_000
# Chosen: a file of articles has some hundreds of megabytes.
_GROUPS_A_FILE = 40


def merge(
    parts: Sequence[Path], work: Path, target: Path, *, forgotten: Collection[bytes] = (),
    bucket_bytes: int = _BUCKET_BYTES,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, int]:  # fmt: skip
    """Make the tables of some parts; the same parts in the same order give the same bytes.

    Args:
        parts: whole parts.
        work: an empty folder for what lies between.
        target: an empty folder, in which each table gets one of its own.
        forgotten: digests of the keys of what may not come back.
        bucket_bytes: packed bytes of parts that are held in memory at once.
        progress: is told how many buckets of how many are reduced.

    Returns:
        The number of rows of each table.

    Raises:
        OSError: the disk is full, or a file cannot be read.
    """
    total = sum(part.stat().st_size for part in parts)
    buckets = max(1, min(_MOST_BUCKETS, -(-total // bucket_bytes)))
    scattered = _scattered(parts, work, buckets)
    runs: dict[str, list[Path]] = {name: [] for name in TABLES}
    for number in range(buckets):
        progress(number, buckets)
        for name, table in reduced(scattered(number), forgotten).items():
            run = work / f"{name}-{number}.arrow"
            _write_run(table, run, max(_FEWEST_ROWS, _ROWS_IN_MEMORY // buckets))
            runs[name].append(run)
    progress(buckets, buckets)
    return {name: _write_table(name, runs[name], target) for name in TABLES}


def _scattered(parts: Sequence[Path], work: Path, buckets: int) -> Callable[[int], pa.Table]:
    """Return what gives all records of a bucket; records of one article are in one bucket."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = part_schema().remove_metadata()
    if buckets == 1:
        # Nothing has to be written where everything fits.
        tables = [pq.read_table(part, partitioning=None) for part in parts]
        whole = pa.concat_tables([table.cast(schema) for table in tables]) if tables else schema.empty_table()
        return lambda number: whole
    files = [work / f"bucket-{number}.arrow" for number in range(buckets)]
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    writers = [pa.ipc.new_file(file, schema, options=options) for file in files]
    for part in parts:
        for batch in pq.ParquetFile(part).iter_batches(1000):
            _scatter(pa.Table.from_batches([batch]).cast(schema), writers)
    for writer in writers:
        writer.close()
    return lambda number: pa.ipc.open_file(pa.OSFile(str(files[number]))).read_all()


def _scatter(rows: pa.Table, writers: Sequence[Any]) -> None:
    places: dict[int, list[int]] = {}
    for place, key in enumerate(rows["key"].to_pylist()):
        places.setdefault(zlib.crc32(key.encode()) % len(writers), []).append(place)
    for bucket, chosen in places.items():
        writers[bucket].write_table(rows.take(chosen))


def _write_run(table: pa.Table, file: Path, rows: int) -> None:
    import pyarrow as pa

    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(file, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)


def _write_table(name: str, runs: Sequence[Path], target: Path) -> int:
    """Write a table's files, a folder a year, and return the number of its rows."""
    folder = target / name
    folder.mkdir(parents=True)
    count = 0
    for year, rows in groupby(heapq.merge(*(_rows_of(number, run) for number, run in enumerate(runs))), _year):
        files = _Files(name, folder / f"year={year}")
        chosen: list[tuple[Any, ...]] = []
        for row in rows:
            chosen.append(row)
            if len(chosen) >= files.rows_a_group:
                files.write(_taken(chosen))
                chosen = []
            count += 1
        if chosen:
            files.write(_taken(chosen))
        files.close()
    if not count:
        # Readers find the columns of a table without rows, too.
        files = _Files(name, folder / "year=0")
        files.write(arrow_schema(TABLES[name], described(name)).empty_table())
        files.close()
    sync(folder)
    return count


def _year(row: tuple[Any, ...]) -> int:
    year: int = row[0]
    return year


def _rows_of(number: int, run: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a run in their order: what they are sorted by, then where they stand."""
    import pyarrow as pa

    with pa.ipc.open_file(pa.OSFile(str(run))) as reader:
        for which in range(reader.num_record_batches):
            batch = reader.get_batch(which)
            keys = zip(*(batch.column(name).to_pylist() for name in ORDER), strict=True)
            # Number and place differ between any two rows, so that batches themselves are never compared.
            yield from ((*key, number, which, place, batch) for place, key in enumerate(keys))


def _taken(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Return rows of several batches as one table, without the columns that they were sorted by."""
    import pyarrow as pa

    starts: dict[tuple[int, int], int] = {}
    batches: list[Any] = []
    total = 0
    indices = []
    for *_, number, which, place, batch in rows:
        if (number, which) not in starts:
            starts[number, which] = total
            batches.append(batch)
            total += batch.num_rows
        indices.append(starts[number, which] + place)
    return pa.Table.from_batches(batches).drop_columns(list(ORDER)).take(indices)


class _Files:
    """The files of one year of a table.

    Args:
        name: of the table.
        folder: of the year.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self._schema = arrow_schema(TABLES[name], described(name))
        self._folder = folder
        self._writer: pq.ParquetWriter | None = None
        self._file: Path | None = None
        self._files = self._groups = 0
        self.rows_a_group = _ROWS_A_GROUP.get(name, _ROWS_A_GROUP_ELSE)
        folder.mkdir()

    def write(self, table: pa.Table) -> None:
        """Write a row group."""
        if self._writer is None or self._groups >= _GROUPS_A_FILE:
            self._next_file()
        assert self._writer is not None  # noqa: S101  (told to the type checker)
        self._writer.write_table(table.cast(self._schema), row_group_size=self.rows_a_group)
        self._groups += 1

    def close(self) -> None:
        """End the last file."""
        if self._writer is not None and self._file is not None:
            self._writer.close()
            sync(self._file)
            sync(self._folder)

    def _next_file(self) -> None:
        import pyarrow.parquet as pq

        self.close()
        self._file = self._folder / f"part-{self._files:05}.parquet"
        sorting = pq.SortingColumn.from_ordering(self._schema, _sorting(self._schema))
        # Statistics of texts cost room, and nobody looks for an article by the range in which its body lies.
        statistics = [one.name for one in self._schema if one.name not in _WITHOUT_STATISTICS]
        self._writer = pq.ParquetWriter(
            self._file, self._schema, compression="zstd", write_statistics=statistics, sorting_columns=sorting
        )
        self._files += 1
        self._groups = 0


_WITHOUT_STATISTICS = frozenset({"body", "lead", "title", "teaser", "sources", "signals", "authors"})


def _sorting(schema: pa.Schema) -> list[tuple[str, str]]:
    time = "day" if "day" in schema.names else "fetched_at"
    return [(name, "ascending") for name in ("site", time, "url")]
