"""What is derived from the texts of articles, made anew where a text has changed: stems, stories, mentions.

No trigger can make a stem. So triggers of ``articles`` put what changed into ``index_queue``, whoever changed it, and
each transaction of ours works off that queue before it is committed. What stands in the queue meanwhile, after a change
by another program, is left out by every query of the derived tables.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol

from sqlite_utils import Database

from scraper.errors import mishap
from scraper.model.indexed import IndexedText
from scraper.store.connection import OF_THE_VALUES
from scraper.store.index_state import (
    DAMAGED,
    EMPTIED,
    KEPT,
    IndexState,
    Standing,
    index_state,
    is_ours,
    note_maker,
    standing,
)
from scraper.store.made_anew import made_anew
from scraper.store.mentions import Mentions
from scraper.store.stories import Stories
from scraper.store.words import TEXT, DamagedIndexError, SearchWords
from scraper.web.storable import storable

MOST_AT_ONCE = 200
"""Articles of the queue that one transaction takes. Chosen: it takes some tenths of a second, which a crawl waits."""

_COLUMNS = TEXT.split(", ")
# Of each article its number, whether it was indexed, the text of then, whether it is there, and the text of now.
_QUEUED = f"""
SELECT q.article_id, q.is_indexed, {", ".join(f"q.{name}" for name in _COLUMNS)}, a.id IS NOT NULL,
    {", ".join(f"a.{name}" for name in _COLUMNS)}
FROM index_queue q LEFT JOIN articles a ON a.id = q.article_id
WHERE q.article_id NOT IN (SELECT value FROM json_each(?)) ORDER BY q.article_id LIMIT ?
"""


class Derivation(Protocol):
    """What is derived from the text of each article."""

    def renew(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Make it anew for one article.

        Args:
            article_id: its row.
            before: the text that it was derived from; None: nothing was, or by another version, so that what is there
                of the article goes.
            after: the text of now; None: the article is gone.
        """


class Derived:
    """All that is derived. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        # Articles that this process could not derive anything of. It does not try again: the mistake is the same.
        self._failed: set[int] = set()
        self._words = SearchWords(db)
        self._derivations: tuple[Derivation, ...] = (self._words, Stories(db), Mentions(db))

    @property
    def state(self) -> IndexState:
        """How the second search index stands."""
        return index_state(self._db)

    def settle(self, most: int = MOST_AT_ONCE) -> int:
        """Work off the queue, and return how many articles were taken.

        An index of another version, or one that is damaged, is left as it is, and the queue with it: the next program
        that opens the archive for writing builds it anew (:mod:`scraper.store.indexes`). A mistake that the text of one
        article brings to light must not cost the article itself, which is written by this very transaction: it stays in
        the queue, with the mistake noted (:mod:`scraper.store.health.derived`).

        Args:
            most: how many are taken at the most.
        """
        try:
            queued = self._db.conn.execute(_QUEUED, [json.dumps(list(self._failed)), most]).fetchall()
            if not queued or not is_ours(self._db):
                return 0
        except sqlite3.OperationalError:
            # Another program has dropped a table.
            if standing(self._db) is Standing.MISSING:
                return 0
            raise
        if self._tried(queued) is not None:
            # Each gets a try of its own, so that it is known whose the mistake is.
            for one in queued:
                mistake = self._tried([one])
                if mistake is not None:
                    self._note_failure(one[0], mistake)
        if standing(self._db) is not Standing.FINE:
            return 0
        return len(queued)

    def _tried(self, queued: Sequence[tuple[Any, ...]]) -> Exception | None:
        """Derive all of some rows of the queue, or nothing; return the mistake by which it was nothing, or None."""
        execute = self._db.conn.execute
        mistake = None
        execute("SAVEPOINT derived")
        try:
            self._renew(queued)
        except DamagedIndexError:
            # The articles themselves are kept.
            execute("ROLLBACK TO derived")
            self.rolled_back()
            note_maker(self._db, DAMAGED)
        except sqlite3.OperationalError:
            if standing(self._db) is not Standing.MISSING:
                raise
            # Another program has dropped a table. The articles are kept, and the next program makes it anew.
            execute("ROLLBACK TO derived")
            self.rolled_back()
        except Exception as error:
            # What the disk or the file does is no mistake of an article; a broken constraint of its rows is one.
            is_of_the_file = isinstance(error, sqlite3.Error) and not isinstance(error, OF_THE_VALUES)
            if is_of_the_file:
                raise
            execute("ROLLBACK TO derived")
            self.rolled_back()
            mistake = error
        execute("RELEASE derived")
        return mistake

    def _note_failure(self, article_id: int, mistake: Exception) -> None:
        self._failed.add(article_id)
        details = {name: storable(str(value)) for name, value in mishap(mistake).detail}
        self._db.conn.execute(
            "UPDATE index_queue SET failure = ? WHERE article_id = ?", [json.dumps(details), article_id]
        )

    def _renew(self, queued: Sequence[tuple[Any, ...]]) -> None:
        """Make anew what is derived of some rows of the queue, and take these out of it."""
        for article_id, is_indexed, *texts in queued:
            of_then, (is_there, *of_now) = texts[: len(_COLUMNS)], texts[len(_COLUMNS) :]
            before = IndexedText(*of_then) if is_indexed else None
            after = IndexedText(*of_now) if is_there else None
            for derivation in self._derivations:
                derivation.renew(article_id, before, after)
            # At once: a text that still waits is compared with no other, so that two of one turn would never be.
            self._db.conn.execute("DELETE FROM index_queue WHERE article_id = ?", [article_id])
        self._words.finish()

    def begin_anew(self) -> None:
        """Empty the second index and the stories, and queue all articles. The caller holds the transaction."""
        numbers = "SELECT id AS article_id FROM articles"
        if self._db["index_queue"].exists():
            # Articles that are gone stay in the queue: what else was derived from them is still to be taken away.
            numbers += " UNION SELECT article_id FROM index_queue"
        waiting = self._db.conn.execute(numbers).fetchall()
        # What these say besides cannot be made of the texts.
        missing = [name for name in KEPT if not self._db[name].exists()]
        for name in (*EMPTIED, *missing):
            made_anew(self._db, name)
        self._db.conn.executemany("INSERT INTO index_queue (article_id, is_indexed) VALUES (?, 0)", waiting)
        note_maker(self._db)
        self._words.rolled_back()

    def rolled_back(self) -> None:
        """Know nothing any more of what was written, since it is not kept."""
        self._words.rolled_back()
