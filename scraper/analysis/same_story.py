"""Whether two texts tell the same story: one holds much of the other, word by word, and nothing says otherwise.

Much of the same wording is not enough. A weekly warning, an advertisement or a note of a template is worded as the last
one and tells something else: where one text has a figure, the other has another one. So what two texts have in common
is weighed against what contradicts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from rapidfuzz.distance import Levenshtein

from scraper.analysis.fingerprints import SEQUENCE, Words

LEAST_WORDS = 20
"""Words of a text, boilerplate left out, that can tell a story. Chosen: a headline with its lead."""

LEAST_SHARE = 0.355
"""The part of the words of one text that stand in the other in the same sequences. Measured: benchmarks/stories.py."""

LEAST_SHARE_LATE = 0.5
"""The same where one text came long after the other. Chosen: a report of a month later repeats the background; of a
copy that was edited by two fifths a little more than this is left. Names in the headlines decide then in any case."""

LEAST_SHARE_CITED = 0.5
"""The same where all that is common stands in one place amid own text of both, as a quotation or a paragraph of a law.
Chosen: a paper that keeps one passage of a release keeps its beginning or its end."""

IN_ONE = 0.8
"""The part of what is common that stands in one place then. Chosen: the rest is chance."""

OWN_AROUND = 10
"""Own words that stand before and behind such a place. Chosen: a short sentence."""

LEAST_IN_ORDER = 0.33
"""Where single words were replaced all over a text: the part of its long words that stand in the other in their order.
Measured: benchmarks/stories.py."""

MOST_LONGER = 2
"""The longer text has at the most so many times the long words of the shorter one. Chosen: who replaces words all over
a text neither halves nor doubles it."""

LONGEST_RUN = 0.4
"""The part of these words that may stand in one run: a quotation and a paragraph of a law stand in one place."""

LEAST_IN_COMMON = 4
"""Sequences that two texts have in common at least. Chosen: fewer are so in texts that have nothing else in common."""

WORTH_A_LOOK = 0.15
"""The part of one text that stands in the other, boilerplate included, from which on both are looked at. Chosen: a note
that makes up a third of its page, and of which less than half was kept."""

TEMPLATE_SHARE = 0.6
"""From this share on the wording is one, so that names in the headlines decide whether the story is."""

MOSTLY_TEMPLATE = 0.5
"""Where so much of a text is boilerplate of its site, only what is not decides. Chosen: half."""

FIGURES_OF_GAPS = 2
"""So many figures must be the same where boilerplate makes up most of two texts. Chosen: a day and one more."""

SEQUENCES_OF_OWN = 4
"""So many sequences of the sample that are no boilerplate make a text. Chosen: two or three sentences."""

# Letters of a word that says something. Chosen: German articles, prepositions and pronouns have up to four.
_LONG = 5
# Words of one place at which two texts differ. Chosen: a date, or a name with a title.
_LONGEST_SLOT = 6
# Words of equal stretches on both sides of such a place. Chosen: the shortest that are no chance.
_FRAME = 2
# So many figures have to differ for two texts to contradict each other. Chosen: one alone may have been corrected.
_FIGURES_IN_CONFLICT = 2
_YEARS = {str(year) for year in range(1900, 2100)}


@dataclass(frozen=True)
class Telling:
    """The text of an article, as far as it tells a story.

    Args:
        title: its headline.
        words: those of lead and body.
        boilerplate: the numbers of its sample that several articles of one site have in common.
    """

    title: str
    words: Words
    boilerplate: Collection[int] = field(default=frozenset())

    @cached_property
    def own(self) -> list[bool]:
        """For each word whether it is the article's own, which it is where the nearest sampled sequence is."""
        length = len(self.words.written)
        if not self.boilerplate:
            return [True] * length
        placed = sorted((place, number not in self.boilerplate) for number, place in self.words.sample.items())
        out: list[bool] = []
        for at, (place, is_own) in enumerate(placed):
            is_last = at + 1 == len(placed)
            end = length if is_last else (place + placed[at + 1][0] + SEQUENCE) // 2
            out += [is_own] * (end - len(out))
        return out

    @property
    def own_numbers(self) -> set[int]:
        """The numbers of its sample without the boilerplate."""
        return set(self.words.sample).difference(self.boilerplate)

    @property
    def is_mostly_template(self) -> bool:
        """Whether most of it is boilerplate."""
        count = len(self.words.sample)
        return count > 0 and 1 - len(self.own_numbers) / count > MOSTLY_TEMPLATE

    @cached_property
    def names(self) -> set[str]:
        """The words of the headline that stand in the text, too, and are written with a capital or with digits."""
        title = [word for word in Words.of(self.title).written if word[0].isupper() or word[0].isdigit()]
        return {word.casefold() for word in title}.intersection(self.words.folded)


@dataclass(frozen=True, slots=True)
class Shares:
    """Which part of each of two texts stands in the other, from 0 to 1.

    Args:
        first: of the first one.
        second: of the second one.
    """

    first: float
    second: float


def shares(one: Telling, other: Telling) -> Shares:
    """Return which part of the words of two texts stands in the other in the same sequences, boilerplate left out.

    Args:
        one, other: the texts.
    """
    common = set(one.words.sequences).intersection(other.words.sequences)
    return Shares(_share(one, common), _share(other, common))


def same_story(one: Telling, other: Telling, *, is_late: bool = False) -> Shares | None:
    """Return which part of each of two texts stands in the other where they tell the same story, else None.

    The answer is the same whichever of them comes first, but for the order of the shares.

    Args:
        one, other: the texts.
        is_late: whether one of them came long after the other, so that more of it has to stand there.
    """
    found = shares(one, other)
    if one.is_mostly_template or other.is_mostly_template:
        return found if _gaps_agree(one, other) else None
    if min(sum(one.own), sum(other.own)) < LEAST_WORDS:
        return None
    share = max(found.first, found.second)
    is_told = share >= LEAST_SHARE_LATE if is_late else _is_told(one, other, share)
    # Advertisements of one employer are worded alike as far as that, weeks apart.
    if not is_told or _contradict(one, other, is_one_wording=is_late or share >= TEMPLATE_SHARE):
        return None
    return found


def may_be_same(one: Telling, other: Telling) -> bool:
    """Return whether two texts, of which it is not known what is boilerplate, have enough in common for a closer look.

    Args:
        one, other: the texts.
    """
    common = len(set(one.words.sequences).intersection(other.words.sequences))
    if common < LEAST_IN_COMMON:
        return False
    least = min(len(one.words.sequences), len(other.words.sequences))
    return common >= WORTH_A_LOOK * least or _is_reworded(one, other)


def _share(text: Telling, common: Collection[int]) -> float:
    """Return the part of a text's own sequences that are common."""
    own = [number for number, is_own in zip(text.words.sequences, text.own, strict=False) if is_own]
    if not own:
        return 0.0
    return sum(number in common for number in own) / len(own)


def _is_told(one: Telling, other: Telling, share: float) -> bool:
    """Return whether enough of one of two texts of the same days stands in the other one."""
    # What was reworded has hardly any sequence in common, so that nothing can be said of where it stands.
    if share < LEAST_SHARE:
        return _is_reworded(one, other)
    return share >= LEAST_SHARE_CITED or not _cites_the_same(one, other)


def _cites_the_same(one: Telling, other: Telling) -> bool:
    """Return whether nearly all that two texts have in common stands in one stretch, amid own text of both."""
    common = set(one.words.sequences).intersection(other.words.sequences)
    return all(_is_amid_own_text(text, common) for text in (one, other))


def _is_amid_own_text(text: Telling, common: Collection[int]) -> bool:
    """Return whether nearly all of a text's own common sequences stand in one stretch with own text on both sides."""
    total = longest = stretch = end = 0
    for place, number in enumerate(text.words.sequences):
        is_common = text.own[place] and number in common
        stretch = stretch + 1 if is_common else 0
        total += is_common
        if stretch > longest:
            longest, end = stretch, place + 1
    before, behind = sum(text.own[: end - longest]), sum(text.own[end + SEQUENCE - 1 :])
    return longest >= IN_ONE * total > 0 and min(before, behind) >= OWN_AROUND


def _gaps_agree(one: Telling, other: Telling) -> bool:
    """Return whether two texts of a template have the same in its gaps."""
    if min(len(one.words.written), len(other.words.written)) < LEAST_WORDS:
        return False
    numbers, others = one.own_numbers, other.own_numbers
    least = min(len(numbers), len(others))
    is_other_text = least > 0 and len(numbers & others) / least <= MOSTLY_TEMPLATE
    differences = _differs(one, other)
    if is_other_text or differences.is_conflict:
        return False
    # What stands above long boilerplate can be a text of its own.
    is_text = least >= SEQUENCES_OF_OWN
    return is_text or (not differences.conflicts and differences.agreements >= FIGURES_OF_GAPS)


def _is_reworded(one: Telling, other: Telling) -> bool:
    """Return whether the long words of the shorter text stand in the other one in their order, in many places."""
    first, second = (
        [word for word, is_own in zip(text.words.folded, text.own, strict=True) if is_own and len(word) >= _LONG]
        for text in (one, other)
    )
    short, long = sorted((first, second), key=lambda words: (len(words), words))
    # In a text that is much longer, any words are found in any order.
    if len(long) > MOST_LONGER * len(short):
        return False
    numbers: dict[str, int] = {}
    # rapidfuzz compares the hashes of texts, which collide.
    left, right = ([numbers.setdefault(word, len(numbers)) for word in words] for words in (short, long))
    runs = [code.src_end - code.src_start for code in Levenshtein.opcodes(left, right) if code.tag == "equal"]
    found = sum(runs)
    return found >= max(LEAST_IN_ORDER * len(short), 1) and max(runs) <= LONGEST_RUN * found


@dataclass(frozen=True, slots=True)
class _Differences:
    """Where two texts of one wording differ: in how many places by figures, and how many figures they share."""

    conflicts: int
    agreements: int

    @property
    def is_conflict(self) -> bool:
        return self.conflicts >= _FIGURES_IN_CONFLICT and self.conflicts >= self.agreements


def _differs(one: Telling, other: Telling) -> _Differences:
    """Compare the figures of two texts, place by place."""
    words, others = one.words.folded, other.words.folded
    numbers: dict[str, int] = {}
    left, right = ([numbers.setdefault(word, len(numbers)) for word in part] for part in (words, others))
    figures, others_figures = _figures(words), _figures(others)
    same = [code for code in Levenshtein.opcodes(left, right) if code.tag == "equal"]
    agreements = sum(len(_figures(words[code.src_start : code.src_end])) for code in same)
    conflicts = 0
    for here, there in _slots(same, words, others):
        # What was moved, or corrected in one of two places, contradicts nothing.
        is_new = bool(_figures(here) - others_figures or _figures(there) - figures)
        is_other = bool(_numbers(here)) and bool(_numbers(there)) and not _numbers(here) & _numbers(there)
        are_other_years = bool(_numbers(here) & _YEARS) and bool(_numbers(there) & _YEARS)
        if is_other and (is_new or are_other_years):
            conflicts += 1
    return _Differences(conflicts, agreements)


def _slots(same: Sequence[Any], words: list[str], others: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what stands in each of two texts at the same place, between stretches long enough to show that it is one.

    Args:
        same: the equal stretches, as rapidfuzz describes them.
        words, others: those of the texts.
    """
    frames = [code for code in same if code.src_end - code.src_start >= _FRAME]
    starts = [(0, 0), *((code.src_end, code.dest_end) for code in frames)]
    ends = [*((code.src_start, code.dest_start) for code in frames), (len(words), len(others))]
    for (start, other_start), (end, other_end) in zip(starts, ends, strict=True):
        if max(end - start, other_end - other_start) <= _LONGEST_SLOT:
            yield words[start:end], others[other_start:other_end]


def _numbers(words: Collection[str]) -> set[str]:
    """Return the words that have digits."""
    return {word for word in words if any(map(str.isdigit, word))}


def _figures(words: Collection[str]) -> set[str]:
    """Return the words that have digits; a year stands in every text of its year."""
    return _numbers(words) - _YEARS


def _contradict(one: Telling, other: Telling, *, is_one_wording: bool) -> bool:
    """Return whether two texts with much in common tell of different things."""
    if _differs(one, other).is_conflict:
        return True
    if not is_one_wording:
        return False
    missing = one.names.difference(other.words.folded, map(str.casefold, Words.of(other.title).written))
    missing_here = other.names.difference(one.words.folded, map(str.casefold, Words.of(one.title).written))
    return bool(missing and missing_here)
