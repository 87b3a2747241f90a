"""Words as the exact index has them: split and made lower case as FTS5's tokenizer `unicode61` does it.

The exact index is made by SQLite (`unicode61 remove_diacritics 0`, tokenchars '+#§'), the second one from what is
found here. Where both disagreed on what a word is, the table `words` would name words that no search finds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from scraper.analysis.unicode61_tables import CAPITALS, MARKS, SEPARATORS

# Bytes of UTF-8 that FTS5 keeps of a word; the rest is cut off (FTS5_MAX_TOKEN_SIZE).
LONGEST_WORD = 32768
_LONGEST_CODE_POINT = 4


def _points(table: str) -> Iterator[int]:
    for entry in table.split():
        first, _, last = entry.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _class_without(points: Iterable[int]) -> str:
    """Return the inside of a character class of all code points but these."""
    ranges = []
    first = 0
    for point in sorted(points):
        if first < point:
            ranges.append(rf"\U{first:08x}-\U{point - 1:08x}")
        first = point + 1
    return "".join([*ranges, rf"\U{first:08x}-\U{sys.maxunicode:08x}"])


def _small_letters(table: str) -> dict[int, int]:
    """Return the small form of each capital of a table of runs."""
    small = {}
    for first, last, step, distance in re.findall(r"(\w+)(?:-(\w+)/(\d))?([+-]\w+)", table):
        for point in range(int(first, 16), int(last or first, 16) + 1, int(step or 1)):
            small[point] = point + int(distance, 16)
    return small


_SMALL = _small_letters(CAPITALS)
# Code points of which `str.lower` says the same as SQLite, in every version of Python: Latin, Cyrillic, punctuation
# and the emoji. All others are looked up, which takes ten times as long.
_LOOKED_UP = re.compile(
    "[^\x00-\xb4\xb6-\u012f\u0131-\u017e\u0180-\u024f\u0400-\u0527\u2000-\u20ff\U0001f000-\U0001faff]"
)

_separators = frozenset(_points(SEPARATORS))
#: The pattern of a word in a text, whatever its case. The classes name what belongs to a word: `re` tries the
#: ranges beyond the basic plane one by one, and of "no separator" it would have to do so for each letter.
WORD = f"[{_class_without(_separators)}][{_class_without(_separators.difference(_points(MARKS)))}]*+"
_WORD = re.compile(WORD)


def lower(text: str) -> str:
    """Return a text in lower case, as the exact index has it (`ſ` is an `s` there, and `İ` stays)."""
    if _LOOKED_UP.search(text) is None:
        return text.lower()
    return text.translate(_SMALL)


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in its order, in lower case, as the exact index has them.

    They are the same words as SQLite's with two exceptions: a text with half a surrogate pair, which SQLite cannot
    hold at all, and the last character of a word of over :data:`LONGEST_WORD` bytes, of which SQLite may keep a part.
    """
    for found in _WORD.finditer(lower(text)):
        word = found[0]
        if len(word) * _LONGEST_CODE_POINT > LONGEST_WORD:
            word = word.encode("utf-8", "replace")[:LONGEST_WORD].decode("utf-8", "ignore")
        yield word
