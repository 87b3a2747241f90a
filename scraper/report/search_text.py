"""What is said of a search beside what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.store.index_state import Standing
    from scraper.store.search_words import Query

NOTHING_HELPS = "All words must stand in one article; fewer find more, and so does Digital* for Digital."
NOTHING = f"Nothing found. {NOTHING_HELPS}"
NOTHING_EXACT = "No article has just this; these have other forms of it, or words that it is a part of."
MATCHES = {"exact": None, "inflected": "other forms", "part": "part of a word"}
"""How near the words of an article are, by ``match`` of its record; None: they are the very words."""

# What other searches and German have between words, and is one more word to be found here.
_OPERATORS = frozenset({"AND", "NOT", "NEAR", "UND", "ODER", "NICHT"})
_NO_OPERATOR = (
    "{word} was searched for as a word. Nothing stands between words that must all be there; A OR B is one of them, -B"
    " is without B."
)
_NOT_FINE = (
    "The index of word forms {how}, so that words were found only as they were typed. The next crawl builds it anew,"
    " and so does: scraper reparse --index."
)


def no_words(typed: str) -> str:
    """Return the sentence on a search in which there is nothing to search for."""
    return f"'{typed}' has neither a letter nor a digit, so that nothing can be searched for."


def operator_remark(typed: str, query: Query) -> str | None:
    """Return what an AND or a NOT was taken for; without it, a search that should leave a word out would ask for it.

    Args:
        typed: what a person typed.
        query: the same, as it is understood.
    """
    # In a headline that is typed in capitals they are words.
    if typed.isupper():
        return None
    for term in query.terms:
        is_word = term.field is None and not term.is_phrase
        if is_word and term.text in _OPERATORS:
            return _NO_OPERATOR.format(word=term.text)
    return None


def standing_remark(standing: Standing) -> str | None:
    """Return why words were found only as they were typed, where they were."""
    # Imported only here: it loads SQLite, which the start of the program does without.
    from scraper.store.index_state import SAID

    how = SAID.get(standing)
    return None if how is None else _NOT_FINE.format(how=how)
