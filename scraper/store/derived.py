"""What is derived from the texts of articles, made anew where a text has changed: stems, stories, mentions.

No trigger can make a stem. So triggers of ``articles`` put what changed into ``index_queue``, whoever changed it, and
each transaction of ours works off that queue before it is committed. What stands in the queue meanwhile, after a change
by another program, is left out by every query of the derived tables.
"""

from __future__ import annotations

from typing import Protocol

from sqlite_utils import Database

from scraper.model.indexed import IndexedText
from scraper.store.mentions import Mentions
from scraper.store.stories import Stories
from scraper.store.words import SearchWords

MOST_AT_ONCE = 200
"""Articles of the queue that one transaction takes. Chosen: it takes some tenths of a second, which a crawl waits."""

_TEXT = "language, kicker, title, lead, body, keywords"
_QUEUED = f"SELECT article_id, is_indexed, {_TEXT} FROM index_queue ORDER BY article_id LIMIT ?"


class Derivation(Protocol):
    """What is derived from the text of each article."""

    def renew(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Make it anew for one article.

        Args:
            article_id: its row.
            before: the text that it was derived from; None: nothing was.
            after: the text of now; None: the article is gone.
        """


class Derived:
    """All that is derived. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._derivations: tuple[Derivation, ...] = (SearchWords(db), Stories(db), Mentions(db))

    def settle(self, most: int = MOST_AT_ONCE) -> int:
        """Work off the queue, and return how many articles were taken.

        Args:
            most: how many are taken at the most.
        """
        queued = self._db.execute(_QUEUED, [most]).fetchall()
        for article_id, is_indexed, *text in queued:
            before = IndexedText(*text) if is_indexed else None
            self._renew(article_id, before)
        return len(queued)

    def _renew(self, article_id: int, before: IndexedText | None) -> None:
        row = self._db.execute(f"SELECT {_TEXT} FROM articles WHERE id = ?", [article_id]).fetchone()
        after = None if row is None else IndexedText(*row)
        for derivation in self._derivations:
            derivation.renew(article_id, before, after)
        self._db.execute("DELETE FROM index_queue WHERE article_id = ?", [article_id])
