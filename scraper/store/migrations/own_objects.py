"""What the user has put into the archive: tables, views, indexes and triggers of their own go along to a new file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

# In the order in which they can be made: an index needs its table, a view what it reads, a trigger what it watches.
# SQLite makes by itself what has no SQL, the indexes of UNIQUE and PRIMARY KEY, and what is named sqlite_….
_OBJECTS = """
SELECT type, name, sql FROM old.sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3 ELSE 4 END, rowid
"""


def names_made_by(scripts: Iterable[str]) -> frozenset[str]:
    """Return the names of all tables, indexes, views and triggers that some SQL scripts make.

    Args:
        scripts: in their order.
    """
    database = sqlite3.connect(":memory:")
    try:
        for script in scripts:
            database.executescript(script)
        return frozenset(row[0] for row in database.execute("SELECT name FROM sqlite_schema"))
    finally:
        database.close()


def take_along(database: sqlite3.Connection, ours: frozenset[str]) -> list[str]:
    """Copy from ``old`` to ``main`` what is not ours; return the names of what could not be taken along.

    That is what has a name that the new schema needs, and virtual tables, whose rows lie in tables of their module.

    Args:
        database: with both files, in a transaction.
        ours: the names that an archive of the old version has by itself.
    """
    left = []
    virtual = _virtual_tables(database)
    for kind, name, sql in database.execute(_OBJECTS).fetchall():
        # The tables in which a virtual one keeps its rows are not named as left: who misses it misses them, too.
        if name in ours or _belongs_to(name, virtual):
            continue
        if name in virtual or not _made(database, kind, name, sql):
            left.append(name)
    return left


def _virtual_tables(database: sqlite3.Connection) -> set[str]:
    """Return the names of the virtual tables of the old file."""
    # Of all tables they alone have no page of their own in the file (https://www.sqlite.org/schematab.html).
    rows = database.execute("SELECT name FROM old.sqlite_schema WHERE type = 'table' AND rootpage = 0")
    return {row[0] for row in rows}


def _belongs_to(name: str, virtual: set[str]) -> bool:
    """Return whether a table is named as one that holds the rows of a virtual one (``words_fts_data``)."""
    return any(name.startswith(f"{table}_") for table in virtual)


def _made(database: sqlite3.Connection, kind: str, name: str, sql: str) -> bool:
    """Make an object of the user's in the new file, a table with its rows; return whether it could be made."""
    # A name may hold quotes; SQL doubles them.
    quoted = name.replace('"', '""')
    try:
        database.execute(sql)
        if kind == "table":
            database.execute(f'INSERT INTO main."{quoted}" SELECT * FROM old."{quoted}"')
    except sqlite3.OperationalError:
        # Its name is taken, or it reads a table or column that is no more. It stays in the old file, which is kept.
        return False
    return True
