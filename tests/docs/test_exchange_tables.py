"""docs/exchange.md tells the truth about the tables for analysts, and its examples run."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cli_running import scraper
from scraper.batch.export_tables import TABLES
from scraper.store.table_columns import OUTGOING

PAGE = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## Tables\n")[2].partition("\n## ")[0]
TABLE = re.compile(r"^### (\w+)\n\n[^\n]+\n\n\| column.*?\n\| ---.*?\n(.*?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(language: str) -> list[str]:
    return [text for found, text in BLOCK.findall(SECTION) if found == language]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, press_archive: Path) -> Path:
    target = tmp_path_factory.mktemp("tables")
    for form in ("csv", "jsonl", "parquet"):
        done = scraper("--db", press_archive, "export", form, "--output", target)
        assert (done.code, done.out, done.err) == (0, "", "")
    return target


def test_the_page_has_every_table_and_column_in_order_and_no_other() -> None:
    documented = {
        name: [(column, kind) for column, kind, _ in LINE.findall(text)] for name, text in TABLE.findall(SECTION)
    }
    assert list(documented) == list(TABLES)
    for name, columns in documented.items():
        assert columns == [(column.name, str(column.kind)) for column in OUTGOING[name].columns], name


@pytest.mark.parametrize("code", examples("python"))
def test_the_examples_in_python_run(code: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        # Those of the libraries about each other are not the examples'.
        warnings.simplefilter("ignore", DeprecationWarning)
        exec(compile(code, "exchange.md", "exec"), names)  # noqa: S102
    if "pd" in names:
        assert str(names["mentions"]["key"].dtype) == "string"
        assert len(names["articles"]) == len(names["pd"].read_csv("articles.csv"))


def test_the_examples_in_sql_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (text,) = examples("sql")
    statements = [one for one in text.split(";") if one.strip()]
    assert len(statements) == 3
    with duckdb.connect() as db:
        for one in statements:
            assert db.execute(one).fetchall(), one
