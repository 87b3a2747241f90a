"""What differs between two states, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scraper.analysis.word_diff import OpKind, item_ops, word_ops
from scraper.model import Article


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field that differs between two states.

    Args:
        name: of the field.
        ops: its stretches, each with what became of it; of a list and of a single value the items as texts.
        is_text: whether the stretches make up one text, rather than a list.
    """

    name: str
    ops: tuple[tuple[OpKind, str], ...]
    is_text: bool


def _single(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [value.isoformat() if hasattr(value, "isoformat") else str(value)]


def _list_of(text: Callable[[Any], str]) -> Callable[[Any], list[str]]:
    return lambda items: [text(item) for item in items]


_TEXTS = ("kicker", "title", "lead", "body")
# The other fields, each with the function that returns its items as texts. Related articles, images and other forms of
# the page are left out, as templates renew them without an editor.
_ITEMS: tuple[tuple[str, Callable[[Any], list[str]]], ...] = (
    ("date", _single),
    ("published_at", _single),
    ("modified_at", _single),
    ("authors", _list_of(str)),
    ("keywords", _list_of(str)),
    ("section", _single),
    ("links", _list_of(lambda link: f"{link.text} <{link.url}>")),
    ("vendors", _list_of(lambda one: ", ".join(filter(None, (one.name, one.place, one.url))))),
)


def state_diff(before: Article, after: Article) -> list[FieldDiff]:
    """Return the fields that differ between two states, those of the text first; white space is no difference."""
    return [one for one in _all_fields(before, after) if any(kind != "equal" for kind, _ in one.ops)]


def _all_fields(before: Article, after: Article) -> Iterator[FieldDiff]:
    for name in _TEXTS:
        one, other = (getattr(state, name) or "" for state in (before, after))
        yield FieldDiff(name, tuple((op.kind, op.text) for op in word_ops(one, other)), is_text=True)
    for name, items_of in _ITEMS:
        one, other = (items_of(getattr(state, name)) for state in (before, after))
        ops = [(kind, str(item)) for kind, items in item_ops(one, other) for item in items]
        yield FieldDiff(name, tuple(ops), is_text=False)
