"""What an archive keeps of the wire: requests and heads of answers, byte for byte, hop by hop."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from fetching import START, RawServer, Time, fetching, site

from scraper.fetch import Fetcher, guard
from scraper.model import Exchange, Response
from server import Exchange as ServerExchange
from server import Server

HEAD = (
    b"HTTP/1.1 203 Alles in Ordnung\r\n"
    b"SERVER: Rathaus/2\r\n"
    b"X-FooBar: gr\xfcn\r\n"
    b"Set-Cookie: a=1; Path=/\r\n"
    b"content-Length: 2\r\n"
    b"Set-Cookie: b=2\r\n"
)


def served(answers: dict[str, bytes], path: str = "/a", **how: str) -> tuple[Response, list[bytes]]:
    """Fetch a path of a server that gives these answers; return the response and all requests as they came."""

    async def work(fetcher: Fetcher) -> tuple[Response, list[bytes]]:
        async with RawServer(answers) as server:
            url = server.url(path)
            return await fetcher.fetch(url, site(url), **how), server.requests

    return fetching(work)


def exchange_of(response: Response) -> Exchange:
    assert response.exchange is not None
    return response.exchange


def test_the_head_of_an_answer_is_kept_byte_for_byte() -> None:
    response, _ = served({"/a": HEAD + b"\r\nok"})
    exchange = exchange_of(response)
    assert exchange.response == HEAD
    assert (exchange.status, exchange.protocol) == (203, "HTTP/1.1")
    assert (response.status, response.body) == (203, b"ok")


def test_programs_ask_for_headers_in_lower_case() -> None:
    response, _ = served({"/a": HEAD + b"\r\nok"})
    assert response.headers == (
        ("server", "Rathaus/2"),
        ("x-foobar", "gr\xfcn"),
        ("set-cookie", "a=1; Path=/"),
        ("content-length", "2"),
        ("set-cookie", "b=2"),
    )


def test_the_request_is_kept_byte_for_byte() -> None:
    answers = {"/gr%C3%BCn?q=a%20b&&": b"HTTP/1.1 304 Not Modified\r\n\r\n"}
    etag, day = '"gr\xfcn"', "Mon, 23 Nov 2026 10:00:00 GMT"
    response, sent = served(answers, "/grün?q=a b&&", etag=etag, last_modified=day)
    assert exchange_of(response).request + b"\r\n" == sent[-1]
    assert sent[-1].startswith(b"GET /gr%C3%BCn?q=a%20b&& HTTP/1.1\r\n")
    assert b'if-none-match: "gr\xfcn"\r\n' in sent[-1]


def test_a_page_is_asked_for_in_german_first() -> None:
    _, sent = served({"/a": HEAD + b"\r\nok"})
    assert b"\r\naccept-language: de,en;q=0.7,*;q=0.3\r\n" in sent[-1]


@pytest.mark.parametrize("line", [b"HTTP/1.0 200 OK", b"HTTP/1.1 200 ", b"HTTP/1.1 404 Nicht gefunden \xe4"])
def test_a_status_line_is_kept_with_its_protocol_and_phrase(line: bytes) -> None:
    response, _ = served({"/a": line + b"\r\nContent-Length: 0\r\n\r\n"})
    exchange = exchange_of(response)
    assert exchange.response.split(b"\r\n")[0] == line
    assert exchange.protocol == line.split(b" ")[0].decode()


def test_a_status_line_without_its_last_space_gets_it() -> None:
    """RFC 9112 §4: the space stands there without a reason phrase, too."""
    response, _ = served({"/a": b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"})
    assert exchange_of(response).response.split(b"\r\n")[0] == b"HTTP/1.1 200 "


def test_each_redirect_that_led_to_an_answer_is_kept() -> None:
    found = b"HTTP/1.1 302 Found\r\nLocation: /b\r\nX-Hop: 1\r\nContent-Length: 0\r\n"
    moved = b"HTTP/1.1 301 Moved\r\nlocation: /c\r\nX-Hop: 2\r\nContent-Length: 0\r\n"
    response, sent = served({"/a": found + b"\r\n", "/b": moved + b"\r\n", "/c": HEAD + b"\r\nok"})
    start = response.requested_url.removesuffix("/a")
    assert [hop.url for hop in response.via] == [f"{start}/a", f"{start}/b"]
    assert [hop.response for hop in response.via] == [found, moved]
    assert [hop.request + b"\r\n" for hop in (*response.via, exchange_of(response))] == sent[1:]
    assert response.redirects == (302, 301)
    assert response.hops == (f"{start}/b", f"{start}/c")
    assert (exchange_of(response).url, response.url) == (f"{start}/c", f"{start}/c")


def test_without_redirects_there_are_no_hops() -> None:
    response, _ = served({"/a": HEAD + b"\r\nok"})
    assert (response.via, response.redirects, response.hops) == ((), (), ())


def test_a_page_that_nobody_saw_on_the_wire_has_no_exchange() -> None:
    page = Response("https://amt.example/", "https://amt.example/", 200, (), b"", START)
    assert (page.exchange, page.via, page.redirects, page.hops) == (None, (), (), ())


def test_the_address_that_was_judged_is_the_one_that_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, port: int, timeout: float | None) -> list[str]:
        # Nobody listens on the first one.
        return ["127.0.0.9", "127.0.0.1"]

    monkeypatch.setattr(guard, "_resolve", resolve)
    with Server() as server:
        url = server.page("/a", "x").replace("127.0.0.1", "amt.example")
        response = fetching(lambda f: f.fetch(url, site(url)))
    assert exchange_of(response).remote_address == "127.0.0.1"
    assert exchange_of(response).url == url


def test_the_address_is_known_on_a_connection_that_is_used_again() -> None:
    async def twice(fetcher: Fetcher) -> list[str | None]:
        responses = [await fetcher.fetch(url, site(url)) for _ in range(2)]
        return [exchange_of(response).remote_address for response in responses]

    with Server() as server:
        url = server.page("/a", "x")
        assert fetching(twice) == ["127.0.0.1"] * 2


class AskedTime(Time):
    """A clock that goes a second ahead whenever it is asked, and tells a server that it was."""

    def __init__(self) -> None:
        super().__init__()
        self.was_asked = threading.Event()

    def now(self) -> dt.datetime:
        self.pass_(seconds=1)
        self.was_asked.set()
        return self.moment


def test_the_moment_is_that_of_the_headers_not_of_the_body() -> None:
    time = AskedTime()
    was_asked_before_the_body = []

    def answer(exchange: ServerExchange) -> None:
        time.was_asked.clear()
        exchange.head(200, content_length=2)
        was_asked_before_the_body.append(time.was_asked.wait(10))
        exchange.send("ok")

    with Server() as server:
        url = server.handler("/a", answer)
        response = fetching(lambda f: f.fetch(url, site(url)), time=time)
    assert was_asked_before_the_body == [True]
    assert response.fetched_at == exchange_of(response).at
