"""The sources of a site that is checked: which are asked, and what each gives."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence

from scraper import discover
from scraper.errors import AddressError, FetchError, mishap
from scraper.fetch import ends_the_host
from scraper.model import Fault, Found, Link, PageKind, Reason, Response, Site, fault
from scraper.onboarding.asking import Asker, RequestsSpentError
from scraper.onboarding.findings import SourceCheck
from scraper.onboarding.known import Known
from scraper.policy import home, selection
from scraper.web.urls import authority, belongs, canonical, ignored, matches, spelled

MOST_SOURCES = 5
"""How many sources of a site are asked (chosen: what is left of the bound of requests is for as many pages)."""

# Of how many of the newest articles that a source names the archive is asked; the largest sitemaps name 50,000.
_LOOKED_UP = 500
# How many of the hosts that links lead to a message names.
_HOSTS_NAMED = 3
_PERMANENT = frozenset({301, 308})
_SOURCE_KINDS: tuple[PageKind, ...] = ("feed", "sitemap", "listing")

Source = tuple[str, PageKind, bool]
"""An address, what is expected there, and whether the profile names it."""


def sources_of(site: Site, robots_sitemaps: Sequence[str], known: Known) -> list[Source]:
    """Return the sources of a site, kinds in turns, so that a bound leaves some of each.

    Args:
        site: the profile.
        robots_sitemaps: those that robots.txt names.
        known: what the archive knows of the site.
    """
    named = [*((url, "feed") for url in site.feeds), *((url, "sitemap") for url in site.sitemaps)]
    named += [(url, "listing") for url in site.listings]
    found: list[tuple[str, PageKind]] = [(url, "sitemap") for url in _usable(robots_sitemaps)]
    if home.finds_itself(site):
        usual: list[tuple[str, PageKind]] = [(home.usual_sitemap(site), "sitemap")]
        is_guessed = not found and not known.pages([home.usual_sitemap(site)])
        found = [(site.home, "listing"), *known.found_sources(), *found, *(usual if is_guessed else [])]
    all_of_them: dict[str, Source] = {}
    for url, kind in [*named, *found]:
        all_of_them.setdefault(url, (url, kind, (url, kind) in named))  # type: ignore[arg-type]
    lines = [[source for source in all_of_them.values() if source[1] == kind] for kind in _SOURCE_KINDS]
    turns = max(map(len, lines), default=0)
    return [line[turn] for turn in range(turns) for line in lines if turn < len(line)]


def _usable(urls: Sequence[str]) -> list[str]:
    usable = []
    for url in urls:
        try:
            usable.append(spelled(url))
        except AddressError:
            # A crawl says so; whoever runs the site has to mend it.
            continue
    return usable


class SourceAsker:
    """Asks sources of a site, and gathers what they name.

    Args:
        site: the profile.
        asker: the way to the network.
        known: what the archive knows of the site.
    """

    def __init__(self, site: Site, asker: Asker, known: Known) -> None:
        self._site = site
        self._asker = asker
        self._known = known
        self._named: dict[str, Link] = {}
        self.leads: list[Source] = []
        self.named_by_feeds: set[str] = set()

    @property
    def named(self) -> list[str]:
        """The addresses of all articles that the sources named, newest first."""
        return [canonical(link.url) for link in selection.newest_first(list(self._named.values()))]

    async def ask(self, source: Source) -> SourceCheck | None:
        """Ask for a source, and return what it gives; None where the bound of requests is reached before.

        Raises:
            FetchError: the host of the site itself cannot be asked now.
        """
        url, kind, is_named = source
        check = SourceCheck(url, kind, is_named)
        sent = self._asker.sent
        try:
            response = await self._asker.fetch(url)
        except RequestsSpentError:
            hops = self._asker.sent - sent - 1
            if hops < 1:
                return None
            check.fault = fault(Reason.TOO_MANY_REDIRECTS, bound=hops)
            return check
        except FetchError as error:
            # Where a redirect led to a host that is down, only this source is at fault.
            if ends_the_host(error, self._site.home):
                raise
            check.fault = error.fault
            return check
        check.status = response.status
        # A permanent redirect asks for its target to be used from now on (RFC 9110 §15.4.2, §15.4.9).
        if response.redirects and set(response.redirects) <= _PERMANENT:
            check.moved_to = response.url
        if response.status != 200:
            check.fault = fault(Reason.HTTP_STATUS, status=response.status)
            return check
        await self._read(check, response)
        return check

    async def _read(self, check: SourceCheck, response: Response) -> None:
        try:
            found = await asyncio.to_thread(discover.read, response, check.kind, self._site)
        except Exception as error:  # noqa: BLE001  (a bug met by one source must not cost the others)
            check.fault = mishap(error)
            return
        links, _ = selection.plausible(found.links, response.fetched_at)
        articles = [link for link in links if link.kind == "article"]
        check.entries = len(links)
        wanted = {link.url: link for link in articles if self._is_wanted(link, check.kind)}
        check.articles = len(wanted)
        check.fitting = sum(not self._site.articles or matches(self._site, url) for url in wanted)
        days = [day for link in links if (day := _day(link)) is not None]
        check.newest = max(days, default=None)
        self._look_up(check, list(wanted.values()))
        self._named |= {url: link for url, link in wanted.items() if url not in self._named}
        if check.kind == "feed":
            self.named_by_feeds |= {canonical(url) for url in wanted}
        self.leads += self._leads(check, found)
        check.fault = found.problem or self._nothing_of_the_site(links, articles, wanted)

    def _is_wanted(self, link: Link, kind: PageKind) -> bool:
        """Return whether a crawl would take a link for an article: what feeds name is meant as one."""
        site = self._site
        if not belongs(site, link.url) or ignored(site, link.url):
            return False
        return kind == "feed" or not site.articles or matches(site, link.url)

    def _look_up(self, check: SourceCheck, links: Sequence[Link]) -> None:
        urls = [canonical(link.url) for link in selection.newest_first(links)[:_LOOKED_UP]]
        check.looked_up = len(urls)
        check.known = len(self._known.pages(urls))

    def _leads(self, check: SourceCheck, found: Found) -> list[Source]:
        """Return what a source leads on to: the newest sitemap of an index, the feeds of a front page."""
        sitemaps = [link for link in found.links if link.kind == "sitemap"]
        leads: list[Source] = [(link.url, "sitemap", False) for link in selection.newest_first(sitemaps)[:1]]
        is_front_page = check.url == self._site.home and home.finds_itself(self._site)
        if is_front_page:
            leads += [(url, "feed", False) for url in found.feeds if home.is_own(self._site, url)]
        return leads

    def _nothing_of_the_site(
        self, links: Sequence[Link], articles: Sequence[Link], wanted: dict[str, Link]
    ) -> Fault | None:
        """Return what is wrong with a source that names something, and nothing that a crawl would take."""
        # An index of sitemaps says nothing of where its articles are.
        if wanted or not articles or len(articles) < len(links):
            return None
        own = [link for link in articles if belongs(self._site, link.url)]
        if own:
            return selection.none_fits(len(own), self._site) if self._site.articles else None
        hosts = ", ".join(list(dict.fromkeys(authority(link.url) for link in articles))[:_HOSTS_NAMED])
        return fault(Reason.FOREIGN_LINKS, count=len(articles), hosts=hosts)


def _day(link: Link) -> dt.date | None:
    stated = link.published or link.lastmod
    return None if stated is None else stated.date()
