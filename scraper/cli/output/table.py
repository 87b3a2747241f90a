"""Records as a table that fits the terminal, or, where its columns would be too narrow, one field a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import click

from scraper.cli.output.text import clean, columns_of, cut, is_number, padded, shortened, value_text
from scraper.cli.output.width import terminal_columns

# Characters of a text in a cell; chosen so that a lead is shown whole where a table goes into a pipe, which has no
# width, and so that a body does not fill a screen.
_LONGEST_CELL = 300
# Columns of the terminal below which a text says nothing any more: chosen, since seven letters and an ellipsis still
# tell one headline from the next.
_LEAST_WIDTH = 8
# Between two columns of a table, and between the name of a field and its value.
_GAP = "  "
# What a table holds at the most, since the widths of its columns are known only when all of its rows are: chosen so
# that it takes some hundred megabytes of memory, and far beyond what anybody reads.
_MOST_ROWS = 100_000
_MOST_CHARACTERS = 50_000_000
# Lines that are written at once: chosen, since writing each alone takes longer than making it.
_LINES_AT_ONCE = 1000


@dataclass
class _Column:
    """One column: its name, and what of its cells decides how wide it is drawn.

    Attributes:
        natural: columns of the terminal that its widest cell takes.
        is_number: whether all of its values are numbers.
        is_whole: whether a piece of a value says nothing: no cell has a space, as with addresses, days and numbers.
    """

    name: str
    natural: int = 0
    is_number: bool = True
    is_whole: bool = True

    def least(self) -> int:
        """Return how narrow it may be drawn."""
        values = self.natural if self.is_whole else min(self.natural, _LEAST_WIDTH)
        return max(values, self._short_name())

    def enough(self) -> int:
        """Return how wide it has to be for its values, and for the beginning of its name."""
        return max(self.natural, self._short_name())

    def most(self) -> int:
        """Return how wide it has to be for its values and its whole name."""
        return max(self.natural, self._name_width())

    def _short_name(self) -> int:
        return min(self._name_width(), _LEAST_WIDTH)

    def _name_width(self) -> int:
        # A column without a name is drawn, too.
        return max(columns_of(self.name), 1)


@dataclass
class _Cells:
    """The rows of a table as far as they are shown."""

    columns: list[_Column] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    is_cut: bool = False


def print_table(rows: Iterable[dict[str, Any]]) -> None:
    """Print records as a table; on a terminal that is too narrow for it, as records with one field a line.

    Args:
        rows: the records; all have the same keys.
    """
    cells = _gathered(rows)
    if not cells.rows:
        return
    # In a pipe lines have no bound: a program would have to join the parts of each.
    width = terminal_columns()
    widths = _widths(cells.columns, width)
    if widths is None:
        assert width is not None  # noqa: S101  (told to the type checker: without a width every table fits)
        lines = _records(cells, width)
    else:
        lines = _table(cells, widths, width)
    while some := list(islice(lines, _LINES_AT_ONCE)):
        click.echo("\n".join(line.rstrip() for line in some))
    if cells.is_cut:
        click.echo(
            f"A table shows at most {len(cells.rows):,} of these rows; --csv, --nl and --json print all.", err=True
        )


def _gathered(rows: Iterable[dict[str, Any]]) -> _Cells:
    """Return the cells of all rows, up to what a table holds."""
    cells = _Cells()
    characters = 0
    for row in rows:
        is_full = len(cells.rows) >= _MOST_ROWS or characters >= _MOST_CHARACTERS
        if is_full:
            cells.is_cut = True
            break
        if not cells.rows:
            cells.columns = [_Column(shortened(clean(name), _LONGEST_CELL)) for name in row]
        line = [shortened(clean(value_text(value)), _LONGEST_CELL) for value in row.values()]
        for column, value, cell in zip(cells.columns, row.values(), line, strict=True):
            column.natural = max(column.natural, columns_of(cell))
            column.is_number &= value is None or is_number(value)
            column.is_whole &= " " not in cell
        cells.rows.append(line)
        characters += sum(map(len, line))
    return cells


def _widths(columns: Sequence[_Column], width: int | None) -> list[int] | None:
    """Return how wide each column is drawn, or None where one would be too narrow to say anything.

    Columns that are short anyway keep their width, and the long ones share what they leave.

    Args:
        columns: of the table.
        width: columns of the terminal, or None where there is no bound.
    """
    if width is None:
        return [column.most() for column in columns]
    # A column alone has nothing to share with: a text is cut to the terminal, and an address goes on in the next line,
    # where a record of one field would only take more lines.
    if len(columns) == 1:
        (column,) = columns
        return [column.most() if column.is_whole else min(column.most(), width)]
    room = width - len(_GAP) * (len(columns) - 1)
    widths = _shared([column.least() for column in columns], [column.enough() for column in columns], room)
    if widths is None:
        return None
    # The names of expressions get what the values leave.
    return _shared(widths, [column.most() for column in columns], room)


def _shared(least: Sequence[int], most: Sequence[int], room: int) -> list[int] | None:
    """Return a width for each column, together at most ``room``; None where not even the least widths fit.

    Args:
        least: how narrow each column may be.
        most: how wide each wants to be; those that want less than their share leave the rest to the others.
    """
    fitting = None
    for share in range(room + 1):
        widths = [max(low, min(high, share)) for low, high in zip(least, most, strict=True)]
        if sum(widths) > room:
            break
        fitting = widths
    return fitting


def _table(cells: _Cells, widths: Sequence[int], width: int | None) -> Iterator[str]:
    """Yield the lines of a table: names, a rule, and a line each row."""
    yield _line([column.name for column in cells.columns], cells.columns, widths)
    drawn = sum(widths) + len(_GAP) * (len(widths) - 1)
    # Addresses may be wider than the terminal; the rule under their name need not.
    yield "─" * min(drawn, width or drawn)
    for row in cells.rows:
        yield _line(row, cells.columns, widths)


def _line(texts: Sequence[str], columns: Sequence[_Column], widths: Sequence[int]) -> str:
    """Return one line of a table, numbers at the right of their columns."""
    return _GAP.join(
        padded(cut(text, width), width, right=column.is_number)
        for text, column, width in zip(texts, columns, widths, strict=True)
    )


def _records(cells: _Cells, width: int) -> Iterator[str]:
    """Yield the lines of the records: a rule with the number, and a line each field, as psql's ``\\x`` does."""
    # Names of expressions can be long, and leave the values half of the terminal.
    name_width = min(max(columns_of(column.name) for column in cells.columns), width // 2)
    names = [padded(cut(column.name, name_width), name_width) for column in cells.columns]
    room = max(width - name_width - len(_GAP), _LEAST_WIDTH)
    for number, row in enumerate(cells.rows, 1):
        title = f"─[ record {number} ]"
        yield title + "─" * (width - len(title))
        for name, cell in zip(names, row, strict=True):
            # An address that goes on in the next line can still be opened and copied, a piece of it cannot.
            is_whole = " " not in cell
            yield name + _GAP + (cell if is_whole else cut(cell, room))
