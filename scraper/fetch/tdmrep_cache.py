"""tdmrep.json: what a host reserves for all its addresses, asked at most once a day (TDMRep §6.1)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

from scraper.errors import FetchError
from scraper.fetch.robots_cache import is_conclusive
from scraper.fetch.wire import Answer
from scraper.model import HostState, Site
from scraper.policy.signals import TDMREP_PATH
from scraper.web.urls import authority, origin

_FRESH = dt.timedelta(hours=24)
_CAP = 1024 * 1024
_HOPS = 5

Hop = Callable[[str, Site, int], Awaitable[tuple[Answer, str | None]]]
Check = Callable[[str, Site], Awaitable[None]]


class Reservations:
    """The tdmrep.json of each host.

    Args:
        load, save: the state of hosts.
        now: the clock.
        hop: sends one request; returns the answer and where it redirects to.
        check: raises where robots.txt forbids an address.
    """

    def __init__(
        self,
        load: Callable[[str], HostState],
        save: Callable[[HostState], None],
        now: Callable[[], dt.datetime],
        hop: Hop,
        check: Check,
    ) -> None:
        self._load = load
        self._save = save
        self._now = now
        self._hop = hop
        self._check = check
        self._failed: set[str] = set()
        self._locks: dict[str, asyncio.Lock] = {}

    async def tdmrep(self, url: str, site: Site) -> bytes | None:
        """Return the file of an address's host; empty where there is none, None where it cannot be had now."""
        host = authority(url)
        if self._is_known(host):
            return self._load(host).tdmrep
        async with self._locks.setdefault(host, asyncio.Lock()):
            return self._load(host).tdmrep if self._is_known(host) else await self._read(host, url, site)

    def _is_known(self, host: str) -> bool:
        """Whether the file was read, or could not be, not long ago."""
        read_at = self._load(host).tdmrep_at
        return host in self._failed or (read_at is not None and dt.timedelta(0) <= self._now() - read_at < _FRESH)

    async def _read(self, host: str, url: str, site: Site) -> bytes | None:
        try:
            data = await self._ask(origin(url) + TDMREP_PATH, site)
        except FetchError:
            # What was read before holds on; the next run asks again.
            self._failed.add(host)
            return self._load(host).tdmrep
        self._save(replace(self._load(host), tdmrep=data, tdmrep_at=self._now()))
        return data

    async def _ask(self, url: str, site: Site) -> bytes:
        current = url
        for _ in range(_HOPS + 1):
            await self._check(current, site)
            answer, target = await self._hop(current, site, _CAP)
            if target is None:
                return _content(url, answer)
            current = target
        return b""


def _content(url: str, answer: Answer) -> bytes:
    """Return the file, empty where there is none.

    Raises:
        FetchError: the host is in trouble; that says nothing of what it reserves.
    """
    if not is_conclusive(answer.status):
        raise FetchError(url, f"status {answer.status}", retry=True)
    return answer.body if answer.status < 300 else b""
