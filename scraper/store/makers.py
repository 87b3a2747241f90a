"""By what something was made that is derived from the archive, such as a search index: the table ``indexes``."""

from __future__ import annotations

from sqlite_utils import Database

_MAKER = "SELECT maker FROM indexes WHERE name = ?"
# Without a time, that of SQLite: what makes the tables of a new archive has no clock.
_NOTE = (
    "INSERT INTO indexes (name, maker, made_at) VALUES (?, ?, coalesce(?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))"
    " ON CONFLICT (name) DO UPDATE SET maker = excluded.maker, made_at = excluded.made_at"
)


def maker_of(db: Database, name: str) -> str | None:
    """Return which version made something, or None where none is noted.

    Args:
        db: the archive.
        name: what was made.

    Raises:
        sqlite3.OperationalError: another program has dropped the table.
    """
    row = db.conn.execute(_MAKER, [name]).fetchone()
    return None if row is None else str(row[0])


def note_made(db: Database, name: str, maker: str, at: str | None = None) -> None:
    """Note which version makes something from now on. The caller holds the transaction.

    Args:
        db: the archive.
        name: what is made.
        maker: the version.
        at: the time; None: that of SQLite.
    """
    db.conn.execute(_NOTE, [name, maker, at])
