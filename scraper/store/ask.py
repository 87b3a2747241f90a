"""Questions to the archive: SQL, search, one article, the state of the sites. All read-only."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from scraper.errors import QueryError
from scraper.store.columns import now_text
from scraper.store.sanitize import storable

Row = dict[str, Any]

# What a person types as one word: letters and digits with what stands between or behind them.
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_SEARCHABLE = re.compile(r"\w")


# So many steps of SQLite's machine take about a millisecond.
_STEPS = 100_000


def rows(db: Database, sql: str, params: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Row]:
    """Run one SQL statement and yield its rows.

    Args:
        db: an archive opened for reading.
        sql: one statement.
        params: values for ``?`` (sequence) or ``:name`` (dictionary).

    Raises:
        QueryError: SQLite refuses it; names the statement.
    """
    try:
        cursor = db.conn.execute(sql, params)
        names = _unique_names([column[0] for column in cursor.description or ()])
        for row in cursor:
            yield dict(zip(names, row, strict=True))
    except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as error:
        if getattr(error, "sqlite_errorname", None) == "SQLITE_INTERRUPT":
            raise KeyboardInterrupt from error
        said = str(error).rstrip(".") if not isinstance(error, UnicodeError) else "not all of this is Unicode text"
        hint = " ".join(filter(None, [_hint(error), f"The statement was: {sql}"]))
        raise QueryError(f"SQLite says: {said}.", hint=hint) from error


def _unique_names(names: list[str]) -> list[str]:
    """Number the columns of a join that share a name, so that none is lost."""
    seen: dict[str, int] = {}
    out = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return out


def _hint(error: Exception) -> str | None:
    text = str(error)
    if "no such table" in text or "no such column" in text:
        return 'The tables are listed by: scraper query "SELECT name, sql FROM sqlite_schema".'
    if any(words in text for words in ("readonly", "not authorized", "authorization denied")):
        return "'scraper query' only reads; nothing in the archive was changed."
    return None


def match_expression(words: str) -> str | None:
    """Turn what a person typed into an FTS5 expression that never fails to parse.

    Every word, and every phrase in double quotes, must be there; a trailing ``*`` asks for words that
    begin so. Words with punctuation (``E-Akte``, ``OZG 2.0``) become phrases, as FTS5 splits the text.

    Returns:
        None where nothing searchable was typed (``C++`` is searched as ``C``, ``"`` not at all).
    """
    terms = []
    for phrase, word in _TERM.findall(storable(words)):
        text = phrase or word
        if _SEARCHABLE.search(text):
            # One double quote left over is part of no phrase; inside a phrase FTS5 doubles it.
            prefix = "*" if word.endswith("*") and not phrase else ""
            terms.append('"' + text.strip("*").replace('"', '""') + '"' + prefix)
    return " ".join(terms) or None


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows a search.

    Args:
        site: id of a site.
        since, until: days of publication, both included.
        keyword: an editor's keyword, case ignored.
        section: a section, case ignored.
        limit: how many at the most.
    """

    site: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    keyword: str | None = None
    section: str | None = None
    limit: int = 20


def search(db: Database, words: str, narrow: Filter) -> list[Row]:
    """Return the articles that hold all the words, best first, each with a snippet.

    A word in the headline weighs more than one in keywords or kicker, and that more than one in the text.
    """
    expression = match_expression(words)
    if expression is None:
        return []
    conditions, params = _conditions(narrow)
    sql = (
        "SELECT a.id, a.date, a.site, a.kicker, a.title,"
        " snippet(articles_fts, -1, '[', ']', ' … ', 16) AS snippet, a.url"
        " FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid"
        f" WHERE articles_fts MATCH :words {conditions}"
        " ORDER BY bm25(articles_fts, 10.0, 4.0, 3.0, 1.0, 4.0), a.date DESC LIMIT :limit"
    )
    return list(rows(db, sql, {"words": expression, "limit": narrow.limit, **params}))


def _conditions(narrow: Filter) -> tuple[str, dict[str, Any]]:
    known = {
        "site": "AND a.site = :site",
        "since": "AND a.date >= :since",
        "until": "AND a.date <= :until",
        "section": "AND unicode_lower(a.section) = unicode_lower(:section)",
        "keyword": "AND EXISTS (SELECT 1 FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
        " WHERE ak.article_id = a.id AND unicode_lower(k.name) = unicode_lower(:keyword))",
    }
    params: dict[str, Any] = {}
    for name in known:
        value = getattr(narrow, name)
        if value is not None:
            params[name] = value.isoformat() if isinstance(value, dt.date) else value
    return " ".join(known[name] for name in params), params


# The PRAGMAs that describe, and those that do so while they are given no value.
_DESCRIBING = frozenset(
    {
        *("table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list"),
        *("foreign_key_check", "integrity_check", "quick_check", "database_list", "collation_list", "function_list"),
        *("pragma_list", "module_list", "compile_options", "data_version"),
    }
)
_STATING = frozenset({"user_version", "page_count", "page_size", "journal_mode", "encoding", "freelist_count"})


def only_asking(db: Database) -> None:
    """Let a connection ask and do nothing else.

    ``mode=ro`` and ``query_only`` keep the archive as it is, but ATTACH and VACUUM INTO make files elsewhere.
    """

    def judge(action: int, name: str | None, value: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_PRAGMA:
            asks = name in _DESCRIBING or (name in _STATING and value is None)
        else:
            asks = action not in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
        return sqlite3.SQLITE_OK if asks else sqlite3.SQLITE_DENY

    db.conn.set_authorizer(judge)
    # Python hears of Ctrl-C between two steps of its own, and a statement may take hours without one.
    db.conn.set_progress_handler(lambda: None, _STEPS)


def add_functions(db: Database) -> None:
    """Teach the connection to fold case beyond ASCII; SQLite's own lower() leaves Ä alone."""
    db.conn.create_function(
        "unicode_lower",
        1,
        lambda text: text.casefold() if isinstance(text, str) else text,
        deterministic=True,
    )


def article(db: Database, article_id: int) -> Row | None:
    """Return one article as the fields of the record, or None."""
    found = next(rows(db, "SELECT * FROM articles WHERE id = ?", [article_id]), None)
    if found is None:
        return None
    own = [article_id]
    names = "SELECT name FROM authors WHERE article_id = ? ORDER BY position"
    words = (
        "SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
        " WHERE ak.article_id = ? ORDER BY ak.position"
    )
    link = "SELECT {} FROM links WHERE article_id = ? AND relation = '{}' ORDER BY position"
    return found | {
        "authors": [row["name"] for row in rows(db, names, own)],
        "keywords": [row["name"] for row in rows(db, words, own)],
        "links": list(rows(db, link.format("url, title AS text", "reference"), own)),
        "related": list(rows(db, link.format("title, url, date, teaser", "related"), own)),
        "vendors": list(rows(db, "SELECT name, place, url FROM vendors WHERE article_id = ? ORDER BY position", own)),
        "images": list(rows(db, "SELECT url, caption, credit FROM images WHERE article_id = ? ORDER BY position", own)),
        "alternates": list(rows(db, link.format("url, title AS kind", "alternate"), own)),
    }


def find_article(db: Database, url: str, key: str) -> int | None:
    """Return the id of the article that an address leads to, by any of its spellings, or None."""
    found = rows(
        db,
        "SELECT id FROM articles WHERE url = :url UNION ALL SELECT article_id FROM pages"
        " WHERE (url = :url OR key = :key) AND article_id IS NOT NULL LIMIT 1",
        {"url": url, "key": key},
    )
    row = next(found, None)
    return None if row is None else int(row["id"])


def problems(db: Database, site: str | None = None) -> list[Row]:
    """Return the addresses that could not be archived, each with its reason, newest first."""
    sql = (
        "SELECT site, url, kind, state, last_status AS status, last_error AS reason, failures, due_at FROM pages"
        " WHERE state IN ('failed', 'skipped', 'gone') AND last_error IS NOT NULL AND (:site IS NULL OR site = :site)"
        " ORDER BY site, kind <> 'article', visited_at DESC, id DESC"
    )
    return list(rows(db, sql, {"site": site}))


def site_states(db: Database, now: dt.datetime) -> list[Row]:
    """Return one row a site: articles, last success, new this week, failures, what was left out."""
    week_ago = now_text(now - dt.timedelta(days=7))
    sql = """
    SELECT s.id AS site,
        (SELECT count(*) FROM articles WHERE site = s.id) AS articles,
        (SELECT max(finished_at) FROM crawl_sites WHERE site = s.id AND problem IS NULL) AS last_success,
        (SELECT count(*) FROM articles WHERE site = s.id AND first_seen >= :week) AS new_this_week,
        (SELECT count(*) FROM pages WHERE site = s.id AND state = 'failed') AS failing,
        (SELECT count(*) FROM pages WHERE site = s.id AND state = 'left' AND kind = 'article') AS left_out,
        (SELECT problem FROM crawl_sites WHERE site = s.id ORDER BY crawl_id DESC LIMIT 1) AS problem
    FROM sites s ORDER BY s.id
    """
    return list(rows(db, sql, {"week": week_ago}))
