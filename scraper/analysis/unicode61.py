"""Words as the exact index has them: split and made lower case as FTS5's tokenizer `unicode61` does it.

The exact index is made by SQLite (`unicode61 remove_diacritics 0`, tokenchars '+#§'), the second one from what is
found here. Where both disagreed on what a word is, the table `words` would name words that no search finds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache

from scraper.analysis.unicode61_tables import CAPITALS, MARKS, SEPARATORS

# Bytes of UTF-8 that FTS5 keeps of a word; the rest is cut off (FTS5_MAX_TOKEN_SIZE).
LONGEST_WORD = 32768
_LONGEST_CODE_POINT = 4
# Code points of which `str.lower` says the same as SQLite, in every version of Python: Latin, Cyrillic, punctuation
# and the emoji. All others are looked up, which takes ten times as long.
_LOOKED_UP = re.compile(
    "[^\x00-\xb4\xb6-\u012f\u0131-\u017e\u0180-\u024f\u0400-\u0527\u2000-\u20ff\U0001f000-\U0001faff]"
)
# What other texts than those in Latin letters with their punctuation have. Theirs are found by a pattern of a dozen
# ranges; that of all scripts has some hundred and takes a tenth of a second to compile.
_OTHER_THAN_LATIN = re.compile("[^\x00-\u024f\u2010-\u2027\u2030-\u205e\u20ac]")
_LAST_LATIN = 0x24F


def _points(table: str) -> Iterator[int]:
    for entry in table.split():
        first, _, last = entry.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _class_without(points: Iterable[int], last: int) -> str:
    """Return a character class of all code points up to the last but these."""
    ranges = []
    first = 0
    for point in sorted(points):
        if first < point:
            ranges.append(rf"\U{first:08x}-\U{min(point - 1, last):08x}")
        first = point + 1
        if first > last:
            return f"[{''.join(ranges)}]"
    return f"[{''.join(ranges)}\\U{first:08x}-\\U{last:08x}]"


@cache
def _small_letters() -> dict[int, int]:
    """Return the small form of each capital."""
    small = {}
    for first, last, step, distance in re.findall(r"(\w+)(?:-(\w+)/(\d))?([+-]\w+)", CAPITALS):
        for point in range(int(first, 16), int(last or first, 16) + 1, int(step or 1)):
            small[point] = point + int(distance, 16)
    return small


def is_latin(text: str) -> bool:
    """Whether a text has Latin letters and their punctuation alone, so that the quick patterns do for it."""
    return _OTHER_THAN_LATIN.search(text) is None


@cache
def letter(latin: bool) -> str:
    """Return the pattern of what a word begins with.

    The classes name what belongs to a word: `re` tries the ranges beyond the basic plane one by one, and of "no
    separator" it would have to do so for each letter.

    Args:
        latin: for texts of which :func:`is_latin` says so.
    """
    return _class_without(_points(SEPARATORS), _LAST_LATIN if latin else sys.maxunicode)


@cache
def word(latin: bool) -> str:
    """Return the pattern of a word, whatever its case.

    Args:
        latin: for texts of which :func:`is_latin` says so.
    """
    if latin:
        return f"{letter(latin)}++"
    continuing = frozenset(_points(MARKS))
    separators = (point for point in _points(SEPARATORS) if point not in continuing)
    return f"{letter(latin)}{_class_without(separators, sys.maxunicode)}*+"


@cache
def _compiled(latin: bool) -> re.Pattern[str]:
    return re.compile(word(latin))


def lower(text: str) -> str:
    """Return a text in lower case, as the exact index has it (`ſ` is an `s` there, and `İ` stays)."""
    if _LOOKED_UP.search(text) is None:
        return text.lower()
    return text.translate(_small_letters())


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in its order, in lower case, as the exact index has them.

    They are the same words as SQLite's with two exceptions: a text with half a surrogate pair, which SQLite cannot
    hold at all, and the last character of a word of over :data:`LONGEST_WORD` bytes, of which SQLite may keep a part.
    """
    lowered = lower(text)
    for found in _compiled(is_latin(lowered)).finditer(lowered):
        of_text = found[0]
        if len(of_text) * _LONGEST_CODE_POINT > LONGEST_WORD:
            of_text = of_text.encode("utf-8", "replace")[:LONGEST_WORD].decode("utf-8", "ignore")
        yield of_text
