"""The sources of one site: feeds, sitemaps, listing pages, in this order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from scraper import discover
from scraper.crawl.context import CrawlContext
from scraper.crawl.home import HomeSources
from scraper.crawl.led_to import fault_of
from scraper.crawl.links import SourceLinks
from scraper.crawl.observer import SourceVisit
from scraper.crawl.stats import SiteStats
from scraper.crawl.verdicts import SourceVerdicts
from scraper.errors import AddressError, FetchError, mishap
from scraper.fetch import ends_the_host
from scraper.model import Decision, Fault, Found, Page, PageKind, Reason, Response, Site, fault
from scraper.policy import home, selection, signals, validators
from scraper.policy.reasons import MATTERS_WHERE_ALONE
from scraper.policy.selection import Offer
from scraper.reading import body_digest
from scraper.web.bounds import bounded
from scraper.web.urls import authority, belongs, key, spelled

WALK_BOUND = 5000
"""How many sources of a site one run reads: a calendar without end has a page for each day."""

ROBOTS_SITEMAPS = 200
"""How many of the sitemaps are read that robots.txt names: a broken or hostile file may name them without end."""

# How much of a listing page is searched for the meta elements of its head, in bytes; chosen far beyond any real head.
_HEAD_BYTES = 1_000_000
# A source larger than this is read in a thread: the largest take seconds, in which the other sites' answers would wait.
_LARGE_BYTES = 256 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
# How many of the hosts that links lead to a message names.
_HOSTS_NAMED = 3
# In the order in which they are visited: feeds name what is new with the fewest bytes.
_SOURCE_KINDS: tuple[PageKind, ...] = ("feed", "sitemap", "listing")


class Sources:
    """Visits the sources of one site and fills the frontier.

    Args:
        context: what the run works with.
        site: the profile.
        stats: the site's counters.
    """

    def __init__(self, context: CrawlContext, site: Site, stats: SiteStats) -> None:
        self._context = context
        self._site = site
        self._stats = stats
        self._queue: deque[Page] = deque()
        # All addresses that ever stood in the queue: each source is visited once a run, and none is an article.
        self._queued: set[str] = set()
        self._links = SourceLinks(context, site, stats, self._queued)
        self._home = HomeSources(context, site, stats)
        self._verdicts = SourceVerdicts(context, site, stats)

    async def run(self) -> None:
        """Visit every source once, and what they lead on to.

        Raises:
            FetchError: the site cannot be visited at all now (no host, no rules, a pause).
        """
        rules = await self._context.fetcher.robots(self._site.home, self._site)
        await self._line_up(rules.sitemaps)
        visits = 0
        while self._queue and not self._context.stop.is_set:
            page = self._queue.popleft()
            if visits >= WALK_BOUND:
                # What is left in the queue and was never read stays waiting in the frontier, for the next run.
                self._stats.problem(fault(Reason.WALK_BOUND, bound=WALK_BOUND, next=page.url))
                break
            with self._context.commits.visiting():
                await self._visit(page)
            visits += 1
        if self._context.stop.is_set:
            # Sources that were not asked may give what those that were asked lack.
            return
        await self._verdicts.judge(self._fail)
        self._home.say()

    async def _line_up(self, robots_sitemaps: tuple[str, ...]) -> None:
        """Put the profile's sources and those of robots.txt in line, then what an earlier run did not come to."""
        wanted: list[tuple[str, PageKind]] = [(url, "feed") for url in self._site.feeds]
        # Most sites name in robots.txt what the profile names, too.
        named_by_robots = self._usable(robots_sitemaps)
        sitemaps = dict.fromkeys((*self._site.sitemaps, *named_by_robots))
        wanted += [(url, "sitemap") for url in sitemaps]
        wanted += [(url, "listing") for url in self._site.listings]
        wanted += self._home.lined_up(named_by_robots)
        frontier = self._context.archive.frontier
        now = self._context.now()
        known = {url: frontier.get(url, now) for url, _ in wanted}
        new = [(url, kind) for url, kind in wanted if known[url] is None]
        if new:
            added = await self._context.commits.write(lambda: [self._add(url, kind) for url, kind in new])
            known |= {page.url: page for page in added}
        for url, kind in wanted:
            page = known[url]
            # The profile has the last word on what a source is, whatever the address was taken for before.
            if page is not None:
                self._push([replace(page, kind=kind)])
        # The frontier also holds what indexes and listings have led to, and what the walk's bound left over last time.
        for kind in _SOURCE_KINDS:
            self._push(frontier.waiting(self._site.id, kind, WALK_BOUND))

    def _add(self, url: str, kind: PageKind) -> Page:
        named_by = self._home.found_in(url)
        frontier = self._context.archive.frontier
        return frontier.add(url, self._site.id, kind, "waiting", key(url, self._site), found_in=named_by)

    def _usable(self, urls: tuple[str, ...]) -> list[str]:
        """Return the sitemaps that robots.txt names, up to the bound, but for what is no address."""
        if len(urls) > ROBOTS_SITEMAPS:
            self._stats.problem(fault(Reason.TOO_MANY_SITEMAPS, count=len(urls), bound=ROBOTS_SITEMAPS))
        usable = []
        for url in urls[:ROBOTS_SITEMAPS]:
            try:
                usable.append(spelled(url))
            except AddressError as error:
                self._stats.problem(fault(Reason.BAD_SITEMAP_ADDRESS, why=str(error)))
        return usable

    def _push(self, pages: Iterable[Page]) -> None:
        """Put sources at the end of the queue, each once in a run."""
        for page in pages:
            if page.url not in self._queued:
                self._queued.add(page.url)
                self._queue.append(page)

    async def _visit(self, page: Page) -> None:
        """Ask for a source and deal with its answer, whatever that is.

        Raises:
            FetchError: the host of the site itself cannot be asked now.
        """
        etag, last_modified = validators.validators_of(page, self._context.now())
        try:
            response = await self._context.fetcher.fetch(page.url, self._site, etag=etag, last_modified=last_modified)
        except FetchError as error:
            # Where a redirect led to a host that is down, only this source is at fault.
            if ends_the_host(error, self._site.home):
                raise
            await self._failed(page, None, fault_of(page, error))
            return
        if response.status == 304 and (etag or last_modified):
            await self._unchanged(page, response)
        elif response.status == 304:
            # RFC 9110 §15.4.5: a 304 answers a conditional request, and this one had no condition.
            await self._failed(page, response, fault(Reason.UNASKED_304_SOURCE, kind=page.kind))
        elif response.status != 200:
            await self._failed(page, response, fault(Reason.HTTP_STATUS, status=response.status))
        else:
            await self._read(page, response)

    async def _failed(self, page: Page, response: Response | None, why: Fault) -> None:
        """Deal with a source that is not what it should be, or could not be had."""
        if self._home.is_nothing(page, why):
            await self._finish(page, home.decide_guess(why, response, self._context.now()), response)
            self._context.observer.source(self._site, SourceVisit(page.url, fault=why))
        elif self._verdicts.holds(page, response, why):
            self._context.observer.source(self._site, SourceVisit(page.url, fault=why))
        else:
            await self._fail(page, response, why)

    async def _fail(self, page: Page, response: Response | None, why: Fault) -> None:
        """Write and tell that a source is at fault."""
        # Without a date of its next visit: every crawl asks for the sources of its sites.
        decision = Decision("failed", "failed", None, fault=why)
        await self._finish(page, decision, response)
        self._stats.problem(why, page.url, page.kind)
        self._context.observer.source(self._site, SourceVisit(page.url, fault=why))

    async def _finish(self, page: Page, decision: Decision, response: Response | None) -> None:
        frontier, now = self._context.archive.frontier, self._context.now()
        if response is None:
            # Without an answer it may be this machine that has no network, and then nothing is written.
            self._context.held.later(lambda: frontier.finish(page, decision, None, now))
            return
        await self._context.commits.write(lambda: frontier.finish(page, decision, response, now))

    async def _unchanged(self, page: Page, response: Response) -> None:
        """Note that a source says "not modified", and line up what may have changed nevertheless."""
        if page.note is not None and page.note.reason in MATTERS_WHERE_ALONE:
            # It still gives nothing, which may matter today.
            await self._failed(page, response, page.note)
            return
        self._verdicts.unchanged(page)
        frontier = self._context.archive.frontier
        # The date of the next full answer stays: put off by each 304, it would never come.
        full_due_at = page.full_due_at or response.fetched_at + validators.FULL_AFTER
        decision = Decision("unchanged", "done", None, note=page.note, full_due_at=full_due_at)
        # A kill may cost this: the next run asks again. So a run without news writes once, at its end.
        self._context.commits.later(lambda: frontier.finish(page, decision, response, response.fetched_at))
        if page.kind != "sitemap" or not frontier.found_in(self._site.id, page.url):
            # An index of sitemaps names no article itself.
            self._verdicts.gave(page)
        if page.kind == "sitemap":
            # An index without lastmod keeps its bytes while its sitemaps change, so those are asked one by one.
            self._push(frontier.children(page, "sitemap"))
        self._context.observer.source(self._site, SourceVisit(page.url))

    async def _read(self, page: Page, response: Response) -> None:
        """Read a full answer, write what it names, and line up the sources that it leads to."""
        found = await self._found(page.kind, response)
        self._verdicts.cut_off(page, found.cut)
        await self._take_up_feeds(page, found)
        why = found.problem or self._foreign(page, found) or _not_followed(page, response)
        why = why or self._links.none_fits(page, found)
        if why is not None:
            await self._failed(page, response, why)
            return
        links, note = selection.plausible(found.links, response.fetched_at)
        found = replace(found, links=tuple(links))
        seen_before = self._links.seen
        # The articles come first: how many of them are new says whether the next page of a listing is read.
        new, offers = await self._links.offer(page, found)
        if self._links.seen > seen_before:
            self._verdicts.gave(page)
        leads = self._links.leads(page, found, new)
        digest = body_digest(response)
        # Other bytes alone are no news (many sources carry the time of the answer), and a first visit has no bytes
        # before it.
        is_edited = bool(new) and page.digest not in (None, digest)
        decision = self._decision(page, response, note, is_edited=is_edited)
        leads = await self._context.commits.write(lambda: self._keep(page, response, decision, offers, leads, digest))
        self._push(leads)
        self._stats.add("found", new)
        self._context.observer.source(self._site, SourceVisit(page.url, len(found.links), new))

    async def _take_up_feeds(self, page: Page, found: Found) -> None:
        """Line up the feeds that the front page names, where the profile names no source."""
        feeds, cut = self._home.feeds(page, found)
        self._verdicts.cut_off(page, cut)
        if feeds:
            frontier = self._context.archive.frontier
            self._push(await self._context.commits.write(lambda: [frontier.lead(feed) for feed in feeds]))

    def _decision(self, page: Page, response: Response, note: Fault | None, *, is_edited: bool) -> Decision:
        """Return what is to be done with a source that was read.

        Args:
            page: its row.
            response: a full answer.
            note: the anomaly of its links, or None.
            is_edited: whether it names something new since the last full answer.
        """
        stale = validators.stale_validator(page, response, is_edited=is_edited)
        # Where the host's validators are distrusted already, a person has been told of it.
        if stale is not None and not page.is_distrusted:
            self._stats.problem(stale)
        if note is None and validators.same_validator(page, response):
            # By its validator it is the answer of the last visit, so that what was wrong with that one still is.
            note = page.note
        full_due_at = response.fetched_at + validators.FULL_AFTER
        return Decision("unchanged", "done", None, note=stale or note, full_due_at=full_due_at)

    def _keep(
        self,
        page: Page,
        response: Response,
        decision: Decision,
        offers: Sequence[Offer],
        leads: Sequence[Page],
        digest: bytes,
    ) -> list[Page]:
        """Write what a source came to, and what it names; return the rows of the sources that are read next."""
        frontier = self._context.archive.frontier
        frontier.offer(offers)
        stored = [frontier.lead(lead) for lead in leads]
        frontier.finish(page, decision, response, response.fetched_at)
        frontier.update(page, {"digest": digest})
        return [lead for lead in stored if lead.state == "waiting"]

    async def _found(self, kind: PageKind, response: Response) -> Found:
        """Return what a source names, or what is wrong with it."""
        try:
            # A gzip file of any size can be large when it is unpacked.
            if len(response.body) > _LARGE_BYTES or response.body.startswith(_GZIP_MAGIC):
                return await self._context.thread.run(discover.read, response, kind, self._site)
            return discover.read(response, kind, self._site)
        except Exception as error:  # noqa: BLE001  (a bug met by one source must not cost the others)
            return Found(problem=mishap(error))

    def _foreign(self, page: Page, found: Found) -> Fault | None:
        """Return what is wrong with a source of the profile all of whose links lead to other sites, or None."""
        # robots.txt and indexes may name sitemaps of other sites on the same host; only the profile can be mistaken.
        if not found.links or page.url not in {*self._site.feeds, *self._site.sitemaps}:
            return None
        # An index of sitemaps says nothing of where its articles are.
        if any(link.kind != "article" or belongs(self._site, link.url) for link in found.links):
            return None
        hosts = list(dict.fromkeys(authority(link.url) for link in found.links))
        return fault(Reason.FOREIGN_LINKS, count=len(found.links), hosts=", ".join(hosts[:_HOSTS_NAMED]))


def _not_followed(page: Page, response: Response) -> Fault | None:
    """Return why the links of a listing are not followed, or None: its page or header may ask for that (nofollow)."""
    # Feeds and sitemaps are made for crawlers, and have no place for such a wish.
    if page.kind != "listing":
        return None
    head = response.body[:_HEAD_BYTES].lower()
    directives: tuple[tuple[str, str], ...] = ()
    # Most pages have neither word, and need not be parsed a second time. "none" stands for "noindex, nofollow".
    if b"nofollow" in head or b"none" in head:
        directives = _directives(response.body)
    found = signals.read(response.url, response.headers, directives)
    if not found.nofollow:
        return None
    return fault(Reason.NOT_FOLLOWED, evidence=found.evidence_text("nofollow"))


def _directives(body: bytes) -> tuple[tuple[str, str], ...]:
    """Return (name, content) of the meta elements of a page."""
    # The parser costs time to import, and hardly any listing comes here.
    from selectolax.lexbor import LexborHTMLParser

    metas = LexborHTMLParser(bounded(body[:_HEAD_BYTES])).css("meta[name]")
    return tuple((node.attributes.get("name") or "", node.attributes.get("content") or "") for node in metas)
