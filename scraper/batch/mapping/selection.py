"""Which records of a WARC file are read: those of the user's sites, of some hosts, or of all."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

from scraper.errors import AddressError
from scraper.model import Site
from scraper.sites import site_for
from scraper.sites.unlisted import unlisted
from scraper.web.urls import canonical, host, ignored, key

# A file of a news crawl has pages of some thousand hosts. Chosen: so many are remembered before it is begun anew.
_HOSTS_REMEMBERED = 20_000
_SCHEMES = ("http://", "https://")
_ANY_SUBDOMAIN = "*."


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken of WARC files; it can be pickled, and compared.

    Args:
        sites: the profiles whose pages are taken.
        hosts: other hosts whose pages are taken, lower-case and without ``www.``; ``*.`` in front stands for all
            subdomains, the host itself included.
        every: take the pages of all hosts.
        since, until: captures of this moment or later, and of before that moment (aware), or None.
        known: all profiles, by which pages of ``hosts`` and ``every`` are read where one of them fits.
    """

    sites: tuple[Site, ...] = ()
    hosts: tuple[str, ...] = ()
    every: bool = False
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    known: tuple[Site, ...] = ()

    @property
    def text(self) -> str:
        """What is selected as one line, by which an import of before is known to have taken the same."""
        named = {
            "sites": sorted(site.id for site in self.sites),
            "hosts": sorted(self.hosts),
            "all": self.every,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
        }
        return json.dumps({name: value for name, value in named.items() if value}, ensure_ascii=False, sort_keys=True)

    def readers(self) -> list[str]:
        """Return what reads the pages today, by which readings of an earlier run are known to be the same."""
        from scraper.reading import current_reader

        return sorted({current_reader(site) for site in (*self.sites, *self.known)})

    def is_in_time(self, moment: dt.datetime) -> bool:
        """Return whether a capture of this moment is taken.

        Args:
            moment: aware.
        """
        is_early = self.since is not None and moment < self.since
        is_late = self.until is not None and moment >= self.until
        return not (is_early or is_late)


class Chooser:
    """Answers for each record of a file whether it is taken, and by which profile it is read; quick for other hosts.

    Args:
        selection: what is taken.
    """

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._hosts = frozenset(name for name in selection.hosts if not name.startswith(_ANY_SUBDOMAIN))
        self._domains = tuple(name[len(_ANY_SUBDOMAIN) :] for name in selection.hosts if name not in self._hosts)
        self._places: dict[str, Site | None] = {}
        self._is_source: dict[str, Callable[[str], bool]] = {}

    def wants(self, url: str) -> bool:
        """Return whether the page of an address may be an article that is to be taken; never raises.

        Args:
            url: as the record has it, in any spelling.
        """
        if self._place(url) is None:
            return False
        try:
            site = self.site_of(url)
            return site is not None and not ignored(site, url) and not self._leads_to_source(site, url)
        except AddressError:
            return False

    def site_of(self, url: str) -> Site | None:
        """Return the profile that a page is read by, made up where none fits; None where it is not taken.

        Args:
            url: an address.
        """
        place = self._place(url)
        return None if place is None else place

    def _place(self, url: str) -> Site | None:
        """Return the profile of scheme, host and port of an address; most addresses of a large file end here."""
        if not url.startswith(_SCHEMES):
            # Schemes are case-insensitive (RFC 3986 §3.1), and none but these two has pages.
            scheme, colon, rest = url.partition(":")
            url = f"{scheme.lower()}{colon}{rest}"
            if not url.startswith(_SCHEMES):
                return None
        end = url.find("/", 8)
        place = url if end < 0 else url[:end]
        try:
            return self._places[place]
        except KeyError:
            pass
        if len(self._places) >= _HOSTS_REMEMBERED:
            self._places.clear()
        found = self._places[place] = self._found(place)
        return found

    def _found(self, place: str) -> Site | None:
        try:
            address = canonical(f"{place}/")
            own = site_for(address, self._selection.sites)
            if own is not None:
                return own
            if not (self._selection.every or self._is_named(host(address))):
                return None
            return site_for(address, self._selection.known) or unlisted(address)
        except AddressError:
            return None

    def _is_named(self, name: str) -> bool:
        if name in self._hosts:
            return True
        return any(name == domain or name.endswith(f".{domain}") for domain in self._domains)

    def _leads_to_source(self, site: Site, url: str) -> bool:
        """Return whether an address is that of the front page, a feed, a sitemap or a listing of its site."""
        asks = self._is_source.get(site.id)
        if asks is None:
            sources = (site.home, *site.listings, *site.feeds, *site.sitemaps)
            asks = self._is_source[site.id] = frozenset(key(source) for source in sources).__contains__
        return asks(key(url))
