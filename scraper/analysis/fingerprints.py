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
from functools import cached_property
from heapq import nsmallest

RULES = 2
"""Of fingerprints and of what makes a story. It changes with them, so that an archive makes its stories anew."""

MOST_WORDS = 10_000
"""So many words of a text count. Chosen: 60 pages; a release never is so long, and a text of a million words is cut."""

SEQUENCE = 3
"""Words of a sequence. Chosen: two are found in texts that have nothing else in common, and of sequences of four words
one replaced word takes four away."""

SAMPLED = 7
"""One sequence of so many is in the sample. Measured: some 40 numbers, or 600 bytes, for an article of 330 words."""

SMALLEST = 12
"""So many of the smallest numbers are in the sample in any case. Chosen: a note of forty words would have four else."""

# What stands within a word and is not seen: soft hyphen, zero-width space, joiners and no-break space.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# What stands in no word, so that all words of a text can be folded at once.
_BETWEEN = "\n"
_WORD = re.compile(r"\w+")
# "Über die Muster GmbH:", or that as a heading, and the paragraph that follows: what the sender of a release says of
# itself below each of them. It begins a line or follows a sentence, and has but names before the colon.
_ABOUT = re.compile(
    r"(?:^|(?<=[.!?“”«»] ))Über (?:uns|(?:die |das |den |der )?[A-ZÄÖÜ][\w&.+-]*"
    r"(?: (?:[A-ZÄÖÜ&(][\w&.+)-]*|für|und|der|des|im|in|mbH|e\. ?V\.)){0,7})(?:: *|[ :]*$)\n*.*$",
    re.MULTILINE,
)
_ABOUT_BEGINS = "Über "
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
                seen = text
                # To look for them takes a hundredth of the time that a translation of the text takes.
                for sign in _UNSEEN:
                    if sign in seen:
                        seen = seen.replace(sign, "")
                out += _WORD.findall(unicodedata.normalize("NFC", seen))
        return cls(tuple(out[:MOST_WORDS]))

    @cached_property
    def folded(self) -> list[str]:
        """The words without the difference of capital and small letters, or of ß and ss."""
        return self._folded.split(_BETWEEN) if self.written else []

    @cached_property
    def _folded(self) -> str:
        return _BETWEEN.join(self.written).casefold()

    @cached_property
    def sequences(self) -> list[int]:
        """A number below 2**32 for each sequence of words, by the place at which it begins."""
        words = self._folded.encode("utf-8", "replace").split(_BETWEEN.encode())
        return [zlib.crc32(b" ".join(three)) for three in zip(words, words[1:], words[2:], strict=False)]

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
        return zlib.crc32(self._folded.encode("utf-8", "replace"))


def story_words(lead: str | None, body: str) -> Words:
    """Return the words of an article that tell its story: without what the sender of a release says of itself.

    Args:
        lead, body: of the article.
    """
    text = body
    if _ABOUT_BEGINS in text:
        text = _ABOUT.sub("", text)
    return Words.of(lead, text)


def fingerprint(words: Words) -> list[int]:
    """Return the fingerprint of a text: the numbers of its sample in order, each below 2**32; none of two words.

    Args:
        words: those of the text.
    """
    return sorted(words.sample)
