"""What Datasette is told of the archive, in the shape that its version wants: one table of it for all versions."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from scraper.serve.questions import QUESTIONS, Question

DATABASE = "archive"
"""The archive's name in addresses, whatever its file is called, so that bookmarks outlive a move."""
TITLE = "Tables of the archive"

_TABLES_FILE = Path(__file__).parent / "tables.toml"
# What a row of a table is called where another one refers to it.
_LABELS = {"articles": "title", "keywords": "name", "sites": "name"}
# Newest first, by a column that has an index: sorting by any other reads the whole table.
_NEWEST_FIRST = dict.fromkeys(("articles", "events", "captures", "crawls"), "id")
# Chosen: the names of groups as headings, in the order in which a reader needs them.
GROUPS = {
    "articles": "Articles",
    "subjects": "Stories and names",
    "history": "History",
    "links": "Links",
    "crawl": "What the crawls did",
    "inside": "Inside",
}
"""The groups of tables: key -> heading."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view of the archive.

    Args:
        name: in SQL.
        group: a key of :data:`GROUPS`.
        about: what it holds.
        columns: column -> what it holds.
    """

    name: str
    group: str
    about: str
    columns: Mapping[str, str]

    @property
    def summary(self) -> str:
        """The first sentence of what it holds, for a list of tables."""
        return self.about.partition(". ")[0].removesuffix(".") + "."


@lru_cache(maxsize=1)
def tables() -> dict[str, Table]:
    """Return the tables that are described, by name."""
    read = tomllib.loads(_TABLES_FILE.read_text(encoding="utf-8"))
    return {name: Table(name, one["group"], one["about"], one["columns"]) for name, one in read.items()}


def described(datasette: Callable[..., Any]) -> dict[str, Any]:
    """Return the arguments that tell Datasette of the archive.

    Args:
        datasette: its class. Version 1.0 has split what is for people (``metadata``) from what changes its behaviour
            (``config``), which 0.65 takes as one.
    """
    for_people = {"title": TITLE, "databases": {DATABASE: {"tables": {t.name: _texts(t) for t in tables().values()}}}}
    behaviour = {
        "databases": {
            DATABASE: {
                "tables": {name: found for name in tables() if (found := _behaviour(name))},
                "queries": {question.name: _query(question) for question in QUESTIONS.values()},
            }
        }
    }
    if "config" in inspect.signature(datasette).parameters:
        return {"metadata": for_people, "config": behaviour}
    return {"metadata": _merged(for_people, behaviour)}


def _texts(table: Table) -> dict[str, Any]:
    return {"description": table.about, "columns": dict(table.columns)}


def _behaviour(name: str) -> dict[str, Any]:
    """Return how a table is sorted and its rows are called, as far as that differs from what Datasette would do."""
    found: dict[str, Any] = {}
    if name in _LABELS:
        found["label_column"] = _LABELS[name]
    if name in _NEWEST_FIRST:
        found["sort_desc"] = _NEWEST_FIRST[name]
    return found


def _query(question: Question) -> dict[str, Any]:
    return {
        "sql": question.sql,
        "title": question.title,
        "params": [parameter.name for parameter in question.parameters],
    }


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return two nested mappings as one."""
    out = dict(one)
    for key, value in other.items():
        held = out.get(key)
        out[key] = _merged(held, value) if isinstance(held, Mapping) and isinstance(value, Mapping) else value
    return out
