"""Text that SQLite can hold: no lone surrogates, no NUL."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with U+FFFD for what has no place in a database.

    A lone surrogate has no UTF-8, so SQLite cannot be given it; NUL ends the text for half of SQLite's
    functions. JSON-LD can spell both.
    """
    return _UNSTORABLE.sub("\ufffd", text)


def storable_record(record: T) -> T:
    """Return a frozen record with all its texts storable, those of its lists included."""
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changed = {}
    for field in fields(record):
        old = getattr(record, field.name)
        new = _value(old)
        if new != old:
            changed[field.name] = new
    return replace(record, **changed) if changed else record


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_value(item) for item in value]
    return storable_record(value)
