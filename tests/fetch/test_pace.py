"""Pace, back-off and robots.txt: what a host asked for is kept, between runs too."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import threading
from email.utils import format_datetime

import pytest
from fetching import START, Hosts, Time, fetching, site
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import BackOffError, FetchError, RobotsError
from scraper.fetch import Fetcher
from scraper.fetch.pace import Pace
from scraper.fetch.retry import retry_after
from scraper.model import HostState, Reason, Response
from server import Exchange, Server

# What one side of a test waits for the other at the most; it is there long before, unless something is broken.
MEANWHILE = 10.0


def get(url: str, *, time: Time | None = None, hosts: object = None, **bounds: object) -> Response:
    return fetching(lambda f: f.fetch(url, site(url)), time=time, hosts=hosts, **bounds)  # type: ignore[arg-type]


class Together:
    """A page that answers only when so many ask for it at once; it counts how many do so at the most."""

    def __init__(self, parties: int) -> None:
        self.now = self.most = 0
        self._met = threading.Barrier(parties)
        self._counting = threading.Lock()

    def answer(self, exchange: Exchange) -> None:
        with self._counting:
            self.now += 1
            self.most = max(self.most, self.now)
        self._met.wait(MEANWHILE)
        # Whoever is one too many has the time to come in, too.
        exchange.wait(0.02)
        with self._counting:
            self.now -= 1
        exchange.answer(200, "x")


# Pace


def test_the_delay_is_kept_between_requests() -> None:
    time = Time()

    async def three(fetcher: Fetcher) -> None:
        for _ in range(3):
            await fetcher.fetch(url, site(url, delay=7.0))

    with Server() as server:
        url = server.page("/a", "x")
        fetching(three, time=time)
        assert server.paths() == ["/robots.txt", "/a", "/a", "/a"]
    assert time.slept == [7.0, 7.0, 7.0]


def test_the_delay_begins_when_the_answer_is_there() -> None:
    """A host that takes its time to answer is not asked again at once because the delay has passed meanwhile."""
    time = Time()

    def slow(exchange: Exchange) -> None:
        time.pass_(seconds=5)
        exchange.answer(200, "x")

    async def two(fetcher: Fetcher) -> None:
        for _ in range(2):
            await fetcher.fetch(url, site(url, delay=7.0))

    with Server() as server:
        url = server.handler("/a", slow)
        fetching(two, time=time)
    assert time.slept == [7.0, 7.0]


def test_time_that_has_passed_is_not_waited_for_again() -> None:
    time = Time()

    async def two(fetcher: Fetcher) -> None:
        await fetcher.fetch(url, site(url, delay=7.0))
        time.pass_(seconds=3)
        await fetcher.fetch(url, site(url, delay=7.0))
        time.pass_(seconds=8)
        await fetcher.fetch(url, site(url, delay=7.0))

    with Server() as server:
        url = server.page("/a", "x")
        fetching(two, time=time)
    assert time.slept == [7.0, 4.0]


def test_more_connections_do_not_shorten_the_delay() -> None:
    time = Time()

    async def four(fetcher: Fetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(url, site(url, delay=5.0, connections=4)) for _ in range(4)))

    with Server() as server:
        url = server.page("/a", "x")
        fetching(four, time=time)
    assert sum(time.slept) >= 4 * 5.0


@pytest.mark.parametrize("connections", [1, 3])
def test_no_more_connections_than_the_profile_has(connections: int) -> None:
    page = Together(connections)

    async def nine(fetcher: Fetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(url, site(url, connections=connections)) for _ in range(9)))

    with Server() as server:
        url = server.handler("/a", page.answer)
        fetching(nine)
        assert server.paths().count("/robots.txt") == 1
    assert page.most == connections


@pytest.mark.parametrize("connections", [1, 2, 5])
def test_turns_are_as_many_as_connections(connections: int) -> None:
    async def most() -> int:
        pace = Pace(0.0, connections, asyncio.sleep)
        now = reached = 0

        async def one() -> None:
            nonlocal now, reached
            async with pace.turn():
                now += 1
                reached = max(reached, now)
                await asyncio.sleep(0)
                now -= 1

        await asyncio.gather(*(one() for _ in range(12)))
        return reached

    assert asyncio.run(most()) == connections


def test_a_crawl_delay_is_kept_by_later_runs_as_well() -> None:
    hosts = Hosts()
    with Server() as server:
        server.robots("User-agent: *\nCrawl-delay: 9\n")
        url = server.page("/a", "x")
        first, second = Time(), Time()
        get(url, time=first, hosts=hosts)

        async def two(fetcher: Fetcher) -> None:
            await fetcher.fetch(url, site(url))
            await fetcher.fetch(url, site(url))

        fetching(two, time=second, hosts=hosts)
        assert server.paths() == ["/robots.txt", "/a", "/a", "/a"]
    # The page after robots.txt waits as it asks, too.
    assert first.slept == [9.0]
    assert second.slept == [9.0]


def test_sites_that_share_a_host_keep_the_longest_of_their_delays() -> None:
    time = Time()

    async def both(fetcher: Fetcher) -> None:
        await fetcher.fetch(url, site(url, delay=5.0))
        await fetcher.fetch(url, site(url, delay=1.0))

    with Server() as server:
        url = server.page("/a", "x")
        fetching(both, time=time)
        assert server.paths() == ["/robots.txt", "/a", "/a"]
    assert time.slept == [5.0, 5.0]


@pytest.mark.parametrize("seconds", [86_400, 999_999_999])
def test_a_crawl_delay_longer_than_a_run_is_kept_from_run_to_run(seconds: int) -> None:
    hosts, time = Hosts(), Time()
    with Server() as server:
        server.robots(f"User-agent: *\nCrawl-delay: {seconds}\n")
        url = server.page("/a", "x")
        assert get(url, time=time, hosts=hosts).status == 200
        with pytest.raises(BackOffError, match="asked for a pause") as refused:
            get(url, time=time, hosts=hosts)
        assert server.paths() == ["/robots.txt", "/.well-known/tdmrep.json", "/a"]
    assert sum(time.slept) < 60
    assert refused.value.until is not None
    pause = (refused.value.until - time.now()).total_seconds()
    assert min(seconds, 58 * 86_400) - 60 <= pause <= seconds


def test_a_host_that_asks_for_an_hour_gives_one_page_a_run_whatever_asks() -> None:
    hosts, time = Hosts(), Time()

    async def four(fetcher: Fetcher) -> list[object]:
        asked = (fetcher.fetch(url, site(url, connections=4)) for _ in range(4))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    with Server() as server:
        server.robots("User-agent: *\nCrawl-delay: 3600\n")
        url = server.page("/a", "x")
        outcomes = fetching(four, time=time, hosts=hosts)
        assert server.paths() == ["/robots.txt", "/.well-known/tdmrep.json", "/a"]
    assert sum(isinstance(outcome, BackOffError) for outcome in outcomes) == 3


def test_a_host_that_asks_for_an_hour_is_visited_by_each_daily_run() -> None:
    hosts, time = Hosts(), Time()
    with Server() as server:
        server.robots("User-agent: *\nCrawl-delay: 3600\n")
        server.redirect("/old", "/a")
        url = server.page("/a", "x")
        for _ in range(3):
            assert get(server.url("/old"), time=time, hosts=hosts).url == url
            time.pass_(hours=24, minutes=1)
        assert server.paths().count("/a") == 3


def test_a_pause_that_is_asked_for_holds_who_waits_already() -> None:
    hosts, time = Hosts(), Time()
    answered = []

    def busy(exchange: Exchange) -> None:
        answered.append(exchange.request.path)
        exchange.answer(429, "x", retry_after="3600")

    async def all_of_them(fetcher: Fetcher) -> list[object]:
        asked = (fetcher.fetch(url, site(url, delay=2.0)) for url in urls)
        return list(await asyncio.gather(*asked, return_exceptions=True))

    with Server() as server:
        urls = [server.handler("/a", busy), *(server.page(f"/{n}", "x") for n in range(5))]
        fetching(all_of_them, time=time, hosts=hosts)
        assert server.paths(robots=False) == ["/a"]
    until = hosts.load(server.url("/").split("/")[2]).not_before
    assert until is not None
    assert until - time.now() > dt.timedelta(minutes=55)


class TellingHosts(Hosts):
    """Hosts that tell when one of them is paused."""

    def __init__(self) -> None:
        super().__init__()
        self.is_paused = threading.Event()

    def save(self, state: HostState) -> None:
        super().save(state)
        if state.not_before is not None:
            self.is_paused.set()


def test_an_answer_does_not_end_the_pause_of_another() -> None:
    hosts, time = TellingHosts(), Time()

    def slow(exchange: Exchange) -> None:
        hosts.is_paused.wait(MEANWHILE)
        exchange.answer(200, "x")

    async def both(fetcher: Fetcher) -> None:
        asked = (fetcher.fetch(url, site(url, connections=2)) for url in (first, second))
        await asyncio.gather(*asked, return_exceptions=True)

    with Server() as server:
        first, second = server.handler("/slow", slow), server.too_many_requests("/busy", 3600)
        fetching(both, time=time, hosts=hosts)
    state = hosts.load(first.split("/")[2])
    assert (state.not_before, state.failures) == (START + dt.timedelta(hours=1), 0)


@pytest.mark.parametrize("shorter", [60, None])
def test_a_failure_does_not_shorten_a_longer_pause(shorter: int | None) -> None:
    """Whoever was on the wire when the host asked for an hour may come back with less, or with no word at all."""
    hosts, time = TellingHosts(), Time()

    def later(exchange: Exchange) -> None:
        hosts.is_paused.wait(MEANWHILE)
        exchange.answer(503, "x", **({} if shorter is None else {"retry_after": shorter}))

    async def both(fetcher: Fetcher) -> None:
        asked = (fetcher.fetch(url, site(url, connections=2)) for url in (first, second))
        await asyncio.gather(*asked, return_exceptions=True)

    with Server() as server:
        first, second = server.handler("/later", later), server.too_many_requests("/busy", 3600)
        fetching(both, time=time, hosts=hosts, attempts=1)
    state = hosts.load(first.split("/")[2])
    assert (state.not_before, state.failures) == (START + dt.timedelta(hours=1), 2)


def test_a_longer_pause_counts_from_when_it_was_asked_for() -> None:
    hosts, time = TellingHosts(), Time()

    def later(exchange: Exchange) -> None:
        hosts.is_paused.wait(MEANWHILE)
        exchange.answer(503, "x", retry_after=7200)

    async def both(fetcher: Fetcher) -> None:
        asked = (fetcher.fetch(url, site(url, connections=2)) for url in (first, second))
        await asyncio.gather(*asked, return_exceptions=True)

    with Server() as server:
        first, second = server.handler("/later", later), server.too_many_requests("/busy", 3600)
        fetching(both, time=time, hosts=hosts, attempts=1)
    assert hosts.load(first.split("/")[2]).not_before == START + dt.timedelta(hours=2)


@pytest.mark.parametrize("order", [(3, 1), (1, 3)])
def test_the_fewest_connections_of_the_sites_on_a_host_count(order: tuple[int, int]) -> None:
    page = Together(1)

    async def all_of_them(fetcher: Fetcher) -> None:
        for connections in order:
            await fetcher.fetch(url, site(url, connections=connections))
        await asyncio.gather(*(fetcher.fetch(url, site(url, connections=3)) for _ in range(4)))

    with Server() as server:
        url = server.handler("/a", page.answer)
        fetching(all_of_them)
    assert page.most == 1


def test_tdmrep_is_asked_for_once_by_all_who_need_it() -> None:
    async def all_of_them(fetcher: Fetcher) -> None:
        await asyncio.gather(*(fetcher.reserved(url, site(url, connections=3)) for _ in range(4)))

    with Server() as server:
        url = server.page("/a", "x")
        fetching(all_of_them)
        assert server.paths().count("/.well-known/tdmrep.json") == 1


# Retries


def test_a_busy_host_is_asked_again_with_growing_pauses() -> None:
    time = Time()
    with Server() as server:
        assert get(server.fails_then("/a", 2), time=time).body == b"<p>at last</p>"
        assert server.paths(robots=False) == ["/a"] * 3
    assert len(time.slept) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_the_last_answer_counts_when_it_does_not_get_better(status: int) -> None:
    with Server() as server:
        assert get(server.fails_then("/a", 9, status=status)).status == status
        assert server.paths(robots=False) == ["/a"] * 3


@pytest.mark.parametrize("status", [400, 403, 404, 501])
def test_what_will_not_get_better_is_not_asked_again(status: int) -> None:
    with Server() as server:
        assert get(server.fails_then("/a", 9, status=status)).status == status
        assert server.paths(robots=False) == ["/a"]


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_obeyed(form: str) -> None:
    time = Time()
    value = "20" if form == "seconds" else format_datetime(START + dt.timedelta(seconds=20), usegmt=True)
    with Server() as server:
        assert get(server.too_many_requests("/a", value, times=1), time=time).status == 200
    assert sum(time.slept) == 20.0


def test_a_retry_after_holds_the_whole_host() -> None:
    time = Time()

    async def both(fetcher: Fetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(url, site(url, connections=2)) for url in (busy, other)))
        await fetcher.fetch(other, site(other))

    with Server() as server:
        busy, other = server.too_many_requests("/busy", 25, times=1), server.page("/b", "x")
        fetching(both, time=time)
    assert sum(time.slept) == 25.0


def test_a_long_pause_ends_the_turn_and_is_kept_by_the_next_runs() -> None:
    time, hosts = Time(), Hosts()
    with Server() as server:
        url = server.too_many_requests("/a", 3600, times=1)
        other = server.page("/b", "x")
        assert get(url, time=time, hosts=hosts).status == 429
        assert (server.paths(), time.slept) == (["/robots.txt", "/a"], [])
        server.clear()
        for minutes in (0, 30, 29):
            time.pass_(minutes=minutes)
            with pytest.raises(
                BackOffError, match="asked for a pause; it is left alone until 2026-11-23 13:00 UTC"
            ) as caught:
                get(other, time=time, hosts=hosts)
            assert caught.value.until == START + dt.timedelta(hours=1)
        assert server.requests == []
        time.pass_(minutes=1, seconds=1)
        assert get(url, time=time, hosts=hosts).status == 200
        assert server.paths() == ["/a"]
    key = f"127.0.0.1:{server.port}"
    state = hosts.load(key)
    assert (state.failures, state.not_before) == (0, None)


def test_a_host_that_fails_again_and_again_is_left_alone() -> None:
    hosts, time = Hosts(), Time()
    with Server() as server:
        url = server.fails_then("/a", 1000, status=500)
        for _ in range(3):
            get(url, hosts=hosts, time=time)
        server.clear()
        with pytest.raises(BackOffError):
            get(url, hosts=hosts, time=time)
        assert server.requests == []


ODD = ["", " ", "-1", "1.5", "1e9", "soon", "Mon, 1 Jan 99999999999999999999 00:00:00 GMT", "²", "\xff"]


@pytest.mark.parametrize("value", [*ODD, "Mon, 01 Jan 2026 00:00:00 +99999999999999999999"])
def test_an_odd_retry_after_is_none(value: str) -> None:
    assert retry_after(value, START) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("9" * 400, 999_999_999.0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("Mon, 23 Nov 2026 12:00:30 -0000", 30.0),
        ("Monday, 23-Nov-26 12:00:30 GMT", 30.0),
    ],
)
def test_a_retry_after_is_read(value: str, seconds: float) -> None:
    assert retry_after(value, START) == seconds


@given(st.text(max_size=60) | st.from_regex(r"Mon, \d{1,30} Jan \d{1,30} \d\d:\d\d:\d\d [+-]\d{1,12}", fullmatch=True))
def test_no_retry_after_is_a_traceback(value: str) -> None:
    found = retry_after(value, START)
    assert found is None or found >= 0


# robots.txt


def test_robots_is_obeyed() -> None:
    with Server() as server:
        server.robots("User-agent: *\nDisallow: /no\n")
        no, yes = server.page("/no", "x"), server.page("/yes", "x")
        with pytest.raises(RobotsError, match=r"forbidden by robots\.txt, line 2"):
            get(no)
        assert get(yes).status == 200
        assert "/no" not in server.paths()


def test_robots_is_asked_once_a_day_whatever_the_runs() -> None:
    """RFC 9309 §2.4: a cached copy SHOULD NOT be used for more than 24 hours."""
    time, hosts = Time(), Hosts()
    with Server() as server:
        server.robots("User-agent: *\nDisallow: /no\n")
        url, no = server.page("/a", "x"), server.page("/no", "x")
        for hours in (0, 1, 22):
            time.pass_(hours=hours)
            get(url, time=time, hosts=hosts)
            with pytest.raises(RobotsError):
                get(no, time=time, hosts=hosts)
        assert server.paths() == ["/robots.txt", "/a", "/a", "/a"]
        server.robots("")
        time.pass_(hours=1)
        assert get(no, time=time, hosts=hosts).status == 200
        assert server.paths().count("/robots.txt") == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_allows_all(status: int) -> None:
    """RFC 9309 §2.3.1.3: unavailable (4xx) means that a crawler MAY access any resource."""
    with Server() as server:
        server.robots("User-agent: *\nDisallow: /\n", status=status)
        assert get(server.page("/a", "x")).status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_broken_robots_forbids_all(status: int) -> None:
    """RFC 9309 §2.3.1.4: unreachable (5xx) means that it MUST assume complete disallow."""
    with Server() as server:
        server.robots("", status=status)
        url = server.page("/a", "x")

        async def twice(fetcher: Fetcher) -> None:
            for _ in range(2):
                with pytest.raises(RobotsError, match=f"cannot be read now .status {status}"):
                    await fetcher.fetch(url, site(url))

        fetching(twice)
        assert server.paths() == ["/robots.txt"] * 3


def test_robots_that_never_answers_forbids_all() -> None:
    """RFC 9309 §2.3.1.4: network errors are unreachable too."""
    with Server() as server:
        server.never_answers("/robots.txt")
        url = server.page("/a", "x")
        with pytest.raises(RobotsError, match="cannot be read now"):
            get(url, read_seconds=0.1, attempts=1)
        assert "/a" not in server.paths()


def test_the_last_good_robots_is_used_while_it_is_broken() -> None:
    """RFC 9309 §2.3.1.4: while it is unreachable a cached copy MAY be used for longer."""
    hosts, time = Hosts(), Time()
    with Server() as server:
        server.robots("User-agent: *\nDisallow: /no\n")
        url, no = server.page("/a", "x"), server.page("/no", "x")
        get(url, time=time, hosts=hosts)
        server.robots("", status=500)
        time.pass_(days=20)
        assert get(url, time=time, hosts=hosts).status == 200
        with pytest.raises(RobotsError, match="forbidden"):
            get(no, time=time, hosts=hosts)
        time.pass_(days=11)
        with pytest.raises(RobotsError, match="cannot be read now"):
            get(url, time=time, hosts=hosts)


def test_robots_may_be_redirected() -> None:
    """RFC 9309 §2.3.1.2: at least five consecutive redirects SHOULD be followed, also to other authorities."""
    with Server() as server:
        server.redirect("/robots.txt", "/elsewhere.txt")
        server.page("/elsewhere.txt", "User-agent: *\nDisallow: /no\n")
        with pytest.raises(RobotsError):
            get(server.page("/no", "x"))


def test_a_robots_that_redirects_for_ever_counts_as_none() -> None:
    """RFC 9309 §2.3.1.2: with more redirects it MAY be taken for unavailable."""
    with Server() as server:
        server.redirect_chain("/robots.txt")
        assert get(server.page("/a", "x")).status == 200


def test_an_endless_robots_is_read_to_its_bound() -> None:
    with Server() as server:
        rules = b"User-agent: *\nDisallow: /no\n" + b"# " + b"x" * 1_500_000
        server.page("/robots.txt", rules, headers={"Content-Type": "text/plain"})
        with pytest.raises(RobotsError):
            get(server.page("/no", "x"))
        assert get(server.page("/a", "x")).status == 200


def test_a_host_without_network_is_not_asked_twice_for_robots() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{one.getsockname()[1]}/"

    async def twice(fetcher: Fetcher) -> list[Reason]:
        reasons = []
        for _ in range(2):
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(url, site(url))
            reasons.append(caught.value.fault.reason)
        return reasons

    time = Time()
    assert fetching(twice, time=time) == [Reason.CONNECTION_REFUSED] * 2
    assert len(time.slept) == 2
