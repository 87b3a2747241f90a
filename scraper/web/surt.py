"""SURT keys: an address in the order by which indexes of web archives are sorted.

``https://www.example.org/News/?b=2&a=1`` becomes ``org,example)/news?a=1&b=2``: the host from its end, without
``www.``, all in lower case, the parameters sorted. Programs that replay an archive look an address up by this key, so
that it must be theirs, letter by letter. The library that they have asks the network for hosts that look like numbers,
and brings a list of domains from there. Of its rules these few concern addresses that the URL standard has spelled
(:func:`scraper.web.urls.spelled`); a test compares both.
"""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes, unquote_to_bytes

# What stays as it is; '#' and '%' and all that is no visible ASCII are written as '%xx'.
_PLAIN = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
# RFC 3986 Appendix B, without the fragment.
_PARTS = re.compile(rb"([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?")
# Port 0 is none.
_PORT = re.compile(rb":0*([1-9]\d*)$")
_REMOVED = re.compile(rb"[\n\r\t]")
# "www", "www2": the front door of a site.
_WWW = re.compile(rb"www\d*\.")
# Most addresses, of which the key is known at a look: a host without a port, folders without escapes and dots of their
# own, one short parameter at the most, too short for the id of a session.
_SIMPLE = re.compile(
    r"https?://(?:www\.)?(?!www\d*\.)((?:[a-z0-9-]+\.)*[a-z0-9-]+)((?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*+)/?"
    r"(\?[A-Za-z0-9_]{1,8}=[A-Za-z0-9_.-]{1,16})?"
)
_PORTS = {b"http": b"80", b"https": b"443"}

# Ids of sessions, which the key leaves out. The archive's own addresses have none of them: those that are looked up by
# people may.
_SESSION_PATHS = tuple(
    re.compile(rb"^(.*/)%s/([^?]+\.aspx.*)$" % segment)
    for segment in (rb"\((?:[a-z]\([0-9a-z]{24}\))+\)", rb"\([0-9a-z]{24}\)")
)
_SESSION_PARAMETERS = tuple(
    re.compile(rb"^(.*)%s(?:&(.*))?$" % parameter, re.IGNORECASE)
    for parameter in (
        rb"jsessionid=[0-9a-z]{32}",
        rb"phpsessid=[0-9a-z]{32}",
        rb"sid=[0-9a-z]{32}",
        rb"aspsessionid[a-z]{8}=[a-z]{24}",
        rb"cfid=[^&]+&cftoken=[^&]+",
    )
)


def surt(url: str) -> str:
    """Return the key of an address.

    Args:
        url: an address as the URL standard spells it, or a ``urn:``; its fragment and its user mean nothing.

    Returns:
        The key, in ASCII; the address itself where it has no scheme.
    """
    simple = _SIMPLE.fullmatch(url)
    if simple is not None:
        return _simple_key(*simple.groups(default=""))
    found = _PARTS.match(_REMOVED.sub(b"", url.strip().encode("utf-8", "surrogatepass")))
    if found is None:
        return url
    scheme, authority, path, query = found.groups()
    scheme = scheme.lower()
    host = _host(authority or b"")
    if host:
        key = b",".join(reversed(host.split(b"."))) + _port(scheme, authority) + b")" + _path_key(_normal(path))
    else:
        # A path without a host, as that of a urn:, has no folders.
        key = scheme + b":" + _path_key(_unescaped(path))
    parameters = _query_key(query or b"")
    if parameters:
        key += b"?" + parameters
    return key.decode("ascii")


def _simple_key(host: str, path: str, parameter: str) -> str:
    return f"{','.join(reversed(host.split('.')))}){path.lower() or '/'}{parameter.lower()}"


def _unescaped(text: bytes) -> bytes:
    """Return a text without its '%xx', also where these were escaped again."""
    while (plain := unquote_to_bytes(text)) != text:
        text = plain
    return text


def _escaped(text: bytes) -> bytes:
    return quote_from_bytes(text, safe=_PLAIN).encode("ascii")


def _host(authority: bytes) -> bytes:
    """Return the host, in lower case, without ``www.``; empty where there is none."""
    host = authority.rpartition(b"@")[2]
    if host.startswith(b"["):
        # The colons of an IPv6 address stand in brackets.
        return host[1:].partition(b"]")[0]
    host = host.partition(b":")[0]
    host = _escaped(_unescaped(host).lower()).replace(b"..", b".").strip(b".")
    front = _WWW.match(host)
    return host if front is None else host[front.end() :]


def _port(scheme: bytes, authority: bytes) -> bytes:
    """Return the port behind its colon, or nothing where it is the scheme's own."""
    found = _PORT.search(authority)
    if found is None or found[1] == _PORTS.get(scheme):
        return b""
    return b":" + found[1]


def _normal(path: bytes) -> bytes:
    """Return a path without ``.``, ``..`` and empty segments."""
    kept: list[bytes] = []
    for segment in _unescaped(path).split(b"/")[1:]:
        if segment == b".":
            continue
        if segment == b".." and kept:
            kept.pop()
        else:
            kept.append(segment)
    # The last one is empty where the path ends in a slash.
    inner, last = kept[:-1], kept[-1:]
    return b"/" + b"".join(segment + b"/" for segment in inner if segment) + b"".join(last)


def _path_key(path: bytes) -> bytes:
    key = _escaped(path).lower()
    for pattern in _SESSION_PATHS:
        key = pattern.sub(rb"\1\2", key)
    return key.removesuffix(b"/") if len(key) > 1 else key


def _query_key(query: bytes) -> bytes:
    query = _escaped(_unescaped(query))
    for pattern in _SESSION_PARAMETERS:
        query = pattern.sub(lambda found: found[1] + (found[2] or b""), query)
    pairs = sorted(tuple(parameter.split(b"=", 1)) for parameter in query.lower().split(b"&"))
    return b"&".join(b"=".join(pair) for pair in pairs)
