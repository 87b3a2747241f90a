"""Every row of every table of wordings recognizes its examples, and none of what only looks alike."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import scraper.parser
from scraper.parser.page.wording import Wording, any_of


def _tables() -> Iterator[tuple[str, Wording]]:
    """Yield the rows of all tables (tuples of wordings) of the parser's modules, with where each stands."""
    for module in pkgutil.walk_packages(scraper.parser.__path__, "scraper.parser."):
        for name, table in vars(importlib.import_module(module.name)).items():
            if isinstance(table, tuple) and table and all(isinstance(row, Wording) for row in table):
                yield from ((f"{module.name}.{name}: {row.name}", row) for row in table)


ROWS = dict(_tables())


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_a_row_recognizes_its_examples(row: Wording) -> None:
    assert row.examples
    pattern = re.compile(row.pattern, re.IGNORECASE)
    assert [text for text in row.examples if not pattern.search(text)] == []
    assert [text for text in row.others if pattern.search(text)] == []


def test_a_table_recognizes_what_a_row_of_it_does() -> None:
    rows = (Wording("greeting", "hello", ("hello",)), Wording("farewell", "good ?bye", ("good bye", "goodbye")))
    assert any_of(rows).search("say Goodbye")
    assert any_of(rows, before="^", behind="$").search("hello there") is None
