"""What the readers of feeds, sitemaps and listings share.

That is bodies unpacked, XML without comments and CDATA sections, titles and addresses fit to be stored.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

from scraper.errors import AddressError
from scraper.model import Cut, Link
from scraper.web.bounds import bounded
from scraper.web.compression import gunzip_readable
from scraper.web.encoding import utf8
from scraper.web.storable import storable
from scraper.web.urls import canonical, join

MAX_UNPACKED = 50 * 1000 * 1000
"""Most bytes of a document after decompression: the bound of the sitemap protocol."""

MAX_TITLE = 1000
"""Longest title in characters; what is longer is no title."""

# Markup of a title may be several times as long as its text, and what is longer is not read.
_MAX_TITLE_MARKUP = 4 * MAX_TITLE
_MARKUP = re.compile(r"<[/!A-Za-z][^<>]*>")
# Elements whose text browsers never show, with that text.
_UNSEEN = re.compile(r"<(script|style|applet)\b[^<>]*>.*?</\1[^<>]*>", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"\s+")


def unpacked(data: bytes, bound: int = MAX_UNPACKED) -> bytes:
    """Return a source without the gzip file that it may come as, cut off at a bound; never raises.

    Args:
        data: the body of the response; a sitemap or a feed may be a gzip file whatever its headers say.
        bound: the most bytes to return.
    """
    return gunzip_readable(data, bound)


def cut(taken: int, unit: Literal["entries", "addresses", "links"], total: int | None) -> Cut:
    """Return what a bound left of a document.

    Args:
        taken: how many of its parts were read.
        unit: what the parts are.
        total: how many it has, as they were counted by a quick look; None where nobody could look.
    """
    # A quick look misses parts in an unusual spelling, and a total that is no larger would say that nothing was cut.
    if total is not None and total <= taken:
        total = None
    return Cut(taken, unit, total)


def distinct(found: Iterable[Link | None]) -> tuple[Link, ...]:
    """Return one link for each page, the first that leads to it."""
    links: dict[str, Link] = {}
    for link in found:
        if link is not None:
            links.setdefault(link.url, link)
    return tuple(links.values())


def first_address(references: Iterable[str | None], base: str) -> str | None:
    """Return the address of the first reference that leads to a web page, or None."""
    urls = (address(base, reference) for reference in references)
    return next((url for url in urls if url is not None), None)


def parsed(page: bytes | str, content_type: str | None = None) -> LexborHTMLParser:
    """Parse a page, without what would take unbounded time: the crawl stands still meanwhile.

    Args:
        page: the bytes as they came, or text that is already decoded.
        content_type: the Content-Type header that came with bytes.
    """
    return LexborHTMLParser(bounded(utf8(page, content_type)))


def without_comments(text: str) -> str:
    """Return XML without its comments; an unclosed one takes the rest with it."""
    return _replaced(text, "<!--", "-->", lambda _: "")


def with_plain_cdata(text: str) -> str:
    """Return XML with its CDATA sections written as escaped text.

    A section may hold "<" and "&" as they are (XML 1.0 §2.7), which a reader of tags would take for markup.
    """
    return _replaced(text, "<![CDATA[", "]]>", lambda inner: html.escape(inner, quote=False))


def plain(text: str | None) -> str | None:
    """Return a title without markup and runs of blanks, fit to be stored, or None if nothing is left."""
    if not text:
        return None
    seen = _UNSEEN.sub(" ", text[:_MAX_TITLE_MARKUP])
    # Markup goes before references are resolved: "&lt;b&gt;" is what a title says about a tag, and no tag.
    bare = html.unescape(_MARKUP.sub(" ", seen))
    title = _SPACE.sub(" ", bare).strip()[:MAX_TITLE]
    return storable(title) or None


def address(base: str, ref: str | None) -> str | None:
    """Return the canonical absolute address of a reference, or None if it is no web page."""
    if not ref or not ref.strip():
        return None
    url = join(base, ref)
    if url is None:
        return None
    try:
        return canonical(url)
    except AddressError:
        return None


def _replaced(text: str, start: str, end: str, instead: Callable[[str], str]) -> str:
    """Return the text with something else for what stands between two marks, and for the marks.

    A section without its end mark takes the rest of the text. The text is read in one pass: a regular expression
    would look for the end again from each of a thousand start marks.
    """
    parts: list[str] = []
    position = 0
    while (found := text.find(start, position)) >= 0:
        parts.append(text[position:found])
        inside = found + len(start)
        close = text.find(end, inside)
        if close < 0:
            return "".join([*parts, instead(text[inside:])])
        parts.append(instead(text[inside:close]))
        position = close + len(end)
    parts.append(text[position:])
    return "".join(parts)
