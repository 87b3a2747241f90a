"""A web server on loopback for tests: real sockets, programmable pages, every misbehaviour on request.

::

    with Server() as server:
        server.page("/", "<h1>Grüße</h1>", etag='"1"')
        server.never_answers("/slow")
        ...
        assert server.paths() == ["/robots.txt", "/"]

It ends within a second whatever its handlers do: their waits and their sockets end with the server.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler

from scraper.demo.loopback import LoopbackServer

HTML = "text/html; charset=utf-8"
XML_HEADERS = {"Content-Type": "application/xml"}


@dataclass(frozen=True)
class Request:
    """What a client asked for. Header names are lower-case; `time` is monotonic; `path` has the query."""

    time: float
    method: str
    path: str
    headers: dict[str, str]

    def header(self, name: str) -> str | None:
        return self.headers.get(name.lower())


@dataclass
class Page:
    """A well-behaved answer."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: str | None = None
    last_modified: str | None = None

    def is_known(self, request: Request) -> bool:
        """Whether the client has this state of the page (If-None-Match wins, RFC 9110 §13.2.2)."""
        tags, since = request.header("if-none-match"), request.header("if-modified-since")
        if tags is not None:
            return self.etag is not None and self.etag in [tag.strip() for tag in tags.split(",")]
        if since is None or self.last_modified is None:
            return False
        return parsedate_to_datetime(self.last_modified) <= parsedate_to_datetime(since)


class Exchange:
    """One request with its raw socket; what a handler gets. The connection closes when it returns."""

    def __init__(self, request: Request, connection: socket.socket, stopping: threading.Event) -> None:
        self.request = request
        self.socket = connection
        self._stopping = stopping

    def send(self, data: bytes | str) -> None:
        """Send bytes as they are; text as UTF-8."""
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def head(self, status: int = 200, **headers: object) -> None:
        """Send status line and headers; `content_length=3` becomes `content-length: 3`."""
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.send("\r\n".join([f"HTTP/1.1 {status} {_phrase(status)}", *lines, "", ""]))

    def answer(self, status: int = 200, body: bytes | str = b"", **headers: object) -> None:
        """Send a whole answer and announce that the connection closes."""
        data = body.encode() if isinstance(body, str) else body
        self.head(status, **{"content_type": HTML, **headers}, content_length=len(data), connection="close")
        if self.request.method != "HEAD":
            self.send(data)

    def wait(self, seconds: float | None = None) -> bool:
        """Sleep, for ever by default, but never longer than the server lives: True once it stops."""
        return self._stopping.wait(seconds)


Handler = Callable[[Exchange], object]


class Server:
    """A loopback server, up while the ``with`` block runs.

    Attributes:
        requests: every request in the order of arrival, robots.txt included.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._routes: dict[str, Page | Handler] = {}
        self._prefixes: dict[str, Handler] = {}
        self._http = _Http(self)

    def __enter__(self) -> Server:
        self._http.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.stop()

    @property
    def host(self) -> str:
        return self._http.server_name

    @property
    def port(self) -> int:
        return self._http.server_port

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        self._http.socket = context.wrap_socket(self._http.socket, server_side=True, do_handshake_on_connect=False)

    def url(self, path: str = "/") -> str:
        """The absolute address of a path."""
        return self._http.base + path

    def paths(self, *, robots: bool = True) -> list[str]:
        """The paths that were asked for, in order; without those of robots.txt on request."""
        return [one.path for one in list(self.requests) if robots or one.path != "/robots.txt"]

    def clear(self) -> None:
        """Forget the requests, keep the routes."""
        self.requests.clear()

    # Pages

    def page(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | datetime | None = None,
    ) -> str:
        """Serve this body, HTML in UTF-8 unless headers say otherwise; return the absolute address.

        With `etag` or `last_modified`, conditional requests are answered 304. Calling again replaces.
        """
        data = body.encode() if isinstance(body, str) else body
        if isinstance(last_modified, datetime):
            last_modified = format_datetime(last_modified.astimezone(UTC), usegmt=True)
        self._routes[path] = Page(data, status, dict(headers or {}), etag, last_modified)
        return self.url(path)

    def robots(self, text: str, *, status: int = 200) -> str:
        """Serve this robots.txt."""
        return self.page("/robots.txt", text, status=status, headers={"Content-Type": "text/plain"})

    def handler(self, path: str, answer: Handler) -> str:
        """Answer this path with a function that gets the raw socket."""
        self._routes[path] = answer
        return self.url(path)

    def prefix(self, start: str, answer: Handler) -> str:
        """Answer every path that begins so with a function."""
        self._prefixes[start] = answer
        return self.url(start)

    def remove(self, path: str) -> None:
        """Answer this path with 404 from now on."""
        self._routes.pop(path, None)

    # Misbehaviour; each returns the absolute address

    def never_answers(self, path: str) -> str:
        """Take the request and say nothing until the server stops."""
        return self.handler(path, Exchange.wait)

    def stalls_mid_body(self, path: str, body: bytes = b"<p>half of it") -> str:
        """Send half of a body, then nothing until the server stops."""

        def answer(exchange: Exchange) -> None:
            exchange.head(content_type=HTML, content_length=2 * len(body))
            exchange.send(body)
            exchange.wait()

        return self.handler(path, answer)

    def drips(self, path: str, body: bytes = b"x" * 100_000, *, interval: float = 1.0) -> str:
        """Send one byte a second, or an `interval`."""

        def answer(exchange: Exchange) -> None:
            exchange.head(content_type=HTML, content_length=len(body))
            for number in range(len(body)):
                exchange.send(body[number : number + 1])
                if exchange.wait(interval):
                    return

        return self.handler(path, answer)

    def drips_headers(self, path: str, *, interval: float = 1.0) -> str:
        """Send the status line, then a byte of a header each `interval`, for ever."""
        return self._for_ever(path, "HTTP/1.1 200 OK\r\nX-Slow: ", b"x", interval)

    def drops(self, path: str) -> str:
        """Close the connection without a word."""
        return self.handler(path, lambda exchange: None)

    def closes_mid_body(self, path: str, body: bytes = b"<p>half of it") -> str:
        """Announce twice what is sent, then close."""
        return self.length_too_long(path, body, length=2 * len(body))

    def length_too_long(self, path: str, body: bytes | str = b"<p>whole</p>", *, length: int = 10_000) -> str:
        """Send a whole body with a Content-Length beyond it, then close."""

        def answer(exchange: Exchange) -> None:
            exchange.head(content_type=HTML, content_length=length)
            exchange.send(body)

        return self.handler(path, answer)

    def truncated_gzip(self, path: str, body: bytes | str = "<p>Grüße</p>" * 500) -> str:
        """Send the first half of a gzip stream with a Content-Length that fits it."""
        packed = _gzip(body)
        return self.page(path, packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})

    def bad_gzip(self, path: str, body: bytes | str = b"<p>this is not gzip</p>") -> str:
        """Call plain text gzip."""
        return self.page(path, body, headers={"Content-Encoding": "gzip"})

    def gzip(self, path: str, body: bytes | str) -> str:
        """Serve a body in good gzip."""
        return self.page(path, _gzip(body), headers={"Content-Encoding": "gzip"})

    def gzip_bomb(self, path: str, size: int = 200_000_000) -> str:
        """Serve `size` zero bytes in about a thousandth of them."""
        packed = gzip.compress(bytes(1_000_000)) * (size // 1_000_000)
        return self.page(path, packed, headers={"Content-Encoding": "gzip"})

    def bad_chunks(self, path: str) -> str:
        """Send a chunked body whose second length is no number."""

        def answer(exchange: Exchange) -> None:
            exchange.head(content_type=HTML, transfer_encoding="chunked")
            exchange.send("4\r\n<p>x\r\nnot hex\r\nrest")

        return self.handler(path, answer)

    def endless_body(self, path: str) -> str:
        """Send chunks until the client or the server has enough."""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {HTML}\r\nTransfer-Encoding: chunked\r\n\r\n"
        return self._for_ever(path, head, b"10000\r\n" + b"x" * 0x10000 + b"\r\n")

    def endless_headers(self, path: str) -> str:
        """Send headers until the client or the server has enough."""
        return self._for_ever(path, "HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 1000 + b"\r\n")

    def _for_ever(self, path: str, start: str, piece: bytes, interval: float = 0) -> str:
        def answer(exchange: Exchange) -> None:
            exchange.send(start)
            while not exchange.wait(interval):
                exchange.send(piece)

        return self.handler(path, answer)

    # Redirects

    def redirect(self, path: str, target: str, *, status: int = 302) -> str:
        """Send the client to `target`: a path, or any address as it stands."""
        return self.page(path, status=status, headers={"Location": target})

    def redirect_loop(self, path: str) -> str:
        """Send the client to a second address, and from there back."""
        self.redirect(f"{path}-back", path)
        return self.redirect(path, f"{path}-back")

    def redirect_chain(self, path: str, *, hops: int | None = None, body: str = "<p>there</p>") -> str:
        """Redirect from `path` to `path/1`, `path/2`, …, for ever or until after `hops` of them."""

        def answer(exchange: Exchange) -> None:
            number = int(exchange.request.path.removeprefix(path).strip("/") or 0)
            if hops is not None and number >= hops:
                exchange.answer(200, body)
            else:
                exchange.answer(302, location=f"{path}/{number + 1}")

        self._prefixes[f"{path}/"] = answer
        return self.handler(path, answer)

    def redirect_to_file(self, path: str) -> str:
        """Send the client to a file of its own machine."""
        return self.redirect(path, "file:///etc/passwd")

    # Load

    def fails_then(
        self,
        path: str,
        times: int,
        body: bytes | str = "<p>at last</p>",
        *,
        status: int = 503,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Answer with an error so many times, then with 200."""
        left = iter(range(times))
        lock = threading.Lock()

        def answer(exchange: Exchange) -> None:
            with lock:
                failing = next(left, None) is not None
            if failing:
                exchange.answer(status, "<p>busy</p>", **dict(headers or {}))
            else:
                exchange.answer(200, body)

        return self.handler(path, answer)

    def too_many_requests(
        self,
        path: str,
        retry_after: int | str = 1,
        *,
        times: int = 1_000_000,
        body: bytes | str = "<p>at last</p>",
    ) -> str:
        """Answer 429 with Retry-After, for good or so many times."""
        return self.fails_then(path, times, body, status=429, headers={"Retry-After": str(retry_after)})

    # For the handler below

    def route(self, path: str) -> Page | Handler:
        """What answers a path: the exact one, the one without query, a prefix, else 404."""
        bare = path.partition("?")[0]
        found = self._routes.get(path) or self._routes.get(bare)
        if found is None:
            found = next((one for prefix, one in self._prefixes.items() if bare.startswith(prefix)), None)
        return found or Page(b"<h1>404</h1><p>no such page</p>", 404)


def _gzip(body: bytes | str) -> bytes:
    return gzip.compress(body.encode() if isinstance(body, str) else body, mtime=0)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


class _Http(LoopbackServer):
    """The loopback server of the demo, which knows its owner here."""

    def __init__(self, owner: Server) -> None:
        self.owner = owner
        super().__init__(_Requests)


class _Requests(BaseHTTPRequestHandler):
    """Records each request and answers it by its route; any method."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(time.monotonic(), self.command, self.path, headers)
        self.server.owner.requests.append(request)
        route = self.server.owner.route(self.path)
        if isinstance(route, Page):
            self._page(route, request)
        else:
            self.close_connection = True
            route(Exchange(request, self.connection, self.server.stopping))

    do_HEAD = do_POST = do_GET  # noqa: N815

    def _page(self, page: Page, request: Request) -> None:
        known = page.status == 200 and page.is_known(request)
        self.send_response(304 if known else page.status, _phrase(page.status))
        headers = {} if known else {"Content-Type": HTML, "Content-Length": str(len(page.body))}
        if page.etag:
            headers["ETag"] = page.etag
        if page.last_modified:
            headers["Last-Modified"] = page.last_modified
        # The test's own headers replace ours whatever their case.
        own = {name.lower() for name in page.headers}
        kept = {name: value for name, value in headers.items() if name.lower() not in own}
        for name, value in {**kept, **page.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if not known and request.method != "HEAD":
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write no log."""
