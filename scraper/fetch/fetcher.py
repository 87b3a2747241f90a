"""Fetch one address politely: guard, robots.txt, pace, request, retries, redirects."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from tenacity import RetryCallState

from scraper.errors import FetchError
from scraper.fetch.chain import Chain
from scraper.fetch.host_files import Check, host_file
from scraper.fetch.hosts import Hosts
from scraper.fetch.pace import Clock, Pace, Sleep, loop_time
from scraper.fetch.redirects import too_many_redirects
from scraper.fetch.retry import RETRY_STATUS, asked_for, retry_policy, within
from scraper.fetch.robots_cache import RobotsCache
from scraper.fetch.settings import HostMemory, Settings
from scraper.fetch.tdmrep_cache import TdmrepCache
from scraper.fetch.wire import Answer, Wire
from scraper.model import Fault, Response, Site, Wait, WaitCause
from scraper.policy.robots import Robots
from scraper.web.urls import authority, belongs

# A run waits at most so many seconds between two requests to a host. Chosen: of a host with a longer Crawl-delay a run
# fetches one page, and the rest of the delay is waited for between runs instead of within one.
_LONGEST_WAIT_IN_A_RUN = 600.0


@dataclass(slots=True)
class Usage:
    """What one site cost so far.

    Args:
        requests: requests sent, robots.txt and redirects included.
        bytes: bytes of bodies on the wire.
    """

    requests: int = 0
    bytes: int = 0


OnWait = Callable[[Site, Wait], None]
"""Told of each wait when it begins, with the site for which it is; called on the event loop, it must not block."""


def _tell_nobody(site: Site, wait: Wait) -> None:
    """Where nobody watches."""


class Fetcher:
    """The one way to the network.

    Args:
        memory: where the state of hosts is kept between runs.
        now: the clock, aware UTC.
        sleep: how to wait, in seconds.
        settings: the bounds.
        clock: what the pace of requests is measured by, in seconds.
        on_wait: hears what each request waits for.
    """

    def __init__(
        self,
        memory: HostMemory,
        now: Callable[[], dt.datetime],
        sleep: Sleep,
        settings: Settings | None = None,
        *,
        clock: Clock = loop_time,
        on_wait: OnWait = _tell_nobody,
    ) -> None:
        self._settings = settings or Settings()
        self._sleep = sleep
        self._clock = clock
        self._now = now
        self._on_wait = on_wait
        self._hosts = Hosts(memory, now)
        self._wire = Wire(self._settings, now)
        self._retry_policy = retry_policy(self._settings, now, sleep)
        self._paces: dict[str, Pace] = {}
        self._resting_hosts: dict[str, asyncio.Lock] = {}
        self._usage: dict[str, Usage] = {}
        self._robots = RobotsCache(self._hosts, now, self._robots_file)
        self._tdmrep = TdmrepCache(self._hosts, now, self._host_file, self._robots.check)

    async def fetch(
        self, url: str, site: Site, *, etag: str | None = None, last_modified: str | None = None
    ) -> Response:
        """Fetch an address and follow its redirects.

        Args:
            url: canonical address.
            site: whose delay, connections and ``private`` count.
            etag, last_modified: validators; an unchanged page then answers 304 (RFC 9110 §13.1).

        Raises:
            FetchError: there is no answer to work with. An answer of any status is a result, not an error.
        """
        validators = _conditions(etag, last_modified)
        # The rules are read before the first request, because the Crawl-delay stands in them. Whether they allow the
        # address is checked hop by hop, as a redirect can lead to a forbidden one.
        await self._robots.rules(url, site)
        host = authority(url)
        if not self.gives_one_page_a_run(host):
            return await self._follow_redirects(url, site, validators)
        await self._robots.check(url, site)
        # Of several fetches at a time the lock lets one through. Those that waited for it end in the next line, by the
        # pause that has begun meanwhile.
        async with self._resting_hosts.setdefault(host, asyncio.Lock()):
            self._hosts.check_pause(url)
            # The host's pause begins with the page, after which tdmrep.json could not be asked for any more.
            await self._tdmrep.tdmrep(url, site)
            try:
                return await self._follow_redirects(url, site, validators)
            finally:
                self._hosts.rest(host)

    async def robots(self, url: str, site: Site) -> Robots:
        """Return the rules of an address's host.

        Raises:
            FetchError: they cannot be had now.
        """
        return await self._robots.rules(url, site)

    async def reserved(self, url: str, site: Site) -> tuple[bytes | None, bytes | None]:
        """Return (robots.txt, tdmrep.json) of an address's host as they came, None where unknown."""
        tdmrep = await self._tdmrep.tdmrep(url, site)
        return self._hosts.state(authority(url)).robots, tdmrep

    @property
    def is_answered(self) -> bool:
        """Whether any request so far got an answer, of whatever status."""
        return self._hosts.is_answered

    @property
    def unreached(self) -> Mapping[str, Fault]:
        """The hosts that could not be reached so far, each with why."""
        return self._hosts.unreached

    @property
    def led_astray(self) -> Mapping[str, Fault]:
        """The host names that led into a private network so far, each with why."""
        return self._hosts.led_astray

    def usage(self, site_id: str) -> Usage:
        """Return what a site cost so far."""
        return self._usage.setdefault(site_id, Usage())

    async def close(self) -> None:
        """Close all connections."""
        await self._wire.close()

    async def _follow_redirects(self, url: str, site: Site, validators: Mapping[str, str]) -> Response:
        current = url
        chain = self._chain(site)
        while True:
            await self._robots.check(current, site)
            # A validator tells the states of one resource apart (RFC 9110 §8.8), and the target of a redirect is
            # another resource, unless it leads back with a cookie.
            conditions = validators if current == url else {}
            answer = await self._send(current, chain, conditions)
            target = chain.follow(current, answer)
            if target is None:
                return _response(url, current, answer, chain.redirects)
            if len(chain.redirects) > self._settings.max_hops:
                raise too_many_redirects(url, self._settings.max_hops, chain.redirects)
            current = target

    async def _robots_file(self, url: str, site: Site, cap: int, check: Check | None = None) -> bytes:
        chain = self._chain(site, WaitCause.ROBOTS)
        return await host_file(url, chain, cap, self._send_for_host_file, check)

    async def _host_file(self, url: str, site: Site, cap: int, check: Check | None = None) -> bytes:
        """Return a file of a host, an address of its own with its own seconds and cookies."""
        return await host_file(url, self._chain(site), cap, self._send_for_host_file, check)

    def _chain(self, site: Site, awaited: WaitCause = WaitCause.ANSWER) -> Chain:
        return Chain(site, self._settings.total_seconds, self._now, awaited)

    async def _send(self, url: str, chain: Chain, headers: Mapping[str, str], cap: int | None = None) -> Answer:
        """Send a request, again where that may help, and note how the host did."""
        host = authority(url)
        self._hosts.check_pause(url)
        pace = self._pace(host, chain.site)
        before_sleep = partial(self._before_next_try, site=chain.site, pace=pace)
        policy = within(chain.budget, self._retry_policy, before_sleep=before_sleep)
        try:
            answer: Answer = await policy(self._send_once, url, chain, headers, pace, cap)
        except FetchError as error:
            # An error that no further try can mend, such as a body beyond its bound, is no trouble of the host.
            if error.retry:
                self._hosts.failed(host, None)
            raise
        if answer.status in RETRY_STATUS:
            self._hosts.failed(host, answer)
        else:
            self._hosts.succeeded(host)
        return answer

    def _before_next_try(self, state: RetryCallState, site: Site, pace: Pace) -> None:
        """Let the other requests to a host wait as well while one waits before its next try, and tell of it."""
        cause = WaitCause.NEXT_TRY
        # A host may ask for no pause at all ("Retry-After: 0"), and then it is the back-off that is waited for.
        if asked_for(state, self._now()):
            cause = WaitCause.RETRY_AFTER
        pace.hold(state.upcoming_sleep, cause)
        self._on_wait(site, Wait(cause, state.upcoming_sleep))

    async def _send_once(
        self, url: str, chain: Chain, headers: Mapping[str, str], pace: Pace, cap: int | None
    ) -> Answer:
        site = chain.site
        async with pace.turn(partial(self._on_wait, site)):
            # The host may have asked for a pause while this request waited for its turn.
            self._hosts.check_pause(url)
            usage = self.usage(site.id)
            usage.requests += 1
            # A profile opens the private addresses of its own site, and no others that a redirect leads to.
            is_private = site.private and belongs(site, url)
            sent = {**headers, **chain.headers(url)}
            self._on_wait(site, Wait(chain.awaited))
            try:
                answer = await self._wire.send(url, sent, private=is_private, budget=chain.budget, cap=cap)
            except FetchError as error:
                self._hosts.unanswered(authority(url), error.fault)
                raise
            finally:
                # A request without an answer has cost the host as much as one with an answer.
                pace.answered()
            self._hosts.answered()
            self._hosts.certified(authority(url), answer.certificate_until)
            chain.answered(url, answer)
            usage.bytes += answer.wire_bytes
            return answer

    async def _send_for_host_file(self, url: str, chain: Chain, cap: int) -> Answer:
        return await self._send(url, chain, {}, cap)

    def gives_one_page_a_run(self, host: str) -> bool:
        """Return whether a host asks for a Crawl-delay longer than a run should last."""
        return self._crawl_delay(host) > _LONGEST_WAIT_IN_A_RUN

    def _crawl_delay(self, host: str) -> float:
        """Return the seconds between two requests that a host's robots.txt asks for."""
        return self._hosts.state(host).delay or 0.0

    def _pace(self, host: str, site: Site) -> Pace:
        """Return the pace of a host; where several sites share it, the most considerate of them counts."""
        pace = self._paces.get(host)
        if pace is None:
            pace = self._paces[host] = Pace(site.delay, site.connections, self._sleep, self._clock)
        pace.slow_to(site.delay, WaitCause.PAUSE)
        # A longer Crawl-delay is kept as a pause between runs; as a pace it would hold up this run.
        if not self.gives_one_page_a_run(host):
            pace.slow_to(self._crawl_delay(host), WaitCause.CRAWL_DELAY)
        pace.connections = min(pace.connections, site.connections)
        return pace


def _response(url: str, current: str, answer: Answer, redirects: list[Answer]) -> Response:
    """Return the response of an address from its last answer and the redirects that led there."""
    return Response(
        requested_url=url,
        url=current,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        fetched_at=answer.exchange.at,
        wire_bytes=answer.wire_bytes,
        packed=answer.packed,
        exchange=answer.exchange,
        via=tuple(redirect.exchange for redirect in redirects),
    )


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """Return the header lines that make a request conditional (RFC 9110 §13.1.2, §13.1.3)."""
    headers = {}
    if etag:
        headers["if-none-match"] = etag
    if last_modified:
        headers["if-modified-since"] = last_modified
    return headers
