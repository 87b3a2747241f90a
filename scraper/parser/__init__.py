"""Bytes to Article: decoding, one walk over the tree, metadata, headline, text, newsroom labels, profile.

``parse`` is pure and never raises on bad markup; an empty record is an answer.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from selectolax.lexbor import LexborHTMLParser

from scraper.model import Article, Site
from scraper.parser import record
from scraper.web.bounds import bounded
from scraper.web.encoding import utf8

__all__ = ["PARSER_VERSION", "parse"]

PARSER_VERSION = "4"
"""Stored with every record; it changes when the same bytes would be read differently."""


def parse(html: bytes | str, url: str, *, content_type: str | None = None, site: Site | None = None) -> Article:
    """Read one page.

    Args:
        html: the body of the response, or its text.
        url: the address that answered; one that cannot be used is kept as it is.
        content_type: the Content-Type header.
        site: the site's profile; the built-in one of the host where it is left out.

    Returns:
        The record; ``is_article`` says whether the page looks like one article at all.
    """
    with _no_collector():
        return _read(html, url, content_type, site)


def _read(html: bytes | str, url: str, content_type: str | None, site: Site | None) -> Article:
    tree = LexborHTMLParser(bounded(utf8(html, content_type)))
    return record.record_of(record.context_of(tree, url, record.profile(url, site)))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Spare the cyclic garbage collector the thousands of small records of one page: none is part of a cycle.

    Looking for some took a twelfth of the time. Whoever finds the collector on turns it on again, so that
    pages read in several threads leave it as it was.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
