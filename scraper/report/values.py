"""Values of a record as text: for cells, and for JSON."""

from __future__ import annotations

import json
from typing import Any

from scraper.web.plain_text import HARMFUL


def plain(value: Any) -> str:
    """Return a value that JSON has no form for as text; of bytes, such as a digest, the hexadecimal digits."""
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def value_text(value: Any) -> str:
    """Return a value as text for a cell; the items of a list stand between semicolons, a mapping is JSON."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_item_text(item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=plain)
    return plain(value)


def is_number(value: Any) -> bool:
    """Return whether a value is read as a number; Python's bool is an int, but "True" is read as a word."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def with_escapes(text: str) -> str:
    """Return a JSON text with its harmful characters as escapes, which stand for the same value (RFC 8259 §7)."""
    # All that are found stand within strings: outside of them, JSON consists of harmless ASCII characters. The line
    # feeds of its layout are none of them.
    return HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _item_text(item: Any) -> str:
    """Return an item of a list as text; of a record the parts that are not empty."""
    if isinstance(item, dict):
        return ", ".join(str(part) for part in item.values() if part)
    return str(item)
