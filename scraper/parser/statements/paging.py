"""Which page a page names as the next one (HTML, "Link type next")."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from scraper.web.urls import join

# Most pages name none, and looking for these bytes costs far less than asking the tree.
_STATED = (b'rel="next', b"rel='next", b"rel=next")
_NEXT = "link[rel~=next], a[rel~=next]"


def next_page(tree: LexborHTMLParser, html: bytes, base: str) -> str | None:
    """Return the address that ``rel=next`` names, or None; it may be another article's.

    The tree is asked, and not the flat page, since the links of an article's pages often stand in a ``nav``, which
    the walk passes over.

    Args:
        tree: the parsed page.
        html: its bytes.
        base: the address that its links are relative to.
    """
    if not any(mark in html for mark in _STATED):
        return None
    node = tree.css_first(_NEXT)
    if node is None:
        return None
    return join(base, node.attributes.get("href") or "")
