"""Records as JSON and as JSON lines, written row by row."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from scraper.report.values import plain, with_escapes

_INDENT = "  "


def json_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield each record as one line of JSON, as soon as it is there."""
    for row in rows:
        yield with_escapes(json.dumps(row, ensure_ascii=_must_be_ascii(), default=plain)) + "\n"


def json_array(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the parts of one JSON array, a record each, so that a large answer never stands in memory as a whole."""
    before = "[\n"
    for row in rows:
        text = with_escapes(json.dumps(row, ensure_ascii=_must_be_ascii(), indent=len(_INDENT), default=plain))
        # Line breaks within values are escapes in JSON, so that these are all of the layout.
        yield before + _INDENT + text.replace("\n", "\n" + _INDENT)
        before = ",\n"
    is_empty = before == "[\n"
    yield "[]\n" if is_empty else "\n]\n"


def _must_be_ascii() -> bool:
    """Return whether JSON has to be written in ASCII, since stdout's encoding does not hold all of Unicode."""
    encoding = sys.stdout.encoding or "utf-8"
    return not encoding.lower().startswith("utf")
