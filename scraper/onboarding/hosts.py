"""What is known of hosts while a site is looked at: as the archive has it, and nothing of it is written back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from scraper.model import HostState

# Older than the day for which a copy of a host's files is used (RFC 9309 §2.4), so that they are asked for again.
_A_DAY_AGO = dt.timedelta(days=1, minutes=1)


class HostStates:
    """The fetcher's memory of hosts for one call: what an archive knows of them, and what was found meanwhile.

    A pause that a host asked for is kept, and so is a copy of robots.txt as the last resort.

    Args:
        load: returns what an archive knows of a host.
        now: the clock, aware UTC; where it is given, both files of a host are asked for, however young a copy is, since
            what has changed in them is what a check is for.
    """

    def __init__(
        self, load: Callable[[str], HostState] = HostState, now: Callable[[], dt.datetime] | None = None
    ) -> None:
        self._load = load
        self._now = now
        self._before: dict[str, HostState] = {}
        self._after: dict[str, HostState] = {}

    def load(self, host: str) -> HostState:
        """Return what is known of a host, its files as old as they have to be."""
        if host in self._after:
            return self._after[host]
        state = self.before(host)
        if self._now is None:
            return state
        old = self._now() - _A_DAY_AGO
        return replace(state, robots_at=_no_later(state.robots_at, old), tdmrep_at=_no_later(state.tdmrep_at, old))

    def save(self, state: HostState) -> None:
        """Keep the state of a host for as long as this call lasts."""
        self._after[state.host] = state

    def before(self, host: str) -> HostState:
        """Return what the archive knows of a host."""
        if host not in self._before:
            self._before[host] = self._load(host)
        return self._before[host]

    def after(self, host: str) -> HostState:
        """Return what is known of a host by now."""
        return self._after.get(host) or self.before(host)


def _no_later(moment: dt.datetime | None, latest: dt.datetime) -> dt.datetime | None:
    return None if moment is None else min(moment, latest)
