"""robots.txt: fetched at most once a day, remembered between runs (RFC 9309 §2.3, §2.4)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

from scraper.errors import BackOffError, FetchError, GuardError, RobotsError, UnreachableError
from scraper.fetch.wire import Answer
from scraper.model import HostState, Site
from scraper.robots import AGENT_TOKEN, ALLOW_ALL, Robots
from scraper.urls import authority, origin

_FRESH = dt.timedelta(hours=24)
# RFC 9309 §2.3.1.4: a copy may be used for longer while the file is unreachable; 30 days is Google's figure.
_LAST_GOOD = dt.timedelta(days=30)
_CAP = 1024 * 1024
_HOPS = 5

Hop = Callable[[str, Site, int], Awaitable[tuple[Answer, str | None]]]


class RobotsCache:
    """The rules of each host.

    Args:
        load, save: the state of hosts.
        now: the clock.
        hop: sends one request; returns the answer and where it redirects to.
        max_hops: the bound on redirects; at least the five of RFC 9309 §2.3.1.2.
    """

    def __init__(
        self,
        load: Callable[[str], HostState],
        save: Callable[[HostState], None],
        now: Callable[[], dt.datetime],
        hop: Hop,
        max_hops: int,
    ) -> None:
        self._load = load
        self._save = save
        self._now = now
        self._hop = hop
        self._max_hops = max(max_hops, _HOPS)
        self._parsed: dict[str, Robots] = {}
        self._denied: dict[str, FetchError] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, url: str, site: Site) -> None:
        """Return if the rules allow an address.

        Raises:
            RobotsError: they forbid it, or cannot be read now.
            UnreachableError: the host cannot be reached at all.
        """
        verdict = (await self.rules(url, site)).allowed(AGENT_TOKEN, url)
        if not verdict.allowed:
            raise RobotsError(url, f"forbidden by robots.txt, line {verdict.line} ({verdict.rule})")

    async def rules(self, url: str, site: Site) -> Robots:
        """Return the rules for an address's host; see :meth:`check` for errors."""
        host = authority(url)
        if host in self._parsed:
            return self._parsed[host]
        async with self._locks.setdefault(host, asyncio.Lock()):
            if host not in self._parsed:
                if host in self._denied:
                    raise self._denied[host]
                self._parsed[host] = await self._read(host, url, site)
        return self._parsed[host]

    async def _read(self, host: str, url: str, site: Site) -> Robots:
        state = self._load(host)
        if state.robots is not None and self._younger(state, _FRESH):
            return Robots.parse(state.robots)
        try:
            data = await self._ask(url, site)
        except FetchError as error:
            if state.robots is not None and self._younger(state, _LAST_GOOD):
                return Robots.parse(state.robots)
            self._denied[host] = error
            raise
        rules = Robots.parse(data) if data else ALLOW_ALL
        self._save(replace(self._load(host), robots=data, robots_at=self._now(), delay=rules.delay(AGENT_TOKEN)))
        return rules

    def _younger(self, state: HostState, age: dt.timedelta) -> bool:
        return state.robots_at is not None and dt.timedelta(0) <= self._now() - state.robots_at < age

    async def _ask(self, url: str, site: Site) -> bytes:
        """Return the file; empty where there is none, which allows all (RFC 9309 §2.3.1.3)."""
        current = origin(url) + "/robots.txt"
        for _ in range(self._max_hops + 1):
            try:
                answer, target = await self._hop(current, site, _CAP)
            except (UnreachableError, GuardError, BackOffError):
                raise
            except FetchError as error:
                # §2.3.1.4: unreachable means that all is forbidden for now.
                raise RobotsError(
                    url, f"robots.txt cannot be read now ({error.reason})", hint=error.hint, retry=True
                ) from error
            if target is None:
                return _content(url, answer)
            current = target
        # §2.3.1.2: after too many redirects the file counts as not there.
        return b""


def _content(url: str, answer: Answer) -> bytes:
    if answer.status == 429 or answer.status >= 500:
        raise RobotsError(url, f"robots.txt cannot be read now (status {answer.status})", retry=True)
    return answer.body if 200 <= answer.status < 300 else b""
