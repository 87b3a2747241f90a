"""tdmrep.json: what a host reserves for all its addresses, asked at most once a day (TDMRep §6.1)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from scraper.errors import FetchError
from scraper.fetch.host_files import Ask, Check
from scraper.fetch.hosts import Hosts
from scraper.model import Site
from scraper.policy.signals import TDMREP_PATH
from scraper.web.urls import authority, origin

# A copy is used for as long as one of robots.txt, which declares things of the same kind.
_FRESH = dt.timedelta(hours=24)
# Files in use name a few dozen paths; a mebibyte is more than anybody writes by hand.
_CAP = 1024 * 1024


class TdmrepCache:
    """The tdmrep.json of each host.

    Args:
        hosts: the states of hosts.
        now: the clock.
        ask: returns a file of a host.
        check: raises where robots.txt forbids an address.
    """

    def __init__(self, hosts: Hosts, now: Callable[[], dt.datetime], ask: Ask, check: Check) -> None:
        self._hosts = hosts
        self._now = now
        self._host_file = ask
        self._check = check
        self._failed: set[str] = set()
        self._locks: dict[str, asyncio.Lock] = {}

    async def tdmrep(self, url: str, site: Site) -> bytes | None:
        """Return the file of an address's host; empty where there is none, None where it cannot be had now."""
        host = authority(url)
        if not self._is_known(host):
            # Of several fetches at a time one asks the host. The others wait for the lock and then find what was read;
            # where the first one was cancelled meanwhile, the next one asks.
            async with self._locks.setdefault(host, asyncio.Lock()):
                if not self._is_known(host):
                    await self._read(host, url, site)
        return self._hosts.state(host).tdmrep

    def _is_known(self, host: str) -> bool:
        """Return whether the file was read, or could not be, not long ago."""
        if host in self._failed:
            return True
        read_at = self._hosts.state(host).tdmrep_at
        # A copy that was read in the future was written by a clock that was wrong, and is not used.
        return read_at is not None and dt.timedelta(0) <= self._now() - read_at < _FRESH

    async def _read(self, host: str, url: str, site: Site) -> None:
        """Ask for the file and keep it."""
        try:
            data = await self._host_file(origin(url) + TDMREP_PATH, site, _CAP, self._check)
        except FetchError:
            # The copy of an earlier run is used on, however old it is, and the host is not asked again in this run.
            self._failed.add(host)
            return
        state = self._hosts.state(host)
        self._hosts.save(replace(state, tdmrep=data, tdmrep_at=self._now()))
