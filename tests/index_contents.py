"""What the second search index holds, and what it should hold by the texts of the articles.

A word that two languages have, one of which no article has any more, keeps the stem of that language in ``words``; and
of a word that seems to be gone another spelling may go, though an article that was not looked at has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scraper.analysis.search_words import tokens, vocabulary, words_of
from scraper.model.indexed import IndexedText
from store_records import sqlite

_TEXTS = "SELECT id, language, kicker, title, lead, body, keywords FROM articles"


def held(path: Path) -> tuple[set[tuple[str, int]], set[tuple[str, str]]]:
    """Return the (stem, article) pairs of ``articles_words`` and the (word, stem) pairs of ``words``."""
    with sqlite(path) as db:
        db.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab('main', 'articles_words', 'instance')")
        return set(db.execute("SELECT term, doc FROM temp.held")), set(db.execute("SELECT word, stem FROM words"))


def wanted(path: Path) -> tuple[set[tuple[str, int]], set[tuple[str, str]]]:
    """Return the same as it should be by the texts."""
    stems: set[tuple[str, int]] = set()
    words: set[tuple[str, str]] = set()
    with sqlite(path) as db:
        for number, *parts in db.execute(_TEXTS):
            text = IndexedText(*parts)
            stems |= {(token, number) for token in tokens(text)}
            words |= {(word, stem) for word, its in vocabulary(text).items() for stem in its}
    return stems, words


def ask(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, asked by SQLite alone."""
    with sqlite(path) as db:
        return [tuple(row) for row in db.execute(sql, values)]


def fits(path: Path, *, is_exact: bool = True) -> bool:
    """Return whether the index is that of the texts.

    Args:
        path: the archive.
        is_exact: whether no word may stand in ``words`` that no article has.
    """
    (stems, pairs), (wanted_stems, wanted_pairs) = held(path), wanted(path)
    surplus = {word for word, _ in pairs} - {word for word, _ in wanted_pairs}
    assert stems == wanted_stems
    with sqlite(path) as db:
        written = {word for row in db.execute(_TEXTS) for part in row[2:] for word in words_of(part or "")}
    assert {(word, stem) for word, stem in wanted_pairs - pairs if word in written} == set()
    assert not is_exact or surplus == set()
    return True
