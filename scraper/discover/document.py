"""What all readers need: bytes to text, gzip, and the look at what a document is."""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable

import webencodings
from selectolax.lexbor import LexborHTMLParser

from scraper.errors import AddressError
from scraper.web.bounds import bounded
from scraper.web.urls import canonical, join

MAX_UNPACKED = 50 * 1000 * 1000
"""Most bytes of a document after decompression: the bound of the sitemap protocol."""

MAX_TITLE = 1000
"""Longest title in characters; what is longer is no title."""

MAX_DEPTH = 1000
"""Deepest nesting of elements that a page may have; browsers stop at 512."""

_CHUNK = 65536
_GZIP = b"\x1f\x8b"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]{2,40})", re.IGNORECASE)
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:_.\-]*)")
_MARKUP = re.compile(r"<[/!A-Za-z][^<>]*>")
# What browsers never show, with its text.
_UNSEEN = re.compile(r"<(script|style|applet)\b[^<>]*>.*?</\1[^<>]*>", re.IGNORECASE | re.DOTALL)
_SPACE = re.compile(r"\s+")
_XML_ROOT = re.compile(r"<(?:[\w.\-]{1,40}:)?(?:rss|feed|rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_HTML_TAGS = frozenset({"html", "head", "body", "title", "meta", "link", "script", "style", "div", "p", "h1", "br"})
_NESTING = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
# Void elements, and those that the next of their kind closes: they do not nest by repetition.
_FLAT = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
        *("p", "li", "dd", "dt", "option", "optgroup", "td", "th", "tr", "tbody", "thead", "tfoot", "path"),
    }
)


def text_of(data: bytes, content_type: str | None) -> str:
    """Decode a document: byte order mark, Content-Type, its own declaration, UTF-8, windows-1252.

    Args:
        data: the body as it came.
        content_type: the header, or None.
    """
    label = _CHARSET.search(content_type or "")
    encoding = webencodings.lookup(label[1]) if label else None
    encoding = encoding or _declared(data) or _guessed(data)
    # webencodings lets a byte order mark win over what it is told, as browsers do.
    text: str = webencodings.decode(data, encoding, errors="replace")[0]
    return text


def unpack(data: bytes, limit: int = MAX_UNPACKED) -> bytes:
    """Return what a gzip file holds, all its members, or the bytes themselves if it is none.

    A truncated or damaged file gives what could be read of it.

    Args:
        data: bytes with or without gzip's magic number.
        limit: most bytes to return; the rest is cut off.
    """
    if not data.startswith(_GZIP):
        return data[:limit]
    parts: list[bytes] = []
    room, position = limit, 0
    member = zlib.decompressobj(wbits=31)
    while position < len(data) and room > 0:
        chunk = data[position : position + _CHUNK]
        position += len(chunk)
        try:
            parts.append(member.decompress(chunk, room))
        except zlib.error:
            break
        room -= len(parts[-1])
        if member.eof:
            position -= len(member.unused_data)
            if not data.startswith(_GZIP, position):
                break
            member = zlib.decompressobj(wbits=31)
    return b"".join(parts)


def is_html(text: str) -> bool:
    """Tell whether a document is a web page rather than a feed or a sitemap."""
    head = text[:100_000]
    found = _TAG.search(without_comments(head))
    return bool(found and found[1].lower() in _HTML_TAGS and not _XML_ROOT.search(head))


def shallow(text: str) -> str:
    """Return a page up to where its elements nest too deep: lexbor's time grows with the square of depth."""
    if text.count("<") < MAX_DEPTH:
        return text
    depth = 0
    for tag in _NESTING.finditer(text):
        if tag[2].lower() in _FLAT:
            continue
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            return text[: tag.start()]
    return text


def parsed(text: str) -> LexborHTMLParser:
    """Parse a page, without what would take unbounded time: the crawl stands still meanwhile."""
    return LexborHTMLParser(bounded(shallow(text).encode("utf-8", "replace")))


def without_comments(text: str) -> str:
    """Return XML without its comments; an unclosed one takes the rest with it."""
    return _cut(text, "<!--", "-->", lambda _: "")


def with_plain_cdata(text: str) -> str:
    """Return XML with its CDATA sections written as escaped text."""
    return _cut(text, "<![CDATA[", "]]>", lambda inner: html.escape(inner, quote=False))


def plain(text: str | None) -> str | None:
    """Return a title without markup and runs of blanks, or None if nothing is left."""
    if not text:
        return None
    seen = _UNSEEN.sub(" ", text[: 4 * MAX_TITLE])
    bare = html.unescape(_MARKUP.sub(" ", seen))
    return _SPACE.sub(" ", bare).strip()[:MAX_TITLE] or None


def address(base: str, ref: str | None) -> str | None:
    """Return the canonical absolute address of a reference, or None if it is no web page."""
    url = join(base, ref) if ref and ref.strip() else None
    try:
        return canonical(url) if url else None
    except AddressError:
        return None


def _declared(data: bytes) -> webencodings.Encoding | None:
    # XML 1.0, appendix F: markup in UTF-16 without a byte order mark.
    for start, label in ((b"<\0", "utf-16le"), (b"\0<", "utf-16be")):
        if data.startswith(start):
            return webencodings.lookup(label)
    found = _DECLARED.search(data[:1024])
    encoding = webencodings.lookup(found[1].decode("ascii")) if found else None
    # Whoever could be read so far does not write UTF-16, whatever is declared.
    return webencodings.UTF8 if encoding and encoding.name.startswith("utf-16") else encoding


def _guessed(data: bytes) -> webencodings.Encoding:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return webencodings.lookup("windows-1252")
    return webencodings.UTF8


def _cut(text: str, start: str, end: str, instead: Callable[[str], str]) -> str:
    """Replace what stands between two marks, in one pass whatever is left unclosed."""
    if start not in text:
        return text
    parts: list[str] = []
    position = 0
    while (found := text.find(start, position)) >= 0:
        parts.append(text[position:found])
        close = text.find(end, found + len(start))
        inner = text[found + len(start) : close if close >= 0 else len(text)]
        parts.append(instead(inner))
        position = close + len(end) if close >= 0 else len(text)
    parts.append(text[position:])
    return "".join(parts)
