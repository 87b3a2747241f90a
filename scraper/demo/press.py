"""All demo sites together, on days of an autumn that is played: each crawl comes on a day of its own."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from importlib import resources
from types import TracebackType

from scraper.demo.article import CET, at
from scraper.demo.papers import papers
from scraper.demo.site import DemoSite

# A crawl at six in the evening: weekly, and each working day of the two weeks in which there is news.
DAYS: tuple[dt.datetime, ...] = tuple(
    at(2026, month, day, 18)
    for month, day in ((10, 19), (10, 26), (11, 2), *((11, day) for day in (9, 10, 11, 12, 13, 16, 17, 18, 19, 20)))
)
"""The moments of the crawls, as they are written down with the articles."""

# The Monday of the week that is under way when the demo is played.
_WEEK = at(2026, 11, 16, 0)


class DemoPress:
    """The sites of all papers, up while the ``with`` block runs.

    All that happens is moved by whole weeks, so that the second of the two weeks with news is the one of ``now``: each
    thing happens on its weekday, as texts and rhythms want it, and the seven days before are full on whichever day the
    demo is played. Seasons are not moved: what is written of winter may be read in summer.

    Args:
        now: until when crawls are played; by default until the last one, on the days as they are written down.

    Attributes:
        sites: in the order of their papers.
        days: the moments of the crawls.
        moment: the time that it is for all sites, and for those who crawl them; whoever plays sets it.
    """

    def __init__(self, now: dt.datetime = DAYS[-1]) -> None:
        local = now.astimezone(CET)
        monday = local.date() - dt.timedelta(days=local.weekday())
        delta = dt.timedelta(days=(monday - _WEEK.date()).days)
        # On a Monday morning the crawls of the week before are there; each later one has to have come.
        self.days = tuple(day + delta for day in DAYS if day + delta <= now)
        self.moment = self.days[0]
        bases: dict[str, str] = {}
        self.sites = [DemoSite(paper.later(delta), clock=self.now, bases=bases) for paper in papers()]
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


def watch_toml() -> str:
    """Return the saved searches of somebody who reads these papers, for ``--watch FILE``."""
    return (resources.files("scraper.demo") / "texts" / "watch.toml").read_text("utf-8")
