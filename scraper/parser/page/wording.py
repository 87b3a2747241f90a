"""Ways of wording that a rule recognizes, as rows of a table: each has a name, a pattern and examples.

A test walks over all tables of the parser and tries the examples of every row, so a row that is broken is seen without
a page that needs it. To teach the parser another wording is to add a row, or a word to the pattern of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """One way of wording.

    Args:
        name: what it is, in an editor's words (``byline``, ``call to subscribe``).
        pattern: a regular expression without named groups; it is matched without regard to case.
        examples: texts that it recognizes; at least one.
        others: texts that look alike and must not be recognized, such as a sentence with the same word.
    """

    name: str
    pattern: str
    examples: tuple[str, ...]
    others: tuple[str, ...] = ()


def any_of(rows: Iterable[Wording], *, before: str = "", behind: str = "") -> re.Pattern[str]:
    """Return one pattern that recognizes what any row does, which costs a text one search instead of many.

    Args:
        rows: the table.
        before: a regular expression that stands before the alternatives (``^\\s*``).
        behind: one that stands behind them (``\\b``).
    """
    alternatives = "|".join(f"(?:{row.pattern})" for row in rows)
    return re.compile(f"{before}(?:{alternatives}){behind}", re.IGNORECASE)
