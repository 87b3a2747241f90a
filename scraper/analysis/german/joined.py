"""Words that are written in pieces: E-Akte, Bürger*innen, Kreis- und Stadtverwaltung."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from scraper.analysis import unicode61
from scraper.analysis.german import compounds

# Hyphens (also the two of Unicode), and the soft hyphen, which says where a line may end.
_HYPHEN = "[-\u2010\u2011\u00ad]"
# Links of a chain, at the most: without a bound, a megabyte of "a-a-a" would be one word.
_MOST_LINKS = 15
# Words of a chain that are joined. Chosen: "E-Government-Gesetz" has three, what has more than eight is a list or art.
_MOST_JOINED = 8
_AND = r"\s++(?:und|oder|sowie|bzw\.?|beziehungsweise|bis)\s++"
# Where the end of a word is left to a later one.
_END_LEFT_OUT = re.compile(rf"{_HYPHEN}{_AND}")
# Letters before a hyphen that are looked at. Chosen: three long words.
_MOST_BEFORE = 120


class _Patterns(NamedTuple):
    """What is looked for, for one kind of texts.

    Args:
        word: one word.
        link: what links two: hyphens, and what stands before the ending for women (Bürger:innen, Bürger/-in).
        chain: words that are linked, or one alone.
        beginning_left_out: where the beginning of a word is left to an earlier one.
        before: the words before a hyphen (Kreis-, Landes- und Stadtverwaltung).
        last: the word before "und".
    """

    word: re.Pattern[str]
    link: re.Pattern[str]
    chain: re.Pattern[str]
    beginning_left_out: re.Pattern[str]
    before: re.Pattern[str]
    last: re.Pattern[str]


@cache
def _patterns(latin: bool) -> _Patterns:
    word = unicode61.word(latin)
    link = f"(?:{_HYPHEN}|(?:[:*_·]|/-?)(?=in(?:nen)?(?!{unicode61.letter(latin)})))"
    return _Patterns(
        word=re.compile(word),
        link=re.compile(link),
        chain=re.compile(f"{word}(?:{link}{word}){{0,{_MOST_LINKS}}}+"),
        beginning_left_out=re.compile(rf"{_HYPHEN}({word})"),
        before=re.compile(rf"({word}(?:{_HYPHEN},?\s++{word})*+)$"),
        last=re.compile(rf"({word}){_AND}$"),
    )


def _patterns_for(text: str) -> _Patterns:
    return _patterns(unicode61.is_latin(text))


def chains(text: str) -> Iterator[str]:
    """Yield the words of a text, those that are linked in one piece.

    Args:
        text: in lower case, as :func:`scraper.analysis.unicode61.lower` makes it.
    """
    for found in _patterns_for(text).chain.finditer(text):
        yield found[0]


def words(chain: str) -> list[str]:
    """Return the words of a chain."""
    return _patterns_for(chain).word.findall(chain)


def joined(chain: str) -> str | None:
    """Return the words of a chain as one: `eakte`; None for a single word, and where they are too many."""
    link = _patterns_for(chain).link
    links = link.findall(chain)
    if not 0 < len(links) < _MOST_JOINED:
        return None
    return link.sub("", chain)


def completed(text: str) -> Iterator[str]:
    """Yield the words of which a text leaves out a part: `kreisverwaltung` of "Kreis- und Stadtverwaltung".

    Args:
        text: in lower case.
    """
    patterns = _patterns_for(text)
    for gap in _END_LEFT_OUT.finditer(text):
        before = patterns.before.search(text[max(0, gap.start() - _MOST_BEFORE) : gap.start()])
        following = patterns.chain.match(text, gap.end())
        if before is None or following is None:
            continue
        for end in _ends(words(following[0])[-1]):
            for word in words(before[0]):
                yield word + end
    for gap in patterns.beginning_left_out.finditer(text):
        is_at_beginning = text[max(0, gap.start() - 1) : gap.start()].isspace()
        if not is_at_beginning:
            continue
        full = patterns.last.search(text[max(0, gap.start() - _MOST_BEFORE) : gap.start()])
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
