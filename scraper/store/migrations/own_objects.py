"""What the user has put into the archive: tables, views, indexes and triggers of their own go along to a new file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

# In the order in which they can be made: an index needs its table, a view what it reads, a trigger what it watches.
# SQLite makes by itself what has no SQL, the indexes of UNIQUE and PRIMARY KEY, and what is named sqlite_….
_OBJECTS = """
SELECT type, name, tbl_name, sql FROM old.sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 WHEN 'view' THEN 3 ELSE 4 END, rowid
"""
# "shadow" is SQLite's word for the tables in which a virtual one keeps its rows (https://www.sqlite.org/vtab.html#xshadowname).
_TABLES_OF_A_TYPE = "SELECT name FROM pragma_table_list WHERE schema = 'old' AND type = ?"
# The columns of all tables that are foreign keys to the rows of a table.
_REFERENCES = """
SELECT t.name, f."from" FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
WHERE t.schema = 'main' AND f."table" = ? COLLATE NOCASE AND coalesce(f."to", 'id') = 'id' COLLATE NOCASE
"""
_NAMED = "SELECT type, name FROM main.sqlite_schema WHERE name = ? COLLATE NOCASE"
# All but those that keep the search indexes.
_OWN_TRIGGERS = """
SELECT name, sql FROM main.sqlite_schema
WHERE type = 'trigger' AND name NOT GLOB 'articles_fts_*' AND name NOT GLOB 'index_queue_*'
"""

_INDEXES_OF = "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"


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
    virtual = _tables_of_type(database, "virtual")
    shadows = _tables_of_type(database, "shadow")
    for kind, name, table, sql in database.execute(_OBJECTS).fetchall():
        # The tables in which a virtual one keeps its rows are not named as left: who misses it misses them, too.
        if name in ours or name in shadows:
            continue
        if name in virtual or not _made(database, kind, name, table, sql):
            left.append(name)
    return left


def make_way(database: sqlite3.Connection, names: Iterable[str]) -> list[str]:
    """Take away what has a name that a step needs; return the names. The old file has it still.

    Args:
        database: the new file, before the step.
        names: of what the step brings and no earlier version had.
    """
    own = [found for name in names for found in database.execute(_NAMED, [name])]
    for kind, name in own:
        # With a table go its indexes and triggers, which may have such names as well.
        database.execute(f"DROP {kind} IF EXISTS main.{_quoted(name)}")
    return [name for _, name in own]


def indexes_of(database: sqlite3.Connection, tables: Iterable[str]) -> dict[str, str]:
    """Return by name what makes the indexes of some tables, the user's own among them.

    Args:
        database: the new file.
        tables: which a step is to make anew.
    """
    return {name: sql for table in tables for name, sql in database.execute(_INDEXES_OF, [table])}


def make_again(database: sqlite3.Connection, indexes: Mapping[str, str]) -> list[str]:
    """Make the indexes that went with their tables; return the names of those that cannot be made any more.

    Args:
        database: the new file, after a step that made the tables anew.
        indexes: as :func:`indexes_of` returned them before it.
    """
    left = []
    for name, sql in indexes.items():
        if database.execute(_NAMED, [name]).fetchone() is not None:
            continue
        try:
            database.execute(sql)
        except sqlite3.OperationalError:
            left.append(name)
    return left


@contextmanager
def triggers_at_rest(database: sqlite3.Connection) -> Iterator[None]:
    """Take the user's own triggers away for a while: a migration is no event, and they may call functions of theirs.

    Args:
        database: the new file.
    """
    triggers = database.execute(_OWN_TRIGGERS).fetchall()
    for name, _ in triggers:
        database.execute(f"DROP TRIGGER main.{_quoted(name)}")
    yield
    for _, sql in triggers:
        database.execute(sql)


def _tables_of_type(database: sqlite3.Connection, kind: str) -> set[str]:
    """Return the names of the old file's tables of a type that SQLite tells apart."""
    return {row[0] for row in database.execute(_TABLES_OF_A_TYPE, [kind])}


def _made(database: sqlite3.Connection, kind: str, name: str, table: str, sql: str) -> bool:
    """Make an object of the user's in the new file, a table with its rows; return whether it could be made.

    Args:
        database: with both files, in a transaction.
        kind: ``table``, ``index``, ``view`` or ``trigger``.
        name: of the object.
        table: the table or view that an index or trigger is on.
        sql: what makes it.
    """
    try:
        database.execute(sql)
    except sqlite3.OperationalError:
        # Its name is taken, or what it is made of is no more. It stays in the old file, which is kept.
        return False
    try:
        if kind == "table":
            database.execute(f"INSERT INTO main.{_quoted(name)} SELECT * FROM old.{_quoted(name)}")
        elif kind == "view":
            database.execute(f"EXPLAIN SELECT * FROM main.{_quoted(name)}")
        elif kind == "trigger":
            _try_trigger(database, table)
    except (sqlite3.OperationalError, sqlite3.IntegrityError):
        # An empty table would look as if it had been taken along. The new file has no journal while it is filled, so
        # that nothing can be rolled back.
        database.execute(f"DROP {kind} main.{_quoted(name)}")
        return False
    return True


def _try_trigger(database: sqlite3.Connection, table: str) -> None:
    """Compile every kind of statement that can fire the triggers of a table or view.

    SQLite does not read a trigger's statements before it fires. One that names a column which is no more would make
    every later INSERT into its table fail, and with it every crawl.

    Raises:
        sqlite3.OperationalError: a trigger does not fit the new schema.
    """
    columns = [row[1] for row in database.execute(f"PRAGMA main.table_info({_quoted(table)})")]
    unchanged = ", ".join(f"{_quoted(column)} = {_quoted(column)}" for column in columns)
    database.execute(f"EXPLAIN INSERT INTO main.{_quoted(table)} DEFAULT VALUES")
    database.execute(f"EXPLAIN UPDATE main.{_quoted(table)} SET {unchanged}")
    database.execute(f"EXPLAIN DELETE FROM main.{_quoted(table)}")


def _quoted(name: str) -> str:
    """Return a name as SQL writes it; quotes within a name are doubled."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def lead_on(database: sqlite3.Connection, table: str, mapping: str) -> list[str]:
    """Let all foreign keys that lead to a row which became part of another lead to that one, the user's own as well.

    Args:
        database: the new file.
        table: the table of which rows were joined.
        mapping: a temporary table: the old row (``id``), and the one that it is part of (``kept_id``).

    Returns:
        The names of tables of which rows were dropped, since both rows had one where only one may stand.
    """
    left = []
    for name, column in database.execute(_REFERENCES, [table]).fetchall():
        quoted_name, quoted_column = _quoted(name), _quoted(column)
        is_joined = f"WHERE {quoted_column} IN (SELECT id FROM temp.{mapping})"
        database.execute(
            f"UPDATE OR IGNORE main.{quoted_name} SET {quoted_column} ="
            f" (SELECT kept_id FROM temp.{mapping} j WHERE j.id = {quoted_column}) {is_joined}"
        )
        if database.execute(f"DELETE FROM main.{quoted_name} {is_joined}").rowcount:
            left.append(name)
    return left
