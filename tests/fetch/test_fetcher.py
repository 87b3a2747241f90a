"""One request: conditions, redirects, bodies, deadlines, and errors in our own words."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard
from fetching import START, Hosts, Time, fetching, site

from ports import refusing
from scraper.errors import (
    BackOffError,
    BrokenBodyError,
    DeadlineError,
    FetchError,
    RedirectError,
    TooLargeError,
    UnreachableError,
)
from scraper.fetch import Fetcher
from scraper.model import HostState, Response
from server import HTML, Exchange, Server

TEXT = "<p>Grüße aus dem Rathaus</p>" * 50


def get(url: str, *, etag: str | None = None, last_modified: str | None = None, **bounds: object) -> Response:
    return fetching(lambda f: f.fetch(url, site(url), etag=etag, last_modified=last_modified), **bounds)


def test_an_answer_comes_as_it_was_sent() -> None:
    with Server() as server:
        url = server.page("/a", TEXT, headers={"X-Two": "Zwei"}, etag='"1"')
        response = get(url)
    assert (response.status, response.url, response.requested_url) == (200, url, url)
    assert response.body == TEXT.encode()
    assert response.wire_bytes == len(response.body)
    assert response.header("ETag") == '"1"'
    assert response.header("x-two") == "Zwei"
    assert response.redirects == ()


def test_the_user_agent_names_the_project_and_a_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPER_CONTACT", "me@example.org\r\nX-Evil: Grüße (1)")
    with Server() as server:
        get(server.page("/", TEXT))
        sent = server.requests[-1]
    assert "scraper/" in (sent.header("user-agent") or "")
    assert "contact: me@example.orgX-Evil: Gr%C3%BC%C3%9Fe 1" in (sent.header("user-agent") or "")
    assert sent.header("x-evil") is None


@pytest.mark.parametrize("status", [204, 400, 401, 403, 404, 410, 418, 501, 999])
def test_an_answer_of_any_status_is_a_result(status: int) -> None:
    with Server() as server:
        assert get(server.page("/a", "" if status == 204 else "x", status=status)).status == status


@pytest.mark.parametrize("etag", ['"1"', 'W/"weak"', "no-quotes", '"grün"'.encode().decode("latin-1"), '"gr\xfcn"'])
def test_an_etag_goes_back_byte_by_byte_as_it_came(etag: str) -> None:
    with Server() as server:
        url = server.page("/a", TEXT, etag=etag)
        first = get(url)
        assert first.header("etag") == etag
        assert get(url, etag=first.header("etag")).status == 304
        assert server.requests[-1].header("if-none-match") == etag


def test_a_last_modified_is_asked_with() -> None:
    with Server() as server:
        url = server.page("/a", TEXT, last_modified="Mon, 23 Nov 2026 10:00:00 GMT")
        assert get(url, last_modified=get(url).header("last-modified")).status == 304


def test_a_changed_page_answers_a_condition_in_full() -> None:
    with Server() as server:
        response = get(server.page("/a", TEXT, etag='"2"'), etag='"1"')
    assert (response.status, response.body) == (200, TEXT.encode())


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int) -> None:
    with Server() as server:
        server.redirect("/old", "../new?x=1#part", status=status)
        server.page("/new", TEXT)
        response = get(server.url("/old"))
        assert server.paths(robots=False) == ["/old", "/new?x=1"]
    assert response.redirects == (status,)
    assert response.requested_url.endswith("/old")
    assert response.url.partition("#")[0].endswith("/new?x=1")


def test_conditions_stay_with_the_address_that_gave_them() -> None:
    with Server() as server:
        server.redirect("/old", "/new")
        server.page("/new", TEXT, etag='"1"')
        assert get(server.url("/old"), etag='"1"').status == 200
        assert server.requests[-2].header("if-none-match") == '"1"'
        assert server.requests[-1].header("if-none-match") is None


@pytest.mark.parametrize("spelled", ["/gr%C3%BCn", "/grün", "/gr\xfcn".encode("latin-1")])
def test_a_location_that_is_not_ascii_is_understood(spelled: str | bytes) -> None:
    with Server() as server:
        raw = spelled if isinstance(spelled, bytes) else spelled.encode()
        server.handler(
            "/old", lambda e: e.send(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + raw + b"\r\n\r\n")
        )
        server.page("/gr%C3%BCn", TEXT)
        assert get(server.url("/old")).status == 200


def test_a_chain_is_followed_to_its_bound_and_no_further() -> None:
    with Server() as server:
        assert get(server.redirect_chain("/ten", hops=10)).status == 200
        with pytest.raises(RedirectError, match="more than 10"):
            get(server.redirect_chain("/eleven", hops=11))
        server.clear()
        with pytest.raises(RedirectError):
            get(server.redirect_chain("/endless"), max_hops=3)
        assert len(server.paths(robots=False)) == 4


def test_a_loop_ends() -> None:
    with Server() as server:
        with pytest.raises(RedirectError):
            get(server.redirect_loop("/loop"))
        with pytest.raises(RedirectError, match="to itself"):
            get(server.redirect("/self", "/self"))
        assert server.paths().count("/self") == 1


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http://[::1",
        "//",
    ],
)
def test_a_redirect_to_where_we_do_not_go_is_an_error(target: str) -> None:
    with Server() as server:
        # httpx looks at some of these before we do, and has its own words for them.
        with pytest.raises(FetchError, match=r"not fetched|cannot be asked for|broken answer"):
            get(server.redirect("/a", target))
        assert set(server.paths(robots=False)) == {"/a"}


def test_a_redirect_without_location_is_an_answer() -> None:
    with Server() as server:
        assert get(server.page("/a", TEXT, status=302)).status == 302


def test_a_redirect_obeys_the_rules_of_where_it_leads() -> None:
    with Server() as server:
        server.robots("User-agent: *\nDisallow: /secret")
        server.page("/secret", TEXT)
        with pytest.raises(FetchError, match=r"forbidden by robots\.txt, line 2"):
            get(server.redirect("/open", "/secret"))
        assert "/secret" not in server.paths()


# Bodies


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("zstd", zstandard.ZstdCompressor().compress)],
)
def test_packed_bodies_arrive_unpacked(name: str, pack: object) -> None:
    long = TEXT * 200
    with Server() as server:
        packed = pack(long.encode())  # type: ignore[operator]
        response = get(server.page("/a", packed, headers={"Content-Encoding": name}))
        assert name in (server.requests[-1].header("accept-encoding") or "")
    assert response.body == long.encode()
    assert response.wire_bytes == len(packed)


@pytest.mark.parametrize("way", ["truncated_gzip", "closes_mid_body", "length_too_long", "bad_chunks", "drops"])
def test_a_body_that_is_not_whole_is_never_an_answer(way: str) -> None:
    time = Time()
    with Server() as server:
        with pytest.raises(FetchError) as caught:
            get(getattr(server, way)("/a"), time=time)
        assert server.paths(robots=False) == ["/a"] * 3
    assert caught.value.retry
    assert len(time.slept) == 2
    if way != "drops":
        assert isinstance(caught.value, BrokenBodyError)


def test_a_bomb_is_an_error_that_is_not_tried_again() -> None:
    with Server() as server:
        with pytest.raises(TooLargeError, match="unpacked"):
            get(server.gzip_bomb("/a", 20_000_000))
        assert server.paths(robots=False) == ["/a"]


def test_an_endless_body_is_cut_off() -> None:
    with Server() as server, pytest.raises(TooLargeError):
        get(server.endless_body("/a"))


def test_endless_headers_are_cut_off() -> None:
    with Server() as server, pytest.raises(FetchError):
        get(server.endless_headers("/a"), attempts=1)


def test_a_head_answer_for_nothing_has_no_body_to_wait_for() -> None:
    with Server() as server:
        server.handler("/a", lambda e: e.head(304, content_length=10_000, etag='"1"'))
        assert get(server.url("/a"), etag='"1"').status == 304


@pytest.mark.parametrize("way", ["never_answers", "stalls_mid_body", "drips", "drips_headers"])
def test_a_slow_host_meets_the_deadline(way: str) -> None:
    with Server() as server:
        url = getattr(server, way)("/a", **({"interval": 0.05} if way.startswith("drips") else {}))
        # The rules are known, so that the deadline is that of the page, however busy the machine is.
        host = url.split("/")[2]
        hosts = Hosts()
        hosts.save(HostState(host, robots=b"", robots_at=START))
        with pytest.raises(DeadlineError, match="no answer in time"):
            get(url, hosts=hosts, read_seconds=0.15, total_seconds=0.25, attempts=1)


def test_a_connection_that_was_closed_meanwhile_is_made_again() -> None:
    def once(exchange: Exchange) -> None:
        exchange.head(content_type=HTML, content_length=2)
        exchange.send("ok")

    async def twice(fetcher: Fetcher) -> None:
        for _ in range(3):
            assert (await fetcher.fetch(url, site(url))).body == b"ok"

    with Server() as server:
        url = server.handler("/a", once)
        fetching(twice)


# Addresses and hosts that are none


def test_a_refused_connection_is_the_hosts_trouble() -> None:
    with refusing() as base, pytest.raises(UnreachableError, match="connection refused") as caught:
        get(f"{base}/")
    assert caught.value.host_down


def test_plain_http_on_a_secure_port_is_no_traceback() -> None:
    with Server() as server, pytest.raises(UnreachableError):
        get(server.url("/").replace("http:", "https:"), attempts=1)


@pytest.mark.parametrize("host", ["exa_mple.invalid", "a" * 64 + ".invalid", "xn--.invalid", "*.invalid", "a..invalid"])
def test_odd_host_names_are_no_traceback(host: str) -> None:
    with pytest.raises(FetchError):
        get(f"http://{host}/", attempts=1)


@pytest.mark.parametrize("path", ["/%", "/%zz", "/a b", "/ü?ß=1", "/[x]|^{}", "/%00", "/?q=a%20b+c&&=", "//x//y"])
def test_odd_paths_are_asked_for(path: str) -> None:
    with Server() as server:
        assert get(server.url(path)).status == 404
        assert len(server.paths(robots=False)) == 1


@pytest.mark.parametrize(
    "head",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: empty\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"\x16\x03\x01\x00\x00",
    ],
)
def test_what_is_no_http_is_one_of_our_errors_or_an_answer(head: bytes) -> None:
    with Server() as server:
        server.handler("/a", lambda exchange: exchange.send(head))
        try:
            assert get(server.url("/a"), attempts=1).status != 200
        except FetchError as error:
            assert not isinstance(error, BackOffError)


@pytest.mark.parametrize("name", ["none", "UTF-8", "aws-chunked"])
def test_a_content_encoding_that_is_none_leaves_the_bytes(name: str) -> None:
    with Server() as server:
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nContent-Length: 4\r\n\r\n".encode()
        server.handler("/a", lambda exchange: exchange.send(head + b"Text"))
        assert get(server.url("/a"), attempts=1).body == b"Text"
