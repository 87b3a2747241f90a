"""What a response is, by its bytes and its media type (mimesniff.spec.whatwg.org)."""

from __future__ import annotations

import re

from scraper.model import Response

_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_PAGE_TAG = re.compile(
    rb"<!--|<(?:!doctype|html|head|body|title|meta|link|script|div|p|h1|table|article)\b", re.IGNORECASE
)


def is_html(response: Response) -> bool:
    """Whether the response can hold an article: HTML, XHTML, or a type that was not said."""
    if response.media_type in ("text/html", "application/xhtml+xml"):
        return not is_binary(response.body)
    start = response.body[:512].lstrip().lower()
    return response.media_type in (
        "",
        "text/plain",
        "application/octet-stream",
        "application/xml",
        "text/xml",
    ) and (start.startswith((b"<!doctype html", b"<html", b"\xef\xbb\xbf<!doctype html")) or b"<html" in start)


def is_binary(body: bytes) -> bool:
    """Whether a body begins with binary data bytes (mimesniff.spec.whatwg.org, table 5) and with no tag of a page."""
    start = body[:1445].replace(b"\0", b"") if body.startswith((b"\xff\xfe", b"\xfe\xff")) else body[:1445]
    return _BINARY.search(start) is not None and _PAGE_TAG.search(start.replace(b"\0", b"")) is None


def what_it_is(response: Response) -> str:
    """Name a response that is not HTML, for people: "a PDF document"."""
    known = {"application/pdf": "a PDF document", "application/json": "JSON data"}
    if response.body.startswith(b"%PDF-"):
        return "a PDF document"
    kind = response.media_type
    if kind.partition("/")[0] in ("image", "audio", "video"):
        return f"an {kind.partition('/')[0]} file" if kind[0] in "ia" else "a video file"
    if kind in ("text/html", "application/xhtml+xml"):
        return f"binary data, though it is sent as {kind}"
    return known.get(kind, f"not an HTML page ({kind or 'no media type'})")
