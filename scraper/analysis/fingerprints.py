"""Fingerprints of texts: a sample of their word sequences, by which the same text is found elsewhere.

A text is cut into sequences of three words, each of which has a number. The sample takes those whose number is small
(FracMinHash: Irber et al. 2022), so that what two texts have in common is in both of their samples or in none, however
long the texts are. A paper prints half of a release: so the measure is which part of one text stands in the other
(containment), and not how alike the two are.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from heapq import nsmallest

VERSION = "1"
"""Of the rule that makes fingerprints. Whoever changes what :func:`fingerprint` returns raises it."""

MOST_WORDS = 10_000
"""So many words of a text count. Chosen: 60 pages; a release never is so long, and a text of a million words is cut."""

SEQUENCE = 3
"""Words of a sequence. Chosen: two are found in texts that have nothing else in common, and of sequences of four words
one replaced word takes four away."""

SAMPLED = 8
"""One sequence of so many is in the sample. Measured: some 40 numbers, or 600 bytes, for an article of 330 words."""

SMALLEST = 12
"""So many of the smallest numbers are in the sample in any case. Chosen: a note of forty words would have four else."""

# What stands within a word and is not seen: soft hyphen, zero-width space, joiners and no-break space.
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]+")
# What stands in no word, so that all words of a text can be folded at once.
_BETWEEN = "\n"
_WORD = re.compile(r"\w+")
# The numbers of three words side by side, each a little further up, times an odd one modulo 2**64, of which the upper
# half depends on all of them (multiplicative hashing: Knuth, The Art of Computer Programming, volume 3, 6.4). The
# factor is 2**64 divided by the golden ratio.
_SHIFTS = (21, 42)
_FACTOR = 0x9E3779B97F4A7C15
_MODULO = 2**64 - 1
_UPPER_HALF = 32
_BOUND = 2**32 // SAMPLED


@dataclass(frozen=True)
class Words:
    """A text as its words.

    Args:
        written: each as it stands there, but for what is not seen in it.
    """

    written: tuple[str, ...]

    @classmethod
    def of(cls, *texts: str | None) -> Words:
        """Return the words of some texts, one behind the other, at most :data:`MOST_WORDS`; None has no words."""
        out: list[str] = []
        for text in texts:
            if text:
                composed = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
                out += _WORD.findall(composed)
        return cls(tuple(out[:MOST_WORDS]))

    @cached_property
    def folded(self) -> list[str]:
        """The words without the difference of capital and small letters, or of ß and ss."""
        return _BETWEEN.join(self.written).casefold().split(_BETWEEN) if self.written else []

    @cached_property
    def sequences(self) -> list[int]:
        """A number below 2**32 for each sequence of words, by the place at which it begins."""
        numbers = [_number(word) for word in self.folded]
        one, two = _SHIFTS
        return [
            ((first ^ second << one ^ third << two) * _FACTOR & _MODULO) >> _UPPER_HALF
            for first, second, third in zip(numbers, numbers[1:], numbers[2:], strict=False)
        ]

    @cached_property
    def sample(self) -> dict[int, int]:
        """The numbers of the sample, each with the place at which its sequence first stands."""
        numbers = self.sequences
        # From the end, so that the first of several places stands.
        places = dict(zip(reversed(numbers), range(len(numbers) - 1, -1, -1), strict=True))
        sampled = [number for number in places if number < _BOUND]
        if len(sampled) < SMALLEST:
            sampled = nsmallest(SMALLEST, places)
        return {number: places[number] for number in sampled}

    @property
    def digest(self) -> int:
        """A number below 2**32 for all words in their order."""
        return zlib.crc32(_BETWEEN.join(self.folded).encode("utf-8", "replace"))


# Most words of a text stood in earlier ones. Chosen: the words of a language that make up nearly all of its texts.
@lru_cache(maxsize=50_000)
def _number(word: str) -> int:
    """Return a number below 2**32 for a word."""
    return zlib.crc32(word.encode("utf-8", "replace"))


def fingerprint(words: Words) -> list[int]:
    """Return the fingerprint of a text: the numbers of its sample in order, each below 2**32; none of two words.

    Args:
        words: those of the text.
    """
    return sorted(words.sample)
