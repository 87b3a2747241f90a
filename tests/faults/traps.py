"""Traps: addresses without end, and one page under many of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from faults import facts
from faults.harness import Case, article, feed
from faults.spoils import FEED, FEW, XML
from server import XML_HEADERS, Server


def listing(make: Callable[[Server, str], str]) -> Callable[[Server], object]:
    """Answer every address under /liste with what is made for it."""

    def spoil(server: Server) -> None:
        server.prefix("/liste", lambda exchange: exchange.answer(200, make(server, exchange.request.path)))

    return spoil


def _links(*targets: str) -> str:
    return "".join(f'<h2><a href="{target}">Eine Meldung aus dem Rathaus</a></h2>' for target in targets)


def _next(server: Server, path: str) -> str:
    number = int(path.rpartition("/")[2] or 0) + 1
    links = _links(*(f"/news/{n}" for n in range(1, 6)))
    return f'<title>Liste</title>{links}<a rel="next" href="{server.url(f"/liste/{number}")}">weiter</a>'


def _calendar(server: Server, path: str) -> str:
    """Return a month with links to its days, and to the month after it, for ever."""
    month = int(path.rpartition("/")[2] or 0)
    days = _links(*(f"/news/termin-{month}-{day}" for day in range(1, 29)))
    return f'<title>Kalender</title>{days}<a rel="next" href="{server.url(f"/liste/{month + 1}")}">nächster Monat</a>'


def calendar(server: Server) -> None:
    """Serve a calendar without end, whose days all have a page."""
    listing(_calendar)(server)
    server.prefix("/news/termin", lambda e: e.answer(200, article(1, e.request.path, f"Termin {e.request.path[-9:]}")))


def _many(server: Server, path: str) -> str:
    return "<title>Liste</title>" + _links(
        *(f"/news/1;jsessionid={n}?utm_source={n}&amp;nn={n}&amp;utm_campaign=x" for n in range(1000))
    )


def _thousand(server: Server) -> None:
    """Serve one page under a thousand addresses that nothing in them betrays."""
    server.page(
        FEED, feed([server.url("/news/1"), *(server.url(f"/news/1?ort={n}") for n in range(1000))]), headers=XML
    )


def _long(server: Server, path: str) -> str:
    return "<title>Liste</title>" + _links(f"/news/{'x' * 100_000}", "/news/1")


def _deeper(server: Server, path: str) -> str:
    deeper = f"{path}/a/b/"
    return f'<title>Liste</title>{_links(deeper)}<a rel=next href="{deeper}">mehr</a>'


def deeper(server: Server) -> None:
    """Serve articles whose relative links lead to themselves, one step deeper each time."""
    listing(_deeper)(server)
    repeated = [server.url("/news/1/" + "a/b/" * n) for n in range(1, 200)]
    server.page(FEED, feed([*(server.url(f"/news/{n}") for n in range(1, 6)), *repeated]), headers=XML)
    server.prefix("/news/1/", lambda exchange: exchange.answer(200, article(1)))


def _long_feed(server: Server) -> None:
    urls = [server.url("/news/" + "x" * 100_000), *(server.url(f"/news/{n}") for n in range(1, 6))]
    server.page(FEED, feed(urls), headers=XML)


def most(requests: int) -> Callable[[Server, Path], list[str]]:
    """Look whether the host was asked no more than so often."""
    return lambda server, db: [] if len(server.paths()) <= requests else [f"{len(server.paths())} requests"]


def _one_article(server: Server, db: Path) -> list[str]:
    kept = facts.article_count(db, "bad", "%/news/1%")
    return [] if kept == 1 else [f"{kept} articles of one page"]


def _sitemaps(server: Server) -> None:
    """Name 200,000 articles in four sitemaps, only five of which are there."""
    maps = []
    for number in range(4):
        urls = "".join(f"<url><loc>{server.url(f'/news/{number * 50_000 + n}')}</loc></url>" for n in range(1, 50_001))
        maps.append(server.page(f"/karte/{number}", f"<urlset>{urls}</urlset>", headers=XML_HEADERS))
    index = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in maps)
    server.page("/sitemap.xml", f"<sitemapindex>{index}</sitemapindex>", headers=XML_HEADERS)
    server.robots(f"Sitemap: {server.url('/sitemap.xml')}\n")


TRAPS = [
    Case(
        "200,000 addresses, --full",
        _sitemaps,
        "^bad: 200000 found, 5 new",
        1,
        arguments=("--full", "--limit", "9"),
        holds=most(25),
    ),
    Case(
        "a listing that paginates for ever",
        listing(_next),
        "^bad: 5 found, 5 new",
        0,
        FEW,
        listing=True,
        holds=most(14),
    ),
    Case(
        "a listing that paginates for ever, --full",
        listing(_next),
        "^bad: 5 found, 5 new",
        0,
        FEW,
        listing=True,
        arguments=("--full",),
        holds=most(14),
    ),
    Case("a calendar without end", calendar, "^bad: 61 found, 61 new", 0, FEW, kept=61, listing=True, holds=most(160)),
    Case(
        "a calendar without end, --full",
        calendar,
        "^bad: stopped after 5000 feeds, sitemaps and listing pages, before .*/liste/",
        0,
        FEW,
        listing=True,
        arguments=("--full", "--limit", "20"),
        holds=most(5100),
    ),
    Case(
        "a listing that asks not to be followed",
        lambda s: s.page("/liste/0", '<meta name="robots" content="noindex, nofollow">' + _links("/news/8")),
        "^bad: listing .*its links are not followed, as it asks",
        0,
        FEW,
        listing=True,
        holds=lambda server, db: ["it was followed"] if "/news/8" in server.paths() else [],
    ),
    Case(
        "session ids and tracking parameters",
        listing(_many),
        "^bad: 5 found, 5 new",
        0,
        FEW,
        listing=True,
        holds=_one_article,
    ),
    Case(
        "one page under a thousand addresses",
        _thousand,
        "the same text as",
        1,
        FEW,
        arguments=("--full",),
        # As many as may share a text before it is seen that they do.
        kept=5,
        holds=most(60),
    ),
    Case("a link of 100,000 characters in a listing", listing(_long), "^bad: 5 found, 5 new", 0, FEW, listing=True),
    Case("a link of 100,000 characters in a feed", _long_feed, "^bad: 5 found, 5 new", 0, FEW),
    Case(
        "paths that repeat themselves",
        deeper,
        "^bad: 7 found, 7 new, .* 197 skipped",
        1,
        FEW,
        kept=7,
        listing=True,
        arguments=("--full",),
        holds=most(60),
    ),
]
