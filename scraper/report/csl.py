"""Citations as CSL-JSON (schema csl-data 1.0.2), as Zotero, pandoc and citeproc read it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scraper.report.citation import Citation
from scraper.report.persons import Name


def csl(citations: Sequence[Citation]) -> str:
    """Return citations as one JSON array."""
    return json.dumps([_item(one) for one in citations], indent=2, ensure_ascii=False) + "\n"


def _item(one: Citation) -> dict[str, Any]:
    item: dict[str, Any] = {"id": one.key, "type": "webpage", "title": one.title, "container-title": one.site}
    if one.authors:
        item["author"] = [_author(author) for author in one.authors]
    if one.day is not None:
        item["issued"] = _date(one.day)
    item |= {"accessed": _date(one.seen), "URL": one.url}
    if one.language:
        item["language"] = one.language
    return item | {"note": one.note}


def _author(name: Name) -> dict[str, str]:
    if name.family is None:
        return {"literal": name.plain}
    return {"family": name.family, "given": name.given}


def _date(day: str) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}
