"""``scraper sites check``: a sample of a site's sources and pages against what the archive has of it.

Asked are the files of its host, its sources and its newest pages, politely and within a bound of requests
(:mod:`scraper.onboarding.asking`). Nothing is written, neither to the archive nor elsewhere.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from scraper.errors import FetchError, ScraperError, mishap
from scraper.fetch import Fetcher, Settings
from scraper.model import HostState, Site
from scraper.onboarding import check_hosts
from scraper.onboarding.asking import Asker, HostStates, Meter, RequestsSpentError
from scraper.onboarding.check_hosts import HostFiles
from scraper.onboarding.check_pages import MOST_TRIED, PAGES, Asked, PageAsker, sources_by_reader, wanted_pages
from scraper.onboarding.check_sources import MOST_SOURCES, SourceAsker, sources_of
from scraper.onboarding.check_verdicts import is_forbidden, say_pages, say_sources
from scraper.onboarding.field_check import compare, say_selectors, usual_of
from scraper.onboarding.findings import Finding, SiteCheck
from scraper.onboarding.known import Known
from scraper.policy.counts import counted
from scraper.store import Archive
from scraper.store.site_sample import COMPARED_FIELDS, NEWEST_ARTICLES
from scraper.web.urls import authority

MOST_REQUESTS = 12
"""Requests for the check of one site, with robots.txt, redirects and further tries. Chosen: both files of its host,
five sources and five pages, which take half a minute where the host asks for no longer pauses."""

# So many of them are kept for pages, whatever the sources cost.
_FOR_PAGES = 5
# Redirects in a row that are followed: a crawl follows more, and no real site needs as many (chosen).
_MOST_HOPS = 5
# Tries of a request that fails (chosen): one more tells a hiccup from a fault.
_ATTEMPTS = 2

SITES_AT_A_TIME = 2
"""So many sites are checked at a time (chosen: each waits for its own host, and a check is no race)."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who watches a check.

    Args:
        asks: hears of each request, with its site.
        done: gets each site that was checked, as far as it was.
    """

    asks: Callable[[Site], None]
    done: Callable[[SiteCheck], None]


async def check_sites(
    sites: Iterable[Site],
    archive: Archive | None,
    now: Callable[[], dt.datetime],
    settings: Settings,
    watcher: Watcher,
) -> None:
    """Check some sites, two at a time.

    Whatever ends it, each site that was begun is handed over as far as it was looked at.

    Args:
        sites: the profiles.
        archive: opened for reading; None where there is none.
        now: the clock, aware UTC.
        settings: what bounds the requests.
        watcher: who watches.

    Raises:
        ScraperError: the archive cannot be read.
    """
    meter = Meter(MOST_REQUESTS, tell=lambda site, sent: watcher.asks(site))
    load: Callable[[str], HostState] = HostState if archive is None else archive.hosts.load
    hosts = HostStates(load, now)
    bounds = replace(settings, attempts=_ATTEMPTS, max_hops=_MOST_HOPS)
    fetcher = Fetcher(hosts, now, asyncio.sleep, bounds, on_wait=meter.waits)
    turns = asyncio.Semaphore(SITES_AT_A_TIME)

    async def one(site: Site) -> None:
        async with turns:
            check = SiteCheck(site)
            try:
                work = _Work(check, Asker(fetcher, meter, site), Known(archive, site, now), hosts, now())
                await work.run()
            finally:
                check.requests = meter.sent(site)
                if not check.is_finished:
                    check.say(Finding.UNFINISHED)
                watcher.done(check)

    try:
        async with asyncio.TaskGroup() as group:
            for site in sites:
                group.create_task(one(site))
    except ExceptionGroup as errors:
        # Of several sites that meet the same damage one sentence is enough.
        raise errors.exceptions[0] from errors
    finally:
        await fetcher.close()


class _Work:
    """The check of one site.

    Args:
        check: gets what is found.
        asker: the way to the network.
        known: what the archive knows of the site.
        hosts: what is known of hosts, before and now.
        now: the time.
    """

    def __init__(self, check: SiteCheck, asker: Asker, known: Known, hosts: HostStates, now: dt.datetime) -> None:
        self._today = now.date()
        self._check = check
        self._site = check.site
        self._asker = asker
        self._known = known
        self._hosts = hosts
        self._sources = SourceAsker(check.site, asker, known)
        self._pages: list[Asked] = []
        check.archived = len(known.articles)

    async def run(self) -> None:
        """Ask, then say what was found, also of what was looked at before an end that somebody asked for."""
        try:
            await self._ask()
            self._check.is_finished = True
        except FetchError as error:
            self._check.is_finished = True
            self._check.say(Finding.UNREACHABLE, why=error.fault.advice)
        except ScraperError:
            raise
        except Exception as error:  # noqa: BLE001  (a bug met by one site must not cost the others)
            self._check.is_finished = True
            self._check.say(Finding.UNREACHABLE, why=str(mishap(error)))
        finally:
            self._judge()

    async def _ask(self) -> None:
        home = self._site.home
        fetcher = self._asker.fetcher
        rules = await fetcher.robots(home, self._site)
        unreached = fetcher.unreached.get(authority(home))
        if unreached is not None:
            # An old copy of robots.txt was good enough for the rules, and the host is as dead as without one.
            self._check.say(Finding.UNREACHABLE, why=unreached.advice)
            return
        await fetcher.reserved(home, self._site)
        self._asker.meter.keep(self._site, _FOR_PAGES)
        left = await self._ask_sources(rules.sitemaps)
        self._asker.meter.keep(self._site, 0)
        left += await self._ask_pages()
        if left:
            self._check.say(Finding.NOT_ASKED, count=" and ".join(left), bound=MOST_REQUESTS)

    async def _ask_sources(self, robots_sitemaps: Sequence[str]) -> list[str]:
        """Ask for sources and what they lead on to; return how many were left, in words."""
        queue = sources_of(self._site, robots_sitemaps, self._known)
        asked: set[str] = set()
        while queue and len(asked) < MOST_SOURCES:
            source = queue.pop(0)
            if source[0] in asked:
                continue
            check = await self._sources.ask(source)
            if check is None:
                queue.insert(0, source)
                break
            self._check.sources.append(check)
            asked.add(source[0])
            # What an index or a front page leads on to tells more than the next source of the same kind.
            leads, self._sources.leads = self._sources.leads, []
            queue = [*leads, *queue]
        left = len({url for url, _, _ in queue} - asked)
        return [counted(left, "source")] if left else []

    async def _ask_pages(self) -> list[str]:
        """Ask for pages; return how many of them were left, in words."""
        pages = PageAsker(self._site, self._asker, self._known)
        wanted = wanted_pages(self._known, self._sources.named, self._sources.named_by_feeds)
        allowed = 0
        for page in wanted[:MOST_TRIED]:
            if allowed == PAGES:
                break
            try:
                asked = await pages.ask(page)
            except RequestsSpentError:
                return [counted(min(PAGES, len(wanted)) - allowed, "page")]
            # What robots.txt forbids costs no request, and says nothing of the pages that it allows.
            allowed += not is_forbidden(asked.check)
            self._pages.append(asked)
            self._check.pages.append(asked.check)
        return []

    def _judge(self) -> None:
        """Say what follows from all that was asked for."""
        check, articles = self._check, self._known.articles
        say_sources(check, self._known)
        say_pages(check)
        observed = [asked.observed for asked in self._pages if asked.observed is not None]
        counted_articles = [one for one in articles[:NEWEST_ARTICLES] if not one.is_bare]
        by_today = [one.sources for one in sources_by_reader(self._site, counted_articles)]
        if not by_today:
            # An older reader has read all of them, so that only what is read again now can be compared.
            by_today = [one.archived.sources for one in observed if one.archived is not None]
        usual = usual_of([one.has for one in counted_articles], by_today)
        say_selectors(check, self._site.at(self._today), observed, usual)
        compare(check, observed, usual, COMPARED_FIELDS)
        self._judge_hosts()
        if not articles:
            check.say(Finding.NEVER_CRAWLED)

    def _judge_hosts(self) -> None:
        check, articles = self._check, self._known.articles
        own = authority(self._site.home)
        names = dict.fromkeys([own, *(authority(page.url) for page in check.pages)])
        for name in names:
            check_hosts.say_robots(check, self._files(name), [one.url for one in articles])
        signals = {one.url: one.signals for one in articles}
        declared = [
            check_hosts.declared(
                asked.response.url,
                asked.response.headers,
                asked.directives,
                self._files(authority(asked.response.url)),
                signals.get(asked.check.url),
                is_archived=asked.check.is_archived,
            )
            for asked in self._pages
            if asked.response is not None and asked.check.fault is None
        ]
        check_hosts.say_reservations(check, self._site, declared)

    def _files(self, host: str) -> HostFiles:
        return HostFiles(self._hosts.before(host), self._hosts.after(host))
