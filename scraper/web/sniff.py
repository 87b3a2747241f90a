"""What a response or a document is, by its bytes and its media type (mimesniff.spec.whatwg.org)."""

from __future__ import annotations

import re

from scraper.model import Fault, Reason, Response, fault

_HTML_TYPES = ("text/html", "application/xhtml+xml")
# Media types under which servers send files that they do not know, pages among them.
_VAGUE_TYPES = ("", "text/plain", "application/octet-stream", "application/xml", "text/xml")
# What a page begins with where its media type does not say so.
_PAGE_STARTS = (b"<!doctype html", b"<html", b"\xef\xbb\xbf<!doctype html")
_START_OF_PAGE = 512
# How much of a resource the standard looks at (§7.1, "read the resource header").
_RESOURCE_HEADER = 1445
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# The binary data bytes of §3.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_PAGE_TAG = re.compile(
    rb"<!--|<(?:!doctype|html|head|body|title|meta|link|script|div|p|h1|table|article)\b", re.IGNORECASE
)

_PDF_MAGIC = b"%PDF-"
_REASONS_BY_TYPE = {"application/pdf": Reason.PDF, "application/json": Reason.JSON}
_REASONS_BY_FAMILY = {"image": Reason.IMAGE_FILE, "audio": Reason.AUDIO_FILE, "video": Reason.VIDEO_FILE}

# Characters of a document in which its first tag is looked for.
_HEAD_OF_DOCUMENT = 100_000
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:_.\-]*)")
_HTML_TAGS = frozenset({"html", "head", "body", "title", "meta", "link", "script", "style", "div", "p", "h1", "br"})
_XML_ROOT = re.compile(r"<(?:[\w.\-]{1,40}:)?(?:rss|feed|rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE)


def is_html_response(response: Response) -> bool:
    """Return whether a response can hold an article: HTML, XHTML, or markup of a type that says nothing."""
    if response.media_type in _HTML_TYPES:
        return not is_binary(response.body)
    if response.media_type not in _VAGUE_TYPES:
        return False
    start = response.body[:_START_OF_PAGE].lstrip().lower()
    # Before the root of XHTML there may be an XML declaration, comments and a document type.
    return start.startswith(_PAGE_STARTS) or b"<html" in start


def may_be_html(media_type: str) -> bool:
    """Return whether a response of this media type can hold a page, before its body is known.

    Args:
        media_type: without parameters, lower-case.
    """
    return media_type in _HTML_TYPES or media_type in _VAGUE_TYPES


def is_html_text(text: str) -> bool:
    """Return whether a document that should be a feed or a sitemap is a web page, by its first tag.

    Args:
        text: the decoded document.
    """
    head = text[:_HEAD_OF_DOCUMENT]
    # A feed may begin with a comment that speaks of HTML.
    first = _TAG.search(_COMMENT.sub("", head))
    if first is None or first[1].lower() not in _HTML_TAGS:
        return False
    # A feed whose first element is a "link" or a "title" before its own root is broken, but no page.
    return _XML_ROOT.search(head) is None


def is_binary(body: bytes) -> bool:
    """Return whether a body begins with binary data bytes (§7.1) and with no tag of a page."""
    start = body[:_RESOURCE_HEADER]
    if start.startswith(_UTF16_BOMS):
        # In UTF-16 every other byte of Latin text is zero.
        start = start.replace(b"\0", b"")
    return _BINARY.search(start) is not None and _PAGE_TAG.search(start.replace(b"\0", b"")) is None


def what_it_is(response: Response) -> Fault:
    """Return what a response is that is no page, for people: "a PDF document"."""
    media_type = response.media_type
    # The first bytes outrank the media type: servers send PDF files as text/html or application/octet-stream.
    if response.body.startswith(_PDF_MAGIC):
        return fault(Reason.PDF)
    if media_type in _HTML_TYPES:
        return fault(Reason.BINARY_DATA, media_type=media_type)
    family = media_type.partition("/")[0]
    reason = _REASONS_BY_TYPE.get(media_type) or _REASONS_BY_FAMILY.get(family)
    if reason is not None:
        return fault(reason)
    return fault(Reason.NOT_HTML, media_type=media_type or "no media type")
