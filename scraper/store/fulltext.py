"""The search index, written once a transaction.

FTS5 writes what it holds back to the disk at every savepoint, the silent ones of single statements included. Written
last, the words of all articles of a transaction go into one segment, which takes a third of the time.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from scraper.model import Article


class SearchIndex:
    """The table ``articles_fts``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._stale: list[tuple[int]] = []
        self._fresh: dict[int, tuple[Any, ...]] = {}

    def add(self, article_id: int, article: Article) -> None:
        """Index an article when the transaction ends."""
        keywords = "; ".join(article.keywords)
        self._fresh[article_id] = (article.title, article.kicker, article.lead, article.body, keywords)

    def remove(self, article_id: int) -> None:
        """Take out what an article was indexed by, when the transaction ends."""
        if self._fresh.pop(article_id, None) is None:
            self._stale.append((article_id,))

    def write(self) -> None:
        """Write what was added and removed. The caller holds the transaction and commits it next."""
        execute = self._db.conn.executemany
        if self._stale:
            execute("DELETE FROM articles_fts WHERE rowid = ?", self._stale)
        if self._fresh:
            execute(
                "INSERT INTO articles_fts (rowid, title, kicker, lead, body, keywords) VALUES (?, ?, ?, ?, ?, ?)",
                [(article_id, *values) for article_id, values in self._fresh.items()],
            )
        self.forget()

    def forget(self) -> None:
        """Drop what was added and removed: the transaction was rolled back."""
        self._stale.clear()
        self._fresh.clear()

    def mark(self) -> tuple[int, dict[int, tuple[Any, ...]]]:
        """Return what :meth:`back_to` needs to undo the additions and removals that follow."""
        return len(self._stale), dict(self._fresh)

    def back_to(self, mark: tuple[int, dict[int, tuple[Any, ...]]]) -> None:
        """Undo the additions and removals since a mark: the savepoint was rolled back."""
        del self._stale[mark[0] :]
        self._fresh = dict(mark[1])
