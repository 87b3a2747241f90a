"""Bounds of one request and of what is remembered: at the bound, below it, and beyond it."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import random

import httpcore
import pytest
from fetching import START, Hosts, KeepingServer, Time, fetching, site

from scraper.errors import BackOffError, DeadlineError, FetchError, RobotsError, TooLargeError
from scraper.fetch import Fetcher, Settings
from scraper.fetch.guard import GuardedBackend
from scraper.fetch.pace import Pace
from scraper.fetch.wire import Wire
from scraper.model import HostState, Response
from scraper.policy.robots import MAX_BYTES
from server import Server

TDMREP = "/.well-known/tdmrep.json"
TDMREP_BYTES = 1024 * 1024


def get(url: str, *, time: Time | None = None, hosts: Hosts | None = None, **bounds: object) -> Response:
    return fetching(lambda f: f.fetch(url, site(url)), time=time, hosts=hosts, **bounds)


def host_of(url: str) -> str:
    return url.split("/")[2]


# Bodies


def test_a_body_may_have_as_many_bytes_as_the_bound() -> None:
    with Server() as server:
        assert len(get(server.page("/a", b"x" * 1000), max_wire_bytes=1000).body) == 1000
        with pytest.raises(TooLargeError):
            get(server.page("/a", b"x" * 1001), max_wire_bytes=1000)


def test_one_gzip_member_is_handed_on_as_it_was_sent() -> None:
    packed = gzip.compress(b"<p>Rathaus</p>" * 99, mtime=0)
    with Server() as server:
        assert get(server.page("/a", packed, headers={"Content-Encoding": "gzip"})).packed == packed
        assert get(server.page("/b", "<p>Rathaus</p>")).packed == b""


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_longer_robots_txt_is_kept_up_to_one_byte_beyond_its_bound(is_packed: bool) -> None:
    hosts = Hosts()
    data = b"# x\n" * (MAX_BYTES // 2)
    sent, headers = (gzip.compress(data), {"Content-Encoding": "gzip"}) if is_packed else (data, {})
    with Server() as server:
        server.page("/robots.txt", sent, headers=headers)
        url = server.page("/a", "x")
        get(url, hosts=hosts, max_body_bytes=9_000_000)
    assert len(hosts.load(host_of(url)).robots or b"") == MAX_BYTES + 1


def test_a_robots_txt_without_end_is_not_read_to_its_end() -> None:
    with Server() as server:
        server.endless_body("/robots.txt")
        assert get(server.page("/a", "x")).status == 200


def test_a_packed_robots_txt_that_is_cut_off_is_said_to_be_too_large_and_not_asked_for_again() -> None:
    noise = gzip.compress(random.Random(1).randbytes(MAX_BYTES + 100_000))  # noqa: S311  (no secret)
    with Server() as server:
        server.page("/robots.txt", noise, headers={"Content-Encoding": "gzip"})
        with pytest.raises(RobotsError, match=r"cannot be read now \(more than \d+ KiB packed\)"):
            get(server.page("/a", "x"))
        assert server.paths() == ["/robots.txt"]


def test_a_longer_tdmrep_json_is_kept_up_to_its_bound() -> None:
    with Server() as server:
        url = server.url("/a")
        server.page(TDMREP, b" " * (TDMREP_BYTES + 70_000))
        _, tdmrep = fetching(lambda f: f.reserved(url, site(url)))
    assert len(tdmrep or b"") == TDMREP_BYTES


# Connections


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 999\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ],
)
def test_a_connection_is_used_again_after_every_kind_of_answer(answer: bytes) -> None:
    async def work() -> int:
        wire = Wire(Settings(), Time().now)
        async with KeepingServer(answer) as server:
            for _ in range(3):
                await wire.send(f"http://127.0.0.1:{server.port}/", {}, private=True)
            await wire.close()
            return server.connections

    assert asyncio.run(work()) == 1


def test_the_connection_that_rested_longest_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.fetch.wire.most_connections", lambda: 2)

    async def work() -> set[str]:
        wire = Wire(Settings(), Time().now)
        for server in (first, second, first, third):
            await wire.send(server.url("/"), {}, private=True)
        kept = {origin for origin, _ in wire._resting.values()}
        await wire.close()
        return kept

    with Server() as first, Server() as second, Server() as third:
        assert asyncio.run(work()) == {server.url("") for server in (first, third)}


def test_a_pause_within_an_answer_has_a_bound_of_its_own() -> None:
    async def work() -> None:
        wire = Wire(Settings(read_seconds=0.1, total_seconds=600.0), Time().now)
        async with asyncio.timeout(10):
            with pytest.raises(DeadlineError):
                await wire.send(server.stalls_mid_body("/a"), {}, private=True)
        await wire.close()

    with Server() as server:
        asyncio.run(work())


def test_an_address_that_the_system_names_twice_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    async def resolved(*_: object, **__: object) -> list[object]:
        return [(0, 0, 0, "", (address, 80)) for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")]

    async def connect(self: object, host: str, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
        tried.append(host)
        raise httpcore.ConnectError("not in a test")

    async def work() -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
        with pytest.raises(httpcore.ConnectError):
            await GuardedBackend(True).connect_tcp("amt.example", 80)

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    asyncio.run(work())
    assert tried == ["192.0.2.1", "192.0.2.2"]


@pytest.mark.parametrize(
    ("asked", "connect", "read", "total"), [("", 10.0, 20.0, 60.0), ("5", 5.0, 5.0, 5.0), ("30", 10.0, 30.0, 30.0)]
)
def test_who_sets_a_timeout_sets_all_of_them(
    asked: str, connect: float, read: float, total: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRAPER_TIMEOUT", asked)
    settings = Settings()
    assert (settings.connect_seconds, settings.read_seconds, settings.total_seconds) == (connect, read, total)


def test_several_choices_are_no_redirect() -> None:
    """RFC 9110 §15.4.1: 300 names a preferred choice, and the answer itself is what was asked for."""
    with Server() as server:
        url = server.page("/a", "x", status=300, headers={"Location": "/b"})
        assert get(url).status == 300


# Tries


def test_the_pauses_between_tries_double_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenacity.wait.random.uniform", lambda low, high: high)
    time = Time()
    with Server() as server:
        get(server.fails_then("/a", 99), time=time, attempts=8)
    assert time.slept == [1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]


@pytest.mark.parametrize(("asked", "slept"), [(30, [30.0]), (31, [])])
def test_a_retry_after_is_waited_for_up_to_the_patience(asked: int, slept: list[float]) -> None:
    time = Time()
    with Server() as server:
        get(server.too_many_requests("/a", asked, times=1), time=time)
    assert time.slept == slept


# Back-off


def test_a_pause_that_any_failure_asks_for_is_kept() -> None:
    hosts = Hosts()
    with Server() as server:
        url = server.page("/a", "x", status=500, headers={"Retry-After": "7200"})
        get(url, hosts=hosts)
    assert hosts.load(host_of(url)).not_before == START + dt.timedelta(hours=2)


@pytest.mark.parametrize(("failures", "minutes"), [(1, None), (2, 8), (4, 32)])
def test_the_pause_of_a_host_grows_with_its_failures_in_a_row(failures: int, minutes: int | None) -> None:
    hosts = Hosts()
    with Server() as server:
        url = server.page("/a", "x", status=500)
        hosts.save(HostState(host_of(url), robots=b"", robots_at=START, failures=failures))
        get(url, hosts=hosts, attempts=1)
    state = hosts.load(host_of(url))
    assert state.failures == failures + 1
    assert state.not_before == (None if minutes is None else START + dt.timedelta(minutes=minutes))


def test_a_good_answer_ends_the_failures_in_a_row() -> None:
    hosts = Hosts()
    with Server() as server:
        bad, good = server.page("/bad", "x", status=500), server.page("/good", "x")
        for url in (bad, bad, good, bad, bad, good):
            get(url, hosts=hosts, attempts=1)
    assert hosts.load(host_of(good)) == HostState(host_of(good), robots=b"", robots_at=START)


@pytest.mark.parametrize(
    ("pause", "is_left_alone"), [(0, False), (1, True), (60 * 86_400 - 1, True), (60 * 86_400, False)]
)
def test_a_pause_ends_at_its_moment_and_none_is_longer_than_sixty_days(pause: int, is_left_alone: bool) -> None:
    hosts = Hosts()
    with Server() as server:
        url = server.page("/a", "x")
        hosts.save(HostState(host_of(url), not_before=START + dt.timedelta(seconds=pause)))
        if is_left_alone:
            with pytest.raises(BackOffError):
                get(url, hosts=hosts)
        else:
            assert get(url, hosts=hosts).status == 200


def test_the_memory_is_asked_once_for_each_host() -> None:
    class Counting(Hosts):
        def load(self, host: str) -> HostState:
            loaded.append(host)
            return super().load(host)

    async def work(fetcher: Fetcher) -> None:
        for _ in range(3):
            await fetcher.fetch(url, site(url))

    loaded: list[str] = []
    with Server() as server:
        url = server.page("/a", "x")
        fetching(work, hosts=Counting())
    assert loaded == [host_of(url)]


# Hosts that give one page a run


@pytest.mark.parametrize(("delay", "slept"), [(600, [600.0]), (601, [])])
def test_a_run_waits_ten_minutes_for_a_host_and_no_longer(delay: int, slept: list[float]) -> None:
    time = Time()
    with Server() as server:
        server.robots(f"User-agent: *\nCrawl-delay: {delay}\n")
        assert get(server.page("/a", "x"), time=time).status == 200
    assert time.slept == slept


def test_an_address_that_is_forbidden_does_not_take_the_one_page_of_a_run() -> None:
    async def work(fetcher: Fetcher) -> int:
        with pytest.raises(RobotsError):
            await fetcher.fetch(forbidden, site(url))
        return (await fetcher.fetch(url, site(url))).status

    with Server() as server:
        server.robots("User-agent: *\nCrawl-delay: 3600\nDisallow: /no\n")
        url, forbidden = server.page("/a", "x"), server.page("/no", "x")
        assert fetching(work) == 200


# What is known of a host, by a clock that was wrong


@pytest.mark.parametrize(("age", "is_asked"), [(0, False), (24 * 3600 - 1, False), (24 * 3600, True), (-1, True)])
def test_a_copy_is_fresh_for_a_day_and_never_of_the_future(age: int, is_asked: bool) -> None:
    hosts, read_at = Hosts(), START - dt.timedelta(seconds=age)
    with Server() as server:
        url = server.page("/a", "x")
        known = HostState(host_of(url), robots=b"", robots_at=read_at, tdmrep=b"", tdmrep_at=read_at)
        hosts.save(known)
        fetching(lambda f: f.robots(url, site(url)), hosts=hosts)
        assert server.paths() == (["/robots.txt"] if is_asked else [])
        hosts.save(known)
        fetching(lambda f: f.reserved(url, site(url)), hosts=hosts)
        assert (TDMREP in server.paths()) is is_asked


def test_rules_of_a_clock_that_was_set_back_are_asked_for_again() -> None:
    time = Time()

    async def work(fetcher: Fetcher) -> None:
        await fetcher.fetch(url, site(url))
        time.pass_(days=-3)
        await fetcher.fetch(url, site(url))

    with Server() as server:
        url = server.page("/a", "x")
        fetching(work, time=time)
        assert server.paths() == ["/robots.txt", "/a", "/robots.txt", "/a"]


def test_a_tdmrep_json_that_cannot_be_had_is_asked_for_once_a_run() -> None:
    async def work(fetcher: Fetcher) -> list[bytes | None]:
        return [(await fetcher.reserved(url, site(url)))[1] for _ in range(3)]

    with Server() as server:
        url = server.url("/a")
        server.page(TDMREP, "", status=500)
        assert fetching(work, attempts=1) == [None] * 3
        assert server.paths().count(TDMREP) == 1


def test_a_tdmrep_json_that_robots_txt_forbids_is_not_asked_for() -> None:
    with Server() as server:
        url = server.url("/a")
        server.robots("User-agent: *\nDisallow: /.well-known/\n")
        server.page(TDMREP, "[]")
        assert fetching(lambda f: f.reserved(url, site(url)))[1] is None
        assert server.paths() == ["/robots.txt"]


def test_what_a_site_cost_is_counted() -> None:
    async def work(fetcher: Fetcher) -> tuple[int, int]:
        with pytest.raises(FetchError):
            await fetcher.fetch(server.drops("/lost"), site(url))
        await fetcher.fetch(url, site(url))
        usage = fetcher.usage("test")
        return usage.requests, usage.bytes

    with Server() as server:
        server.robots("# 9 bytes")
        url = server.redirect("/a", "/b")
        server.page("/b", "five!")
        # robots.txt, the page that was lost, the redirect, and where it led.
        assert fetching(work, attempts=1) == (4, 9 + 5)


# Pace


def test_a_pause_that_comes_during_a_delay_is_waited_for_too() -> None:
    async def work() -> list[float]:
        time = Time()

        async def sleep(seconds: float) -> None:
            await time.sleep(seconds)
            if len(time.slept) == 1:
                pace.hold(20.0)

        pace = Pace(5.0, 1, sleep, time.clock)
        pace.answered()
        async with pace.turn():
            return time.slept

    assert asyncio.run(work()) == [5.0, 20.0]


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    async def work() -> list[float]:
        time = Time()
        pace = Pace(0.0, 1, time.sleep, time.clock)
        pace.hold(20.0)
        pace.hold(3.0)
        async with pace.turn():
            return time.slept

    assert asyncio.run(work()) == [20.0]


def test_requests_that_wait_together_start_one_delay_apart() -> None:
    async def work() -> list[float]:
        time = Time()
        started = []

        async def sleep(seconds: float) -> None:
            until = time.elapsed + seconds
            while time.elapsed < until:
                await asyncio.sleep(0)

        async def one() -> None:
            async with pace.turn():
                started.append(time.elapsed)

        pace = Pace(5.0, 4, sleep, time.clock)
        tasks = [asyncio.ensure_future(one()) for _ in range(4)]
        for _ in range(30):
            for _ in range(10):
                await asyncio.sleep(0)
            time.pass_(seconds=1)
        await asyncio.gather(*tasks)
        return started

    assert asyncio.run(work()) == [0.0, 5.0, 10.0, 15.0]
