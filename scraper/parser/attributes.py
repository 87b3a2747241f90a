"""What the attributes of an element say: its names, whether it is shown."""

from __future__ import annotations

import re

from scraper.parser.text import Attributes

LONGEST_STATEMENT = 10_000
"""The most characters of a title, or of what a meta element says."""

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LONGEST_NAME = 300


def name_of(attributes: Attributes) -> str:
    """Return class, id and role of an element in lower case."""
    get = attributes.get
    if len(attributes) == 1:
        return (get("class") or get("id") or get("role") or "").strip().lower()[:_LONGEST_NAME]
    return f"{get('class') or ''} {get('id') or ''} {get('role') or ''}".strip().lower()[:_LONGEST_NAME]


def names_of(attributes: Attributes) -> str:
    """Return class and itemprop of an inline element in lower case."""
    return f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}".strip().lower()


def bounded_meta(attributes: Attributes) -> Attributes:
    """Return the attributes of a meta element, none longer than any honest statement."""
    if len(attributes.get("content") or "") <= LONGEST_STATEMENT:
        return attributes
    return attributes | {"content": (attributes["content"] or "")[:LONGEST_STATEMENT]}


def is_hidden(attributes: Attributes) -> bool:
    """Return whether an element is not shown."""
    return "hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style") or "") is not None
