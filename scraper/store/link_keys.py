"""What all addresses of one page share, for the links of articles: a number by which a link finds its target.

A link may have a fragment, a tracking parameter, a session id, or the title of the article in its path. By
:func:`scraper.web.urls.key` it has one key with all other addresses of its page, and the table ``links`` keeps a number
made of that key: it is a tenth as long, and as good to compare by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from scraper.errors import AddressError
from scraper.model import Site
from scraper.web.urls import KEY_RULE, canonical, host_and_port, key

# So many addresses are kept with their keys, since the pages of a site link to the same ones again and again.
_KEPT = 8192
# Bytes of a digest that a number of SQLite holds. Of a million keys two share a number once in thirty million archives.
_NUMBER_BYTES = 8


class LinkKey(NamedTuple):
    """By what the target of a link is found.

    Args:
        number: of the key, as ``links.key`` has it.
        key: by the profile whose pattern names the article in the address, else by the address alone.
        plain: the key by the address alone, where that is another one; None: it is the same.
        url: the canonical address; None where only the key of a page is known.
    """

    number: int
    key: str
    plain: str | None
    url: str | None

    @property
    def numbers(self) -> list[int]:
        """The numbers that links to the address may have: those that were written without the profile have another."""
        return [self.number] if self.plain is None else [self.number, number_of(self.plain)]


class LinkKeys:
    """The keys of addresses on any host, by the profiles that are known; at first none is."""

    def __init__(self) -> None:
        self._sites: dict[str, Site] = {}
        self._places = _Places(())
        self._cached = lru_cache(maxsize=_KEPT)(self._made)

    def know(self, sites: Iterable[Site]) -> bool:
        """Take profiles into account, one with the id of another in its place; return whether one was new."""
        # The profile of a site is handed over with each of its pages, and is mostly the one that is known.
        new = {site.id: site for site in sites if self._is_new(site)}
        if not new:
            return False
        self._sites |= new
        self._places = _Places(self.sites())
        self._cached.cache_clear()
        return True

    def sites(self) -> list[Site]:
        """Return the profiles whose patterns name the article in an address, by which keys differ from the address."""
        return [site for site in self._sites.values() if _names_ids(site)]

    def _is_new(self, site: Site) -> bool:
        known = self._sites.get(site.id)
        if known is None:
            return _names_ids(site)
        return known is not site and known != site

    def of(self, url: str | None) -> LinkKey | None:
        """Return the key of an address; None where there is none, or it is none of the web."""
        return None if url is None else self._cached(url)

    def _made(self, url: str) -> LinkKey | None:
        try:
            address, plain = canonical(url), key(url)
        except AddressError:
            return None
        # A key begins with the place, and a path with a slash.
        named = (key(address, site) for site in self._places.at(plain.partition("/")[0]))
        own = next((one for one in named if one != plain), plain)
        return LinkKey(number_of(own), own, None if own == plain else plain, address)


class _Places:
    """The profiles by the places (host and port) that their sites are at.

    Args:
        sites: the profiles.
    """

    def __init__(self, sites: Iterable[Site]) -> None:
        self._homes: dict[str, list[Site]] = {}
        self._others: dict[str, list[Site]] = {}
        for site in sites:
            self._homes.setdefault(host_and_port(site.home), []).append(site)
            for place in places_of(site):
                self._others.setdefault(place, []).append(site)

    def at(self, place: str) -> Iterator[Site]:
        """Yield the profiles that may be asked about an address there: of that place, then of what it is below."""
        yield from self._others.get(place, ())
        _, _, rest = place.partition(".")
        while rest:
            yield from self._homes.get(rest, ())
            _, _, rest = rest.partition(".")


def number_of(key: str) -> int:
    """Return the number of a key, as ``links.key`` has it."""
    # An address that a page gives may hold half of a surrogate pair, which has no form in UTF-8.
    digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=_NUMBER_BYTES)
    return int.from_bytes(digest.digest(), signed=True)


def places_of(site: Site) -> set[str]:
    """Return the hosts, with their ports, that an address of a site is on, or below."""
    return {host_and_port(url) for url in (site.home, *site.listings, *site.sitemaps, *site.feeds)}


def is_at(places: Collection[str], url: str | None) -> bool:
    """Return whether an address may be at one of some places, or below it: that is faster than to take it apart."""
    name = (url or "").lower()
    return any(place in name for place in places)


def rule_of(site: Site) -> str:
    """Return what the keys of a site's addresses depend on: the rule of keys, its patterns, the places it is at."""
    patterns = hashlib.sha256("\n".join(pattern.pattern for pattern in site.articles).encode())
    return " ".join([f"{KEY_RULE}+{patterns.hexdigest()[:12]}", *sorted(places_of(site))])


def places_in(rule: str) -> list[str]:
    """Return the places in a rule that :func:`rule_of` gave."""
    return rule.split()[1:]


def _names_ids(site: Site) -> bool:
    return any("id" in pattern.groupindex for pattern in site.articles)
