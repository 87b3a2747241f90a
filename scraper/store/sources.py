"""What is known of a site's sources as a whole; read only."""

from __future__ import annotations

from collections.abc import Collection

from sqlite_utils import Database

from scraper.model import Problem, Reason, stored_fault


class SourcesKnown:
    """Questions about the sources of a site, in the tables ``pages`` and ``problems``.

    Args:
        db: the archive.
    """

    def __init__(self, db: Database) -> None:
        self._db = db

    def have_named_articles(self, site: str) -> bool:
        """Return whether any source of a site ever named an article."""
        # What a person has fetched by its address was found in no source.
        row = self._db.execute(
            "SELECT EXISTS (SELECT 1 FROM pages WHERE site = ? AND kind = 'article' AND found_in IS NOT NULL)", [site]
        ).fetchone()
        return bool(row[0])

    def sitemaps_left_out(self, site: str) -> dict[str, int]:
        """Return by index how many of its sitemaps a bound left out."""
        rows = self._db.execute(
            "SELECT found_in, count(*) FROM pages WHERE site = ? AND kind = 'sitemap' AND state = 'deferred'"
            " AND found_in IS NOT NULL GROUP BY found_in ORDER BY min(id)",
            [site],
        )
        return dict(rows.fetchall())

    def standing(self, site: str, reasons: Collection[Reason]) -> dict[str, list[Problem]]:
        """Return by address what stands open of the sources of a site, as far as it is for one of some reasons."""
        rows = self._db.execute(
            "SELECT url, code, detail FROM problems WHERE site = ? AND until IS NULL AND url IS NOT NULL ORDER BY id",
            [site],
        )
        found: dict[str, list[Problem]] = {}
        for url, code, detail in rows.fetchall():
            fault = stored_fault(code, detail)
            if fault.reason in reasons:
                found.setdefault(url, []).append(Problem(fault, url))
        return found
