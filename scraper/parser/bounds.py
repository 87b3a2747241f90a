"""What keeps any page readable in bounded time: lexbor's own time grows with the square of some things.

A page that an editor made is never touched by these bounds; what is cut off is machine-made nonsense.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 6_000_000
"""The most characters of a page that are read."""

MAX_DEPTH = 500
"""The deepest nesting of elements; browsers stop at 512."""

MAX_TAGS = 150_000
"""The most tags of a page that are read."""

# Below this many tags no nesting is deep enough to be slow.
_MANY_TAGS = 5_000
_MAX_ATTRIBUTES = 1_000
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-z][^>]{10000,}>?", re.IGNORECASE)
# Void elements do not nest; paragraphs, items and cells nest through their containers or end each other.
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p option optgroup path"
    " li dd dt td th tr tbody thead tfoot".split()
)


def bounded(html: str) -> str:
    """Return a page without what would take unbounded time.

    Args:
        html: the decoded page.
    """
    html = html[:MAX_CHARACTERS]
    if len(html) > 10_000:
        html = _LONG_TAG.sub(_sane, html)
    return _shallow(html) if html.count("<") > _MANY_TAGS else html


def _sane(tag: re.Match[str]) -> str:
    """Drop a tag of thousands of attributes or classes; a picture written into one attribute stays."""
    text = tag[0]
    return "" if text.count("=") > _MAX_ATTRIBUTES or text.count(" ") > _MAX_ATTRIBUTES else text


def _shallow(html: str) -> str:
    """Return a page up to where its elements nest too deep or become too many."""
    depth = 0
    for number, tag in enumerate(_TAG.finditer(html)):
        if number > MAX_TAGS:
            return html[: tag.start()]
        if tag[2].lower() in _FLAT:
            continue
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            return html[: tag.start()]
    return html
