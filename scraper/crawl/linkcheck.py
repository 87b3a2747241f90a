"""A run that asks for the addresses that archived articles refer to: are they still there?

It goes the way of all requests: guard, robots.txt, pace, Retry-After and back-off are those of the one fetcher.

A crawl may run beside it. The pace of a host is kept within one program, so that two of them would ask a host twice as
often as it likes. While a crawl runs, the hosts of the profiles, which are those that a crawl asks, are therefore left
to a later run. That is looked up before each address; a request that is on its way when a crawl begins is the one
exception.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from scraper.crawl.context import CrawlContext
from scraper.crawl.led_to import fault_at
from scraper.crawl.stop import Stopped
from scraper.errors import AddressError, BackOffError, FetchError, ScraperError, mishap
from scraper.fetch import ends_the_host
from scraper.model import Fault, LinkCheck, LinkState, Reason, Site
from scraper.policy.identity import identity_of
from scraper.policy.link_evidence import ASK_AGAIN, answered, is_news, unanswered, validators_of
from scraper.policy.reasons import NEVER_SENT
from scraper.sites import is_unlisted
from scraper.web.urls import authority, canonical, ignored

# So many hosts are asked side by side. Chosen: each of them is asked once a second at the most, and more connections
# than a browser makes are not needed for a few hundred requests.
_HOSTS_AT_ONCE = 16
# Where so many hosts cannot be reached and nobody has answered, there is no network, and the others are not tried.
# Chosen well above the number of dead hosts that may stand at the front of the line by chance.
_HOSTS_TRIED = 2 * _HOSTS_AT_ONCE
# So many addresses of a host are lined up beyond the budget, since some may cost no request. Chosen as a bound on
# memory, where an archive has a million references.
_FREE_IN_A_LINE = 1000
# These cost no request, and so nothing of the budget.
_FREE = NEVER_SENT | {Reason.ROBOTS_FORBIDDEN}


@dataclass(frozen=True, slots=True)
class LinkNews:
    """What was found of an address, where a person should hear of it.

    Args:
        before: what was known, or None.
        after: what is known now.
        articles: how many articles refer to it.
    """

    before: LinkCheck | None
    after: LinkCheck
    articles: int


@dataclass(slots=True)
class LinkReport:
    """What a run came to.

    Args:
        due: how many addresses were to be asked for.
        states: how many of them were found in which state.
        news: what a person should hear of, in the order of the answers.
        archived: how many lead to articles of the archive in another spelling, and so need no request.
        no_network: that nobody could be reached, and so nothing was written; or None.
    """

    due: int = 0
    states: Counter[LinkState] = field(default_factory=Counter)
    news: list[LinkNews] = field(default_factory=list)
    archived: int = 0
    no_network: Fault | None = None

    @property
    def asked(self) -> int:
        """How many addresses something was found of."""
        return self.states.total()

    @property
    def left(self) -> int:
        """How many addresses wait for a later run."""
        return self.due - self.asked - self.archived


async def check_links(
    context: CrawlContext,
    sites: Iterable[str],
    site_of: Callable[[str], Site],
    budget: int,
    is_crawled: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> LinkReport:
    """Ask for addresses that articles refer to, and write what became of each as soon as it is known.

    Args:
        context: what the run works with.
        sites: of the articles; none stands for all.
        site_of: returns the profile of an address, made up where none names it.
        budget: so many addresses are asked for; robots.txt, redirects and further tries come on top of it.
        is_crawled: tells whether a crawl runs.
        progress: is told how many addresses were asked for, and of how many.

    Raises:
        ArchiveError: the archive cannot be written any more.
    """
    run = _Run(context, site_of, budget, is_crawled, progress)
    async with context.ending(context.held.end):
        run.line_up(sites)
        ended = await asyncio.gather(*(run.work() for _ in range(_HOSTS_AT_ONCE)), return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error
        run.report.no_network = context.held.end()
    return run.report


class _Run:
    """The lines before the hosts, and who asks whom next.

    Args:
        context, site_of, budget, is_crawled, progress: see :func:`check_links`.
    """

    def __init__(
        self,
        context: CrawlContext,
        site_of: Callable[[str], Site],
        budget: int,
        is_crawled: Callable[[], bool],
        progress: Callable[[int, int], None],
    ) -> None:
        self.report = LinkReport()
        self._context = context
        self._site_of = site_of
        self._left = budget
        self._is_crawled = is_crawled
        self._progress = progress
        self._budget = budget
        self._lines: dict[str, deque[str]] = {}
        # The hosts that have a line and are not being asked; whoever was asked goes to the end.
        self._turns: deque[str] = deque()

    def line_up(self, sites: Iterable[str]) -> None:
        """Read from the archive which addresses are to be asked for."""
        now = self._context.now()
        asked_until = {str(state): now - pause for state, pause in ASK_AGAIN.items()}
        for url in self._context.archive.link_checks.due(list(sites), asked_until, now):
            self.report.due += 1
            try:
                line = self._lines.setdefault(authority(url), deque())
            except AddressError:
                # No reader writes such an address; somebody else may have.
                continue
            if len(line) < self._budget + _FREE_IN_A_LINE:
                line.append(url)
        self._turns.extend(self._lines)

    async def work(self) -> None:
        """Ask one host after the other for one address each, until nothing is left or somebody asks for the end."""
        while not self._is_over() and self._turns:
            host = self._turns.popleft()
            line = self._lines[host]
            url = line.popleft()
            # Taken before the request and given back after it, or all at work would overdraw it together.
            self._left -= 1
            try:
                is_sent, is_host_up = await self._check(url)
            except Stopped:
                return
            if not is_sent:
                self._left += 1
            if line and is_host_up:
                self._turns.append(host)
            self._progress(self.report.asked, min(self._budget, self.report.due))
            # What costs no request waits for nothing, and a long line of that would hold up the requests of others.
            await asyncio.sleep(0)

    def _is_over(self) -> bool:
        fetcher = self._context.fetcher
        is_without_network = not fetcher.is_answered and len(fetcher.unreached) >= _HOSTS_TRIED
        return self._context.stop.is_set or self._left <= 0 or is_without_network

    async def _check(self, url: str) -> tuple[bool, bool]:
        """Find out what became of an address.

        Returns:
            Whether a request was sent, and whether the host can be asked for more.
        """
        site = self._site_of(url)
        archive = self._context.archive
        if ignored(site, url):
            return False, True
        # Whoever follows the site may know the article by another spelling of its address.
        article_id = archive.find_article(identity_of(canonical(url), site))
        if article_id is not None:
            self._context.held.later(lambda: archive.links.lead(url, article_id))
            self.report.archived += 1
            return False, True
        if not is_unlisted(site) and self._is_crawled():
            return False, False
        with self._context.commits.visiting():
            return await self._ask(url, site)

    async def _ask(self, url: str, site: Site) -> tuple[bool, bool]:
        before = self._context.archive.link_checks.get(url)
        is_host_up = True
        try:
            after = await self._answer(before, url, site)
        except BackOffError as error:
            # Nothing was asked, so that nothing was found; the address keeps its place in the line.
            return False, authority(error.url) != authority(url)
        except FetchError as error:
            is_host_up = not ends_the_host(error, url)
            after = unanswered(before, url, fault_at(url, error), self._context.now())
        except (ScraperError, Stopped):
            raise
        except Exception as error:  # noqa: BLE001  (a bug met by one page must not cost the others)
            after = unanswered(before, url, mishap(error), self._context.now())
        await self._keep(before, after)
        is_free = after.fault is not None and after.fault.reason in _FREE
        return not is_free, is_host_up

    async def _answer(self, before: LinkCheck | None, url: str, site: Site) -> LinkCheck:
        """Ask for an address and return what its answer says.

        Raises:
            FetchError: there is none.
        """
        etag, last_modified = validators_of(before, self._context.now())
        response = await self._context.fetcher.fetch(url, site, etag=etag, last_modified=last_modified)
        reading = None
        if response.status == 200:
            reading = await self._context.readers.read(response, site)
        return answered(before, url, response, reading, site)

    async def _keep(self, before: LinkCheck | None, after: LinkCheck) -> None:
        """Write what was found of an address, as soon as it is known that there is a network at all."""
        checks = self._context.archive.link_checks
        if self._context.fetcher.is_answered:
            await self._context.commits.write(lambda: checks.keep(after))
        else:
            self._context.held.later(lambda: checks.keep(after))
        self.report.states[after.state] += 1
        if is_news(before, after):
            self.report.news.append(LinkNews(before, after, checks.referring(after.url)))
