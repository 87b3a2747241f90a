"""What the tests of the crawl share: a site on loopback, a run with a clock of its own, and questions in SQL."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from empty_archive import put_empty_archive
from scraper.crawl import CrawlContext, HostStore, NullObserver, Options, StopEvent, crawl_sites, fetch_pages
from scraper.crawl.group_commit import GroupCommit
from scraper.fetch import Fetcher, Settings
from scraper.model import Outcome, Site, SiteResult
from scraper.store import Archive
from server import Server

START = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
XML = {"Content-Type": "application/xml"}
WORDS = (
    "Der Landkreis hat in dieser Woche ein neues Portal für seine Bürgerinnen und Bürger vorgestellt. "
    "Anträge auf Wohngeld lassen sich damit von zu Hause aus stellen, und die Verwaltung antwortet elektronisch. "
    "Nach Angaben der Landrätin haben sich im ersten Monat mehr als tausend Menschen angemeldet. "
)


def said(result: SiteResult) -> tuple[str, ...]:
    """Return what a person is told of the problems of a site and its sources."""
    return tuple(map(str, result.problems))


def not_archived(result: SiteResult) -> tuple[str, ...]:
    """Return what a person is told of the addresses that were not archived."""
    return tuple(f"{url}: {fault.advice}" for url, fault in result.failures)


class Clock:
    def __init__(self) -> None:
        self.moment = START

    def now(self) -> dt.datetime:
        return self.moment

    def pass_(self, **how_long: float) -> None:
        self.moment += dt.timedelta(**how_long)


def news(number: int, text: str = "", *, head: str = "", boilerplate: str = "") -> str:
    """An article page as the parser likes it."""
    return (
        f"<!DOCTYPE html><html lang=de><head><title>Meldung {number} aus dem Rathaus</title>"
        f'<meta property="og:type" content="article">{head}</head><body>'
        f"<nav><a href='/'>Start</a> {boilerplate}</nav><main><article><h1>Meldung {number} aus dem Rathaus</h1>"
        f"<time datetime='2026-11-{number % 20 + 1:02}T08:00:00Z'>{number % 20 + 1}. November 2026</time>"
        f"<p>{WORDS}Es ist die Meldung Nummer {number}. {text}</p><p>{WORDS}</p></article></main></body></html>"
    )


def rss(urls: Iterable[str]) -> str:
    items = "".join(
        f"<item><title>Meldung</title><link>{url.replace('&', '&amp;')}</link><guid>{n}</guid></item>"
        for n, url in enumerate(urls)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Test</title>{items}</channel></rss>'


def sitemap(urls: Iterable[str], *, index: bool = False, lastmod: str | None = None) -> str:
    root, item = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    mod = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    items = "".join(f"<{item}><loc>{url}</loc>{mod}</{item}>" for url in urls)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</{root}>'


def listing(urls: Iterable[str], *, following: str | None = None) -> str:
    items = "".join(f'<article><h2><a href="{url}">Eine Meldung aus dem Rathaus</a></h2></article>' for url in urls)
    turn = f'<a rel="next" href="{following}">weiter</a>' if following else ""
    return (
        f"<!DOCTYPE html><html lang=de><head><title>Alle</title></head><body><main>{items}{turn}</main></body></html>"
    )


class Newsroom:
    """A server with numbered articles below /news/, and an archive that is crawled from it."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.db = folder / "archive.db"
        self.clock = Clock()
        # The bounds of the fetcher that a test changes.
        self.bounds: dict[str, Any] = {}

    def url(self, number: int) -> str:
        return self.server.url(f"/news/{number}")

    def articles(self, *numbers: int, **more: Any) -> list[str]:
        return [self.server.page(f"/news/{n}", news(n), etag=f'"{n}"', **more) for n in numbers]

    def feed(self, *numbers: int, path: str = "/feed") -> str:
        body = rss(self.url(n) for n in numbers)
        return self.server.page(path, body, headers={"Content-Type": "application/rss+xml"}, etag=f'"{hash(body)}"')

    def sitemap(self, path: str, urls: Iterable[str], **more: Any) -> str:
        body = sitemap(urls, **more)
        return self.server.page(path, body, headers=XML, etag=f'"{hash(body)}"')

    def site(self, **more: Any) -> Site:
        patterns = more.pop("articles", (r"^/news/(?P<id>[^/?]+)$",))
        compiled = tuple(re.compile(one) for one in patterns)
        values = {"delay": 0.0, "private": True, **more}
        return Site(id="test", name="Test", home=self.server.url("/"), articles=compiled, **values)

    def crawl(self, site: Site, *, stop_after: int | None = None, **options: Any) -> SiteResult:
        return self.crawl_all([site], stop_after=stop_after, **options)[0]

    def crawl_all(self, sites: list[Site], *, stop_after: int | None = None, **options: Any) -> list[SiteResult]:
        async def work(context: CrawlContext) -> list[SiteResult]:
            return await crawl_sites(context, sites)

        result: list[SiteResult] = self._run(work, Options(**options), stop_after)
        return result

    def fetch(self, site: Site, *urls: str, stop: bool = False) -> list[Outcome]:
        async def work(context: CrawlContext) -> list[Outcome]:
            return await fetch_pages(context, [(url, site) for url in urls])

        result: list[Outcome] = self._run(work, Options(by_hand=True), 0 if stop else None)
        return result

    def run(self, work: Any, **options: Any) -> Any:
        """Do something else with the context of a run."""
        return self._run(work, Options(**options), None)

    def _run(self, work: Any, options: Options, stop_after: int | None) -> Any:
        class Counting(NullObserver):
            seen = 0

            def article(self, site: Site, outcome: Outcome) -> None:
                self.seen += 1
                if self.seen == stop_after:
                    stop.set()

        stop, shift = StopEvent(), [0.0]

        def shifted() -> asyncio.AbstractEventLoop:
            loop = asyncio.new_event_loop()
            real = loop.time
            loop.time = lambda: real() + shift[0]  # type: ignore[method-assign]
            return loop

        async def whole() -> Any:
            async def sleep(seconds: float) -> None:
                shift[0] += seconds
                await stop.sleep(0)

            bounds = {"read_seconds": 2.0, "total_seconds": 10.0, "connect_seconds": 2.0, **self.bounds}
            settings = Settings(**bounds)
            if not self.db.exists():
                put_empty_archive(self.db)
            with Archive.open(self.db) as archive:
                commits = GroupCommit(archive)
                fetcher = Fetcher(HostStore(archive, commits), self.clock.now, sleep, settings)
                if stop_after == 0:
                    stop.set()
                try:
                    context = CrawlContext(archive, fetcher, commits, self.clock.now, options, Counting(), stop)
                    return await work(context)
                finally:
                    await fetcher.close()

        self.server.clear()
        with asyncio.Runner(loop_factory=shifted) as runner:
            return runner.run(whole())

    def ask(self, sql: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self.db)) as db:
            rows = db.execute(sql, values).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    def paths(self) -> list[str]:
        return self.server.paths(robots=False)

    def numbers(self) -> set[int]:
        """The numbers of the articles that were asked for in the last run."""
        return {int(path.rpartition("/")[2]) for path in self.paths() if re.fullmatch(r"/news/\d+", path)}
