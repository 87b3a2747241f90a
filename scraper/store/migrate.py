"""Stand-in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib import resources
from pathlib import Path

SCHEMA_VERSION = 4
Progress = Callable[[str, int, int], None]


def needs_migration(path: Path) -> bool:
    """Stand-in."""
    return False


def migrate(path: Path, *, progress: Progress | None = None) -> None:
    """Stand-in."""


def create(connection: sqlite3.Connection) -> None:
    """Stand-in."""
    script = (resources.files("scraper.store") / "schema.sql").read_text(encoding="utf-8")
    connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = 4;\nCOMMIT;")
