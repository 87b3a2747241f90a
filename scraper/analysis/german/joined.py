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
# What is left out of several words and stands in the last, with its hyphens: Kreis-, Stadt- und Landesverwaltung.
_LEFT_OPEN = re.compile(rf"({WORD}(?:{_HYPHEN},?\s++{WORD}){{0,5}}){_HYPHEN}{_AND}({CHAIN})")
# Verkehrsplanung und -steuerung.
_RIGHT_OPEN = re.compile(rf"({WORD}){_AND}{_HYPHEN}({WORD})")
_OPEN = re.compile(rf"(?:{_HYPHEN}\s|\s{_HYPHEN}\w)")


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
    if _OPEN.search(text) is None:
        return
    for found in _LEFT_OPEN.finditer(text):
        whole = words(found[2])[-1]
        for end in _ends(whole):
            for word in _WORD.findall(found[1]):
                yield word + end
    for found in _RIGHT_OPEN.finditer(text):
        for piece in compounds.split(found[1].replace("ß", "ss"))[:-1]:
            yield found[1].replace("ß", "ss")[: piece.end] + found[2]


def _ends(word: str) -> list[str]:
    """Return what a word that is written in full may lend to the others: the word after each of its parts."""
    written = word.replace("ß", "ss")
    pieces = compounds.split(written)
    return [written[piece.start :] for piece in pieces[1:]]
