"""All demo sites together, on days of an autumn that is played: each crawl comes on a day of its own."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from types import TracebackType

from scraper.demo.article import at
from scraper.demo.papers import PAPERS
from scraper.demo.site import DemoSite

# A crawl at six in the evening: weekly, and each day of the week in which there is news.
DAYS: tuple[dt.datetime, ...] = tuple(
    at(2026, month, day, 18)
    for month, day in ((10, 19), (10, 26), (11, 2), (11, 9), (11, 10), (11, 11), (11, 12), (11, 13))
)
"""The moments of the crawls, as they are played."""


class DemoPress:
    """The sites of all papers, up while the ``with`` block runs.

    Attributes:
        sites: in the order of their papers.
        moment: the time that it is for all sites, and for those who crawl them; whoever plays sets it.
    """

    def __init__(self) -> None:
        self.moment = DAYS[0]
        bases: dict[str, str] = {}
        self.sites = [DemoSite(paper, clock=self.now, bases=bases) for paper in PAPERS]
        self._stack = ExitStack()

    def now(self) -> dt.datetime:
        """Return the time that is played, in UTC."""
        return self.moment.astimezone(dt.UTC)

    def __enter__(self) -> DemoPress:
        with ExitStack() as stack:
            for site in self.sites:
                stack.enter_context(site)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def profiles_toml(self) -> str:
        """Return the profiles of all sites, for ``--sites FILE``."""
        return "\n".join(site.profile_toml() for site in self.sites)
