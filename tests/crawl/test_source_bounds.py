"""The bounds of what one run reads of a site's sources, each at its very edge."""

from __future__ import annotations

import pytest
from crawling import Newsroom, listing, said

from scraper.crawl import sources
from scraper.policy import selection


@pytest.mark.parametrize("more", [0, 1])
def test_robots_may_name_two_hundred_sitemaps(room: Newsroom, monkeypatch: pytest.MonkeyPatch, more: int) -> None:
    assert sources.ROBOTS_SITEMAPS == 200
    monkeypatch.setattr(sources, "ROBOTS_SITEMAPS", 3)
    urls = [room.sitemap(f"/map{number}", [room.url(number)]) for number in range(3 + more)]
    room.server.robots("".join(f"Sitemap: {url}\n" for url in urls))
    result = room.crawl(room.site(feeds=(room.feed(1),)))
    assert [path for path in room.paths() if path.startswith("/map")] == ["/map0", "/map1", "/map2"]
    assert result.problems == () or said(result) == ("robots.txt names 4 sitemaps; the first 3 are read",)
    assert bool(result.problems) is bool(more)
    # What a bound cut off is said, and needs nobody.
    assert all(problem.is_notice for problem in result.problems)


def pages(room: Newsroom, count: int, each: int = 2) -> str:
    """Publish a listing of so many pages, each with new articles, and return its address."""
    number = 0
    for page in range(1, count + 1):
        urls = [room.url(number := number + 1) for _ in range(each)]
        following = room.server.url(f"/liste?seite={page + 1}") if page < count else None
        room.server.page(f"/liste?seite={page}", listing(urls, following=following))
    return room.server.url("/liste?seite=1")


def turned(room: Newsroom) -> list[str]:
    return [path.rpartition("=")[2] for path in room.paths() if path.startswith("/liste")]


def test_a_listing_is_turned_to_its_fifth_page(room: Newsroom) -> None:
    assert selection.LISTING_PAGES == 5
    site = room.site(listings=(pages(room, 8),))
    room.crawl(site, limit=0)
    assert turned(room) == ["1", "2", "3", "4", "5"]


def test_a_first_crawl_turns_no_page_more_when_it_has_enough(room: Newsroom) -> None:
    assert selection.FIRST_CRAWL_ARTICLES == 50
    site = room.site(listings=(pages(room, 8, each=25),))
    room.crawl(site, limit=0)
    assert turned(room) == ["1", "2"]


def test_a_first_crawl_turns_on_while_it_has_not_enough(room: Newsroom) -> None:
    site = room.site(listings=(pages(room, 8, each=24),))
    room.crawl(site, limit=0)
    assert turned(room) == ["1", "2", "3"]


def test_a_full_crawl_turns_to_the_end(room: Newsroom) -> None:
    room.crawl(room.site(listings=(pages(room, 8),)), full=True, limit=0)
    assert turned(room) == [str(page) for page in range(1, 9)]


def test_a_known_article_that_robots_forbids_is_a_failure_that_a_person_hears_of(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.server.robots("User-agent: *\nDisallow: /news/\n")
    room.clock.pass_(days=20)
    result = room.crawl(site)
    assert (result.failed, result.skipped) == (1, 0)
    assert room.ask("SELECT state, reason FROM pages WHERE kind = 'article'") == [("failed", "robots_forbidden")]
    assert room.ask("SELECT code FROM problems WHERE until IS NULL") == ["robots_forbidden"]
    assert room.ask("SELECT gone_at, title <> '' FROM articles") == [(None, 1)]
