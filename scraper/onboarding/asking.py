"""The bound of requests: who looks at a site asks it little, and knows when it has asked enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from scraper.errors import ScraperError
from scraper.fetch import Fetcher
from scraper.model import Response, Site, Wait, WaitCause
from scraper.onboarding.hosts import HostStates

__all__ = ["MOST_REQUESTS", "Asker", "HostStates", "Meter", "RequestsSpentError"]

MOST_REQUESTS = 25
"""Requests to add a site, with robots.txt, redirects and further tries: half a minute at a second's pause. Chosen."""

# What precedes a request; all other waits are for a turn.
_SENT = frozenset({WaitCause.ANSWER, WaitCause.ROBOTS})


class RequestsSpentError(ScraperError):
    """The bound is reached; whatever else there would be to ask for is left."""


def _tell_nobody(site: Site, sent: int) -> None:
    """Where nobody watches."""


class Meter:
    """Counts the requests of a fetcher by site, and refuses one beyond the bound of its site before it is sent.

    Args:
        most: the bound.
        tell: hears of each request, with its site and how many were sent for that.
    """

    def __init__(self, most: int = MOST_REQUESTS, tell: Callable[[Site, int], None] = _tell_nobody) -> None:
        self.most = most
        self._tell = tell
        self._sent: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()

    def keep(self, site: Site, count: int) -> None:
        """Keep so many of the requests of a site for later."""
        self._kept[site.id] = count

    def waits(self, site: Site, wait: Wait) -> None:
        """Count a request, as the fetcher's ``on_wait`` hears of each right before it is sent.

        Raises:
            RequestsSpentError: it is one too many.
        """
        if wait.cause not in _SENT:
            return
        if self.left(site) <= 0:
            raise RequestsSpentError(f"{site.id}: {self.sent(site)} requests were sent, and no more are now")
        self._sent[site.id] += 1
        self._tell(site, self.sent(site))

    def sent(self, site: Site) -> int:
        """Return how many requests were sent for a site."""
        return self._sent[site.id]

    def left(self, site: Site) -> int:
        """Return how many requests may still be sent for a site, without those that are kept for later."""
        return self.most - self._kept[site.id] - self._sent[site.id]


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

    @property
    def sent(self) -> int:
        """How many requests were sent."""
        return self.meter.sent(self.site)

    @property
    def left(self) -> int:
        """How many requests may still be sent."""
        return self.meter.left(self.site)

    async def fetch(self, url: str) -> Response:
        """Return what an address answers.

        Args:
            url: as sources are asked for, whole.

        Raises:
            FetchError: there is no answer.
            RequestsSpentError: the bound is reached.
        """
        return await self.fetcher.fetch(url, self.site)

    async def ask(self, url: str, keep: int = 0) -> Response | None:
        """Return what an address answers, or None where that would take requests that are needed for more.

        Args:
            url: as for :meth:`fetch`.
            keep: so many requests are left for what comes later.

        Raises:
            FetchError: there is no answer.
        """
        if self.left <= keep:
            return None
        try:
            return await self.fetch(url)
        except RequestsSpentError:
            return None
