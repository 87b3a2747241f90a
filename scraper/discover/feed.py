"""Feeds: RSS of every version, Atom, RDF and JSON Feed 1.1, sound or broken."""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

import feedparser
from selectolax.lexbor import LexborHTMLParser

from scraper.discover import json_feed
from scraper.discover.document import cut, distinct, first_address, parsed, plain, unpacked
from scraper.model import Cut, Fault, Found, Link, Reason, Response, fault
from scraper.web.encoding import decode_xml
from scraper.web.feed_dates import stamp
from scraper.web.sniff import is_html_text
from scraper.web.urls import join

MAX_BYTES = 10 * 1000 * 1000
"""What is read of a feed, in bytes; feedparser's tolerant mode is slow on more."""

MAX_TAGS = 200_000
"""Most tags that are read of a feed: without end tags, feedparser takes seconds for each 100,000."""

MAX_ENTRIES = 10_000
"""Most links taken from one feed."""

# Bytes up to which feedparser may try a document that does not look like a feed; with larger ones it takes too long.
_SMALL = 100_000
# How many of the feeds that a web page names, where a feed should be, are told to the person who mends the profile.
_MAX_NAMED_FEEDS = 3
# Declarations of entities in a document type, and those of them that stand for a few plain characters.
_ENTITY = re.compile(rb"<!ENTITY[^<>]*>?", re.IGNORECASE)
_PLAIN_ENTITY = re.compile(rb"<!ENTITY\s+\w+\s+[\"'][^\"'%&]{0,20}[\"']\s*>", re.IGNORECASE)
# A reference to a character by its number. Python refuses to convert more than 4,300 decimal digits; hexadecimal ones
# have no such bound.
_CHARACTER = re.compile(rb"&#([0-9]{1,4000}|[xX][0-9a-fA-F]+)")
_DECIMAL, _HEXADECIMAL = 10, 16
_SURROGATES = range(0xD800, 0xE000)
# A header is ASCII; these characters have a meaning in an address and stay as they are in it.
_MEANT_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%"
# What feedparser can fail with on broken markup; its documentation promises nothing.
_FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_ROOT = re.compile(r"<(?:[\w.\-]{1,40}:)?(?:rss|feed|rdf|channel)[\s>/]", re.IGNORECASE)
# The start of an entry, to count those that were not read.
_ENTRY = re.compile(rb"<(?:[\w.\-]{1,40}:)?(?:item|entry)[\s>]", re.IGNORECASE)
# How the addresses of feeds end on common systems; "/RSSFeed/" is of the Government Site Builder.
_FEED_PATH = re.compile(r"/(?:feed|rss)/?$|\.rss$|(?:rss|feed)[^/]*\.xml$|/RSSFeed/", re.IGNORECASE)
_BEFORE_MARKUP = "\ufeff \t\r\n"


def read(response: Response) -> Found:
    """Read a feed that was fetched; nothing else is ever fetched or opened.

    Args:
        response: what the feed's address answered; relative links are resolved against its ``url``.

    Returns:
        One link per entry that names a page, in the order of the feed; ``next_url`` from
        ``rel=next`` (RFC 5005 §3); a ``problem`` where there is no feed or nothing in it; a ``cut``
        where it was not read to its end.
    """
    body, is_whole = _bounded(response.body)
    if not body.strip():
        return _no_feed(Reason.FEED_EMPTY)
    text = decode_xml(body, response.content_type)
    if is_html_text(text):
        return Found(problem=_html_problem(text, response.url))
    if text.lstrip(_BEFORE_MARKUP).startswith("{"):
        return json_feed.read(text.lstrip(_BEFORE_MARKUP), response.url, MAX_ENTRIES, is_whole=is_whole)
    if len(body) > _SMALL and not _ROOT.search(text):
        # feedparser may know the encoding of a small document better, and finds nothing in this one.
        return _no_feed(Reason.NOT_A_FEED)
    return _read_xml(body, response, is_whole=is_whole)


def _no_feed(reason: Reason) -> Found:
    return Found(problem=fault(reason))


def _bounded(data: bytes) -> tuple[bytes, bool]:
    """Return a feed up to its bounds of bytes and of tags, and whether that is all of it."""
    # One byte more than is read shows whether there is more.
    unpacked_body = unpacked(data, MAX_BYTES + 1)
    body = unpacked_body[:MAX_BYTES]
    tags = body.split(b"<", MAX_TAGS)
    is_whole = len(unpacked_body) <= MAX_BYTES and len(tags) <= MAX_TAGS
    return b"<".join(tags[:MAX_TAGS]), is_whole


def _read_xml(body: bytes, response: Response, *, is_whole: bool) -> Found:
    """Read RSS, Atom or RDF; feedparser gets the bytes, since it mends encodings that are declared wrongly itself."""
    document = _parse(body, response)
    if document is None:
        return _no_feed(Reason.FEED_BROKEN)
    base = response.url
    is_atom = str(document.get("version") or "").startswith("atom")
    entries = document.entries
    named = [_entry_link(entry, base, is_atom=is_atom) for entry in entries[:MAX_ENTRIES]]
    next_url = _next_url(document.feed.get("links", ()), base)
    links = distinct(named)
    if links and not is_whole:
        # The entry that the cut goes through may have lost its link, and is not counted then.
        return Found(links, next_url, cut=_rest(sum(link is not None for link in named), response.body))
    if links and len(entries) > MAX_ENTRIES:
        return Found(links, next_url, cut=cut(MAX_ENTRIES, "entries", len(entries)))
    if links:
        return Found(links, next_url)
    return Found((), next_url, fault(_why_no_links(document)))


def _rest(taken: int, data: bytes) -> Cut | None:
    """Return what a bound of bytes or tags left of a feed, or None where that was no entry.

    Args:
        taken: how many entries were read.
        data: the feed as it came.
    """
    # Of a packed feed the rest was never unpacked, so that nothing is found in it, and the total stays unknown.
    total = len(_ENTRY.findall(data))
    if total == taken:
        return None
    return cut(taken, "entries", total)


def _parse(body: bytes, response: Response) -> Any:
    """Run feedparser on the bytes, never on an address or a file name; None if it fails on them."""
    headers = {
        "content-type": response.content_type or "application/xml",
        # The base of relative links.
        "content-location": quote(response.url, safe=_MEANT_IN_ADDRESSES),
    }
    source = io.BytesIO(_CHARACTER.sub(_possible_reference, _without_entities(body)))
    try:
        # Only links, titles and dates are wanted: nothing of the text is shown to anyone.
        return feedparser.parse(source, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    except _FAILURES:
        return None


def _possible_reference(found: re.Match[bytes]) -> bytes:
    """Return a reference to a character, or nothing where Unicode has no such character: feedparser fails on those."""
    digits = found[1].lower()
    code = int(digits.lstrip(b"x"), _HEXADECIMAL if digits.startswith(b"x") else _DECIMAL)
    if code > sys.maxunicode or code in _SURROGATES:
        return b""
    return found[0]


def _without_entities(body: bytes) -> bytes:
    """Drop declarations of entities but those of a few plain characters: the others can be bombs."""
    if b"<!ENTITY" not in body and b"<!entity" not in body:
        return body
    return _ENTITY.sub(_plain_entity, body)


def _plain_entity(found: re.Match[bytes]) -> bytes:
    """Return the declaration of an entity, or nothing where it could be used to build a bomb."""
    if _PLAIN_ENTITY.fullmatch(found[0]):
        return found[0]
    return b""


def _why_no_links(document: Any) -> Reason:
    """Return why a document that feedparser has read names no pages."""
    if document.entries:
        return Reason.FEED_WITHOUT_PAGES
    # feedparser gives a version only where it has met the root element of a feed.
    if document.get("version"):
        return Reason.FEED_WITHOUT_ENTRIES
    return Reason.NOT_A_FEED


def _entry_link(entry: Any, base: str, *, is_atom: bool) -> Link | None:
    """Return the link of one entry, with its title and dates, or None where it names no web page."""
    url = _entry_url(entry, base)
    if url is None:
        return None
    updated = _moment_of(entry, "updated")
    published = _moment_of(entry, "published") or _moment_of(entry, "created")
    if published is None and not is_atom:
        # RSS 1.0 has only dc:date, which feedparser takes for a date of change. In Atom that date is an element of its
        # own, which every entry must have, so it says nothing of when an entry was published.
        published = updated
    return Link(url, "article", plain(entry.get("title")), published, updated)


def _entry_url(entry: Any, base: str) -> str | None:
    """Return the address of the entry's own page."""
    return first_address(_references(entry), base)


def _references(entry: Any) -> Iterator[Any]:
    """Yield what can lead to an entry's page: its alternate, its link, its guid where that is a permalink."""
    alternates = [link for link in entry.get("links", ()) if link.get("rel") == "alternate"]
    # RFC 4287 §4.2.7.2: an entry may have alternates of several types; one without a type is a page.
    for link in alternates:
        if "html" in str(link.get("type") or "html"):
            yield link.get("href")
    for link in alternates:
        yield link.get("href")
    yield entry.get("link")
    name = entry.get("id")
    # Last of all: it must not be assumed that an id leads anywhere, even if it looks like it (RFC 4287 §4.2.6).
    if entry.get("guidislink") or str(name or "").startswith(("http://", "https://")):
        yield name


def _moment_of(entry: Any, name: str) -> dt.datetime | None:
    # ``get`` of feedparser's dictionaries hands out one date for another and warns; dict's does not.
    return stamp(dict.get(entry, name), dict.get(entry, f"{name}_parsed"))


def _next_url(links: Iterable[Any], base: str) -> str | None:
    """Return the next page of a feed (RFC 5005 §3), or None."""
    # A feed that calls itself its next page would be walked without end.
    followed = (join(base, link.get("href") or "") for link in links if link.get("rel") == "next")
    return next((url for url in followed if url and url != base), None)


def _html_problem(text: str, base: str) -> Fault:
    """Say that this is a web page, and which feeds it names, for the person who mends the profile."""
    feeds = list(islice(_named_feeds(parsed(text), base), _MAX_NAMED_FEEDS))
    if feeds:
        return fault(Reason.FEED_IS_HTML_NAMING, feeds=", ".join(feeds))
    return fault(Reason.FEED_IS_HTML)


def _named_feeds(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    """Yield the feeds that a page names in its head or, as hub pages do, in its text."""
    nodes = tree.css('link[rel~="alternate"][type*="rss"], link[rel~="alternate"][type*="atom"]')
    nodes += [node for node in tree.css("a[href]") if _FEED_PATH.search(node.attributes.get("href") or "")]
    urls = (join(base, node.attributes.get("href") or "") for node in nodes)
    return iter(dict.fromkeys(url for url in urls if url and url != base))
