"""What a paper has made of a story's first text: left it as it was, shortened it, or told it in words of its own."""

from __future__ import annotations

from enum import StrEnum

WHOLE = 0.8
"""From this part of the first text on, an article holds it as it was. Chosen: an own headline, an own lead, a sentence
less."""

SHORTER = 0.9
"""An article of fewer words than this part of the first one's is shorter. Chosen: so that a rewritten one is not."""


class Retelling(StrEnum):
    """What was made of a first text; the values are codes that people read, too."""

    SHORTENED = "shortened"
    REWRITTEN = "rewritten"


def retelling(share: float, words: int, first_words: int) -> Retelling | None:
    """Return what an article has made of the first text of its story, or None where it holds nearly all of it.

    Args:
        share: how much of the first text it holds, from 0 to 1.
        words: its length.
        first_words: that of the first article.
    """
    if share >= WHOLE:
        return None
    if words < SHORTER * first_words:
        return Retelling.SHORTENED
    return Retelling.REWRITTEN
