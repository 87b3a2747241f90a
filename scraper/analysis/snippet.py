"""Which piece of an article is shown beside its headline, with the words marked that it was found by.

What the indexes found is found again in the text: the words as they were typed and in their other spellings, and each
word whose stem, or the stem of a part of it, was searched for. A compound is marked as a whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

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
# Places of a word in a text that are looked at; chosen: a snippet shows one or two of them.
_MOST_PLACES = 60
# Letters by which a word is looked for in a text before its stem is made, as texts may write them.
_WRITTEN = {
    **{"a": "(?:ae|[aäàáâãå])", "o": "(?:oe|[oöòóôõø])", "u": "(?:ue|[uüùúû])", "e": "[eèéêë]", "i": "[iìíîï]"},
    **{"c": "[cç]", "n": "[nñ]", "ss": "(?:ss|ß)", "s": "[sß]"},
}
_FOLD = re.compile("ss|[aouecins]")
# Stems end otherwise than words do: of "citi" for "cities", "city" shares three letters.
_LEAST_LETTERS, _LEFT_OUT = 3, 1
# The longest word of which the stem is made.
_LONGEST_WORD = 100
_LETTER = r"[^\W_]|[+#§]"
_PART_OF_WORD = re.compile(_LETTER)
_HYPHENS = frozenset("-‐‑‒–:*·")
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
        self._sought = sought[:MOST_SOUGHT]
        self._marks = marks
        self._literal = [_literal(one) for one in self._sought]
        self._needles = [_needles(one) for one in self._sought]

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
        for number, (literal, needles) in enumerate(zip(self._literal, self._needles, strict=True)):
            if literal is not None:
                for found in _first(literal.finditer(text)):
                    yield _Place(*found.span(), number)
            if needles is not None:
                stems = self._sought[number].stems
                for found in _first(needles.finditer(text)):
                    span = _word_with(text, found.start(), stems, language)
                    if span is not None:
                        yield _Place(*span, number)

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


def _first(found: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    for _, one in zip(range(_MOST_PLACES), found, strict=False):
        yield one


def _literal(sought: Sought) -> re.Pattern[str] | None:
    """Return the pattern of the texts of a word, as the exact index reads them."""
    texts = [
        r"(?:[^\w+#§]|_)+".join(map(re.escape, words)) for words in map(list, map(words_of, sought.texts)) if words
    ]
    if not texts:
        return None
    rest = rf"(?:{_LETTER}){{0,{_LONGEST_WORD}}}" if sought.is_beginning else r"(?![^\W_]|[+#§])"
    return re.compile(rf"(?<![^\W_])(?<![+#§])(?:{'|'.join(texts)}){rest}", re.IGNORECASE)


def _needles(sought: Sought) -> re.Pattern[str] | None:
    """Return the pattern of what a word has to hold before its stem is worth making."""
    needles = sorted({_needle(stem.removeprefix("en_")) for stem in sought.stems})
    if not needles:
        return None
    return re.compile("|".join(needles), re.IGNORECASE)


def _needle(stem: str) -> str:
    letters = stem[: max(_LEAST_LETTERS, len(stem) - _LEFT_OUT)]
    parts, at = [], 0
    for found in _FOLD.finditer(letters):
        parts += [re.escape(letters[at : found.start()]), _WRITTEN[found[0]]]
        at = found.end()
    return "".join([*parts, re.escape(letters[at:])])


def _word_with(text: str, at: int, stems: frozenset[str], language: str | None) -> tuple[int, int] | None:
    """Return where the word around a place begins and ends, if it is one of these stems; else None.

    Of words that are joined by hyphens, the one at this place counts, then all of them together.
    """
    start, end = _around(text, at, _is_letter)
    word = text[start:end]
    if len(word) <= _LONGEST_WORD and _is_one_of(word.lower(), stems, language):
        return start, end
    start, end = _around(text, at, _is_joined)
    joined = "".join(words_of(text[start:end]))
    if end - start <= _LONGEST_WORD and _is_one_of(joined, stems, language):
        return start, end
    return None


def _is_one_of(word: str, stems: frozenset[str], language: str | None) -> bool:
    found = forms(word, language)
    return not stems.isdisjoint(found.stems) or not stems.isdisjoint(found.parts)


def _is_letter(character: str) -> bool:
    return _PART_OF_WORD.match(character) is not None


def _is_joined(character: str) -> bool:
    return _is_letter(character) or character in _HYPHENS


def _around(text: str, at: int, belongs: Callable[[str], bool]) -> tuple[int, int]:
    start, end = at, at
    while start > max(at - _LONGEST_WORD, 0) and belongs(text[start - 1]):
        start -= 1
    while end < min(at + _LONGEST_WORD, len(text)) and belongs(text[end]):
        end += 1
    return start, end


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
