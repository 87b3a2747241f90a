"""pandas, DuckDB and Polars read from each form of each table the rows of the archive, with their types."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow.parquet
import pytest

from cli_running import scraper
from scraper.batch.export_tables import TABLES
from scraper.batch.table_rows import TableRows
from scraper.model.exported import Kind
from scraper.store import Archive
from scraper.store.table_columns import OUTGOING

FORMS = ("csv", "jsonl", "parquet")
# What DuckDB finds by itself in CSV. A text that looks like something else everywhere is the exception.
DUCKDB = {
    Kind.TEXT: "VARCHAR",
    Kind.WHOLE: "BIGINT",
    Kind.SHARE: "DOUBLE",
    Kind.FLAG: "BOOLEAN",
    Kind.DAY: "DATE",
    Kind.TIME: "TIMESTAMP WITH TIME ZONE",
}
PARQUET = {
    Kind.TEXT: "string",
    Kind.WHOLE: "int64",
    Kind.SHARE: "double",
    Kind.FLAG: "bool",
    Kind.DAY: "date32[day]",
    Kind.TIME: "timestamp[us, tz=UTC]",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, press_archive: Path) -> Path:
    target = tmp_path_factory.mktemp("tables")
    for form in FORMS:
        done = scraper("--db", press_archive, "export", form, "--output", target)
        assert (done.code, done.out, done.err) == (0, "", "")
    done = scraper("--db", press_archive, "export", "csv", "--raw", "--output", target, "--force")
    assert (done.code, done.out, done.err) == (0, "", "")
    return target


def archived(path: Path, table: str) -> list[list[Any]]:
    """Return the rows of a table, days and times as such."""
    kinds = [column.kind for column in OUTGOING[table].columns]
    with Archive.read(path) as archive, (tables := archive.outgoing_tables()).one_moment():
        rows = list(TableRows(table, OUTGOING[table].columns)(tables.rows(table)))
    return [[_value(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in rows]


def _value(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind is Kind.DAY:
        return dt.date.fromisoformat(value)
    return dt.datetime.fromisoformat(value) if kind is Kind.TIME else value


def without_empty(rows: list[list[Any]]) -> list[list[Any]]:
    """Return rows as CSV's readers have them, which take an empty text for NULL."""
    return [[None if value == "" else value for value in row] for row in rows]


@pytest.mark.parametrize("table", TABLES)
def test_the_archive_has_rows_to_compare(press_archive: Path, table: str) -> None:
    assert archived(press_archive, table)


@pytest.mark.parametrize("table", TABLES)
def test_parquet_has_rows_and_types(press_archive: Path, folder: Path, table: str) -> None:
    file = pyarrow.parquet.ParquetFile(folder / f"{table}.parquet")
    assert {field.name: str(field.type) for field in file.schema_arrow} == {
        column.name: PARQUET[column.kind] for column in OUTGOING[table].columns
    }
    assert [list(row.values()) for row in file.read().to_pylist()] == archived(press_archive, table)
    metadata = file.schema_arrow.metadata
    assert metadata[b"scraper.table"] == table.encode()
    assert metadata[b"scraper.schema"] == b"10"
    assert metadata[b"scraper.program"] == b"0.1.0"
    group = file.metadata.row_group(0)
    assert group.column(0).compression == "ZSTD"
    names = [column.name for column in OUTGOING[table].columns]
    assert [names[one.column_index] for one in group.sorting_columns] == list(OUTGOING[table].order)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_the_rows(press_archive: Path, folder: Path, table: str, form: str) -> None:
    expected = archived(press_archive, table)
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        found = db.execute(f"SELECT * FROM '{folder / table}.{form}'")
        types = {name: str(kind) for name, kind, *_ in found.description or ()}
        rows = [list(row) for row in found.fetchall()]
    if form == "csv":
        expected = without_empty(expected)
    if form == "jsonl":
        # Times stay times of UTC, and of columns without any value DuckDB does not know what they are.
        rows = [[_as_utc(value) for value in row] for row in rows]
    assert rows == expected
    if form == "csv":
        empty = {name for place, name in enumerate(types) if all(row[place] is None for row in expected)}
        known = {column.name: DUCKDB[column.kind] for column in OUTGOING[table].columns if column.name not in empty}
        assert {name: kind for name, kind in types.items() if name in known} == known


def _as_utc(value: Any) -> Any:
    is_without_zone = isinstance(value, dt.datetime) and value.tzinfo is None
    return value.replace(tzinfo=dt.UTC) if is_without_zone else value


@pytest.mark.parametrize("table", TABLES)
def test_pandas_and_polars_read_the_same_from_each_form(press_archive: Path, folder: Path, table: str) -> None:
    expected = archived(press_archive, table)
    frame = pandas.read_csv(folder / f"{table}.csv", keep_default_na=False, na_values=[""])
    assert list(frame.columns) == [column.name for column in OUTGOING[table].columns]
    assert len(frame) == len(expected)
    assert len(pandas.read_parquet(folder / f"{table}.parquet")) == len(expected)
    assert polars.read_parquet(folder / f"{table}.parquet").rows() == [tuple(row) for row in expected]
    assert polars.read_csv(folder / f"{table}.csv", infer_schema_length=None).height == len(expected)
    assert polars.read_ndjson(folder / f"{table}.jsonl", infer_schema_length=None).height == len(expected)


@pytest.mark.parametrize("table", TABLES)
def test_json_lines_have_numbers_as_numbers_and_all_names(press_archive: Path, folder: Path, table: str) -> None:
    columns = OUTGOING[table].columns
    lines = (folder / f"{table}.jsonl").read_text(encoding="utf-8").split("\n")
    assert lines.pop() == ""
    found = [json.loads(line) for line in lines]
    assert [list(row) for row in found] == [[column.name for column in columns]] * len(found)
    values = [[_value(column.kind, row[column.name]) for column in columns] for row in found]
    assert values == archived(press_archive, table)
