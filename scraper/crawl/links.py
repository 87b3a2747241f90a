"""What the links of a source mean for the frontier: articles to visit, and sources to read next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from scraper.crawl.context import CrawlContext
from scraper.crawl.stats import SiteStats
from scraper.errors import AddressError
from scraper.model import Fault, Found, Link, Page, PageKind, Reason, Site, fault
from scraper.policy import selection
from scraper.policy.selection import Bound, Offer
from scraper.store.forgotten import keys_of
from scraper.web.urls import belongs, canonical, ignored, key, matches, spelled

# So many links of a sitemap are looked up and written at once. The largest sitemaps name 50,000, which would hold up
# the event loop, and with it all other sites.
_BATCH = 500


class SourceLinks:
    """The links of one site's sources, over one run.

    Args:
        context: what the run works with.
        site: the profile.
        stats: the site's counters.
        sources: the addresses that are sources, and so no articles; it grows while the run goes on.
    """

    def __init__(self, context: CrawlContext, site: Site, stats: SiteStats, sources: set[str]) -> None:
        self._context = context
        self._site = site
        self._stats = stats
        self._sources = sources
        # How many articles all sources have named so far.
        self._seen = 0
        # The keys of the articles that were not known before this run.
        self._new_in_run: set[str] = set()
        # The articles that pages with a next page have named so far: all listings of the site make one walk, as do all
        # of its feeds.
        self._named_by_walk: dict[PageKind, set[str]] = {}
        # How deep a sitemap is nested, and which page of its listing a page is, both from 1.
        self._depth: dict[str, int] = {}

    async def offer(self, page: Page, found: Found) -> tuple[int, list[Offer]]:
        """Look up the articles of a source in the frontier, and write what they mean for it where that can be done now.

        What a sitemap names is written batch by batch, so that other sites have their turns. What a feed or a listing
        names is returned, to be written together with the source's own state: what is new on a page of a listing says
        whether the next one is read, and after a kill half of a page would say something else to the next run.

        Args:
            page: the source.
            found: what it names.

        Returns:
            How many of its articles were not known, and the offers that are still to be written.
        """
        bound = self._bound(page)
        new, rest = 0, list[Offer]()
        # Two addresses of one source can have the same key, and the first may have no row yet when the second is looked
        # up.
        added: set[str] = set()
        ranked = self._ranked(page, found)
        while batch := list(islice(ranked, _BATCH)):
            offers = self._offers(page, batch, bound, added)
            new += self._count(offers)
            if page.kind == "sitemap":
                await self._context.commits.write(partial(self._context.archive.frontier.offer, offers))
            else:
                rest += offers
        return new, rest

    @property
    def seen(self) -> int:
        """How many articles of the site all sources have named so far."""
        return self._seen

    def none_fits(self, page: Page, found: Found) -> Fault | None:
        """Return what is wrong with a sitemap none of whose pages is an article by the profile's patterns, or None."""
        # A listing is sifted where it is read, and feeds are not sifted.
        if page.kind != "sitemap" or not self._site.articles:
            return None
        own = 0
        for link in found.links:
            is_own = link.kind == "article" and belongs(self._site, link.url) and not ignored(self._site, link.url)
            if is_own and matches(self._site, link.url):
                return None
            own += is_own
        return selection.none_fits(own, self._site) if own else None

    def leads(self, page: Page, found: Found, new: int) -> list[Page]:
        """Return the sources that a source leads on to: sitemaps of an index, the next page of a listing.

        Those that this run reads are ``waiting``, the others ``deferred``.

        Args:
            page: the source.
            found: what it names.
            new: how many of its articles were not known.
        """
        leads = list(self._sitemaps(page, found))
        if found.next_url is not None:
            self._depth[found.next_url] = self._depth.get(page.url, 1) + 1
            turns = selection.turns_page(self._listing(page, found, new), self._bound(page))
            leads += self._lead(found.next_url, page.kind, page, None, is_read_now=turns)
        return leads

    def _bound(self, page: Page) -> Bound:
        """Return what this run takes of a source."""
        return self._context.options.bound(first=page.visited_at is None)

    def _ranked(self, page: Page, found: Found) -> Iterator[tuple[int, str, Link]]:
        """Yield the articles of a source as (rank, canonical address, link), newest first."""
        # Only wanted links count for the rank, or a first crawl would take fewer than its bound of a mixed sitemap.
        rank = 0
        for link in selection.newest_first([link for link in found.links if link.kind == "article"]):
            url = self._wanted(link, page)
            if url is not None:
                yield rank, url, link
                rank += 1

    def _wanted(self, link: Link, page: Page) -> str | None:
        """Return the canonical address of a link that may be an article of this site, or None."""
        try:
            url = canonical(link.url)
        except AddressError:
            return None
        site = self._site
        # A front page that is a source of the site is often among the links of another source.
        if url in self._sources:
            return None
        if not belongs(site, url) or ignored(site, url):
            return None
        # What a feed names is meant as an article; sitemaps and listings hold all kinds of pages.
        has_to_match = page.kind != "feed" and bool(site.articles)
        if has_to_match and not matches(site, url):
            return None
        return url

    def _offers(self, page: Page, batch: Iterable[tuple[int, str, Link]], bound: Bound, added: set[str]) -> list[Offer]:
        """Return what some links mean; ``added`` are the keys that earlier ones of the same source have brought."""
        keyed = self._remembered([(rank, url, key(url, self._site), link) for rank, url, link in batch])
        known = self._context.archive.frontier.known([(url, identity) for _, url, identity, _ in keyed])
        offers = []
        for rank, url, identity, link in keyed:
            before = known.get((url, identity))
            taken = selection.takes(link, rank, bound, before)
            if before is not None:
                offer = selection.offer_known(before, link, self._context.now(), taken=taken, first=bound.first)
                if offer is not None:
                    offers.append(offer)
            elif identity not in added:
                added.add(identity)
                offers.append(Offer(selection.new_page(url, self._site.id, identity, page.url, link, taken=taken)))
        self._seen += len(keyed)
        return offers

    def _remembered(self, keyed: list[tuple[int, str, str, Link]]) -> list[tuple[int, str, str, Link]]:
        """Return the links but those to what was forgotten, by their keys with and without the profile."""
        forgotten = self._context.archive.forgotten
        if forgotten.is_empty():
            return keyed
        keys = {url: keys_of(url, self._site) for _, url, _, _ in keyed}
        gone = forgotten.among(frozenset[str]().union(*keys.values()))
        return [one for one in keyed if keys[one[1]].isdisjoint(gone)]

    def _count(self, offers: list[Offer]) -> int:
        """Count what was offered; return how many addresses were not known."""
        new = [offer.page.key for offer in offers if offer.is_new]
        # An address without a row that is not new has been refused as a crawler trap.
        self._stats.add("skipped", sum(offer.page.id == 0 and not offer.is_new for offer in offers))
        if not self._context.options.full:
            # A full walk turns pages without asking for these keys, and could name millions.
            self._new_in_run.update(new)
        return len(new)

    def _sitemaps(self, page: Page, found: Found) -> Iterator[Page]:
        """Yield the sitemaps of an index, as far as indexes are followed."""
        sitemaps = [link for link in found.links if link.kind == "sitemap"]
        depth = self._depth.get(page.url, 1) + 1
        if sitemaps and depth > selection.DEEPEST_INDEX:
            self._stats.problem(fault(Reason.INDEX_TOO_DEEP), page.url, "sitemap")
            return
        bound = self._bound(page)
        for rank, link in enumerate(selection.newest_first(sitemaps)):
            # An index may name itself: the depth at which a sitemap was met first stands.
            self._depth.setdefault(link.url, depth)
            is_read_now = selection.reads_sitemap(link, rank, bound)
            yield from self._lead(link.url, "sitemap", page, link, is_read_now=is_read_now)

    def _listing(self, page: Page, found: Found, new: int) -> selection.ListingPage:
        """Return the facts about a page of a listing on which it depends whether the next one is read.

        Args:
            page: the page of the listing.
            found: what it names.
            new: how many of its articles were not known.
        """
        articles = [link for link in found.links if link.kind == "article"]
        days = [link.published.date() for link in articles if link.published]
        # Keys and not addresses: the feed of this very run may have named an article of the page in another spelling.
        keys = {key(link.url, self._site) for link in articles}
        return selection.ListingPage(
            articles=len(articles),
            new=new,
            names_new_to_this_walk=self._names_new_to_this_walk(page.kind, found),
            newest=max(days, default=None),
            all_new_in_run=keys <= self._new_in_run,
            depth=self._depth.get(page.url, 1),
            seen=self._seen,
        )

    def _names_new_to_this_walk(self, kind: PageKind, found: Found) -> bool:
        """Return whether a page of a listing names anything that its earlier pages did not."""
        urls = {link.url for link in found.links if link.kind == "article"}
        before = self._named_by_walk.setdefault(kind, set())
        names_new_to_this_walk = bool(urls - before)
        # In place, since it is the set that the next page of the walk is compared with.
        before |= urls
        return names_new_to_this_walk

    def _lead(self, target: str, kind: PageKind, page: Page, link: Link | None, *, is_read_now: bool) -> list[Page]:
        """Return the row of a source that another one leads to: a new one (``id`` 0), or one that is to be read now.

        Args:
            target: its address as it was found.
            kind: what is expected there.
            page: the source that leads to it.
            link: what that source says of it, or None.
            is_read_now: whether this run reads it.

        Returns:
            No row where there is nothing to write, else one.
        """
        try:
            url = spelled(target)
        except AddressError:
            return []
        if ignored(self._site, url):
            return []
        known = self._context.archive.frontier.get(url, self._context.now())
        if known is None:
            return [selection.new_source(url, page, kind, key(url, self._site), link, now=is_read_now)]
        # A known article stays one, even where a page calls it its next page.
        if not is_read_now or known.kind != kind:
            return []
        if selection.is_worth_reading(known, link):
            return [selection.read_again(known, link)]
        return []
