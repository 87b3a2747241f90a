"""Text that can be stored, hashed and sent: no lone surrogates, no NUL."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

from scraper.model import Alternate, Article, Image, Reference, Related, Vendor

_SEQUENCES = (list, tuple)
_NAMES = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (Article, Reference, Related, Vendor, Image, Alternate)
}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(record: Article) -> Article:
    """Return a record with U+FFFD for what cannot be stored; the very same one where all of it can.

    JSON-LD may spell half a surrogate pair (``"\\ud83d"``, RFC 8259 §8.2) and NUL. The half has no UTF-8, so that
    neither SQLite nor a digest takes it, and NUL ends a text for half of SQLite's functions. This is done once, at the
    end, since hardly any page has them.
    """
    texts = "".join(_texts(record, []))
    if _UNSTORABLE.search(texts) is None:
        return record
    mended: Article = _mended(record)
    return mended


def _texts(value: Any, texts: list[str]) -> list[str]:
    """Add all texts of a record to a list, those of its lists and their items included, and return it."""
    kind = type(value)
    if kind is str:
        texts.append(value)
    elif kind in _SEQUENCES:
        for item in value:
            _texts(item, texts)
    elif kind is dict:
        texts.extend(value.values())
    elif kind in _NAMES:
        for name in _NAMES[kind]:
            # Most fields are texts, or None: this loop is asked of every link of a page.
            part = getattr(value, name)
            if type(part) is str:
                texts.append(part)
            elif part is not None:
                _texts(part, texts)
    return texts


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
    if type(value) in _NAMES:
        return replace(value, **{name: _mended(getattr(value, name)) for name in _NAMES[type(value)]})
    return value
