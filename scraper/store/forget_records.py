"""Earlier states without what they say of articles that are forgotten."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

LISTS = ("links", "related", "alternates")
"""The lists of a record that lead to other pages."""


def trimmed(record: str, urls: Collection[str], titles: Collection[str]) -> str | None:
    """Return the record of an earlier state without what leads to some addresses, or None where nothing does.

    Args:
        record: as ``versions.record`` has it.
        urls: the addresses.
        titles: headlines of articles that a list may name without an address.
    """
    fields: dict[str, Any] = json.loads(record)
    is_trimmed = False
    for name in LISTS:
        items = fields.get(name) or []
        others = [item for item in items if not _leads_there(name, item, urls, titles)]
        if len(others) < len(items):
            fields[name] = others
            is_trimmed = True
    return json.dumps(fields, ensure_ascii=False) if is_trimmed else None


def _leads_there(name: str, item: Mapping[str, Any], urls: Collection[str], titles: Collection[str]) -> bool:
    url = item.get("url")
    if url is None:
        return name == "related" and item.get("title") in titles
    return url in urls
