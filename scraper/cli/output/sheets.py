"""Records as CSV and TSV, for programs and for spreadsheets, written row by row."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scraper.cli.output.text import clean, is_number, value_text
from scraper.web.sheet_cells import BYTE_ORDER_MARK, guarded, guarded_pieces, quoted

# TSV has no quotes: tabs and line breaks of a value are written as two characters, as PostgreSQL's COPY does, and a
# backslash is doubled, so that nothing is ambiguous.
_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(frozen=True)
class SheetStyle:
    """How CSV and TSV are written.

    Attributes:
        raw: without the apostrophe before what a spreadsheet would run as a formula.
        excel: CSV as Excel with German settings opens it: UTF-8 with a byte order mark, semicolons, CRLF and decimal
            commas.
    """

    raw: bool = False
    excel: bool = False


def csv_lines(rows: Iterable[dict[str, Any]], style: SheetStyle) -> Iterator[str | bytes]:
    """Yield CSV (RFC 4180), a line each record, names first; without records nothing.

    ``csv.reader`` gives back each text as it is archived, line breaks included, but for the one apostrophe in front of
    a cell that a spreadsheet would run as a formula.
    """
    lines = _cells(rows, style)
    if not style.excel:
        for line in lines:
            yield _csv_line(line, ",") + "\n"
        return
    before = BYTE_ORDER_MARK
    for line in lines:
        # As bytes, since the encoding of the terminal is not that of the file.
        yield (before + _csv_line(line, ";") + "\r\n").encode("utf-8", "backslashreplace")
        before = ""


def tsv_lines(rows: Iterable[dict[str, Any]], style: SheetStyle) -> Iterator[str]:
    r"""Yield TSV, a line each record, names first: tab, line feed, CR and ``\`` are ``\t``, ``\n``, ``\r``, ``\\``."""
    for line in _cells(rows, style):
        yield "\t".join(value_text(cell).translate(_TSV_ESCAPES) for cell in line) + "\n"


def _cells(rows: Iterable[dict[str, Any]], style: SheetStyle) -> Iterator[list[Any]]:
    """Yield the names, and the cells of each record."""
    # The names of the columns are those of the first row, so without rows there is no header either.
    has_names = False
    for row in rows:
        if not has_names:
            yield [_cell(name, style) for name in row]
            has_names = True
        yield [_cell(value, style) for value in row.values()]


def _cell(value: Any, style: SheetStyle) -> Any:
    """Return a value as a cell; a text that a spreadsheet would run gets an apostrophe in front."""
    if is_number(value):
        return _number(value, style)
    if value is None:
        return None
    text = value_text(value)
    # A file keeps the text as it is archived. On a terminal its control characters would act on it.
    if sys.stdout.isatty():
        text = clean(text)
    if style.raw:
        return text
    if style.excel:
        return guarded_pieces(text)
    return guarded(text)


def _number(value: float, style: SheetStyle) -> float | str:
    """Return a number as it is: a negative one begins with "-" and is no formula."""
    # With German settings, Excel would read 1.5 as the first of May.
    if style.excel and isinstance(value, float):
        return str(value).replace(".", ",")
    return value


def _csv_line(cells: list[Any], delimiter: str) -> str:
    """Return one line of CSV without its end (RFC 4180 §2)."""
    line = delimiter.join(quoted(value_text(cell), delimiter) for cell in cells)
    # A line without anything would be none to a reader.
    return line or '""'
