"""What is said of sources and needs nobody: disallowed while another gives, read to a bound, sifted by the pattern."""

from __future__ import annotations

import re

import pytest
from crawling import XML, Newsroom, listing, rss, said, sitemap

from scraper.crawl import sources
from scraper.discover import feed

PATTERN = r"'articles' (^/news/(?P<id>[^/?]+)$)"


def test_a_disallowed_feed_is_said_where_a_listing_gives(room: Newsroom) -> None:
    room.articles(1)
    named = room.feed(1)
    page = room.server.page("/liste", listing([room.url(1)]), etag='"1"')
    room.server.robots("User-agent: *\nAllow: /liste\nDisallow: /feed\n")
    for _ in range(2):
        result = room.crawl(room.site(feeds=(named,), listings=(page,)))
        assert said(result) == (
            f"feed {named}: disallowed by robots.txt, line 3 (Disallow: /feed); the listing {page} is used",
        )
        assert not result.needs_person
    assert room.ask("SELECT state, reason FROM pages WHERE kind = 'feed'") == [("skipped", "robots_forbidden")]
    assert room.ask("SELECT code, times, until FROM problems") == [("source_disallowed", 2, None)]
    room.server.robots("")
    room.clock.pass_(days=2)
    assert said(room.crawl(room.site(feeds=(named,), listings=(page,)))) == ()
    assert "/feed" in room.paths()
    assert room.ask("SELECT count(*) FROM problems WHERE until IS NULL") == [0]


def test_a_listing_that_asks_not_to_be_followed_is_said_where_a_feed_gives(room: Newsroom) -> None:
    room.articles(1)
    named = room.feed(1)
    meta = '<meta name="robots" content="nofollow">'
    page = room.server.page("/liste", meta + listing([room.url(2)]), etag='"1"')
    for _ in range(2):
        result = room.crawl(room.site(feeds=(named,), listings=(page,)))
        assert said(result) == (
            f"listing {page}: its links are not followed, as it asks (nofollow in meta robots);"
            f" the feed {named} is used",
        )
        assert not result.needs_person
    assert room.ask("SELECT url FROM articles") == [room.url(1)]
    assert room.ask("SELECT code, times, until FROM problems") == [("source_not_followed", 2, None)]


def test_a_feed_that_leads_to_what_is_disallowed_is_a_problem_whatever_else_gives(room: Newsroom) -> None:
    room.articles(1)
    # A feed that has moved is to be mended in the profile; one that is disallowed itself was never to be had.
    named = room.server.redirect("/feed", "/neu/feed")
    page = room.server.page("/liste", listing([room.url(1)]))
    room.server.robots("User-agent: *\nDisallow: /neu/\n")
    result = room.crawl(room.site(feeds=(named,), listings=(page,)))
    (line,) = said(result)
    target = room.server.url("/neu/feed")
    assert line == f"feed {named}: leads to {target}: forbidden by robots.txt, line 2 (Disallow: /neu/)"
    assert result.needs_person


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
def test_where_nothing_else_gives_it_is_a_problem(room: Newsroom, kind: str) -> None:
    source = room.server.page("/quelle", rss([room.url(1)]))
    room.server.robots("User-agent: *\nDisallow: /quelle\n")
    result = room.crawl(room.site(**{f"{kind}s": (source,)}))
    assert said(result) == (
        f"{kind} {source}: forbidden by robots.txt, line 2 (Disallow: /quelle)",
        "no article was ever found here",
    )
    assert result.needs_person


@pytest.mark.parametrize("kind", ["sitemap", "listing"])
def test_a_pattern_that_fits_none_of_forty_links_says_so(room: Newsroom, kind: str) -> None:
    urls = [room.server.url(f"/meldung/{number}") for number in range(40)]
    foreign = ["https://andere.example/news/1"]
    body = sitemap(urls + foreign) if kind == "sitemap" else listing(urls + foreign)
    source = room.server.page("/quelle", body, headers=XML if kind == "sitemap" else {})
    result = room.crawl(room.site(**{f"{kind}s": (source,)}))
    assert said(result) == (f"{kind} {source}: 40 links, none fits {PATTERN}", "no article was ever found here")


def test_a_page_sitemap_that_names_no_article_is_fine_where_another_does(room: Newsroom) -> None:
    room.articles(1)
    pages = room.sitemap("/seiten.xml", [room.server.url("/impressum")])
    posts = room.sitemap("/meldungen.xml", [room.url(1)])
    index = room.sitemap("/index.xml", [pages, posts], index=True)
    for _ in range(2):
        assert said(room.crawl(room.site(sitemaps=(index,)))) == ()
        assert room.ask("SELECT state, reason FROM pages WHERE url = ?", pages) == [("done", "none_fits")]


def test_a_disallowed_sitemap_of_an_index_is_read_when_it_is_allowed(room: Newsroom) -> None:
    room.articles(1, 2)
    maps = [room.sitemap(f"/karte{number}.xml", [room.url(number)]) for number in (1, 2)]
    index = room.sitemap("/index.xml", maps, index=True, lastmod="2026-11-01")
    room.server.robots("User-agent: *\nDisallow: /karte2\n")
    site = room.site(sitemaps=(index,))
    assert said(room.crawl(site)) == (
        f"sitemap {maps[1]}: disallowed by robots.txt, line 2 (Disallow: /karte2); the sitemap {maps[0]} is used",
    )
    room.server.robots("")
    room.server.page("/index.xml", sitemap(maps, index=True, lastmod="2026-11-01"), headers=XML)
    room.clock.pass_(days=2)
    assert said(room.crawl(site)) == ()
    assert room.numbers() == {2}


def test_a_long_list_of_patterns_is_cut(room: Newsroom) -> None:
    page = room.server.page("/liste", listing([room.server.url("/x/1")]))
    patterns = tuple(f"^/{year}/" for year in (2021, 2022, 2023, 2024))
    result = room.crawl(room.site(listings=(page,), articles=patterns))
    assert said(result)[0] == f"listing {page}: 1 link, none fits 'articles' (^/2021/, ^/2022/, ^/2023/, …)"


def test_what_a_bound_left_of_a_feed_is_said_once_and_stands_while_it_is_so(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MAX_ENTRIES", 2)
    room.articles(1, 2, 3)
    named = room.feed(1, 2, 3)
    site = room.site(feeds=(named,))
    for _ in range(2):
        result = room.crawl(site)
        # The second answer is a 304, of which nothing is read.
        assert said(result) == (f"feed {named}: read to its bound: 2 of 3 entries",)
        assert not result.needs_person
    assert room.ask("SELECT code, times, until FROM problems") == [("read_to_bound", 2, None)]
    room.feed(1, 2)
    # What is over stays over with the next 304.
    for _ in range(2):
        room.clock.pass_(hours=1)
        assert said(room.crawl(site)) == ()
        assert room.ask("SELECT count(*) FROM problems WHERE until IS NULL") == [0]


def test_sitemaps_that_a_crawl_leaves_out_are_said_until_they_are_read(room: Newsroom) -> None:
    room.articles(1, 2, 3, 4)
    maps = [room.sitemap(f"/karte{number}.xml", [room.url(number)]) for number in (1, 2, 3, 4)]
    index = room.sitemap("/index.xml", maps, index=True)
    site = room.site(sitemaps=(index,))
    for _ in range(2):
        result = room.crawl(site)
        assert [problem.advice for problem in result.problems] == [
            f"sitemap {index}: older sitemaps that it names are deferred: 1. 'scraper crawl' with --full reads them"
            " all, with --since DATE those that were changed since.",
        ]
        assert not result.needs_person
    assert said(room.crawl(site, full=True)) == ()


def test_the_bound_of_a_walk_needs_nobody(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "WALK_BOUND", 1)
    room.articles(1, 2)
    feeds = (room.feed(1, path="/eins"), room.feed(2, path="/zwei"))
    result = room.crawl(room.site(feeds=feeds))
    assert re.match("stopped after 1 feeds", said(result)[0])
    assert not result.needs_person
