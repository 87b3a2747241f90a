"""The requests of a check: each counted, and none beyond the bound of its site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from scraper.errors import ScraperError
from scraper.fetch import Fetcher
from scraper.model import Response, Site, Wait, WaitCause

MOST_REQUESTS = 12
"""Requests for the check of one site, with robots.txt, redirects and further tries. Chosen: both files of its host,
five sources and five pages, which take half a minute where the host asks for no longer pauses."""

FOR_PAGES = 5
"""So many of them are kept for pages, whatever the sources cost."""

MOST_HOPS = 5
"""Redirects in a row that are followed: a crawl follows more, and no real site needs as many (chosen)."""

ATTEMPTS = 2
"""Tries of a request that fails (chosen): one more tells a hiccup from a fault."""

# What precedes a request; all other waits are for a turn.
_SENT = frozenset({WaitCause.ANSWER, WaitCause.ROBOTS})


class RequestsSpentError(ScraperError):
    """The bound of a site is reached; what else there would be to ask for is left."""


class Meter:
    """Counts the requests of a fetcher by site, and refuses one beyond the bound before it is sent."""

    def __init__(self) -> None:
        self._sent: Counter[str] = Counter()
        self._kept: Counter[str] = Counter()

    def keep(self, site: Site, count: int) -> None:
        """Keep so many of the requests of a site for later."""
        self._kept[site.id] = count

    def waits(self, site: Site, wait: Wait) -> None:
        """Count a request: the fetcher's ``on_wait`` hears of each right before it is sent.

        Raises:
            RequestsSpentError: it is one too many.
        """
        if wait.cause not in _SENT:
            return
        if self._sent[site.id] >= MOST_REQUESTS - self._kept[site.id]:
            raise RequestsSpentError(f"{site.id}: {self._sent[site.id]} requests were sent, and no more are now")
        self._sent[site.id] += 1

    def sent(self, site: Site) -> int:
        """Return how many requests were sent for a site."""
        return self._sent[site.id]


class Asking:
    """Asks for addresses of one site.

    Args:
        fetcher: whose ``on_wait`` is the meter's.
        meter: counts the requests.
        site: whose pace counts.
        heard: is called before each request of the check.
    """

    def __init__(self, fetcher: Fetcher, meter: Meter, site: Site, heard: Callable[[Site], None]) -> None:
        self.fetcher = fetcher
        self.meter = meter
        self._site = site
        self._heard = heard

    async def fetch(self, url: str) -> Response:
        """Return what an address answers, in full whatever is known of it.

        Raises:
            FetchError: there is no answer.
            RequestsSpentError: the bound is reached.
        """
        self._heard(self._site)
        return await self.fetcher.fetch(url, self._site)
