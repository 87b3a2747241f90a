"""What a page tells machines about itself: its meta elements for crawlers and for text and data mining."""

from __future__ import annotations

from scraper.parser.page.model import Page
from scraper.policy.robots import AGENT_TOKEN

_NAMES = ("robots", "tdm-reservation", "tdm-policy", AGENT_TOKEN)
# Crawlers are addressed by their names, most of which end so ("googlebot", "bingbot").
_ENDING = "bot"


def read(page: Page) -> list[tuple[str, str]]:
    """Return (name, content) of the meta elements that are addressed to crawlers, names in lower case."""
    found = []
    for meta in page.metas:
        name = (meta.get("name") or "").strip().lower()
        if name in _NAMES or name.endswith(_ENDING):
            found.append((name, (meta.get("content") or "").strip()))
    return found
