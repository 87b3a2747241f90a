"""The sources of one site: feeds, sitemaps, listing pages, in this order."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from scraper import discover, plan
from scraper.crawl.desk import Desk, Tally
from scraper.errors import AddressError, BackOffError, FetchError, UnreachableError
from scraper.model import Found, Link, Page, PageKind, PageState, Response, Site
from scraper.reading import mishap
from scraper.urls import authority, belongs, canonical, ignored, key, matches, spelled

_WALK_BOUND = 5000


class Discovery:
    """Visits the sources of one site and fills the frontier.

    Args:
        desk: what the run works with.
        site: the profile.
        tally: the site's counters.
    """

    def __init__(self, desk: Desk, site: Site, tally: Tally) -> None:
        self._desk = desk
        self._site = site
        self._tally = tally
        self._queue: deque[Page] = deque()
        self._queued: set[str] = set()
        self._seen: set[str] = set()
        self._added: set[str] = set()
        self._turned: dict[PageKind, set[str]] = {}
        self._depth: dict[str, int] = {}

    async def run(self) -> None:
        """Visit every source once, and what they lead on to.

        Raises:
            FetchError: the site cannot be visited at all now (no host, no rules, a pause).
        """
        rules = await self._desk.fetcher.robots(self._site.home, self._site)
        self._enqueue_sources(rules.sitemaps)
        visits = 0
        while self._queue and not self._desk.stop.raised:
            if visits >= _WALK_BOUND:
                # The others are waiting in the frontier for the next run.
                self._tally.problems.append(f"stopped after {_WALK_BOUND} feeds, sitemaps and listing pages")
                break
            await self._visit(self._queue.popleft())
            visits += 1

    def _enqueue_sources(self, sitemaps: tuple[str, ...]) -> None:
        site, frontier = self._site, self._desk.archive.frontier
        with self._desk.archive.transaction():
            for url in site.feeds:
                self._enqueue(url, "feed")
            for url in dict.fromkeys((*site.sitemaps, *self._addresses(sitemaps))):
                self._enqueue(url, "sitemap")
            for url in site.listings:
                self._enqueue(url, "listing")
            # What an earlier run did not come to.
            for kind in ("feed", "sitemap", "listing"):
                for page in frontier.waiting(site.id, kind, _WALK_BOUND):
                    self._push(page)

    def _addresses(self, urls: tuple[str, ...]) -> list[str]:
        good = []
        for url in urls:
            try:
                good.append(spelled(url))
            except AddressError as error:
                self._tally.problems.append(f"robots.txt names a sitemap that is no address: {error}")
        return good

    def _enqueue(self, url: str, kind: PageKind) -> None:
        frontier = self._desk.archive.frontier
        page = frontier.get(url)
        if page is None:
            page = frontier.add(url, self._site.id, kind, "waiting", key(url, self._site), None, None)
        # The profile has the last word on what a source is, whatever the address was taken for before.
        self._push(replace(page, kind=kind))

    def _push(self, page: Page) -> None:
        if page.url not in self._queued:
            self._queued.add(page.url)
            self._queue.append(page)

    async def _visit(self, page: Page) -> None:
        first = self._desk.archive.frontier.visited_at(page) is None
        try:
            response = await self._desk.fetcher.fetch(
                page.url, self._site, etag=page.etag, last_modified=page.last_modified
            )
        except FetchError as error:
            if self._ends_the_turn(error):
                raise
            self._failed(page, None, error.reason)
            return
        if response.status == 304 and (page.etag or page.last_modified):
            self._unchanged(page, response)
        elif response.status != 200:
            self._failed(page, response, f"status {response.status}")
        else:
            self._read(page, response, first)

    def _ends_the_turn(self, error: FetchError) -> bool:
        """Whether the whole site cannot be visited now: one line says so, and nothing is marked.

        The error names the address at fault, which after a redirect may be on another host.
        """
        down = isinstance(error, BackOffError) or (isinstance(error, UnreachableError) and error.host_down)
        return down and authority(error.url) == authority(self._site.home)

    def _failed(self, page: Page, response: Response | None, reason: str) -> None:
        with self._desk.archive.transaction():
            self._desk.archive.frontier.finish(page, "failed", response, self._desk.now(), error=reason)
        self._tally.problems.append(f"{page.kind} {page.url}: {reason}")
        self._desk.observer.source(self._site, page.url, reason)

    def _unchanged(self, page: Page, response: Response) -> None:
        frontier = self._desk.archive.frontier
        with self._desk.archive.transaction():
            frontier.finish(page, "done", response, response.fetched_at)
        if page.kind == "sitemap":
            # An index that says nothing of dates stays the same while its sitemaps change.
            for child in frontier.children(page.url, "sitemap"):
                self._push(child)
        self._desk.observer.source(self._site, page.url, "unchanged")

    def _read(self, page: Page, response: Response, first: bool) -> None:
        try:
            found = discover.read(response, page.kind, self._site)
        except Exception as error:  # noqa: BLE001  (a bug met by one source must not cost the others)
            found = Found(problem=mishap(error))
        if found.problem is not None:
            self._failed(page, response, found.problem)
            return
        with self._desk.archive.transaction():
            new = self._offer(page, found, first)
            self._lead_on(page, found, new, first, self._fresh(page.kind, found))
            self._desk.archive.frontier.finish(page, "done", response, response.fetched_at)
        self._tally.add("found", new)
        self._desk.observer.source(self._site, page.url, f"{len(found.links)} links, {new} not known before")

    def _fresh(self, kind: PageKind, found: Found) -> bool:
        """Whether a page of a listing names anything that its earlier pages did not: some paginate for ever."""
        urls = {link.url for link in found.links if link.kind == "article"}
        before = self._turned.setdefault(kind, set())
        fresh = bool(urls - before)
        before |= urls
        return fresh

    def _offer(self, page: Page, found: Found, first: bool) -> int:
        """Put the articles of a source into the frontier; return how many were not known."""
        bound = self._desk.options.bound(first=first)
        links = [link for link in found.links if link.kind == "article"]
        new = rank = 0
        for link in plan.newest_first(links):
            url = self._wanted(link, page)
            if url is None:
                continue
            new += self._offer_one(url, link, page, plan.takes(link, rank, bound), first)
            rank += 1
        return new

    def _wanted(self, link: Link, page: Page) -> str | None:
        """Return the canonical address of a link that may be an article of this site, or None."""
        try:
            url = canonical(link.url)
        except AddressError:
            return None
        site = self._site
        if url in self._queued or not belongs(site, url) or ignored(site, url):
            return None
        # What a feed names is meant as an article; sitemaps and listings hold all kinds of pages.
        named = page.kind == "feed" or not site.articles or matches(site, url)
        return url if named else None

    def _offer_one(self, url: str, link: Link, page: Page, taken: bool, first: bool) -> bool:
        self._seen.add(url)
        frontier, identity = self._desk.archive.frontier, key(url, self._site)
        known = frontier.get(url) or frontier.by_key(identity)
        if known is None:
            state: PageState = "waiting" if taken else "left"
            frontier.add(url, self._site.id, "article", state, identity, page.url, link)
            self._added.add(identity)
            return True
        if known.state == "left" and taken and first and known.kind == "article":
            # Another source of this site puts it among its newest.
            frontier.set_state(known, "waiting")
            return False
        self._note_change(known, link)
        return False

    def _note_change(self, known: Page, link: Link) -> None:
        """Make a known article due if its source says that it changed; keep the source's newest word."""
        if link.lastmod is None or (known.lastmod is not None and link.lastmod <= known.lastmod):
            return
        frontier, now = self._desk.archive.frontier, self._desk.now()
        due = known.state in ("done", "gone", "failed") and plan.wants_update(
            link.lastmod, known.lastmod, frontier.visited_at(known)
        )
        frontier.note_lastmod(known, link.lastmod, due_at=now if due else None)

    def _lead_on(self, page: Page, found: Found, new: int, first: bool, fresh: bool) -> None:
        """Follow the sitemaps of an index and the next page of a listing, as far as this run goes."""
        sitemaps = [link for link in found.links if link.kind == "sitemap"]
        for rank, link in enumerate(plan.newest_first(sitemaps)):
            self._lead_to(link.url, "sitemap", page, link, self._reads_sitemap(link, rank))
        if found.next_url is not None:
            self._depth[found.next_url] = self._depth.get(page.url, 1) + 1
            self._lead_to(found.next_url, page.kind, page, None, self._turns_page(page, found, new, first, fresh))

    def _reads_sitemap(self, link: Link, rank: int) -> bool:
        options = self._desk.options
        if options.full:
            return True
        if options.since is not None:
            return link.lastmod is None or link.lastmod.date() >= options.since
        return rank < plan.FIRST_CRAWL_SITEMAPS

    def _turns_page(self, page: Page, found: Found, new: int, first: bool, fresh: bool) -> bool:
        options, articles = self._desk.options, [link for link in found.links if link.kind == "article"]
        if options.since is not None:
            days = [link.published.date() for link in articles if link.published]
            return fresh and (not days or max(days) >= options.since)
        if options.full:
            return fresh
        depth = self._depth.get(page.url, 1)
        enough = first and len(self._seen) >= plan.FIRST_CRAWL_ARTICLES
        if first:
            return new > 0 and new == len(articles) and depth < plan.LISTING_PAGES and not enough
        # The feed of this very run may have named some of them before.
        fresh_ones = {key(link.url, self._site) for link in articles}
        return bool(fresh_ones) and fresh_ones <= self._added and depth < plan.LISTING_PAGES

    def _lead_to(self, target: str, kind: PageKind, page: Page, link: Link | None, now: bool) -> None:
        try:
            url = spelled(target)
        except AddressError:
            return
        frontier = self._desk.archive.frontier
        known = frontier.get(url)
        if known is None:
            known = frontier.add(
                url, self._site.id, kind, "waiting" if now else "left", key(url, self._site), page.url, link
            )
        elif now and known.kind == kind and self._changed(known, link):
            frontier.set_state(known, "waiting")
            if link is not None and link.lastmod is not None:
                frontier.note_lastmod(known, link.lastmod, due_at=None)
        else:
            now = False
        if now:
            self._push(known)

    def _changed(self, known: Page, link: Link | None) -> bool:
        """Whether a known source is worth a request: it was never read, or its index does not say that it rests."""
        if link is None or link.lastmod is None or known.state in ("waiting", "left", "failed"):
            return True
        return plan.wants_update(link.lastmod, known.lastmod, self._desk.archive.frontier.visited_at(known))
