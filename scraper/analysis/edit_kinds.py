"""What kind of edit a difference between two states of an article is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from scraper.analysis.word_diff import Op, folded, item_ops, word_ops
from scraper.model import Article
from scraper.policy.edits import text_of

# Letters by which a word and its mended spelling differ at the most. Chosen: a slip of the keyboard is one letter left
# out, put in, mistaken or swapped (Damerau, CACM 7/1964, found that of 80 % of all misspellings), and a word may hold
# two.
MOST_WRONG_LETTERS = 2
# A word must have so many letters for each wrong one. Chosen, since "der" and "die" are two words and no typo.
LETTERS_FOR_A_WRONG_ONE = 3
# The share of the longer text's words that both texts have, below which a text is a new one. Chosen.
LEAST_KEPT_OF_A_TEXT = 0.3
# The same of a paragraph. Chosen: a sentence that was turned round keeps its nouns, which is half of it.
LEAST_KEPT_OF_A_PARAGRAPH = 0.3
# Pairs of words that are named of one edit. Chosen: what fits a line; 'diff' shows all.
MOST_NAMED = 5
_BREAK = "\n\n"


class EditKind(StrEnum):
    """What an edit is; the values are codes."""

    HEADLINE = "headline"
    KICKER = "kicker"
    WHOLE_TEXT = "whole_text"
    PARAGRAPH_ADDED = "paragraph_added"
    PARAGRAPH_REMOVED = "paragraph_removed"
    PARAGRAPH_REWRITTEN = "paragraph_rewritten"
    FIGURE = "figure"
    TYPO = "typo"
    WORDING = "wording"
    LEAD = "lead"
    DATE = "date"
    TIME = "time"
    AUTHOR = "author"
    KEYWORDS = "keywords"
    SECTION = "section"
    LINKS = "links"
    VENDORS = "vendors"


@dataclass(frozen=True, slots=True)
class Edit:
    """One kind of edit between two states.

    Args:
        kind: which.
        detail: what belongs to it, as JSON has it: ``before`` and ``after``, ``added`` and ``removed`` (of a list its
            items, of words and paragraphs how many), ``kept`` (a share), ``words`` (pairs of before and after).
    """

    kind: EditKind
    detail: dict[str, Any] = field(default_factory=dict)


def edits_between(before: Article, after: Article, fields: tuple[str, ...]) -> tuple[Edit, ...]:
    """Return what kinds of edit lie between two states, those of the text first.

    Args:
        before, after: the two states.
        fields: the names of the fields that an editor changed between them; nothing else is looked at.
    """
    out: list[Edit] = []
    out += [
        Edit(kind, {"before": getattr(before, name), "after": getattr(after, name)})
        for name, kind in (("kicker", EditKind.KICKER), ("title", EditKind.HEADLINE))
        if name in fields
    ]
    if "lead" in fields or "body" in fields:
        out += _text_edits(before, after)
    out += [
        Edit(kind, {"before": _plain(getattr(before, name)), "after": _plain(getattr(after, name))})
        for name, kind in _single_fields(fields)
    ]
    for name, kind, item_text in _LISTS:
        if name in fields:
            items, others = ([item_text(item) for item in getattr(state, name)] for state in (before, after))
            out.append(Edit(kind, _list_detail(items, others)))
    return tuple(out)


def _single_fields(fields: tuple[str, ...]) -> Iterator[tuple[str, EditKind]]:
    """Yield the fields with one value each that changed; a day that moved takes its time of day with it."""
    if "date" in fields:
        yield "date", EditKind.DATE
    elif "published_at" in fields:
        yield "published_at", EditKind.TIME
    if "section" in fields:
        yield "section", EditKind.SECTION


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


# The fields that are lists: field, kind of edit, and how an item is named.
_LISTS: tuple[tuple[str, EditKind, Callable[[Any], str]], ...] = (
    ("authors", EditKind.AUTHOR, str),
    ("keywords", EditKind.KEYWORDS, str),
    ("links", EditKind.LINKS, lambda link: f"{link.text} <{link.url}>"),
    ("vendors", EditKind.VENDORS, lambda vendor: ", ".join(filter(None, (vendor.name, vendor.place)))),
)


def _list_detail(before: list[str], after: list[str]) -> dict[str, Any]:
    """Return which items came and went; neither, where only their order changed."""
    ops = item_ops(before, after)
    removed = [item for kind, items in ops if kind == "delete" for item in items]
    added = [item for kind, items in ops if kind == "insert" for item in items]
    # An item that moved was taken out in one place and put in again in another.
    return {
        "added": [item for item in added if item not in before],
        "removed": [item for item in removed if item not in after],
    }


def _text_edits(before: Article, after: Article) -> Iterator[Edit]:
    """Yield the kinds of edit that lie between two texts."""
    one, other, shared = _without_shared_ends(text_of(before), text_of(after))
    ops = word_ops(one, other)
    removed, added = _paragraphs(ops, "delete"), _paragraphs(ops, "insert")
    words = shared + max(sum(part.words for part in removed), sum(part.words for part in added))
    kept = shared + sum(part.kept for part in added)
    if words and kept < LEAST_KEPT_OF_A_TEXT * words:
        yield Edit(EditKind.WHOLE_TEXT, {"kept": round(kept / words, 2)})
        return
    gone, new = sum(one.is_own for one in removed), sum(one.is_own for one in added)
    rewritten = min(gone, new)
    counts = (
        (EditKind.PARAGRAPH_ADDED, "added", new - rewritten),
        (EditKind.PARAGRAPH_REMOVED, "removed", gone - rewritten),
        (EditKind.PARAGRAPH_REWRITTEN, "rewritten", rewritten),
    )
    for kind, name, number in counts:
        if number:
            yield Edit(kind, {name: number})
    found = list(_word_edits(ops, removed, added))
    yield from found
    if not found and gone == new == 0:
        # The same sentences stand in the same order, and the border between lead and body lies elsewhere.
        yield Edit(EditKind.LEAD)


def _without_shared_ends(before: str, after: str) -> tuple[str, str, int]:
    """Return two texts without the paragraphs at both ends that are the same, and how many words those have.

    A page of news that is written on all day has hundreds of states, of which each differs from the next by one
    paragraph; to compare the words of all others would take most of the time.
    """
    one, other = folded(before).split(_BREAK), folded(after).split(_BREAK)
    shared = 0
    # Behind the beginning, the same is done from the end: two turns leave both in their order.
    for _ in range(2):
        same = _same_at_the_beginning(one, other)
        shared += sum(part.count(" ") + 1 for part in one[:same])
        one, other = one[same:][::-1], other[same:][::-1]
    return _BREAK.join(one), _BREAK.join(other), shared


def _same_at_the_beginning(one: list[str], other: list[str]) -> int:
    pairs = zip(one, other, strict=False)
    return next((place for place, (part, another) in enumerate(pairs) if part != another), min(len(one), len(other)))


@dataclass(slots=True)
class _Paragraph:
    """How many words of a paragraph there are, and how many stand in the other text, too."""

    words: int = 0
    kept: int = 0

    @property
    def is_own(self) -> bool:
        """Whether the other text has no such paragraph."""
        return self.words > 0 and self.kept < LEAST_KEPT_OF_A_PARAGRAPH * self.words


def _is_word(token: str) -> bool:
    return token[0].isalnum() or token[0] == "_"


def _paragraphs(ops: list[Op], own: str) -> list[_Paragraph]:
    """Return the paragraphs of one of two texts: of the first where its own stretches are those that are deleted."""
    out = [_Paragraph()]
    for op in ops:
        if op.kind not in ("equal", own):
            continue
        for token in op.tokens:
            if token == _BREAK:
                out.append(_Paragraph())
                continue
            counts = _is_word(token)
            out[-1].words += counts
            out[-1].kept += counts and op.kind == "equal"
    return out


def _word_edits(ops: list[Op], removed: list[_Paragraph], added: list[_Paragraph]) -> Iterator[Edit]:
    """Yield the kinds of edit within the paragraphs that both texts have."""
    pairs: dict[EditKind | None, list[tuple[list[str], list[str]]]] = {}
    for before, after in _changes(ops, removed, added):
        one, other = ([token for token in tokens if token != _BREAK] for tokens in (before, after))
        if one != other:
            pairs.setdefault(_kind_of_words(one, other), []).append((one, other))
    for kind in (EditKind.FIGURE, EditKind.TYPO):
        if kind in pairs:
            named = [[" ".join(one), " ".join(other)] for one, other in pairs[kind]]
            yield Edit(kind, {"times": len(named), "words": named[:MOST_NAMED]})
    if None in pairs:
        wording = [sum(sum(map(_is_word, pair[side])) for pair in pairs[None]) for side in (0, 1)]
        yield Edit(EditKind.WORDING, {"removed": wording[0], "added": wording[1]})


def _changes(
    ops: list[Op], removed: list[_Paragraph], added: list[_Paragraph]
) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what stands in one text alone beside what stands in the other, of paragraphs that are in both."""
    place, other_place = 0, 0
    one: list[str] = []
    other: list[str] = []
    for op in ops:
        if op.kind == "equal":
            if one or other:
                yield one, other
            one, other = [], []
            breaks = op.tokens.count(_BREAK)
            place, other_place = place + breaks, other_place + breaks
        elif op.kind == "delete":
            place = _take(op, removed, place, one)
        else:
            other_place = _take(op, added, other_place, other)
    if one or other:
        yield one, other


def _take(op: Op, paragraphs: list[_Paragraph], place: int, out: list[str]) -> int:
    """Add the words of a stretch that stand in paragraphs of both texts; return the place of its last paragraph."""
    for token in op.tokens:
        if token == _BREAK:
            place += 1
            out.append(token)
        elif not paragraphs[place].is_own:
            out.append(token)
    return place


def _kind_of_words(before: list[str], after: list[str]) -> EditKind | None:
    """Return whether a change of words is one of figures or of spelling; None: it is one of wording."""
    figures = [[token for token in tokens if any(map(str.isdigit, token))] for tokens in (before, after)]
    masked = [
        ["0" if token in found else token for token in tokens]
        for tokens, found in zip((before, after), figures, strict=True)
    ]
    if all(figures) and masked[0] == masked[1]:
        return EditKind.FIGURE
    one, other = ("".join(filter(_is_word, tokens)) for tokens in (before, after))
    if one.casefold() == other.casefold():
        # Other signs, capitals, or one word written as two.
        return EditKind.TYPO
    if any(figures) or not one or not other:
        return None
    wrong = DamerauLevenshtein.distance(one, other, score_cutoff=MOST_WRONG_LETTERS)
    is_slip = wrong <= MOST_WRONG_LETTERS and wrong * LETTERS_FOR_A_WRONG_ONE < max(len(one), len(other))
    return EditKind.TYPO if is_slip else None
