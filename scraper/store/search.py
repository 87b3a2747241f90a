"""Full-text search."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from scraper.store.days import DAY, Days
from scraper.store.readonly import Row, rows
from scraper.web.storable import storable

# A phrase in double quotes, or else what stands between white space.
_TERM = re.compile(r'"([^"]*)"|(\S+)')
# FTS5 indexes letters and digits only. A term without any finds nothing, so that it is left out.
_SEARCHABLE = re.compile(r"\w")
# Of body, title, kicker, lead and keywords, in the order of the index's columns. Chosen: a word in the headline says
# most of what an article is about, one in the text, where most words stand, the least.
_WEIGHTS = "1.0, 10.0, 4.0, 3.0, 4.0"


def match_expression(words: str) -> str | None:
    """Turn what a person typed into an FTS5 expression that never fails to parse.

    Every word, and every phrase in double quotes, must be there; a trailing ``*`` asks for words that begin so. Words
    with punctuation (``E-Akte``, ``OZG 2.0``) become phrases, as FTS5 splits the text.

    Returns:
        None where nothing searchable was typed (``C++`` is searched as ``C``, ``"`` not at all).
    """
    terms = []
    for phrase, word in _TERM.findall(_as_archived(words)):
        text = phrase or word
        if not _SEARCHABLE.search(text):
            continue
        # In quotes no word is taken for an operator of FTS5, such as AND or NEAR. A quote inside, which is left over
        # where a phrase was not closed, is doubled (sqlite.org/fts5.html, "FTS5 Strings").
        term = '"' + text.strip("*").replace('"', '""') + '"'
        asks_for_beginnings = word.endswith("*")
        terms.append(f"{term}*" if asks_for_beginnings else term)
    return " ".join(terms) or None


def _as_archived(text: str) -> str:
    """Return what a person typed as the archive has its texts: in NFC, the form that the parser brings all texts to.

    What is pasted on a Mac, or from a PDF, can have its umlauts in two characters (NFD), and would find nothing.
    """
    return unicodedata.normalize("NFC", storable(text))


# How the articles that are found may be sorted, and the ORDER BY of each. The better a match, the smaller is what
# bm25() returns (sqlite.org/fts5.html).
_BM25 = f"bm25(articles_fts, {_WEIGHTS})"
ORDERS = {"best": f"{_BM25}, {DAY} DESC", "date": f"{DAY} DESC, {_BM25}"}
_FROM = "FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid WHERE articles_fts MATCH :words"


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
    """Return the articles that hold all the words, each with a snippet.

    A word in the headline weighs more than one in keywords or kicker, and that more than one in the text.
    """
    expression = match_expression(words)
    if expression is None:
        return []
    narrow.days.prepare(db)
    conditions, params = _conditions(narrow)
    # -1 lets snippet() choose the column that shows most of the words.
    sql = (
        "SELECT a.id, a.date, a.site, a.kicker, a.title,"
        " snippet(articles_fts, -1, :mark, :unmark, ' … ', 16) AS snippet, a.url, a.first_seen"
        f" {_FROM} {conditions} ORDER BY {ORDERS[narrow.sort]} LIMIT :limit"
    )
    mark, unmark = narrow.marks
    given = {"words": expression, "limit": narrow.limit, "mark": mark, "unmark": unmark}
    return list(rows(db, sql, params | given))


def count(db: Database, words: str, narrow: Filter) -> int:
    """Return how many articles a search finds without its limit."""
    expression = match_expression(words)
    if expression is None:
        return 0
    narrow.days.prepare(db)
    conditions, params = _conditions(narrow)
    (found,) = rows(db, f"SELECT count(*) AS number {_FROM} {conditions}", params | {"words": expression})
    return int(found["number"])


def _conditions(narrow: Filter) -> tuple[str, dict[str, Any]]:
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
    params = {name: _as_archived(value) for name, value in given.items() if value is not None}
    conditions = [known[name] for name in params] + narrow.days.conditions(DAY)
    return " ".join(f"AND {condition}" for condition in conditions), params | narrow.days.params
