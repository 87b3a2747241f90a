"""Words that are written in pieces: E-Akte, Bürger*innen, Kreis- und Stadtverwaltung."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.analysis.german import compounds
from scraper.analysis.unicode61 import WORD

# Hyphens (also the two of Unicode), and the soft hyphen, which says where a line may end.
_HYPHEN = "[-\u2010\u2011\u00ad]"
# What stands before the ending for women: Bürger:innen, Bürger*in, Bürger/-innen.
_FOR_WOMEN = f"(?:[:*_·]|/-?)(?=in(?:nen)?(?!{WORD}))"
_LINK = f"(?:{_HYPHEN}|{_FOR_WOMEN})"
#: The pattern of words that are linked, or of one alone.
CHAIN = f"{WORD}(?:{_LINK}{WORD})*+"
_CHAIN = re.compile(CHAIN)
_LINKS = re.compile(_LINK)
_WORD = re.compile(WORD)
#: Words of a chain that are joined. Chosen: "E-Government-Gesetz" has three, what has more than eight is a list or art.
_MOST_JOINED = 8

_AND = r"\s++(?:und|oder|sowie|bzw\.?|beziehungsweise|bis)\s++"
# Where the end of a word is left to a later one, and where the beginning is left to an earlier one.
_END_LEFT_OUT = re.compile(rf"{_HYPHEN}{_AND}")
_BEGINNING_LEFT_OUT = re.compile(rf"{_HYPHEN}({WORD})")
# The words before the hyphen: Kreis-, Landes- und Stadtverwaltung.
_BEFORE = re.compile(rf"({WORD}(?:{_HYPHEN},?\s++{WORD})*+)$")
_LAST = re.compile(rf"({WORD}){_AND}$")
_NEXT = re.compile(CHAIN)
# Letters before a hyphen that are looked at. Chosen: three long words.
_MOST_BEFORE = 120


def chains(text: str) -> Iterator[str]:
    """Yield the words of a text, those that are linked in one piece.

    Args:
        text: in lower case, as :func:`scraper.analysis.unicode61.lower` makes it.
    """
    for found in _CHAIN.finditer(text):
        yield found[0]


def words(chain: str) -> list[str]:
    """Return the words of a chain."""
    return _WORD.findall(chain)


def joined(chain: str) -> str | None:
    """Return the words of a chain as one: `eakte`; None for a single word, and where they are too many."""
    links = _LINKS.findall(chain)
    if not 0 < len(links) < _MOST_JOINED:
        return None
    return _LINKS.sub("", chain)


def completed(text: str) -> Iterator[str]:
    """Yield the words of which a text leaves out a part: `kreisverwaltung` of "Kreis- und Stadtverwaltung".

    Args:
        text: in lower case.
    """
    for gap in _END_LEFT_OUT.finditer(text):
        before = _BEFORE.search(text[max(0, gap.start() - _MOST_BEFORE) : gap.start()])
        following = _NEXT.match(text, gap.end())
        if before is None or following is None:
            continue
        for end in _ends(words(following[0])[-1]):
            for word in words(before[0]):
                yield word + end
    for gap in _BEGINNING_LEFT_OUT.finditer(text):
        is_at_beginning = text[max(0, gap.start() - 1) : gap.start()].isspace()
        if not is_at_beginning:
            continue
        full = _LAST.search(text[max(0, gap.start() - _MOST_BEFORE) : gap.start()])
        if full is None:
            continue
        written = full[1].replace("ß", "ss")
        for piece in compounds.split(written)[:-1]:
            yield written[: piece.end] + gap[1]


def _ends(word: str) -> list[str]:
    """Return what a word that is written in full may lend to the others: the word after each of its parts."""
    written = word.replace("ß", "ss")
    pieces = compounds.split(written)
    return [written[piece.start :] for piece in pieces[1:]]
