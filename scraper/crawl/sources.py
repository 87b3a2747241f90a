"""The sources of one site: feeds, sitemaps, listing pages, in this order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice

from scraper import discover
from scraper.crawl.context import Desk
from scraper.crawl.stats import Tally
from scraper.errors import AddressError, BackOffError, FetchError, UnreachableError, mishap
from scraper.model import Found, Link, Page, PageKind, PageState, Response, Site
from scraper.policy import selection, signals, validators
from scraper.store import lies
from scraper.web.bounds import bounded
from scraper.web.urls import authority, belongs, canonical, ignored, key, matches, spelled

_WALK_BOUND = 5000
_ROBOTS_SITEMAPS = 200
# A meta element stands in the head; what is longer has no head.
_HEAD = 1_000_000
# A source larger than this, in bytes, is read in a thread, and the links of a sitemap are written so many at once: the
# largest take seconds, in which the other sites' answers would wait beyond their time.
_LARGE = 256 * 1024
_BATCH = 500
_GZIP = b"\x1f\x8b"


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
        self._seen = 0
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
            page = self._queue.popleft()
            if visits >= _WALK_BOUND:
                # The others are waiting in the frontier for the next run.
                self._tally.problems.append(
                    f"stopped after {_WALK_BOUND} feeds, sitemaps and listing pages, before {page.url}; a later run"
                    " goes on there, unless an 'ignore' pattern of the profile keeps it away"
                )
                break
            await self._visit(page)
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
        if len(urls) > _ROBOTS_SITEMAPS:
            self._tally.problems.append(f"robots.txt names {len(urls)} sitemaps; the first {_ROBOTS_SITEMAPS} are read")
        for url in urls[:_ROBOTS_SITEMAPS]:
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
        etag, last_modified = (None, None) if self._in_full(page) else (page.etag, page.last_modified)
        try:
            response = await self._desk.fetcher.fetch(page.url, self._site, etag=etag, last_modified=last_modified)
        except FetchError as error:
            if self._ends_the_turn(error):
                raise
            self._failed(page, None, error.reason)
            return
        if response.status == 304 and (etag or last_modified):
            self._unchanged(page, response)
        elif response.status == 304:
            self._failed(page, response, f"status 304, 'not modified', for a {page.kind} that was never fetched")
        elif response.status != 200:
            self._failed(page, response, f"status {response.status}")
        else:
            await self._read(page, response, first)

    def _in_full(self, page: Page) -> bool:
        """Whether a source is asked for without validators, to see whether its host tells the truth."""
        if not (page.etag or page.last_modified):
            return False
        now, due = self._desk.now(), self._desk.archive.frontier.control_at(page)
        # What is due in a year was planned by a clock that was wrong.
        return (due is not None and not now < due < now + 2 * validators.CONTROL_AFTER) or self._knows_of_lies()

    def _knows_of_lies(self) -> bool:
        since = self._desk.now() - validators.DISTRUST
        return lies.was_reported(self._desk.archive.db, self._site.id, validators.STALE, since)

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
        due = frontier.control_at(page) or response.fetched_at + validators.CONTROL_AFTER
        self._desk.commits.later(
            lambda: frontier.finish(page, "done", response, response.fetched_at, due_at=due, keep_note=True)
        )
        if page.kind == "sitemap":
            # An index that says nothing of dates stays the same while its sitemaps change.
            for child in frontier.children(page.url, "sitemap"):
                self._push(child)
        self._desk.observer.source(self._site, page.url, "unchanged")

    async def _read(self, page: Page, response: Response, first: bool) -> None:
        found = await self._found(page.kind, response)
        problem = found.problem or self._foreign(page, found) or self._not_followed(page, response)
        if problem is not None:
            self._failed(page, response, problem)
            return
        links, note = selection.plausible(found.links, response.fetched_at)
        found = replace(found, links=tuple(links))
        due = response.fetched_at + validators.CONTROL_AFTER
        steps = chain(self._offers(page, found, first), self._leads(page, found))
        new = 0
        # A listing says by what is new in it whether its next page is read: all of it, or nothing.
        for _ in range(len(found.links) // _BATCH if page.kind == "sitemap" else 0):
            with self._desk.archive.transaction():
                new += sum(islice(steps, _BATCH))
            await asyncio.sleep(0)
        with self._desk.archive.transaction():
            new += sum(steps)
            self._turn(page, found, new, first)
            news = self._desk.archive.frontier.is_news(page, response)
            stale = bool(new) and news and validators.vouches(page, response)
            self._desk.archive.frontier.finish(
                page, "done", response, response.fetched_at, due_at=due,
                note=validators.STALE if stale else note, keep_note=validators.vouches(page, response),
            )  # fmt: skip
        if stale and not self._knows_of_lies():
            self._tally.problems.append(f"{validators.STALE}, as of {page.url}")
        self._tally.add("found", new)
        self._desk.observer.source(self._site, page.url, f"{len(found.links)} links, {new} not known before")

    async def _found(self, kind: PageKind, response: Response) -> Found:
        try:
            if len(response.body) > _LARGE or response.body.startswith(_GZIP):
                return await self._desk.thread.run(discover.read, response, kind, self._site)
            return discover.read(response, kind, self._site)
        except Exception as error:  # noqa: BLE001  (a bug met by one source must not cost the others)
            return Found(problem=mishap(error))

    def _foreign(self, page: Page, found: Found) -> str | None:
        """Return what is wrong with a source of the profile all of whose links lead to other sites, or None."""
        if not found.links or page.url not in {*self._site.feeds, *self._site.sitemaps}:
            return None
        if any(link.kind != "article" or belongs(self._site, link.url) for link in found.links):
            return None
        hosts = ", ".join(list(dict.fromkeys(authority(link.url) for link in found.links))[:3])
        return f"all {len(found.links)} of its links lead to other hosts ({hosts}), which are not this site's"

    def _not_followed(self, page: Page, response: Response) -> str | None:
        """Return why the links of a listing are not followed, or None: its page may ask for that."""
        if page.kind != "listing":
            return None
        body = response.body[:_HEAD].lower()
        said = _directives(response.body) if b"nofollow" in body or b"none" in body else []
        found = signals.read(response.url, response.headers, said)
        if not found.nofollow:
            return None
        return f"its links are not followed, as it asks ({found.reason('nofollow')}); a feed or a sitemap does as well"

    def _fresh(self, kind: PageKind, found: Found) -> bool:
        """Whether a page of a listing names anything that its earlier pages did not: some paginate for ever."""
        if found.next_url is None:
            return False
        urls = {link.url for link in found.links if link.kind == "article"}
        before = self._turned.setdefault(kind, set())
        fresh = bool(urls - before)
        before |= urls
        return fresh

    def _offers(self, page: Page, found: Found, first: bool) -> Iterator[bool]:
        """Put the articles of a source into the frontier, one at a step; yield whether each was not known."""
        bound = self._desk.options.bound(first=first)
        rank = 0
        for link in selection.newest_first([link for link in found.links if link.kind == "article"]):
            url = self._wanted(link, page)
            yield url is not None and self._offer_one(url, link, page, selection.takes(link, rank, bound), first)
            rank += url is not None

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
        self._seen += 1
        frontier, identity = self._desk.archive.frontier, key(url, self._site)
        known = frontier.get(url) or frontier.by_key(identity)
        if known is None:
            state: PageState = "waiting" if taken else "left"
            added = frontier.add(url, self._site.id, "article", state, identity, page.url, link)
            if selection.repeats_itself(url):
                frontier.refuse(added, "its path repeats itself: a trap for crawlers")
                self._tally.add("skipped")
                return False
            if not self._desk.options.full:
                # Asked for where pages are turned; a walk to the end could name millions.
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
        due = known.state in ("done", "gone", "failed", "skipped") and selection.wants_update(
            link.lastmod, known.lastmod, frontier.visited_at(known)
        )
        # A trap may say what it likes.
        due = due and not (known.state == "skipped" and selection.repeats_itself(known.url))
        frontier.note_lastmod(known, link.lastmod, due_at=now if due else None)

    def _leads(self, page: Page, found: Found) -> Iterator[bool]:
        """Follow the sitemaps of an index, as far as this run goes, one at a step."""
        sitemaps = [link for link in found.links if link.kind == "sitemap"]
        depth = self._depth.get(page.url, 1) + 1
        if sitemaps and depth > selection.DEEPEST_INDEX:
            self._tally.problems.append(f"sitemap {page.url}: indexes within indexes within indexes are not followed")
            return
        for rank, link in enumerate(selection.newest_first(sitemaps)):
            self._depth.setdefault(link.url, depth)
            self._lead_to(link.url, "sitemap", page, link, self._reads_sitemap(link, rank))
            yield False

    def _turn(self, page: Page, found: Found, new: int, first: bool) -> None:
        """Follow the next page of a listing, as far as this run goes."""
        fresh = self._fresh(page.kind, found)
        if found.next_url is not None:
            self._depth[found.next_url] = self._depth.get(page.url, 1) + 1
            self._lead_to(found.next_url, page.kind, page, None, self._turns_page(page, found, new, first, fresh))

    def _reads_sitemap(self, link: Link, rank: int) -> bool:
        options = self._desk.options
        if options.full:
            return True
        if options.since is not None:
            return link.lastmod is None or link.lastmod.date() >= options.since
        return rank < selection.FIRST_CRAWL_SITEMAPS

    def _turns_page(self, page: Page, found: Found, new: int, first: bool, fresh: bool) -> bool:
        options, articles = self._desk.options, [link for link in found.links if link.kind == "article"]
        if options.since is not None:
            days = [link.published.date() for link in articles if link.published]
            return fresh and (not days or max(days) >= options.since)
        if options.full:
            return fresh
        depth = self._depth.get(page.url, 1)
        enough = first and self._seen >= selection.FIRST_CRAWL_ARTICLES
        if first:
            return new > 0 and new == len(articles) and depth < selection.LISTING_PAGES and not enough
        # The feed of this very run may have named some of them before.
        fresh_ones = {key(link.url, self._site) for link in articles}
        return bool(fresh_ones) and fresh_ones <= self._added and depth < selection.LISTING_PAGES

    def _lead_to(self, target: str, kind: PageKind, page: Page, link: Link | None, now: bool) -> None:
        try:
            url = spelled(target)
        except AddressError:
            return
        if ignored(self._site, url):
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
        return selection.wants_update(link.lastmod, known.lastmod, self._desk.archive.frontier.visited_at(known))


def _directives(body: bytes) -> list[tuple[str, str]]:
    """Return (name, content) of the meta elements of a page."""
    from selectolax.lexbor import LexborHTMLParser

    metas = LexborHTMLParser(bounded(body[:_HEAD])).css("meta[name]")
    return [(node.attributes.get("name") or "", node.attributes.get("content") or "") for node in metas]
