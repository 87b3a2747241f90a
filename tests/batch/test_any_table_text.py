"""Whatever stands in a text survives CSV, JSON lines and Parquet, or is named; so is what is no value of its column."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow.parquet
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.batch.parquet_tables import write_parquet
from scraper.batch.table_rows import TableRows
from scraper.batch.table_texts import CsvStyle, csv_rows, json_rows
from scraper.model.exported import Column, Kind, Spoiled
from scraper.web.storable import storable

COLUMNS = (Column("id", Kind.WHOLE), Column("text", Kind.TEXT), Column("other", Kind.TEXT))
# Any code point at all, lone surrogates and NUL included; and what readers of CSV stumble over.
AWKWARD = st.sampled_from(
    [
        "\x00",
        "\ud800",
        '"',
        '""',
        "\r",
        "\n",
        "\r\n",
        "\u2028",
        "\u0085",
        "\ufeff",
        ",",
        ";",
        "\t",
        "=1+1",
        "'",
        "\\",
        " ",
    ]
)
TEXTS = st.lists(st.one_of(AWKWARD, st.text(max_size=8)), max_size=6).map("".join)
ROWS = st.lists(st.tuples(TEXTS, st.one_of(st.none(), TEXTS)), min_size=1, max_size=8)
NASTY = [("\ufeff", ""), ('"', None), ("a\rb", "a\r\nb"), ("\x00\ud800", "\u2028"), ("NULL", "nan"), ("-1", "007")]


def values(rows: Iterable[tuple[Any, ...]]) -> tuple[list[list[Any]], TableRows]:
    checked = TableRows("articles", COLUMNS)
    return list(checked((number, *row) for number, row in enumerate(rows, 1))), checked


def expected(rows: list[tuple[str, str | None]]) -> list[list[Any]]:
    return [
        [number, storable(text), None if other is None else storable(other)]
        for number, (text, other) in enumerate(rows, 1)
    ]


def as_csv(rows: list[list[Any]], **style: bool) -> str:
    return "".join(csv_rows(COLUMNS, rows, CsvStyle(**style)))


@given(ROWS)
@example(NASTY)
def test_what_cannot_be_written_is_named_and_the_rest_stays(rows: list[tuple[str, str | None]]) -> None:
    found, checked = values(rows)
    assert found == expected(rows)
    changed = sum(text is not None and storable(text) != text for row in rows for text in row)
    assert (checked.spoiled, checked.number) == (changed, len(rows))
    assert all(one.is_kept for one in checked.noted)


@given(ROWS)
@example(NASTY)
def test_csv_gives_back_each_text(rows: list[tuple[str, str | None]]) -> None:
    found, _ = values(rows)
    text = as_csv(found, raw=True)
    (names, *read) = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert names == ["id", "text", "other"]
    assert read == [["" if value is None else str(value) for value in row] for row in found]


@given(ROWS)
@example(NASTY)
def test_json_lines_give_back_each_value(rows: list[tuple[str, str | None]]) -> None:
    found, _ = values(rows)
    text = "".join(json_rows(COLUMNS, found))
    lines = text.split("\n")
    assert lines.pop() == ""
    assert [list(json.loads(line).values()) for line in lines] == found


@settings(max_examples=30)
@given(ROWS)
@example(NASTY)
def test_pandas_reads_each_text_from_csv_and_parquet(rows: list[tuple[str, str | None]]) -> None:
    found, _ = values(rows)
    frame = pandas.read_csv(
        io.BytesIO(as_csv(found, raw=True).encode()), dtype=str, keep_default_na=False, lineterminator=None
    )
    assert frame.to_numpy().tolist() == [["" if value is None else str(value) for value in row] for row in found]
    file = io.BytesIO()
    write_parquet(file, "articles", COLUMNS, ["id"], found, 10)
    file.seek(0)
    assert [list(row.values()) for row in pyarrow.parquet.read_table(file).to_pylist()] == found
    file.seek(0)
    frame = pandas.read_parquet(file)
    assert [[None if pandas.isna(value) else value for value in row] for row in frame.to_numpy().tolist()] == found


@settings(max_examples=30)
@given(ROWS)
@example(NASTY)
def test_duckdb_reads_each_text_from_each_form(rows: list[tuple[str, str | None]]) -> None:
    found, _ = values(rows)
    with tempfile.TemporaryDirectory() as name, duckdb.connect() as db:
        folder = Path(name)
        (folder / "t.csv").write_bytes(as_csv(found, raw=True).encode())
        (folder / "t.jsonl").write_text("".join(json_rows(COLUMNS, found)), encoding="utf-8")
        with (folder / "t.parquet").open("wb") as file:
            write_parquet(file, "articles", COLUMNS, ["id"], found, 10)
        columns = "{'id': 'BIGINT', 'text': 'VARCHAR', 'other': 'VARCHAR'}"
        asked = {
            "csv": f"read_csv('{folder}/t.csv', columns = {columns}, header = true, allow_quoted_nulls = false)",
            "jsonl": f"read_json('{folder}/t.jsonl', columns = {columns}, format = 'newline_delimited')",
            "parquet": f"'{folder}/t.parquet'",
        }
        read = {
            form: [list(row) for row in db.execute(f"SELECT * FROM {source}").fetchall()]
            for form, source in asked.items()
        }
    assert read == dict.fromkeys(asked, found)


def test_programs_tell_null_from_an_empty_text_and_zeros_from_numbers_as_the_page_says(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(as_csv([[1, "", "05315000"], [2, None, "05315001"]]).encode())
    frame = pandas.read_csv(file, dtype={"other": "string"})
    assert frame["text"].isna().all()
    assert list(frame["other"]) == ["05315000", "05315001"]
    rows = [(1, "", "05315000"), (2, None, "05315001")]
    assert polars.read_csv(file, schema_overrides={"other": polars.String}).rows() == rows
    with duckdb.connect() as db:
        assert db.execute(f"SELECT * FROM read_csv('{file}', allow_quoted_nulls = false)").fetchall() == rows
        assert db.execute(f"SELECT text FROM '{file}'").fetchall() == [(None,), (None,)]


SOME = (
    Column("id", Kind.WHOLE),
    Column("text", Kind.TEXT),
    Column("share", Kind.SHARE),
    Column("flag", Kind.FLAG),
    Column("day", Kind.DAY),
    Column("time", Kind.TIME),
)
GOOD = [7, "Wohngeld", 0.5, 1, "2014-05-23", "2014-05-23T08:15:07Z"]
RIGHT = [7, "Wohngeld", 0.5, True, "2014-05-23", "2014-05-23T08:15:07Z"]


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        *(("id", "sieben"), ("id", 7.5), ("id", b"7")),
        *(("text", 5), ("text", b"\xff"), ("text", 1.5)),
        *(("share", "viel"), ("share", float("inf")), ("share", float("-inf")), ("share", b"")),
        *(("flag", 2), ("flag", "ja"), ("flag", b"1")),
        *(("day", "31.2.2024"), ("day", "2024-02-31"), ("day", "20240523"), ("day", "2024-W21-4"), ("day", 2024)),
        *(("day", "2024-05-23T08:15:07Z"), ("day", ""), ("day", "٢٠٢٤-05-23"), ("day", "0000-01-01"), ("day", b"x")),
        *(("time", "2024-05-23"), ("time", "2024-05-23T24:00:01Z"), ("time", "2024-05-23T08:15:07+02:00"), ("time", 5)),
        *(("time", "2024-05-23 08:15:07"), ("time", "2024-05-23T23:59:60Z"), ("time", "2024-05-23T08:15:07.5Z")),
    ],
)
def test_what_is_no_value_of_its_column_is_left_out_and_named(column: str, wrong: object) -> None:
    names = [one.name for one in SOME]
    place = names.index(column)
    row = [*GOOD[:place], wrong, *GOOD[place + 1 :]]
    checked = TableRows("articles", SOME)
    assert list(checked([tuple(row), tuple(GOOD)])) == [[*RIGHT[:place], None, *RIGHT[place + 1 :]], RIGHT]
    assert (checked.spoiled, len(checked.noted)) == (1, 1)
    assert checked.noted == [Spoiled("articles", column, row[0], checked.noted[0].value, is_kept=False)]
    assert checked.noted[0].value in (str(wrong), str(wrong)[:39] + "…")


def test_null_is_a_value_of_each_column_and_the_first_faults_are_named() -> None:
    checked = TableRows("articles", SOME)
    empty = (1, *[None] * 5)
    assert list(checked([empty] * 2)) == [list(empty)] * 2
    assert checked.spoiled == 0
    list(checked([(number, "", 0.0, 0, "nie", None) for number in range(30)]))
    assert (checked.spoiled, checked.number) == (30, 32)
    assert [one.row for one in checked.noted] == list(range(20))


def test_the_first_and_the_last_day_become_days_of_parquet() -> None:
    days = [(1, "", 1.0, 0, day, f"{day}T00:00:00Z") for day in ("0001-01-01", "1582-10-10", "9999-12-31")]
    checked = TableRows("articles", SOME)
    file = io.BytesIO()
    write_parquet(file, "articles", SOME, ["id"], checked(days), 10)
    file.seek(0)
    table = pyarrow.parquet.read_table(file)
    assert [str(day) for day in table["day"].to_pylist()] == ["0001-01-01", "1582-10-10", "9999-12-31"]
    assert [str(at)[:10] for at in table["time"].to_pylist()] == ["0001-01-01", "1582-10-10", "9999-12-31"]
    assert checked.spoiled == 0


def test_row_groups_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from scraper.batch import parquet_tables

    monkeypatch.setattr(parquet_tables, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(parquet_tables, "_ROWS_OF_A_GROUP", 4)
    file = io.BytesIO()
    write_parquet(file, "articles", COLUMNS, ["id"], ([number, "x", None] for number in range(9)), 10)
    metadata = pyarrow.parquet.ParquetFile(file).metadata
    assert [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)] == [4, 4, 1]
    monkeypatch.setattr(parquet_tables, "_BYTES_OF_A_GROUP", 3_000)
    file = io.BytesIO()
    write_parquet(file, "articles", COLUMNS, ["id"], ([number, "x" * 1000, None] for number in range(4)), 10)
    assert pyarrow.parquet.ParquetFile(file).metadata.num_row_groups == 1


def test_excel_gets_marks_semicolons_commas_and_no_long_cells() -> None:
    style = CsvStyle(excel=True)
    rows = [[1, "=1+1", 0.5, True, "2014-05-23", "2014-05-23T08:15:07Z"], [2, "a;-b\n=c" + "x" * 33_000, *[None] * 4]]
    text = "".join(csv_rows(SOME, rows, style))
    lines = text.split("\r\n")
    assert lines[0] == "\ufeffid;text;share;flag;day;time"
    assert lines[1] == "1;'=1+1;0,5;true;2014-05-23;2014-05-23 08:15:07"
    assert lines[2].startswith("2;\"a;'-b\n'=cxx")
    (_, _, (_, cell, *_)) = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert (len(cell), cell[-1]) == (32_767, "…")
    assert (style.guarded, style.cut) == (2, 1)
    as_they_are = CsvStyle(excel=True, raw=True)
    assert "'" not in "".join(csv_rows(SOME, rows, as_they_are))
    assert (as_they_are.guarded, as_they_are.cut) == (0, 1)


def test_excel_counts_an_emoji_as_two_characters() -> None:
    style = CsvStyle(excel=True)
    texts = ["😀" * 16_383, "😀" * 16_384, "x" + "😀" * 16_383, "ä" * 32_767, "ä" * 32_768]
    lines = "".join(csv_rows(SOME, ([1, text, *[None] * 4] for text in texts), style)).split("\r\n")
    cells = [line.split(";")[1] for line in lines[1:-1]]
    assert cells == [texts[0], "😀" * 16_383 + "…", texts[2], texts[3], "ä" * 32_766 + "…"]
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in cells) == 32_767
    assert style.cut == 2


def test_formulas_get_an_apostrophe_and_null_is_not_an_empty_text() -> None:
    style = CsvStyle()
    rows = [[1, "-5", ""], [-2, "", None], [3, "\tx", "@amt"], [4, "5-3", "ok"]]
    text = "".join(csv_rows(COLUMNS, rows, style))
    assert text == 'id,text,other\r\n1,\'-5,""\r\n-2,"",\r\n3,\'\tx,\'@amt\r\n4,5-3,ok\r\n'
    assert style.guarded == 3
