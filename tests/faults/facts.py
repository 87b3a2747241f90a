"""What the archive says after a fault: the only module of the fault run that knows the tables' names.

Each fact is a row of SQL for each schema version that an archive may have, so a change of the tables is an edit here
and nowhere else. A question that reads the same in all versions stands in the function itself.
"""

from __future__ import annotations

import gzip
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import zstandard

LONG_AGO = "2000-01-01T00:00:00Z"
# Schema 5 has the tables of 4.
_LAST_LAYOUT = 4
# Of an article's states, schema 3 keeps all in `versions`, and schema 4 all but the newest.
_STATES = {
    3: "SELECT body FROM versions WHERE article_id = :id",
    4: "SELECT body FROM versions WHERE article_id = :id UNION ALL SELECT body FROM articles WHERE id = :id",
}
_REASON = {
    3: "SELECT last_error FROM pages WHERE url = ?",
    4: "SELECT coalesce(reason, '') || ' ' || coalesce(detail, '') FROM pages WHERE url = ?",
}
# What says when a source or a page is asked for in full again, whatever its validators.
_FULL_DUE = {
    3: "UPDATE captures SET fetched_at = ?",
    4: "UPDATE pages SET full_due_at = ? WHERE full_due_at IS NOT NULL",
}
_STORED = (
    "SELECT a.url, c.digest, p.codec, p.data, (SELECT state FROM pages WHERE url = a.url)"
    " FROM articles a LEFT JOIN captures c ON c.id = a.capture_id LEFT JOIN payloads p ON p.id = c.payload_id"
)


def ask(db: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the archive in SQL."""
    with closing(sqlite3.connect(db)) as archive:
        return archive.execute(sql, values).fetchall()


def one(db: Path, sql: str, *values: object) -> object:
    """Ask for one value; None where there is no row."""
    rows = ask(db, sql, *values)
    return rows[0][0] if rows else None


def schema(db: Path) -> int:
    """Return the version of an archive's tables."""
    return int(str(one(db, "PRAGMA user_version")))


def _layout(db: Path) -> int:
    """Return the first version that has the tables of an archive."""
    return min(schema(db), _LAST_LAYOUT)


def is_archive(db: Path) -> bool:
    """Return whether there is a file, and tables in it."""
    return db.exists() and one(db, "SELECT count(*) FROM sqlite_master WHERE name = 'articles'") == 1


def article_count(db: Path, site: str = "%", path: str = "%") -> int:
    """Return how many articles of a site, and of a path (with % and _), have a text."""
    sql = "SELECT count(*) FROM articles WHERE site LIKE ? AND url LIKE ? AND body <> ''"
    return int(str(one(db, sql, site, path)))


def article_urls(db: Path, site: str = "%") -> list[str]:
    """Return the addresses of a site's articles, or of all, in the order in which they came in."""
    if not is_archive(db):
        return []
    return [str(url) for (url,) in ask(db, "SELECT url FROM articles WHERE site LIKE ? ORDER BY id", site)]


def title(db: Path, url: str) -> str:
    """Return the headline that is archived of an address; empty where there is none."""
    return str(one(db, "SELECT title FROM articles WHERE url = ?", url) or "")


def titles(db: Path) -> list[str]:
    """Return the headlines of all articles in the order in which they came in."""
    return [str(text) for (text,) in ask(db, "SELECT title FROM articles ORDER BY id")]


def states(db: Path, url: str) -> list[str]:
    """Return the text of each state that is archived of an address, in any order; the newest is one of them."""
    article = one(db, "SELECT id FROM articles WHERE url = ?", url)
    with closing(sqlite3.connect(db)) as archive:
        return [str(body) for (body,) in archive.execute(_STATES[_layout(db)], {"id": article})]


def captures(db: Path, url: str) -> int:
    """Return how many answers of an address are kept with their bytes."""
    sql = "SELECT count(*) FROM captures WHERE url = ? AND payload_id IS NOT NULL"
    return int(str(one(db, sql, url)))


def reason(db: Path, url: str) -> str:
    """Return why a page failed or was skipped: its sentence, or since schema 4 its code and details; else empty."""
    return str(one(db, _REASON[_layout(db)], url) or "")


def page_state(db: Path, url: str) -> str:
    """Return what the frontier holds of an address: done, failed, skipped, gone, waiting …; empty if not known."""
    return str(one(db, "SELECT state FROM pages WHERE url = ?", url) or "")


def addresses(db: Path) -> list[str]:
    """Return every address that stands anywhere in the archive."""
    sql = "SELECT url FROM articles UNION SELECT url FROM pages UNION SELECT url FROM captures"
    return [str(url) for (url,) in ask(db, sql)]


def make_due(db: Path) -> None:
    """Let years pass, as far as the archive knows: each page is due, and no host is left alone any more."""
    full_due = _FULL_DUE[_layout(db)]
    with closing(sqlite3.connect(db)) as archive, archive:
        archive.execute("UPDATE pages SET due_at = ? WHERE due_at IS NOT NULL", [LONG_AGO])
        archive.execute(full_due, [LONG_AGO])
        archive.execute("UPDATE hosts SET not_before = NULL")


def retry_failed(db: Path) -> None:
    """Let the pause end that follows a failure, of pages and of hosts."""
    with closing(sqlite3.connect(db)) as archive, archive:
        archive.execute("UPDATE pages SET due_at = ? WHERE state = 'failed'", [LONG_AGO])
        archive.execute("UPDATE hosts SET not_before = NULL")


def damage(db: Path) -> list[str]:
    """Return what is wrong with the file: its pages, its keys, its full-text index."""
    if not is_archive(db):
        return []
    checked = one(db, "PRAGMA integrity_check")
    wrong = [] if checked == "ok" else [f"integrity: {checked}"]
    return wrong + (["a foreign key"] if ask(db, "PRAGMA foreign_key_check") else [])


def not_whole(db: Path) -> list[str]:
    """Return the addresses of articles that lack something: their bytes, a state, the index, the frontier's row."""
    if not is_archive(db):
        return []
    return [str(url) for url, *stored in ask(db, _STORED) if not _is_whole(db, str(url), *stored)]


def _is_whole(db: Path, url: str, digest: object, codec: object, data: object, state: object) -> bool:
    unpack = {"zstd": zstandard.ZstdDecompressor().decompress, "gzip": gzip.decompress, "none": bytes}
    if codec not in unpack or not isinstance(data, bytes):
        return False
    body = unpack[str(codec)](data)
    kept = digest.hex() if isinstance(digest, bytes) else str(digest)
    indexed = one(db, "SELECT count(*) FROM articles_fts WHERE rowid = (SELECT id FROM articles WHERE url = ?)", url)
    return (hashlib.sha256(body).hexdigest(), len(states(db, url)), indexed, state) == (kept, 1, 1, "done")


def matches(db: Path, word: str) -> dict[str, str]:
    """Return the addresses of the articles that the full-text index finds, each with its snippet."""
    sql = (
        "SELECT a.url, snippet(articles_fts, -1, '[', ']', '', 8) FROM articles_fts JOIN articles a"
        " ON a.id = articles_fts.rowid WHERE articles_fts MATCH ?"
    )
    return {str(url): str(text) for url, text in ask(db, sql, word)}


def match_count(db: Path, words: str) -> int:
    """Return how many rows of the full-text index match, whether there is an article to them or not."""
    return int(str(one(db, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ?", words)))


def delete_article(db: Path, url: str) -> None:
    """Delete an article as anybody would: with the sqlite3 module, and nothing of ours."""
    with closing(sqlite3.connect(db)) as archive, archive:
        archive.execute("PRAGMA foreign_keys = ON")
        archive.execute("DELETE FROM articles WHERE url = ?", [url])


def index_damage(db: Path) -> list[str]:
    """Return what FTS5's own check finds wrong: rows of the index that are not those of the articles."""
    with closing(sqlite3.connect(db)) as archive:
        try:
            # The rank asks for the comparison with the content table, too (sqlite.org/fts5.html §6.4).
            archive.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        except sqlite3.Error as error:
            return [f"integrity-check of the full-text index: {error}"]
    return []
