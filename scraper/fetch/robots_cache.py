"""robots.txt: fetched at most once a day, remembered between runs (RFC 9309 §2.3, §2.4)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from scraper.errors import BackOffError, FetchError, GuardError, RedirectError, RobotsError, UnreachableError
from scraper.fetch.host_files import Ask
from scraper.fetch.hosts import Hosts
from scraper.model import HostState, Reason, Site, fault
from scraper.policy.robots import AGENT_TOKEN, ALLOW_ALL, MAX_BYTES, Robots
from scraper.web.urls import authority, origin

# RFC 9309 §2.4: a copy should not be used for more than 24 hours.
_FRESH = dt.timedelta(hours=24)
# RFC 9309 §2.3.1.4: a copy may be used for longer while the file is unreachable; 30 days is Google's figure.
_LAST_GOOD = dt.timedelta(days=30)
# What cannot be read now is asked for again within a long run, but not before every page.
_TROUBLE = dt.timedelta(hours=1)
# One byte more than is read of it shows that the last line may be half of one.
_CAP = MAX_BYTES + 1


@dataclass(frozen=True, slots=True)
class _Known:
    """What this run knows of a host's rules.

    Args:
        rules: the rules, or why they cannot be had.
        until: how long that holds.
    """

    rules: Robots | FetchError
    until: dt.datetime


class RobotsCache:
    """The rules of each host.

    Args:
        hosts: the states of hosts.
        now: the clock.
        ask: returns a file of a host.
    """

    def __init__(self, hosts: Hosts, now: Callable[[], dt.datetime], ask: Ask) -> None:
        self._hosts = hosts
        self._now = now
        self._host_file = ask
        self._known: dict[str, _Known] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, url: str, site: Site) -> None:
        """Return if the rules allow an address.

        Raises:
            RobotsError: they forbid it, or cannot be read now.
            UnreachableError: the host cannot be reached at all.
        """
        rules = await self.rules(url, site)
        verdict = rules.allowed(AGENT_TOKEN, url)
        if not verdict.allowed:
            forbidden = fault(Reason.ROBOTS_FORBIDDEN, line=verdict.line or 0, rule=verdict.rule or "")
            raise RobotsError(url, forbidden)

    async def rules(self, url: str, site: Site) -> Robots:
        """Return the rules for an address's host; see :meth:`check` for errors."""
        host = authority(url)
        known = self._remembered(host)
        if known is None:
            # Of several fetches at a time one asks the host. The others wait for the lock and then find what was read;
            # where the first one was cancelled meanwhile, the next one asks.
            async with self._locks.setdefault(host, asyncio.Lock()):
                known = self._remembered(host)
                if known is None:
                    known = self._known[host] = await self._read(host, url, site)
        if isinstance(known.rules, FetchError):
            raise known.rules
        return known.rules

    def _remembered(self, host: str) -> _Known | None:
        """Return what this run knows of a host, unless it is too old (RFC 9309 §2.4) or of a clock that was wrong."""
        known, now = self._known.get(host), self._now()
        if known is None:
            return None
        holds_still = now < known.until <= now + _FRESH
        return known if holds_still else None

    async def _read(self, host: str, url: str, site: Site) -> _Known:
        """Return the copy of an earlier run while it is fresh, else the host's file, else the last good copy."""
        copy = self._copy(self._hosts.state(host), _FRESH)
        if copy is not None:
            return copy
        try:
            data = await self._ask(url, site)
        except FetchError as error:
            last_good = self._copy(self._hosts.state(host), _LAST_GOOD)
            until = self._now() + _TROUBLE
            if last_good is None:
                return _Known(error, until)
            return _Known(last_good.rules, until)
        rules = Robots.parse(data) if data else ALLOW_ALL
        now = self._now()
        # The request for the file may have changed the host's state (its failures, its pause). A state that was looked
        # up before the request would undo that change when it is saved.
        state = self._hosts.state(host)
        self._hosts.save(replace(state, robots=data, robots_at=now, delay=rules.delay(AGENT_TOKEN)))
        return _Known(rules, now + _FRESH)

    def _copy(self, state: HostState, age: dt.timedelta) -> _Known | None:
        """Return the copy that is kept of a host's file where it is younger than an age, else None."""
        if state.robots is None or state.robots_at is None:
            return None
        # A copy that was read in the future was written by a clock that was wrong, and is not used.
        is_young = dt.timedelta(0) <= self._now() - state.robots_at < age
        if not is_young:
            return None
        return _Known(Robots.parse(state.robots), state.robots_at + age)

    async def _ask(self, url: str, site: Site) -> bytes:
        """Return the file; empty where there is none, which allows all (RFC 9309 §2.3.1.3)."""
        try:
            return await self._host_file(origin(url) + "/robots.txt", site, _CAP)
        except (UnreachableError, GuardError, BackOffError):
            # These say more than "unreadable": the host is down, refused or paused, as it is for its pages.
            raise
        except RedirectError:
            # A redirect to itself or to what is no address of the web counts as one redirect too many, after which the
            # file may be taken for one that is not there (§2.3.1.2).
            return b""
        except FetchError as error:
            # A crawler must take all for forbidden while the file is unreachable (§2.3.1.4).
            unreadable = fault(Reason.ROBOTS_UNREADABLE, why=str(error.fault))
            raise RobotsError(url, unreadable, retry=True) from error
