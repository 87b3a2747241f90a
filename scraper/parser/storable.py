"""Text that can be stored, hashed and sent: no lone surrogates, no NUL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(record: Record) -> Record:
    """Return a record with U+FFFD for what cannot be stored; the very same one where all of it can.

    JSON-LD may spell half a surrogate pair (``"\\ud83d"``, RFC 8259 §8.2) and NUL. The half has no UTF-8, so that
    neither SQLite nor a digest takes it, and NUL ends a text for half of SQLite's functions. This is done once, at the
    end, since hardly any page has them.
    """
    texts = "".join(_texts(record))
    if _UNSTORABLE.search(texts) is None:
        return record
    mended: Record = _mended(record)
    return mended


def _texts(value: Any) -> Iterator[str]:
    """Return all texts of a record, those of its lists and their items included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _names(type(value)):
            yield from _texts(getattr(value, name))


def _mended(value: Any) -> Any:
    """Return a record or a part of one with all its texts storable."""
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return type(value)(_mended(item) for item in value)
    if isinstance(value, dict):
        return {name: _mended(item) for name, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{name: _mended(getattr(value, name)) for name in _names(type(value))})
    return value


@lru_cache(maxsize=16)
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    """Return the names of a record's fields."""
    return tuple(field.name for field in fields(kind))
