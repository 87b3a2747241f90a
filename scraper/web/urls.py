"""Addresses as the WHATWG URL standard reads them, and the identity of a page.

Pure functions on ada-url, the parser of browsers: an address that a browser opens is never refused here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

import ada_url

from scraper.errors import AddressError, UserInAddressError
from scraper.model import Site
from scraper.web.url_noise import without_noise, without_session
from scraper.web.userinfo import SCHEMES_WITHOUT_HOST, masked_address

MAX_LENGTH = 8000
"""Longest address in characters; RFC 9110 §4.1 asks for at least 8000 octets."""

KEY_RULE = 2
"""Version of the rule by which :func:`key` makes keys: raised when keys of addresses change. 1 knew no session ids."""

# So many answers are kept, since the frontier, the fetcher and every link of a page ask about the same addresses.
_KEPT_CANONICAL, _KEPT, _KEPT_JOINED = 8192, 4096, 1024
# Characters of an address that an error message shows.
_LONGEST_SHOWN = 200
_WEB_SCHEMES = ("http", "https")
_WEB_PROTOCOLS = ("http:", "https:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# URL standard §4.4, steps 1 to 3: C0 controls and blanks around an address are cut, tabs and line breaks in it removed.
_AROUND = "".join(map(chr, range(0x21)))
_BREAKS = str.maketrans("", "", "\t\n\r")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
# User and password where nothing stands before them.
_USER = re.compile(r"[^/?#\\]*@")
# A port, as it follows the colon behind a host.
_PORT = re.compile(r"[0-9]{1,5}(?:[/?#]|$)")
# Most addresses of pages are spelled by the standard already: a name of letters without a port, and a path in which
# nothing has to be escaped or resolved. They are taken apart here, in a quarter of the time. What can mean more is left
# to the standard's parser: "xn--" in a host, "%2e" and "/." in a path, a host that ends in a number.
_SIMPLE = re.compile(
    r"(?P<protocol>https?:)//(?P<host>(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]+)(?P<path>(?:/(?!\.)[\w!$&'()*+,;=:@~.-]*)+)",
    re.ASCII,
)
# In an address that the standard has spelled, user and password stand before the host and nowhere else: a path may hold
# "//" and "@" too ("/a//b@c").
_LEADING_USER = re.compile(r"^(https?://)[^/?#]*@")
_TRIPLET = re.compile("%[0-9a-fA-F]{2}")


@lru_cache(maxsize=_KEPT_CANONICAL)
def canonical(url: str) -> str:
    """Return the one spelling of an address under which it is archived.

    Host in lower case; default port, fragment, userinfo, session ids, tracking parameters and an empty
    query are dropped, other parameters keep their order.

    Args:
        url: an absolute http or https address.

    Raises:
        AddressError: if it is no such address; the message names it.
    """
    parsed = _parse(url)
    return f"{parsed.protocol}//{parsed.host}{without_session(parsed.pathname)}{without_noise(parsed.search)}"


def spelled(url: str) -> str:
    """Return an address as the standard spells it, whole but for its fragment and for user and password.

    Sources (feeds, sitemaps, listing pages) are requested like this: what would be noise in an article's
    address, such as ``?nn=``, can be what makes a feed.

    Args:
        url: an absolute http or https address.

    Raises:
        AddressError: if it is no http or https address.
    """
    href = _parse(url).href.partition("#")[0]
    return _LEADING_USER.sub(r"\1", href)


def is_web_address(url: str) -> bool:
    """Return whether an address may be made a link: of another scheme, such as ``javascript:``, it is shown as text."""
    return url.lower().startswith(("https://", "http://"))


def typed(text: str) -> str:
    """Return the address that a person meant who typed this.

    Blanks around it are cut, line breaks and tabs in it are removed, as in a line that was copied from a mail, and
    ``https://`` stands in for a missing scheme.

    Args:
        text: what was typed; ``localhost:8000`` is a host with a port, ``mailto:a@b`` a scheme.

    Raises:
        AddressError: on another scheme than http and https, or on what is no address at all.
        UserInAddressError: it names a user or a password.
    """
    text = without_breaks(text.strip())
    scheme = _typed_scheme(text)
    if scheme in _WEB_SCHEMES:
        return _public(text)
    # Who leaves out "https://" may write "max:secret@host".
    if scheme is not None and _is_user(scheme, text):
        return _public(f"https://{text}")
    if scheme is not None:
        raise AddressError(
            f"scraper reads http and https only; '{scheme}' in {_shown(text)} is something else.",
            hint="Give the address of a web page, such as https://www.example.org/.",
        )
    # In the markup of a page an address may leave its scheme to that of the page (RFC 3986 §4.2).
    if text.startswith("//"):
        return _public(f"https:{text}")
    # A reference that is resolved against a page, such as "/news", has no host of its own.
    if not text or text.startswith(("/", "?", "#", ".")):
        raise _bad(text)
    return _public(f"https://{text}")


def _public(url: str) -> str:
    """Return an address as the standard spells it.

    Raises:
        UserInAddressError: it names a user or a password. Who typed them would wonder why the page is refused: they are
            never sent.
    """
    href = _parse(url).href
    if _LEADING_USER.match(href):
        raise UserInAddressError(
            f"{_shown(url)} names a user or a password, which scraper never sends.",
            hint="Give the address without what stands before its '@'.",
        )
    return href


def join(base: str, ref: str) -> str | None:
    """Resolve a reference found on a page, or return None if it leads to no web page.

    Args:
        base: the absolute address of the page.
        ref: what stood in the ``href``; blanks around it are cut, tabs and line breaks in it removed.

    Returns:
        An absolute http or https address with its fragment, without user and password; None for other schemes, junk,
        other control characters and more than 8000 characters.
    """
    ref = without_breaks(ref)
    if len(ref) > MAX_LENGTH or _CONTROL.search(ref):
        return None
    return _joined(base, ref)


def without_breaks(text: str) -> str:
    """Return an address as the standard begins to read it: without what is around it, without tabs and line breaks."""
    # Nearly every address has neither, and is asked for often.
    if text.isprintable():
        return text.strip(" ")
    return text.strip(_AROUND).translate(_BREAKS)


@lru_cache(maxsize=_KEPT_JOINED)
def _joined(base: str, ref: str) -> str | None:
    try:
        joined = ada_url.join_url(base, ref)
    except ValueError:
        return None
    # Percent-encoding can make a reference three times as long.
    if len(joined) > MAX_LENGTH or not joined.startswith(_WEB_PROTOCOLS):
        return None
    # Nearly no address has an '@', and all links of a page come through here.
    if "@" in joined:
        return _LEADING_USER.sub(r"\1", joined)
    return joined


@lru_cache(maxsize=_KEPT)
def host(url: str) -> str:
    """Return the host of an address in lower case, without port and leading ``www.``.

    Raises:
        AddressError: if it is no http or https address.
    """
    return _bare(_parse(url).hostname)


@lru_cache(maxsize=_KEPT)
def host_and_port(url: str) -> str:
    """Return the host as :func:`host` does, with the port where it is not the scheme's own: what tells sites apart.

    Another port of a host may be another person's program (RFC 6454 §4). The scheme is left out, since http and https
    on their own ports show the same pages.

    Raises:
        AddressError: if it is no http or https address.
    """
    return _bare(_parse(url).host)


def authority(url: str) -> str:
    """Return ``host`` or ``host:port``: the key of robots rules (RFC 9309 §2.3) and of a host's pace.

    The port stands there only when it is not the scheme's own; ``www.`` stays.

    Raises:
        AddressError: if it is no http or https address.
    """
    return _parse(url).host


def origin(url: str) -> str:
    """Return scheme, host and port, as in ``https://www.example.org``.

    Raises:
        AddressError: if it is no http or https address.
    """
    parsed = _parse(url)
    return f"{parsed.protocol}//{parsed.host}"


def path_of(url: str) -> str:
    """Return path and query of an address, as in ``/news?id=7``: what the patterns of a profile see.

    Raises:
        AddressError: if it is no http or https address.
    """
    parsed = _parse(url)
    return f"{parsed.pathname}{parsed.search}"


def key(url: str, site: Site | None = None) -> str:
    """Return the identity of a page: equal for all the addresses under which one article is known.

    Args:
        url: an absolute address, in any spelling.
        site: the profile whose ``articles`` patterns may name an ``id``; it is asked only about
            addresses on its own hosts, since many sites share the shape of a path.

    Returns:
        ``site:id`` where a pattern names one, else host, path and query without the scheme, as in the
        SURT keys of web archives.

    Raises:
        AddressError: if it is no http or https address.
    """
    address = canonical(url)
    article_id = _article_id(site, address)
    if site is not None and article_id:
        return f"{site.id}:{article_id}"
    parsed = _parse(address)
    # Sites answer a path with a slash at its end and without one with the same page, often by a redirect.
    path = parsed.pathname.rstrip("/") or "/"
    plain = f"{_bare(parsed.host)}{path}{parsed.search}"
    if "%" not in plain:
        return plain
    # RFC 3986 §6.2.2.1: the case of percent-encoded octets means nothing.
    return _TRIPLET.sub(lambda found: found[0].upper(), plain)


def belongs(site: Site, url: str) -> bool:
    """Tell whether an address is on a host and port of this site, or on a subdomain of its home with the same port."""
    try:
        name = host_and_port(url)
        home = host_and_port(site.home)
    except AddressError:
        return False
    if name == home or name.endswith(f".{home}"):
        return True
    return any(_is_on(source, name) for source in (*site.listings, *site.sitemaps, *site.feeds))


def matches(site: Site, url: str) -> bool:
    """Tell whether the profile's ``articles`` patterns name this address as an article of the site."""
    path = _site_path(site, url)
    return path is not None and any(pattern.search(path) for pattern in site.articles)


def ignored(site: Site, url: str) -> bool:
    """Tell whether the profile says never to visit this address."""
    path = _site_path(site, url)
    return path is not None and any(pattern.search(path) for pattern in site.ignore)


def _site_path(site: Site, url: str) -> str | None:
    """Return the canonical path of an address of the site; None for other hosts and for junk."""
    if not belongs(site, url):
        return None
    return path_of(canonical(url))


def _is_on(source: str, name: str) -> bool:
    try:
        return host_and_port(source) == name
    except AddressError:
        return False


def _article_id(site: Site | None, address: str) -> str | None:
    """Return the ``id`` that the first pattern with one finds in an address of the site."""
    if site is None or not belongs(site, address):
        return None
    path = path_of(address)
    naming = (pattern for pattern in site.articles if "id" in pattern.groupindex)
    for match in (pattern.search(path) for pattern in naming):
        # The group may be optional, and have no part in the match.
        if match and match["id"]:
            return unquote(match["id"]).lower()
    return None


class _Parts(NamedTuple):
    """What an address consists of, by the standard's names."""

    href: str
    protocol: str
    host: str
    hostname: str
    pathname: str
    search: str


@lru_cache(maxsize=_KEPT)
def _parse(given: str) -> _Parts:
    url = without_breaks(given)
    if len(url) > MAX_LENGTH or _CONTROL.search(url):
        raise _bad(given)
    simple = _SIMPLE.fullmatch(url)
    if simple is not None:
        return _Parts(url, simple["protocol"], simple["host"], simple["host"], simple["path"], "")
    try:
        found = ada_url.parse_url(url, _Parts._fields)
    except ValueError:
        raise _bad(given) from None
    if found["protocol"] not in _WEB_PROTOCOLS:
        raise _bad(given)
    return _Parts(
        found["href"], found["protocol"], found["host"], found["hostname"], found["pathname"], found["search"]
    )


def _bad(url: str) -> AddressError:
    return AddressError(
        f"{_shown(url)} is not the address of a web page.",
        hint="Give it in full, such as https://www.example.org/news.",
    )


def _shown(url: str) -> str:
    """Return an address for a message: control characters made visible, long ones cut."""
    url = masked_address(url)
    if len(url) > _LONGEST_SHOWN:
        url = f"{url[:_LONGEST_SHOWN]}…"
    return repr(url)


def _typed_scheme(text: str) -> str | None:
    """Return the scheme of what was typed, or None where ``name:`` is a host before its port."""
    match = _SCHEME.match(text)
    if not match:
        return None
    scheme, rest = match[1].lower(), match[2]
    if scheme not in SCHEMES_WITHOUT_HOST and _PORT.match(rest):
        return None
    return scheme


def _is_user(scheme: str, text: str) -> bool:
    """Return whether what looks like a scheme is the user of an address without one."""
    return scheme not in SCHEMES_WITHOUT_HOST and _USER.match(text) is not None


def _bare(name: str) -> str:
    """Return a host without ``www.``, unless that is all of its name but the top-level domain: ``www.de``."""
    rest = name.removeprefix("www.")
    if "." not in rest:
        return name
    return rest
