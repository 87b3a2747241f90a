"""What another reading changes, as text: each field on a line, and of long texts only the words that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from scraper.cli.output import clean, shortened

if TYPE_CHECKING:
    from scraper.batch.differences import Count, Difference, Which

# Words that are shown on both sides of those that differ. Chosen: they tell where in the text these stand.
_CONTEXT = 3
# Characters of a value in an example; chosen so that both fit on a line of a wide terminal.
_EXAMPLE_LENGTH = 60
# Characters of a value in --diff, which is for reading closely.
_DIFF_LENGTH = 2000
_NOTHING = "–"
_HEADS: Mapping[Which, str] = {"newest": "", "earlier": "earlier states, "}


def count_lines(counts: Mapping[tuple[Which, str], Count]) -> list[str]:
    """Return one line for each field that differs, with examples below it; newest states come first.

    Args:
        counts: by state and field.
    """
    lines = []
    for (which, name), count in in_order(counts):
        lines.append(f"{_HEADS[which]}{name}: {count.filled:,} filled, {count.lost:,} lost, {count.changed:,} changed")
        for example in count.examples:
            before, after = differing_words(example.before, example.after)
            shown = f"{shortened(before, _EXAMPLE_LENGTH)} → {shortened(after, _EXAMPLE_LENGTH)}"
            lines.append(f"  {example.url}: {shown}")
    return [clean(line) for line in lines]


def in_order(counts: Mapping[tuple[Which, str], Count]) -> list[tuple[tuple[Which, str], Count]]:
    """Return the counts in the order of the record's fields, those of newest states first."""
    from scraper.batch.differences import FIELDS

    return sorted(counts.items(), key=lambda item: (item[0][0] != "newest", FIELDS.index(item[0][1])))


def difference_line(difference: Difference) -> str:
    """Return one difference on a line: address, state, field, and the words that differ."""
    before, after = differing_words(difference.before, difference.after)
    shown = f"{shortened(before, _DIFF_LENGTH)} → {shortened(after, _DIFF_LENGTH)}"
    head = _HEADS[difference.which]
    return clean(f"{difference.url} (capture {difference.capture_id}): {head}{difference.field}: {shown}")


def differing_words(before: Any, after: Any) -> tuple[str, str]:
    """Return both values as texts; of two long ones only the words from the first to the last that differ.

    Args:
        before, after: as they stand in JSON.
    """
    if before is None or after is None:
        return _text(before), _text(after)
    old, new = _text(before).split(), _text(after).split()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    start, end = max(0, start - _CONTEXT), max(0, end - _CONTEXT)
    return _part(old, start, end), _part(new, start, end)


def _part(words: Sequence[str], start: int, end: int) -> str:
    """Return some words of a text, with an ellipsis where others are left out."""
    head = "… " if start else ""
    tail = " …" if end else ""
    return f"{head}{' '.join(words[start : len(words) - end])}{tail}"


def _text(value: Any) -> str:
    """Return a value as a text: the items of a list between semicolons, the parts of an item between spaces."""
    if value is None:
        return _NOTHING
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    return str(value)
