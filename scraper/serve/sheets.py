"""CSV as ``export csv`` writes it, for our lists and Datasette's tables: plain, or for Excel with German settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from scraper.report.values import is_number, value_text
from scraper.serve.wanted import wanted
from scraper.web.sheet_cells import BYTE_ORDER_MARK, guarded, guarded_pieces, quoted, shortened_for_excel

# A time as the archive keeps it; with T and Z, Excel takes it for a text.
_TIME = re.compile(r"\A(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z\Z")
# Excel and R tell it from NULL, which is nothing between two commas; a line of nothing would be none to a reader.
_EMPTY = '""'
_END = "\r\n"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of CSV.

    Args:
        before: what the file begins with.
        delimiter: between two cells.
        text: makes the cell of a text.
        number: makes the cell of a number.
    """

    before: str
    delimiter: str
    text: Callable[[str], str]
    number: Callable[[float], str]


def _excel_text(text: str) -> str:
    return shortened_for_excel(guarded_pieces(_TIME.sub(r"\1 \2", text)))


def _decimal_comma(value: float) -> str:
    return value_text(value).replace(".", ",")


PLAIN = Sheet("", ",", guarded, value_text)
EXCEL = Sheet(BYTE_ORDER_MARK, ";", _excel_text, _decimal_comma)


def sheet() -> Sheet:
    """Return the kind of CSV that the request wants."""
    return EXCEL if wanted().for_excel else PLAIN


def line(values: Iterable[Any], kind: Sheet) -> str:
    """Return one line of CSV with its end (RFC 4180 §2)."""
    return (kind.delimiter.join(_cell(value, kind) for value in values) or _EMPTY) + _END


def _cell(value: Any, kind: Sheet) -> str:
    if value is None:
        return ""
    if is_number(value):
        return kind.number(value)
    text = value_text(value)
    if not text:
        return _EMPTY
    return quoted(kind.text(text), kind.delimiter)


class _Writer:
    """Writes as :func:`csv.writer` does, to a file of Datasette's, whose ``write`` is to be awaited.

    Args:
        file: has ``write``.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._kind = sheet()
        self._before = self._kind.before

    def writerow(self, row: Iterable[Any]) -> Any:
        """Write a row; return what writing it returns."""
        before, self._before = self._before, ""
        return self._file.write(before + line(row, self._kind))


@contextmanager
def written_by_us() -> Iterator[None]:
    """Let Datasette write CSV as we do.

    It has no hook for it, and writes a text that a spreadsheet runs as a formula as it is.
    """
    from datasette.views import base

    before = base.csv
    base.csv = SimpleNamespace(writer=_Writer)
    try:
        yield
    finally:
        base.csv = before
