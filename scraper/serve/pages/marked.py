"""Words that a search has found, marked in a text that strangers wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scraper.web.plain_text import clean

OPENING, CLOSING = "\x02", "\x03"
"""What stands before and behind a word that was found: control characters, which no text is shown with. Where a text
holds them itself, a word too many is marked, and nothing else comes of it."""

_MARK = re.compile(f"([{OPENING}{CLOSING}])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text.

    Args:
        text: as it is shown, not escaped yet.
        is_marked: whether it was searched for.
    """

    text: str
    is_marked: bool


def pieces(text: str) -> list[Piece]:
    """Return a text on one line in pieces, of which those are marked that stand between the marks.

    Put together, they are the text as it is shown elsewhere; there are no tags to be balanced.

    Args:
        text: with :data:`OPENING` and :data:`CLOSING` in it.
    """
    found: list[Piece] = []
    ends_blank = True
    for part, is_marked in _parts(text):
        # Blanks at a mark's edges count once, however they lie on both sides of it.
        words = re.sub(r"\s+", " ", clean(part))
        shown = words.removeprefix(" ") if ends_blank else words
        if shown:
            found.append(Piece(shown, is_marked))
            ends_blank = shown.endswith(" ")
    if found and ends_blank:
        last = found.pop()
        shown = last.text.rstrip(" ")
        found += [Piece(shown, last.is_marked)] if shown else []
    return found


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    is_marked = False
    for part in _MARK.split(text):
        if part in (OPENING, CLOSING):
            is_marked = part == OPENING
        elif part:
            yield part, is_marked
