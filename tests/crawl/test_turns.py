"""A site with much to read leaves the other sites their turns."""

from __future__ import annotations

import asyncio
import gzip
import os
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from crawling import Newsroom, listing, sitemap

from scraper import discover
from scraper.crawl import CrawlContext, sources
from scraper.crawl.run import crawl_sites
from scraper.model import Site
from scraper.reading import pool

ARTICLES = "SELECT count(*) AS articles FROM pages WHERE kind = 'article'"


def in_threads(function: Callable[..., Any], used: list[bool]) -> Callable[..., Any]:
    def noted(*values: Any) -> Any:
        used.append(threading.current_thread() is not threading.main_thread())
        return function(*values)

    return noted


def known_meanwhile(room: Newsroom, site: Site) -> set[int]:
    """Return how many articles the frontier knew whenever something else had its turn."""
    seen = set()

    async def watch(context: CrawlContext) -> None:
        while True:
            seen.add(next(context.archive.rows(ARTICLES))["articles"])
            await asyncio.sleep(0)

    async def work(context: CrawlContext) -> None:
        watching = asyncio.create_task(watch(context))
        await crawl_sites(context, [site])
        watching.cancel()

    room.run(work, full=True, limit=0)
    return seen


def test_the_links_of_a_large_sitemap_are_written_some_at_a_time(room: Newsroom) -> None:
    site = room.site(sitemaps=(room.sitemap("/map", [room.url(n) for n in range(1200)]),))
    assert {500, 1000, 1200} <= known_meanwhile(room, site)


def test_the_links_of_a_listing_are_written_at_once(room: Newsroom) -> None:
    """What is new in it says whether its next page is read; half of it would say something else to the next run."""
    page = room.server.page("/list", listing([room.url(n) for n in range(1200)]))
    assert known_meanwhile(room, room.site(listings=(page,))) == {0, 1200}


def test_what_is_packed_is_read_in_a_thread(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[bool] = []
    monkeypatch.setattr(discover, "read", in_threads(discover.read, used))
    room.articles(1)
    packed = gzip.compress(sitemap([room.url(1)]).encode())
    assert room.crawl(room.site(sitemaps=(room.server.page("/map.xml.gz", packed),))).new == 1
    assert used == [True]


@pytest.mark.parametrize(("bound", "beside"), [(0, True), (10_000_000, False)])
@pytest.mark.parametrize(
    ("module", "name", "holder", "times"), [(sources, "_LARGE_BYTES", discover, 1), (pool, "_LARGE_PAGE", pool, 2)]
)
def test_what_is_large_is_read_in_a_thread(
    room: Newsroom,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
    holder: ModuleType,
    times: int,
    bound: int,
    beside: bool,
) -> None:
    """A source and its pages: what is above the bound of its kind is read beside the event loop."""
    used: list[bool] = []
    monkeypatch.setattr(module, name, bound)
    monkeypatch.setattr(holder, "read", in_threads(holder.read, used))
    room.articles(1, 2)
    assert room.crawl(room.site(feeds=(room.feed(1, 2),))).new == 2
    assert used == [beside] * times


def test_pages_that_come_fast_are_read_in_other_processes(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[bool] = []
    monkeypatch.setattr(pool, "_MANY_A_SECOND", 0)
    monkeypatch.setattr(pool, "_SAMPLE", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(pool, "read", in_threads(pool.read, here))
    room.articles(*range(1, 9))
    assert room.crawl(room.site(feeds=(room.feed(*range(1, 9)),))).new == 8
    assert room.ask("SELECT count(DISTINCT title) FROM articles") == [8]
    # By two pages it is seen how fast they come.
    assert len(here) == 2
