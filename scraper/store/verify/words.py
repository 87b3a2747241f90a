"""The second search index: its stems and its words against the texts of the articles, all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

from scraper.analysis import search_words
from scraper.model.flaw import Finding, Flaw
from scraper.model.indexed import IndexedText
from scraper.store.index_state import Standing, standing
from scraper.store.verify.reading import Check, said
from scraper.store.words import GERMAN, NAME, TEXT, parts_of

_FLAWS = {
    Standing.OTHER_VERSION: Flaw.INDEX_OF_OTHER_VERSION,
    Standing.MISSING: Flaw.INDEX_MISSING,
    Standing.DAMAGED: Flaw.INDEX_WRONG,
}
# Of an article that waits in the queue the index holds the text of before, which stands there.
_TEXTS = f"""
CREATE TEMP VIEW indexed_texts AS
SELECT id, stems_of({TEXT}) AS words FROM main.articles WHERE id NOT IN (SELECT article_id FROM main.index_queue)
UNION ALL
SELECT article_id, stems_of({TEXT}) FROM main.index_queue WHERE is_indexed
"""
_COUNT = """
SELECT (SELECT count(*) FROM main.articles WHERE id NOT IN (SELECT article_id FROM main.index_queue))
    + (SELECT count(*) FROM main.index_queue WHERE is_indexed)
"""
TEXTS = "indexed_texts"
"""The view of this connection that FTS5 takes for the table of which the second index is."""

# Texts between two reports of progress; chosen: they take a tenth of a second.
_TEXTS_A_REPORT = 64

_TABLE = """
CREATE TABLE words (word TEXT, stem TEXT, is_written INTEGER NOT NULL, PRIMARY KEY (word, stem)) WITHOUT ROWID
"""
_NOTED = (
    "INSERT INTO words VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET is_written = 1"
    " WHERE excluded.is_written AND NOT is_written"
)
# Word, stem, and whether a text has the word itself.
_Entry = tuple[str, str, int]


def check_words(check: Check) -> Texts | None:
    """Lay a view of what the second index should hold, for the check of the index itself.

    Returns:
        What the words of the texts are noted in while FTS5 reads the view; None where there is nothing to compare, of
        which is told.
    """
    try:
        stands = standing(check.db)
        if stands is not Standing.FINE:
            check.found(Finding(_FLAWS[stands], NAME, None, None))
            return None
        (total,) = check.db.conn.execute(_COUNT).fetchone()
        texts = Texts(check, int(total))
        check.db.conn.create_function("stems_of", 6, texts.stems_of)
        check.db.conn.execute(_TEXTS)
    except sqlite3.Error as error:
        check.found(Finding(Flaw.INDEX_NOT_CHECKED, NAME, None, None, {"said": said(error)}))
        return None
    return texts


class Texts:
    """Makes anew what the second index should hold, and keeps the words of all texts in a temporary file.

    Args:
        check: the archive.
        total: how many texts there are.
    """

    def __init__(self, check: Check, total: int) -> None:
        self._check = check
        self._total = total
        self._done = 0
        # A second connection: within a function that SQLite calls, nothing should be written by the same one.
        self._words = sqlite3.connect("", isolation_level=None)
        self._words.execute(_TABLE)
        self._words.execute("BEGIN")

    def stems_of(self, *columns: Any) -> str:
        """Return what the index should hold of a text, and note its words."""
        self._done += 1
        if self._done % _TEXTS_A_REPORT == 1:
            self._check.progress(NAME, self._done, self._total)
        text = IndexedText(*columns)
        # Other spellings may be lacking: see scraper.store.words, where a word is taken out that none seems to have.
        written = frozenset(search_words.words_of("\n".join(parts_of(text))))
        entries = search_words.vocabulary(text).items()
        values = [(word, stem, word in written) for word, stems in entries for stem in stems]
        is_german = (text.language or GERMAN).lower().startswith(GERMAN)
        if not is_german:
            # Where a German text has lost a word that stands here, too, the word keeps its German spellings.
            entries = search_words.vocabulary(replace(text, language=GERMAN)).items()
            values += [(word, stem, False) for word, stems in entries for stem in stems]
        self._words.executemany(_NOTED, values)
        return " ".join(search_words.tokens(text))

    def compare(self) -> None:
        """Tell where ``words`` lacks words of the texts, or has some that stand in none."""
        with closing(self._words):
            # FTS5 may find damage before it has read all texts.
            if self._done < self._total:
                return
            select = "SELECT word, stem, {} FROM {} ORDER BY word, stem"
            try:
                there = self._check.db.execute(select.format("1", "main.words"))
                wanted = self._words.execute(select.format("is_written", "words"))
                lacking, surplus = _differences(iter(there), wanted)
            except sqlite3.Error as error:
                self._check.found(Finding(Flaw.UNREADABLE, "words", None, None, {"said": said(error)}))
                return
        if lacking or surplus:
            detail = {"lacking": lacking, "surplus": surplus}
            self._check.found(Finding(Flaw.WORDS_DIFFER, "words", None, None, detail))


def _differences(there: Iterator[_Entry], wanted: Iterator[_Entry]) -> tuple[int, int]:
    """Return how many words of texts are lacking, and how many are there that are not wanted at all.

    A word that two languages have keeps the stem of both when only one of them is left.

    Args:
        there, wanted: in the order of SQLite.
    """
    lacking = surplus = 0
    have, want = next(there, None), next(wanted, None)
    last = ""
    while have is not None or want is not None:
        order = _order(have, want)
        if order > 0 and want is not None:
            lacking += want[2]
        if order < 0 and have is not None:
            is_wanted = have[0] == last or (want is not None and want[0] == have[0])
            surplus += not is_wanted
        if order >= 0 and want is not None:
            last = want[0]
            want = next(wanted, None)
        if order <= 0:
            have = next(there, None)
    return lacking, surplus


def _order(have: _Entry | None, want: _Entry | None) -> int:
    """Return -1 where the first comes before the second in SQLite's order, which is that of bytes; None is last."""
    if have is None or want is None:
        return 1 if have is None else -1
    one, other = (tuple(part.encode("utf-8", "surrogateescape") for part in entry[:2]) for entry in (have, want))
    return (one > other) - (one < other)
