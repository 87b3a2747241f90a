"""Which piece of an article is shown beside its headline, with the words marked that it was found by.

What the indexes found is found again in the text: the words as they were typed and in their other spellings, and each
word whose stem, or the stem of a part of it, was searched for. A compound is marked as a whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from scraper.analysis.search_words import forms, words_of
from scraper.web.plain_text import shortened

SNIPPET_CHARACTERS = 120
"""Characters of a snippet, its marks left out; chosen: two lines of a terminal of 80 columns, less the margin."""
LOOKED_THROUGH = 200_000
"""Characters of a text in which the words are looked for; chosen: thirty pages, in some ten milliseconds."""
MOST_SOUGHT = 32
"""Words that are marked; chosen: more do not stand in one snippet."""

# Characters before the first marked word; chosen: what tells of whom or what it is said.
_BEFORE = 50
# Places of a word that are looked at in one text; chosen: of a word such as "in" most places are within others.
_MOST_LOOKS = 200
# A stem of fewer letters is looked for at the beginning of a word alone: no part of a compound is so short.
_SHORT_STEM = 4
# Stems end otherwise than words do: of "citi" for "cities", "city" shares three letters.
_LEAST_LETTERS, _LEFT_OUT = 3, 1
# Vowels that a text may write with an e behind them; chosen: of a stem with more, its beginning is looked for.
_MOST_VOWELS = 3
# How accents are left out before a stem is looked for, letter by letter, so that all places stay the same.
_PLAIN = {
    letter: plain
    for plain, letters in {
        "a": "äàáâãå",
        "o": "öòóôõø",
        "u": "üùúû",
        "e": "èéêë",
        "i": "ìíîï",
        "c": "ç",
        "n": "ñ",
        "s": "ß",
    }.items()
    for letter in letters
}
# The longest word of which the stem is made.
_LONGEST_WORD = 100
_LETTER = r"[^\W_]|[+#§]"
_ONE = re.compile(_LETTER)
_RUN = re.compile(rf"(?:{_LETTER})+")
# What joins the parts of a word: hyphens, and the signs of gender.
_HYPHEN = re.compile("[-‐‑‒–:*·]")
_HYPHENED = re.compile(rf"(?:{_LETTER}|[-‐‑‒–:*·])+")
_SENTENCE_END = re.compile(r"[.!?:]\s+|\n")


@dataclass(frozen=True, slots=True)
class Sought:
    """One word that was searched for.

    Args:
        texts: the words or phrases that were typed, and their other spellings.
        stems: as the second index has them.
        is_beginning: whether words that only begin so were meant.
    """

    texts: tuple[str, ...] = ()
    stems: frozenset[str] = field(default_factory=frozenset)
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one of the words stands."""

    start: int
    end: int
    number: int


class Snippets:
    """Makes the snippets of one search.

    Args:
        sought: what was searched for.
        marks: what stands before and behind a word that was found.
    """

    def __init__(self, sought: Sequence[Sought], marks: tuple[str, str]) -> None:
        self._marks = marks
        self._sought = [_Looked(one) for one in sought[:MOST_SOUGHT]]

    def of(self, texts: Iterable[str | None], language: str | None) -> str:
        """Return the piece of an article that shows most of the words.

        Args:
            texts: in which they may stand; of equal ones the first is shown, and it is shown where there is none.
            language: of the article.
        """
        given = [text[:LOOKED_THROUGH] for text in texts if text]
        best, most = (given or [""])[0], 0
        places: list[_Place] = []
        for text in given:
            found = list(self._places(text, language))
            start, number = _densest(found)
            if number > most:
                best, most, places = text, number, [place for place in found if place.start >= start]
        if not places:
            return shortened(best[: 2 * SNIPPET_CHARACTERS], SNIPPET_CHARACTERS)
        return self._cut(best, places)

    def _places(self, text: str, language: str | None) -> Iterator[_Place]:
        small = _small(text)
        plain = small
        for letter, without in _PLAIN.items():
            plain = plain.replace(letter, without)
        joined = list(dict.fromkeys(_hyphened(small)))
        for number, looked in enumerate(self._sought):
            spans = (*looked.literal(small), *looked.inflected(small, plain, language))
            for start, end in (*spans, *looked.hyphened(small, joined, language)):
                yield _Place(start, end, number)

    def _cut(self, text: str, places: list[_Place]) -> str:
        """Return a piece of a text that begins shortly before the first of some places."""
        first = min(place.start for place in places)
        start = _beginning(text, first)
        end = _ending(text, max(start + SNIPPET_CHARACTERS, min(place.end for place in places if place.start == first)))
        mark, unmark = self._marks
        parts, at = [], start
        for place in _apart(place for place in places if place.end <= end):
            parts += [text[at : place.start], mark, text[place.start : place.end], unmark]
            at = place.end
        before, behind = "… " if start else "", " …" if end < len(text) else ""
        return f"{before}{''.join(parts)}{text[at:end].rstrip()}{behind}"


class _Looked:
    """One word as it is looked for in texts."""

    def __init__(self, sought: Sought) -> None:
        phrases = [list(words_of(text)) for text in sought.texts]
        rest = rf"(?:{_LETTER}){{0,{_LONGEST_WORD}}}" if sought.is_beginning else rf"(?!{_LETTER})"
        self._phrases = [
            (words[0], re.compile(r"(?<![^\W_])(?<![+#§])" + r"(?:[^\w+#§]|_)+".join(map(re.escape, words)) + rest))
            for words in phrases
            if words
        ]
        self._stems = sought.stems
        self._needles = sorted({needle for stem in sought.stems for needle in _needles(stem.removeprefix("en_"))})
        self._known: dict[tuple[str, str | None], bool] = {}

    def literal(self, small: str) -> Iterator[tuple[int, int]]:
        """Yield where the texts of the word stand in a text in lower case, as the exact index reads them."""
        for first, phrase in self._phrases:
            for at in islice(_all_of(first, small), _MOST_LOOKS):
                found = phrase.match(small, at)
                if found is not None:
                    yield found.span()

    def inflected(self, small: str, plain: str, language: str | None) -> Iterator[tuple[int, int]]:
        """Yield where words stand of which the stem, or that of a part, is sought.

        Args:
            small: a text in lower case.
            plain: the same without accents.
            language: of the text.
        """
        for needle in self._needles:
            for at in islice(_all_of(needle, plain), _MOST_LOOKS):
                is_within = at > 0 and _ONE.match(small, at - 1) is not None
                if is_within and len(needle) < _SHORT_STEM - _LEFT_OUT:
                    continue
                span = _around(small, at)
                if span is not None and self._is_meant(small[slice(*span)], language):
                    yield span

    def hyphened(
        self, small: str, joined: Iterable[tuple[int, int]], language: str | None
    ) -> Iterator[tuple[int, int]]:
        """Yield which words of several parts are meant as one word.

        Args:
            small: a text in lower case.
            joined: where such words begin and end in it.
            language: of the text.
        """
        for start, end in joined:
            if self._stems and self._is_meant("".join(words_of(small[start:end])), language):
                yield start, end

    def _is_meant(self, word: str, language: str | None) -> bool:
        asked = (word, language)
        if asked not in self._known:
            found = forms(word, language)
            self._known[asked] = not (self._stems.isdisjoint(found.stems) and self._stems.isdisjoint(found.parts))
        return self._known[asked]


def _small(text: str) -> str:
    """Return a text in lower case, each letter at its place."""
    small = text.lower()
    if len(small) == len(text):
        return small
    # A few letters become two when they are made small, such as İ.
    return "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)


def _all_of(needle: str, text: str) -> Iterator[int]:
    """Yield all places of a text in another."""
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _needles(stem: str) -> Iterator[str]:
    """Yield what a word has to hold, in plain letters, before its stem is worth making."""
    letters = stem[: max(_LEAST_LETTERS, len(stem) - _LEFT_OUT)].partition("ss")
    # Where a text may have ß for ss, the letters before it and one s are looked for.
    plain = letters[0] + letters[1][:1] if letters[1] else letters[0]
    vowels = [found.end() for found in re.finditer("[aou](?!e)", plain)]
    if len(vowels) > _MOST_VOWELS:
        plain, vowels = plain[: vowels[_MOST_VOWELS] - 1], vowels[:_MOST_VOWELS]
    for chosen in product((False, True), repeat=len(vowels)):
        ends = [end for end, is_chosen in zip(vowels, chosen, strict=True) if is_chosen]
        yield "e".join(plain[start:end] for start, end in zip([0, *ends], [*ends, len(plain)], strict=True))


def _hyphened(text: str) -> Iterator[tuple[int, int]]:
    """Yield where words of several parts begin and end, each as often as it has hyphens."""
    for hyphen in islice(_HYPHEN.finditer(text), _MOST_LOOKS):
        at = hyphen.start()
        span = _around(text, at, _HYPHENED)
        if span is not None and span[1] - span[0] > 1:
            yield span


def _around(text: str, at: int, runs: re.Pattern[str] = _RUN) -> tuple[int, int] | None:
    """Return where the word around a place begins and ends, or None where it is too long for a word."""
    earliest = max(at - _LONGEST_WORD, text.rfind(" ", 0, at) + 1)
    for found in runs.finditer(text, earliest, at + _LONGEST_WORD):
        if found.end() > at:
            start, end = found.span()
            return (start, end) if end - start < _LONGEST_WORD else None
    return None


def _densest(places: Sequence[_Place]) -> tuple[int, int]:
    """Return where the piece begins that shows most of the words, and how many these are."""
    ordered = sorted(places, key=lambda place: place.start)
    starts = [place.start for place in ordered]
    best, most = 0, 0
    for number, place in enumerate(ordered):
        last = bisect_left(starts, place.start + SNIPPET_CHARACTERS - _BEFORE)
        shown = len({one.number for one in ordered[number:last]})
        if shown > most:
            best, most = place.start, shown
    return best, most


def _beginning(text: str, first: int) -> int:
    """Return where a piece begins in which this place is shown: the text, a sentence or a word before it."""
    earliest = first - _BEFORE
    if earliest <= 0:
        return 0
    ends = [found.end() for found in _SENTENCE_END.finditer(text, earliest, first)]
    if ends:
        return ends[0]
    blank = text.find(" ", earliest, first)
    return first if blank < 0 else blank + 1


def _ending(text: str, end: int) -> int:
    """Return where a piece ends: at this place, or before the word that it would cut."""
    if end >= len(text):
        return len(text)
    blank = text.rfind(" ", end - _LONGEST_WORD // 2, end + 1)
    return end if blank < 0 else blank


def _apart(places: Iterable[_Place]) -> Iterator[_Place]:
    """Yield places in order; of those that overlap the longest."""
    end = -1
    for place in sorted(places, key=lambda place: (place.start, -place.end)):
        if place.start >= end:
            end = place.end
            yield place
