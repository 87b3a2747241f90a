"""A whole run: sites side by side, articles of a site one after the other or a few at a time."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from scraper.crawl.catching_up import catch_up
from scraper.crawl.context import CrawlContext
from scraper.crawl.kept_out import forgotten_on
from scraper.crawl.sources import Sources
from scraper.crawl.stats import SiteStats
from scraper.crawl.stop import Stopped
from scraper.crawl.visit import Visit
from scraper.errors import BackOffError, FetchError, ScraperError, UnreachableError, mishap
from scraper.model import Alarm, Fault, Outcome, Page, Problem, Reason, Site, SiteResult, fault
from scraper.policy import schedule
from scraper.policy.gone import seems_gone_without_404
from scraper.policy.reasons import NOTICES, OF_THE_PAGE_ALONE
from scraper.policy.robots import AGENT_TOKEN
from scraper.reading import readers
from scraper.web.urls import authority, ignored, key, origin

# Sites beyond these wait for their turn, so that a run of hundreds has a bound on its memory and its connections.
_SITES_AT_ONCE = 64
# So many pages are read from the archive by one statement. What is known of a page changes in a run only by its own
# visit, so that the last of them is not out of date when its turn comes.
_PAGES_AT_ONCE = 50


async def crawl_sites(context: CrawlContext, sites: Sequence[Site]) -> list[SiteResult]:
    """Crawl sites side by side and return what was done at each.

    Args:
        context: what the run works with.
        sites: the profiles.

    Raises:
        ArchiveError: the archive cannot be written any more.
    """
    await catch_up(context, sites)
    crawl_id = await context.commits.write(lambda: _begin(context, sites))
    turns = asyncio.Semaphore(_SITES_AT_ONCE)
    async with context.ending(context.held.end):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_in_turn(context, site, crawl_id, turns)) for site in sites]
        results = _without_network([task.result() for task in tasks], context.held.end())
        results = await context.commits.write(lambda: _finished(context, sites, crawl_id, results))
    return results


def _finished(
    context: CrawlContext, sites: Sequence[Site], crawl_id: int, results: Sequence[SiteResult]
) -> list[SiteResult]:
    """Write the end of a run, and what its sites' history says now; return the results with that.

    A run without an end in the table ``crawls`` is one that was broken off.
    """
    judged = list(results)
    if not context.options.dry_run:
        judged = _with_alarms(context, sites, results)
    context.archive.crawls.finish(crawl_id, context.now())
    return judged


def _without_network(results: list[SiteResult], why: Fault | None) -> list[SiteResult]:
    """Return the results of a run; where nobody could be reached, that one fault instead of what each site met."""
    if why is None:
        return results
    return [
        SiteResult(result.site, requests=result.requests, problems=(Problem(why),), complete=False)
        for result in results
    ]


def _with_alarms(context: CrawlContext, sites: Sequence[Site], results: Sequence[SiteResult]) -> list[SiteResult]:
    """Judge the sites whose turn came to its end by the archive's history, note what stands, and return all results.

    It comes behind the commits of the run's articles, which may be what ends an alarm, and when the other sites were
    visited, too, since sites fall silent together on a holiday. The archive itself is judged by each run: where no turn
    came to its end, as without a network, a disk fills all the same.
    """
    archive, now = context.archive, context.now()
    complete = {result.site for result in results if result.complete}
    judged = [site for site in sites if site.id in complete]
    found = archive.alarms(judged, now, readers(judged))
    archive.problems.settle_alarms(found, complete, now)
    return [
        replace(result, problems=(*result.problems, *map(_problem_of, found.get(result.site, ()))))
        for result in results
    ]


def _problem_of(alarm: Alarm) -> Problem:
    return Problem(alarm.fault, alarm.url, is_notice=alarm.fault.reason in NOTICES)


def _begin(context: CrawlContext, sites: Sequence[Site]) -> int:
    for site in sites:
        context.archive.frontier.add_site(site)
    context.archive.note_before_crawl(context.now())
    return context.archive.crawls.start([site.id for site in sites], context.now())


async def _in_turn(context: CrawlContext, site: Site, crawl_id: int, turns: asyncio.Semaphore) -> SiteResult:
    async with turns:
        return await SiteCrawl(context, site).run(crawl_id)


class SiteCrawl:
    """The turn of one site in a run: its sources first, then its articles.

    Args:
        context: what the run works with.
        site: the profile.
    """

    def __init__(self, context: CrawlContext, site: Site) -> None:
        self._context = context
        self._site = site
        self._stats = SiteStats(site)
        self._visit = Visit(context, site)
        # What is lined up as row numbers, and the next few of it as pages: a sitemap can name a million addresses.
        self._work: deque[int] = deque()
        self._ready: deque[Page] = deque()
        # Other hosts of the site that cannot be asked in this run.
        self._down: set[str] = set()
        self._done = 0
        self._total = 0
        self._failures_in_a_row = 0

    async def run(self, crawl_id: int) -> SiteResult:
        """Visit the sources, then the articles; write and return what was done."""
        self._context.observer.started(self._site)
        try:
            await self._sources_and_articles()
            # Only a turn that came to its own end may settle the problems that it did not meet any more: the sources of
            # one that was broken off were not all asked.
            self._stats.is_complete = not self._context.stop.is_set
        except Stopped:
            self._give_up()
        except FetchError as error:
            self._stats.problem(_turn_ended_by(error, self._site))
        except ScraperError:
            # The archive cannot be written any more, so that no other site can go on either.
            raise
        except Exception as error:  # noqa: BLE001  (a bug met at one site must not cost the others)
            self._stats.problem(mishap(error))
        deferred = self._context.archive.frontier.deferred(self._site.id)
        result = self._stats.result(self._context.fetcher, deferred)
        notices = _notices(result)
        # The end of this turn; the commit that writes it may come much later.
        now = self._context.now()
        self._context.held.later(lambda: self._keep(crawl_id, result, notices, now))
        self._context.observer.finished(self._site, result)
        return result

    def _keep(self, crawl_id: int, result: SiteResult, notices: Sequence[Problem], now: dt.datetime) -> None:
        """Write what was done at the site, and what is or is no longer wrong with it."""
        archive = self._context.archive
        archive.crawls.site_done(crawl_id, result, now)
        archive.problems.settle(self._site.id, [*result.problems, *notices], now, complete=result.complete)

    async def _sources_and_articles(self) -> None:
        options = self._context.options
        if options.full or options.since is not None:
            # Before the sources are read, since deferred sitemaps and listing pages are taken up with the articles.
            await self._context.commits.write(lambda: self._sort_by_day(options.since))
        await Sources(self._context, self._site, self._stats).run()
        self._line_up()
        if options.dry_run:
            await self._say_all()
        else:
            await self._visit_all()

    def _sort_by_day(self, since: dt.date | None) -> None:
        """Take up what was deferred and is wanted now, and defer what waits and is known to be older."""
        frontier, held = self._context.archive.frontier, self._context.held
        taken_up = frontier.take_up(self._site.id, since)
        held.undo(lambda: frontier.change_back(taken_up, was="deferred"))
        if since is not None:
            put_off = frontier.put_off(self._site.id, since)
            held.undo(lambda: frontier.change_back(put_off, was="waiting"))

    def _line_up(self) -> None:
        """Line up what is waiting, then what is due."""
        frontier, options = self._context.archive.frontier, self._context.options
        limit = options.limit
        work = frontier.work(self._site.id, self._context.now(), schedule.REVISITS_PER_RUN, options.since)
        if limit is not None:
            self._stats.add("waiting", max(len(work) - limit, 0))
            work = work[:limit]
        self._work.extend(work)
        self._total = len(self._work)
        self._context.observer.progress(self._site, 0, self._total)

    def _next(self) -> Page | None:
        """Return the next page to visit, or None where there is none left."""
        while self._work or self._ready:
            if not self._ready:
                # Nothing is ready afterwards where another process has removed all these rows in the meantime.
                self._make_ready()
                continue
            page = self._ready.popleft()
            if not self._is_passed_over(page):
                return page
        return None

    def _make_ready(self) -> None:
        """Read the next few pages that are lined up from the archive."""
        rows = [self._work.popleft() for _ in range(min(_PAGES_AT_ONCE, len(self._work)))]
        self._ready.extend(self._context.archive.frontier.to_visit(rows, self._context.now()))

    def _give_up(self) -> None:
        """Leave what is lined up to a later run: the pages stay waiting or due in the frontier."""
        self._work.clear()
        self._ready.clear()

    async def _say_all(self) -> None:
        """Name the articles that would be visited: those that their hosts' rules allow."""
        while (page := self._next()) is not None:
            try:
                rules = await self._context.fetcher.robots(page.url, self._site)
            except FetchError as error:
                self._host_down(page, error)
                continue
            if rules.allowed(AGENT_TOKEN, page.url).allowed:
                self._context.observer.would_fetch(self._site, page.url)

    async def _visit_all(self) -> None:
        """Visit the articles with as many workers as the profile has connections."""
        workers = [self._worker() for _ in range(min(self._site.connections, self._total))]
        # A TaskGroup would cancel the other workers when one ends with an error, and lose their pages in flight.
        for ended in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(ended, BaseException):
                raise ended

    async def _worker(self) -> None:
        """Visit one page after the other until none is left, or somebody asks for the end."""
        while not self._context.stop.is_set and (page := self._next()) is not None:
            try:
                outcome = await self._visit.article(page)
            except FetchError as error:
                self._host_down(page, error)
                continue
            except (Stopped, ScraperError):
                # The other workers of the site find nothing left to visit, and end with the page that they have.
                self._give_up()
                raise
            self._note(outcome)

    def _is_passed_over(self, page: Page) -> bool:
        """Whether a page is left as it is in this run: its host is down, or 'ignore' in the profile now names it."""
        if self._down and authority(page.url) in self._down:
            return True
        return bool(self._site.ignore) and ignored(self._site, page.url)

    def _host_down(self, page: Page, error: FetchError) -> None:
        """Leave the pages of a host that cannot be asked now as they are; those of others are visited still.

        Raises:
            FetchError: it is the host of the site itself.
        """
        host = authority(page.url)
        if host == authority(self._site.home):
            self._give_up()
            raise error
        if host not in self._down:
            self._down.add(host)
            self._stats.problem(fault(Reason.HOST_DOWN, why=str(error)), origin(page.url))

    def _note(self, outcome: Outcome) -> None:
        """Count what became of an article, and tell whoever watches."""
        self._done += 1
        self._stats.outcome(outcome)
        self._count_failures(outcome)
        # An anomaly says something of the host, and so is told once, however many pages show it.
        if outcome.anomaly is not None and not self._stats.has_problem(outcome.anomaly.reason):
            self._stats.problem(outcome.anomaly)
        self._context.observer.article(self._site, outcome)
        self._context.observer.progress(self._site, self._done, self._total)

    def _count_failures(self, outcome: Outcome) -> None:
        """Leave a host alone that answers nothing but failures: it has had enough of this crawl."""
        is_absent = outcome.verdict in ("unchanged", "gone") and seems_gone_without_404(outcome.fault)
        if outcome.verdict != "failed" and not is_absent:
            self._failures_in_a_row = 0
            return
        # A dead address neither ends a row of failures nor makes it longer.
        if outcome.fault is not None and outcome.fault.reason not in OF_THE_PAGE_ALONE:
            self._failures_in_a_row += 1
        left = len(self._work) + len(self._ready)
        # Asked for the very number: pages of other connections may fail after this one, and are not to tell it again.
        if self._failures_in_a_row == schedule.FAILURES_IN_A_ROW and left:
            self._stats.problem(
                fault(
                    Reason.FAILURES_IN_A_ROW,
                    count=self._failures_in_a_row,
                    example=outcome.url,
                    why=str(outcome.fault),
                    left=left,
                )
            )
            self._give_up()


def _notices(result: SiteResult) -> list[Problem]:
    """Return what is kept of a site beside its problems, and needs no person: what a bound has deferred."""
    if not result.deferred:
        return []
    return [Problem(fault(Reason.FIRST_CRAWL_DEFERRED, count=result.deferred, site=result.site))]


def _turn_ended_by(error: FetchError, site: Site) -> Fault:
    """Return what is wrong with a site whose turn an error has ended."""
    if isinstance(error, UnreachableError):
        return fault(Reason.SITE_UNREACHABLE, code=str(error.fault.reason), why=f"{site.home}: {error.fault}")
    if isinstance(error, BackOffError):
        return fault(Reason.SITE_PAUSED, code=str(error.fault.reason), why=str(error.fault))
    return fault(Reason.SITE_FAILED, code=str(error.fault.reason), why=str(error))


async def fetch_pages(
    context: CrawlContext,
    targets: Sequence[tuple[str, Site]],
    visited: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Visit single addresses now, one after the other: the same loop with one link each.

    Args:
        context: what the run works with.
        targets: canonical address and profile of each.
        visited: gets what became of each address as soon as it is committed.
    """
    outcomes: list[Outcome] = []
    # Whoever names single pages is told of each, and it is noted with each, whether there is a network or not. What was
    # fetched before the end was asked for is an answer as well.
    async with context.ending(context.held.release):
        with suppress(Stopped):
            for url, site in targets:
                if context.stop.is_set:
                    break
                outcome = await _fetch_page(context, url, site)
                outcomes.append(outcome)
                visited(outcome)
    return outcomes


async def _fetch_page(context: CrawlContext, url: str, site: Site) -> Outcome:
    """Visit one address that a person has named, and return what became of it."""
    forgotten = forgotten_on(context.archive, [url], site)
    if forgotten is not None:
        return Outcome(url, "failed", forgotten)
    page = context.archive.frontier.get(url, context.now())
    if page is None:
        # Its row (0 stands for none) is written together with what comes of the visit, or a kill would leave an
        # address in the frontier that no source names.
        page = Page(0, url, site.id, "article", "waiting", key(url, site))
    if page.kind != "article":
        return Outcome(url, "failed", fault(Reason.IS_A_SOURCE, kind=page.kind, site=page.site))
    visit = Visit(context, site)
    try:
        return await visit.article(page)
    except FetchError as error:
        # A crawl leaves the page as it is; whoever asked for this very page is told what became of it.
        return await visit.unanswered(page, error.fault, can_change=True)
