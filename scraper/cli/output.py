"""Records as table, JSON, JSON lines or CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

Row = dict[str, Any]
FORMATS = ("table", "json", "jsonl", "csv")

# Characters of a text in a cell of a table; chosen so that a lead is shown whole and an article fits on one screen.
_LONGEST_CELL = 300
# Columns and lines of a terminal that does not tell its size.
_USUAL_TERMINAL = (100, 24)
# Columns of a table that is written to a pipe, which has no width of its own; chosen so large that no cell is folded,
# since a program that reads the table could not join the parts again.
_WIDTH_OF_A_PIPE = 2000
# Columns of a field's name in a record that is printed for reading; 'published_at:' is the longest of an article.
_NAME_WIDTH = 13
# Where a value has several lines, the later ones stand below its first and not below the name.
_NEXT_LINE_OF_VALUE = "\n" + " " * (_NAME_WIDTH + 1)
# The fields of a record that are the article's text.
_TEXT_FIELDS = ("lead", "body")

# A page can hold characters with which it would act on the terminal of whoever reads it: control characters, which
# begin the escape sequences of terminals, and the controls of writing direction (Unicode Standard Annex #9), which show
# a text in another order. Lone surrogates cannot be written in UTF-8 at all. Tab and line feed are left.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# A spreadsheet runs a cell as a formula that begins with one of these characters (OWASP, "CSV Injection"). A new cell
# also begins behind a semicolon, a tab or the end of a line: with German settings, a semicolon separates cells.
_FORMULA = re.compile("^(?=[=+\\-@＝＋－＠\t\r\n])|(?<=[;\t\r\n])(?=[=+\\-@＝＋－＠])")


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format`` to a command."""
    return click.option(
        "--format",
        "output_format",
        # No default here: whether stdout is a terminal is known only when the command runs.
        type=click.Choice(FORMATS),
        help="How records are printed.  [default: table on a terminal, jsonl in a pipe]",
    )(command)


def clean(text: str) -> str:
    """Return a text without the characters that would act on a terminal."""
    return _HARMFUL.sub("", text)


def print_rows(rows: Iterable[Row], output_format: str | None) -> int:
    """Print records to stdout and return how many there were.

    Args:
        rows: the records; all have the same keys.
        output_format: one of :data:`FORMATS`, or None for the default.
    """
    if output_format is None:
        output_format = "table" if sys.stdout.isatty() else "jsonl"
    if output_format == "jsonl":
        return _print_jsonl(rows)
    # Only JSON lines can be written row by row; the widths of a table's columns depend on all of its rows.
    kept = list(rows)
    writers = {"table": _table, "json": _json, "csv": _csv}
    text = writers[output_format](kept)
    # An empty table or CSV file prints nothing, rather than an empty line.
    if text:
        click.echo(text)
    return len(kept)


def _print_jsonl(rows: Iterable[Row]) -> int:
    """Print each record as one line of JSON as soon as it is there; return how many there were."""
    number = 0
    for row in rows:
        click.echo(_with_escapes(json.dumps(row, ensure_ascii=_must_be_ascii(), default=_plain)))
        number += 1
    return number


def _json(rows: Sequence[Row]) -> str:
    return _with_escapes(json.dumps(rows, ensure_ascii=_must_be_ascii(), indent=2, default=_plain))


def _must_be_ascii() -> bool:
    """Return whether JSON has to be written in ASCII, since stdout's encoding does not hold all of Unicode."""
    encoding = sys.stdout.encoding or "utf-8"
    return not encoding.lower().startswith("utf")


def _with_escapes(text: str) -> str:
    """Return a JSON text with its harmful characters as escapes, which stand for the same value (RFC 8259 §7)."""
    # All that are found stand within strings: outside of them, JSON consists of harmless ASCII characters.
    return _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: Any) -> str:
    """Return a value that JSON has no form for as text; of bytes, such as a digest, the hexadecimal digits."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _csv(rows: Sequence[Row]) -> str:
    # The names of the columns are those of the first row, so without rows there is no header either.
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_csv_cell(name) for name in rows[0])
    writer.writerows([_csv_cell(value) for value in row.values()] for row in rows)
    return out.getvalue().rstrip("\n")


def _csv_cell(value: Any) -> Any:
    """Return a value as a cell of CSV; a text that a spreadsheet would run gets an apostrophe in front."""
    # Numbers stay numbers: a negative one begins with "-" and is no formula.
    if value is None or isinstance(value, int | float):
        return value
    return _FORMULA.sub("'", clean(_value_text(value)))


def _value_text(value: Any) -> str:
    """Return a value as text for a cell of a table or of CSV; the items of a list stand between semicolons."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_item_text(item) for item in value)
    return _plain(value)


def _item_text(item: Any) -> str:
    """Return an item of a list as text; of a record the parts that are not empty."""
    if isinstance(item, dict):
        return ", ".join(str(part) for part in item.values() if part)
    return str(item)


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    # Imported only for a table, so that the commands that print JSON or CSV do not wait for rich to load.
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, pad_edge=False)
    for name, value in rows[0].items():
        # Python's bool is an int, but "True" is read as a word.
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        # "fold": a value that is too wide goes on in the next line, where rich would cut it off with an ellipsis.
        table.add_column(name, justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        # Text, not str: rich would take brackets in a str ("[8.3.2022]") for its markup.
        table.add_row(*(Text(_cell(value)) for value in row.values()))
    return _rendered(table)


def _cell(value: Any) -> str:
    """Return a value as a cell of a table: one line, without harmful characters, cut to a bound."""
    return shortened(clean(_value_text(value)), _LONGEST_CELL)


def shortened(text: str, most: int) -> str:
    """Return a text on one line; where that has more than ``most`` characters, its beginning with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1] + "…"


def _rendered(table: Any) -> str:
    """Return a table of rich as text, without colours, and without spaces at the ends of its lines."""
    from rich.console import Console

    # The table is drawn into memory, so that click.echo writes it as it writes every other result: with its handling
    # of encodings, and with the errors of a closed pipe.
    console = Console(file=io.StringIO(), width=_width(), color_system=None)
    console.print(table)
    file = console.file
    assert isinstance(file, io.StringIO)  # noqa: S101  (told to the type checker)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).strip("\n")


def _width() -> int:
    """Return how many columns a table may take."""
    from shutil import get_terminal_size

    if sys.stdout.isatty():
        return get_terminal_size(_USUAL_TERMINAL).columns
    return _WIDTH_OF_A_PIPE


def _record_text(row: Row) -> str:
    """Return one record for reading: a field a line, without the empty ones, and the article's text at the end."""
    lines = []
    for name, value in row.items():
        # Zero and False are values; only what holds nothing is left out.
        is_empty = value in (None, "", [], {})
        if not is_empty and name not in _TEXT_FIELDS:
            lines.append(f"{name + ':':{_NAME_WIDTH}} {_field_text(value)}")
    text = "\n\n".join(clean(row[name]) for name in _TEXT_FIELDS if row.get(name))
    head = "\n".join(lines)
    if not text:
        return head
    return f"{head}\n\n{text}\n"


def _field_text(value: Any) -> str:
    """Return a field's value for reading: parts of a mapping and records on lines of their own, else on one line."""
    if isinstance(value, dict):
        return _NEXT_LINE_OF_VALUE.join(f"{name}: {clean(str(part))}" for name, part in value.items())
    items = value if isinstance(value, list) else [value]
    are_records = all(isinstance(item, dict) for item in items)
    if are_records:
        return _NEXT_LINE_OF_VALUE.join(_record_line(item) for item in items)
    return clean(", ".join(str(item) for item in items))


def _record_line(item: Row) -> str:
    """Return a link, an image or a vendor on one line: its parts that are not empty, between dots."""
    parts = (clean(str(part)) for part in item.values() if part)
    return " · ".join(" ".join(part.split()) for part in parts)


def print_records(rows: Sequence[Row], output_format: str | None) -> None:
    """Print whole records: in full for reading on a terminal, else as :func:`print_rows` does."""
    is_for_reading = output_format == "table" or (output_format is None and sys.stdout.isatty())
    if is_for_reading:
        for row in rows:
            click.echo(_record_text(row))
    else:
        print_rows(rows, output_format)
