"""The first words that an edit changed, with a few of those around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.analysis.word_diff import Op, OpKind, word_ops
from scraper.web.plain_text import ELLIPSIS

AROUND = 5
"""Words before and behind a change that are shown with it; chosen: by them one knows the sentence."""

MOST_CHANGES = 3
"""Changes of a field that are shown; the others are counted."""

MOST_CHARACTERS = 240
"""Of each stretch of changed words so many are shown. Chosen: three lines."""

LONGEST = 200_000
"""Characters of a text up to which words are compared here. Chosen: two such texts take a quarter of a second, and no
article that a person wrote has as many."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words: ``equal``, ``delete`` or ``insert``, as in :class:`~scraper.analysis.word_diff.Op`."""

    kind: OpKind
    text: str

    @property
    def words(self) -> str:
        """Its words, without what sets them apart from those behind."""
        return self.text.rstrip()

    @property
    def blank(self) -> str:
        """What sets it apart from the words behind it: a blank, or nothing."""
        return " " if self.text.endswith(" ") else ""


@dataclass(frozen=True, slots=True)
class ShortDiff:
    """What an edit changed in one text.

    Args:
        parts: the first changes with the words around them; empty where nothing differs, or a text is too long.
        left_out: how many more changes there are.
    """

    parts: tuple[Part, ...] = ()
    left_out: int = 0


def short_diff(before: str | None, after: str | None) -> ShortDiff:
    """Return the first words that differ between two texts, and those around them.

    Args:
        before, after: plain texts; None is an empty one.
    """
    one, other = before or "", after or ""
    if one == other or max(len(one), len(other)) > LONGEST:
        return ShortDiff()
    ops = word_ops(one, other)
    changes = _changes(ops)
    shown = changes[:MOST_CHANGES]
    parts: list[Part] = []
    behind_last = 0
    for start, end in shown:
        parts += _between(ops[behind_last:start], is_first=not parts, is_last=False)
        parts += _changed(ops[start:end])
        behind_last = end
    # Behind the last change that is shown stand the words up to the next one, or to the end of the text.
    next_change = changes[len(shown)][0] if len(changes) > len(shown) else len(ops)
    parts += _between(ops[behind_last:next_change], is_first=False, is_last=True)
    return ShortDiff(tuple(parts), len(changes) - len(shown))


def _changes(ops: Sequence[Op]) -> list[tuple[int, int]]:
    """Return from where to where each change reaches: what was deleted, and what was put in its place."""
    found: list[tuple[int, int]] = []
    for place, op in enumerate(ops):
        if op.kind == "equal":
            continue
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _between(ops: Sequence[Op], *, is_first: bool, is_last: bool) -> list[Part]:
    """Return the words before a change and behind the one before it; of many, those that are next to the changes.

    Args:
        ops: the stretch that is equal; none where two changes follow one another, or the text begins with one.
        is_first: no change stands before it.
        is_last: no change stands behind it that is shown.
    """
    words = [word for op in ops for word in op.text.split()]
    if not words:
        return []
    behind = 0 if is_first else AROUND
    before = 0 if is_last else AROUND
    if len(words) > behind + before:
        words = [*words[:behind], ELLIPSIS, *(words[-before:] if before else [])]
    return [Part("equal", " ".join(words) + " ")]


def _changed(ops: Sequence[Op]) -> list[Part]:
    """Return the words of a change: what was deleted, and what was put in its place.

    Args:
        ops: one or both.
    """
    parts = []
    for place, op in enumerate(ops, 1):
        # Where one stretch of words stands instead of another, a blank sets them apart; a full stop stays where it is.
        is_before_other = place < len(ops)
        has_blank = is_before_other or op.text[-1:].isspace()
        parts.append(Part(op.kind, _bounded(op.text) + (" " if has_blank else "")))
    return parts


def _bounded(text: str) -> str:
    """Return changed words on one line, long ones without those in the middle."""
    line = " ".join(text.split())
    if len(line) <= MOST_CHARACTERS:
        return line
    half = MOST_CHARACTERS // 2
    return f"{line[:half].rstrip()} {ELLIPSIS} {line[-half:].lstrip()}"
