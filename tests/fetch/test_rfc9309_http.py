"""RFC 9309 over HTTP, rule by rule; what needs no network stands in test_rfc9309.py beside the tests of robots.

Each test names the section that it holds us to.
"""

from __future__ import annotations

import datetime as dt
import gzip

import pytest
from fetching import START, Hosts, Time, fetching, site

from scraper.errors import FetchError, GuardError, RobotsError
from scraper.fetch import Fetcher
from scraper.fetch.settings import user_agent
from scraper.model import HostState, Reason
from scraper.policy.robots import AGENT_TOKEN, MAX_BYTES
from server import Server

RULES = "User-agent: *\nDisallow: /no\n"
TEXT = {"Content-Type": "text/plain"}


def allowed(server: Server, path: str = "/no", *, time: Time | None = None, hosts: Hosts | None = None) -> bool:
    """Return whether a page was fetched; False where the rules forbid it."""
    url = server.page(path, "x")
    try:
        # Another port of this machine, where a redirect may lead, is not the site's own.
        fetching(lambda f: f.fetch(url, site(url)), time=time, hosts=hosts, allow_private=True)
    except RobotsError as error:
        assert path not in server.paths()
        assert error.retry or error.fault.reason is Reason.ROBOTS_FORBIDDEN
        return False
    return True


def test_2_2_1_the_identification_string_holds_the_product_token() -> None:
    """§2.2.1: "The product token SHOULD be a substring of the identification string"."""
    assert AGENT_TOKEN in user_agent()
    assert AGENT_TOKEN.replace("-", "").replace("_", "").isalpha()
    with Server() as server:
        allowed(server, "/a")
        assert all(AGENT_TOKEN in (request.header("user-agent") or "") for request in server.requests)


@pytest.mark.parametrize("media_type", ["text/plain", "text/html", "application/octet-stream"])
def test_2_3_1_1_what_was_downloaded_is_followed(media_type: str) -> None:
    """§2.3.1.1: "the crawler MUST follow the parseable rules", whatever the file is called."""
    with Server() as server:
        server.page("/robots.txt", RULES, headers={"Content-Type": media_type})
        assert not allowed(server)
        assert allowed(server, "/yes")


def test_2_3_1_1_a_packed_file_is_unpacked() -> None:
    """§2.3.1.1; RFC 9110 §8.4: the content is what remains when the coding is taken off."""
    with Server() as server:
        server.page("/robots.txt", gzip.compress(RULES.encode()), headers={**TEXT, "Content-Encoding": "gzip"})
        assert not allowed(server)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_2_3_1_2_five_redirects_are_followed(status: int) -> None:
    """§2.3.1.2: "reached within five consecutive redirects, … MUST be fetched, parsed, and its rules followed"."""
    with Server() as server:
        server.redirect("/robots.txt", "/1", status=status)
        for hop in range(1, 5):
            server.redirect(f"/{hop}", f"/{hop + 1}", status=status)
        server.page("/5", RULES, headers=TEXT)
        assert not allowed(server)
        assert server.paths() == ["/robots.txt", "/1", "/2", "/3", "/4", "/5"]


def test_2_3_1_2_redirects_lead_to_other_authorities_and_the_rules_are_the_first_ones() -> None:
    """§2.3.1.2: "even across authorities"; the rules hold "in the context of the initial authority"."""
    with Server() as server, Server() as other:
        other.page("/shared.txt", RULES, headers=TEXT)
        other.robots("User-agent: *\nDisallow: /")
        server.redirect("/robots.txt", other.url("/shared.txt"))
        assert not allowed(server)
        assert allowed(server, "/yes")
        assert other.paths() == ["/shared.txt", "/shared.txt"]
        assert not allowed(other, "/yes")


def test_2_3_1_2_more_than_five_redirects_are_as_no_file() -> None:
    """§2.3.1.2: with more than five a crawler "MAY assume that the robots.txt file is unavailable"."""
    with Server() as server:
        server.redirect_chain("/robots.txt", hops=6, body=RULES)
        assert allowed(server)
        assert len(server.paths()) == 6 + 1


@pytest.mark.parametrize("target", ["/robots.txt", "file:///etc/robots.txt", "javascript:x"])
def test_2_3_1_2_a_redirect_that_leads_nowhere_is_as_no_file(target: str) -> None:
    """§2.3.1.2: one to itself has no end; one to what is not of the web has no file."""
    with Server() as server:
        server.redirect("/robots.txt", target)
        assert allowed(server)
        assert server.paths() == ["/robots.txt", "/no"]


def test_2_3_1_2_a_redirect_into_a_private_network_is_refused() -> None:
    """§2.3.1.2, but never through the guard: nothing is asked for, and nothing is allowed by it."""
    with Server() as server:
        url = server.page("/a", "x")
        hosts = Hosts()
        with pytest.raises(GuardError):
            fetching(lambda f: f.fetch(url, site(url, private=False)), hosts=hosts)
        assert server.requests == []


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 406, 410, 418, 451, 499])
def test_2_3_1_3_an_unavailable_file_allows_all(status: int) -> None:
    """§2.3.1.3: for "status codes in the range of 400-499 … the crawler MAY access any resources"."""
    with Server() as server:
        server.robots(RULES, status=status)
        assert allowed(server)


# A 304 that nobody asked for, half a file and a redirect without a target say nothing of the rules.
@pytest.mark.parametrize("status", [206, 300, 304, 429, 500, 501, 502, 503, 504, 520, 599])
def test_2_3_1_4_server_errors_forbid_all(status: int) -> None:
    """§2.3.1.4: "the crawler MUST assume complete disallow"; 429 asks for as much."""
    with Server() as server:
        server.robots("User-agent: *\nAllow: /", status=status)
        assert not allowed(server, "/yes")


@pytest.mark.parametrize("way", ["drops", "closes_mid_body", "length_too_long", "bad_chunks", "truncated_gzip"])
def test_2_3_1_4_network_errors_forbid_all(way: str) -> None:
    """§2.3.1.4: "unreachable due to server or network errors"; half a file is no file."""
    with Server() as server:
        getattr(server, way)("/robots.txt")
        url = server.page("/yes", "x")
        with pytest.raises(FetchError):
            fetching(lambda f: f.fetch(url, site(url)))
        assert "/yes" not in server.paths()


@pytest.mark.parametrize("status", [206, 304, 429, 500, 503])
@pytest.mark.parametrize(("days", "used"), [(2, True), (29, True), (31, False)])
def test_2_3_1_4_the_last_good_copy_holds_for_its_time(status: int, days: int, used: bool) -> None:
    """§2.3.1.4, §2.4: while the file is unreachable the cached copy may be used for longer than a day."""
    hosts, time = Hosts(), Time()
    with Server() as server:
        server.robots(RULES)
        assert allowed(server, "/yes", time=time, hosts=hosts)
        server.robots("", status=status)
        server.clear()
        time.pass_(days=days)
        url = server.page("/no", "x")
        with pytest.raises(RobotsError, match="forbidden by" if used else "cannot be read now"):
            fetching(lambda f: f.fetch(url, site(url)), time=time, hosts=hosts)
        # The copy is never a reason not to ask.
        assert server.paths()[0] == "/robots.txt"


def test_2_3_1_4_what_was_unreachable_is_asked_again() -> None:
    """§2.3.1.4: forbidden for now, not for as long as the program runs."""
    time = Time()

    async def long_run(fetcher: Fetcher) -> None:
        with pytest.raises(RobotsError):
            await fetcher.fetch(url, site(url))
        server.robots(RULES)
        time.pass_(minutes=90)
        await fetcher.fetch(url, site(url))

    with Server() as server:
        server.robots("", status=500)
        url = server.page("/yes", "x")
        fetching(long_run, time=time, attempts=1)


def test_2_3_1_5_every_line_is_tried() -> None:
    """§2.3.1.5: "Crawlers MUST try to parse each line … MUST use the parseable rules"."""
    with Server() as server:
        page = "<!DOCTYPE html>\n<p>\x00\nUser-agent *\nfoo\n: /\nUser-agent: *\nDisallow\nDisallow: /no\n</p>"
        server.page("/robots.txt", page)
        assert not allowed(server)
        assert allowed(server, "/yes")


def test_2_4_a_long_run_asks_again_after_a_day() -> None:
    """§2.4: "Crawlers SHOULD NOT use the cached version for more than 24 hours", in one run neither."""
    time = Time()

    async def long_run(fetcher: Fetcher) -> None:
        for hours in (0, 12, 11):
            time.pass_(hours=hours)
            await fetcher.fetch(url, site(url))
        assert server.paths().count("/robots.txt") == 1
        server.robots("User-agent: *\nDisallow: /")
        time.pass_(hours=2)
        with pytest.raises(RobotsError):
            await fetcher.fetch(url, site(url))

    with Server() as server:
        server.robots(RULES)
        url = server.page("/yes", "x")
        fetching(long_run, time=time)


def test_2_4_the_day_counts_from_when_the_file_was_fetched() -> None:
    """§2.4: a copy that an earlier run left is as old as it is."""
    time, hosts = Time(), Hosts()

    async def later_run(fetcher: Fetcher) -> None:
        await fetcher.fetch(url, site(url))
        time.pass_(hours=2)
        await fetcher.fetch(url, site(url))

    with Server() as server:
        url = server.page("/yes", "x")
        key = f"127.0.0.1:{server.port}"
        hosts.states[key] = HostState(key, robots=RULES.encode(), robots_at=START - dt.timedelta(hours=23))
        fetching(later_run, time=time, hosts=hosts)
        assert server.paths() == ["/yes", "/robots.txt", "/yes"]


@pytest.mark.parametrize("size", [500 * 1024, MAX_BYTES - 100])
def test_2_5_at_least_500_kib_are_read_over_http(size: int) -> None:
    """§2.5: "The limit MUST be at least 500 kibibytes"."""
    with Server() as server:
        rule = b"\nDisallow: /no\n"
        head = b"User-agent: *\n# "
        server.page("/robots.txt", head + b"x" * (size - len(head) - len(rule)) + rule, headers=TEXT)
        assert not allowed(server)


def test_2_5_half_a_rule_at_the_limit_is_none() -> None:
    """§2.5: what the limit cuts off may have said less than what is left of it."""
    with Server() as server:
        head = b"User-agent: *\n# "
        whole = head + b"x" * (MAX_BYTES - len(head) - len(b"\nDisallow: /n")) + b"\nDisallow: /nothing\n"
        server.page("/robots.txt", whole, headers=TEXT)
        assert allowed(server)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_tdmrep_that_cannot_be_had_now_takes_nothing_back(status: int) -> None:
    """TDMRep §6.1 says nothing of errors; what was reserved yesterday is not free because a server is down."""
    hosts, time = Hosts(), Time()
    told = b'[{"location": "/", "tdm-reservation": 1}]'

    async def reserved(fetcher: Fetcher) -> bytes | None:
        return (await fetcher.reserved(url, site(url)))[1]

    with Server() as server:
        url = server.page("/a", "x")
        server.page("/.well-known/tdmrep.json", told)
        assert fetching(reserved, hosts=hosts, time=time) == told
        server.page("/.well-known/tdmrep.json", b"", status=status)
        time.pass_(days=2)
        assert fetching(reserved, hosts=hosts, time=time) == told
        server.page("/.well-known/tdmrep.json", b"", status=404)
        time.pass_(days=2)
        assert fetching(reserved, hosts=hosts, time=time) == b""


@pytest.mark.parametrize("status", [429, 503])
def test_a_robots_txt_that_asks_for_a_pause_gets_it_for_the_whole_host(status: int) -> None:
    """RFC 9110 §10.2.3, RFC 6585 §4: Retry-After of robots.txt holds for every address, in later runs too."""
    hosts, time = Hosts(), Time()

    def ask(path: str) -> str:
        url = server.page(path, "x")
        try:
            fetching(lambda f: f.fetch(url, site(url)), time=time, hosts=hosts)
        except FetchError as error:
            return type(error).__name__
        return "fetched"

    with Server() as server:
        server.page("/robots.txt", "", status=status, headers={"Retry-After": "7200"})
        assert ask("/a") == "RobotsError"
        server.robots(RULES)
        server.clear()
        time.pass_(minutes=119)
        assert [ask("/a"), ask("/b")] == ["BackOffError", "BackOffError"]
        assert server.requests == []
        time.pass_(minutes=2)
        assert [ask("/a"), ask("/no")] == ["fetched", "RobotsError"]


@pytest.mark.parametrize("status", [429, 503])
def test_an_overloaded_page_holds_the_whole_host(status: int) -> None:
    """Without a Retry-After as well; other server errors do so when they come one after the other."""
    hosts, time = Hosts(), Time()
    with Server() as server:
        busy, other = server.page("/busy", "", status=status), server.page("/b", "x")
        fetching(lambda f: f.fetch(busy, site(busy)), time=time, hosts=hosts)
        server.clear()
        with pytest.raises(FetchError, match="left alone until"):
            fetching(lambda f: f.fetch(other, site(other)), time=time, hosts=hosts)
        assert server.requests == []
