"""What the requests for one address share: its redirects, the cookies set on the way, the seconds that are left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from scraper.fetch.budget import Budget
from scraper.fetch.cookies import Cookies
from scraper.fetch.redirects import redirect_target, redirects_to_itself
from scraper.fetch.wire import Answer
from scraper.model import Site, WaitCause


class Chain:
    """The requests for one address, from the first to the end of its redirects.

    Args:
        site: on whose behalf they are sent.
        seconds: what all of them may take together.
        now: the clock, aware UTC.
        awaited: what a person is told of while an answer is waited for.

    Attributes:
        site, awaited: as given.
        budget: what is left of the seconds.
        redirects: the answers that led on to other addresses.
    """

    def __init__(
        self,
        site: Site,
        seconds: float,
        now: Callable[[], dt.datetime],
        awaited: WaitCause = WaitCause.ANSWER,
    ) -> None:
        self.site = site
        self.awaited = awaited
        self.budget = Budget(seconds)
        self.redirects: list[Answer] = []
        self._cookies = Cookies(site, now)
        self._sent: str | None = None

    def headers(self, url: str) -> Mapping[str, str]:
        """Return the header lines with which the next request sends back what the address's origin has set."""
        self._sent = self._cookies.header(url)
        if self._sent is None:
            return {}
        return {"cookie": self._sent}

    def answered(self, url: str, answer: Answer) -> None:
        """Keep the cookies that an answer sets, for the requests behind it."""
        lines = [value for name, value in answer.headers if name == "set-cookie"]
        if lines:
            self._cookies.take(url, lines)

    def follow(self, url: str, answer: Answer) -> str | None:
        """Return the address that an answer redirects to, or None where it is no redirect.

        Args:
            url: the address that was asked for last.
            answer: what came of it.

        Raises:
            RedirectError: it leads to itself, or to what is no address of the web.
        """
        target = redirect_target(url, answer)
        if target is None:
            return None
        self.redirects.append(answer)
        # The same request would get the same answer; with a cookie that it had not sent before it is another one.
        if target == url and self._cookies.header(url) == self._sent:
            raise redirects_to_itself(url, self.redirects)
        return target
