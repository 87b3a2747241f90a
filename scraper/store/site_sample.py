"""What an archive has of a site, as far as a check of the site compares it with what the site gives today."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from scraper.store.archive import Archive
from scraper.store.columns import from_day_text

COMPARED_FIELDS = ("kicker", "title", "date", "authors", "lead", "body", "keywords", "section")
"""The fields whose shares are known, in the order of the record."""

NEWEST_ARTICLES = 200
"""Over how many of a site's newest articles shares are counted (chosen: some months of a newsroom)."""

_HAS: Mapping[str, str] = {
    "date": "date IS NOT NULL",
    "authors": "EXISTS (SELECT 1 FROM authors WHERE article_id = a.id)",
} | {name: f"coalesce({name}, '') <> ''" for name in ("kicker", "title", "lead", "body", "keywords", "section")}
_COLUMNS = ", ".join(f"{_HAS[name]} AS has_{name}" for name in COMPARED_FIELDS)
# The day decides what is newest: a first crawl takes the newest articles first, so that their rows say nothing of it.
_NEWEST = f"""
SELECT a.id, a.url, a.reader, a.date, a.capture_id, a.signals, coalesce(a.sources, '{{}}') AS sources, {_COLUMNS},
    (SELECT c.fetched_at FROM captures c WHERE c.id = a.capture_id) AS fetched_at
FROM articles a WHERE a.site = :site AND a.gone_at IS NULL AND a.missing_since IS NULL
ORDER BY a.date DESC, a.id DESC LIMIT :newest
"""


@dataclass(frozen=True, slots=True)
class SampledArticle:
    """An archived article, as far as a check needs to know it.

    Args:
        id: its row.
        url: its canonical address.
        reader: which reader read it last.
        capture_id: the capture that it was read from; None where its site reserves its text.
        day: its day of publication, or None.
        captured_on: the day on which that was fetched; empty without a capture.
        has: the fields of :data:`COMPARED_FIELDS` that it has.
        sources: what on the page gave each field.
        signals: what its site reserves, as JSON, or None.
    """

    id: int
    url: str
    reader: str
    day: dt.date | None
    capture_id: int | None
    captured_on: str
    has: frozenset[str]
    sources: Mapping[str, str]
    signals: str | None

    @property
    def is_bare(self) -> bool:
        """Whether it is kept without its text, since its site reserves that."""
        return self.capture_id is None and self.signals is not None


def newest_articles(archive: Archive, site: str, count: int = NEWEST_ARTICLES) -> list[SampledArticle]:
    """Return the newest articles of a site that are not gone.

    Args:
        archive: opened for reading.
        site: its id.
        count: how many at the most.
    """
    return [
        SampledArticle(
            id=row["id"],
            url=row["url"],
            reader=row["reader"],
            day=from_day_text(row["date"]),
            capture_id=row["capture_id"],
            captured_on=(row["fetched_at"] or "")[:10],
            has=frozenset(name for name in COMPARED_FIELDS if row[f"has_{name}"]),
            sources=json.loads(row["sources"]),
            signals=row["signals"],
        )
        for row in archive.rows(_NEWEST, {"site": site, "newest": count})
    ]
