"""Whether a search finds given texts, such as earlier states of articles, which the search index does not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.analysis.keyword_forms import form_of
from scraper.analysis.search_words import tokens
from scraper.model import Article
from scraper.model.indexed import IndexedText
from scraper.store.columns import day_text
from scraper.store.connection import connect
from scraper.store.days import Days
from scraper.store.index_state import EMPTIED, KEPT, Standing, note_maker, standing
from scraper.store.opening import closed_on_error
from scraper.store.search import matching
from scraper.store.search_sets import TEXTS, WORDS
from scraper.store.search_words import Query

# What a search reads of the archive's tables, under the names that they have there; see schema.sql.
_TABLES = """
CREATE TABLE sites (id TEXT PRIMARY KEY);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, site TEXT, date TEXT, first_seen TEXT, section TEXT, language TEXT,
    body TEXT, title TEXT, kicker TEXT, lead TEXT, keywords TEXT
);
CREATE TABLE authors (article_id INTEGER, position INTEGER, name TEXT);
CREATE TABLE keywords (id INTEGER PRIMARY KEY, name TEXT UNIQUE, form TEXT);
CREATE TABLE index_queue (article_id INTEGER PRIMARY KEY, failure TEXT);
CREATE TABLE words (word TEXT, stem TEXT);
CREATE TABLE indexes (name TEXT PRIMARY KEY, maker TEXT, made_at TEXT);
CREATE TABLE article_keywords (article_id INTEGER, position INTEGER, keyword_id INTEGER);
"""
_INDEX = "SELECT sql FROM sqlite_master WHERE name = ?"
_KEYWORDS = "SELECT id, name, form FROM keywords"
_BETWEEN_KEYWORDS = "; "


@dataclass(frozen=True, slots=True)
class SearchedState:
    """A text that may be found.

    Args:
        article: the record of this state.
        first_seen: when its article was first seen, as the archive writes it; its day counts where none is stated.
    """

    article: Article
    first_seen: str


class SearchedStates:
    """Texts that several queries are asked about; a context manager.

    Args:
        db: the archive, whose index splits texts into words.
        states: the texts, by numbers of any kind.
    """

    def __init__(self, db: Database, states: Mapping[int, SearchedState]) -> None:
        (index,) = db.execute(_INDEX, [TEXTS]).fetchone()
        self._numbers = list(states)
        # A database of its own: an archive that is read cannot be written, and no state belongs among its articles.
        self._beside = connect(":memory:", busy_seconds=0)
        with closed_on_error(self._beside):
            self._beside.conn.executescript(f"{_TABLES};{index};")
            self._beside.execute("BEGIN")
            # One keyword in two spellings is one here, too, and the one that is typed need be none of any state.
            self._beside.conn.executemany("INSERT INTO keywords VALUES (?, ?, ?)", db.execute(_KEYWORDS).fetchall())
            for number, state in states.items():
                _add(self._beside, number, state)
            self._beside.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
            if standing(db) is Standing.FINE:
                # Where the archive's own is not, a state would be found by words by which no article is.
                _add_words(db, self._beside, states)
            self._beside.execute("COMMIT")

    def __enter__(self) -> SearchedStates:
        return self

    def __exit__(self, *_: object) -> None:
        self._beside.conn.close()

    def matching(self, query: Query, days: Days | None = None) -> set[int]:
        """Return which of the texts a query would find, were they in the archive's search index.

        Args:
            query: what is searched for; one that is empty finds nothing.
            days: see :func:`scraper.store.search.matching`.
        """
        return matching(self._beside, query, self._numbers, days)


def matching_states(
    db: Database, query: Query, states: Mapping[int, SearchedState], days: Days | None = None
) -> set[int]:
    """Return what :meth:`SearchedStates.matching` does, for one query."""
    if query.is_empty or not states:
        return set()
    with SearchedStates(db, states) as searched:
        return searched.matching(query, days)


def _add(db: Database, number: int, state: SearchedState) -> None:
    article = state.article
    db.execute(
        "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, article.site, day_text(article.date), state.first_seen, article.section, article.language),
            *(article.body, article.title, article.kicker, article.lead, _BETWEEN_KEYWORDS.join(article.keywords)),
        ),
    )
    db.execute("INSERT OR IGNORE INTO sites VALUES (?)", (article.site,))
    for position, name in enumerate(article.authors):
        db.execute("INSERT INTO authors VALUES (?, ?, ?)", (number, position, name))
    for position, name in enumerate(article.keywords):
        db.execute("INSERT OR IGNORE INTO keywords (name, form) VALUES (?, ?)", (name, form_of(name)))
        db.execute(
            "INSERT INTO article_keywords SELECT ?, ?, id FROM keywords WHERE name = ?", (number, position, name)
        )


def _add_words(db: Database, beside: Database, states: Mapping[int, SearchedState]) -> None:
    """Make the second index of the states."""
    (index,) = db.execute(_INDEX, [WORDS]).fetchone()
    beside.execute(index)
    # An index counts as fine beside all tables of what is derived; those of stories and mentions stay empty here.
    for name in (*EMPTIED, *KEPT):
        beside.execute(f"CREATE TABLE IF NOT EXISTS {name} (unused)")
    for number, state in states.items():
        article = state.article
        text = IndexedText(
            *(article.language, article.kicker, article.title, article.lead, article.body),
            _BETWEEN_KEYWORDS.join(article.keywords),
        )
        beside.execute("INSERT INTO articles_words (rowid, words) VALUES (?, ?)", [number, " ".join(tokens(text))])
    note_maker(beside)
