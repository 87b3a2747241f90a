"""The second search index: which stems stand in which article."""

from __future__ import annotations

from sqlite_utils import Database

from scraper.analysis import search_words
from scraper.model.indexed import IndexedText


class SearchWords:
    """The tables ``articles_words`` and ``words``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def renew(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Take the words of an article's old text out of the index, and bring those of its new one in.

        Args:
            article_id: its row.
            before: the text that it was indexed by; None: it was not.
            after: the text of now; None: the article is gone.
        """
        execute = self._db.execute
        if before is not None:
            # FTS5 keeps no text here, and takes out what it is told that it holds
            # (sqlite.org/fts5.html#the_delete_command).
            execute(
                "INSERT INTO articles_words (articles_words, rowid, words) VALUES ('delete', ?, ?)",
                [article_id, _joined(before)],
            )
        if after is not None:
            execute("INSERT INTO articles_words (rowid, words) VALUES (?, ?)", [article_id, _joined(after)])
            pairs = [(word, stem) for word, stems in search_words.vocabulary(after).items() for stem in stems]
            self._db.conn.executemany("INSERT OR IGNORE INTO words (word, stem) VALUES (?, ?)", pairs)


def _joined(text: IndexedText) -> str:
    return " ".join(sorted(search_words.tokens(text)))
