"""What two archives can have in common: captures, visits, articles and their states, without numbers of rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scraper.store import Archive

# Columns that number rows or prove something of one archive alone.
_OF_ONE_ARCHIVE = {"id", "salt", "link", "payload_id", "exchange", "via_id", "part_of", "article_id", "target_id"}
_JSON = {"sources", "doubts", "signals", "record"}


def contents(path: Path) -> dict[str, Any]:
    """Return captures (with heads, bytes and visits) and articles (with lists, states, addresses and news)."""
    with Archive.read(path) as archive:
        captures = _captures(archive)
        numbers = {capture["id"]: at for at, capture in enumerate(captures)}
        shown = [
            {
                **{name: value for name, value in capture.items() if name not in _OF_ONE_ARCHIVE},
                "via": numbers.get(capture["via_id"]),
                "part_of": numbers.get(capture["part_of"]),
            }
            for capture in captures
        ]
        articles = {row["url"]: _article(archive, row, numbers) for row in archive.rows("SELECT * FROM articles")}
    return {"captures": shown, "articles": articles}


def _captures(archive: Archive) -> list[dict[str, Any]]:
    found = []
    for row in archive.rows("SELECT * FROM captures ORDER BY id"):
        heads = archive.captures.heads(row["exchange"]) if row["exchange"] is not None else None
        body = None if row["payload_id"] is None else archive.captures.payloads.body(row["payload_id"])
        visits = [*archive.rows("SELECT at, status FROM visits WHERE capture_id = ? ORDER BY at", [row["id"]])]
        found.append({**row, "heads": heads, "body": body, "visits": visits})
    return found


def _article(archive: Archive, row: dict[str, Any], numbers: dict[int, int]) -> dict[str, Any]:
    own = {name: _plain(name, value) for name, value in row.items() if name not in _OF_ONE_ARCHIVE}
    own["capture_id"] = numbers.get(row["capture_id"])
    own["duplicate_of"] = _url_of(archive, row["duplicate_of"])
    for table, order in (
        ("authors", "position"),
        ("links", "relation, position"),
        ("vendors", "position"),
        ("images", "position"),
        ("versions", "seen_at, id"),
        ("pages", "url"),
        ("events", "id"),
    ):
        own[table] = [
            _row(archive, one, numbers)
            for one in archive.rows(f"SELECT * FROM {table} WHERE article_id = ? ORDER BY {order}", [row["id"]])
        ]
    own["article_keywords"] = [
        one["name"]
        for one in archive.rows(
            "SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
            " WHERE ak.article_id = ? ORDER BY ak.position",
            [row["id"]],
        )
    ]
    return own


def _row(archive: Archive, row: dict[str, Any], numbers: dict[int, int]) -> dict[str, Any]:
    shown = {name: _plain(name, value) for name, value in row.items() if name not in _OF_ONE_ARCHIVE}
    if "capture_id" in row:
        shown["capture_id"] = numbers.get(row["capture_id"])
    if "target_id" in row:
        shown["target"] = _url_of(archive, row["target_id"])
    return shown


def _url_of(archive: Archive, article_id: int | None) -> str | None:
    found = [*archive.rows("SELECT url FROM articles WHERE id = ?", [article_id])]
    return found[0]["url"] if found else None


def _plain(name: str, value: Any) -> Any:
    return json.loads(value) if name in _JSON and value is not None else value


def differences(before: Any, after: Any, place: str = "") -> list[str]:
    """Return each place where two contents differ, with both values."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            one
            for name in sorted({*before, *after}, key=str)
            for one in differences(before.get(name), after.get(name), f"{place}.{name}" if place else str(name))
        ]
    is_list = isinstance(before, list) and isinstance(after, list)
    if is_list and len(before) == len(after):
        return [
            found
            for at, (one, other) in enumerate(zip(before, after, strict=True))
            for found in differences(one, other, f"{place}[{at}]")
        ]
    if before == after:
        return []
    return [f"{place}: {before!r:.300} != {after!r:.300}"]
