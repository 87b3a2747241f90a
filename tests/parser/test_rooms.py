"""Imports inside the parser run one way, so that each step can be read without those that come after it."""

from __future__ import annotations

import ast
from pathlib import Path

import scraper.parser

ROOT = Path(scraper.parser.__file__).parent
# From the flat page to the record; a module may import its own step and those before it.
STEPS = (
    {"page"},
    {"statements"},
    {"context"},
    {"fields"},
    {"k21"},
    {"article_text"},
    {"kind"},
    {"classify"},
    {"record"},
    {"__init__"},
)


def step(name: str) -> int:
    """Return the number of the step that a room or a module of the parser belongs to."""
    return next(number for number, names in enumerate(STEPS) if name in names)


def imported(tree: ast.Module) -> set[str]:
    """Return the rooms and modules of the parser that a module imports, late imports too."""
    found = set()
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[2] for name in names if name.startswith("scraper.parser.")}
    return found


def test_imports_run_from_the_record_to_the_page() -> None:
    wrong = []
    for path in ROOT.rglob("*.py"):
        own = path.relative_to(ROOT).parts[0].removesuffix(".py")
        names = imported(ast.parse(path.read_text(encoding="utf-8")))
        wrong += [f"{path.name} imports {name}" for name in names if step(name) > step(own)]
    assert not wrong


def test_every_module_belongs_to_a_step() -> None:
    names = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in ROOT.rglob("*.py")}
    assert names == set().union(*STEPS)
