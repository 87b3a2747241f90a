"""What the archive knows of an article beside its text, as a page shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scraper.policy.doubts import AFTER_THE_VISIT
from scraper.policy.figures import FIGURE_CHANGES
from scraper.report.story_text import days_text, percent
from scraper.serve.asked import Row
from scraper.serve.pages import addresses
from scraper.serve.pages.article_history import field_name

MOST_NAMES = 50
"""Names of one kind that a page shows. Chosen: more than an editor gives, and less than a hostile page may hold."""

# The kinds of what is named in a text, in the order of the page, with their headings.
_KINDS = {
    "municipality": "Municipalities",
    "district": "Districts",
    "land": "Länder",
    "body": "Authorities",
    "law": "Laws",
    "programme": "Programmes",
    "vendor": "Vendors",
}
_PLACES = ("municipality", "district", "land")
_WHY = {
    AFTER_THE_VISIT: "lies after the visit, so that it is not believed",
    FIGURE_CHANGES: "changes at each visit, so that it makes no further state",
}


def mentions(found: Sequence[Row]) -> list[Row]:
    """Return who and what a text names: of each kind a heading and the names, each with where it leads.

    Args:
        found: the article's mentions, in the order of the text.
    """
    groups = []
    for kind, heading in _KINDS.items():
        names = [row | {"address": _address(row)} for row in found if row["kind"] == kind]
        if names:
            more = max(len(names) - MOST_NAMES, 0)
            groups.append({"heading": heading, "names": names[:MOST_NAMES], "left_out": more})
    return groups


def _address(mention: Row) -> str:
    if mention["kind"] in _PLACES:
        return addresses.named("place", mention["key"])
    if mention["kind"] == "vendor":
        return addresses.named("vendor", mention["name"])
    return addresses.search(q=addresses.phrase(mention["name"]))


def story(others: Sequence[Row], article: Mapping[str, Any]) -> Row | None:
    """Return the story of an article, or None where it is in none.

    Args:
        others: the other articles of the story, as ``stories.also_in`` gives them.
        article: the article itself.
    """
    if not others:
        return None
    rows = [
        row
        | {
            "when": days_text(row["days"]),
            "share": percent(row["share"]),
            "address": addresses.article(row["id"]),
        }
        for row in others
    ]
    return {
        "address": addresses.story(others[0]["story_id"]),
        "is_first": not any(row["is_first"] for row in others),
        "articles": rows,
        "id": others[0]["story_id"],
    }


def reserved(article: Mapping[str, Any]) -> Row | None:
    """Return what an article's site reserves, and whether its text is therefore not kept; None: nothing.

    Args:
        article: the record.
    """
    signals = json.loads(article["signals"] or "null")
    if signals is None:
        return None
    evidence = list(dict.fromkeys(f"{one['text']} ({one['source']})" for one in signals.get("evidence", [])))
    return {"at": signals.get("date"), "evidence": evidence, "has_text": bool(article["body"] or article["lead"])}


def sources(found: Mapping[str, str]) -> list[Row]:
    """Return of each field what on the page gave it, in the order of the record."""
    return [{"field": field_name(name), "source": source} for name, source in found.items()]


def doubts(found: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Return what the page states and is not believed, with why."""
    rows = []
    for name, doubt in found.items():
        why = str(doubt.get("why"))
        rows.append({"field": field_name(name), "stated": doubt.get("stated"), "why": _WHY.get(why, why)})
    return rows
