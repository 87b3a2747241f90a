"""Addresses of our own pages, with names of any kind in them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from scraper.serve.pages.entries import path_of


def article(article_id: int) -> str:
    """Return the address of an article's page."""
    return f"/article/{article_id}"


def named(kind: str, name: str) -> str:
    """Return the address of a page that is named, such as ``/keyword/E-Akte``; a slash within the name is encoded.

    Args:
        kind: ``keyword``, ``place``, ``site``, ``story`` or ``vendor``.
        name: what the page is of.
    """
    return path_of(kind, name)


def search(**parameters: str | None) -> str:
    """Return the address of a search with these parameters; those that are None are left out."""
    return f"/search?{_query(parameters)}"


def latest(**parameters: str | None) -> str:
    """Return the address of the list of the newest articles with these parameters, as :func:`search` does."""
    return f"/latest?{_query(parameters)}"


def phrase(text: str) -> str:
    """Return words as the search takes them for a phrase; a quotation mark within them would end it."""
    return '"{}"'.format(" ".join(text.replace('"', " ").split()))


def _query(parameters: Mapping[str, str | None]) -> str:
    return urlencode({name: value for name, value in parameters.items() if value is not None})
