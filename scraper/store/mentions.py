"""Mentions: who and what is named in the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Database

from scraper.model.indexed import IndexedText

if TYPE_CHECKING:
    from scraper.analysis.mentions import Names

PLACES = "places"
"""Under this name stands in ``indexes`` which official list the archive has."""

_PLACES = "SELECT key, kind, name, population FROM places"
# Which official list there is, in the first row, and behind it the vendors that the article's page names.
_KNOWN = (
    "SELECT (SELECT maker FROM indexes WHERE name = ?) UNION ALL SELECT * FROM"
    " (SELECT name FROM vendors WHERE article_id = ? ORDER BY position)"
)
# Goes from name to name along the index; DISTINCT would read every row.
_ALL_VENDORS = """
WITH RECURSIVE names (name) AS (
    SELECT min(name) FROM vendors
    UNION ALL SELECT (SELECT min(name) FROM vendors WHERE name > names.name) FROM names WHERE names.name IS NOT NULL)
SELECT name FROM names WHERE name IS NOT NULL
"""
# Where there is no official list, keys of towns are words, and what kickers and datelines have taught holds for all.
_LEARNED = "SELECT DISTINCT name FROM mentions WHERE kind = 'municipality' AND key >= ':'"
_PUT = 'INSERT INTO mentions (article_id, kind, name, key, start, "end") VALUES (?, ?, ?, ?, ?, ?)'


class Mentions:
    """The table ``mentions``. The caller holds the transaction of every write.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._names: Names | None = None
        self._made_of: str | None = None

    def renew(self, article_id: int, before: IndexedText | None, after: IndexedText | None) -> None:
        """Find anew what an article names.

        Args:
            article_id: its row.
            before: the text that it was derived from; None: nothing was.
            after: the text of now; None: the article is gone.
        """
        self._db.execute("DELETE FROM mentions WHERE article_id = ?", [article_id])
        if after is None:
            return
        # Imported only here: the names take a tenth of a second to load, and most commands write no article.
        from scraper.analysis.mentions import mentions

        # One statement: each page of a crawl pays for it.
        (made_of,), *vendors = self._db.execute(_KNOWN, [PLACES, article_id]).fetchall()
        names = self._current_names(made_of)
        names.add_vendors(row[0] for row in vendors)
        self._db.conn.executemany(
            _PUT,
            [(article_id, one.kind, one.name, one.key, one.start, one.end) for one in mentions(after, names)],
        )

    def _current_names(self, made_of: str | None) -> Names:
        """Return what is looked for; read again where an official list was imported meanwhile."""
        from scraper.analysis.mentions import Names, Place

        if self._names is None or made_of != self._made_of:
            places = [Place(*found) for found in self._db.execute(_PLACES).fetchall()]
            vendors = [found[0] for found in self._db.execute(_ALL_VENDORS).fetchall()]
            towns = []
            if not places:
                towns = [found[0] for found in self._db.execute(_LEARNED).fetchall()]
            self._names, self._made_of = Names(places, vendors, towns), made_of
        return self._names
