"""What another reading of the same bytes changes: field by field, with counts and examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import date, datetime
from typing import Any, Literal

from scraper.model import Article
from scraper.store.columns import day_text, to_text

FIELDS = (
    *("kicker", "title", "date", "published_at", "modified_at", "authors", "lead", "body", "keywords", "section"),
    *("language", "access", "links", "related", "vendors", "images", "alternates"),
)
"""The fields of the record that a reading gives, in the order in which they are shown."""

MOST_EXAMPLES = 3
"""Examples of a field that are kept. Chosen: the first shows what happens, and the others whether it does so again."""

Which = Literal["newest", "earlier"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that today's reader reads otherwise.

    Args:
        url: of the article.
        which: whether it is the newest state of the article or an earlier one.
        capture_id: the capture that was read again.
        field: its name in the record.
        before, after: as they stand in JSON; None where there is nothing.
    """

    url: str
    which: Which
    capture_id: int
    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Count:
    """How often one field differs, and how.

    Args:
        filled: where nothing was before.
        lost: where nothing is any more.
        changed: where another value is.
        examples: the first few.
    """

    filled: int = 0
    lost: int = 0
    changed: int = 0
    examples: list[Difference] = field(default_factory=list)

    def add(self, difference: Difference) -> None:
        """Count one more."""
        if difference.before is None:
            self.filled += 1
        elif difference.after is None:
            self.lost += 1
        else:
            self.changed += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(difference)


def differing_fields(before: Article, after: Article) -> Iterator[tuple[str, Any, Any]]:
    """Yield (field, before, after) of each field that differs, as the archive would hold it.

    Args:
        before: as it is archived.
        after: as today's reader reads it.
    """
    for name in FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        # Most fields of most articles are the same, and of them no other form needs to be made.
        if old == new:
            continue
        old, new = _as_archived(old), _as_archived(new)
        if old != new:
            yield name, old, new


def _as_archived(value: Any) -> Any:
    """Return the value of a field as JSON has it; None where it holds nothing."""
    if isinstance(value, datetime):
        # The archive writes no fractions of a second.
        return to_text(value)
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, list):
        # A keyword that a page gives twice is archived once, and is no difference.
        items = [_item(item) for item in value]
        return list({str(item): item for item in items}.values()) or None
    return value or None


def _item(item: Any) -> Any:
    """Return an item of a list as JSON has it."""
    if not is_dataclass(item) or isinstance(item, type):
        return item
    parts = asdict(item)
    return {name: day_text(part) if isinstance(part, date) else part for name, part in parts.items()}
