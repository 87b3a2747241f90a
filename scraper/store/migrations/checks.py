"""Whether a migrated archive is whole, fits together and has every row of the one before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from scraper.errors import ArchiveError

Progress = Callable[[str, int, int], None]
"""Gets what is being done, how much of it is done, and how much there is, in bytes or in checks."""

# The tables of which no step may lose a row. Of the others, rows that hang on nothing are left out.
_KEPT_WHOLE = ("articles", "captures", "payloads", "pages")


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how many rows each table has of which none may be lost.

    Args:
        connection: to an archive, before or after the steps.
    """
    return {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _KEPT_WHOLE}


def check(new: Path, counts: dict[str, int], progress: Progress) -> None:
    """Check the new file.

    Args:
        new: the file that the steps have made.
        counts: the :func:`row_counts` of the archive before it.
        progress: is told of each check.

    Raises:
        ArchiveError: it is not as it should be; says what was found.
    """
    with closing(sqlite3.connect(new, isolation_level=None)) as database:
        # Name, check, and what the check answers where all is well: foreign_key_check answers with a row for each
        # fault, and so does integrity_check, which answers "ok" where there is none.
        checks: tuple[tuple[str, Callable[[], object], object], ...] = (
            ("rows", lambda: row_counts(database), counts),
            ("foreign keys", lambda: database.execute("PRAGMA foreign_key_check").fetchone(), None),
            ("integrity", lambda: database.execute("PRAGMA integrity_check").fetchone(), ("ok",)),
            ("search index", lambda: _check_index(database), None),
        )
        for number, (name, run, wanted) in enumerate(checks):
            progress(f"check: {name}", number, len(checks))
            found = run()
            if found != wanted:
                raise ArchiveError(
                    f"The migrated archive is not as it should be ({name}: {found} instead of {wanted}).",
                    hint="The archive is as it was. Please report this.",
                )
        progress("check", len(checks), len(checks))


def _check_index(database: sqlite3.Connection) -> None:
    """Let FTS5 check its index, which raises an error where the index is wrong."""
    # The command has the form of an INSERT, and 1 as rank has the index compared to the articles, too
    # (https://www.sqlite.org/fts5.html#the_integrity_check_command).
    database.execute("BEGIN")
    database.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    database.execute("ROLLBACK")
