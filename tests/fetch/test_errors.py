"""Every way in which a request can fail has a code, a sentence and a class of ours; foreign errors stay inside."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import Iterator

import httpcore
import httpx
import pytest
from fetching import START, Time, fetching, site

from ports import refusing
from scraper.errors import (
    BackOffError,
    BrokenBodyError,
    DeadlineError,
    FetchError,
    GuardError,
    RedirectError,
    RobotsError,
    TooLargeError,
    UnreachableError,
)
from scraper.fetch import Fetcher, ends_the_host, guard
from scraper.fetch.errors import FOREIGN, ExcessError, translated
from scraper.fetch.guard import RefusedAddressError, UnknownHostError
from scraper.model import Reason, fault
from scraper.web.compression import CompressionError
from server import Server

URL = "https://amt.example/a"


def failure(url: str, *, private: bool = True, **bounds: object) -> FetchError:
    """Fetch an address that cannot be had, once; return why."""
    with pytest.raises(FetchError) as caught:
        fetching(lambda f: f.fetch(url, site(url, private=private)), **{"attempts": 1, **bounds})
    return caught.value


def connect_error(cause: Exception) -> httpx.ConnectError:
    """Return httpx's error for a connection that was not made, as it comes through httpcore."""
    inner = httpcore.ConnectError("All connection attempts failed")
    inner.__cause__ = OSError("Multiple exceptions")
    inner.__cause__.__context__ = cause
    error = httpx.ConnectError("All connection attempts failed")
    error.__cause__ = inner
    return error


def expired() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED]")
    error.verify_message = "certificate has expired"
    return error


def not_tls() -> ssl.SSLError:
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


REFUSED = connect_error(ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed"))
LOST = "connection lost (the line is dead)"
ERRORS = [
    (RefusedAddressError("x is 10.0.0.1"), GuardError, Reason.PRIVATE_ADDRESS, "refused: x is 10.0.0.1", False),
    (UnknownHostError("amt.example"), UnreachableError, Reason.NO_HOST, "no such host, or no network", False),
    (ExcessError("64 MiB unpacked"), TooLargeError, Reason.TOO_LARGE, "more than 64 MiB unpacked", False),
    (CompressionError("it is cut"), BrokenBodyError, Reason.BROKEN_BODY, "it is cut", True),
    (httpx.ConnectTimeout(""), DeadlineError, Reason.CONNECT_TIMEOUT, "no connection in time", True),
    (httpx.ReadTimeout(""), DeadlineError, Reason.TIMEOUT, "no answer in time", True),
    (httpx.WriteTimeout(""), DeadlineError, Reason.TIMEOUT, "no answer in time", True),
    (httpx.PoolTimeout(""), DeadlineError, Reason.TIMEOUT, "no answer in time", True),
    (TimeoutError(), DeadlineError, Reason.TIMEOUT, "no answer in time", True),
    (REFUSED, UnreachableError, Reason.CONNECTION_REFUSED, "connection refused", True),
    (
        connect_error(expired()),
        UnreachableError,
        Reason.BAD_CERTIFICATE,
        "the certificate does not hold (certificate has expired)",
        False,
    ),
    (connect_error(not_tls()), UnreachableError, Reason.NO_TLS, "no secure connection (WRONG_VERSION_NUMBER)", False),
    (
        connect_error(OSError(errno.EHOSTUNREACH, "no route")),
        UnreachableError,
        Reason.NO_CONNECTION,
        "no connection (All connection attempts failed)",
        True,
    ),
    (
        httpx.RemoteProtocolError("illegal\n header  line"),
        BrokenBodyError,
        Reason.BROKEN_ANSWER,
        "broken answer (illegal header line)",
        True,
    ),
    (httpx.DecodingError("bad"), BrokenBodyError, Reason.BROKEN_ANSWER, "broken answer (bad)", True),
    (httpx.InvalidURL("no port"), FetchError, Reason.CANNOT_ASK, "cannot be asked for (no port)", False),
    (httpx.UnsupportedProtocol("ftp"), FetchError, Reason.CANNOT_ASK, "cannot be asked for (ftp)", False),
    (httpx.LocalProtocolError("bad"), FetchError, Reason.CANNOT_ASK, "cannot be asked for (bad)", False),
    (UnicodeError("label too long"), FetchError, Reason.CANNOT_ASK, "cannot be asked for (label too long)", False),
    (httpx.ReadError("the line is dead"), UnreachableError, Reason.CONNECTION_LOST, LOST, True),
    (httpx.ReadError(""), UnreachableError, Reason.CONNECTION_LOST, "connection lost (ReadError)", True),
    (ConnectionResetError("the line is dead"), UnreachableError, Reason.CONNECTION_LOST, LOST, True),
    (OSError(24, "Full"), UnreachableError, Reason.CONNECTION_LOST, "connection lost ([Errno 24] Full)", True),
]  # fmt: skip


@pytest.mark.parametrize(("foreign", "ours", "reason", "sentence", "retry"), ERRORS)
def test_a_foreign_error_has_a_code(
    foreign: Exception, ours: type[FetchError], reason: Reason, sentence: str, retry: bool
) -> None:
    error = translated(URL, foreign)
    assert type(error) is ours
    assert error.fault.reason is reason
    assert str(error.fault) == sentence
    assert (error.url, error.retry) == (URL, retry)
    assert str(error).startswith(f"{URL}: {sentence}")


def subclasses(of: type[BaseException]) -> Iterator[type[BaseException]]:
    yield of
    for one in of.__subclasses__():
        yield from subclasses(one)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_each_row_of_the_translations_has_its_example_above(foreign: type[BaseException]) -> None:
    assert any(isinstance(example, foreign) for example, *_ in ERRORS)


@pytest.mark.parametrize("foreign", tuple(subclasses(httpx.HTTPError)), ids=lambda one: one.__name__)
def test_no_error_of_httpx_is_forgotten(foreign: type[httpx.HTTPError]) -> None:
    error = translated(URL, foreign.__new__(foreign))
    assert error.fault.reason is not Reason.OTHER


@pytest.mark.parametrize(
    "foreign",
    [
        one
        for one in (getattr(httpcore, name) for name in httpcore.__all__)
        # The pool raises it to itself, when another request took a connection in between.
        if isinstance(one, type) and issubclass(one, Exception) and one is not httpcore.ConnectionNotAvailable
    ],
)
def test_no_error_of_httpcore_comes_out(foreign: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    async def connect(*_: object, **__: object) -> httpcore.AsyncNetworkStream:
        raise foreign("in a test")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    assert failure("http://127.0.0.1:9/").fault.reason in Reason


def test_a_long_text_of_a_foreign_error_is_cut() -> None:
    error = translated(URL, httpx.ReadError("x" * 500))
    assert error.fault.detail == (("why", "x" * 200),)


# On the wire


def test_a_host_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def work(fetcher: Fetcher) -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
        await fetcher.fetch(URL, site(URL))

    time = Time()
    with pytest.raises(UnreachableError) as caught:
        fetching(work, time=time)
    assert caught.value.fault == fault(Reason.NO_HOST)
    robots = "https://amt.example/robots.txt"
    assert str(caught.value) == f"{robots}: no such host, or no network. Check the spelling and your connection."
    assert time.slept == []


@pytest.mark.parametrize("addresses", [[], ["127.0.0.1"]])
def test_a_host_without_an_address_is_no_host(addresses: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, port: int, timeout: float | None) -> list[str]:
        return addresses

    monkeypatch.setattr(guard, "_resolve", resolve)
    expected = Reason.CONNECTION_REFUSED if addresses else Reason.NO_HOST
    with refusing() as home:
        assert failure(home.replace("127.0.0.1", "amt.example")).fault.reason is expected


def test_a_name_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(*_: object, **__: object) -> list[object]:
        await asyncio.Event().wait()
        return []

    async def work(fetcher: Fetcher) -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", silent)
        await fetcher.fetch(URL, site(URL))

    with pytest.raises(FetchError) as caught:
        fetching(work, connect_seconds=0.05, attempts=1)
    assert str(caught.value.fault) == "robots.txt cannot be read now (no connection in time)"


def test_a_certificate_is_asked_of_who_has_none() -> None:
    with Server() as server:
        error = failure(server.url("/").replace("http:", "https:"))
    assert error.fault.reason is Reason.NO_TLS


def test_the_bounds_are_named() -> None:
    with Server() as server:
        long = failure(server.page("/long", b"x" * 2_200_000), max_wire_bytes=2 * 1024 * 1024)
        bomb = failure(server.gzip_bomb("/bomb", 5_000_000), max_body_bytes=3 * 1024 * 1024)
    assert long.fault == fault(Reason.TOO_LARGE, bound="2 MiB")
    assert bomb.fault == fault(Reason.TOO_LARGE, bound="3 MiB unpacked")


def test_a_private_address_is_refused_with_a_hint() -> None:
    with Server() as server:
        error = failure(server.url("/"), private=False)
    assert str(error.fault) == "refused: 127.0.0.1, an address in a private or special network"
    assert error.hint == ("If you mean it, allow it with --allow-private, or private = true in the site's profile.")


COOKIE = {"Set-Cookie": "a=1"}
WALL = "; it sets cookies, and does not show the page to who sends them back either"


@pytest.mark.parametrize("headers", [{}, COOKIE])
def test_a_redirect_to_itself(headers: dict[str, str]) -> None:
    with Server() as server:
        url = server.page("/a", status=302, headers={"Location": "/a", **headers})
        error = failure(url)
    assert isinstance(error, RedirectError)
    assert error.fault.reason is (Reason.COOKIE_WALL if headers else Reason.REDIRECTS_TO_ITSELF)
    assert str(error.fault) == f"redirects to itself{WALL if headers else ''}"


@pytest.mark.parametrize("headers", [{}, COOKIE])
def test_redirects_without_end(headers: dict[str, str]) -> None:
    with Server() as server:
        # The cookie comes with the first redirect alone.
        url = server.page("/a", status=302, headers={"Location": "/b", **headers})
        server.redirect_loop("/b")
        error = failure(url)
    assert error.url == url
    assert error.fault.reason is (Reason.COOKIE_WALL if headers else Reason.TOO_MANY_REDIRECTS)
    assert str(error.fault) == f"more than 10 redirects{WALL if headers else ''}"


def test_a_redirect_to_where_nobody_goes() -> None:
    with Server() as server:
        error = failure(server.redirect("/a", "javascript:" + "x" * 300))
    assert error.fault == fault(Reason.BAD_REDIRECT, url=repr("javascript:" + "x" * 189))


def test_what_robots_txt_forbids() -> None:
    with Server() as server:
        server.robots("User-agent: *\nDisallow: /no\n")
        error = failure(server.page("/no", "x"))
    assert isinstance(error, RobotsError)
    assert error.fault == fault(Reason.ROBOTS_FORBIDDEN, line=2, rule="Disallow: /no")
    assert str(error.fault) == "forbidden by robots.txt, line 2 (Disallow: /no)"


def test_a_robots_txt_that_cannot_be_read() -> None:
    with Server() as server:
        server.robots("", status=500)
        error = failure(server.url("/a"))
    assert error.fault == fault(Reason.ROBOTS_UNREADABLE, why="status 500")


# Whether the host is down


def test_what_ends_a_host_and_what_only_a_page() -> None:
    pause = BackOffError(URL, fault(Reason.BACK_OFF, until="2026-11-23 13:00"), START)
    refused = translated(URL, REFUSED)
    assert [error.host_down for error in (pause, refused)] == [True, True]
    for only_the_page in (httpx.ReadError(""), httpx.ReadTimeout(""), CompressionError("cut"), ExcessError("1 MiB")):
        error = translated(URL, only_the_page)
        assert not error.host_down
        assert not ends_the_host(error, URL)
    for error in (pause, refused):
        assert ends_the_host(error, URL)
        assert ends_the_host(error, "https://amt.example/another")
        # A redirect led to a host that is down: the page's own host is not.
        assert not ends_the_host(error, "https://amt.example:8443/a")
        assert not ends_the_host(error, "https://www.amt.example/a")
    assert not ends_the_host(RobotsError(URL, fault(Reason.ROBOTS_FORBIDDEN, line=1, rule="Disallow: /")), URL)


def test_a_redirect_to_a_host_that_is_down_names_that_host() -> None:
    with Server() as server, refusing() as dead:
        url = server.redirect("/a", f"{dead}/b")
        error = failure(url, allow_private=True)
    assert error.fault.reason is Reason.CONNECTION_REFUSED
    assert error.host_down
    assert not ends_the_host(error, url)
    assert ends_the_host(error, dead)
