"""Which articles can be read again from their captures, and what that takes of the archive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.model import KnownArticle
from scraper.policy.pages import pages_digest
from scraper.store.days import DAY, Days
from scraper.store.records import KNOWN_COLUMNS, known_article

# Chosen: so many rows at a time, so that no reader holds the log of a crawl that writes meanwhile.
_ROWS_AT_A_TIME = 1000

# One row an article, with the readers of those of its states whose bytes are kept.
_READERS = """
SELECT a.id, a.url, a.site, s.home,
    (SELECT json_group_array(reader) FROM (
        SELECT a.reader AS reader FROM captures c WHERE c.id = a.capture_id AND c.payload_id IS NOT NULL
        UNION SELECT v.reader FROM versions v JOIN captures c ON c.id = v.capture_id
            WHERE v.article_id = a.id AND c.payload_id IS NOT NULL))
FROM articles a JOIN sites s ON s.id = a.site
WHERE {conditions} ORDER BY a.id LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """An article, and who read what is kept of it.

    Args:
        id: its row.
        url: its canonical address.
        site: id of its site.
        home: the front page of that site.
        readers: of its states whose bytes are kept, each once; empty where none are.
    """

    id: int
    url: str
    site: str
    home: str
    readers: tuple[str, ...]


class Rereadings:
    """What ``scraper reparse`` asks of an archive.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def articles(self, sites: Sequence[str], days: Days) -> Iterator[KeptArticle]:
        """Yield the articles of some sites, in the order of their rows.

        Args:
            sites: ids; all sites where there are none.
            days: of which days.
        """
        days.prepare(self._db)
        conditions = ["a.id > :after", *days.conditions(DAY)]
        if sites:
            conditions.append("a.site IN (SELECT value FROM json_each(:sites))")
        sql = _READERS.format(conditions=" AND ".join(conditions))
        values = days.params | {"sites": json.dumps(list(sites))}
        after = 0
        while True:
            rows = self._db.execute(sql, values | {"after": after, "limit": _ROWS_AT_A_TIME}).fetchall()
            for article_id, url, site, home, readers in rows:
                yield KeptArticle(article_id, url, site, home, tuple(json.loads(readers)))
            if len(rows) < _ROWS_AT_A_TIME:
                return
            after = rows[-1][0]

    def known(self, article_id: int) -> KnownArticle | None:
        """Return an article as a visit knows it, or None where it was forgotten meanwhile."""
        row = self._db.execute(
            f"SELECT {KNOWN_COLUMNS} FROM articles a LEFT JOIN captures c ON c.id = a.capture_id WHERE a.id = ?",
            [article_id],
        ).fetchone()
        return None if row is None else known_article(row)

    def kept_digest(self, capture_id: int) -> bytes | None:
        """Return the digest of the bodies of a capture's pages, as they came; None where its bytes are not kept."""
        rows = self._db.execute(
            "SELECT digest, payload_id FROM captures WHERE id = :id OR part_of = :id ORDER BY part_of IS NOT NULL, id",
            {"id": capture_id},
        ).fetchall()
        if not rows or rows[0][1] is None:
            return None
        return pages_digest([digest for digest, _ in rows])
