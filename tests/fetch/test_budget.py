"""The seconds that one address may take: all its requests together."""

from __future__ import annotations

import asyncio

import pytest
from fetching import fetching, site

from scraper.errors import DeadlineError
from scraper.fetch import Fetcher
from scraper.fetch.budget import Budget
from scraper.model import Reason
from server import Exchange, Server


def fails(fetcher: Fetcher, url: str) -> object:
    async def work() -> DeadlineError:
        with pytest.raises(DeadlineError) as caught:
            await fetcher.fetch(url, site(url))
        return caught.value

    return work()


@pytest.mark.parametrize("way", ["drips", "drips_headers"])
def test_an_address_that_drips_is_asked_for_once(way: str) -> None:
    with Server() as server:
        server.robots("")
        url = getattr(server, way)("/a", interval=0.02)
        error = fetching(lambda fetcher: fails(fetcher, url), total_seconds=0.3)  # type: ignore[arg-type, return-value]
        assert server.paths(robots=False) == ["/a"]
    assert error.fault.reason is Reason.TIMEOUT


def test_a_robots_txt_that_drips_is_asked_for_once_too() -> None:
    with Server() as server:
        server.drips("/robots.txt", interval=0.02)
        with pytest.raises(Exception, match="no answer in time"):
            fetching(lambda fetcher: fetcher.fetch(server.url("/a"), site(server.url("/a"))), total_seconds=0.3)
        assert server.paths() == ["/robots.txt"]


def test_redirects_share_the_seconds() -> None:
    """Ten slow redirects would else take ten times as long."""

    def slow(exchange: Exchange) -> None:
        exchange.wait(0.2)
        exchange.answer(302, location=f"{exchange.request.path}x")

    with Server() as server:
        server.robots("")
        server.prefix("/a", slow)
        url = server.url("/a")
        error = fetching(lambda fetcher: fails(fetcher, url), total_seconds=0.5)  # type: ignore[arg-type, return-value]
        # Each of them takes two fifths, so that there is no time for a fourth, however slow the machine is.
        assert len(server.paths(robots=False)) <= 3
    assert error.fault.reason is Reason.TIMEOUT


def test_what_is_done_is_taken_from_the_seconds_and_waits_between_are_not() -> None:
    moment = [0.0]
    budget = Budget(60.0, lambda: moment[0])

    async def request(seconds: float) -> None:
        async with budget.spend():
            moment[0] += seconds

    async def work() -> None:
        await request(40.0)
        moment[0] += 1000.0
        assert not budget.is_spent
        await request(20.0)
        assert budget.is_spent
        with pytest.raises(TimeoutError):
            await request(0.0)

    asyncio.run(work())
