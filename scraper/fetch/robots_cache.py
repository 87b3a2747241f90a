"""robots.txt: fetched at most once a day, remembered between runs (RFC 9309 §2.3, §2.4)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

from scraper.errors import BackOffError, FetchError, GuardError, RedirectError, RobotsError, UnreachableError
from scraper.fetch.wire import Answer
from scraper.model import HostState, Site
from scraper.policy.robots import AGENT_TOKEN, ALLOW_ALL, MAX_BYTES, Robots
from scraper.web.urls import authority, origin

_FRESH = dt.timedelta(hours=24)
# RFC 9309 §2.3.1.4: a copy may be used for longer while the file is unreachable; 30 days is Google's figure.
_LAST_GOOD = dt.timedelta(days=30)
# What cannot be read now is asked for again within a long run, but not before every page.
_TROUBLE = dt.timedelta(hours=1)
# One byte more than is read of it shows that the last line may be half of one.
_CAP = MAX_BYTES + 1
_HOPS = 5

Hop = Callable[[str, Site, int], Awaitable[tuple[Answer, str | None]]]


class RobotsCache:
    """The rules of each host.

    Args:
        load, save: the state of hosts.
        now: the clock.
        hop: sends one request; returns the answer and where it redirects to.
    """

    def __init__(
        self,
        load: Callable[[str], HostState],
        save: Callable[[HostState], None],
        now: Callable[[], dt.datetime],
        hop: Hop,
    ) -> None:
        self._load = load
        self._save = save
        self._now = now
        self._hop = hop
        self._known: dict[str, tuple[dt.datetime, Robots | FetchError]] = {}
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
        known = self._remembered(host)
        if known is None:
            async with self._locks.setdefault(host, asyncio.Lock()):
                known = self._remembered(host)
                if known is None:
                    until, known = await self._read(host, url, site)
                    self._known[host] = until, known
        if isinstance(known, FetchError):
            raise known
        return known

    def _remembered(self, host: str) -> Robots | FetchError | None:
        """Return what this run knows of a host, unless it is too old (RFC 9309 §2.4) or of a clock that was wrong."""
        until, known = self._known.get(host, (None, None))
        return known if until is not None and self._now() < until <= self._now() + _FRESH else None

    async def _read(self, host: str, url: str, site: Site) -> tuple[dt.datetime, Robots | FetchError]:
        """Return the rules, or why there are none, and until when that holds."""
        state = self._load(host)
        if state.robots is not None and state.robots_at is not None and self._younger(state, _FRESH):
            return state.robots_at + _FRESH, Robots.parse(state.robots)
        try:
            data = await self._ask(url, site)
        except FetchError as error:
            last_good = state.robots is not None and self._younger(state, _LAST_GOOD)
            return self._now() + _TROUBLE, Robots.parse(state.robots or b"") if last_good else error
        rules = Robots.parse(data) if data else ALLOW_ALL
        now = self._now()
        self._save(replace(self._load(host), robots=data, robots_at=now, delay=rules.delay(AGENT_TOKEN)))
        return now + _FRESH, rules

    def _younger(self, state: HostState, age: dt.timedelta) -> bool:
        return state.robots_at is not None and dt.timedelta(0) <= self._now() - state.robots_at < age

    async def _ask(self, url: str, site: Site) -> bytes:
        """Return the file; empty where there is none, which allows all (RFC 9309 §2.3.1.3)."""
        current = origin(url) + "/robots.txt"
        for _ in range(_HOPS + 1):
            try:
                answer, target = await self._hop(current, site, _CAP)
            except (UnreachableError, GuardError, BackOffError):
                raise
            except RedirectError:
                # To itself, or to what is no address of the web: as good as one redirect too many.
                break
            except FetchError as error:
                # §2.3.1.4: unreachable means that all is forbidden for now.
                raise RobotsError(
                    url, f"robots.txt cannot be read now ({error.reason})", hint=error.hint, retry=True
                ) from error
            if target is None:
                return _content(url, answer)
            current = target
        # §2.3.1.2: after more than five redirects the file counts as not there.
        return b""


def is_conclusive(status: int) -> bool:
    """Whether a status says what a host's file holds, or that there is none (RFC 9309 §2.3.1.1, §2.3.1.3).

    429 and 5xx are trouble; a 304 that nobody asked for, half a file and a redirect without a target say nothing.
    """
    return (200 <= status < 300 and status != 206) or (400 <= status < 500 and status != 429)


def _content(url: str, answer: Answer) -> bytes:
    if not is_conclusive(answer.status):
        raise RobotsError(url, f"robots.txt cannot be read now (status {answer.status})", retry=True)
    return answer.body if answer.status < 300 else b""
