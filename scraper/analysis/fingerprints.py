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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

VERSION = "1"
"""Of the rule that makes fingerprints. Whoever changes what :func:`fingerprint` returns raises it."""

MOST_WORDS = 10_000
"""So many words of a text count. Chosen: 60 pages; a release never is so long, and a text of a million words is cut."""

SEQUENCE = 3
"""Words of a sequence. Chosen: two are found in texts that have nothing to do with one another, of four one replaced word
takes four away."""

SAMPLED = 8
"""One sequence of so many is in the sample. Measured: some 40 numbers, or 600 bytes, for an article of 330 words."""

SMALLEST = 12
"""So many of the smallest numbers are in the sample in any case. Chosen: a note of forty words would have four else."""

# What stands within a word and is not seen: soft hyphen, zero-width space, joiners and no-break space.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_WORD = re.compile(r"\w+")
# Multilinear hashing (Lemire and Kaser 2014): the sum of the words' numbers times a random odd one each, modulo 2**64, of
# which the upper half is even over all values. The factors are the first digits of pi, e and the golden ratio.
_FACTORS = (0x243F6A8885A308D3, 0xB7E151628AED2A6B, 0x9E3779B97F4A7C15)
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
        """Return the words of some texts, one behind the other; None and those beyond :data:`MOST_WORDS` are left out."""
        out: list[str] = []
        for text in texts:
            if text:
                composed = unicodedata.normalize("NFC", text.translate(_UNSEEN))
                out += _WORD.findall(composed)
        return cls(tuple(out[:MOST_WORDS]))

    @cached_property
    def folded(self) -> list[str]:
        """The words without the difference of capital and small letters, or of ß and ss."""
        return [word.casefold() for word in self.written]

    @cached_property
    def sequences(self) -> list[int]:
        """A number for each sequence of words, by the place at which it begins."""
        numbers = [zlib.crc32(word.encode("utf-8", "replace")) + 1 for word in self.folded]
        one, two, three = _FACTORS
        return [
            (first * one + second * two + third * three) & _MODULO
            for first, second, third in zip(numbers, numbers[1:], numbers[2:], strict=False)
        ]

    @cached_property
    def sample(self) -> dict[int, int]:
        """The numbers of the sample, each with the place at which its sequence first stands."""
        places: dict[int, int] = {}
        for place, number in enumerate(self.sequences):
            places.setdefault(number >> _UPPER_HALF, place)
        return {number: places[number] for number in _sampled(places)}


def _sampled(numbers: Iterable[int]) -> set[int]:
    known = list(numbers)
    return {number for number in known if number < _BOUND}.union(nsmallest(SMALLEST, known))


def fingerprint(words: Words) -> list[int]:
    """Return the fingerprint of a text: the numbers of its sample in order, each below 2**32; none of two words.

    Args:
        words: those of the text.
    """
    return sorted(words.sample)


def containment(one: Sequence[int], other: Sequence[int]) -> float:
    """Return which part of one fingerprint stands in the other one, from 0 to 1; 0 where there is none.

    Args:
        one, other: of two texts.
    """
    if not one:
        return 0.0
    return len(set(one) & set(other)) / len(set(one))
