"""Hosts that lie: of what has changed, of what there is, and in what their sources name."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

from faults.hosts import in_seconds
from faults.rig import Case, article, feed, run
from faults.spoils import FEED, FEW, PAGE, XML, raw, sources
from server import XML_HEADERS, Exchange, Server


def status_says(*words: str) -> Callable[[Server, Path], list[str]]:
    """Look whether `scraper status` says these words of the bad site's host."""

    def look(server: Server, db: Path) -> list[str]:
        said = run(db, "status", "bad", "--format", "jsonl").stdout.decode()
        return [f"status does not say {word!r}: {said}" for word in (*words, server.url("/")[7:-1]) if word not in said]

    return look


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


def _feed_that_stays(server: Server) -> None:
    """Serve one ETag for a feed that grows, and answer 304 to it."""
    asked = count(1)

    def answer(exchange: Exchange) -> None:
        if exchange.request.header("if-none-match"):
            exchange.head(304, etag='"ever"')
        else:
            urls = [server.url(f"/news/{number}") for number in range(1, 2 + next(asked))]
            exchange.answer(200, feed(urls), content_type="application/rss+xml", etag='"ever"')

    server.handler(FEED, answer)


def _all_dead(spoil: Callable[[Exchange], object]) -> Callable[[Server], object]:
    """Name thirty articles beside the five, and answer for each of them with the same."""

    def set_up(server: Server) -> None:
        urls = [server.url(f"/news/{number}") for number in (*range(1, 6), *range(101, 131))]
        server.page(FEED, feed(urls), headers=XML)
        server.page("/", "<title>Start</title><h1>Start</h1>")
        server.prefix("/news/1", spoil)

    return set_up


NOTICE = article(1, title="Wartungsarbeiten am Portal").replace("Meldung Nummer 1", "Wartung, die heute ansteht")


def _page_of_cookies(exchange: Exchange) -> None:
    exchange.answer(200, "<title>Bitte Cookies aktivieren</title><p>Bitte aktivieren Sie Cookies in Ihrem Browser.</p>")


def _all_changes_to_a_notice(server: Server) -> None:
    """Answer for every article with the same notice, from the second time on."""
    for number in range(1, 6):
        asked = count()
        server.handler(
            f"/news/{number}",
            lambda exchange, asked=asked, number=number: exchange.answer(
                200, NOTICE if next(asked) else article(number)
            ),
        )
    urls = [server.url(f"/news/{number}") for number in range(1, 9)]
    for number in (6, 7, 8):
        server.page(f"/news/{number}", NOTICE)
    server.page(FEED, feed(urls), headers=XML)


NOISE = random.Random(1).randbytes(300_000)  # noqa: S311  (noise, not a secret)
LIE = "^bad: the host says 'not modified' of .* changed, as of"
LYING = [
    Case(
        "the same ETag for changed content",
        _etag_that_stays,
        LIE,
        (1,),
        runs=2,
        kept="SELECT count(*) = 2 FROM versions v JOIN articles a ON a.id = v.article_id"
        " WHERE a.url LIKE '%/news/3' AND site = 'bad'",
        holds=status_says("not modified", PAGE),
    ),
    Case(
        "the same ETag for a feed that has changed",
        _feed_that_stays,
        LIE,
        (1,),
        runs=2,
        holds=status_says("not modified", FEED),
    ),
    Case(
        "a new ETag for the same content",
        _etag_that_changes,
        "0 new, 0 changed",
        (0,),
        runs=2,
        kept="SELECT count(*) = 1 FROM captures WHERE url LIKE '%/news/3'"
        " AND id IN (SELECT capture_id FROM articles WHERE site = 'bad')",
        holds=status_says("a new ETag for the same bytes", PAGE),
    ),
    Case(
        "304 for what was never fetched",
        raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        "news/3.*never fetched",
        (1,),
        holds=status_says("never fetched"),
    ),
    Case(
        "304 for a feed that was never fetched",
        lambda s: s.handler(FEED, lambda exchange: exchange.head(304)),
        "^bad: feed .*never fetched",
        (1,),
    ),
    Case(
        "Last-Modified in the future",
        lambda s: s.page(PAGE, article(3), headers={"Last-Modified": in_seconds(9e7)}),
        "5 new",
        (0,),
        holds=status_says("in the future", PAGE),
    ),
    Case(
        "soft 404: an error page as 200",
        _soft_404,
        "news/3.*an error page",
        (1,),
        FEW,
        holds=status_says("an error page"),
    ),
    Case(
        "soft 404, on a site without patterns",
        _soft_404,
        "news/3.*an error page",
        (1,),
        holds=status_says("an error page"),
    ),
    Case(
        "every dead address leads home",
        _all_dead(lambda exchange: exchange.answer(302, "", location="/")),
        "news/1.*redirects to the home page",
        (1,),
        FEW,
        holds=status_says("the home page"),
    ),
    Case(
        "every dead address shows the same page, of which nobody knows what it is",
        _all_dead(lambda exchange: exchange.answer(200, NOTICE)),
        "news/1.*the same text as .* other addresses",
        (1,),
        FEW,
        kept="SELECT count(*) <= 10 FROM articles WHERE site = 'bad'",
        holds=status_says("the same text"),
    ),
    Case(
        "all articles change to one notice",
        _all_changes_to_a_notice,
        "the same text as",
        (1,),
        FEW,
        runs=2,
        kept="SELECT count(DISTINCT v.article_id) = 5 FROM versions v JOIN articles a ON a.id = v.article_id"
        " WHERE a.site = 'bad' AND v.body LIKE '%es ist die meldung nummer%'",
    ),
    Case(
        "a consent wall",
        lambda s: s.page(PAGE, CONSENT),
        "news/3.*a consent wall",
        (1,),
        FEW,
        holds=status_says("a consent wall"),
    ),
    Case("a consent wall, on a site without patterns", lambda s: s.page(PAGE, CONSENT), "news/3.*a consent wall", (1,)),
    Case(
        "a cookie check",
        lambda s: s.page(PAGE, "<title>Just a moment...</title><p>Checking your browser</p>"),
        "news/3.*a bot check",
        (1,),
        FEW,
        holds=status_says("a bot check"),
    ),
    Case("a page that asks for cookies", lambda s: s.handler(PAGE, _page_of_cookies), "news/3: ", (1,), FEW),
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
        "^bad: feed .*HTML",
        (1,),
    ),
    Case(
        "HTML as a feed, called one", sources("<!DOCTYPE html><html><body>x</body></html>"), "^bad: feed .*HTML", (1,)
    ),
    Case("an empty feed", sources(""), "^bad: feed .*empty", (1,)),
    Case(
        "a feed of random bytes",
        lambda s: s.page(FEED, NOISE, headers=XML),
        "^bad: feed .*no feed",
        (1,),
    ),
    Case(
        "a feed cut in the middle", lambda s: s.page(FEED, feed([s.url("/news/1"), s.url("/news/2")])[:-60]), "", (0, 1)
    ),
    Case(
        "a feed of other people's addresses",
        lambda s: s.page(FEED, feed([f"http://andere.example/{n}" for n in range(9)]), headers=XML),
        "^bad: feed .*all 9 of its links lead to other hosts \\(andere.example\\)",
        (1,),
    ),
    Case(
        "a feed of 100,000 entries",
        lambda s: s.page(FEED, feed([s.url(f"/news/{n}") for n in range(1, 100_001)]), headers=XML),
        "^bad: .*5 new",
        (1,),
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


def _future(server: Server) -> str:
    return _sitemap([server.url(f"/news/{number}") for number in range(50_000)], "2199-01-01")


def _gzip_sitemap(server: Server) -> None:
    from faults.spoils import packed_zeros

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
        (1,),
        holds=lambda server, db: [
            *status_says("lie in the future", "/sitemap.xml")(server, db),
            *_not_all_asked(70)(server, db),
        ],
    ),
    Case(
        "a sitemap of 50,000, all in the future, again",
        sitemaps(_future),
        "^bad: 0 found",
        (0,),
        runs=2,
        holds=_not_all_asked(330),
    ),
    Case(
        "a sitemap index that names itself",
        sitemaps(lambda s: _sitemap([s.url("/sitemap.xml")], index=True)),
        "^bad: 5 found, 5 new",
        (0,),
        holds=_not_all_asked(12),
    ),
    Case(
        "indexes of sitemaps without end",
        _index_without_end,
        "^bad: sitemap .* indexes within indexes within indexes are not followed",
        (1,),
        holds=_not_all_asked(60),
    ),
    Case("a sitemap.xml.gz of 10 GB", _gzip_sitemap, "^bad: sitemap .*", (1,)),
    Case(
        "a sitemap of other people's addresses",
        sitemaps(lambda s: _sitemap([f"http://andere.example/{n}" for n in range(999)])),
        "^bad: 5 found, 5 new",
        (0,),
    ),
    Case("a billion laughs in a feed", sources(LAUGHS), "^bad: feed .*no entries", (1,)),
    Case(
        "a billion laughs in a sitemap",
        sitemaps(lambda s: LAUGHS.replace("rss", "urlset")),
        "^bad: sitemap .*empty",
        (1,),
    ),
    Case("external entities in a feed", sources(OUTSIDE), "^bad: ", (1,), holds=_no_secrets),
    Case(
        "external entities in a sitemap",
        sitemaps(
            lambda s: OUTSIDE.replace(
                "<rss version='2.0'><channel><item><title>&f;</title><link>", "<urlset><url><loc>"
            ).replace("</link></item></channel></rss>", "</loc></url></urlset>")
        ),
        "^bad: ",
        (0, 1),
        holds=_no_secrets,
    ),
]
