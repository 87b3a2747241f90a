"""Tables as Parquet, in row groups of bounded size; pyarrow comes with the extra ``parquet``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from scraper.about import VERSION
from scraper.batch.table_rows import Values
from scraper.errors import needing
from scraper.model.exported import Column, Kind

if TYPE_CHECKING:
    import pyarrow

# Rows that become columns in one go; chosen: more are no faster.
_ROWS_AT_ONCE = 1_000
# A row group ends with either. The rows are those of DuckDB's own row groups, below which it reads with less than all
# of its threads; the bytes are chosen, since a row group stands in memory until it is whole.
_ROWS_OF_A_GROUP = 122_880
_BYTES_OF_A_GROUP = 48 * 1024**2


def require_parquet() -> None:
    """Find out before anything is done whether Parquet can be written.

    Raises:
        MissingExtraError: it cannot.
    """
    with needing("parquet"):
        import pyarrow.parquet  # noqa: F401


def write_parquet(
    file: BinaryIO,
    table: str,
    columns: Sequence[Column],
    order: Sequence[str],
    rows: Iterable[Values],
    schema_version: int,
) -> None:
    """Write a table as a Parquet file, its columns compressed by Zstandard.

    Args:
        file: opened for writing; it need not be one that can be sought in.
        table: its name.
        columns: of the table.
        order: the names of the columns that the rows are sorted by.
        rows: of the table.
        schema_version: of the archive, for the file's metadata.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    metadata = {"scraper.table": table, "scraper.schema": str(schema_version), "scraper.program": VERSION}
    schema = pa.schema([(column.name, _types()[column.kind]) for column in columns], metadata=metadata)
    names = [column.name for column in columns]
    # None of the columns that rows are sorted by is NULL, but for 'start' of mentions, where NULL comes first.
    sorted_by = [pq.SortingColumn(names.index(name), nulls_first=True) for name in order]
    with pq.ParquetWriter(file, schema, compression="zstd", sorting_columns=sorted_by) as writer:
        for batches in _groups(_batches(schema, rows)):
            group = pa.Table.from_batches(batches, schema)
            writer.write_table(group, row_group_size=group.num_rows)


def _types() -> dict[Kind, pyarrow.DataType]:
    """Return the type of each kind of column."""
    import pyarrow as pa

    return {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.SHARE: pa.float64(),
        Kind.FLAG: pa.bool_(),
        Kind.DAY: pa.date32(),
        Kind.TIME: pa.timestamp("us", tz="UTC"),
    }


def _batches(schema: pyarrow.Schema, rows: Iterable[Values]) -> Iterator[pyarrow.RecordBatch]:
    """Yield rows as columns, some at a time."""
    import pyarrow as pa

    left = iter(rows)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        arrays = [_array(values, field.type) for values, field in zip(zip(*some, strict=True), schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Sequence[Any], kind: pyarrow.DataType) -> pyarrow.Array:
    """Return the values of a column; days and times are read from their text, which Arrow does at once for all."""
    import pyarrow as pa

    if pa.types.is_temporal(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)


def _groups(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[list[pyarrow.RecordBatch]]:
    """Yield batches by row groups; without any row there is none."""
    group: list[Any] = []
    rows, size = 0, 0
    for batch in batches:
        group.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= _ROWS_OF_A_GROUP or size >= _BYTES_OF_A_GROUP:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group
