"""The second search index: which stems stand in which article, and which words of the archive have which stems."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from scraper.analysis import search_words
from scraper.model.indexed import IndexedText
from scraper.store.connection import error_name

NAME = "articles_words"
"""Of the index, in the table ``indexes``."""

TEXT = "language, kicker, title, lead, body, keywords"
"""The columns of :class:`IndexedText`, in its order."""

GERMAN = "de"
"""The language whose words have other spellings."""

DAMAGES = ("SQLITE_CORRUPT_VTAB", "SQLITE_CONSTRAINT", "SQLITE_ERROR")
"""How SQLite's names for errors begin where a search index's own tables are damaged, emptied or dropped. The rest
of the file may be whole: a page of it that is damaged is a plain SQLITE_CORRUPT."""

# Chosen: words of the archive that are known to be there, some 10 MB. They are nine of ten that an article brings.
_REMEMBERED = 100_000
# Chosen: so many articles are looked at for one that has a word in another spelling, such as "eakte" of "E-Akte",
# before it counts as gone. Nearly always the first one has it.
_LOOKED_AT = 5


class DamagedIndexError(Exception):
    """A search index is damaged; what is written beside it can be kept."""


class SearchWords:
    """The tables ``articles_words`` and ``words``. The caller holds the transaction of every write.

    FTS5 keeps no text of a contentless table, so that it cannot tell by itself which tokens an article loses or gets by
    an edit: all of the old ones are taken out and all of the new ones brought in. That both are nearly the same costs
    0.3 ms an edit, and to write the difference alone FTS5 has no way, since a row is one list of tokens.

    ``words`` has the words of all articles and no others: a forgotten name must not stay there. So what an edit or the
    end of an article takes away is looked for in the other articles, by :meth:`finish`.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: set[tuple[str, str]] = set()
        self._data_version = -1
        self._pairs: set[tuple[str, str]] = set()
        self._lost: list[tuple[IndexedText, IndexedText | None]] = []

    def renew(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Take the stems of an article's old text out of the index, and bring those of its new one in.

        Args:
            article_id: its row.
            before: the text that it was indexed by; None: it was not.
            after: the text of now; None: the article is gone.

        Raises:
            DamagedIndexError: the index is damaged.
        """
        if before is not None:
            # FTS5 takes out what it is told that it holds (sqlite.org/fts5.html#the_delete_command).
            _asked(
                self._db,
                "INSERT INTO articles_words (articles_words, rowid, words) VALUES ('delete', ?, ?)",
                [article_id, joined(before)],
            )
            self._lost.append((before, after))
        if after is not None:
            values = [article_id, joined(after)]
            _asked(self._db, "INSERT INTO articles_words (rowid, words) VALUES (?, ?)", values)
            self._note(after)

    def _note(self, text: IndexedText) -> None:
        """Note the words of a text that may not be in the table yet."""
        self._forget_what_others_changed()
        self._pairs.update(search_words.new_words(text, self._known))

    def _forget_what_others_changed(self) -> None:
        """Know nothing any more where another connection has written, which may have taken words out."""
        # The number changes with each commit of another connection (sqlite.org/pragma.html#pragma_data_version).
        (version,) = self._db.conn.execute("PRAGMA data_version").fetchone()
        if version != self._data_version:
            self._known.clear()
            self._data_version = version

    def finish(self) -> None:
        """Write the words of the articles that were renewed, and take out those that no article has any more.

        Raises:
            DamagedIndexError: one of the indexes is damaged.
        """
        # In the order of the table, so that neighbours are written to one page.
        self._db.conn.executemany("INSERT OR IGNORE INTO words (word, stem) VALUES (?, ?)", sorted(self._pairs))
        self._pairs.clear()
        lost, self._lost = self._lost, []
        if lost:
            gone = _Remains(self._db).gone(lost)
            self._db.conn.executemany("DELETE FROM words WHERE word = ?", [(word,) for word in gone])
            if gone:
                self._known.clear()
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        # FTS5 keeps what it is given in memory and writes it at the next savepoint. At the COMMIT, an index that turns
        # out to be damaged would take all of the transaction with it.
        _asked(self._db, "SAVEPOINT written", ())
        _asked(self._db, "RELEASE written", ())

    def rolled_back(self) -> None:
        """Know nothing any more, since what was written is not kept."""
        self._known.clear()
        self._pairs.clear()
        self._lost.clear()


class _Remains:
    """Finds out which words still stand in an article.

    Args:
        db: the archive, after the articles in question were changed.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._vocabularies: dict[int, frozenset[str]] = {}

    def gone(self, lost: Iterable[tuple[IndexedText, IndexedText | None]]) -> set[str]:
        """Return which words of these articles stand in none any more.

        Args:
            lost: the text that each had, and the one that it has now; None: it is gone.
        """
        stay: set[str] = set()
        # A part of a compound stands in the table, too, and is no word of the text.
        written: set[str] = set()
        # The words of the texts by language, and all that stands in the table for them.
        of_texts: dict[str, str] = {}
        entries: dict[str, tuple[str, ...]] = {}
        for before, after in lost:
            if after is not None:
                stay |= search_words.vocabulary(after).keys()
                written.update(_words_in(after))
            own = before.language or GERMAN
            for word, stem in _entries_of(before, own):
                entries[word] = (*entries.get(word, ()), stem)
            # Of a text of a million words most have no entry here, and need not be looked for.
            of_texts |= {word: own for word in _words_in(before) if word in entries}
        living = {word for word in of_texts if word in written or self._is_found(word)}
        # What stands there for a word that some article has is right.
        for language in {*of_texts.values(), GERMAN}:
            of_language = [word for word in living if language in (of_texts[word], GERMAN)]
            stay |= search_words.vocabulary(IndexedText(language, body="\n".join(of_language))).keys()
        stay |= living
        return {word for word, stems in entries.items() if word not in stay and not self._is_spelling(word, stems)}

    def _is_found(self, word: str) -> bool:
        """Return whether the exact index finds a word."""
        quoted = word.replace('"', '""')
        found = _asked(self._db, "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1", [f'"{quoted}"'])
        return bool(found)

    def _is_spelling(self, word: str, stems: Iterable[str]) -> bool:
        """Return whether an article has a word in another spelling, or as a part of a compound."""
        if self._is_found(word):
            return True
        for stem in stems:
            sql = "SELECT rowid FROM articles_words WHERE articles_words MATCH ? LIMIT ?"
            rows = _asked(self._db, sql, [f'"{stem}" OR "part_{stem}"', _LOOKED_AT])
            if any(word in self._vocabulary(article_id) for (article_id,) in rows):
                return True
        return False

    def _vocabulary(self, article_id: int) -> frozenset[str]:
        found = self._vocabularies.get(article_id)
        if found is None:
            text = text_of(self._db, article_id)
            found = frozenset() if text is None else frozenset(search_words.vocabulary(text))
            self._vocabularies[article_id] = found
        return found


def _entries_of(text: IndexedText, language: str) -> Iterator[tuple[str, str]]:
    """Yield the words that may stand in the table for a text, each with its stems.

    A word of a foreign text may have spellings there that it has from a German one, which is gone.
    """
    for one in {language, GERMAN}:
        for word, stems in search_words.vocabulary(replace(text, language=one)).items():
            yield from ((word, stem) for stem in stems)


def _asked(db: Database, sql: str, values: Sequence[Any]) -> list[Any]:
    """Run a statement on a search index and return its rows.

    Raises:
        DamagedIndexError: the index is damaged.
    """
    try:
        return db.conn.execute(sql, values).fetchall()
    except sqlite3.DatabaseError as error:
        if error_name(error).startswith(DAMAGES):
            raise DamagedIndexError(str(error)) from error
        raise


def joined(text: IndexedText) -> str:
    """Return what the index is given of an article."""
    return " ".join(search_words.tokens(text))


def parts_of(text: IndexedText) -> Iterable[str]:
    """Return the fields of a text that have one."""
    return filter(None, (text.kicker, text.title, text.lead, text.body, text.keywords))


def _words_in(text: IndexedText) -> Iterator[str]:
    return search_words.words_of("\n".join(parts_of(text)))


def text_of(db: Database, article_id: int) -> IndexedText | None:
    """Return the text of an article as it is now; None where there is none."""
    row = db.conn.execute(f"SELECT {TEXT} FROM articles WHERE id = ?", [article_id]).fetchone()
    return None if row is None else IndexedText(*row)
