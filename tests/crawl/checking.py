"""What the tests of the link check share: a newsroom whose articles refer to pages of other hosts, and runs by days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from crawling import Newsroom, news

from scraper.crawl import CrawlContext, LinkReport, check_links
from scraper.model import Site
from scraper.sites import site_for, unlisted
from server import Server


class Checking:
    """A newsroom, and another host that its articles refer to."""

    def __init__(self, room: Newsroom, other: Server) -> None:
        self.room = room
        self.other = other
        self.profiles: list[Site] = []
        room.bounds["allow_private"] = True

    def article(self, number: int, *urls: str, site: Site | None = None) -> None:
        """Archive an article that refers to these addresses."""
        links = " ".join(f'<a href="{url}">Quelle {place}</a>' for place, url in enumerate(urls, 1))
        self.room.server.page(f"/news/{number}", news(number, f"Mehr dazu: {links}."))
        self.room.fetch(site or self.room.site(), self.room.url(number))

    def check(
        self, *sites: str, budget: int = 100, is_crawled: Callable[[], bool] = lambda: False, stop: bool = False
    ) -> LinkReport:
        def site_of(url: str) -> Site:
            return site_for(url, self.profiles) or unlisted(url)

        async def work(context: CrawlContext) -> LinkReport:
            if stop:
                context.stop.set()
            return await check_links(context, sites, site_of, budget, is_crawled)

        self.other.clear()
        report: LinkReport = self.room.run(work)
        return report

    def states(self) -> dict[str, str]:
        """Return the states that were found, by path."""
        rows = self.room.ask("SELECT url, state FROM link_checks ORDER BY url")
        return {url.removeprefix(self.other.url("")): state for url, state in rows}

    def row(self, url: str, columns: str = "state, since, status, reason") -> Any:
        (row,) = self.room.ask(f"SELECT {columns} FROM link_checks WHERE url = ?", url)
        return row

    def paths(self) -> list[str]:
        return self.other.paths(robots=False)


@contextmanager
def checking(room: Newsroom) -> Iterator[Checking]:
    with Server() as other:
        yield Checking(room, other)
