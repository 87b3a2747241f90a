"""Values as text that a person can read: without what acts on a terminal, on one line, as wide as it looks."""

from __future__ import annotations

import json
import re
from typing import Any

# A page can hold characters with which it would act on the terminal of whoever reads it: control characters, which
# begin the escape sequences of terminals, and the controls of writing direction (Unicode Standard Annex #9), which show
# a text in another order. Lone surrogates cannot be written in UTF-8 at all. Tab and line feed are left.
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ELLIPSIS = "…"


def clean(text: str) -> str:
    """Return a text without the characters that would act on a terminal."""
    return HARMFUL.sub("", text)


def shortened(text: str, most: int) -> str:
    """Return a text on one line; where that has more than ``most`` characters, its beginning with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1] + ELLIPSIS


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


def plain(value: Any) -> str:
    """Return a value that JSON has no form for as text; of bytes, such as a digest, the hexadecimal digits."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def value_text(value: Any) -> str:
    """Return a value as text for a cell; the items of a list stand between semicolons, a mapping is JSON."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_item_text(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=plain)
    return plain(value)


def is_number(value: Any) -> bool:
    """Return whether a value is read as a number; Python's bool is an int, but "True" is read as a word."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _item_text(item: Any) -> str:
    """Return an item of a list as text; of a record the parts that are not empty."""
    if isinstance(item, dict):
        return ", ".join(str(part) for part in item.values() if part)
    return str(item)
