"""The seconds that one address may take: all its requests together."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from fetching import BOUNDS, Hosts, Time, fetching, site

from scraper.errors import DeadlineError, FetchError
from scraper.fetch import Fetcher, Settings
from scraper.fetch.budget import Budget
from scraper.model import Reason, Response
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


def test_what_took_all_the_time_leaves_none_whatever_the_clock_says() -> None:
    """The loop ends a timeout up to a tick of its clock too early."""
    budget = Budget(0.001, lambda: 0.0)

    async def work() -> None:
        with pytest.raises(TimeoutError):
            async with budget.spend():
                await asyncio.sleep(60)

    asyncio.run(work())
    assert budget.is_spent


# A minute, by a loop whose time goes on only while a host thinks


class SlowHost:
    """A host that takes its time, and the loop that believes it; nobody waits for it.

    Args:
        server: where its pages are.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.pauses = 0
        self._passed = 0.0

    def page(self, path: str, seconds: float, status: int = 200, **headers: object) -> str:
        """Answer a path after so many seconds."""

        def answer(exchange: Exchange) -> None:
            self._passed += seconds
            exchange.answer(status, "User-agent: *\nAllow: /\n", **headers)

        return self.server.handler(path, answer)

    def loop(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        real = loop.time
        loop.time = lambda: real() + self._passed  # type: ignore[method-assign]
        return loop

    def fetch(self, path: str, **bounds: object) -> Response:
        """Fetch an address with a minute for it, and far longer for each of its requests."""
        url, time = self.server.url(path), Time()

        async def sleep(seconds: float) -> None:
            self.pauses += 1
            self._passed += seconds
            await time.sleep(seconds)

        async def work() -> Response:
            each = {"connect_seconds": 900.0, "read_seconds": 900.0}
            settings = Settings(**{**BOUNDS, **each, "total_seconds": 60.0, **bounds})  # type: ignore[arg-type]
            fetcher = Fetcher(Hosts(), time.now, sleep, settings, clock=time.clock)
            try:
                return await fetcher.fetch(url, site(url))
            finally:
                await fetcher.close()

        with asyncio.Runner(loop_factory=self.loop) as runner:
            return runner.run(work())

    def asked(self) -> list[str]:
        return self.server.paths(robots=False)


@pytest.fixture
def host() -> Iterator[SlowHost]:
    with Server() as server:
        server.robots("")
        yield SlowHost(server)


def test_a_minute_is_for_an_address_with_its_redirects(host: SlowHost) -> None:
    host.page("/a", 25.0, 302, location="/b")
    host.page("/b", 25.0, 302, location="/c")
    host.page("/c", 5.0)
    assert host.fetch("/a").status == 200
    host.server.clear()
    host.page("/b", 40.0, 302, location="/c")
    with pytest.raises(DeadlineError):
        host.fetch("/a")
    assert host.asked() == ["/a", "/b"]


def test_a_minute_is_for_an_address_with_its_further_tries(host: SlowHost) -> None:
    host.page("/a", 25.0, 503)
    with pytest.raises(DeadlineError):
        host.fetch("/a", attempts=10)
    assert (host.asked(), host.pauses) == (["/a"] * 3, 2)


def test_after_a_minute_there_is_no_further_try(host: SlowHost) -> None:
    """The last answer is kept, as where the tries are used up."""
    host.page("/a", 59.0, 503)
    assert host.fetch("/a", attempts=1).status == 503
    host.server.clear()
    with pytest.raises(DeadlineError):
        host.fetch("/a", attempts=2)
    assert host.asked() == ["/a"] * 2


def test_the_pause_that_a_host_asks_for_is_none_of_the_minute(host: SlowHost) -> None:
    answers = iter([(503, {"retry_after": 100}), (200, {})])

    def answer(exchange: Exchange) -> None:
        status, headers = next(answers)
        exchange.answer(status, "x", **headers)

    host.server.handler("/a", answer)
    assert host.fetch("/a", patience_seconds=200.0).status == 200


def test_robots_txt_has_a_minute_of_its_own(host: SlowHost) -> None:
    host.page("/robots.txt", 50.0)
    host.page("/a", 50.0)
    assert host.fetch("/a").status == 200


def test_a_robots_txt_with_its_redirects_has_a_minute(host: SlowHost) -> None:
    host.page("/robots.txt", 50.0, 302, location="/regeln")
    host.page("/regeln", 50.0)
    host.page("/a", 1.0)
    with pytest.raises(FetchError, match=r"robots\.txt cannot be read now"):
        host.fetch("/a")
    assert host.asked() == ["/regeln"]
