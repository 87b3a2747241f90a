"""Full-text search."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from scraper.store.days import DAY, Days
from scraper.store.readonly import Row, rows
from scraper.store.search_words import Query, as_archived, parse, prepare
from scraper.web.plain_text import shortened

# Of body, title, kicker, lead and keywords, in the order of the index's columns. Chosen: a word in the headline says
# most of what an article is about, one in the text, where most words stand, the least.
_WEIGHTS = "1.0, 10.0, 4.0, 3.0, 4.0"


# How the articles that are found may be sorted, and the ORDER BY of each. The better a match, the smaller is what
# bm25() returns (sqlite.org/fts5.html).
_BM25 = f"bm25(articles_fts, {_WEIGHTS})"
ORDERS = {"best": f"{_BM25}, {DAY} DESC", "date": f"{DAY} DESC, {_BM25}"}
_FOUND = "articles_fts JOIN articles a ON a.id = articles_fts.rowid"
# Where no word is asked for, there is nothing to rank by, and no word that a snippet could show.
_BY_DAY = f"{DAY} DESC, a.id DESC"
# Characters of the lead, or of the text, that stand for a snippet then; chosen: as many as one has in general.
_SNIPPET_CHARACTERS = 120
_BEGINNING = f"substr(coalesce(nullif(a.lead, ''), a.body), 1, {2 * _SNIPPET_CHARACTERS})"


@dataclass(frozen=True, slots=True)
class Filter:
    """What narrows a search, and how its result is given.

    Args:
        sites: ids of sites; empty: all.
        days: from which day to which.
        keyword: an editor's keyword, case ignored.
        section: a section, case ignored.
        limit: how many at the most.
        sort: one of :data:`ORDERS`.
        marks: what stands before and behind a word in the snippet that was searched for.
    """

    sites: tuple[str, ...] = ()
    days: Days = field(default_factory=Days)
    keyword: str | None = None
    section: str | None = None
    limit: int = 20
    sort: str = "best"
    marks: tuple[str, str] = ("[", "]")


def search(db: Database, words: str, narrow: Filter) -> list[Row]:
    """Return the articles that a search finds, each with a snippet.

    A word in the headline weighs more than one in keywords or kicker, and that more than one in the text. A search that
    only excludes, or only names fields, finds the newest first.

    Raises:
        SearchError: the words are not understood.
    """
    query = parse(words)
    if query.is_empty:
        return []
    where, params = _where(db, query, narrow)
    source, order = _FOUND, ORDERS[narrow.sort]
    if query.expression is None:
        source, order = "articles a", _BY_DAY
    sql = f"SELECT a.id FROM {source} WHERE {where} ORDER BY {order} LIMIT :limit"
    ids = [row["id"] for row in rows(db, sql, params | {"limit": narrow.limit})]
    by_id = {row["id"]: row for row in _shown(db, query, ids, narrow.marks)}
    # A crawl may have changed or taken out an article between the two statements.
    return [by_id[number] for number in ids if number in by_id]


def _shown(db: Database, query: Query, ids: list[int], marks: tuple[str, str]) -> Iterator[Row]:
    """Yield what is shown of these articles.

    A statement of its own: within the one that sorts, SQLite would make a snippet of each article that is found, and
    that takes longer than all the rest.
    """
    columns = "a.id, a.date, a.site, a.kicker, a.title, {snippet} AS snippet, a.url, a.first_seen"
    among = "a.id IN (SELECT value FROM json_each(:ids))"
    params = {"ids": json.dumps(ids)}
    if query.expression is None:
        columns = columns.format(snippet=_BEGINNING)
        for row in rows(db, f"SELECT {columns} FROM articles a WHERE {among}", params):
            yield row | {"snippet": shortened(row["snippet"], _SNIPPET_CHARACTERS)}
        return
    # -1 lets snippet() choose the column that shows most of the words.
    columns = columns.format(snippet="snippet(articles_fts, -1, :mark, :unmark, ' … ', 16)")
    mark, unmark = marks
    if query.has_beginning:
        # The "+" lets the index be asked once, and not for each of the articles.
        source = f"{_FOUND} WHERE +{among}"
    else:
        # CROSS JOIN keeps the order: the articles one by one, and of the index only what it has of each of them.
        source = (
            "json_each(:ids) wanted CROSS JOIN articles_fts JOIN articles a ON a.id = wanted.value"
            " WHERE articles_fts.rowid = wanted.value"
        )
    sql = f"SELECT {columns} FROM {source} AND articles_fts MATCH :words"
    yield from rows(db, sql, params | {"words": query.expression, "mark": mark, "unmark": unmark})


def count(db: Database, words: str, narrow: Filter) -> int:
    """Return how many articles a search finds without its limit."""
    query = parse(words)
    if query.is_empty:
        return 0
    where, params = _where(db, query, narrow)
    source = "articles a" if query.expression is None else _FOUND
    (found,) = rows(db, f"SELECT count(*) AS number FROM {source} WHERE {where}", params)
    return int(found["number"])


def _where(db: Database, query: Query, narrow: Filter) -> tuple[str, dict[str, Any]]:
    """Return the WHERE of a search and its values; its functions are added to the connection."""
    narrow.days.prepare(db)
    prepare(db)
    filters = query.filters()
    conditions, params = _conditions(narrow)
    if query.expression is not None:
        conditions = ["articles_fts MATCH :words", *conditions]
        params = params | {"words": query.expression}
    return " AND ".join([*conditions, *filters.sql]), params | filters.params


def _conditions(narrow: Filter) -> tuple[list[str], dict[str, Any]]:
    """Return what a filter adds to the WHERE of a search, and the values of it."""
    known = {
        "sites": "a.site IN (SELECT value FROM json_each(:sites))",
        "section": "unicode_lower(a.section) = unicode_lower(:section)",
        "keyword": "EXISTS (SELECT 1 FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
        " WHERE ak.article_id = a.id AND unicode_lower(k.name) = unicode_lower(:keyword))",
    }
    given = {
        "sites": json.dumps(narrow.sites) if narrow.sites else None,
        "section": narrow.section,
        "keyword": narrow.keyword,
    }
    params = {name: as_archived(value) for name, value in given.items() if value is not None}
    conditions = [known[name] for name in params] + narrow.days.conditions(DAY)
    return conditions, params | narrow.days.params


# So many articles are looked up one by one, some 20 microseconds each, rather than among all that have the words, which
# are tens of thousands in a large archive.
_FEW = 200


def matching(db: Database, query: Query, ids: Collection[int], days: Days | None = None) -> set[int]:
    """Return which of these articles a query finds, as they stand in the archive now.

    Args:
        db: the archive.
        query: what is searched for; one that is empty finds nothing.
        ids: of articles.
        days: by which the day of an article is told that states none; None: by UTC.
    """
    if query.is_empty:
        return set()
    (days or Days()).prepare(db)
    prepare(db)
    found = query.conditions(of_few=len(ids) <= _FEW and not query.has_beginning)
    where = " AND ".join(["a.id IN (SELECT value FROM json_each(:ids))", *found.sql])
    params = found.params | {"ids": json.dumps(list(ids))}
    return {row["id"] for row in rows(db, f"SELECT a.id FROM articles a WHERE {where}", params)}
