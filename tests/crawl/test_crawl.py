"""The sources of a site: what is taken, left, followed, asked again, and said to be broken."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from crawling import XML, Newsroom, listing, news, not_archived, rss, said, sitemap

from scraper.crawl import sources
from scraper.policy import selection
from scraper.store.files import PAGE_BYTES
from server import Exchange

COUNT = "SELECT count(*) FROM articles"


def test_the_second_run_asks_each_source_once_and_stores_nothing(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    room.server.page("/list", listing([room.url(2), room.url(3)]), last_modified="Mon, 23 Nov 2026 10:00:00 GMT")
    site = room.site(
        feeds=(room.feed(1, 2),), sitemaps=(room.sitemap("/map", [room.url(3)]),), listings=(room.server.url("/list"),)
    )
    first = room.crawl(site)
    assert (first.new, first.found, first.problems, first.failed) == (3, 3, (), 0)
    before = [room.ask(f"SELECT count(*) FROM {table}") for table in ("articles", "versions", "captures", "payloads")]
    room.clock.pass_(hours=1)
    second = room.crawl(site)
    assert room.server.paths() == ["/feed", "/map", "/list"]
    conditions = ("if-none-match", "if-modified-since")
    assert all(any(request.header(name) for name in conditions) for request in room.server.requests)
    assert (second.new, second.changed, second.unchanged, second.problems, second.requests) == (0, 0, 0, (), 3)
    after = [room.ask(f"SELECT count(*) FROM {table}") for table in ("articles", "versions", "captures", "payloads")]
    assert after == before


def test_the_sitemaps_of_robots_are_used(room: Newsroom) -> None:
    room.articles(1)
    room.server.robots(f"Sitemap: {room.sitemap('/map', [room.url(1)])}\nSitemap: nonsense\n")
    assert room.crawl(room.site()).new == 1


def test_broken_robots_means_nothing_is_fetched_and_one_line(room: Newsroom) -> None:
    room.articles(1)
    room.server.robots("", status=500)
    result = room.crawl(room.site(feeds=(room.feed(1),)))
    assert set(room.server.paths()) == {"/robots.txt"}
    assert len(result.problems) == 1
    assert "robots.txt cannot be read now (status 500)" in said(result)[0]


def test_no_network_is_one_line_and_marks_nothing(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.clock.pass_(days=2)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
        away = replace(site, home=f"{base}/", feeds=(f"{base}/feed",))
        before = room.ask("SELECT url, state, failures, due_at FROM pages")
        result = room.crawl(away)
    assert len(result.problems) == 1
    assert "connection refused" in said(result)[0]
    assert (result.failed, result.gone, result.needs_person) == (0, 0, True)
    assert room.ask("SELECT url, state, failures, due_at FROM pages") == before
    assert room.ask("SELECT gone_at FROM articles") == [None]


def test_one_dead_site_does_not_touch_another(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        dead = replace(site, id="dead", home=f"http://127.0.0.1:{closed.getsockname()[1]}/", feeds=())
        results = room.crawl_all([dead, site])
    assert [result.new for result in results] == [0, 1]
    assert [len(result.problems) for result in results] == [1, 0]


# Sources that are not what they should be


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("feed", "<!DOCTYPE html><html><body><h1>Umzug</h1></body></html>", "HTML"),
        ("sitemap", '<?xml version="1.0"?><urlset></urlset>', ""),
        ("listing", "<!DOCTYPE html><html><body><p>Nichts</p></body></html>", "no article links"),
    ],
)
def test_a_source_that_is_not_one_is_said_and_asked_in_full_next_time(
    room: Newsroom, kind: str, body: str, words: str
) -> None:
    url = room.server.page("/source", body, etag='"same"')
    site = room.site(**{f"{kind}s": (url,)})
    for _ in range(2):
        result = room.crawl(site)
        assert said(result)[1:] == ("no article was ever found here",)
        assert said(result)[0].startswith(f"{kind} {url}: ")
        assert words in said(result)[0]
        assert room.server.requests[-1].header("if-none-match") is None
    assert room.ask("SELECT state, failures FROM pages") == [("failed", 2)]


@pytest.mark.parametrize("status", [404, 403, 304])
def test_a_source_that_answers_no_document_is_said(room: Newsroom, status: int) -> None:
    result = room.crawl(room.site(feeds=(room.server.page("/feed", status=status),)))
    assert said(result)[1:] == ("no article was ever found here",)
    assert f"status {status}" in said(result)[0]


def test_one_broken_source_does_not_stop_the_others(room: Newsroom) -> None:
    room.articles(1)
    broken = room.server.truncated_gzip("/broken")
    result = room.crawl(room.site(feeds=(broken, room.feed(1))))
    assert (result.new, len(result.problems)) == (1, 1)


def test_a_feed_that_redirects_to_a_dead_host_does_not_stop_the_others(room: Newsroom) -> None:
    room.articles(1)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = room.server.redirect("/away", f"http://127.0.0.1:{closed.getsockname()[1]}/feed")
        result = room.crawl(room.site(feeds=(away, room.feed(1))))
    assert (result.new, len(result.problems)) == (1, 1)


def test_an_address_that_was_an_article_can_become_a_source(room: Newsroom) -> None:
    room.articles(1, 2)
    page = room.server.page("/aktuell", listing([room.url(1), room.url(2)]))
    room.fetch(room.site(), page)
    assert room.crawl(room.site(listings=(page,))).new == 2


def test_odd_addresses_in_a_feed_are_passed_over(room: Newsroom) -> None:
    room.articles(1)
    odd = [
        "http://",
        "http://[::1",
        "mailto:a@b",
        "javascript:void(0)",
        "http://xn--/news/1",
        "http://x:99999/",
        "//",
        "",
    ]
    body = rss([*odd, "http://example.org:0/news/9", room.url(1)])
    result = room.crawl(room.site(feeds=(room.server.page("/feed", body, headers=XML),)))
    assert (result.new, result.problems) == (1, ())


# Bounds


def many(room: Newsroom, count: int) -> list[str]:
    return [room.url(number) for number in range(count, 0, -1)]


def test_a_first_crawl_takes_the_newest_and_says_what_it_left(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "FIRST_CRAWL_ARTICLES", 5)
    room.articles(*range(1, 13))
    site = room.site(sitemaps=(room.sitemap("/map", many(room, 12)),))
    first = room.crawl(site)
    assert (first.found, first.new, first.deferred) == (12, 5, 7)
    assert room.numbers() == {12, 11, 10, 9, 8}
    assert room.crawl(site).deferred == 7
    assert room.numbers() == set()
    full = room.crawl(site, full=True)
    assert (full.new, full.deferred) == (7, 0)
    assert room.numbers() == set(range(1, 8))


def test_the_newest_are_known_by_their_date_not_by_their_place(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "FIRST_CRAWL_ARTICLES", 2)
    room.articles(1, 2, 3, 4)
    items = "".join(f"<url><loc>{room.url(n)}</loc><lastmod>2026-11-{n:02}</lastmod></url>" for n in (2, 4, 1, 3))
    room.server.page("/map", f'<?xml version="1.0"?><urlset>{items}</urlset>', headers=XML)
    assert room.crawl(room.site(sitemaps=(room.server.url("/map"),))).deferred == 2
    assert room.numbers() == {3, 4}


def test_since_gets_what_was_left_back_to_a_day(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "FIRST_CRAWL_ARTICLES", 1)
    room.articles(*range(1, 7))
    items = "".join(f"<url><loc>{room.url(n)}</loc><lastmod>2026-11-{n:02}</lastmod></url>" for n in range(1, 7))
    room.server.page("/map", f'<?xml version="1.0"?><urlset>{items}</urlset>', headers=XML)
    site = room.site(sitemaps=(room.server.url("/map"),))
    assert room.crawl(site).new == 1
    result = room.crawl(site, since=dt.date(2026, 11, 4))
    assert (result.new, result.deferred) == (2, 3)
    assert room.numbers() == {4, 5}


def test_what_is_no_article_takes_no_place_among_the_newest(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "FIRST_CRAWL_ARTICLES", 3)
    room.articles(1, 2)
    topics = [room.server.url(f"/thema/{n}") for n in range(10)]
    result = room.crawl(room.site(sitemaps=(room.sitemap("/map", [*topics, *many(room, 2)]),)))
    assert (result.new, result.deferred) == (2, 0)


def test_news_after_an_outage_of_a_source_is_not_left(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "FIRST_CRAWL_ARTICLES", 3)
    room.articles(*range(1, 9))
    known = [room.url(n) for n in range(1, 8)]
    site = room.site(sitemaps=(room.sitemap("/map", known),))
    room.crawl(site, full=True)
    room.server.page("/map", status=404)
    assert len(room.crawl(site).problems) == 1
    # Undated, and the newest stands last, as in many sitemaps.
    room.sitemap("/map", [*known, room.url(8)])
    result = room.crawl(site)
    assert (result.new, result.deferred) == (1, 0)


def test_what_one_source_left_another_may_put_among_its_newest(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "FIRST_CRAWL_ARTICLES", 2)
    room.articles(*range(1, 7))
    oldest_first = [room.url(n) for n in range(1, 7)]
    page = room.server.page("/list", listing([room.url(6), room.url(5)]))
    result = room.crawl(room.site(sitemaps=(room.sitemap("/map", oldest_first),), listings=(page,)))
    assert room.numbers() == {1, 2, 5, 6}
    assert (result.new, result.deferred) == (4, 2)


def test_limit_counts_articles_and_loses_none(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    site = room.site(feeds=(room.feed(3, 2, 1),))
    assert room.crawl(site, limit=0).new == 0
    assert room.crawl(site, limit=2).new == 2
    assert room.numbers() == {3, 2}
    assert room.crawl(site).new == 1


def test_a_dry_run_archives_nothing_and_loses_nothing(room: Newsroom) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(room.feed(1, 2),))
    dry = room.crawl(site, dry_run=True)
    assert (dry.found, dry.new) == (2, 0)
    assert room.paths() == ["/feed"]
    assert room.ask(COUNT) == [0]
    assert room.crawl(site).new == 2


def test_what_the_profile_comes_to_ignore_is_not_visited_any_more(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    site = room.site(feeds=(room.feed(1, 2, 3),))
    room.crawl(site, limit=1)
    room.clock.pass_(days=8)
    room.crawl(replace(site, ignore=(re.compile("^/news/[12]$"),)))
    assert room.numbers() == {3}
    room.crawl(site)
    assert 2 in room.numbers()


def test_an_article_is_not_taken_from_where_the_profile_never_looks(room: Newsroom) -> None:
    room.server.redirect("/news/1", "/intern/1")
    room.server.page("/intern/1", news(1))
    result = room.crawl(room.site(feeds=(room.feed(1),), ignore=(re.compile("^/intern/"),)))
    assert (result.new, result.failed) == (0, 1)
    assert "'ignore' pattern" in not_archived(result)[0]


def test_who_names_an_ignored_address_means_it_wherever_it_leads(room: Newsroom) -> None:
    room.server.redirect("/intern/1", "/intern/neu/1")
    room.server.page("/intern/neu/1", news(1))
    site = room.site(articles=(), ignore=(re.compile("^/intern/"),))
    assert [one.verdict for one in room.fetch(site, room.server.url("/intern/1"))] == ["new"]


# Pagination


def paged(room: Newsroom, pages: int, *, size: int = 2) -> str:
    for page in range(1, pages + 1):
        urls = [room.url(n) for n in range((page - 1) * size + 1, page * size + 1)]
        following = f"/list/{page + 1}" if page < pages else None
        room.server.page(f"/list/{page}", listing(urls, following=following), etag=f'"{page}"')
    room.articles(*range(1, pages * size + 1))
    return room.server.url("/list/1")


def listings_asked(room: Newsroom) -> list[str]:
    return [path for path in room.paths() if path.startswith("/list/")]


def test_full_walks_a_listing_to_its_end_and_an_ordinary_run_does_not(room: Newsroom) -> None:
    site = room.site(listings=(paged(room, 9),))
    first = room.crawl(site)
    assert listings_asked(room) == [f"/list/{n}" for n in range(1, selection.LISTING_PAGES + 1)]
    assert first.new == 2 * selection.LISTING_PAGES
    room.crawl(site)
    assert listings_asked(room) == ["/list/1"]
    full = room.crawl(site, full=True)
    assert "/list/9" in listings_asked(room)
    assert full.new == 18 - first.new
    assert room.ask(COUNT) == [18]


def test_an_endless_listing_ends(room: Newsroom) -> None:
    room.articles(1, 2)
    body = listing([room.url(1), room.url(2)], following="?page=")

    def answer(exchange: Exchange) -> None:
        number = int(exchange.request.path.partition("=")[2] or 0)
        exchange.answer(200, body.replace("?page=", f"?page={number + 1}"))

    url = room.server.handler("/list", answer)
    assert room.crawl(room.site(listings=(url,)), full=True).new == 2
    assert len([path for path in room.paths() if path.startswith("/list")]) == 2


def test_a_burst_of_news_that_the_feed_names_in_part_is_found_whole(room: Newsroom) -> None:
    def publish(newest: int) -> None:
        for page in (1, 2, 3):
            urls = [room.url(n) for n in range(newest - 4 * (page - 1), newest - 4 * page, -1)]
            room.server.page(f"/list/{page}", listing(urls, following=f"/list/{page + 1}"))

    room.articles(*range(1, 30))
    publish(20)
    site = room.site(feeds=(room.feed(20, 19),), listings=(room.server.url("/list/1"),))
    room.crawl(site)
    publish(27)
    room.feed(27, 26)
    room.crawl(site)
    assert set(range(21, 28)) <= room.numbers()


def test_a_feed_in_pages_is_walked_on_after_its_first_page_rests(room: Newsroom) -> None:
    def page(number: int) -> str:
        following = f'<atom:link rel="next" href="{room.server.url(f"/feed/{number + 1}")}"/>' if number < 8 else ""
        body = rss([room.url(number)]).replace("<item>", f"{following}<item>", 1)
        body = body.replace("<rss ", '<rss xmlns:atom="http://www.w3.org/2005/Atom" ')
        return room.server.page(f"/feed/{number}", body, headers=XML, etag=f'"{number}"')

    room.articles(*range(1, 9))
    site = room.site(feeds=tuple(page(number) for number in range(8, 0, -1))[-1:])
    assert room.crawl(site).new == selection.LISTING_PAGES
    assert room.crawl(site, full=True).new == 8 - selection.LISTING_PAGES


# Sitemap indexes


def test_an_index_leads_to_its_sitemaps_packed_or_not(room: Newsroom) -> None:
    room.articles(1, 2)
    packed = gzip.compress(sitemap([room.url(2)]).encode())
    two = room.server.page("/two.xml.gz", packed, headers={"Content-Type": "application/gzip"})
    index = room.sitemap("/index", [room.sitemap("/one", [room.url(1)]), two], index=True)
    assert room.crawl(room.site(sitemaps=(index,))).new == 2


def test_an_index_that_names_itself_ends(room: Newsroom) -> None:
    room.articles(1)
    one = room.sitemap("/one", [room.url(1)])
    other = room.sitemap("/other", [room.server.url("/index")], index=True)
    index = room.sitemap("/index", [room.server.url("/index"), other, one], index=True)
    assert room.crawl(room.site(sitemaps=(index,)), full=True).new == 1
    assert sorted(room.paths()) == ["/.well-known/tdmrep.json", "/index", "/news/1", "/one", "/other"]


def test_only_the_newest_sitemaps_of_an_index_are_read_unless_full(room: Newsroom) -> None:
    room.articles(*range(1, 6))
    maps = [room.sitemap(f"/map/{n}", [room.url(n)]) for n in range(1, 6)]
    site = room.site(sitemaps=(room.sitemap("/index", maps, index=True),))
    assert room.crawl(site).new == selection.FIRST_CRAWL_SITEMAPS
    assert room.crawl(site, full=True).new == 5 - selection.FIRST_CRAWL_SITEMAPS


def test_a_sitemap_below_an_unchanged_index_is_still_asked(room: Newsroom) -> None:
    room.articles(1, 2)
    child = room.sitemap("/map", [room.url(1)])
    site = room.site(sitemaps=(room.sitemap("/index", [child], index=True),))
    room.crawl(site)
    room.sitemap("/map", [room.url(1), room.url(2)])
    assert room.crawl(site).new == 1


def test_a_walk_has_a_bound_and_goes_on_in_the_next_run(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "WALK_BOUND", 3)
    room.articles(*range(1, 6))
    maps = [room.sitemap(f"/map/{n}", [room.url(n)]) for n in range(1, 6)]
    site = room.site(sitemaps=(room.sitemap("/index", maps, index=True),))
    problems = []
    for _ in range(3):
        problems += said(room.crawl(site, full=True))
    assert problems[0].startswith("stopped after 3 feeds, sitemaps and listing pages, before http://")
    assert room.ask(COUNT) == [5]


@contextmanager
def keeping_the_log(db: Path) -> Iterator[Path]:
    """Hold a reader's lock, so that the log stays when the crawl closes the archive; yield its path."""
    with closing(sqlite3.connect(db)) as reader:
        reader.execute("BEGIN")
        reader.execute(COUNT).fetchone()
        yield db.with_name(f"{db.name}-wal")


def test_a_run_without_news_writes_once(room: Newsroom) -> None:
    """A page of the log is a page of a disk: what nothing hangs on is written together."""
    room.articles(1, 2)
    sites = [replace(room.site(feeds=(room.feed(1, 2, path=f"/feed{n}"),)), id=f"s{n}") for n in range(6)]
    room.crawl_all(sites)
    room.clock.pass_(minutes=10)
    changes = room.ask("SELECT count(*) FROM crawl_sites")
    with keeping_the_log(room.db) as log:
        results = room.crawl_all(sites)
        size = log.stat().st_size
    assert [result.problems for result in results] == [()] * 6
    assert room.ask("SELECT count(*) FROM crawl_sites") == [changes[0] + 6]
    assert size < 10 * PAGE_BYTES
