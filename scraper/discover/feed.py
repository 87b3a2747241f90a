"""Feeds: RSS of every version, Atom, RDF and JSON Feed 1.1, sound or broken."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sys
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import feedparser

from scraper.discover.document import address, is_html, parsed, plain, text_of, unpack
from scraper.model import Found, Link, Response
from scraper.web.feed_dates import stamp
from scraper.web.urls import join

MAX_BYTES = 10 * 1000 * 1000
"""What is read of a feed, in bytes; feedparser's tolerant mode is slow on more."""

MAX_TAGS = 200_000
"""Most tags that are read of a feed: without end tags, feedparser takes seconds for each 100,000."""

MAX_ENTRIES = 10_000
"""Most links taken from one feed."""

_SMALL = 100_000
_ENTITY = re.compile(rb"<!ENTITY[^<>]*>?", re.IGNORECASE)
_PLAIN_ENTITY = re.compile(rb"<!ENTITY\s+\w+\s+[\"'][^\"'%&]{0,20}[\"']\s*>", re.IGNORECASE)
_CHARACTER = re.compile(rb"&#([0-9]{1,4000}|[xX][0-9a-fA-F]+)")
# What a parser of broken markup can run into; feedparser promises nothing.
_FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_ROOT = re.compile(r"<(?:[\w.\-]{1,40}:)?(?:rss|feed|rdf|channel)[\s>/]", re.IGNORECASE)
_FEED_PATH = re.compile(r"/(?:feed|rss)/?$|\.rss$|(?:rss|feed)[^/]*\.xml$|/RSSFeed/", re.IGNORECASE)


def read(response: Response) -> Found:
    """Read a feed that was fetched; nothing else is ever fetched or opened.

    Args:
        response: what the feed's address answered; relative links are resolved against its ``url``.

    Returns:
        One link per entry that names a page, in the order of the feed; ``next_url`` from
        ``rel=next`` (RFC 5005 §3); a ``problem`` where there is no feed or nothing in it.
    """
    body = b"<".join(unpack(response.body, MAX_BYTES).split(b"<", MAX_TAGS)[:MAX_TAGS])
    if not body.strip():
        return Found(problem="the feed is empty")
    text = text_of(body, response.content_type)
    if is_html(text):
        return Found(problem=_html_problem(text, response.url))
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _read_json(text, response.url)
    if len(body) > _SMALL and not _ROOT.search(text):
        # feedparser would look for long and find nothing; it may know the encoding of a small one better.
        return Found(problem="the document is no feed")
    return _read_xml(body, response)


def _read_xml(body: bytes, response: Response) -> Found:
    parsed = _parse(body, response)
    if parsed is None:
        return Found(problem="the feed is broken")
    base = response.url
    older = not str(parsed.get("version") or "").startswith("atom")
    found = (_entry_link(entry, base, older) for entry in parsed.entries[:MAX_ENTRIES])
    links = _distinct(found)
    problem = None if links else _nothing(parsed)
    return Found(links, _next_url(parsed.feed.get("links", ()), base), problem)


def _parse(body: bytes, response: Response) -> Any:
    """Run feedparser on the bytes, never on an address or a file name; None if it fails on them."""
    headers = {"content-type": response.content_type or "application/xml"}
    # A header is ASCII; the base of relative links is one.
    headers["content-location"] = quote(response.url, safe=":/?#[]@!$&'()*+,;=%")
    source = io.BytesIO(_CHARACTER.sub(_possible, _without_entities(body)))
    try:
        # Only links, titles and dates are wanted: nothing of the text is shown to anyone.
        return feedparser.parse(source, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except _FAILURES:
        return None


def _possible(found: re.Match[bytes]) -> bytes:
    """Drop a reference to a character that Unicode does not have; feedparser stumbles over it."""
    digits = found[1].lower()
    code = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    return found[0] if code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF else b""


def _without_entities(body: bytes) -> bytes:
    """Drop declarations of entities but those of a few plain characters: the others can be bombs."""
    if b"<!ENTITY" not in body and b"<!entity" not in body:
        return body
    return _ENTITY.sub(lambda found: found[0] if _PLAIN_ENTITY.fullmatch(found[0]) else b"", body)


def _nothing(parsed: Any) -> str:
    if parsed.entries:
        return "no entry of the feed names a web page"
    return "the feed has no entries" if parsed.get("version") else "the document is no feed"


def _entry_link(entry: Any, base: str, older: bool) -> Link | None:
    url = _entry_url(entry, base)
    if url is None:
        return None
    updated = _moment_of(entry, "updated")
    published = _moment_of(entry, "published") or _moment_of(entry, "created")
    if published is None and older:
        # RSS 1.0 has only dc:date, which feedparser takes for a date of change.
        published = updated
    return Link(url, "article", plain(entry.get("title")), published, updated)


def _entry_url(entry: Any, base: str) -> str | None:
    """Return the entry's own page: its link, its alternate, or its guid where that is a permalink."""
    alternates = [link for link in entry.get("links", ()) if link.get("rel") == "alternate"]
    pages = [link for link in alternates if "html" in str(link.get("type") or "html")]
    candidates = [link.get("href") for link in (*pages, *alternates)]
    candidates.append(entry.get("link"))
    if entry.get("guidislink") or str(entry.get("id") or "").startswith(("http://", "https://")):
        candidates.append(entry.get("id"))
    return next((url for ref in candidates if (url := address(base, ref))), None)


def _moment_of(entry: Any, name: str) -> dt.datetime | None:
    # ``get`` of feedparser's dictionaries hands out one date for another and warns; dict's does not.
    return stamp(dict.get(entry, name), dict.get(entry, f"{name}_parsed"))


def _next_url(links: Iterable[Any], base: str) -> str | None:
    for link in links:
        url = join(base, link.get("href") or "") if link.get("rel") == "next" else None
        if url and url != base:
            return url
    return None


def _distinct(found: Iterable[Link | None]) -> tuple[Link, ...]:
    links: dict[str, Link] = {}
    for link in found:
        if link is not None:
            links.setdefault(link.url, link)
    return tuple(links.values())


def _read_json(text: str, base: str) -> Found:
    """Read a JSON Feed, https://www.jsonfeed.org/version/1.1/."""
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return Found(problem="the feed is broken JSON")
    items = data.get("items")
    if not isinstance(items, list):
        return Found(problem="the document is no feed")
    links = _distinct(_json_link(item, base) for item in items[:MAX_ENTRIES] if isinstance(item, dict))
    following = join(base, _string(data.get("next_url")))
    next_url = following if data.get("next_url") and following != base else None
    nothing = "no entry of the feed names a web page" if items else "the feed has no entries"
    return Found(links, next_url, None if links else nothing)


def _json_link(item: dict[str, Any], base: str) -> Link | None:
    candidates = (_string(item.get(name)) for name in ("url", "external_url"))
    url = next((url for ref in candidates if (url := address(base, ref))), None)
    if url is None:
        return None
    published, changed = (stamp(_string(item.get(name))) for name in ("date_published", "date_modified"))
    return Link(url, "article", plain(_string(item.get("title"))), published, changed)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _html_problem(text: str, base: str) -> str:
    """Say that this is a web page, and which feeds it names, for the person who mends the profile."""
    problem = "the feed is an HTML page"
    named = _named_feeds(text, base)
    return f"{problem}; it names {', '.join(named)}" if named else problem


def _named_feeds(text: str, base: str) -> list[str]:
    """Return up to three feeds that a page names in its head or, as hub pages do, in its text."""
    tree = parsed(text)
    heads = tree.css('link[rel~="alternate"][type*="rss"], link[rel~="alternate"][type*="atom"]')
    anchors = [node for node in tree.css("a[href]") if _FEED_PATH.search(node.attributes.get("href") or "")]
    urls = (join(base, node.attributes.get("href") or "") for node in (*heads, *anchors))
    return list(dict.fromkeys(url for url in urls if url and url != base))[:3]
