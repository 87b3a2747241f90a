"""Whole records for reading: a field a line, and the article's text at the end."""

from __future__ import annotations

from typing import Any

from scraper.cli.output.text import clean

# Columns of a field's name in a record that is printed for reading; 'published_at:' is the longest of an article.
_NAME_WIDTH = 13
# Where a value has several lines, the later ones stand below its first and not below the name.
_NEXT_LINE_OF_VALUE = "\n" + " " * (_NAME_WIDTH + 1)
# The fields of a record that are the article's text.
_TEXT_FIELDS = ("lead", "body")


def record_text(row: dict[str, Any]) -> str:
    """Return one record for reading: a field a line, without the empty ones, and the article's text at the end."""
    lines = []
    for name, value in row.items():
        # Zero and False are values; only what holds nothing is left out.
        is_empty = value in (None, "", [], {})
        if not is_empty and name not in _TEXT_FIELDS:
            lines.append(f"{name + ':':{_NAME_WIDTH}} {_field_text(value)}")
    text = "\n\n".join(clean(row[name]) for name in _TEXT_FIELDS if row.get(name))
    head = "\n".join(lines)
    if not text:
        return head
    return f"{head}\n\n{text}\n"


def _field_text(value: Any) -> str:
    """Return a field's value for reading: parts of a mapping and records on lines of their own, else on one line."""
    if isinstance(value, dict):
        return _NEXT_LINE_OF_VALUE.join(f"{name}: {clean(str(part))}" for name, part in value.items())
    items = value if isinstance(value, list) else [value]
    are_records = all(isinstance(item, dict) for item in items)
    if are_records:
        return _NEXT_LINE_OF_VALUE.join(_record_line(item) for item in items)
    return clean(", ".join(str(item) for item in items))


def _record_line(item: dict[str, Any]) -> str:
    """Return a link, an image or a vendor on one line: its parts that are not empty, between dots."""
    parts = (clean(str(part)) for part in item.values() if part)
    return " · ".join(" ".join(part.split()) for part in parts)
