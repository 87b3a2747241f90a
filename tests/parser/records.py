"""The digests of what the parser reads from every fixture, field by field, with the version that read them.

``python tests/parser/records.py`` writes them anew. It refuses where a record has changed under the version that is
stored already, since an archive would take that for an edit by the editors: raise ``PARSER_VERSION``, or, if it was
raised since the last release, say ``--unreleased``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from scraper import parser

FIXTURES = Path(__file__).parents[1] / "fixtures"
PAGES = sorted([*FIXTURES.glob("k21/*.html"), *FIXTURES.glob("pages/*.html")])
STORED = FIXTURES / "records.json"
DEFAULT_URL = "https://www.bote.example/lokal/portal"
RENEW = "python tests/parser/records.py"

Digests = dict[str, dict[str, str]]


def plain(value: Any) -> Any:
    """Return a value of the record as JSON has it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def expected(page: Path) -> dict[str, Any]:
    """Return what a reader wrote down for a page."""
    found: dict[str, Any] = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def record(page: Path) -> dict[str, Any]:
    """Return the record of a page as JSON has it."""
    url = expected(page).get("url", DEFAULT_URL)
    found: dict[str, Any] = plain(dataclasses.asdict(parser.parse(page.read_bytes(), url)))
    return found


def digests() -> Digests:
    """Return a short digest of every field of every page's record, but for what is read of no page."""
    return {
        f"{page.parent.name}/{page.stem}": {name: digest(value) for name, value in record(page).items()}
        for page in PAGES
    }


def digest(value: Any) -> str:
    """Return a short digest of a field's value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:8]


def changed(old: Digests, new: Digests) -> list[str]:
    """Return ``page: field`` of what is read otherwise; pages and fields that are new are no change."""
    return [
        f"{page}: {name}"
        for page, fields in old.items()
        for name, value in fields.items()
        if page in new and new[page].get(name) != value
    ]


def renew(arguments: list[str]) -> str | None:
    """Write the digests; return why not where a record changed and the version did not."""
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {"parser": "", "records": {}}
    now = digests()
    different = changed(stored["records"], now)
    if different and stored["parser"] == parser.PARSER_VERSION and "--unreleased" not in arguments:
        return f"raise PARSER_VERSION, since it reads otherwise: {', '.join(different)}"
    data = {"parser": parser.PARSER_VERSION, "records": now}
    STORED.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(renew(sys.argv[1:]))
