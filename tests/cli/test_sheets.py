"""CSV and TSV give back what is archived, and a spreadsheet runs none of it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cli_running import Done, scraper
from empty_archive import put_empty_archive
from scraper.cli.output.sheets import SheetStyle, csv_lines, tsv_lines
from sized_terminal import on_terminal

# Of a cell: what a spreadsheet runs, with the letters of full width.
STARTS = "=+-@＝＋－＠\t\r\n"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
CELLS = st.lists(st.one_of(TEXTS, st.sampled_from(STARTS).flatmap(lambda start: TEXTS.map(start.__add__))), min_size=2)

# A body as articles have it: dialogue and lists begin their lines with what a formula begins with.
BODY = 'Drei Fragen:\n\n- Was kostet das?\r\n- "Nichts"; wirklich\n+49 30 1234\n@amt sagt: =1+1\t-5\x0b\x1b[1mfett'


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    return path


def ask(db: Path, text: str, *options: str) -> Done:
    done = scraper("--db", db, "query", "SELECT ? AS text", text, *options)
    assert (done.code, done.err) == (0, "")
    return done


def read(text: str, **dialect: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True, **dialect))  # type: ignore[arg-type]


def lines(cells: list[str], style: SheetStyle) -> str:
    rows = [{str(number): cell for number, cell in enumerate(cells)}]
    parts = (part.decode() if isinstance(part, bytes) else part for part in csv_lines(rows, style))
    return "".join(parts)


@given(CELLS)
@example(["a\rb", "\x00", "", "\ufeff", "\u2028", '"', "'=1", "=1"])
def test_csv_gives_back_each_text_but_for_one_apostrophe(cells: list[str]) -> None:
    (_, found) = read(lines(cells, SheetStyle()))
    assert found == ["'" + cell if cell[:1] and cell[0] in STARTS else cell for cell in cells]


@given(CELLS)
def test_raw_csv_gives_back_each_text(cells: list[str]) -> None:
    assert read(lines(cells, SheetStyle(raw=True)))[1:] == [cells]


@given(CELLS)
def test_excel_gives_back_each_text_but_for_apostrophes(cells: list[str]) -> None:
    text = lines(cells, SheetStyle(excel=True))
    assert text.startswith("\ufeff")
    (_, found) = read(text[1:], delimiter=";")
    for cell, kept in zip(cells, found, strict=True):
        # However a spreadsheet with German settings cuts the text, no piece of it is run.
        assert re.search("(?:^|[;\t\r\n])[=+@＝＋－＠-]", kept) is None
        assert kept.replace("'", "") == cell.replace("'", "")


@given(CELLS)
def test_tsv_gives_back_each_text(cells: list[str]) -> None:
    rows = [{str(number): cell for number, cell in enumerate(cells)}]
    (_, line) = tsv_lines(rows, SheetStyle(raw=True))
    assert line.endswith("\n")
    found = [_unescaped(cell) for cell in line[:-1].split("\t")]
    assert found == cells


def _unescaped(cell: str) -> str:
    letters = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    return re.sub(r"\\(.)", lambda found: letters[found[1]], cell)


def test_csv_is_the_text_of_json(db: Path) -> None:
    (row,) = json.loads(ask(db, BODY, "--json").out)
    assert row["text"] == BODY
    assert read(ask(db, BODY, "--csv").out) == [["text"], [BODY]]
    assert ask(db, BODY, "--csv").out == 'text\n"' + BODY.replace('"', '""') + '"\n'


def test_csv_on_a_terminal_does_not_act_on_it(db: Path) -> None:
    shown = on_terminal(80, "--db", db, "query", "SELECT ? AS text", "\x1b[31mrot\x1b]0;x\x07 \u202eum", "--csv")
    assert shown == "text\n[31mrot]0;x um\n"


@pytest.mark.parametrize(
    ("text", "options", "out"),
    [
        ("-5 Grad", ("--csv",), "text\n'-5 Grad\n"),
        ("-5 Grad", ("--csv", "--raw"), "text\n-5 Grad\n"),
        ("-5", ("--csv",), "text\n-5\n"),
        ("a;-5\n-6", ("--csv",), 'text\n"a;-5\n-6"\n'),
        ("Grüße;-5\n-6", ("--excel",), "\ufefftext\r\n\"Grüße;'-5\n'-6\"\r\n"),
        ("Grüße;-5\n-6", ("--excel", "--csv", "--raw"), '\ufefftext\r\n"Grüße;-5\n-6"\r\n'),
        ("-5 Grad\t\\", ("--tsv",), "text\n'-5 Grad\\t\\\\\n"),
        ("-5 Grad\r\n", ("--tsv", "--raw"), "text\n-5 Grad\\r\\n\n"),
    ],
)
def test_the_guard(db: Path, text: str, options: tuple[str, ...], out: str) -> None:
    assert ask(db, text, *options).out == out


def test_a_line_without_anything_is_a_line(db: Path) -> None:
    done = scraper("--db", db, "query", "SELECT NULL AS a UNION ALL SELECT ''", "--csv")
    assert done.out == 'a\n""\n""\n'
    assert read(done.out) == [["a"], [""], [""]]


def test_names_are_guarded_too(db: Path) -> None:
    done = scraper("--db", db, "query", "SELECT 1 AS '=1+1', -1.5 AS n", "--csv")
    assert done.out == "'=1+1,n\n1,-1.5\n"


def test_excel_with_german_settings_reads_decimal_commas(db: Path) -> None:
    done = scraper("--db", db, "query", "SELECT -1.5 AS a, -2 AS b, NULL AS c", "--excel")
    assert done.out == "\ufeffa;b;c\r\n-1,5;-2;\r\n"


def test_excel_is_utf8_whatever_the_terminal_is(db: Path) -> None:
    from cli_running import process

    done = process("--db", db, "query", "SELECT 'Größe' AS a", "--excel", env={"PYTHONIOENCODING": "ascii"})
    assert (done.code, done.err, done.out.lstrip("\ufeff")) == (0, "", "a\nGröße\n")


def test_a_row_is_written_as_soon_as_it_is_there() -> None:
    def rows() -> Iterator[dict[str, int]]:
        yield {"a": 1}
        raise AssertionError("asked for too early")

    written = csv_lines(rows(), SheetStyle())
    assert [next(written), next(written)] == ["a\n", "1\n"]
