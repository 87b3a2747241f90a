"""What an answer for an assistant may hold, and what is said where it would hold more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_SECONDS = 5.0
"""Seconds that the questions of one call take together. Chosen: as long as a search may take."""

MOST_ROWS = 200
"""Rows of one answer. Chosen: what a reader, or a model, still looks through."""

MOST_CHARACTERS = 100_000
"""Characters of all rows of one answer together, as JSON. Chosen: some 25,000 tokens, an eighth of what models of today
can look at."""

LONGEST_VALUE = 20_000
"""Characters of one value of a row. Chosen: more than nearly every article has, so that a text is seldom cut."""

# Bytes that are shown as they are, in hexadecimal: a SHA-256 has 32. Longer ones would tell a model nothing.
_LONGEST_BYTES = 64
_INFINITIES = (float("inf"), float("-inf"))


@dataclass(slots=True)
class Cuts:
    """What was left out of an answer.

    Attributes:
        sentences: say so, each once, in the order in which it was.
    """

    sentences: list[str] = field(default_factory=list)

    def note(self, sentence: str) -> None:
        """Note that something was left out."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a list of rows may hold.

    Args:
        what: the rows, for the sentence that says that some were left out.
        next_step: how the others are asked for.
        rows, characters: how many at the most.
    """

    what: str
    next_step: str
    rows: int = MOST_ROWS
    characters: int = MOST_CHARACTERS

    def hold(self, rows: Iterable[Mapping[str, Any]], cuts: Cuts) -> Iterator[dict[str, Any]]:
        """Yield rows until a bound is met; what is left out is noted.

        Args:
            rows: read as far as they are yielded, and one further.
            cuts: is told.
        """
        left = self.characters
        for number, row in enumerate(rows):
            shown = {name: plain(value, cuts) for name, value in row.items()}
            left -= len(json.dumps(shown, ensure_ascii=False))
            if number == self.rows or left < 0:
                cuts.note(f"Only the first {number} {self.what} are here. {self.next_step}")
                return
            yield shown


def plain(value: Any, cuts: Cuts) -> Any:
    """Return a value as JSON can hold it, and not too long.

    Args:
        value: of a column, or of a record.
        cuts: is told where it was cut.
    """
    if isinstance(value, bytes):
        return value.hex() if len(value) <= _LONGEST_BYTES else f"({len(value)} bytes)"
    # JSON has no infinities (RFC 8259 §6), and SQLite has.
    if isinstance(value, float) and value in _INFINITIES:
        return str(value)
    if isinstance(value, str):
        return _short(value, cuts)
    return value


def _short(text: str, cuts: Cuts) -> str:
    """Return a text, or its beginning."""
    if len(text) <= LONGEST_VALUE:
        return text
    cuts.note(f"Values of more than {LONGEST_VALUE:,} characters were cut; substr(…) in SQL shows the rest of them.")
    return f"{text[:LONGEST_VALUE]}…"
