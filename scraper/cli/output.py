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
# A cell of a table holds so many characters of a longer text: enough for a lead, and one article stays on one screen.
_LONGEST_CELL = 300
# Where a terminal does not tell its size.
_USUAL_TERMINAL = (100, 24)
# A pipe has no width; no table of ours is as wide as this, so that nothing is folded there.
_WIDTH_OF_A_PIPE = 2000
# Further lines of a value stand below its first, behind the names.
_NAME_WIDTH = 13
_HANGING = "\n" + " " * (_NAME_WIDTH + 1)
FORMATS = ("table", "json", "jsonl", "csv")

# Control characters (terminal escapes among them) and bidi overrides, which would redraw a person's screen;
# lone surrogates, which no screen takes.
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What a spreadsheet would run as a formula (OWASP, CSV Injection): at the start of a cell, and behind a semicolon,
# a tab or a line's end, where a spreadsheet set to German lets a new cell begin.
_FORMULA = re.compile("^(?=[=+\\-@＝＋－＠\t\r\n])|(?<=[;\t\r\n])(?=[=+\\-@＝＋－＠])")


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format`` to a command."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(FORMATS),
        help="How records are printed.  [default: table on a terminal, jsonl in a pipe]",
    )(command)


def clean(text: str) -> str:
    """Return the text without what would act on a terminal."""
    return _HARMFUL.sub("", text)


def print_rows(rows: Iterable[Row], style: str | None) -> int:
    """Print records to stdout and return how many there were.

    Args:
        rows: the records; all have the same keys.
        style: one of :data:`FORMATS`, or None for the default.
    """
    style = style or ("table" if sys.stdout.isatty() else "jsonl")
    if style == "jsonl":
        return _print_lines(rows)
    kept = list(rows)
    writers = {"table": _table, "json": _json, "csv": _csv}
    text = writers[style](kept)
    if text:
        click.echo(text)
    return len(kept)


def _print_lines(rows: Iterable[Row]) -> int:
    number = 0
    for row in rows:
        click.echo(_harmless(json.dumps(row, ensure_ascii=_in_ascii(), default=_plain)))
        number += 1
    return number


def _json(rows: Sequence[Row]) -> str:
    return _harmless(json.dumps(rows, ensure_ascii=_in_ascii(), indent=2, default=_plain))


def _in_ascii() -> bool:
    """Whether stdout takes less than Unicode, so that JSON has to spell the rest."""
    return not (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def _harmless(text: str) -> str:
    """Write what would act on a terminal as JSON's escapes: the same value to every reader."""
    return _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _csv(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_csv_cell(name) for name in rows[0])
    writer.writerows([_csv_cell(value) for value in row.values()] for row in rows)
    return out.getvalue().rstrip("\n")


def _csv_cell(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    return _FORMULA.sub("'", clean(_flat(value)))


def _flat(value: Any) -> str:
    """Return a value as one line for a person, a list of records too."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_flat_item(item) for item in value)
    return _plain(value)


def _flat_item(item: Any) -> str:
    if isinstance(item, dict):
        return ", ".join(str(part) for part in item.values() if part)
    return str(item)


def _table(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE, pad_edge=False)
    for name, value in rows[0].items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row.values()))
    return _rendered(table)


def _cell(value: Any) -> str:
    return shortened(clean(_flat(value)), _LONGEST_CELL)


def shortened(text: str, most: int) -> str:
    """Return a text on one line; of a longer one than ``most`` characters the beginning, with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1] + "…"


def _rendered(table: Any) -> str:
    from rich.console import Console

    console = Console(file=io.StringIO(), width=_width(), color_system=None)
    console.print(table)
    file = console.file
    assert isinstance(file, io.StringIO)  # noqa: S101  (set two lines above)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).strip("\n")


def _width() -> int:
    from shutil import get_terminal_size

    if sys.stdout.isatty():
        return get_terminal_size(_USUAL_TERMINAL).columns
    return _WIDTH_OF_A_PIPE


def record(row: Row) -> str:
    """Return one record for reading: a field a line, the text at the end."""
    lines = []
    for name, value in row.items():
        if value in (None, "", [], {}) or name in ("lead", "body"):
            continue
        lines.append(f"{name + ':':{_NAME_WIDTH}} {_lines(value)}")
    text = "\n\n".join(clean(row[name]) for name in ("lead", "body") if row.get(name))
    head = "\n".join(lines)
    if not text:
        return head
    return f"{head}\n\n{text}\n"


def _lines(value: Any) -> str:
    if isinstance(value, dict):
        return _HANGING.join(f"{name}: {clean(str(part))}" for name, part in value.items())
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, dict) for item in items):
        return clean(", ".join(str(item) for item in items))
    shown = [" · ".join(" ".join(clean(str(part)).split()) for part in item.values() if part) for item in items]
    return _HANGING.join(shown)


def print_records(rows: Sequence[Row], style: str | None) -> None:
    """Print whole records: in full for reading on a terminal, else as :func:`print_rows` does."""
    if style == "table" or (style is None and sys.stdout.isatty()):
        for row in rows:
            click.echo(record(row))
    else:
        print_rows(rows, style)
