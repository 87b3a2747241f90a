"""Each fact stands in one place, as a value: SQL in the store alone, and no sentence is ever read back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

import pytest
from house import Module, modules

# An archive's connection, and whatever else gives SQL a way around the store.
PRIVATE_TO_THE_STORE = frozenset({"db", "_db", "conn"})
STATEMENT = re.compile(
    r"\s*(?:SELECT\s.+\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM)\b", re.DOTALL
)
# What is shown to people: the demo's questions, and the examples of a command's help.
SHOWS_SQL = frozenset({"scraper.cli.demo", "scraper.cli.query", "scraper.store"})

# Names of what becomes a sentence for people.
SENTENCES = re.compile(r"\b(?:reason|fault|problem|anomaly|sentence|why_not|last_error)\b")
READING_METHODS = frozenset({"startswith", "endswith", "partition", "rpartition", "split", "find", "index"})
READING_SQL = re.compile(
    r"\b(?:instr|substr)\s*\([^)]*\b(?:reason|detail|problem)\b|\b(?:reason|detail|problem)\b\s+(?:LIKE|GLOB)\b"
)
# Only a migration may read old sentences.
MIGRATIONS = "scraper.store.migrations"


def outside(*names: str) -> Iterator[Module]:
    """Yield the modules that are none of these and lie in none of them."""
    for module in modules().values():
        if not any(module.name == name or module.name.startswith(f"{name}.") for name in names):
            yield module


def texts(module: Module) -> Iterator[tuple[int, str]]:
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_only_the_store_touches_its_connection() -> None:
    wrong = [
        f"{module.path}:{node.lineno}: .{node.attr}"
        for module in outside("scraper.store")
        for node in module.nodes
        if isinstance(node, ast.Attribute)
        and node.attr in PRIVATE_TO_THE_STORE
        and "archive" in ast.unparse(node.value)
    ]
    assert not wrong, "\n".join(wrong)


def test_sql_stands_in_the_store_alone() -> None:
    wrong = [
        f"{module.path}:{line}: {text[:60]!r}"
        for module in outside(*SHOWS_SQL)
        for line, text in texts(module)
        if STATEMENT.match(text)
    ]
    assert not wrong, "\n".join(wrong)


def readings_back(nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield (line, code) of each place that looks into the words of a reason."""
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READING_METHODS:
            looked_into = ast.unparse(node.func.value)
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            is_part = isinstance(node.left, ast.Constant) and isinstance(node.left.value, str)
            looked_into = ast.unparse(node.comparators[0]) if is_part else ""
        else:
            continue
        if SENTENCES.search(looked_into):
            yield node.lineno, ast.unparse(node)


def test_nothing_reads_its_own_messages_back() -> None:
    wrong = [
        f"{module.path}:{line}: {code}" for module in outside(MIGRATIONS) for line, code in readings_back(module.nodes)
    ]
    wrong += [
        f"{module.path}:{line}: {text[:60]!r}"
        for module in outside(MIGRATIONS)
        for line, text in texts(module)
        if READING_SQL.search(text)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "code",
    [
        "outcome.reason.endswith('there is no such page')",
        "str(error.fault).startswith('no such host')",
        "'not modified' in problem",
        "[line for line in lines if 'x' not in line.problem]",
    ],
)
def test_what_reads_a_sentence_back_is_found(code: str) -> None:
    assert list(readings_back(ast.walk(ast.parse(code))))


def test_sql_that_reads_a_sentence_back_is_found() -> None:
    assert READING_SQL.search("SELECT 1 FROM crawl_sites WHERE instr(problem, ?) > 0")
    assert READING_SQL.search("SELECT 1 FROM pages WHERE reason LIKE '%wall%'")
    assert not READING_SQL.search("SELECT reason, detail FROM pages WHERE url LIKE '%/news/%'")
