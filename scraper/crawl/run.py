"""A whole run: sites side by side, articles of a site one after the other or a few at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from scraper.crawl.context import Desk
from scraper.crawl.sources import Discovery
from scraper.crawl.stats import Tally
from scraper.crawl.stop import Stopped
from scraper.crawl.visit import Visit
from scraper.errors import BackOffError, FetchError, ScraperError, UnreachableError, mishap
from scraper.model import Outcome, Page, Site, SiteResult
from scraper.policy import schedule
from scraper.policy.robots import AGENT_TOKEN
from scraper.web.urls import authority, canonical, ignored, key

_SITES_AT_ONCE = 64


async def crawl_sites(desk: Desk, sites: Sequence[Site]) -> list[SiteResult]:
    """Crawl sites side by side and return what was done at each.

    Args:
        desk: what the run works with.
        sites: the profiles.

    Raises:
        ArchiveError: the archive cannot be written any more.
    """
    with desk.archive.transaction():
        for site in sites:
            desk.archive.frontier.add_site(site)
        crawl_id = desk.archive.crawls.start([site.id for site in sites], desk.now())
    turns = asyncio.Semaphore(_SITES_AT_ONCE)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_in_turn(desk, site, crawl_id, turns)) for site in sites]
        desk.commits.later(lambda: desk.archive.crawls.finish(crawl_id, desk.now()))
    finally:
        await desk.reader.close()
        desk.commits.flush()
    return [task.result() for task in tasks]


async def _in_turn(desk: Desk, site: Site, crawl_id: int, turns: asyncio.Semaphore) -> SiteResult:
    async with turns:
        return await SiteCrawl(desk, site).run(crawl_id)


class SiteCrawl:
    """The crawl of one site.

    Args:
        desk: what the run works with.
        site: the profile.
    """

    def __init__(self, desk: Desk, site: Site) -> None:
        self._desk = desk
        self._site = site
        self._tally = Tally(site)
        self._visit = Visit(desk, site)
        self._work: deque[int] = deque()
        self._down: set[str] = set()
        self._done = 0
        self._total = 0
        self._in_a_row = 0

    async def run(self, crawl_id: int) -> SiteResult:
        """Visit the sources, then the articles; write and return what was done."""
        self._desk.observer.started(self._site)
        try:
            await self._both()
        except Stopped:
            self._work.clear()
        except UnreachableError as error:
            self._tally.problems.append(f"{self._site.home}: {error.reason}; nothing was marked as gone")
        except BackOffError as error:
            self._tally.problems.append(f"{error.reason}; what is left waits for a later run")
        except FetchError as error:
            self._tally.problems.append(str(error))
        except ScraperError:
            # The archive itself: no site can go on.
            raise
        except Exception as error:  # noqa: BLE001  (a bug met at one site must not cost the others)
            self._tally.problems.append(mishap(error))
        result = self._tally.result(self._desk.fetcher, self._desk.archive.frontier.left(self._site.id))
        now = self._desk.now()
        self._desk.commits.later(lambda: self._desk.archive.crawls.site_done(crawl_id, result, now))
        self._desk.observer.finished(self._site, result)
        return result

    async def _both(self) -> None:
        options = self._desk.options
        if options.full or options.since is not None:
            with self._desk.archive.transaction():
                self._desk.archive.frontier.take_up(self._site.id, options.since)
        await Discovery(self._desk, self._site, self._tally).run()
        self._plan_visits()
        await (self._say_all() if options.dry_run else self._visit_all())

    def _plan_visits(self) -> None:
        """Line up what is waiting, then what is due."""
        work = self._desk.archive.frontier.work(self._site.id, self._desk.now(), schedule.REVISITS_PER_RUN)
        self._work.extend(work if self._desk.options.limit is None else work[: self._desk.options.limit])
        self._total = len(self._work)

    async def _say_all(self) -> None:
        """Name the articles that would be visited: those that their hosts' rules allow."""
        for page in filter(None, map(self._desk.archive.frontier.by_id, self._work)):
            if self._is_passed_over(page):
                continue
            try:
                rules = await self._desk.fetcher.robots(page.url, self._site)
            except FetchError as error:
                self._host_down(page, error)
                continue
            if rules.allowed(AGENT_TOKEN, page.url).allowed:
                self._desk.observer.would_fetch(self._site, page.url)

    async def _visit_all(self) -> None:
        """Visit the articles with as many workers as the profile has connections."""
        workers = [self._worker() for _ in range(min(self._site.connections, self._total))]
        # Not a TaskGroup: when one worker is told to stop, the others still finish the page in flight.
        for ended in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(ended, BaseException):
                raise ended

    async def _worker(self) -> None:
        while self._work and not self._desk.stop.raised:
            page = self._desk.archive.frontier.by_id(self._work.popleft())
            if page is None or self._is_passed_over(page):
                continue
            try:
                outcome = await self._visit.article(page)
            except FetchError as error:
                self._host_down(page, error)
                continue
            except (Stopped, ScraperError):
                self._work.clear()
                raise
            self._note(outcome)

    def _is_passed_over(self, page: Page) -> bool:
        """Whether a page waits on: its host is down, or an 'ignore' pattern of the profile has come to name it."""
        return (bool(self._down) and authority(page.url) in self._down) or (
            bool(self._site.ignore) and ignored(self._site, page.url)
        )

    def _host_down(self, page: Page, error: FetchError) -> None:
        """Leave the pages of a host that cannot be asked now as they are; those of others are visited still.

        Raises:
            FetchError: it is the host of the site itself.
        """
        host = authority(page.url)
        if host == authority(self._site.home):
            self._work.clear()
            raise error
        if host not in self._down:
            self._down.add(host)
            self._tally.problems.append(f"{error}; what is left there waits for a later run")

    def _note(self, outcome: Outcome) -> None:
        self._done += 1
        self._tally.outcome(outcome)
        self._count_failures(outcome)
        if outcome.lie and not any("says 'not modified'" in line for line in self._tally.problems):
            self._tally.problems.append(outcome.lie)
        self._desk.observer.article(self._site, outcome)
        self._desk.observer.progress(self._site, self._done, self._total)

    def _count_failures(self, outcome: Outcome) -> None:
        """Leave a host alone that answers nothing but failures; dead addresses are no failure of the host."""
        if outcome.verdict != "failed":
            self._in_a_row = 0
        elif not (outcome.reason or "").endswith("there is no such page"):
            self._in_a_row += 1
        if self._in_a_row == schedule.FAILURES_IN_A_ROW and self._work:
            self._tally.problems.append(
                f"{self._in_a_row} articles in a row could not be had, the last one: {outcome.url}: {outcome.reason};"
                f" {len(self._work)} more wait for a later run"
            )
            self._work.clear()


async def fetch_pages(desk: Desk, targets: Sequence[tuple[str, Site]]) -> list[Outcome]:
    """Visit single addresses now, one after the other: the same loop with one link each.

    Args:
        desk: what the run works with.
        targets: canonical address and profile of each.
    """
    outcomes: list[Outcome] = []
    try:
        for url, site in targets:
            if desk.stop.raised:
                break
            outcomes.append(await _fetch_page(desk, url, site))
    except Stopped:
        pass
    finally:
        desk.commits.flush()
    return outcomes


async def _fetch_page(desk: Desk, url: str, site: Site) -> Outcome:
    frontier = desk.archive.frontier
    with desk.archive.transaction():
        frontier.add_site(site)
        page = frontier.get(url)
        if page is None:
            page = frontier.add(url, site.id, "article", "waiting", key(canonical(url), site), None, None)
    if page.kind != "article":
        return Outcome(url, "failed", f"this is a {page.kind} of the site '{page.site}', not an article")
    try:
        return await Visit(desk, site).article(page)
    except FetchError as error:
        reason = f"{error.reason}. {error.hint}" if error.hint else error.reason
        due = schedule.again_at(desk.now(), page.failures + 1)
        with desk.archive.transaction():
            frontier.finish(page, "failed", None, desk.now(), due_at=due, error=reason)
        return Outcome(url, "failed", reason, page.article_id)
