"""Stories: the same release or report in several papers."""

from __future__ import annotations

from sqlite_utils import Database

from scraper.model.indexed import IndexedText


class Stories:
    """The tables of stories. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def renew(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Make anew what is derived from an article's text.

        Args:
            article_id: its row.
            before: the text that it was derived from; None: nothing was.
            after: the text of now; None: the article is gone.
        """
