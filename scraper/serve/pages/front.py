"""The front page."""

from __future__ import annotations

from scraper.serve.asked import Answer, Asked, House, Page
from scraper.store import Archive
from scraper.store.latest import Selection


def front(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return what is new."""
    return Page("front.html", {"articles": archive.latest(Selection(limit=50)).rows})
