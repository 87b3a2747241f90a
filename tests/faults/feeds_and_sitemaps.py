"""Feeds and sitemaps that are too large, lead round in circles, or read files of this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from faults.anomalies import status_says
from faults.harness import Case
from faults.spoils import packed_zeros, sources
from server import XML_HEADERS, Server


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
    "<rss version='2.0'><channel><item><title>&f;</title><link>http://127.0.0.1:1/&f;</link></item></channel></rss>"
)


def _future(server: Server) -> str:
    return _sitemap([server.url(f"/news/{number}") for number in range(50_000)], "2199-01-01")


def _gzip_sitemap(server: Server) -> None:
    server.page("/sitemap.xml.gz", packed_zeros(10_000), headers={"Content-Type": "application/gzip"})
    server.robots(f"Sitemap: {server.url('/sitemap.xml.gz')}\n")


def _index_without_end(server: Server) -> None:
    """Serve indexes of indexes, each with three more."""
    server.prefix(
        "/karte",
        lambda e: e.answer(
            200,
            _sitemap([server.url(f"{e.request.path}/{n}") for n in range(3)], index=True),
            content_type="application/xml",
        ),
    )
    server.robots(f"Sitemap: {server.url('/karte')}\n")


def _not_all_asked(most: int) -> Callable[[Server, Path], list[str]]:
    return lambda server, db: [] if len(server.paths()) <= most else [f"{len(server.paths())} requests"]


def _no_secrets(server: Server, db: Path) -> list[str]:
    return ["a file of this machine in the archive"] if b"root:x:" in db.read_bytes() else []


SOURCES = [
    Case(
        "a sitemap of 50,000, all in the future",
        sitemaps(_future),
        "^bad: 50000 found, 5 new",
        1,
        holds=lambda server, db: [
            *status_says("lie in the future", "/sitemap.xml")(server, db),
            *_not_all_asked(70)(server, db),
        ],
    ),
    Case(
        "a sitemap of 50,000, all in the future, again",
        sitemaps(_future),
        "^bad: 0 found",
        0,
        runs=2,
        holds=_not_all_asked(330),
    ),
    Case(
        "a sitemap index that names itself",
        sitemaps(lambda s: _sitemap([s.url("/sitemap.xml")], index=True)),
        "^bad: 5 found, 5 new",
        0,
        holds=_not_all_asked(12),
    ),
    Case(
        "indexes of sitemaps without end",
        _index_without_end,
        "^bad: sitemap .* indexes within indexes within indexes are not followed",
        1,
        holds=_not_all_asked(60),
    ),
    Case("a sitemap.xml.gz of 10 GB", _gzip_sitemap, "^bad: sitemap .*the document is no sitemap", 1, kept=5),
    Case(
        "a sitemap of other people's addresses",
        sitemaps(lambda s: _sitemap([f"http://andere.example/{n}" for n in range(999)])),
        "^bad: 5 found, 5 new",
        0,
    ),
    Case("a billion laughs in a feed", sources(LAUGHS), "^bad: feed .*no entries", 1),
    Case(
        "a billion laughs in a sitemap",
        sitemaps(lambda s: LAUGHS.replace("rss", "urlset")),
        "^bad: sitemap .*empty",
        1,
    ),
    Case(
        "external entities in a feed",
        sources(OUTSIDE),
        "^bad: feed .*lead to other hosts",
        1,
        kept=0,
        holds=_no_secrets,
    ),
    Case(
        "external entities in a sitemap",
        sitemaps(
            lambda s: OUTSIDE.replace(
                "<rss version='2.0'><channel><item><title>&f;</title><link>", "<urlset><url><loc>"
            ).replace("</link></item></channel></rss>", "</loc></url></urlset>")
        ),
        "^bad: 5 found, 5 new",
        0,
        kept=5,
        holds=_no_secrets,
    ),
]
