"""Whoever watches hears what each request waits for, and for how long."""

from __future__ import annotations

import asyncio

from fetching import Hosts, Time, site

from scraper.fetch import Fetcher, Settings
from scraper.model import Site, Wait, WaitCause
from server import Server

ROBOTS, ANSWER = Wait(WaitCause.ROBOTS), Wait(WaitCause.ANSWER)


def told_of(server: Server, paths: list[str], *, delay: float = 0.0) -> list[Wait]:
    """Fetch some pages, and return the waits that were told of, all of the one site."""
    time, told = Time(), list[Wait]()
    profile = site(server.url(), delay=delay)

    def on_wait(of: Site, wait: Wait) -> None:
        assert of is profile
        told.append(wait)

    async def work() -> None:
        fetcher = Fetcher(Hosts(), time.now, time.sleep, Settings(), clock=time.clock, on_wait=on_wait)
        for path in paths:
            await fetcher.fetch(server.url(path), profile)
        await fetcher.close()

    asyncio.run(work())
    return told


def test_robots_txt_and_each_answer() -> None:
    with Server() as server:
        server.page("/a", "x")
        assert told_of(server, ["/a", "/a"]) == [ROBOTS, ANSWER, ANSWER]


def test_the_pause_of_the_profile() -> None:
    with Server() as server:
        server.page("/a", "x")
        assert told_of(server, ["/a"], delay=2.0) == [ROBOTS, Wait(WaitCause.PAUSE, 2.0), ANSWER]


def test_a_longer_crawl_delay_is_named_as_such() -> None:
    with Server() as server:
        server.robots("User-agent: *\nCrawl-delay: 5\n")
        server.page("/a", "x")
        assert told_of(server, ["/a"], delay=2.0) == [ROBOTS, Wait(WaitCause.CRAWL_DELAY, 5.0), ANSWER]


def test_a_shorter_crawl_delay_is_not() -> None:
    with Server() as server:
        server.robots("User-agent: *\nCrawl-delay: 1\n")
        server.page("/a", "x")
        assert told_of(server, ["/a"], delay=2.0) == [ROBOTS, Wait(WaitCause.PAUSE, 2.0), ANSWER]


def test_what_the_host_asks_for_with_retry_after() -> None:
    with Server() as server:
        server.too_many_requests("/a", 20, times=1, body="x")
        assert told_of(server, ["/a"]) == [ROBOTS, ANSWER, Wait(WaitCause.RETRY_AFTER, 20.0), ANSWER]


def test_the_back_off_before_the_next_try() -> None:
    with Server() as server:
        server.fails_then("/a", 1)
        told = told_of(server, ["/a"])
        assert [wait.cause for wait in told] == [
            WaitCause.ROBOTS,
            WaitCause.ANSWER,
            WaitCause.NEXT_TRY,
            WaitCause.ANSWER,
        ]
