"""What is known of a site so far while it is looked at, and the way to ask for more of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from scraper.discover import feed as feeds
from scraper.discover import listing
from scraper.discover.document import cut, unpacked
from scraper.errors import AddressError, FetchError
from scraper.model import Fault, Found, Reason, Response, fault
from scraper.onboarding.asking import Asker
from scraper.onboarding.learning import Evidence, is_in_other_room
from scraper.onboarding.page_links import PageHead, PageLink, head_of, links_of
from scraper.onboarding.remarks import Remark, Said, said
from scraper.onboarding.shapes import address
from scraper.web import sniff
from scraper.web.urls import canonical, host_and_port, spelled

# Entries of a feed that are read. Chosen: a thousand say all of a site's addresses, and the parser of feeds takes a
# second for two thousand.
_MOST_ENTRIES = 1000
_PERMANENT = frozenset({301, 308})
_ENTRY = re.compile(rb"<(?:[\w.\-]{1,40}:)?(?:item|entry)[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read.

    Args:
        response: as it came.
        links: all of them.
        head: what it says of itself.
        found: what a listing would give of it, by its looks alone.
    """

    response: Response
    links: tuple[PageLink, ...]
    head: PageHead
    found: Found


@dataclass(frozen=True, slots=True)
class Source:
    """A source that was read.

    Args:
        url: its address.
        names: the pages of the site that it names.
        title: its own, or what the link to it said.
        is_news: of a sitemap, whether it is one of news.
        next_url: of a listing, its next page.
        is_whole: of a feed, whether it was read to its end.
    """

    url: str
    names: tuple[str, ...]
    title: str = ""
    is_news: bool = False
    next_url: str | None = None
    is_whole: bool = True


@dataclass(slots=True)
class Survey:
    """What was found of a site.

    Args:
        asker: the way to ask.
        home: its front page.
        evidence: what is known of its addresses.
        pages: the pages that were read, by address.
        feeds, sitemaps, listings: the sources that are of use, the best first.
        said: what a person should know.
        asked: the addresses that were asked for.
        given_feeds: feeds that a person named, which may be on any host.
        obstacle: why pages show nothing, such as a login wall; None where they do.
    """

    asker: Asker
    home: str
    evidence: Evidence = field(default_factory=Evidence)
    pages: dict[str, ReadPage] = field(default_factory=dict)
    feeds: list[Source] = field(default_factory=list)
    sitemaps: list[Source] = field(default_factory=list)
    listings: list[Source] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    asked: dict[str, Response | None] = field(default_factory=dict)
    given_feeds: set[str] = field(default_factory=set)
    obstacle: Fault | None = None

    def is_own(self, url: str) -> bool:
        """Return whether an address is of this site: of its host, or of a subdomain, and of its port."""
        try:
            name, home = host_and_port(url), host_and_port(self.home)
        except AddressError:
            return False
        return name == home or name.endswith(f".{home}")

    async def response(self, url: str, keep: int = 0, *, tells: bool = True) -> Response | None:
        """Return what an address answers with status 200; None for anything else, which is said.

        Args:
            url: as a source is asked for.
            keep: so many requests are left for what comes later.
            tells: whether a failure is worth a remark; a guess that is wrong is none.
        """
        whole = spelled(url)
        if whole in self.asked:
            return self.asked[whole]
        self.asked[whole] = None
        try:
            response = await self.asker.ask(whole, keep)
        except FetchError as error:
            if tells:
                self.say(Remark.UNREAD, url=whole, why=str(error.fault))
            return None
        if response is None:
            return None
        if response.status != 200:
            if tells:
                self.say(Remark.UNREAD, url=whole, why=str(fault(Reason.HTTP_STATUS, status=response.status)))
            return None
        self.asked[whole] = response
        return response

    def say(self, remark: Remark, **detail: str | int) -> None:
        """Keep a remark, once."""
        one = said(remark, **detail)
        if one not in self.said:
            self.said.append(one)

    def take_page(self, response: Response) -> ReadPage | None:
        """Take in a page of the site: its links are known from now on; None where it is no page."""
        if not sniff.is_html_response(response):
            return None
        if response.url in self.pages:
            return self.pages[response.url]
        links = tuple(link for link in links_of(response) if link.spelled != response.url)
        page = ReadPage(response, links, head_of(response), listing.read(response, None))
        self.pages[response.url] = page
        self._note_turns(response.url, page.found.next_url)
        own = [link for link in links if self.is_own(link.url)]
        self.know(link.url for link in own)
        for link in own:
            if link.is_of_menu:
                self.evidence.plain.setdefault(link.url)
        in_text = {link.url for link in own if not link.is_of_menu}
        for named in page.found.links:
            if named.url in in_text:
                kept = self.evidence.linked if named.published is None else self.evidence.dated
                kept.setdefault(named.url)
        return page

    def _note_turns(self, url: str, next_url: str | None) -> None:
        """Note by which parameter a list is turned: what its first page has not, and its next one has."""
        if next_url is None or not self.is_own(next_url):
            return
        page, further = address(canonical(url)), address(canonical(next_url))
        if page.bare_path != further.bare_path:
            return
        names = {name for name, _ in further.query} - {name for name, _ in page.query}
        # A check sum of the others (TYPO3's cHash) stands in the addresses of articles, too.
        self.evidence.turns |= {(page.bare_path, name) for name in names if "hash" not in name.lower()}

    def take_feed(self, response: Response, found: Found, title: str = "") -> Source | None:
        """Take in a feed that was read; None where it names nothing of this site."""
        entries = found.links[:_MOST_ENTRIES]
        own = [link.url for link in entries if self.is_own(link.url)]
        if not own:
            self.say(Remark.FOREIGN_ENTRIES, url=response.requested_url, host=host_and_port(entries[0].url))
            return None
        is_whole = found.cut is None and len(entries) == len(found.links)
        source = Source(self._lasting(response), tuple(own), title, is_whole=is_whole)
        self.feeds.append(source)
        # A feed of events names no articles, as long as another feed does.
        is_doubtful = all(is_in_other_room(address(canonical(url))) for url in own)
        is_given = response.requested_url in self.given_feeds
        if is_given:
            self.given_feeds.add(source.url)
        if is_doubtful and not is_given:
            self.know(own)
        else:
            self.name(own)
        return source

    def _lasting(self, response: Response) -> str:
        """Return the address under which a source is asked for from now on.

        A permanent redirect asks for its target to be used (RFC 9110 §15.4.2, §15.4.9); a service for feeds on another
        host may be another one tomorrow.
        """
        is_for_good = set(response.redirects) <= _PERMANENT and self.is_own(response.url)
        return response.url if is_for_good else response.requested_url

    def know(self, urls: Iterable[str]) -> None:
        """Note addresses of the site."""
        for url in urls:
            self.evidence.known.setdefault(canonical(url))

    def name(self, urls: Iterable[str]) -> None:
        """Note addresses that are articles by the site's own word."""
        for url in urls:
            self.evidence.named.setdefault(canonical(url))
            self.evidence.known.setdefault(canonical(url))


def read_as_feed(response: Response) -> Found | None:
    """Return what a feed names, or None where a document is no feed."""
    # A page is never one, and the reader of feeds would look for a long time.
    if sniff.is_html_response(response):
        return None
    found = _beginning(response)
    is_feed = found.problem is None or found.problem.reason in (
        Reason.FEED_WITHOUT_ENTRIES,
        Reason.FEED_WITHOUT_PAGES,
    )
    if not is_feed:
        return None
    return found


def _beginning(response: Response) -> Found:
    """Read a feed up to the bound of entries, told by the tags they begin with."""
    body = unpacked(response.body, feeds.MAX_BYTES)
    starts = [found.start() for found in islice(_ENTRY.finditer(body), _MOST_ENTRIES + 1)]
    if len(starts) <= _MOST_ENTRIES:
        return feeds.read(response)
    found = feeds.read(replace(response, body=body[: starts[-1]]))
    return replace(found, cut=cut(len(found.links), "entries", len(_ENTRY.findall(body))))
