"""What all our Atom files (RFC 4287) share: the names that they give, and texts that XML can hold."""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any
from urllib.parse import quote

from scraper.web.plain_text import one_line

NAMESPACE = "{http://www.w3.org/2005/Atom}"
"""What stands before the names of Atom's elements, as ElementTree writes them."""

# A tag URI (RFC 4151) names an authority. This domain belongs to nobody and never will (RFC 6761 §6.4), and so nobody
# else makes such names.
_AUTHORITY = "tag:scraper.invalid,2026:"
# Hexadecimal digits of what tells apart what a name is of: 128 bits, of which nobody makes the same twice.
_DIGITS = 32
# Characters that XML has no form for (XML 1.0 §2.2), beyond those that plain_text.clean() takes out.
_NO_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
# A percent sign that begins no octet, and brackets behind the host, which may hold an IPv6 address: browsers take them
# as they are, RFC 3986 §2 and §3.4 do not.
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_HOST = re.compile("^https?://[^/?#]*", re.IGNORECASE)
_BRACKETS = str.maketrans({"[": "%5B", "]": "%5D"})
# As iri_to_uri of feedgenerator: what RFC 3986 reserves, and what it leaves as it is.
_SAFE = "/#%[]=:;$&()+,!?*@'~"


def tag_uri(*parts: str) -> str:
    """Return the name of something for all time (RFC 4151): ``tag:scraper.invalid,2026:watch/wohngeld``.

    Args:
        parts: what stands between the slashes; any text.
    """
    return _AUTHORITY + "/".join(quote(part, safe="", errors="replace") for part in parts)


def is_ours(name: str | None, kind: str = "") -> bool:
    """Return whether a name was given by :func:`tag_uri`.

    Args:
        name: an id, or None.
        kind: the first of its parts; empty: any.
    """
    begins = f"{_AUTHORITY}{kind}/" if kind else _AUTHORITY
    return (name or "").startswith(begins)


def digest_of(text: str) -> str:
    """Return what tells a text apart from all others, for a part of a name."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def for_xml(text: str) -> str:
    """Return a text without the characters that XML has no form for."""
    return _NO_XML.sub("", text)


def line_for_xml(text: str | None) -> str:
    """Return a text on one line, without control characters and those that turn the direction of writing."""
    return for_xml(one_line(text or ""))


def as_uri(url: str) -> str:
    """Return an address of the web as RFC 3986 writes it: browsers take more characters as they are."""
    escaped = _LONE_PERCENT.sub("%25", quote(line_for_xml(url), safe=_SAFE))
    host = _HOST.match(escaped)
    end = host.end() if host is not None else 0
    return escaped[:end] + escaped[end:].translate(_BRACKETS)


def as_bytes(feed: Any) -> bytes:
    """Return a feed of feedgenerator as the bytes of its file."""
    out = io.StringIO()
    feed.write(out, "utf-8")
    return out.getvalue().encode("utf-8", "replace") + b"\n"


class WithoutEmptyLinks:
    """Hands XML on, but for links that lead nowhere: an empty ``href`` would be the address of the feed itself.

    Args:
        handler: what writes XML, as feedgenerator has it.
    """

    def __init__(self, handler: Any) -> None:
        self._handler = handler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handler, name)

    def addQuickElement(self, name: str, contents: Any = None, attrs: Any = None) -> None:  # noqa: N802
        """Write an element, as feedgenerator names it."""
        is_empty_link = name == "link" and not attrs["href"]
        if not is_empty_link:
            self._handler.addQuickElement(name, contents, attrs)
