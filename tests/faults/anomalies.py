"""Hosts whose word is not so: of what has changed, of what there is, and in what their sources name."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import count
from pathlib import Path

from faults import facts
from faults.harness import ARTICLES, Case, article, feed, run
from faults.hosts import in_seconds
from faults.spoils import FEED, FEW, PAGE, XML, raw, sources
from server import Exchange, Server


def status_says(*words: str) -> Callable[[Server, Path], list[str]]:
    """Look whether `scraper status` says these words of the bad site's host."""

    def look(server: Server, db: Path) -> list[str]:
        said = run(db, "status", "bad", "--format", "jsonl").out
        return [f"status does not say {word!r}: {said}" for word in (*words, server.url("/")[7:-1]) if word not in said]

    return look


def _states(count: int) -> Callable[[Server, Path], list[str]]:
    """Look whether so many states of the spoiled page are archived."""

    def look(server: Server, db: Path) -> list[str]:
        found = len(facts.states(db, server.url(PAGE)))
        return [] if found == count else [f"{found} states of the page, not {count}"]

    return look


def _captures(count: int) -> Callable[[Server, Path], list[str]]:
    """Look whether so many answers for the spoiled page are kept."""

    def look(server: Server, db: Path) -> list[str]:
        found = facts.captures(db, server.url(PAGE))
        return [] if found == count else [f"{found} captures of the page, not {count}"]

    return look


def _first_states_kept(server: Server, db: Path) -> list[str]:
    """Look whether the text that each of the five articles had before the notice is still archived."""
    urls = [server.url(f"/news/{number}") for number in range(1, ARTICLES + 1)]
    kept = [url for url in urls if any("Es ist die Meldung Nummer" in body for body in facts.states(db, url))]
    return [f"the first text of {url} is lost" for url in urls if url not in kept]


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
NOT_MODIFIED = "^bad: the host says 'not modified' of .* changed, as of"
ANOMALIES = [
    Case(
        "the same ETag for changed content",
        _etag_that_stays,
        NOT_MODIFIED,
        1,
        runs=2,
        holds=lambda server, db: [*_states(2)(server, db), *status_says("not modified", PAGE)(server, db)],
    ),
    Case(
        "the same ETag for a feed that has changed",
        _feed_that_stays,
        NOT_MODIFIED,
        1,
        runs=2,
        holds=status_says("not modified", FEED),
    ),
    Case(
        "a new ETag for the same content",
        _etag_that_changes,
        "0 new, 0 changed",
        0,
        runs=2,
        holds=lambda server, db: [
            *_states(1)(server, db),
            *_captures(1)(server, db),
            *status_says("a new ETag for the same bytes", PAGE)(server, db),
        ],
    ),
    Case(
        "304 for what was never fetched",
        raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
        "news/3.*never fetched",
        1,
        holds=status_says("never fetched"),
    ),
    Case(
        "304 for a feed that was never fetched",
        lambda s: s.handler(FEED, lambda exchange: exchange.head(304)),
        "^bad: feed .*never fetched",
        1,
    ),
    Case(
        "Last-Modified in the future",
        lambda s: s.page(PAGE, article(3), headers={"Last-Modified": in_seconds(9e7)}),
        "5 new",
        0,
        holds=status_says("in the future", PAGE),
    ),
    Case(
        "soft 404: an error page as 200",
        _soft_404,
        "news/3.*an error page",
        1,
        FEW,
        holds=status_says("an error page"),
    ),
    Case(
        "soft 404, on a site without patterns",
        _soft_404,
        "news/3.*an error page",
        1,
        holds=status_says("an error page"),
    ),
    Case(
        "every dead address leads home",
        _all_dead(lambda exchange: exchange.answer(302, "", location="/")),
        "news/1.*redirects to the home page",
        1,
        FEW,
        holds=status_says("the home page"),
    ),
    Case(
        "every dead address shows the same page, of which nobody knows what it is",
        _all_dead(lambda exchange: exchange.answer(200, NOTICE)),
        "news/1.*the same text as .* other addresses",
        1,
        FEW,
        # The five articles, and as many of the others as may share a text before it is seen that they do.
        kept=10,
        holds=status_says("the same text"),
    ),
    Case(
        "all articles change to one notice",
        _all_changes_to_a_notice,
        "the same text as",
        1,
        FEW,
        runs=2,
        kept=8,
        holds=_first_states_kept,
    ),
    Case(
        "a consent wall",
        lambda s: s.page(PAGE, CONSENT),
        "news/3.*a consent wall",
        1,
        FEW,
        holds=status_says("a consent wall"),
    ),
    Case("a consent wall, on a site without patterns", lambda s: s.page(PAGE, CONSENT), "news/3.*a consent wall", 1),
    Case(
        "a cookie check",
        lambda s: s.page(PAGE, "<title>Just a moment...</title><p>Checking your browser</p>"),
        "news/3.*a bot check",
        1,
        FEW,
        holds=status_says("a bot check"),
    ),
    Case(
        "a page that asks for cookies",
        lambda s: s.handler(PAGE, _page_of_cookies),
        "news/3: a bot check",
        1,
        FEW,
        kept=4,
    ),
    Case(
        "a wrong charset",
        _wrong_charset,
        "5 new",
        0,
        kept=5,
        holds=lambda server, db: (
            []
            if "Größe, Übung, Straße" in facts.states(db, server.url(PAGE))[0]
            else ["the umlauts are not those of the page"]
        ),
    ),
    Case(
        "HTML as a feed",
        sources("<!DOCTYPE html><html><body><h1>Wartung</h1></body></html>", "text/html"),
        "^bad: feed .*HTML",
        1,
    ),
    Case("HTML as a feed, called one", sources("<!DOCTYPE html><html><body>x</body></html>"), "^bad: feed .*HTML", 1),
    Case("an empty feed", sources(""), "^bad: feed .*empty", 1),
    Case(
        "a feed of random bytes",
        lambda s: s.page(FEED, NOISE, headers=XML),
        "^bad: feed .*no feed",
        1,
    ),
    Case(
        "a feed cut in the middle",
        lambda s: s.page(FEED, feed([s.url("/news/1"), s.url("/news/2")])[:-60]),
        "^bad: 1 found, 1 new",
        0,
        kept=1,
    ),
    Case(
        "a feed of other people's addresses",
        lambda s: s.page(FEED, feed([f"http://andere.example/{n}" for n in range(9)]), headers=XML),
        "^bad: feed .*all 9 of its links lead to other hosts \\(andere.example\\)",
        1,
    ),
    Case(
        "a feed of 100,000 entries",
        lambda s: s.page(FEED, feed([s.url(f"/news/{n}") for n in range(1, 100_001)]), headers=XML),
        # As many as a run takes of a site; of these, five are there.
        "^bad: 10000 found, 5 new, 0 changed, 0 unchanged, 0 gone, 45 failed",
        1,
        kept=5,
    ),
]
