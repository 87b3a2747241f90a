"""The file: references between tables, SQLite's own check of its structure, and the search index."""

from __future__ import annotations

import re
import sqlite3

from scraper.model.flaw import Finding, Flaw
from scraper.store.connection import error_name
from scraper.store.verify.reading import Check, said
from scraper.store.verify.words import TEXTS, check_words
from scraper.store.words import NAME

# Chosen: SQLite's own default. A damaged page is followed by hundreds of lines that say the same.
_MOST_MESSAGES = 100
# The tables in which FTS5 keeps an index (sqlite.org/fts5.html, "FTS5 Data Structures").
_SHADOWS = ("data", "idx", "docsize", "config", "content")
_CONTENT = re.compile(r"\bcontent\s*=\s*[\"'](\w+)[\"']", re.IGNORECASE)
_NO_CONTENT = re.compile(r"\bcontent\s*=\s*''")
_CREATED = re.compile(r"^\s*CREATE\s+VIRTUAL\s+TABLE\s+", re.IGNORECASE)


def check_references(check: Check) -> None:
    """Tell of each row that refers to one which is not there."""
    check.progress("references", 0, 1)
    try:
        for table, row_id, parent, _ in check.db.execute("PRAGMA main.foreign_key_check"):
            url = _address(check, table, row_id)
            capture_id = row_id if table == "captures" else None
            check.found(Finding(Flaw.NO_SUCH_ROW, table, row_id, url, {"parent": parent}, capture_id))
    except sqlite3.Error as error:
        check.found(Finding(Flaw.UNREADABLE, "references", None, None, {"said": said(error)}))


def _address(check: Check, table: str, row_id: int | None) -> str | None:
    """Return the address in a row, where its table has any."""
    if row_id is None:
        return None
    try:
        (url,) = check.db.execute(f'SELECT url FROM main."{table}" WHERE rowid = ?', [row_id]).fetchone()
    except (sqlite3.Error, TypeError):
        return None
    return str(url)


def check_structure(check: Check) -> None:
    """Let SQLite check its pages, its indexes and the constraints of the tables."""
    check.progress("file", 0, 1)
    try:
        for (message,) in check.db.execute(f"PRAGMA main.integrity_check({_MOST_MESSAGES})"):
            if message != "ok":
                text = " ".join(str(message).split())
                check.found(Finding(Flaw.STRUCTURE, "the file", None, None, {"said": text}))
    except sqlite3.Error as error:
        check.found(Finding(Flaw.STRUCTURE, "the file", None, None, {"said": said(error)}))


def check_index(check: Check) -> None:
    """Compare each full-text index with the texts that it is of, the second index of articles with their stems.

    FTS5 does so by a command that SQLite takes for a write (sqlite.org/fts5.html, "The 'integrity-check' Command"). The
    archive may be read-only, so the index is copied into the temporary database of this connection, beside a view of
    the articles as they are: what is checked is the very index against the very texts, within one transaction.
    """
    try:
        tables = check.db.execute(
            "SELECT name, sql FROM main.sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%' ORDER BY name"
        ).fetchall()
    except sqlite3.Error as error:
        check.found(Finding(Flaw.UNREADABLE, "the file", None, None, {"said": said(error)}))
        return
    texts = check_words(check)
    for name, sql in tables:
        if name == NAME and texts is None:
            continue
        check.progress(name, 0, 1)
        try:
            _copy_index(check, name, sql)
            check.db.conn.execute(f"INSERT INTO temp.{name} ({name}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.Error as error:
            words = said(error)
            is_wrong = error_name(error).startswith("SQLITE_CORRUPT")
            flaw = Flaw.INDEX_WRONG if is_wrong else Flaw.INDEX_NOT_CHECKED
            check.found(Finding(flaw, name, None, None, {"said": words}))
    if texts is not None:
        texts.compare()


def _copy_index(check: Check, name: str, sql: str) -> None:
    """Make an index of the same form in the temporary database, with the contents of the archive's."""
    if name == NAME:
        # It keeps no reference to its texts; the copy gets one, or FTS5 would only look whether it is whole in itself.
        sql = _NO_CONTENT.sub(f"content = '{TEXTS}', content_rowid = 'id'", sql)
    content = None if name == NAME else _CONTENT.search(sql)
    if content is not None:
        texts = content[1]
        check.db.conn.execute(f"CREATE TEMP VIEW IF NOT EXISTS {texts} AS SELECT * FROM main.{texts}")
    check.db.conn.execute(_CREATED.sub("CREATE VIRTUAL TABLE temp.", sql, count=1))
    there = {row[0] for row in check.db.execute("SELECT name FROM main.sqlite_master")}
    for shadow in (f"{name}_{part}" for part in _SHADOWS):
        # An index has no table of texts where it refers to another table for them.
        if shadow in there:
            check.db.conn.execute(f"DELETE FROM temp.{shadow}")
            check.db.conn.execute(f"INSERT INTO temp.{shadow} SELECT * FROM main.{shadow}")
