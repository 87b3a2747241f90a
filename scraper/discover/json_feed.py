"""JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/, whole or cut off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scraper.discover.document import cut, distinct, first_address, plain
from scraper.model import Found, Link, Reason, fault
from scraper.web.feed_dates import stamp
from scraper.web.urls import join

# Where the items of a feed begin, and what stands between two of them.
_ITEMS = re.compile(r'"items"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*,?\s*")


def read(text: str, base: str, bound: int, *, is_whole: bool) -> Found:
    """Read a JSON feed.

    Args:
        text: the document, which begins with a brace.
        base: the feed's own address.
        bound: how many of its items are read.
        is_whole: whether this is the whole document, or what a bound on bytes left of it.
    """
    data = _document(text) if is_whole else _beginning(text)
    if data is None:
        return Found(problem=fault(Reason.FEED_BROKEN_JSON))
    items = data.get("items")
    if not isinstance(items, list):
        return Found(problem=fault(Reason.NOT_A_FEED))
    links = distinct(_link(item, base) for item in items[:bound] if isinstance(item, dict))
    is_cut = not is_whole or len(items) > bound
    # Of a document that was cut off nobody has seen how many items it has.
    total = len(items) if is_whole else None
    left = cut(min(len(items), bound), "entries", total) if is_cut else None
    next_url = _next_url(data, base)
    if links:
        return Found(links, next_url, cut=left)
    reason = Reason.FEED_WITHOUT_PAGES if items else Reason.FEED_WITHOUT_ENTRIES
    return Found((), next_url, fault(reason))


def _document(text: str) -> dict[str, Any] | None:
    """Return a whole document, or None where it is broken."""
    try:
        # The text begins with a brace, so that what is read is an object, but anything may stand in it.
        found: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _beginning(text: str) -> dict[str, Any] | None:
    """Return a document that was cut off, with the items that are whole; None where there are none."""
    start = _ITEMS.search(text)
    if start is None:
        return None
    items = list(_whole_items(text, start.end()))
    if not items:
        return None
    return {"items": items}


def _whole_items(text: str, position: int) -> Iterator[Any]:
    """Yield the items of a document from a position on, up to the first that is not whole."""
    decoder = json.JSONDecoder()
    while True:
        try:
            item, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield item
        between = _BETWEEN.match(text, end)
        position = between.end() if between else end


def _next_url(data: dict[str, Any], base: str) -> str | None:
    """Return the next page of a feed, or None."""
    ref = _string(data.get("next_url"))
    url = join(base, ref)
    # An empty reference leads to the feed itself.
    if not ref or url == base:
        return None
    return url


def _link(item: dict[str, Any], base: str) -> Link | None:
    """Return the link of one item, with its title and dates, or None where it names no web page."""
    url = first_address((_string(item.get(name)) for name in ("url", "external_url")), base)
    if url is None:
        return None
    published, changed = (stamp(_string(item.get(name))) for name in ("date_published", "date_modified"))
    return Link(url, "article", plain(_string(item.get("title"))), published, changed)


def _string(value: object) -> str:
    """Return a value of a JSON document that should be a text; an empty text for any other value."""
    return value if isinstance(value, str) else ""
