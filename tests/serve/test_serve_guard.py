"""Whom the server answers, and what a browser may do with an answer, by requests that an attacker would send."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.serve.guard import _PIECE as PIECE
from scraper.serve.guard import HEADERS, _pieces, guarded
from serving import Serving, serving

HELD_BACK = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
)
NAMES = {"localhost", "127.0.0.1", "::1"}


@pytest.fixture(scope="module")
def server(press_archive: Path) -> Iterator[Serving]:
    with serving(press_archive) as up:
        yield up


def status(
    path: str = "/",
    method: str = "GET",
    hosts: list[bytes] | None = None,
    any_address: bool = False,
    raw_path: bytes = b"",
    query: bytes = b"",
) -> int:
    """Return with which status a guard in front of an application that answers all answers."""
    sent: list[Any] = []
    received: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Frame-Options", b"ALLOWALL")]})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        received.append({"type": "http.request", "body": b""})
        # The browser stays.
        return received[0] if len(received) == 1 else await asyncio.Event().wait()

    headers = [(b"host", host) for host in ([b"127.0.0.1:8010"] if hosts is None else hosts)]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": raw_path,
        "query_string": query,
        "headers": headers,
    }
    asyncio.run(guarded(app, NAMES, any_address)(scope, receive, send))
    assert [pair for pair in sent[0]["headers"] if pair in HEADERS] == list(HEADERS)
    assert len([name for name, _ in sent[0]["headers"] if name.lower() == b"x-frame-options"]) == 1
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (b"127.0.0.1", 200),
        (b"127.0.0.1:8010", 200),
        (b"LOCALHOST:1", 200),
        (b"[::1]:8010", 200),
        (b"[::1]", 200),
        (b"evil.example", 421),
        (b"localhost.evil.example", 421),
        (b"127.0.0.1.evil.example", 421),
        (b"evil.example:127.0.0.1", 421),
        (b"evil.example@localhost", 421),
        (b"localhost@evil.example", 421),
        (b"localhost, evil.example", 421),
        (b"localhost/", 421),
        (b"localhost:80:80", 421),
        (b"[::1]evil.example", 421),
        (b"[::1", 421),
        (b"10.0.0.5", 421),
        (b"", 421),
        (b"localhost.", 421),
        (b"local\xffhost", 421),
    ],
)
def test_only_names_of_this_server_are_answered(host: bytes, expected: int) -> None:
    assert status(hosts=[host]) == expected


def test_a_request_has_one_host() -> None:
    assert status(hosts=[]) == 421
    assert status(hosts=[b"localhost", b"evil.example"]) == 421
    assert status(hosts=[b"evil.example", b"localhost"]) == 421


def test_where_other_machines_are_answered_any_address_is_a_name_and_no_name_is() -> None:
    assert status(hosts=[b"192.168.1.7:8010"], any_address=True) == 200
    assert status(hosts=[b"[fe80::1]"], any_address=True) == 200
    assert status(hosts=[b"evil.example"], any_address=True) == 421
    assert status(hosts=[b"192.168.1"], any_address=True) == 421


@given(st.binary(max_size=40))
def test_no_host_gets_through_but_those(host: bytes) -> None:
    name = host.decode("latin-1").strip().lower()
    begins = name.startswith(("localhost", "127.0.0.1", "[::1]"))
    assert status(hosts=[host]) == 421 or begins


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"])
def test_the_archive_is_only_read(method: str) -> None:
    assert status(method=method) == 405


def test_who_writes_is_told_what_can_be_done_instead(server: Serving) -> None:
    for method in ("POST", "OPTIONS"):
        answer = server.get("/archive/articles", method, Content_Length="0")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "allow" not in server.get("/-/versions").headers


def test_no_answer_is_kept_without_asking_again(server: Serving) -> None:
    for target in ("/", "/nowhere", "/-/versions", "/questions.json", "/archive/articles", "/archive/articles.csv"):
        assert server.get(target).headers["cache-control"] == "no-cache", target


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/-/versions", 404),
        ("/-", 404),
        ("/-/", 404),
        ("/-/static/app.css", 404),
        ("//-/versions", 404),
        ("/archive/-/queries", 404),
        ("/archive/-/execute-write", 404),
        ("/archive/-/query/parameters", 404),
        ("/archive/articles/-/insert", 404),
        ("/archive/articles/1/-/update", 404),
        ("/archive/-/query", 200),
        ("/archive/-/query.json", 200),
        ("/article/1-2", 200),
        ("/keyword/a-/b", 200),
        ("/keyword/-", 200),
        ("http://evil.example/", 400),
        ("*", 400),
        ("", 400),
    ],
)
def test_insides_and_other_servers_are_no_pages(path: str, expected: int) -> None:
    assert status(path) == expected


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/nowhere",
        "/static/serve.css",
        "/static/nothing.css",
        "/static/../templates/base.html",
        "/static/%2e%2e/server.py",
        "/static/..%2fserver.py",
        "/static//etc/passwd",
        "/favicon.ico",
        "/questions.csv",
        "/questions.atom",
        "/archive?sql=selec",
        "/archive/articles.json?_size=-1",
        "/-/versions",
        "//-/versions",
        "/%2d/versions",
        "/%2D%2Fversions",
        "/archive/%2e%2e/-/databases",
        "/archive/articles/%00",
        "/archive/articles/1%0d%0aX-Evil:%201",
        "/questions?" + "a=1&" * 2_000,
        "/archive?sql=" + "x" * 15_000,
        "/" + "a" * 20_000,
    ],
)
def test_each_answer_has_the_headers_and_no_file_of_the_machine(server: Serving, target: str) -> None:
    for method in ("GET", "HEAD"):
        answer = server.get(target, method)
        assert answer.status < 500, target
        for name, value in HEADERS:
            assert answer.headers[name.decode()] == value.decode()
        assert b"root:" not in answer.body
        assert b"import annotations" not in answer.body
        assert b"{% block" not in answer.body
        assert "x-evil" not in answer.headers
        assert "server" not in answer.headers
        if method == "HEAD":
            assert answer.body == b""


def test_what_a_browser_may_do_with_an_answer(server: Serving) -> None:
    """Written out here, since the headers of the other tests are those that the server has."""
    headers = server.get("/").headers
    said = {name: set(what) for name, *what in map(str.split, headers["content-security-policy"].split(";"))}
    nothing, own = {"'none'"}, {"'self'"}
    assert said == {
        **dict.fromkeys(("default-src", "base-uri", "frame-ancestors"), nothing),
        **dict.fromkeys(("style-src", "img-src", "form-action"), own),
    }
    assert {name: headers[name] for name in dict(HELD_BACK)} == dict(HELD_BACK)


@pytest.mark.parametrize("place", ["path", "query"])
def test_an_address_has_a_longest_length(place: str) -> None:
    def asked(length: int) -> int:
        path = b"/" + b"a" * (length - 1)
        if place == "path":
            return status(path.decode(), raw_path=path)
        return status("/", raw_path=b"/", query=path[1:])

    assert (asked(16_000), asked(16_001)) == (200, 414)


def test_a_request_for_another_server_is_refused(server: Serving) -> None:
    assert server.get("http://evil.example/", Host="localhost").status == 400
    assert server.get("/", Host="evil.example").status == 421
    assert server.get("/questions", Host="evil.example").body.startswith(b"This server does not answer")


def test_what_is_no_http_gets_no_answer_that_shows_anything(server: Serving) -> None:
    place = urlsplit(server.base)
    with socket.create_connection((place.hostname, place.port), timeout=10) as raw:
        raw.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        assert raw.recv(1000).startswith(b"HTTP/1.1 400")
    upgrade = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZQ==",
        "Sec-WebSocket-Version": "13",
    }
    assert server.get("/nowhere", **upgrade).status == 404
    assert "Traceback" not in server.said()


@pytest.mark.parametrize(
    ("site", "mode", "dest", "expected"),
    [
        ("cross-site", "no-cors", "image", 403),
        ("cross-site", "cors", "empty", 403),
        ("cross-site", "navigate", "iframe", 403),
        # Another port of the same machine is the same site.
        ("same-site", "no-cors", "script", 403),
        ("cross-site", "navigate", "document", 200),
        ("same-origin", "no-cors", "style", 200),
        ("none", "navigate", "document", 200),
    ],
)
def test_pages_of_other_servers_ask_only_by_links(
    server: Serving, site: str, mode: str, dest: str, expected: int
) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    assert server.get("/questions", **headers).status == expected


@pytest.mark.parametrize(
    "target",
    [
        "/archive/articles?_sort=%00",
        "/archive/articles.json?_sort_desc=nowhere",
        "/archive/articles?_facet=%00",
        "/archive/articles?_where=%00",
        "/archive/articles?_through=-1",
        "/archive/articles.json?_through=-1",
        # A number, where Datasette expects bytes; it has begun its answer by then.
        "/archive/articles.blob?_blob_column=id",
        "/archive/captures/1.blob?_blob_column=id",
        "/archive.blob?sql=select+1+as+x&_blob_column=x",
        "/archive.blob?sql=select+1+as+x&_blob_column=x&_blob_hash=x",
        "/archive.blob?sql=select+1+as+x",
    ],
)
def test_parameters_that_do_not_fit_are_the_fault_of_who_asked(server: Serving, target: str) -> None:
    answer = server.get(target)
    assert answer.status == 400, answer.text
    assert "mistake in the program" not in answer.text
    assert "Traceback" not in server.said()


@given(st.integers(0, 5), st.integers(-1, 1), st.booleans())
def test_a_large_answer_goes_in_pieces_that_are_the_whole(pieces: int, more: int, has_more: bool) -> None:
    body = os.urandom(max(pieces * PIECE + more, 0))
    message = {"type": "http.response.body", "body": body, "more_body": has_more}
    sent = list(_pieces(message))
    assert b"".join(piece["body"] for piece in sent) == body
    assert [piece["more_body"] for piece in sent] == [*[True] * (len(sent) - 1), has_more]
    assert all(0 < len(piece["body"]) <= PIECE for piece in sent) or sent == [message]
