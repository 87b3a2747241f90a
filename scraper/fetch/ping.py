"""One GET to an address that the user has written himself, to be seen by a monitor; no crawl.

No robots.txt, no pace, no guard: who writes down an address means it, one in a private network included. And a bound of
time of its own, within which all of it happens: a monitor that does not answer must not hold up a crawl.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Sequence

import httpx

from scraper.about import VERSION
from scraper.fetch.errors import FOREIGN, status_fault, translated
from scraper.model import Fault, Reason, fault
from scraper.policy.robots import AGENT_TOKEN

SECONDS = 10.0
"""What all of it may take, name servers and redirects included. Chosen: monitors answer within one."""

# A monitor behind a front that leads from http to https needs one.
_MOST_REDIRECTS = 5
_FIRST_BAD_STATUS = 400


def ping(urls: Sequence[str], seconds: float = SECONDS) -> list[Fault | None]:
    """Ask for some addresses at once and return for each why it gave no good answer, or None.

    Args:
        urls: of http or https; user and password in one are sent to its host (RFC 7617).
        seconds: the bound for all of them.
    """
    if not urls:
        return []
    # As for a crawl, the environment may name certificates (SSL_CERT_FILE). To load them takes longer than a request.
    context = httpx.create_ssl_context()
    pings = [_Ping(url, seconds, context) for url in urls]
    for one in pings:
        one.start()
    end = time.monotonic() + seconds
    for one in pings:
        one.join(max(end - time.monotonic(), 0.0))
    return [one.came_to for one in pings]


class _Ping(threading.Thread):
    """The request for one address.

    A thread, since what resolves names cannot be stopped, and httpx bounds each read alone: a host that sends a byte
    every second would hold it for hours. The end of the program does not wait for a daemon.
    """

    def __init__(self, url: str, seconds: float, context: ssl.SSLContext) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._seconds = seconds
        self._context = context
        self.came_to: Fault | None = fault(Reason.TIMEOUT)

    def run(self) -> None:
        """Send it, and note what came of it."""
        try:
            self.came_to = self._answer()
        except httpx.TooManyRedirects:
            self.came_to = fault(Reason.TOO_MANY_REDIRECTS, bound=_MOST_REDIRECTS)
        except FOREIGN as error:
            self.came_to = translated(self._url, error).fault

    def _answer(self) -> Fault | None:
        # As for a crawl, the environment names no proxy.
        client = httpx.Client(
            verify=self._context,
            trust_env=False,
            timeout=self._seconds,
            follow_redirects=True,
            max_redirects=_MOST_REDIRECTS,
            headers={"user-agent": f"{AGENT_TOKEN}/{VERSION}"},
        )
        # Nobody reads the body, which may be of any size.
        with client, client.stream("GET", self._url) as response:
            if response.status_code >= _FIRST_BAD_STATUS:
                return status_fault(response.status_code)
        return None
