"""No wait without an end: whoever waits can be cancelled, and takes nothing with it that others wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest
from fetching import START, Hosts, Time, fetching, site

from scraper.errors import BackOffError, DeadlineError, FetchError
from scraper.fetch import Fetcher, Settings
from scraper.fetch.pace import Pace
from scraper.fetch.wire import Wire
from scraper.model import HostState
from server import Exchange, Server

# A test that waits for so long has found a wait without an end.
FOR_EVER = 10.0


def ended(work: Awaitable[object]) -> object:
    """Run some work that ends by itself."""

    async def whole() -> object:
        async with asyncio.timeout(FOR_EVER):
            return await work

    return asyncio.run(whole())


class Gate:
    """A page that never answers its first visitor, and all others at once."""

    def __init__(self, body: str = "x") -> None:
        self._body = body
        self._is_first = True
        self.is_waiting = threading.Event()

    def answer(self, exchange: Exchange) -> None:
        if self._is_first:
            self._is_first = False
            self.is_waiting.set()
            exchange.wait()
        else:
            exchange.answer(200, self._body)

    async def entered(self) -> None:
        """Return as soon as the first visitor waits."""
        assert await asyncio.to_thread(self.is_waiting.wait, FOR_EVER)


def first_is_cancelled(gate: Gate, ask: Callable[[], Awaitable[object]]) -> Callable[[Fetcher], Awaitable[object]]:
    """Return work in which one asks and is cancelled on the wire while another waits; it returns what that one gets."""

    async def work(fetcher: Fetcher) -> object:
        async with asyncio.timeout(FOR_EVER):
            first = asyncio.ensure_future(ask())
            await gate.entered()
            second = asyncio.ensure_future(ask())
            await ticks()
            assert not second.done()
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            return await second

    return work


async def ticks() -> None:
    """Let all tasks go on until they wait for something outside."""
    for _ in range(20):
        await asyncio.sleep(0)


# Turns at a host


def test_a_request_that_is_cancelled_on_the_wire_gives_its_turn_back() -> None:
    gate = Gate()
    with Server() as server:
        url = server.handler("/a", gate.answer)

        async def work(fetcher: Fetcher) -> int:
            # robots.txt is read before, so that both wait for the same thing.
            await fetcher.robots(url, site(url))
            response = await first_is_cancelled(gate, lambda: fetcher.fetch(url, site(url)))(fetcher)
            return response.status  # type: ignore[attr-defined]

        assert fetching(work) == 200


def test_who_is_cancelled_while_it_waits_for_a_turn_takes_none() -> None:
    gate = Gate()

    async def work(fetcher: Fetcher) -> int:
        async with asyncio.timeout(FOR_EVER):
            first = asyncio.ensure_future(fetcher.fetch(url, site(url)))
            await gate.entered()
            waiting = [asyncio.ensure_future(fetcher.fetch(other, site(url))) for _ in range(3)]
            await ticks()
            waiting[0].cancel()
            waiting[1].cancel()
            await ticks()
            first.cancel()
            return (await waiting[2]).status

    with Server() as server:
        url, other = server.handler("/a", gate.answer), server.page("/b", "x")
        assert fetching(work) == 200
        assert server.paths() == ["/robots.txt", "/a", "/b"]


def test_a_turn_that_is_given_to_one_who_is_cancelled_at_the_same_moment_goes_on() -> None:
    async def work() -> None:
        pace = Pace(0.0, 1, asyncio.sleep)
        got_it = asyncio.Event()

        async def wait() -> None:
            async with pace.turn():
                got_it.set()

        async with pace.turn():
            first, second = asyncio.ensure_future(wait()), asyncio.ensure_future(wait())
            await ticks()
        # The turn is free, and the first one was told; now it is cancelled before it could take it.
        first.cancel()
        await second
        assert got_it.is_set()

    ended(work())


def test_who_is_cancelled_in_its_delay_gives_its_turn_back() -> None:
    async def work() -> list[float]:
        time, sleeping = Time(), asyncio.Event()

        async def sleep(seconds: float) -> None:
            if not sleeping.is_set():
                sleeping.set()
                await asyncio.Event().wait()
            await time.sleep(seconds)

        pace = Pace(5.0, 2, sleep, time.clock)
        async with pace.turn():
            pace.answered()

        async def wait() -> None:
            async with pace.turn():
                pass

        first = asyncio.ensure_future(wait())
        await sleeping.wait()
        others = [asyncio.ensure_future(wait()) for _ in range(3)]
        await ticks()
        first.cancel()
        await asyncio.gather(*others)
        return time.slept

    assert ended(work()) == [5.0, 5.0, 5.0]


def test_a_turn_is_given_back_whatever_happens_in_it() -> None:
    async def work() -> None:
        pace = Pace(0.0, 1, asyncio.sleep)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with pace.turn():
                    raise ZeroDivisionError
        async with pace.turn():
            pass

    ended(work())


def test_the_turn_of_a_host_that_gives_one_page_a_run_is_over_when_its_owner_is_cancelled() -> None:
    gate, time, hosts = Gate(), Time(), Hosts()
    with Server() as server:
        server.robots("User-agent: *\nCrawl-delay: 3600\n")
        url = server.handler("/a", gate.answer)

        async def work(fetcher: Fetcher) -> object:
            with pytest.raises(BackOffError) as caught:
                await first_is_cancelled(gate, lambda: fetcher.fetch(url, site(url)))(fetcher)
            return caught.value.until

        until = fetching(work, time=time, hosts=hosts)
        assert server.paths().count("/a") == 1
    assert until == time.moment.replace(hour=time.moment.hour + 1)


# Files that all pages of a host wait for


def test_where_the_one_that_asks_for_robots_txt_is_cancelled_the_next_one_asks() -> None:
    gate = Gate("User-agent: *\nDisallow: /no\n")
    with Server() as server:
        server.handler("/robots.txt", gate.answer)
        url = server.page("/a", "x")

        async def work(fetcher: Fetcher) -> object:
            return await first_is_cancelled(gate, lambda: fetcher.fetch(url, site(url)))(fetcher)

        fetching(work)
        assert server.paths() == ["/robots.txt", "/robots.txt", "/a"]


def test_where_the_one_that_asks_for_tdmrep_json_is_cancelled_the_next_one_asks() -> None:
    gate = Gate("[]")
    with Server() as server:
        url = server.url("/a")
        server.handler("/.well-known/tdmrep.json", gate.answer)

        async def work(fetcher: Fetcher) -> object:
            return await first_is_cancelled(gate, lambda: fetcher.reserved(url, site(url)))(fetcher)

        assert fetching(work) == (b"", b"[]")


def test_what_cannot_be_had_is_told_to_all_who_wait_for_it() -> None:
    asked = []

    def answer(exchange: Exchange) -> None:
        asked.append(exchange.request.path)
        exchange.answer(500, "x")

    async def work(fetcher: Fetcher) -> list[object]:
        async with asyncio.timeout(FOR_EVER):
            tasks = (fetcher.fetch(url, site(url)) for _ in range(5))
            return list(await asyncio.gather(*tasks, return_exceptions=True))

    with Server() as server:
        server.handler("/robots.txt", answer)
        url = server.page("/a", "x")
        outcomes = fetching(work, attempts=1)
    assert asked == ["/robots.txt"]
    assert all(isinstance(outcome, FetchError) for outcome in outcomes)


# Connections


def wire(**bounds: float) -> Wire:
    return Wire(Settings(**{"total_seconds": 60.0, "read_seconds": 60.0, **bounds}), Time().now)  # type: ignore[arg-type]


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.fetch.wire.most_connections", lambda: 1)


@pytest.mark.usefixtures("one_connection")
def test_a_connection_is_free_again_when_its_owner_is_cancelled() -> None:
    gate = Gate()

    async def work() -> int:
        wires = wire()
        first = asyncio.ensure_future(wires.send(server.url("/a"), {}, private=True))
        await gate.entered()
        given_up, second = (asyncio.ensure_future(wires.send(other.url("/"), {}, private=True)) for _ in range(2))
        await ticks()
        assert other.paths() == []
        # One that waits for a connection, and the one that has it.
        given_up.cancel()
        first.cancel()
        answer = await second
        await wires.close()
        return answer.status

    with Server() as server, Server() as other:
        server.handler("/a", gate.answer)
        other.page("/", "x")
        assert ended(work()) == 200
        assert other.paths() == ["/"]


@pytest.mark.parametrize("way", ["never_answers", "stalls_mid_body", "drips", "drips_headers"])
@pytest.mark.usefixtures("one_connection")
def test_a_host_that_hangs_holds_a_connection_for_the_time_of_one_request(way: str) -> None:
    async def work() -> int:
        wires = wire(total_seconds=0.2)
        hanging = asyncio.ensure_future(wires.send(url, {}, private=True))
        await asyncio.sleep(0)
        with pytest.raises(DeadlineError):
            await hanging
        status = (await wires.send(server.url("/b"), {}, private=True)).status
        await wires.close()
        return status

    with Server() as server:
        url = getattr(server, way)("/a", **({"interval": 0.02} if way.startswith("drips") else {}))
        server.page("/b", "x")
        assert ended(work()) == 200


def test_closing_does_not_wait_for_requests_and_leaves_no_connection_of_theirs() -> None:
    may_go_on = threading.Event()
    is_waiting = threading.Event()

    def slow(exchange: Exchange) -> None:
        is_waiting.set()
        may_go_on.wait(FOR_EVER)
        # The connection stays open, as far as the server is concerned.
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")
        exchange.wait()

    async def work() -> int:
        wires = wire()
        asked = asyncio.ensure_future(wires.send(server.url("/a"), {}, private=True))
        await asyncio.to_thread(is_waiting.wait, FOR_EVER)
        await wires.close()
        may_go_on.set()
        assert (await asked).status == 200
        return len(wires._resting)

    with Server() as server:
        server.handler("/a", slow)
        assert ended(work()) == 0


def test_a_connection_is_not_used_again_after_a_failure() -> None:
    """What came too late for one request must not be taken for the answer to the next one."""
    gate = Gate("right")

    async def work() -> bytes:
        wires = wire()
        first = asyncio.ensure_future(wires.send(server.url("/a"), {}, private=True))
        await gate.entered()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert not wires._resting
        answer = await wires.send(server.url("/a"), {}, private=True)
        assert len(wires._resting) == 1
        await wires.close()
        return answer.body

    with Server() as server:
        server.handler("/a", gate.answer)
        assert ended(work()) == b"right"


# Pauses


def test_who_is_cancelled_between_two_tries_holds_nobody_up() -> None:
    async def work(fetcher: Fetcher) -> int:
        async with asyncio.timeout(FOR_EVER):
            first = asyncio.ensure_future(fetcher.fetch(busy, site(busy)))
            await sleeping.wait()
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            return (await fetcher.fetch(other, site(other))).status

    class Patient(Time):
        async def sleep(self, seconds: float) -> None:
            if not sleeping.is_set():
                sleeping.set()
                await asyncio.Event().wait()
            await super().sleep(seconds)

    sleeping = asyncio.Event()
    time = Patient()
    with Server() as server:
        busy, other = server.too_many_requests("/busy", 20), server.page("/b", "x")
        host = busy.split("/")[2]
        hosts = Hosts()
        hosts.save(HostState(host, robots=b"", robots_at=START))
        assert fetching(work, time=time, hosts=hosts) == 200
    # What the host asked for still counts for the next one.
    assert time.slept == [20.0]
