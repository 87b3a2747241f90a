"""Another port of a host is another origin (RFC 6454 §4): nothing that stands there touches a site's articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import Newsroom, listing, news, rss, sitemap

from scraper.model import Reason
from server import XML_HEADERS, Server

OTHER = "Von einem anderen Programm auf demselben Rechner. " * 20


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """A site whose articles 1 and 2 are archived."""
    with Server() as server:
        newsroom = Newsroom(server, tmp_path)
        # A profile opens the private addresses of its own ports alone; here the others could be asked, too.
        newsroom.bounds["allow_private"] = True
        newsroom.articles(1, 2)
        assert newsroom.crawl(newsroom.site(feeds=(newsroom.feed(1, 2),))).new == 2
        newsroom.clock.pass_(days=400)
        yield newsroom


@pytest.fixture
def other(newsroom: Newsroom) -> Iterator[Server]:
    """The other port of its host, with other texts at the same paths."""
    with Server() as server:
        for number in (1, 2, 3):
            server.page(f"/news/{number}", news(number, OTHER, head=addresses(newsroom.url(number))))
        yield server


def addresses(url: str) -> str:
    """What a page says its own address is, in the three ways in which pages say it."""
    return (
        f'<link rel="canonical" href="{url}"><meta property="og:url" content="{url}">'
        f'<script type="application/ld+json">{{"@type": "NewsArticle", "mainEntityOfPage": "{url}"}}</script>'
    )


def own(newsroom: Newsroom) -> list[object]:
    """All that the archive holds of the site's own articles."""
    start = f"{newsroom.server.url('/')}%"
    return newsroom.ask(
        "SELECT a.id, a.url, a.title, a.body, a.digest, a.changed_at, a.gone_at, p.state, p.reason, p.key,"
        " (SELECT count(*) FROM versions v WHERE v.article_id = a.id)"
        " FROM articles a JOIN pages p ON p.article_id = a.id AND p.url = a.url WHERE a.url LIKE ? ORDER BY a.id",
        start,
    )


def test_sources_name_nothing_of_another_port(newsroom: Newsroom, other: Server) -> None:
    before = own(newsroom)
    assert len(before) == 2
    named = [other.url(f"/news/{number}") for number in (1, 2, 3)]
    site = newsroom.site(
        feeds=(newsroom.server.page("/feed", rss([*named, newsroom.url(1)]), headers=XML_HEADERS),),
        listings=(newsroom.server.page("/liste", listing([*named, newsroom.url(1)], following=other.url("/liste"))),),
        sitemaps=(newsroom.server.page("/karte", sitemap([*named, newsroom.url(2)]), headers=XML_HEADERS),),
    )
    other.page("/liste", listing(named))
    for options in ({}, {"full": True}):
        newsroom.crawl(site, **options)
        newsroom.clock.pass_(days=400)
    assert other.requests == []
    assert own(newsroom) == before
    assert newsroom.ask("SELECT url FROM pages WHERE url LIKE ?", f"{other.url('/')}%") == []


def test_an_index_on_a_port_of_its_own_is_a_source_that_names_articles_of_the_site_alone(
    newsroom: Newsroom, other: Server
) -> None:
    """A robots.txt may name a sitemap anywhere (sitemaps.org); what that names elsewhere is not read."""
    other.page("/karte", sitemap([other.url("/news/3"), newsroom.url(3)]), headers=XML_HEADERS)
    newsroom.articles(3)
    newsroom.server.robots(f"Sitemap: {other.url('/karte')}\n")
    assert newsroom.crawl(newsroom.site(feeds=(newsroom.feed(1),))).new == 1
    assert other.paths(robots=False) == ["/karte"]
    assert newsroom.ask("SELECT url FROM articles WHERE url LIKE '%/news/3'") == [newsroom.url(3)]


def test_a_page_that_calls_an_address_of_another_port_its_own_keeps_its_own(newsroom: Newsroom, other: Server) -> None:
    # Its text is another, so that it would be an edit of the article there.
    (elsewhere,) = newsroom.fetch(newsroom.site(), other.url("/news/2"))
    assert (elsewhere.verdict, elsewhere.article and elsewhere.article.url) == ("new", other.url("/news/2"))
    before = own(newsroom)
    newsroom.server.page("/news/1", news(1, head=addresses(other.url("/news/2"))))
    (outcome,) = newsroom.fetch(newsroom.site(), newsroom.url(1))
    assert outcome.article is not None
    assert outcome.article.url == newsroom.url(1)
    assert own(newsroom) == before


def test_a_page_of_another_port_is_no_edit(newsroom: Newsroom, other: Server) -> None:
    """Neither by its canonical link nor by the id that a pattern of the profile finds in its path."""
    before = own(newsroom)
    (outcome,) = newsroom.fetch(newsroom.site(), other.url("/news/1"))
    assert (outcome.verdict, outcome.article and outcome.article.url) == ("new", other.url("/news/1"))
    assert own(newsroom) == before
    key = other.url("/news/1").removeprefix("http://")
    assert newsroom.ask("SELECT key FROM pages WHERE url = ?", other.url("/news/1")) == [key]


def test_a_404_of_another_port_ends_no_article(newsroom: Newsroom, other: Server) -> None:
    before = own(newsroom)
    other.remove("/news/1")
    (outcome,) = newsroom.fetch(newsroom.site(), other.url("/news/1"))
    assert outcome.verdict == "failed"
    assert own(newsroom) == before


def test_a_redirect_to_another_port_is_no_edit(newsroom: Newsroom, other: Server) -> None:
    texts = newsroom.ask("SELECT id, url, body, gone_at FROM articles")
    newsroom.server.redirect("/news/1", other.url("/news/1"))
    newsroom.fetch(newsroom.site(), newsroom.url(1))
    assert [row for row in newsroom.ask("SELECT id, url, body, gone_at FROM articles") if row[0] <= 2] == texts
    assert newsroom.ask("SELECT count(*) FROM versions") == [0]


def test_a_way_over_the_front_page_of_another_port_is_no_way_home(newsroom: Newsroom, other: Server) -> None:
    """As over a page for signing in."""
    newsroom.server.redirect("/news/4", other.url("/"))
    other.redirect("/", newsroom.url(5))
    newsroom.articles(5)
    (outcome,) = newsroom.fetch(newsroom.site(), newsroom.url(4))
    assert outcome.verdict == "new"
    newsroom.server.redirect("/news/6", "/")
    newsroom.server.redirect("/", newsroom.url(5))
    (outcome,) = newsroom.fetch(newsroom.site(), newsroom.url(6))
    assert outcome.fault is not None
    assert outcome.fault.reason is Reason.REDIRECTS_HOME


def test_a_further_page_on_another_port_is_none(newsroom: Newsroom, other: Server) -> None:
    other.page("/news/7", news(7, OTHER))
    newsroom.server.page("/news/7", news(7, head=f'<link rel="next" href="{other.url("/news/7?seite=2")}">'))
    (outcome,) = newsroom.fetch(newsroom.site(), newsroom.url(7))
    assert outcome.verdict == "new"
    assert other.requests == []
    newsroom.server.page("/news/8", news(8, head=f'<link rel="next" href="{newsroom.url(8)}?seite=2">'))
    newsroom.fetch(newsroom.site(), newsroom.url(8))
    assert "/news/8?seite=2" in newsroom.paths()


def test_another_port_is_the_sites_own_where_the_profile_names_a_source_there(
    newsroom: Newsroom, other: Server
) -> None:
    feed = other.page("/feed", rss([other.url("/news/3")]), headers=XML_HEADERS)
    assert newsroom.crawl(newsroom.site(feeds=(feed,))).new == 1
    assert newsroom.ask("SELECT url FROM articles WHERE id = 3") == [other.url("/news/3")]
