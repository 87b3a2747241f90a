"""What the text of an article refers to."""

from __future__ import annotations

from scraper.model import Reference
from scraper.parser.context import Context, Found, Text
from scraper.web.urls import join

# No article refers to more; a page of a hundred thousand links is a trap.
_MAX_LINKS = 200


def find(context: Context, text: Text) -> Found[list[Reference]]:
    """Return the links in the text, each address once, then those on lines of their own."""
    found: dict[str, Reference] = {}
    anchors = [anchor for at in text.lines for anchor in context.page.lines[at].anchors]
    for anchor in anchors:
        if len(found) >= _MAX_LINKS:
            break
        # A fragment alone leads to another place of the same page.
        url = None if anchor.href.startswith("#") else join(context.base, anchor.href)
        if url and url not in found:
            found[url] = Reference(url, anchor.text)
    for link in text.links:
        found.setdefault(link.url, link)
    return Found(list(found.values()), "links in the text")
