"""Full-text search."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from scraper.store.columns import day_text
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
    # -1 lets snippet() choose the column that shows most of the words. The better a match, the smaller is what bm25()
    # returns (sqlite.org/fts5.html).
    sql = (
        "SELECT a.id, a.date, a.site, a.kicker, a.title,"
        " snippet(articles_fts, -1, '[', ']', ' … ', 16) AS snippet, a.url"
        " FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid"
        f" WHERE articles_fts MATCH :words {conditions}"
        f" ORDER BY bm25(articles_fts, {_WEIGHTS}), a.date DESC LIMIT :limit"
    )
    return list(rows(db, sql, {"words": expression, "limit": narrow.limit, **params}))


def _conditions(narrow: Filter) -> tuple[str, dict[str, Any]]:
    """Return what a filter adds to the WHERE of a search, and the values of it."""
    known = {
        "site": "AND a.site = :site",
        "since": "AND a.date >= :since",
        "until": "AND a.date <= :until",
        "section": "AND unicode_lower(a.section) = unicode_lower(:section)",
        "keyword": "AND EXISTS (SELECT 1 FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id"
        " WHERE ak.article_id = a.id AND unicode_lower(k.name) = unicode_lower(:keyword))",
    }
    given = {
        "site": narrow.site,
        "since": day_text(narrow.since),
        "until": day_text(narrow.until),
        "section": narrow.section,
        "keyword": narrow.keyword,
    }
    params = {name: _as_archived(value) for name, value in given.items() if value is not None}
    return " ".join(known[name] for name in params), params
