"""Values as text that a person can read: without what acts on a terminal, on one line, as wide as it looks."""

from __future__ import annotations

from scraper.report.values import is_number, plain, value_text
from scraper.web.plain_text import ELLIPSIS, HARMFUL, clean, shortened

__all__ = [
    "ELLIPSIS",
    "HARMFUL",
    "clean",
    "columns_of",
    "cut",
    "is_number",
    "padded",
    "plain",
    "shortened",
    "value_text",
]


def columns_of(line: str) -> int:
    """Return how many columns of a terminal a line takes: Chinese letters and most emoji two, combining marks none."""
    # Most texts are found to be simple much faster than rich measures them.
    if line.isascii():
        return len(line)
    from rich.cells import cell_len

    return cell_len(line)


def cut(line: str, width: int) -> str:
    """Return a line as it is shown in ``width`` columns of a terminal: whole, or its beginning with an ellipsis.

    Args:
        line: a text on one line.
        width: columns; of none, only the ellipsis is shown.
    """
    if columns_of(line) <= width:
        return line
    from rich.cells import set_cell_size

    # Where the bound falls into a character of two columns, rich puts a space in its place.
    return set_cell_size(line, max(width - 1, 0)).rstrip() + ELLIPSIS


def padded(line: str, width: int, *, right: bool = False) -> str:
    """Return a line with as many spaces behind it, or in front of it, as it needs to fill ``width`` columns."""
    spaces = " " * (width - columns_of(line))
    return spaces + line if right else line + spaces
