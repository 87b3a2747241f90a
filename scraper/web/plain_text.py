"""Text of pages and of hosts as people may be shown it: without what acts on a terminal, on one line, folded."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a page could act with on the terminal of whoever reads it: control characters, which begin the escape sequences
of terminals, and the controls of writing direction (Unicode Standard Annex #9), which show a text in another order.
Lone surrogates cannot be written in UTF-8 at all. Tab and line feed are left."""

MAIL_COLUMNS = 78
"""Columns of a mail that are read without scrolling (RFC 5322 §2.1.1 asks for no more than 78)."""

ELLIPSIS = "…"


def clean(text: str) -> str:
    """Return a text without the characters that would act on a terminal."""
    return HARMFUL.sub("", text)


def one_line(text: str) -> str:
    """Return a text on one line, without characters that would act on a terminal."""
    return " ".join(clean(text).split())


def shortened(text: str, most: int) -> str:
    """Return a text on one line; where that has more than ``most`` characters, its beginning with an ellipsis."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1] + ELLIPSIS


def folded(lines: Sequence[str], width: int = MAIL_COLUMNS, *, indent: str = "", hanging: str = "  ") -> str:
    """Return lines folded to so many columns; an address stays whole, so that it can be followed.

    Args:
        lines: sentences, a line each.
        width: columns.
        indent, hanging: what stands before the first part of each line, and before its others.
    """
    return "\n".join(
        textwrap.fill(
            clean(line),
            width,
            initial_indent=indent,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in lines
    )
