"""The feeds that a page names in its head: ``<link rel="alternate">`` with the type of a feed."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.errors import AddressError
from scraper.web.urls import join, spelled

# The types of RSS, RDF and Atom, and of JSON Feed. WordPress calls its programming interface "application/json".
_FEED_TYPE = re.compile(r"\b(?:rss|rdf|atom)\+xml\b|\bfeed\+json\b", re.IGNORECASE)
# WordPress names a feed of all comments beside that of the articles, and beside each article one of its comments.
_OF_COMMENTS = re.compile(r"comments?\b|kommentar", re.IGNORECASE)


def named_feeds(tree: LexborHTMLParser, base: str) -> tuple[str, ...]:
    """Return the addresses of the feeds of articles that a page names, each once, in its order.

    Args:
        tree: the parsed page.
        base: what relative addresses are resolved against.
    """
    nodes = tree.css('link[rel~="alternate" i][type][href]')
    urls = (_feed_of(node, base) for node in nodes)
    return tuple(dict.fromkeys(url for url in urls if url is not None))


def _feed_of(node: LexborNode, base: str) -> str | None:
    """Return the feed of articles that a link element names, or None."""
    attributes = node.attributes
    ref, title = attributes.get("href") or "", attributes.get("title") or ""
    if not _FEED_TYPE.search(attributes.get("type") or ""):
        return None
    if _OF_COMMENTS.search(ref) or _OF_COMMENTS.search(title):
        return None
    try:
        return spelled(join(base, ref) or "")
    except AddressError:
        return None
