"""Text that SQLite can hold: no lone surrogates, no NUL."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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
    for name in _field_names(type(record)):
        old = getattr(record, name)
        new = _value(old)
        if new is not old:
            changed[name] = new
    return replace(record, **changed) if changed else record


@lru_cache(maxsize=64)
def _field_names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _value(value: Any) -> Any:
    """Return a value with its texts storable; the very same one where they are, as nearly all are."""
    if isinstance(value, str):
        return value if _UNSTORABLE.search(value) is None else storable(value)
    if isinstance(value, list):
        new = [_value(item) for item in value]
        return value if all(map(is_, new, value)) else new
    return storable_record(value)
