"""The cookies of one fetch: each goes back to the very origin that set it (RFC 6265), and is forgotten with the fetch.

Some hosts answer with a redirect until the cookie that it set is sent back. No other cookie is ever kept or sent: what
a host sets while one page is fetched says nothing to it when the next one is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.model import Site
from scraper.web import http_dates
from scraper.web.urls import origin

# RFC 6265 §6.1: what a client should be able to keep at least, per cookie and per host. A hostile answer may set any
# number of any size.
_MOST_OF_ONE = 4096
_MOST_COOKIES = 50
# The header line of a request; usual servers refuse longer ones (LimitRequestFieldSize of Apache, 8190).
_LONGEST_HEADER = 8190
# Chosen: a longer age overflows a date, and no fetch lasts a day.
_LONGEST_AGE = 86_400
# Characters that would end the header line or part it, if they were sent back (RFC 9110 §5.5).
_CONTROLS = frozenset(map(chr, (*range(0x20), 0x7F)))
_BLANKS = " \t"


@dataclass(frozen=True, slots=True)
class _Cookie:
    """One cookie.

    Args:
        name, value: as the host wrote them.
        path: the addresses below this path get it.
        until: when it expires; None where it does not.
    """

    name: str
    value: str
    path: str
    until: dt.datetime | None


class Cookies:
    """What the origins of one chain of redirects have set so far.

    Args:
        site: whose profile may name fixed cookies; they go to the origin of its home alone.
        now: the clock, aware UTC.
    """

    def __init__(self, site: Site, now: Callable[[], dt.datetime]) -> None:
        self._now = now
        # By origin, then by name and path, in the order in which they were set first.
        self._kept: dict[str, dict[tuple[str, str], _Cookie]] = {}
        if site.cookies:
            fixed = {(name, "/"): _Cookie(name, value, "/", None) for name, value in site.cookies}
            self._kept[origin(site.home)] = fixed

    def header(self, url: str) -> str | None:
        """Return the Cookie header of a request for an address, or None where there is nothing to send."""
        kept = self._kept.get(origin(url))
        if not kept:
            return None
        now, path = self._now(), _path(url)
        due = [cookie for cookie in kept.values() if _holds(cookie, now) and _is_within(path, cookie.path)]
        # RFC 6265 §5.4: those of longer paths stand first, those of equally long ones in the order of their making.
        due.sort(key=lambda cookie: -len(cookie.path))
        return _joined(f"{cookie.name}={cookie.value}" for cookie in due) or None

    def take(self, url: str, lines: Iterable[str]) -> None:
        """Keep what an answer sets.

        Args:
            url: the address that answered.
            lines: the values of its Set-Cookie headers.
        """
        kept = self._kept.setdefault(origin(url), {})
        for line in lines:
            cookie = self._read(line, url)
            if cookie is None:
                continue
            place = (cookie.name, cookie.path)
            # A host ends a cookie by setting it anew with an end in the past (RFC 6265 §3.1).
            if not _holds(cookie, self._now()):
                kept.pop(place, None)
            elif place in kept or len(kept) < _MOST_COOKIES:
                kept[place] = cookie

    def _read(self, line: str, url: str) -> _Cookie | None:
        """Return the cookie of one Set-Cookie header (RFC 6265 §5.2), or None for what is none for this address."""
        pair, *attributes = line.split(";")
        name, equals, value = (part.strip(_BLANKS) for part in pair.partition("="))
        is_too_long = len(name) + len(value) > _MOST_OF_ONE
        if not name or not equals or is_too_long or not _CONTROLS.isdisjoint(name + value):
            return None
        named = dict(_attribute(text) for text in attributes)
        is_plain_http = url.startswith("http:")
        # It would be sent over https alone, which is another origin than the one that set it.
        if "secure" in named and is_plain_http:
            return None
        # Domain is not asked: a cookie that goes back to its own origin alone needs no list of public suffixes.
        path = named.get("path", "")
        if not path.startswith("/"):
            path = _default_path(url)
        return _Cookie(name, value, path, self._end(named))

    def _end(self, attributes: Mapping[str, str]) -> dt.datetime | None:
        """Return when a cookie expires; Max-Age outranks Expires (RFC 6265 §5.3, step 3)."""
        age = attributes.get("max-age", "")
        digits = age.removeprefix("-")
        if digits.isascii() and digits.isdigit():
            # The length is looked at first: int() refuses a number of thousands of digits.
            is_long = len(digits) > len(str(_LONGEST_AGE))
            seconds = _LONGEST_AGE if is_long else min(int(digits), _LONGEST_AGE)
            if age.startswith("-"):
                seconds = 0
            return self._now() + dt.timedelta(seconds=seconds)
        return http_dates.parse(attributes.get("expires", ""))


def _attribute(text: str) -> tuple[str, str]:
    """Return name and value of an attribute, such as ``path`` and ``/``."""
    name, _, value = text.partition("=")
    return name.strip(_BLANKS).lower(), value.strip(_BLANKS)


def _holds(cookie: _Cookie, now: dt.datetime) -> bool:
    return cookie.until is None or now < cookie.until


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


def _default_path(url: str) -> str:
    """Return the path of a cookie that names none: that of its address up to the last slash (RFC 6265 §5.1.4)."""
    return _path(url).rpartition("/")[0] or "/"


def _is_within(path: str, of_cookie: str) -> bool:
    """Return whether a path is that of a cookie or lies below it (RFC 6265 §5.1.4)."""
    return path == of_cookie or path.startswith(of_cookie.rstrip("/") + "/")


def _joined(pairs: Iterable[str]) -> str:
    """Return as many pairs as one header line holds."""
    line = ""
    for pair in pairs:
        longer = f"{line}; {pair}" if line else pair
        if len(longer) <= _LONGEST_HEADER:
            line = longer
    return line
