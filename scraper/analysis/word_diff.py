"""Which words differ between two texts."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal

from rapidfuzz.distance import Levenshtein

OpKind = Literal["equal", "delete", "insert"]

# How many pairs of words are compared at the most. Chosen: some 0.8 s of CPU (measured at 5 thousand million pairs a
# second), which two texts of 200 kB stay below. Two pages of 60 MiB would take hours otherwise.
MOST_PAIRS = 4_000_000_000
# An equal stretch of fewer words between two changes belongs to the change. Chosen: a rewritten passage shares "der"
# and "und die" with what stood there before, and nobody can read a text that is marked word by word.
SHORTEST_EQUAL = 3
# So many words and signs at the end of a paragraph may be taken for those of the next one. Chosen: a name, and what
# closes a quotation.
LONGEST_END = 8
# A break between paragraphs, a word with what is written within it (3,5 and E-Akte), or a run of one other sign.
_TOKEN = re.compile(r"\n\n|\w++(?:[-.,:/'’&@]\w++)*+|([^\w\s])\1*+")
_PARAGRAPH_BREAK = "\n\n"
_BREAKS = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Op:
    """A stretch of text that stands in both texts, in the first alone, or in the second alone.

    Args:
        kind: ``equal``, ``delete`` (the first alone) or ``insert`` (the second alone).
        tokens: words, runs of another sign, and breaks between paragraphs (``"\\n\\n"``).
        text: the same as it stands there, white space included; of an equal stretch as it stands in the second text.
    """

    kind: OpKind
    tokens: tuple[str, ...]
    text: str


def folded(text: str) -> str:
    """Return a text with its white space folded, but for the breaks between its paragraphs."""
    return _PARAGRAPH_BREAK.join(" ".join(part.split()) for part in _BREAKS.split(text.strip()))


def tokens_of(text: str) -> list[str]:
    """Return the words of a text, its other signs, and the breaks between its paragraphs."""
    return [found[0] for found in _TOKEN.finditer(folded(text))]


def word_ops(before: str, after: str) -> list[Op]:
    """Return what makes one text of another, word by word; white space that is written otherwise is no difference.

    The texts of the stretches that are equal or inserted, one behind the other, are the second text with its white
    space folded; the words of those that are equal or deleted are the words of the first.

    Args:
        before, after: plain texts, paragraphs separated by a blank line.
    """
    one, other = _Cut.of(before), _Cut.of(after)
    stretches = _readable(_aligned_words(one.tokens, other.tokens))
    stretches = _with_whole_paragraphs(stretches, one.tokens, other.tokens)
    return [op for stretch in stretches for op in _ops_of(stretch, one, other)]


def item_ops(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[OpKind, list[Hashable]]]:
    """Return what makes one list of another: the items of each stretch, with what became of them.

    Args:
        before, after: items that can be compared with one another, such as keywords.
    """
    out: list[tuple[OpKind, list[Hashable]]] = []
    for same, (start, end, other_start, other_end) in _aligned(before, after):
        if same:
            out.append(("equal", list(after[other_start:other_end])))
            continue
        if end > start:
            out.append(("delete", list(before[start:end])))
        if other_end > other_start:
            out.append(("insert", list(after[other_start:other_end])))
    return out


# From where to where in the first text, and in the second; and whether both are the same there.
_Span = tuple[int, int, int, int]
_Stretch = tuple[bool, _Span]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text cut into tokens, with the place at which each begins."""

    text: str
    tokens: list[str]
    starts: list[int]

    @classmethod
    def of(cls, text: str) -> _Cut:
        whole = folded(text)
        found = list(_TOKEN.finditer(whole))
        return cls(whole, [one[0] for one in found], [one.start() for one in found])

    def part(self, start: int, end: int) -> str:
        """Return the text of some tokens, with the white space behind them."""
        # What stands before the first token, if anything does, belongs to it, so that all parts make up the text.
        starts = [0, *self.starts[1:], len(self.text)]
        return self.text[starts[start] : starts[end]]


def _ops_of(stretch: _Stretch, one: _Cut, other: _Cut) -> Iterator[Op]:
    is_same, (start, end, other_start, other_end) = stretch
    if is_same:
        yield Op("equal", tuple(other.tokens[other_start:other_end]), other.part(other_start, other_end))
        return
    if end > start:
        yield Op("delete", tuple(one.tokens[start:end]), one.part(start, end))
    if other_end > other_start:
        yield Op("insert", tuple(other.tokens[other_start:other_end]), other.part(other_start, other_end))


def _aligned_words(before: list[str], after: list[str]) -> list[_Stretch]:
    """Return which words of two texts are the same; of very long ones, paragraph by paragraph."""
    if len(before) * len(after) <= MOST_PAIRS:
        return _aligned(before, after)
    one, other = _paragraphs(before), _paragraphs(after)
    # Where each paragraph begins, and where the text ends.
    starts, other_starts = (list(accumulate(map(len, part), initial=0)) for part in (one, other))
    out: list[_Stretch] = []
    for is_same, (start, end, other_start, other_end) in _aligned(one, other):
        first, other_first = starts[start], other_starts[other_start]
        words, others = before[first : starts[end]], after[other_first : other_starts[other_end]]
        if is_same:
            out.append((True, (first, first + len(words), other_first, other_first + len(others))))
        else:
            out += _moved_by(_aligned(words, others), first, other_first)
    return out


def _paragraphs(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the paragraphs of a text, each with the break behind it."""
    ends = [place for place, token in enumerate(tokens, 1) if token == _PARAGRAPH_BREAK]
    return [tuple(tokens[start:end]) for start, end in pairwise([0, *ends, len(tokens)]) if end > start]


def _moved_by(stretches: Iterable[_Stretch], by: int, other_by: int) -> list[_Stretch]:
    """Return stretches of two parts as those of the texts in which the parts begin at these places."""
    return [
        (is_same, (start + by, end + by, other_start + other_by, other_end + other_by))
        for is_same, (start, end, other_start, other_end) in stretches
    ]


def _aligned(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[_Stretch]:
    """Return which stretches of two sequences are the same."""
    numbers: dict[Hashable, int] = {}
    one, other = _numbered(before, numbers), _numbered(after, numbers)
    head = _common(one, other)
    tail = _common(one[head:][::-1], other[head:][::-1])
    middle, other_middle = one[head : len(one) - tail], other[head : len(other) - tail]
    out: list[_Stretch] = []
    if head:
        out.append((True, (0, head, 0, head)))
    out += _moved_by(_compared(middle, other_middle), head, head)
    if tail:
        out.append((True, (len(one) - tail, len(one), len(other) - tail, len(other))))
    return out


def _numbered(items: Iterable[Hashable], numbers: dict[Hashable, int]) -> list[int]:
    """Return a number for each item, the same for equal ones: rapidfuzz compares the hashes of texts, which collide."""
    return [numbers.setdefault(item, len(numbers)) for item in items]


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """Return how many items at the beginning are the same."""
    most = min(len(one), len(other))
    # A slice is compared by C, so that long equal texts are found to be so at once.
    if one[:most] == other[:most]:
        return most
    return next(place for place in range(most) if one[place] != other[place])


def _compared(one: Sequence[int], other: Sequence[int]) -> list[_Stretch]:
    if len(one) * len(other) > MOST_PAIRS:
        # Both are replaced as a whole, which is true of texts that have so little in common at both of their ends.
        return [(False, (0, len(one), 0, len(other)))]
    return [
        (code.tag == "equal", (code.src_start, code.src_end, code.dest_start, code.dest_end))
        for code in Levenshtein.opcodes(one, other)
    ]


def _readable(stretches: list[_Stretch]) -> list[_Stretch]:
    """Return stretches in which two changes with next to nothing between them are one."""
    whole = _merged(stretches)
    out = []
    for place, (is_same, span) in enumerate(whole):
        is_inner = 0 < place < len(whole) - 1
        is_island = is_same and is_inner and _is_short(span, whole[place - 1][1], whole[place + 1][1])
        out.append((is_same and not is_island, span))
    return _merged(out)


def _with_whole_paragraphs(stretches: list[_Stretch], before: Sequence[str], after: Sequence[str]) -> list[_Stretch]:
    """Return stretches in which a paragraph of one text alone begins where it does, and not a few words earlier.

    Where a paragraph and the new one behind it end with the same signs, such as a full stop, either may be taken for
    those of the new one. The first would be a change of the paragraph before.
    """
    out = list(stretches)
    # From the end, so that what is put in moves no place that is still to be looked at.
    for place in range(len(out) - 2, -1, -1):
        (is_same, (start, end, other_start, other_end)), (_, (_, last, _, other_last)) = out[place : place + 2]
        if is_same:
            continue
        cut, length = _end_before_break(after[other_start:other_end], before[start:end], after[other_end:other_last])
        old_cut, old_length = _end_before_break(before[start:end], after[other_start:other_end], before[end:last])
        if length:
            middle = other_start + cut
            first = (start, end, other_start, middle)
            second = (end + length, end + length, middle + length, other_end + length)
        elif old_length:
            length, middle = old_length, start + old_cut
            first = (start, middle, other_start, other_end)
            second = (middle + length, end + length, other_end + length, other_end + length)
        else:
            continue
        same = (first[1], first[1] + length, first[3], first[3] + length)
        rest = (end + length, last, other_end + length, other_last)
        out[place : place + 2] = [(False, first), (True, same), (False, second), (True, rest)]
    return _merged((is_same, span) for is_same, span in out if _size(span))


def _end_before_break(own: Sequence[str], instead: Sequence[str], behind: Sequence[str]) -> tuple[int, int]:
    """Return where the end of the first paragraph of a stretch begins that stands again behind it, and its length.

    Args:
        own: the words of the text that has a paragraph more.
        instead: what the other text has there; where that has a break, too, nothing is taken for a paragraph more.
        behind: the words behind both.
    """
    if _PARAGRAPH_BREAK not in own or _PARAGRAPH_BREAK in instead:
        return 0, 0
    end = own.index(_PARAGRAPH_BREAK)
    lengths = range(1, 1 + min(LONGEST_END, end, len(behind)))
    length = max((one for one in lengths if own[end - one : end] == behind[:one]), default=0)
    return end - length, length


def _merged(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Return stretches of which no two neighbours are both the same, or both changes."""
    out: list[_Stretch] = []
    for is_same, span in stretches:
        if out and out[-1][0] == is_same:
            start, _, other_start, _ = out.pop()[1]
            span = (start, span[1], other_start, span[3])
        out.append((is_same, span))
    return out


def _is_short(span: _Span, before: _Span, after: _Span) -> bool:
    """Return whether an equal stretch is lost between the changes on both of its sides."""
    length = span[1] - span[0]
    return length < SHORTEST_EQUAL and length < min(_size(before), _size(after))


def _size(span: _Span) -> int:
    """Return of how many words a change is, on its longer side."""
    return max(span[1] - span[0], span[3] - span[2])
