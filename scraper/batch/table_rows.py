"""Rows of the archive's tables as values of their columns' kinds; what is none of them is left out and noted."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from scraper.model.exported import Column, Kind, Spoiled
from scraper.web.plain_text import shortened
from scraper.web.storable import storable

Values = list[Any]
"""One row: None, str, int, float and bool. Days and times are text as the archive writes them, known to be right."""

# Chosen: an example of each fault, with which a person can find the others by SQL.
_MOST_NOTED = 20
_MOST_SHOWN = 40
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


class TableRows:
    """Turns what SQLite gives into values, and keeps count of what it leaves out.

    SQLite puts any value into any column (sqlite.org/flextypegood.html), and other programs may have written some.

    Args:
        table: its name.
        columns: of the table.

    Attributes:
        number: rows until now.
        spoiled: how many values until now could not leave as they are.
        noted: the first of them.
    """

    def __init__(self, table: str, columns: Sequence[Column]) -> None:
        self.number = 0
        self.spoiled = 0
        self.noted: list[Spoiled] = []
        self._table = table
        self._columns = columns
        self._texts = [place for place, column in enumerate(columns) if column.kind is Kind.TEXT]
        self._others: list[tuple[int, Callable[[Any], Any]]] = [
            (place, _VALUES[column.kind]) for place, column in enumerate(columns) if column.kind in _VALUES
        ]

    def __call__(self, rows: Iterable[Sequence[Any]]) -> Iterator[Values]:
        """Yield the rows as values."""
        for row in rows:
            self.number += 1
            try:
                yield self._whole(row)
            except (TypeError, ValueError):
                yield self._mended(row)

    def _whole(self, row: Sequence[Any]) -> Values:
        """Return a row in which all is as it should be, as nearly every one is.

        Raises:
            TypeError, ValueError: something is not.
        """
        values = list(row)
        for place, value_of in self._others:
            if values[place] is not None:
                values[place] = value_of(values[place])
        # All texts at once, since a look at each would take longer than all else: join() refuses what is none, and
        # encode() lone surrogates, as which bytes that are no UTF-8 come.
        text = "".join([values[place] for place in self._texts if values[place] is not None])
        text.encode()
        if "\0" in text:
            raise ValueError
        return values

    def _mended(self, row: Sequence[Any]) -> Values:
        """Return a row without what is not of its column's kind."""
        values = list(row)
        for place, column in enumerate(self._columns):
            if values[place] is not None:
                values[place] = self._mended_value(row, column, values[place])
        return values

    def _mended_value(self, row: Sequence[Any], column: Column, value: Any) -> Any:
        right_of: Callable[[Any], Any] = _text
        if column.kind in _VALUES:
            right_of = _VALUES[column.kind]
        try:
            right = right_of(value)
        except (TypeError, ValueError):
            right = None
        if right is None or (isinstance(right, str) and right != value):
            self._note(row, column, value, is_kept=right is not None)
        return right

    def _note(self, row: Sequence[Any], column: Column, value: Any, *, is_kept: bool) -> None:
        self.spoiled += 1
        if len(self.noted) < _MOST_NOTED:
            shown = shortened(storable(str(value)), _MOST_SHOWN)
            self.noted.append(Spoiled(self._table, column.name, row[0], shown, is_kept))


def _text(value: Any) -> str:
    """Return a text as a file can hold it.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, str):
        raise TypeError
    return storable(value)


def _whole_number(value: Any) -> int:
    """Return a whole number.

    Raises:
        TypeError: it is none.
    """
    if type(value) is not int:
        raise TypeError
    return value


def _share(value: Any) -> float:
    """Return a number.

    Raises:
        TypeError, ValueError: it is none, or none that JSON has (RFC 8259 §6).
    """
    if not isinstance(value, int | float):
        raise TypeError
    if not math.isfinite(value):
        raise ValueError
    return float(value)


def _flag(value: Any) -> bool:
    """Return a truth value.

    Raises:
        ValueError: it is none.
    """
    if value not in (0, 1):
        raise ValueError
    return bool(value)


# The same days and times come again and again.
@lru_cache(maxsize=50_000)
def _day(value: str) -> str:
    """Return a day that is one.

    Raises:
        TypeError, ValueError: it is none.
    """
    if _DAY.fullmatch(value) is None:
        raise ValueError
    dt.date.fromisoformat(value)
    return value


@lru_cache(maxsize=50_000)
def _time(value: str) -> str:
    """Return a time that is one, as the archive writes them.

    Raises:
        TypeError, ValueError: it is none.
    """
    if _TIME.fullmatch(value) is None:
        raise ValueError
    dt.datetime.fromisoformat(value)
    return value


# Kind -> what returns a value of it, or raises. Texts are looked at together.
_VALUES: dict[Kind, Callable[[Any], Any]] = {
    Kind.WHOLE: _whole_number,
    Kind.SHARE: _share,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.TIME: _time,
}
