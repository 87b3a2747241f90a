"""What stands around an article: its site and capture, who cites it and whom it cites, and its other copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.store.readonly import Row, rows

MOST_NEIGHBOURS = 200
"""Articles of one kind that are named; chosen: what a page can show. Their number is told of all."""

_SITE = "SELECT s.id, s.name, s.home FROM articles a JOIN sites s ON s.id = a.site WHERE a.id = ?"
_CAPTURE = """
SELECT c.id, c.url, c.requested_url, c.fetched_at, c.status, c.protocol, c.media_type, lower(hex(c.digest)) AS digest,
    c.size, (SELECT count(*) FROM captures p WHERE p.part_of = c.id) AS further,
    (SELECT max(v.at) FROM visits v WHERE v.capture_id = c.id) AS confirmed_at
FROM articles a JOIN captures c ON c.id = a.capture_id WHERE a.id = ?
"""
_FIELDS = "n.id, n.site, s.name AS site_name, n.date, n.first_seen, n.kicker, n.title, n.language, n.gone_at"
# Each article once, however often it is linked. An article that links itself does not cite.
_OTHERS = f"""
SELECT {_FIELDS} FROM articles n JOIN sites s ON s.id = n.site
WHERE n.id <> :id AND n.id IN (SELECT {{others}} FROM links WHERE {{own}} = :id AND relation = 'reference')
ORDER BY coalesce(n.date, n.first_seen), n.id LIMIT :limit
"""
_COUNT_OTHERS = """
SELECT count(DISTINCT {others}) AS number FROM links WHERE {own} = :id AND relation = 'reference' AND {others} <> :id
"""
# Which column of a link has the other articles, and which one the article itself.
_CITED_BY = {"others": "article_id", "own": "target_id"}
_CITES = {"others": "target_id", "own": "article_id"}
# The original, and the articles that are copies of the same one.
_COPIES = f"""
SELECT {_FIELDS} FROM articles a JOIN articles n
    ON n.id = a.duplicate_of OR n.duplicate_of = a.id OR n.duplicate_of = a.duplicate_of
JOIN sites s ON s.id = n.site
WHERE a.id = :id AND n.id <> a.id ORDER BY n.id LIMIT :limit
"""
_COUNT_LINKS = "SELECT count(*) AS number FROM links WHERE article_id = :id AND relation = '{relation}'"
_REFERENCES = """
SELECT url, text, target_id, state, since, checked_at, moved_to FROM checked_links WHERE article_id = :id
ORDER BY position LIMIT :limit
"""
_RELATED = """
SELECT title, url, date, teaser, target_id FROM links WHERE article_id = :id AND relation = 'related'
ORDER BY position LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Some:
    """The first of many.

    Args:
        rows: as many as were asked for at the most.
        total: how many there are.
    """

    rows: list[Row]
    total: int


class Neighbours:
    """What the archive answers about what stands around an article.

    Args:
        db: an archive opened for reading or writing.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def site(self, article_id: int) -> Row | None:
        """Return ``id``, ``name`` and ``home`` of an article's site, or None where there is no such article."""
        return next(rows(self._db, _SITE, [article_id]), None)

    def capture(self, article_id: int) -> Row | None:
        """Return the capture that the newest state was read from; None: none is kept."""
        return next(rows(self._db, _CAPTURE, [article_id]), None)

    def cited_by(self, article_id: int) -> Some:
        """Return the archived articles whose texts refer to an article, the oldest first."""
        return self._others(_CITED_BY, article_id)

    def cites(self, article_id: int) -> Some:
        """Return the archived articles that an article's text refers to, the oldest first."""
        return self._others(_CITES, article_id)

    def copies(self, article_id: int) -> list[Row]:
        """Return the other articles with the same text."""
        return list(rows(self._db, _COPIES, {"id": article_id, "limit": MOST_NEIGHBOURS}))

    def links(self, article_id: int, most: int) -> Some:
        """Return the references in an article's text, with what became of each, in the order of the text."""
        return self._some(_COUNT_LINKS.format(relation="reference"), _REFERENCES, article_id, most)

    def related(self, article_id: int, most: int) -> Some:
        """Return the articles that an article's page names as related, in the order of the page."""
        return self._some(_COUNT_LINKS.format(relation="related"), _RELATED, article_id, most)

    def _others(self, columns: Mapping[str, str], article_id: int) -> Some:
        return self._some(_COUNT_OTHERS.format(**columns), _OTHERS.format(**columns), article_id, MOST_NEIGHBOURS)

    def _some(self, count: str, sql: str, article_id: int, most: int) -> Some:
        found = list(rows(self._db, sql, {"id": article_id, "limit": most}))
        if len(found) < most:
            return Some(found, len(found))
        (row,) = rows(self._db, count, {"id": article_id})
        return Some(found, row["number"])
