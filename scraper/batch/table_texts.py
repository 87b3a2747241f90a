"""Tables as text: CSV (RFC 4180) and JSON lines, row by row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scraper.batch.table_rows import Values
from scraper.model.exported import Column, Kind
from scraper.web.sheet_cells import BYTE_ORDER_MARK, guarded, guarded_pieces, quoted, shortened_for_excel

# A text that is empty, and not NULL, which is nothing at all.
_EMPTY = '""'


@dataclass(slots=True)
class CsvStyle:
    """How CSV is written, and what that did to values.

    Args:
        raw: without the apostrophe before what a spreadsheet would run as a formula.
        excel: as Excel with German settings opens it: a byte order mark, semicolons, decimal commas, times without T
            and Z, no cell longer than Excel's.

    Attributes:
        guarded: cells that got an apostrophe.
        cut: cells that were cut.
    """

    raw: bool = False
    excel: bool = False
    guarded: int = 0
    cut: int = 0


def csv_rows(columns: Sequence[Column], rows: Iterable[Values], style: CsvStyle) -> Iterator[str]:
    """Yield a table as CSV: the names, then a line each row, which end with CRLF (RFC 4180 §2.1)."""
    delimiter = ","
    cell_of_text: Callable[[str], str] = _PlainCells(style)
    before = ""
    if style.excel:
        delimiter, before, cell_of_text = ";", BYTE_ORDER_MARK, _ExcelCells(style)
    yield before + delimiter.join(column.name for column in columns) + "\r\n"
    others = _CELLS | (_EXCEL_CELLS if style.excel else {})
    cells: list[Callable[[Any], str] | None] = [others.get(column.kind) for column in columns]
    for row in rows:
        line = []
        for value, cell in zip(row, cells, strict=True):
            if value is None:
                line.append("")
            elif cell is not None:
                line.append(cell(value))
            elif value:
                line.append(quoted(cell_of_text(value), delimiter))
            else:
                line.append(_EMPTY)
        yield delimiter.join(line) + "\r\n"


class _PlainCells:
    """Texts as cells, with an apostrophe before formulas where that is wanted."""

    def __init__(self, style: CsvStyle) -> None:
        self._style = style

    def __call__(self, text: str) -> str:
        if self._style.raw:
            return text
        cell = guarded(text)
        if cell is not text:
            self._style.guarded += 1
        return cell


class _ExcelCells:
    """Texts as cells of Excel."""

    def __init__(self, style: CsvStyle) -> None:
        self._style = style

    def __call__(self, text: str) -> str:
        cell = text
        if not self._style.raw:
            cell = guarded_pieces(text)
            if cell != text:
                self._style.guarded += 1
        shorter = shortened_for_excel(cell)
        if shorter != cell:
            self._style.cut += 1
        return shorter


def _truth(value: bool) -> str:
    """Return a truth value as pandas, DuckDB and Polars find it by themselves."""
    return "true" if value else "false"


def _decimal_comma(value: float) -> str:
    """Return a number for German settings, with which Excel would read 1.5 as the first of May."""
    return repr(value).replace(".", ",")


def _excel_time(value: str) -> str:
    """Return a time as Excel takes it for one; with T and Z it would stay a text."""
    return value.replace("T", " ").removesuffix("Z")


# Kind -> what makes the cell of a value; texts, and days, which stay as they are, have functions of their own.
_CELLS: dict[Kind, Callable[[Any], str]] = {
    Kind.WHOLE: str,
    Kind.SHARE: repr,
    Kind.FLAG: _truth,
    Kind.DAY: str,
    Kind.TIME: str,
}
_EXCEL_CELLS: dict[Kind, Callable[[Any], str]] = {Kind.SHARE: _decimal_comma, Kind.TIME: _excel_time}


def json_rows(columns: Sequence[Column], rows: Iterable[Values]) -> Iterator[str]:
    """Yield a table as JSON lines: an object each row with all names, NULL as null."""
    names = [column.name for column in columns]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for row in rows:
        yield encode(dict(zip(names, row, strict=True))) + "\n"
