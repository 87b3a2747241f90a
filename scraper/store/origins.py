"""Origins: out of which record of which file a capture came, where it did not come from its host."""

from __future__ import annotations

from sqlite_utils import Database

from scraper.model.incoming import Incoming
from scraper.store.readonly import Row, rows

_ORIGIN = """
SELECT i.source, o.record_id FROM articles a JOIN origins o ON o.capture_id = a.capture_id
LEFT JOIN imports i ON i.id = o.import_id WHERE a.id = ?
"""


class Origins:
    """The table ``origins``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, capture_id: int, incoming: Incoming, import_id: int | None) -> None:
        """Note which record of which file a capture came out of."""
        self._db.execute(
            'INSERT INTO origins (capture_id, import_id, record_id, "offset") VALUES (?, ?, ?, ?)',
            [capture_id, import_id, incoming.record_id or None, incoming.offset],
        )

    def of_article(self, article_id: int) -> Row | None:
        """Return the file (``source``) and the record (``record_id``) that an article's newest state came out of.

        Returns:
            None where it came from its host.
        """
        return next(rows(self._db, _ORIGIN, [article_id]), None)
