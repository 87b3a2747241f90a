"""What Atom files (RFC 4287) are made of: names for all time, texts that XML can hold, addresses as links have them."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from scraper.errors import AddressError
from scraper.web.plain_text import one_line
from scraper.web.urls import spelled

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


def href(url: str | None) -> str:
    """Return an address of the web as a link has it: as RFC 3986 writes it, since browsers take more characters.

    A name of a host with umlauts is written as the network knows it; user, password and fragment are left out.

    Args:
        url: what a page, or another program, says its address is.

    Returns:
        Empty for what is no address of the web.
    """
    try:
        address = spelled(url or "")
    except AddressError:
        return ""
    escaped = _LONE_PERCENT.sub("%25", quote(address, safe=_SAFE))
    host = _HOST.match(escaped)
    end = host.end() if host is not None else 0
    return escaped[:end] + escaped[end:].translate(_BRACKETS)
