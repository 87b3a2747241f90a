"""The faults: each spoils a site of five articles and a feed in one way."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Protocol

import zstandard

from faults.rig import Case, article, feed
from server import XML_HEADERS, Exchange, Server

PAGE = "/news/3"
FEED = "/feed"
FEW = {"articles": ["^/news/"]}


def page(spoil: Callable[[Server, str], object]) -> Callable[[Server], object]:
    """Spoil the third article."""
    return lambda server: spoil(server, PAGE)


def raw(*parts: bytes) -> Callable[[Server], object]:
    """Answer for the third article with these bytes, as they are."""

    def answer(exchange: Exchange) -> None:
        for part in parts:
            exchange.send(part)

    return lambda server: server.handler(PAGE, answer)


def status(code: int, **headers: str) -> Callable[[Server], object]:
    """Answer for the third article with a status."""
    return lambda server: server.handler(PAGE, lambda exchange: exchange.answer(code, "<p>no</p>", **headers))


def encoded(name: str, make: Callable[[], bytes]) -> Callable[[Server], object]:
    """Answer for the third article with a body in this content encoding."""

    def spoil(server: Server) -> None:
        body = make()
        server.handler(PAGE, lambda exchange: exchange.answer(200, body, content_encoding=name))

    return spoil


class _Packer(Protocol):
    """What packs piece by piece."""

    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def bomb(start: Callable[[], _Packer], megabytes: int) -> Callable[[], bytes]:
    """Return a body that unfolds to so many megabytes, packed without ever holding them."""

    def make() -> bytes:
        packer, piece = start(), b"\0" * 1_000_000
        return b"".join([*(packer.compress(piece) for _ in range(megabytes)), packer.flush()])

    return make


class _Brotli:
    """Brotli under the names of zlib."""

    def __init__(self) -> None:
        import brotli

        self._inner = brotli.Compressor(quality=2)

    def compress(self, data: bytes, /) -> bytes:
        packed: bytes = self._inner.process(data)
        return packed

    def flush(self) -> bytes:
        packed: bytes = self._inner.finish()
        return packed


def sources(body: str, kind: str = "application/rss+xml") -> Callable[[Server], object]:
    """Serve this as the feed."""
    return lambda server: server.page(FEED, body, headers={"Content-Type": kind})


def redirect(target: str) -> Callable[[Server], object]:
    return lambda server: server.redirect(PAGE, target)


SLOW = [
    Case("never answers", page(Server.never_answers), "news/3.*(answer|time|second)", (1,)),
    Case("one byte a second", page(Server.drips), "news/3", (1,)),
    Case("one header byte a second", page(Server.drips_headers), "news/3", (1,)),
    Case("stalls in the middle of a body", page(Server.stalls_mid_body), "news/3", (1,)),
    Case("endless body", page(Server.endless_body), "news/3", (1,)),
    Case("endless headers", page(Server.endless_headers), "news/3", (1,)),
    Case("feed never answers", lambda server: server.never_answers(FEED), "feed", (1,)),
]
BROKEN = [
    Case("closes without a word", page(Server.drops), "news/3", (1,)),
    Case("closes in the middle of a body", page(Server.closes_mid_body), "news/3", (1,)),
    Case("closes in a chunk", page(Server.bad_chunks), "news/3", (1,)),
    Case("closes in a header", raw(b"HTTP/1.1 200 OK\r\nContent-Ty"), "news/3", (1,)),
    Case("Content-Length too long", page(Server.length_too_long), "news/3", (1,)),
    Case(
        "Content-Length too short",
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>whole page</p>"),
        "1 not articles",
        (0,),
    ),
    Case(
        "two different Content-Lengths",
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
        "news/3",
        (1,),
    ),
    Case("no HTTP at all", raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "news/3", (1,)),
    Case("truncated gzip", page(Server.truncated_gzip), "news/3.*truncated", (1,)),
    Case("gzip that is none", page(Server.bad_gzip), "", (0, 1)),
    Case("unknown content encoding", encoded("rot13", lambda: b"nop"), "rot13", (1,)),
    Case("gzip bomb, 10 GB", encoded("gzip", bomb(lambda: zlib.compressobj(9, wbits=31), 10_000)), "news/3.*MiB", (1,)),
    Case("deflate bomb, 1 GB", encoded("deflate", bomb(zlib.compressobj, 1000)), "news/3.*MiB", (1,)),
    Case("brotli bomb, 10 GB", encoded("br", bomb(_Brotli, 10_000)), "news/3.*MiB", (1,)),
    Case(
        "zstd bomb, 10 GB",
        encoded("zstd", bomb(lambda: zstandard.ZstdCompressor().compressobj(), 10_000)),
        "news/3.*(MiB|damaged)",
        (1,),
    ),
    Case(
        "200 without a body",
        raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"),
        "1 not articles",
        (0,),
    ),
    Case(
        "HTTP/1.0",
        raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + article(3).encode()),
        "5 new",
        (0,),
    ),
    Case(
        "20,000 headers",
        raw(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n"),
        "news/3",
        (1,),
    ),
    Case("a header of a megabyte", raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n"), "news/3", (1,)),
]
REDIRECTS = [
    Case("redirect to itself", page(Server.redirect_loop), "news/3.*redirects", (1,)),
    Case("a chain of 50", lambda server: server.redirect_chain(PAGE, hops=50), "news/3.*redirects", (1,)),
    Case("redirect to ftp:", redirect("ftp://bote.example/1"), "news/3", (1,)),
    Case("redirect to file:", redirect("file:///etc/passwd"), "news/3", (1,)),
    Case("redirect to javascript:", redirect("javascript:alert(1)"), "news/3", (1,)),
    Case("redirect to nowhere", redirect("http://"), "news/3", (1,)),
    Case(
        "redirect to a host that does not exist",
        redirect("http://gibt-es-nicht.invalid/1"),
        "news/3.*no such host",
        (1,),
    ),
    Case(
        "every dead address leads home",
        lambda server: (server.page("/", "<title>Start</title>"), server.redirect(PAGE, "/")),
        "news/3",
        (1,),
        FEW,
    ),
    Case(
        "a cookie is needed first",
        lambda server: server.handler(PAGE, lambda e: e.answer(302, "", location=PAGE, set_cookie="a=1")),
        "news/3",
        (1,),
    ),
]


def _in(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


STATUSES = [
    *(
        Case(f"status {code}", status(code), "news/3" if code != 410 else "", (0, 1))
        for code in (401, 403, 404, 410, 451)
    ),
    *(Case(f"status {code}", status(code), "news/3|paus|left alone", (1,)) for code in (500, 501, 502, 503, 504)),
    Case(
        "429, Retry-After 1", lambda server: server.too_many_requests(PAGE, 1, times=1, body=article(3)), "5 new", (0,)
    ),
    Case(
        "429, Retry-After as a date", lambda server: server.too_many_requests(PAGE, _in(3000)), "left alone|paus", (1,)
    ),
    Case(
        "429, Retry-After of 88 hours",
        lambda server: server.too_many_requests(PAGE, 88 * 3600),
        "left alone|paus",
        (1,),
    ),
    Case("503 for robots.txt", lambda server: server.robots("", status=503), "robots.txt", (1,)),
    Case("robots.txt never answers", lambda server: server.never_answers("/robots.txt"), "robots.txt|answer", (1,)),
    Case("robots.txt forbids all", lambda server: server.robots("User-agent: *\nDisallow: /\n"), "robots.txt", (1,)),
]


def _etag_that_stays(server: Server) -> None:
    """Answer 304 for a page that has changed since."""
    seen: list[str] = []

    def answer(exchange: Exchange) -> None:
        seen.append(exchange.request.path)
        if exchange.request.header("if-none-match"):
            exchange.head(304, etag='"ever"')
        else:
            exchange.answer(200, article(3, f"Fassung {len(seen)}."), etag='"ever"')

    server.handler(PAGE, answer)


def _etag_that_changes(server: Server) -> None:
    count = iter(range(1000))
    server.handler(PAGE, lambda exchange: exchange.answer(200, article(3), etag=f'"{next(count)}"'))


def _soft_404(server: Server) -> None:
    server.page(
        PAGE, "<title>Seite nicht gefunden</title><h1>Seite nicht gefunden</h1><p>Leider gibt es sie nicht.</p>"
    )


def _wrong_charset(server: Server) -> None:
    text = article(3, "Größe, Übung, Straße.").replace("<meta charset=utf-8>", "")
    server.page(PAGE, text.encode("cp1252", "replace"), headers={"Content-Type": "text/html; charset=utf-8"})


CONSENT = (
    "<title>Einwilligung</title><h1>Wir verwenden Cookies</h1><p>Bitte erteilen Sie Ihre Einwilligung zu Cookies und"
    " Tracking. Mit Ihrer Zustimmung akzeptieren Sie Cookies.</p><button>Akzeptieren</button>"
)
LYING = [
    Case("304 for what has changed", _etag_that_stays, "says 'not modified' of pages that have changed", (1,), runs=2),
    Case("a new ETag for the same", _etag_that_changes, "0 new, 0 changed", (0,), runs=2),
    Case("304 for what was never fetched", raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "news/3.*never fetched", (1,)),
    Case(
        "Last-Modified in the future",
        lambda s: s.page(PAGE, article(3), headers={"Last-Modified": _in(9e7)}),
        "5 new",
        (0,),
    ),
    Case("200 with an error page", _soft_404, "news/3.*error page", (1,), FEW),
    Case("a consent wall", lambda s: s.page(PAGE, CONSENT), "news/3.*consent", (1,), FEW),
    Case(
        "a cookie check",
        lambda s: s.page(PAGE, "<title>Just a moment...</title><p>Checking your browser</p>"),
        "news/3.*bot check",
        (1,),
        FEW,
    ),
    Case(
        "a wrong charset",
        _wrong_charset,
        "5 new",
        (0,),
        kept="SELECT body LIKE '%Größe, Übung, Straße%' FROM articles WHERE url LIKE '%/news/3' AND site = 'bad'",
    ),
    Case(
        "HTML as a feed",
        sources("<!DOCTYPE html><html><body><h1>Wartung</h1></body></html>", "text/html"),
        "feed.*HTML",
        (1,),
    ),
    Case("an empty feed", sources(""), "feed", (0, 1)),
    Case(
        "a feed cut in the middle", lambda s: s.page(FEED, feed([s.url("/news/1"), s.url("/news/2")])[:-60]), "", (0, 1)
    ),
]


def _sitemap(urls: list[str], lastmod: str = "", *, index: bool = False) -> str:
    root, item = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    mod = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    items = "".join(f"<{item}><loc>{url}</loc>{mod}</{item}>" for url in urls)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</{root}>'


def sitemaps(make: Callable[[Server], str]) -> Callable[[Server], object]:
    """Serve this sitemap and name it in robots.txt."""

    def spoil(server: Server) -> None:
        server.page("/sitemap.xml", make(server), headers=XML_HEADERS)
        server.robots(f"Sitemap: {server.url('/sitemap.xml')}\n")

    return spoil


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><title>&j;</title></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    "<rss version='2.0'><channel><item><title>&f;</title><link>http://127.0.0.1/&f;</link></item></channel></rss>"
)
XML = [
    Case(
        "a sitemap of 50,000 in the future",
        sitemaps(lambda s: _sitemap([s.url(f"/news/{n}") for n in range(50_000)], "2199-01-01")),
        "",
        (0, 1),
    ),
    Case(
        "an index that names itself", sitemaps(lambda s: _sitemap([s.url("/sitemap.xml")], index=True)), "5 new", (0, 1)
    ),
    Case("a billion laughs", sources(LAUGHS), "", (0, 1)),
    Case(
        "external entities",
        sources(OUTSIDE),
        "",
        (0, 1),
        kept="SELECT count(*) = 0 FROM articles WHERE title LIKE '%root:%'",
    ),
]


def listing(make: Callable[[Server, str], str]) -> Callable[[Server], object]:
    """Answer every address under /liste with what is made for it."""

    def spoil(server: Server) -> None:
        server.prefix("/liste", lambda exchange: exchange.answer(200, make(server, exchange.request.path)))

    return spoil


def _next(server: Server, path: str) -> str:
    number = int(path.rpartition("/")[2] or 0) + 1
    links = "".join(f'<h2><a href="/news/{n}">Eine Meldung aus dem Rathaus</a></h2>' for n in range(1, 6))
    return f'<title>Liste</title>{links}<a rel="next" href="{server.url(f"/liste/{number}")}">weiter</a>'


def _many(server: Server, path: str) -> str:
    links = "".join(f'<h2><a href="/news/1;jsessionid={n}?utm_source={n}&nn={n}">Meldung</a></h2>' for n in range(1000))
    return f"<title>Liste</title>{links}"


def _long(server: Server, path: str) -> str:
    links = (f"/news/{'x' * 100_000}", "/news/1")
    return "<title>Liste</title>" + "".join(f'<h2><a href="{link}">Meldung</a></h2>' for link in links)


def _deeper(server: Server, path: str) -> str:
    deeper = f"{path}/a/b/"
    return f'<title>Liste</title><h2><a href="{deeper}">Meldung</a></h2><a rel=next href="{deeper}">mehr</a>'


TRAPS = [
    Case("a listing that paginates for ever", listing(_next), "5 new", (0, 1), FEW, listing=True),
    Case("one page under a thousand addresses", listing(_many), "5 new", (0, 1), FEW, listing=True),
    Case("a link of 100,000 characters", listing(_long), "5 new", (0, 1), FEW, listing=True),
    Case("paths that repeat themselves", listing(_deeper), "5 new", (0, 1), FEW, listing=True),
]
HARMLESS = "\x1b[31mRot\x1b[0m \u202egnuhcruD\u202c =1+1 <script>alert(1)</script>"
SHOWN = [
    Case(
        "escapes, bidi overrides and HTML in a title",
        lambda s: s.page(PAGE, article(3, title=HARMLESS.replace("<", "&lt;"))),
        "5 new",
        (0,),
    ),
    Case(
        "escapes in an error",
        lambda s: s.page(FEED, feed([s.url("/news/\x1b]0;x\x07")]), headers={"Content-Type": "application/rss+xml"}),
        "",
        (0, 1),
    ),
]
NETWORK = [
    Case(
        f"own network: {home}",
        lambda server: None,
        "(private|special|refused|network|address)",
        (1,),
        {"home": home, "feeds": [home + "feed"], "private": False},
    )
    for home in (
        "http://127.0.0.1:9/",
        "http://2130706433:9/",
        "http://0x7f000001:9/",
        "http://0177.0.0.1:9/",
        "http://127.1:9/",
        "http://[::1]:9/",
        "http://[::ffff:127.0.0.1]:9/",
        "http://[::ffff:7f00:1]:9/",
        "http://169.254.169.254/",
        "http://10.0.0.1/",
        "http://192.168.0.1/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://0.0.0.0:9/",
        "http://localhost:9/",
    )
]
ABSENT = [
    Case(
        "a name that does not resolve",
        lambda server: None,
        "bad.*(host|network)|no such host",
        (1,),
        {"home": "http://gibt-es-nicht.invalid/", "feeds": ["http://gibt-es-nicht.invalid/feed"]},
    ),
    Case(
        "nobody listens",
        lambda server: None,
        "(refuse|connect|reach)",
        (1,),
        {"home": "http://127.0.0.1:1/", "feeds": ["http://127.0.0.1:1/feed"]},
    ),
]
CASES = [*SLOW, *BROKEN, *REDIRECTS, *STATUSES, *LYING, *XML, *TRAPS, *SHOWN, *NETWORK, *ABSENT]
