"""The fields of a search that are no text, such as ``site:`` and ``since:``, as sets of articles."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from scraper.analysis.keyword_forms import form_of
from scraper.analysis.search_words import forms, words_of
from scraper.analysis.spellings import bare, folded
from scraper.store.days import DAY
from scraper.store.readonly import Row
from scraper.store.search_words import Term

Ask = Callable[[str, dict[str, Any]], list[Row]]


@dataclass(frozen=True, slots=True)
class Listed:
    """The articles that a statement finds.

    Args:
        sql: a statement of one column, with places for :attr:`params` by their order: ``{0}``, ``{1}`` …
        params: the values.
        of_row: the same as a condition on an article ``a`` whose day is at hand; None: there is none that is cheaper.
    """

    sql: str
    params: tuple[Any, ...] = ()
    of_row: str | None = None


_WORD = re.compile(r"\w+")
# What a keyword may be written with or without.
_JOINT = re.compile(r"[-‐‑–\s]+")
# Each is a statement that finds the numbers of articles by an index that holds all that it reads, since the rows of
# articles are long. {0} is the parameter of what was typed, {1} that of whether a "*" stood behind it.
_SINCE = (
    "SELECT id FROM articles WHERE date >= {0}"
    " UNION ALL SELECT id FROM articles WHERE date IS NULL AND seen_day(first_seen) >= {0}"
)
_ARTICLES = {
    "site": "SELECT id FROM articles WHERE site IN (SELECT s.id FROM sites s WHERE is_typed(s.id, {0}, {1}))",
    "section": "SELECT id FROM articles WHERE section IN (SELECT section FROM (SELECT DISTINCT section FROM articles)"
    " WHERE is_typed(section, {0}, {1}))",
    # A search runs many statements, each of which would compare what was typed with all keywords of the archive.
    "keyword": "SELECT ak.article_id FROM article_keywords ak WHERE ak.keyword_id IN ("
    "SELECT value FROM json_each(typed_keywords({0}, {1})))",
    "author": "SELECT article_id FROM authors WHERE name IN (SELECT name FROM (SELECT DISTINCT name FROM authors)"
    " WHERE holds_typed(name, {0}, {1}))",
    "since": _SINCE,
    "until": _SINCE.replace(">=", "<="),
}

# The spellings of a keyword share a form, by which all of them are found, also by one that the archive does not have.
# What another program wrote has no form.
_TYPED_KEYWORDS = """
SELECT k.id FROM keywords k WHERE k.form IN (
    SELECT t.form FROM keywords t WHERE is_keyword(t.name, :typed, :is_beginning) UNION SELECT keyword_form(:typed))
    OR (k.form IS NULL AND is_keyword(k.name, :typed, :is_beginning))
"""
_OF_DAYS = {"since": f"{DAY} >= {{0}}", "until": f"{DAY} <= {{0}}"}


def listed(term: Term) -> Listed:
    """Return the articles of a field that is no column of the search index.

    :func:`prepare`, :func:`find_keywords` and ``Days.prepare`` have added the functions that the statement calls to the
    connection.
    """
    field = term.field or ""
    return Listed(_ARTICLES[field], (term.text, term.is_beginning), _OF_DAYS.get(field))


def prepare(db: Database) -> None:
    """Let the statements of a connection use what :func:`listed` and the sets of words call."""
    db.conn.create_function("is_typed", 3, _is_typed, deterministic=True)
    db.conn.create_function("keyword_form", 1, form_of, deterministic=True)
    db.conn.create_function("is_keyword", 3, _is_keyword, deterministic=True)
    db.conn.create_function("holds_typed", 3, _holds_typed, deterministic=True)
    db.conn.create_function("has_stem", 4, _has_stem, deterministic=True)


def find_keywords(db: Database, terms: Iterable[Term], ask: Ask) -> None:
    """Find the keywords that were typed once, for all statements of a search.

    Args:
        db: the archive, which :func:`prepare` has prepared.
        terms: all that is searched for, filters included.
        ask: runs a statement within the time of the search.
    """
    typed = {(term.text, term.is_beginning) for term in terms if term.field == "keyword"}
    found = {}
    for text, is_beginning in typed:
        ids = ask(_TYPED_KEYWORDS, {"typed": text, "is_beginning": is_beginning})
        found[text, is_beginning] = json.dumps([row["id"] for row in ids])

    def typed_keywords(text: str, is_beginning: int) -> str:
        return found[text, bool(is_beginning)]

    db.conn.create_function("typed_keywords", 2, typed_keywords, deterministic=True)


def _has_stem(text: str | None, language: str | None, stems: str, of_parts: int) -> bool:
    """Return whether a word of a text has one of some stems, or, if so asked, a part of it has."""
    wanted = set(stems.split())
    for word in words_of(text or ""):
        found = forms(word, language)
        if not wanted.isdisjoint(found.stems) or (of_parts and not wanted.isdisjoint(found.parts)):
            return True
    return False


def _is_typed(value: str | None, typed: str, is_beginning: int) -> bool:
    """Return whether a value is what was typed, or begins so; case and spelling (ä or ae) say nothing."""
    return _agree(_spelled(value or ""), _spelled(typed), is_beginning)


def _agree(have: tuple[str, str], want: tuple[str, str], is_beginning: int) -> bool:
    """Return whether one of the two spellings of a value is that of what was typed, or begins so."""
    if is_beginning:
        return have[0].startswith(want[0]) or have[1].startswith(want[1])
    return have[0] == want[0] or have[1] == want[1]


def _is_keyword(value: str, typed: str, is_beginning: int) -> bool:
    """Return whether a keyword is what was typed, or begins so: E-Government is eGovernment, too."""
    return _agree(_spelled(_JOINT.sub("", value)), _spelled_joined(typed), is_beginning)


def _holds_typed(value: str, typed: str, is_beginning: int) -> bool:
    """Return whether the words that were typed stand in a value side by side; case and spelling say nothing."""
    behind = "" if is_beginning else " "
    return any(
        f" {_apart(have)} ".find(f" {_apart(want)}{behind}") >= 0
        for have, want in zip(_spelled(value), _spelled(typed), strict=True)
    )


def _apart(text: str) -> str:
    return " ".join(_WORD.findall(text))


def _spelled(text: str) -> tuple[str, str]:
    """Return a text as names are compared: Müller is Mueller and Muller."""
    if text.isascii():
        # Most names are, and there may be tens of thousands of them.
        plain = text.lower()
        return plain, plain
    return _spelled_beyond_ascii(text)


@lru_cache(maxsize=10)
def _spelled_joined(typed: str) -> tuple[str, str]:
    return _spelled(_JOINT.sub("", typed))


@lru_cache(maxsize=1000)
def _spelled_beyond_ascii(text: str) -> tuple[str, str]:
    return folded(text), bare(text)
