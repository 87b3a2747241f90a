"""docs/dataset.md tells the truth about the columns of the dataset."""

from __future__ import annotations

import re
from pathlib import Path

from scraper.batch.dataset_columns import DAY, INT, SCHEMA_VERSION, TABLES, TEXT, TEXTS, TIME

PAGE = (Path(__file__).parents[2] / "docs" / "dataset.md").read_text(encoding="utf-8")
CALLED = {TEXT: "text", DAY: "date", TIME: "timestamp, UTC", INT: "integer", TEXTS: "list of texts"}


def documented() -> dict[str, list[tuple[str, str]]]:
    found = {}
    for name, section in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL):
        found[name] = re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", section, re.MULTILINE)
    return found


def test_each_column_stands_on_the_page_with_its_type() -> None:
    assert documented() == {
        name: [(column, CALLED[kind]) for column, kind in columns] for name, columns in TABLES.items()
    }


def test_each_column_is_explained() -> None:
    rows = re.findall(r"^\| `\w+` \| [^|]+ \| ([^|]*) \|", PAGE, re.MULTILINE)
    assert len(rows) == sum(map(len, TABLES.values()))
    assert all(rows)
    assert SCHEMA_VERSION == "1"
