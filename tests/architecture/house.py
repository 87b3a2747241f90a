"""What the architecture tests know of the house: its modules, their imports, its layers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "scraper"

# Top to bottom. Importing downwards is fine, skipping steps too; upwards never.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"cli"}),
    frozenset({"serve", "demo", "assistants"}),
    frozenset({"report", "notify"}),
    frozenset({"crawl", "batch", "onboarding"}),
    frozenset({"reading"}),
    frozenset({"fetch", "store", "warc", "discover", "parser"}),
    frozenset({"sites", "policy", "analysis"}),
    frozenset({"web"}),
    frozenset({"errors"}),
    frozenset({"model", "about"}),
)

# Its members meet in `crawl` and never import each other.
WORKING_GROUP = frozenset({"fetch", "store", "warc", "discover", "parser"})

# They gather what is public, lazily, and so may import anything.
EXEMPT = frozenset({PACKAGE, f"{PACKAGE}.__main__"})

# Libraries with one home.
HOMES: dict[str, frozenset[str]] = {
    "fetch": frozenset({"httpx", "httpcore", "tenacity", "requests", "aiohttp", "urllib3"}),
    "store": frozenset({"sqlite_utils", "sqlite3"}),
    "assistants": frozenset({"mcp", "mcp_types", "anyio"}),
    "warc": frozenset({"fastwarc", "fsspec", "warcio"}),
    "batch": frozenset({"dask", "distributed", "pyarrow"}),
    "report": frozenset({"jinja2", "markupsafe"}),
    "serve": frozenset({"datasette", "uvicorn"}),
}


@dataclass(frozen=True)
class Import:
    """One import: the dotted name as far as it can be a module, and the line."""

    name: str
    line: int


@dataclass(frozen=True)
class Module:
    """One module of the house, parsed once."""

    name: str
    path: Path

    @cached_property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, filename=str(self.path))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, walked once: each rule of the house would walk it anew."""
        return tuple(ast.walk(self.tree))

    @property
    def unit(self) -> str:
        """The part of the house it belongs to: `store` for `scraper.store.schema`."""
        return unit_of(self.name)

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import, late ones and those under TYPE_CHECKING too."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[Import]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (Import(alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                yield from (Import(f"{base}.{alias.name}", node.lineno) for alias in node.names)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        parts = package[: len(package) - node.level + 1]
        return ".".join([*parts, node.module] if node.module else parts)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def unit_of(name: str) -> str:
    """Return the part of the house that a dotted name lies in; empty for the package itself."""
    return name.split(".")[1] if "." in name else ""


@lru_cache(maxsize=1)
def modules() -> dict[str, Module]:
    """Return all modules of the house by dotted name."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name, path)
    return found


def target(imported: Import) -> str | None:
    """Return the module of the house that an import loads, or None for others' modules.

    `from scraper.store import Archive` names `scraper.store.Archive`: the longest prefix that is a
    module is what is loaded.
    """
    if imported.name.split(".")[0] != PACKAGE:
        return None
    name = imported.name
    while name not in modules() and "." in name:
        name = name.rpartition(".")[0]
    return name


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function, from `def` to its last."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
