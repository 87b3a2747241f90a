"""Tables of the search indexes made anew, as the schema has them: also where they are damaged, or were dropped."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from importlib import resources

from sqlite_utils import Database

EXACT = "articles_fts"
"""The index of the words themselves, which the triggers of ``articles`` keep."""


def made_anew(db: Database, name: str) -> None:
    """Drop one of these tables and make it again, empty; :data:`EXACT` with the words of all articles.

    The caller holds the transaction. A virtual table is dropped and not emptied, since FTS5 refuses to empty one whose
    own tables are damaged. The triggers of ``articles`` name these tables and stay.

    Args:
        db: the archive, opened for writing.
        name: of a table of the schema.
    """
    db.conn.execute(f"DROP TABLE IF EXISTS {name}")
    db.conn.execute(_statements()[name])
    if name == EXACT:
        db.conn.execute(f"INSERT INTO {EXACT} ({EXACT}) VALUES ('rebuild')")


@cache
def _statements() -> dict[str, str]:
    """Return the statements that make the tables of the schema, by the names of these."""
    schema = (resources.files("scraper.store") / "schema.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(schema)
        return dict(database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL"))
