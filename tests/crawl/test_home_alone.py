"""A profile that names a front page alone: what the site is read from, and what is said of that."""

from __future__ import annotations

import re

import pytest
from crawling import Newsroom, listing, said

from scraper.model import SiteResult
from scraper.policy import home


def front_page(room: Newsroom, *numbers: int, head: str = "", etag: str | None = None) -> str:
    page = listing(room.url(number) for number in numbers).replace("<head>", f"<head>{head}")
    return room.server.page("/", page, etag=etag)


def alternate(href: str, kind: str = "application/rss+xml", title: str = "Alle Meldungen") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def crawl(room: Newsroom) -> SiteResult:
    return room.crawl(room.site(articles=()))


def test_the_front_page_is_read_as_a_listing(room: Newsroom) -> None:
    room.articles(1, 2)
    front_page(room, 1, 2)
    result = crawl(room)
    assert (result.new, result.needs_person) == (2, False)
    assert room.paths()[:2] == ["/sitemap.xml", "/"]
    assert said(result) == ("found by itself: neither a feed nor a sitemap; the front page is read as a listing",)


def test_feeds_of_its_head_and_the_usual_sitemap_are_sources(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    feed = room.feed(2)
    sitemap = room.sitemap("/sitemap.xml", [room.url(3)])
    front_page(room, 1, head=alternate("/feed"))
    result = crawl(room)
    assert (result.new, result.needs_person) == (3, False)
    assert said(result) == (
        f"found by itself: the feed {feed} and the sitemap {sitemap}; the front page is read as a listing",
    )


@pytest.mark.parametrize("trouble", ["304", "403"])
def test_what_was_found_is_visited_again_whatever_the_front_page_says(room: Newsroom, trouble: str) -> None:
    room.articles(1, 2, 3, 4)
    room.feed(2)
    room.sitemap("/sitemap.xml", [room.url(3)])
    front_page(room, 1, head=alternate("/feed"), etag='"1"')
    crawl(room)
    room.feed(2, 4)
    if trouble == "403":
        room.server.page("/", status=403)
    room.clock.pass_(hours=7)
    result = crawl(room)
    assert result.new == 1
    assert {"/feed", "/sitemap.xml", "/"} <= set(room.paths())


def test_a_usual_place_without_a_sitemap_is_asked_once_a_quarter(room: Newsroom) -> None:
    room.articles(1)
    front_page(room, 1)
    crawl(room)
    row = "SELECT kind, state, reason, due_at FROM pages WHERE url LIKE '%/sitemap.xml'"
    assert room.ask(row) == [("sitemap", "skipped", "http_status", "2027-02-22T12:00:00Z")]
    room.clock.pass_(days=90)
    assert not crawl(room).needs_person
    assert "/sitemap.xml" not in room.paths()
    room.clock.pass_(days=2)
    room.sitemap("/sitemap.xml", [room.url(1)])
    crawl(room)
    assert "/sitemap.xml" in room.paths()
    crawl(room)
    assert "/sitemap.xml" in room.paths()


@pytest.mark.parametrize("body", ["<!DOCTYPE html><html><body>Nicht gefunden</body></html>", "", "Nichts"])
def test_a_page_in_the_place_of_a_sitemap_is_no_problem(room: Newsroom, body: str) -> None:
    room.articles(1)
    room.server.page("/sitemap.xml", body)
    front_page(room, 1)
    assert said(crawl(room)) == ("found by itself: neither a feed nor a sitemap; the front page is read as a listing",)
    crawl(room)
    assert "/sitemap.xml" not in room.paths()


def test_a_host_that_fails_at_the_usual_place_is_asked_on_the_next_day(room: Newsroom) -> None:
    room.articles(1)
    room.server.page("/sitemap.xml", status=500)
    front_page(room, 1)
    assert not crawl(room).needs_person
    assert room.ask("SELECT due_at FROM pages WHERE kind = 'sitemap'") == ["2026-11-24T12:00:00Z"]


def test_a_sitemap_at_the_usual_place_that_was_there_and_is_gone_is_a_problem(room: Newsroom) -> None:
    room.articles(1, 2)
    sitemap = room.sitemap("/sitemap.xml", [room.url(2)])
    front_page(room, 1)
    assert not crawl(room).needs_person
    room.server.page("/sitemap.xml", status=404)
    for _ in range(2):
        room.clock.pass_(hours=7)
        result = crawl(room)
        assert result.needs_person
        assert said(result)[0] == f"sitemap {sitemap}: status 404"


def test_where_robots_names_a_sitemap_none_is_guessed(room: Newsroom) -> None:
    room.articles(1, 2)
    named = room.sitemap("/karte.xml", [room.url(2)])
    room.server.robots(f"Sitemap: {named}\n")
    front_page(room, 1)
    result = crawl(room)
    assert result.new == 2
    assert room.paths()[:2] == ["/karte.xml", "/"]
    assert said(result) == (f"found by itself: the sitemap {named}; the front page is read as a listing",)


def test_feeds_of_comments_and_of_other_hosts_are_no_sources(room: Newsroom) -> None:
    room.articles(1)
    links = (
        alternate("/comments/feed/"),
        alternate("/andere/feed", title="Beispiel » Kommentar-Feed"),
        alternate("http://feeds.example/beispiel"),
        alternate("http://127.0.0.1:9/feed"),
        alternate("/wp-json/wp/v2/pages/2", kind="application/json"),
        alternate("/en/", kind="text/html"),
    )
    front_page(room, 1, head="".join(links))
    assert said(crawl(room)) == ("found by itself: neither a feed nor a sitemap; the front page is read as a listing",)
    assert room.paths()[:3] == ["/sitemap.xml", "/", "/news/1"]


def test_atom_and_json_feeds_are_found_too(room: Newsroom) -> None:
    room.articles(1, 2, 3)
    room.server.page("/feed.json", f'{{"items": [{{"url": "{room.url(2)}"}}]}}')
    room.feed(3, path="/atom")
    kinds = alternate("/feed.json", "application/feed+json") + alternate("/atom", "Application/Atom+XML")
    front_page(room, 1, head=kinds)
    assert crawl(room).new == 3


def test_a_front_page_without_articles_matters_only_where_nothing_else_gives_any(room: Newsroom) -> None:
    room.articles(1)
    feed = room.feed(1)
    page = f"<html><head>{alternate('/feed')}</head><body><p>Ohne Skripte leer</p></body></html>"
    room.server.page("/", page, etag='"1"')
    for _ in range(2):
        result = crawl(room)
        assert not result.needs_person
        assert said(result) == (f"found by itself: the feed {feed}; the front page is read as a listing",)
    room.server.remove("/feed")
    assert said(crawl(room))[:2] == (
        f"feed {feed}: status 404",
        f"listing {room.server.url('/')}: no article links on this page",
    )


def test_a_site_that_gives_nothing_is_a_problem_in_each_run(room: Newsroom) -> None:
    room.server.page("/", "<html><body><p>Wir ziehen um.</p></body></html>", etag='"1"')
    for _ in range(3):
        result = crawl(room)
        assert result.needs_person
        assert [problem.advice for problem in result.problems][1] == (
            "no article was ever found here. Name a feed or a listing page in its profile; 'scraper crawl' with its"
            " name, --dry-run and -v says what each source gives."
        )
    assert room.ask("SELECT code, times FROM problems WHERE code = 'nothing_found'") == [("nothing_found", 3)]


def test_what_a_person_fetched_is_nothing_that_the_site_gave(room: Newsroom) -> None:
    room.articles(1)
    feed = room.server.page("/feed", "<rss version='2.0'><channel></channel></rss>")
    site = room.site(feeds=(feed,))
    room.fetch(site, room.url(1))
    assert said(room.crawl(site)) == (f"feed {feed}: the feed has no entries", "no article was ever found here")


def test_an_index_whose_sitemaps_are_empty_gives_nothing(room: Newsroom) -> None:
    child = room.sitemap("/eins.xml", [room.server.url("/seite")])
    index = room.sitemap("/index.xml", [child], index=True)
    for _ in range(2):
        result = room.crawl(room.site(sitemaps=(index,)))
        assert said(result) == (
            rf"sitemap {child}: 1 link, none fits 'articles' (^/news/(?P<id>[^/?]+)$)",
            "no article was ever found here",
        )


def test_a_front_page_may_name_twenty_feeds(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home.MOST_FEEDS == 20
    monkeypatch.setattr(home, "MOST_FEEDS", 2)
    room.articles(1, 2, 3)
    for number in (1, 2, 3):
        room.feed(number, path=f"/feed{number}")
    front = front_page(room, 1, head="".join(alternate(f"/feed{number}") for number in (1, 2, 3)))
    result = crawl(room)
    assert said(result)[0] == f"listing {front}: read to its bound: 2 of 3 feeds"
    assert "/feed3" not in room.paths()
    assert not result.needs_person
    # As many as the bound are all of them.
    front_page(room, 1, head="".join(alternate(f"/feed{number}") for number in (1, 2)))
    assert not any("read to its bound" in line for line in said(crawl(room)))


def test_an_ignored_feed_is_not_read(room: Newsroom) -> None:
    room.articles(1)
    room.feed(2)
    front_page(room, 1, head=alternate("/feed"))
    assert "/feed" in (crawl(room), room.paths())[1]
    room.crawl(room.site(articles=(), ignore=(re.compile("^/feed"),)))
    assert "/feed" not in room.paths()


def test_a_front_page_that_names_nothing_is_asked_in_full_when_that_was_planned(room: Newsroom) -> None:
    room.articles(2)
    room.feed(2)
    front_page(room, head=alternate("/feed"), etag='"1"')
    planned = "SELECT full_due_at FROM pages WHERE kind = 'listing'"
    assert not crawl(room).needs_person
    (first,) = room.ask(planned)
    assert first is not None
    # Put off by each 304, the next full answer would never come.
    room.clock.pass_(days=1)
    assert not crawl(room).needs_person
    assert room.ask(planned) == [first]
