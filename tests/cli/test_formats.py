"""``--format`` and its short forms, Markdown, HTML and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli_running import Done, scraper
from empty_archive import put_empty_archive
from scraper.cli.output.json_text import json_array
from scraper.cli.output.markup import html_lines, markdown_lines
from scraper.cli.output.text import clean, value_text

SQL = "SELECT 1 AS n, 'Grüße | <b>' AS text UNION ALL SELECT 2, NULL"
SHOWN = {
    "table": "n  text\n──────────────\n1  Grüße | <b>\n2\n",
    "json": '[\n  {\n    "n": 1,\n    "text": "Grüße | <b>"\n  },\n  {\n    "n": 2,\n    "text": null\n  }\n]\n',
    "jsonl": '{"n": 1, "text": "Grüße | <b>"}\n{"n": 2, "text": null}\n',
    "csv": "n,text\n1,Grüße | <b>\n2,\n",
    "tsv": "n\ttext\n1\tGrüße | <b>\n2\t\n",
    "markdown": "| n | text |\n| ---: | --- |\n| 1 | Grüße \\| &lt;b&gt; |\n| 2 |  |\n",
    "html": (
        "<table>\n<thead>\n<tr><th>n</th><th>text</th></tr>\n</thead>\n<tbody>\n"
        "<tr><td>1</td><td>Grüße | &lt;b&gt;</td></tr>\n<tr><td>2</td><td></td></tr>\n</tbody>\n</table>\n"
    ),
}


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    return path


@pytest.mark.parametrize(
    ("options", "style"),
    [
        *((("--format", style), style) for style in SHOWN),
        *((("--fmt", style), style) for style in SHOWN),
        *((("--" + style,), style) for style in SHOWN if style != "jsonl"),
        (("--nl",), "jsonl"),
        (("-t",), "table"),
        (("--csv", "--format", "csv"), "csv"),
        ((), "jsonl"),
    ],
)
def test_each_form_and_its_short_option(db: Path, options: tuple[str, ...], style: str) -> None:
    assert scraper("--db", db, "query", SQL, *options) == Done(0, SHOWN[style], "")


EMPTY = {"json": "[]\n"}


@pytest.mark.parametrize("style", SHOWN)
def test_no_rows(db: Path, style: str) -> None:
    assert scraper("--db", db, "query", "SELECT 1 AS n WHERE 0", "--format", style) == Done(0, EMPTY.get(style, ""), "")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--csv", "--nl"), "Records are printed in one format, not as jsonl and csv."),
        (("-t", "--format", "html"), "Records are printed in one format, not as table and html."),
        (("--excel", "--tsv"), "Records are printed in one format, not as csv and tsv."),
        (("--raw",), "--raw is for CSV and TSV: say --csv or --tsv, too."),
        (("--raw", "--json"), "--raw is for CSV and TSV: say --csv or --tsv, too."),
    ],
)
@pytest.mark.parametrize("command", [("query", "SELECT 1"), ("search", "x"), ("show", "1"), ("sites",)])
def test_options_that_contradict_each_other(command: tuple[str, ...], options: tuple[str, ...], said: str) -> None:
    done = scraper(*command, *options)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(f"\n\nError: {said}\n")


def test_the_options_of_a_group_and_those_of_its_command() -> None:
    done = scraper("sites", "--csv", "list")
    assert done.err.endswith("Error: Options go behind the command: scraper sites list …\n")
    assert scraper("sites", "list", "--csv").out.startswith("id,name,home,feeds,sitemaps,listings,delay\n")
    assert scraper("sites", "--excel").out.startswith("\ufeffid;name;home;")


def test_an_unknown_form_names_the_others(db: Path) -> None:
    done = scraper("--db", db, "query", "SELECT 1", "--format", "xml")
    assert done.code == 2
    assert all(style in done.err for style in SHOWN)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"title": "Größe", "bytes": b"\xff"}, '{"title": "Größe", "bytes": "ff"}'),
        ([{"name": "Amt", "place": None, "url": "https://a.example/"}, "b"], "Amt, https://a.example/; b"),
        (None, ""),
        (b"\x00\xff", "00ff"),
    ],
)
def test_values_in_a_cell(value: object, text: str) -> None:
    assert value_text(value) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a | b", r"a \| b"),
        ("a \\| b", r"a \\\| b"),
        ("Erster Absatz.\n\nZweiter.\r\nDritte Zeile.", "Erster Absatz.<br><br>Zweiter.<br>Dritte Zeile."),
        ("*fett* _kursiv_ `code` [Text](x) ~~weg~~", r"\*fett\* \_kursiv\_ \`code\` \[Text\](x) \~\~weg\~\~"),
        ("<script>x & y</script>", "&lt;script&gt;x &amp; y&lt;/script&gt;"),
        ("https://a.example/x_y?a=1&b=[2]", "https://a.example/x_y?a=1&amp;b=[2]"),
        ("https://a.example/x|y", r"https://a.example/x\|y"),
        ("\x1b[31mrot", r"\[31mrot"),
    ],
)
def test_markdown_shows_the_text(text: str, cell: str) -> None:
    (_, _, line) = markdown_lines([{"text": text}])
    assert line == f"| {cell} |\n"


class _Cells(HTMLParser):
    """Gathers the texts of a table's cells, and the names of all tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        # Outside of cells stand only the line breaks between the tags.
        if data.strip("\n") or self.cells[-1:] == [""]:
            self.cells[-1] += data


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_html_shows_the_text_and_no_markup_of_it(text: str) -> None:
    reader = _Cells()
    reader.feed("".join(html_lines([{"n": text}])))
    reader.close()
    assert reader.tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert reader.cells[1] == clean(text)


@given(st.lists(st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text()), min_size=1)))
def test_json_in_parts_is_the_json_of_all(rows: list[dict[str, Any]]) -> None:
    assert json.loads("".join(json_array(rows))) == rows


def test_json_is_written_row_by_row() -> None:
    def rows() -> Iterator[dict[str, int]]:
        yield {"a": 1}
        raise AssertionError("asked for too early")

    assert next(json_array(rows())) == '[\n  {\n    "a": 1\n  }'
