"""The words of texts as the second search index has them: stems, parts of compounds, joined spellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from scraper.model.indexed import IndexedText

if TYPE_CHECKING:
    from Stemmer import Stemmer

VERSION = "1"
"""Of stemmer, word list and rule: what an index that was made by another one holds, today's program cannot take out."""

_WORD = re.compile(r"[\w+#§]+")
# Chosen: the words of some thousand articles.
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class Forms:
    """What a word is found by.

    Args:
        stems: of the word as a whole.
        parts: stems of the parts of a compound.
    """

    stems: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text in lower case, split as the search index splits it."""
    for found in _WORD.finditer(text):
        yield found[0].lower()


def tokens(text: IndexedText) -> frozenset[str]:
    """Return what the second index holds of an article: stems, and with ``part_``, ``title_`` before them others."""
    found: set[str] = set()
    for part in (text.kicker, text.lead, text.body, text.keywords):
        for word in words_of(part or ""):
            found |= _tokens_of(word, text.language)
    for word in words_of(text.title):
        of_title = _tokens_of(word, text.language)
        found |= of_title
        found |= {f"title_{token}" for token in of_title}
    return frozenset(found)


def vocabulary(text: IndexedText) -> dict[str, tuple[str, ...]]:
    """Return the words of an article, each with its stems."""
    found = {}
    for part in (text.kicker, text.title, text.lead, text.body, text.keywords):
        for word in words_of(part or ""):
            found[word] = forms(word, text.language).stems
    return found


@lru_cache(maxsize=_REMEMBERED)
def forms(word: str, language: str | None) -> Forms:
    """Return what a word of a text is found by.

    Args:
        word: in lower case.
        language: of the text; None: not known.
    """
    if not word.isalpha():
        return Forms()
    if language in (None, "de"):
        return Forms((_stemmer("german").stemWord(word),))
    if language == "en":
        return Forms(("en_" + _stemmer("english").stemWord(word),))
    return Forms((word,))


def asked(word: str) -> Forms:
    """Return what a word is searched for by that a person typed: in all languages.

    Args:
        word: in lower case.
    """
    stems = dict.fromkeys(stem for language in ("de", "en", "") for stem in forms(word, language).stems)
    return Forms(tuple(stems))


def _tokens_of(word: str, language: str | None) -> set[str]:
    found = forms(word, language)
    return {*found.stems, *(f"part_{part}" for part in found.parts)}


@cache
def _stemmer(language: str) -> Stemmer:
    # Imported only here: most commands stem nothing.
    import Stemmer

    return Stemmer.Stemmer(language)
