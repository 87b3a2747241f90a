"""What is public says so, can be imported, and is documented."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator

import pytest
from house import Module, modules

import scraper

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def test_all_is_sorted() -> None:
    assert scraper.__all__ == sorted(set(scraper.__all__))


def test_all_is_complete() -> None:
    """Each name that `scraper/__init__.py` imports for its users, and the version, is in `__all__`."""
    offered = {
        alias.asname or alias.name
        for block in modules()["scraper"].tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(scraper.__all__) == offered | {"__version__"}


@pytest.mark.parametrize("name", scraper.__all__)
def test_each_public_name_can_be_had(name: str) -> None:
    if name == "parse" and importlib.util.find_spec("scraper.parser") is None:
        pytest.skip("scraper.parser is not built yet")
    assert getattr(scraper, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'scraper' has no attribute 'nonsense'"):
        _ = scraper.nonsense


def test_everything_public_has_a_docstring() -> None:
    missing = [
        f"{module.path}:{getattr(node, 'lineno', 1)}: {name}"
        for module in modules().values()
        for name, node in public(module)
        if not ast.get_docstring(node)
    ]
    assert not missing, "\n".join(missing)


def public(module: Module) -> Iterator[tuple[str, Documented]]:
    """Yield the module, its public classes and functions, and their public methods."""
    yield module.name, module.tree
    if not any(is_private(part) for part in module.name.split(".")):
        yield from members(module.tree)


def members(parent: ast.Module | ast.ClassDef) -> Iterator[tuple[str, Documented]]:
    for node in parent.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if is_private(node.name) or says_the_same_elsewhere(node):
            continue
        yield node.name, node
        if isinstance(node, ast.ClassDef):
            yield from members(node)


def is_private(name: str) -> bool:
    """Whether a name starts with an underscore; magic methods are documented by Python."""
    return name.startswith("_") and name != "__main__"


def says_the_same_elsewhere(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is an overload or a property's setter, documented at its first definition."""
    marks = {ast.unparse(one).rpartition(".")[2] for one in node.decorator_list}
    return bool(marks & {"overload", "setter", "deleter"})
