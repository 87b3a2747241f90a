"""Tables of what is derived made anew, as the schema has them: also where they are damaged, or were dropped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources

from sqlite_utils import Database

from scraper.store.connection import error_name
from scraper.store.words import DAMAGES

EXACT = "articles_fts"
"""The index of the words themselves, which the triggers of ``articles`` keep."""


def made_anew(db: Database, name: str) -> None:
    """Drop one of these tables and make it again with its indexes, empty; :data:`EXACT` with the words of all articles.

    The caller holds the transaction. An index is dropped and not emptied, since FTS5 refuses to empty one whose own
    tables are damaged. The triggers of ``articles`` name these tables and stay.

    Args:
        db: the archive, opened for writing.
        name: of a table of the schema.
    """
    drop = f"DROP TABLE IF EXISTS {name}"
    try:
        db.conn.execute(drop)
    except sqlite3.DatabaseError as error:
        if not error_name(error).startswith(DAMAGES):
            raise
        # FTS5 opens what it is to drop, and cannot where its own tables were emptied or dropped.
        _mend_own_tables(db, name)
        db.conn.execute(drop)
    with _empty_archive() as empty:
        # A table comes before its indexes.
        made = empty.execute(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL"
            " ORDER BY type DESC",
            [name],
        ).fetchall()
    for (sql,) in made:
        db.conn.execute(sql)
    if name == EXACT:
        db.conn.execute(f"INSERT INTO {EXACT} ({EXACT}) VALUES ('rebuild')")


def _mend_own_tables(db: Database, name: str) -> None:
    """Give an index the own tables of an empty one (sqlite.org/fts5.html, "FTS5 Data Structures")."""
    with _empty_archive() as empty:
        own = empty.execute(
            "SELECT s.name, s.sql FROM sqlite_schema s JOIN pragma_table_list t ON t.name = s.name"
            " WHERE t.type = 'shadow' AND s.name GLOB ? || '_*'",
            [name],
        ).fetchall()
        for table, sql in own:
            db.conn.execute(f"DROP TABLE IF EXISTS {table}")
            db.conn.execute(sql)
            rows = empty.execute(f"SELECT * FROM {table}").fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                db.conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


@contextmanager
def _empty_archive() -> Iterator[sqlite3.Connection]:
    schema = (resources.files("scraper.store") / "schema.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(schema)
        yield database
