"""Hosts that are slow, break, redirect astray or refuse."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import zstandard

from faults.harness import Case, article, of_one_page
from faults.spoils import FEED, PAGE, Brotli, bomb, encoded, page, raw, redirect, status
from server import Server

NEVER_IN_TIME = r"^bad: not archived: .*/news/3: no answer in time"
SLOW = of_one_page(
    Case("never answers", page(Server.never_answers), NEVER_IN_TIME, 1),
    Case("one byte a second", page(Server.drips), NEVER_IN_TIME, 1),
    Case("one header byte a second", page(Server.drips_headers), NEVER_IN_TIME, 1),
    Case("stalls in the middle of a body", page(Server.stalls_mid_body), NEVER_IN_TIME, 1),
    Case("endless body", page(Server.endless_body), "news/3.*more than 32 MiB", 1),
    Case("endless headers", page(Server.endless_headers), "news/3.*broken answer", 1),
)
SLOW_FEED = [
    Case("feed never answers", lambda server: server.never_answers(FEED), "^bad: feed .*no answer in time", 1, kept=0),
]
BROKEN = of_one_page(
    Case("closes without a word", page(Server.drops), "news/3.*broken answer", 1),
    Case("closes in the middle of a body", page(Server.closes_mid_body), "news/3.*broken answer.*received 13 bytes", 1),
    Case(
        "closes in the middle of a chunk",
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<p>half"),
        "news/3.*broken answer",
        1,
    ),
    Case("bad chunking", page(Server.bad_chunks), "news/3.*broken answer.*chunk", 1),
    Case("closes in a header", raw(b"HTTP/1.1 200 OK\r\nContent-Ty"), "news/3.*broken answer", 1),
    Case("Content-Length too long", page(Server.length_too_long), "news/3.*broken answer", 1),
    Case(
        "Content-Length too short",
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>whole page</p>"),
        "news/3: a page without text",
        1,
    ),
    Case(
        "two different Content-Lengths",
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
        "news/3.*conflicting Content-Length",
        1,
    ),
    Case("no HTTP at all", raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "news/3.*broken answer", 1),
    Case("truncated gzip", page(Server.truncated_gzip), "news/3.*truncated", 1),
    Case("gzip that is none", page(Server.bad_gzip), "news/3: a page without text", 1),
    Case("unknown content encoding", encoded("rot13", lambda: b"nop"), "news/3: a page without text", 1),
    Case("gzip bomb, 10 GB", encoded("gzip", bomb(lambda: zlib.compressobj(9, wbits=31), 10_000)), "news/3.*MiB", 1),
    Case("deflate bomb, 1 GB", encoded("deflate", bomb(zlib.compressobj, 1000)), "news/3.*MiB", 1),
    Case("brotli bomb, 10 GB", encoded("br", bomb(Brotli, 10_000)), "news/3.*MiB", 1),
    Case(
        "zstd bomb, 10 GB",
        encoded("zstd", bomb(lambda: zstandard.ZstdCompressor().compressobj(), 10_000)),
        "news/3.*MiB",
        1,
    ),
    Case(
        "200 without a body",
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"),
        "news/3: a page without text",
        1,
    ),
    Case(
        "HTTP/1.0",
        raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + article(3).encode()),
        "5 new",
        0,
    ),
    Case(
        "20,000 headers",
        raw(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n"),
        "news/3.*broken answer",
        1,
    ),
    Case(
        "a header of a megabyte",
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n"),
        "news/3.*broken answer",
        1,
    ),
)


def _cookie_page(server: Server) -> None:
    """Send everybody without a cookie to a page that sets one and sends them back."""
    server.redirect(PAGE, "/cookie")
    server.handler("/cookie", lambda exchange: exchange.answer(302, "", location=PAGE, set_cookie="seen=1; Path=/"))


REDIRECTS = of_one_page(
    Case("redirect to itself", page(Server.redirect_loop), "news/3.*redirects", 1),
    Case("a chain of 50", lambda server: server.redirect_chain(PAGE, hops=50), "news/3.*redirects", 1),
    Case("redirect to ftp:", redirect("ftp://bote.example/1"), "news/3.*not fetched", 1),
    Case("redirect to file:", redirect("file:///etc/passwd"), "news/3.*not fetched", 1),
    Case("redirect to javascript:", redirect("javascript:alert(1)"), "news/3.*not fetched", 1),
    Case("redirect to nowhere", redirect("http://"), "news/3.*not fetched", 1),
    Case(
        "redirect to a host that does not exist",
        redirect("http://gibt-es-nicht.invalid/1"),
        "news/3.*no such host",
        1,
    ),
    Case(
        "a cookie is needed first",
        lambda server: server.handler(PAGE, lambda e: e.answer(302, "", location=PAGE, set_cookie="a=1")),
        "news/3.*redirects to itself.*cookie",
        1,
    ),
    Case("a cookie is needed first, on a page of its own", _cookie_page, "news/3.*redirects.*cookie", 1),
    Case(
        "a redirect between two hosts for ever",
        lambda server: server.redirect(PAGE, f"http://localhost:{server.port}{PAGE}"),
        "news/3.*redirects",
        1,
        arguments=("--allow-private",),
    ),
    Case(
        "a redirect from a private site to another private host",
        lambda server: server.redirect(PAGE, f"http://localhost:{server.port}{PAGE}"),
        "news/3.*refused.*private or special network",
        1,
    ),
    Case(
        "a redirect to an address with blanks, umlauts and a fragment",
        lambda server: (
            server.redirect(PAGE, "/Grüße an alle?a=b c#oben".encode().decode("latin-1")),
            server.page("/Gr%C3%BC%C3%9Fe%20an%20alle?a=b%20c", article(3)),
        ),
        "^bad: 5 found, 5 new",
        0,
    ),
)


def in_seconds(seconds: float) -> str:
    """Return a time from now as HTTP writes it."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


LEFT = "^bad: .*left alone until"
STATUSES = [
    *(Case(f"status {code}", status(code), f"news/3: status {code}", 1) for code in (401, 403, 404, 410, 451)),
    *(Case(f"status {code}", status(code), f"news/3: status {code}", 1) for code in (500, 501, 502, 504)),
    Case("status 503", status(503), "^bad: the host failed or asked for a pause; it is left alone until", 1),
    *(Case(f"status {code}", status(code), f"news/3: status {code}", 1) for code in (201, 203, 206, 226, 300, 999)),
    Case("status 205 with a body", status(205), "news/3: status 205", 1),
    Case("429, Retry-After 1", lambda server: server.too_many_requests(PAGE, 1, times=1, body=article(3)), "5 new", 0),
    Case(
        "429, Retry-After as a date",
        lambda server: server.too_many_requests(PAGE, in_seconds(3000)),
        "^bad: .*left alone until",
        1,
    ),
    Case(
        "429, Retry-After of 88 hours",
        lambda server: server.too_many_requests(PAGE, 88 * 3600),
        "^bad: .*left alone until",
        1,
    ),
    *(
        Case(f"429, Retry-After of {name}", lambda server, value=value: server.too_many_requests(PAGE, value), LEFT, 1)
        for name, value in (
            ("nothing", ""),
            ("minus a day", "-86400"),
            ("no number", "NaN"),
            ("a thousand years", "31536000000"),
            ("a number without end", "9" * 5000),
            ("a day in the past", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("a day that there is not", "Mon, 99 Foo 99999 99:99:99 GMT"),
        )
    ),
    Case("503 for robots.txt", lambda s: s.robots("", status=503), "^bad: .*robots.txt cannot be read now", 1),
    Case("robots.txt never answers", lambda s: s.never_answers("/robots.txt"), "robots.txt.*no answer in time", 1),
    Case("robots.txt drips", lambda s: s.drips("/robots.txt"), "robots.txt.*no answer in time", 1),
    Case("robots.txt forbids all", lambda s: s.robots("User-agent: *\nDisallow: /\n"), "forbidden by robots.txt", 1),
    Case("robots.txt redirects in a circle", lambda s: s.redirect_loop("/robots.txt"), "^bad: 5 found, 5 new", 0),
    Case("robots.txt without end", lambda s: s.endless_body("/robots.txt"), "^bad: 5 found, 5 new", 0),
    Case("robots.txt is a web page", lambda s: s.page("/robots.txt", "<h1>Start</h1>"), "^bad: 5 found, 5 new", 0),
    Case(
        "robots.txt is no text",
        lambda s: s.page("/robots.txt", bytes(range(256)) * 100, headers={"Content-Type": "text/plain"}),
        "^bad: 5 found, 5 new",
        0,
    ),
    Case(
        "robots.txt of 50 MB",
        lambda s: s.page("/robots.txt", b"User-agent: x\nDisallow: /y\n" * 2_000_000),
        "^bad: 5 found, 5 new",
        0,
    ),
]
