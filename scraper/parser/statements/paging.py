"""Which page a page names as the next one (HTML, "Link type next")."""

from __future__ import annotations

from scraper.parser.page.model import Page
from scraper.web.urls import join


def next_page(page: Page, base: str) -> str | None:
    """Return the address that ``rel=next`` names, or None; it may be another article's.

    Args:
        page: the page.
        base: the address that its links are relative to.
    """
    stated = [link.get("href") for link in page.heads if "next" in (link.get("rel") or "").split()]
    href = next(iter(stated), page.next_page)
    return join(base, href) if href else None
