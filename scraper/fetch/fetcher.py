"""Fetch one address politely: guard, robots.txt, pace, request, retries, redirects."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from scraper.errors import BackOffError, FetchError, RedirectError
from scraper.fetch.pace import Pace, Sleep
from scraper.fetch.retry import OVERLOADED, RETRY_STATUS, is_worth_another, retry_after, retrying
from scraper.fetch.robots_cache import RobotsCache
from scraper.fetch.settings import HostMemory, Settings
from scraper.fetch.tdmrep_cache import Reservations
from scraper.fetch.wire import Answer, Wire
from scraper.model import HostState, Response, Site
from scraper.policy.robots import Robots
from scraper.policy.schedule import host_pause
from scraper.web.urls import authority, belongs, join

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_COOKIES = "; it sets a cookie, and shows the page only to who sends it back"
# So many failed requests in a row are a host's trouble, not a page's.
_FAILURES_OF_A_HOST = 3
# A pause beyond this was written by a clock that was wrong, and has been set back since.
_LONGEST_PAUSE = dt.timedelta(days=60)
# A run waits so many seconds for a host's next turn; a Crawl-delay beyond that is kept from run to run.
_LONGEST_WAIT = 600.0


@dataclass(slots=True)
class Usage:
    """What one site cost so far.

    Args:
        requests: requests sent, robots.txt and redirects included.
        bytes: bytes of bodies on the wire.
    """

    requests: int = 0
    bytes: int = 0


class Fetcher:
    """The one way to the network.

    Args:
        memory: where the state of hosts is kept between runs.
        now: the clock, aware UTC.
        sleep: how to wait, in seconds.
        settings: the bounds.
    """

    def __init__(
        self, memory: HostMemory, now: Callable[[], dt.datetime], sleep: Sleep, settings: Settings | None = None
    ) -> None:
        self._settings = settings or Settings()
        self._memory = memory
        self._now = now
        self._sleep = sleep
        self._wire = Wire(self._settings)
        self._paces: dict[str, Pace] = {}
        self._hosts: dict[str, HostState] = {}
        self._slow: dict[str, asyncio.Lock] = {}
        self._usage: dict[str, Usage] = {}
        self._rules = RobotsCache(self._host, self._save, now, self._robots_hop)
        self._reservations = Reservations(self._host, self._save, now, self._robots_hop, self._rules.check)

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
        conditions = _conditions(etag, last_modified)
        # The rules say how long the host is to rest; whether it may be asked is judged hop by hop.
        await self._rules.rules(url, site)
        host = authority(url)
        if not self._asks_for_rest(host):
            return await self._follow(url, site, conditions)
        await self._rules.check(url, site)
        # One page at a time; what else is to be known of the host comes before it.
        async with self._slow.setdefault(host, asyncio.Lock()):
            self._refuse_early(url, host)
            await self._reservations.tdmrep(url, site)
            try:
                return await self._follow(url, site, conditions)
            finally:
                self._rest(host)

    async def _follow(self, url: str, site: Site, conditions: Mapping[str, str]) -> Response:
        current = url
        statuses: list[int] = []
        hops: list[str] = []
        cookies = False
        while True:
            await self._rules.check(current, site)
            answer = await self._patiently(current, site, conditions)
            target = self._target(current, answer)
            if target is None:
                return self._response(url, current, answer, tuple(statuses), tuple(hops))
            statuses.append(answer.status)
            hops.append(target)
            cookies = cookies or answer.header("set-cookie") is not None
            if len(hops) > self._settings.max_hops:
                why = _COOKIES if cookies else ""
                raise RedirectError(url, f"more than {self._settings.max_hops} redirects{why}")
            # Validators belong to the address that gave them.
            current, conditions = target, {}

    async def robots(self, url: str, site: Site) -> Robots:
        """Return the rules of an address's host.

        Raises:
            FetchError: they cannot be had now.
        """
        return await self._rules.rules(url, site)

    async def reserved(self, url: str, site: Site) -> tuple[bytes | None, bytes | None]:
        """Return (robots.txt, tdmrep.json) of an address's host as they came, None where unknown."""
        return self._host(authority(url)).robots, await self._reservations.tdmrep(url, site)

    def usage(self, site_id: str) -> Usage:
        """Return what a site cost so far."""
        return self._usage.setdefault(site_id, Usage())

    async def close(self) -> None:
        """Close all connections."""
        await self._wire.close()

    def _target(self, current: str, answer: Answer) -> str | None:
        location = answer.header("location")
        if answer.status not in REDIRECTS or not location:
            return None
        target = join(current, _as_meant(location))
        if target is None:
            raise RedirectError(current, f"redirects to an address that is not fetched ({location[:200]!r})")
        if target == current:
            why = _COOKIES if answer.header("set-cookie") is not None else ""
            raise RedirectError(current, f"redirects to itself{why}")
        return target

    def _response(
        self, url: str, current: str, answer: Answer, statuses: tuple[int, ...], hops: tuple[str, ...]
    ) -> Response:
        return Response(
            requested_url=url,
            url=current,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            fetched_at=self._now(),
            wire_bytes=answer.wire_bytes,
            redirects=statuses,
            hops=hops,
            packed=answer.packed,
        )

    async def _patiently(self, url: str, site: Site, headers: Mapping[str, str], cap: int | None = None) -> Answer:
        """Send with retries; note in the end how the host did."""
        host = authority(url)
        self._refuse_early(url, host)
        pace = self._pace(host, site)
        try:
            answer = await self._tried(lambda: self._once(url, site, headers, pace, cap), pace)
        except FetchError as error:
            if error.retry:
                self._failed(host, None)
            raise
        if answer.status in RETRY_STATUS:
            self._failed(host, answer)
        elif (state := self._host(host)).failures:
            # What another request was told to wait for is not over because this one was answered.
            self._save(replace(state, failures=0, not_before=self._held_until(host)))
        return answer

    def _asks_for_rest(self, host: str) -> bool:
        """Whether a host asks for a Crawl-delay longer than a run should last: it gets a page a run."""
        return (self._host(host).delay or 0.0) > _LONGEST_WAIT

    def _rest(self, host: str) -> None:
        """Leave a host alone for its Crawl-delay, in later runs as well."""
        state, now = self._host(host), self._now()
        until = now + min(dt.timedelta(seconds=state.delay or 0.0), _LONGEST_PAUSE - dt.timedelta(days=1))
        self._save(replace(state, not_before=max(until, self._held_until(host) or until)))

    async def _tried(self, once: Callable[[], Awaitable[Answer]], pace: Pace) -> Answer:
        """Send, and send again as tenacity says; most requests are answered well at once and never see its loop."""
        first: Answer | FetchError
        try:
            first = await once()
        except FetchError as error:
            first = error
        if not is_worth_another(first):
            return _result(first)
        outcomes = iter([first])

        async def again() -> Answer:
            outcome = next(outcomes, None)
            return _result(outcome) if outcome is not None else await once()

        answer: Answer = await retrying(self._settings, self._now, self._sleep, pace.hold)(again)
        return answer

    async def _once(self, url: str, site: Site, headers: Mapping[str, str], pace: Pace, cap: int | None) -> Answer:
        async with pace.slot():
            # The host may have asked for a pause while this request waited for its turn.
            self._refuse_early(url, authority(url))
            usage = self.usage(site.id)
            usage.requests += 1
            try:
                answer = await self._wire.send(url, headers, private=site.private and belongs(site, url), cap=cap)
            finally:
                pace.answered()
            usage.bytes += answer.wire_bytes
            return answer

    def _held_until(self, host: str) -> dt.datetime | None:
        """Return until when a host is left alone, or None; what a wrong clock wrote does not count."""
        until = self._host(host).not_before
        return until if until is not None and self._now() < until < self._now() + _LONGEST_PAUSE else None

    def _refuse_early(self, url: str, host: str) -> None:
        until = self._held_until(host)
        if until is not None:
            raise BackOffError(
                url, f"the host failed or asked for a pause; it is left alone until {until:%Y-%m-%d %H:%M} UTC", until
            )

    def _failed(self, host: str, answer: Answer | None) -> None:
        state = self._host(host)
        state = replace(state, failures=state.failures + 1)
        asked = retry_after(answer.header("retry-after"), self._now()) if answer else None
        overloaded = answer is not None and answer.status in OVERLOADED
        if overloaded or asked is not None or state.failures >= _FAILURES_OF_A_HOST:
            until = self._now() + host_pause(state.failures, asked)
            state = replace(state, not_before=max(until, self._held_until(host) or until))
        self._save(state)

    def _host(self, host: str) -> HostState:
        if host not in self._hosts:
            self._hosts[host] = self._memory.load(host)
        return self._hosts[host]

    def _save(self, state: HostState) -> None:
        self._hosts[state.host] = state
        self._memory.save(state)

    def _pace(self, host: str, site: Site) -> Pace:
        pace = self._paces.get(host)
        if pace is None:
            pace = self._paces[host] = Pace(site.delay, site.connections, self._sleep)
        asked = self._host(host).delay or 0.0
        # A longer one is kept from run to run. Where several sites share a host, the most considerate of them counts.
        pace.delay = max(pace.delay, site.delay, asked if asked <= _LONGEST_WAIT else 0.0)
        pace.connections = min(pace.connections, site.connections)
        return pace

    async def _robots_hop(self, url: str, site: Site, cap: int) -> tuple[Answer, str | None]:
        answer = await self._patiently(url, site, {}, cap)
        return answer, self._target(url, answer)


def _result(outcome: Answer | FetchError) -> Answer:
    if isinstance(outcome, FetchError):
        raise outcome
    return outcome


def _as_meant(location: str) -> str:
    """Return a Location that was read as Latin-1 as the UTF-8 that servers mean by other bytes than ASCII."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    headers = {}
    if etag:
        headers["if-none-match"] = etag
    if last_modified:
        headers["if-modified-since"] = last_modified
    return headers
