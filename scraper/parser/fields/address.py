"""The address that a page calls its own."""

from __future__ import annotations

from scraper.parser.context import Context, Found
from scraper.parser.page.addresses import canonical, host_and_port, is_front_page
from scraper.web.urls import join

CANONICAL_LINK = "canonical link"
"""What gave the address where the page itself states it."""


def find(context: Context) -> Found[str]:
    """Return the canonical address of the page: its own word where that is believable, else the one that answered.

    A link to another host, to another port or to the front page is a template's mistake.
    """
    own = canonical(context.url)
    for href in context.statements.canonical:
        stated = join(context.url, href)
        if stated and host_and_port(stated) == host_and_port(own) and not is_front_page(stated):
            return Found(canonical(stated), CANONICAL_LINK)
    return Found(own, "address that answered")
