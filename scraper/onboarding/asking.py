"""The bound of requests: who looks at a stranger's site asks it little, and knows when it has asked enough."""

from __future__ import annotations

from collections.abc import Callable

from scraper.errors import ScraperError
from scraper.fetch import Fetcher
from scraper.model import HostState, Response, Site, Wait, WaitCause

MOST_REQUESTS = 25
"""Requests to add a site, with robots.txt, redirects and further tries: half a minute at a second's pause. Chosen."""

# What precedes a request; all other waits are for a turn.
_SENT = frozenset({WaitCause.ANSWER, WaitCause.ROBOTS})


class RequestsSpentError(ScraperError):
    """The bound is reached; whatever else there would be to ask for is left."""


class Meter:
    """Counts the requests of a fetcher, and refuses the one beyond the bound before it is sent.

    Args:
        most: the bound.
        tell: hears how many were sent, and of how many.
    """

    def __init__(self, most: int = MOST_REQUESTS, tell: Callable[[int, int], None] = lambda sent, most: None) -> None:
        self.sent = 0
        self.most = most
        self._tell = tell

    def waits(self, site: Site, wait: Wait) -> None:
        """Count a request, as the fetcher's ``on_wait`` hears of each right before it is sent.

        Raises:
            RequestsSpentError: it is one too many.
        """
        if wait.cause not in _SENT:
            return
        if self.sent >= self.most:
            raise RequestsSpentError(f"{self.most} requests were sent, and no more are")
        self.sent += 1
        self._tell(self.sent, self.most)

    @property
    def left(self) -> int:
        """How many requests may still be sent."""
        return self.most - self.sent


class HostStates:
    """The fetcher's memory of hosts for one call: what an archive knows of them, and what was found meanwhile.

    Nothing of it is written: a site that nobody has added yet has no place in an archive.

    Args:
        load: returns what an archive knows of a host, such as the pause it asked for.
    """

    def __init__(self, load: Callable[[str], HostState] = HostState) -> None:
        self._load = load
        self._states: dict[str, HostState] = {}

    def load(self, host: str) -> HostState:
        """Return what is known of a host."""
        if host not in self._states:
            self._states[host] = self._load(host)
        return self._states[host]

    def save(self, state: HostState) -> None:
        """Keep the state of a host for as long as this call lasts."""
        self._states[state.host] = state


class Asker:
    """Asks for addresses of one site within the bound.

    Args:
        fetcher: whose ``on_wait`` is the meter's.
        meter: the bound.
        site: whose pace counts.
    """

    def __init__(self, fetcher: Fetcher, meter: Meter, site: Site) -> None:
        self.fetcher = fetcher
        self.meter = meter
        self.site = site

    async def ask(self, url: str, keep: int = 0) -> Response | None:
        """Return what an address answers, or None where that would take requests that are needed for more.

        Args:
            url: as sources are asked for, whole.
            keep: so many requests are left for what comes later.

        Raises:
            FetchError: there is no answer.
        """
        if self.meter.left <= keep:
            return None
        try:
            return await self.fetcher.fetch(url, self.site)
        except RequestsSpentError:
            return None
