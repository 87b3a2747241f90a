"""Links that lead to articles of other sites: whichever site is crawled first, and whenever it gets its profile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from crawling import Newsroom, news, rss

from scraper.model import Site
from server import Server

PATTERN = r"^/meldung_(?P<id>\d+)"
TARGETS = "SELECT url, target_id FROM links WHERE relation = 'reference' ORDER BY position"


class Two:
    """A site whose one article refers to a page of another site."""

    def __init__(self, room: Newsroom, other: Server) -> None:
        self.room = room
        self.other = other
        room.bounds["allow_private"] = True
        other.page("/meldung_7", news(7))
        feed = other.page("/feed", rss([other.url("/meldung_7")]))
        self.cited = Site("andere", "Andere", other.url("/"), feeds=(feed,), private=True, delay=0.0)
        self.links = [
            other.url(path) for path in ("/meldung_7_Der+Titel.html?utm_source=x#a", "/meldung_7", "/meldung_77")
        ]
        text = " ".join(f'<a href="{url}">Quelle</a>' for url in self.links)
        room.server.page("/news/1", news(1, f"Mehr dazu: {text}."))
        self.citing = room.site(feeds=(room.feed(1),))

    def found(self) -> list[int | None]:
        rows = dict(self.room.ask(TARGETS))
        return [rows[url] for url in self.links]


@pytest.fixture
def two(room: Newsroom) -> Iterator[Two]:
    with Server() as other:
        yield Two(room, other)


def with_pattern(site: Site) -> Site:
    return replace(site, articles=(re.compile(PATTERN),))


def test_the_sites_are_crawled_in_either_order(two: Two) -> None:
    cited = with_pattern(two.cited)
    two.room.crawl(two.citing)
    assert two.found() == [None, None, None]
    two.room.crawl(cited)
    assert two.found() == [2, 2, None]


def test_the_cited_site_is_crawled_first(two: Two) -> None:
    two.room.crawl_all([with_pattern(two.cited)])
    two.room.crawl_all([with_pattern(two.cited), two.citing])
    assert two.found() == [1, 1, None]


def test_the_cited_article_was_fetched_by_hand_before_its_site_had_a_profile(two: Two) -> None:
    two.room.fetch(two.cited, two.other.url("/meldung_7"))
    two.room.crawl(two.citing)
    assert two.found() == [None, 1, None]
    two.room.crawl(with_pattern(two.cited))
    assert two.found() == [1, 1, None]
    makers = two.room.ask("SELECT name, made_at FROM indexes WHERE name GLOB 'links:*' OR name = 'keywords' ORDER BY 1")
    two.room.clock.pass_(days=1)
    two.room.crawl(with_pattern(two.cited))
    assert [name for name, _ in makers] == ["keywords", "links:andere", "links:test"]
    # What is as it should be is not made again.
    assert (
        two.room.ask("SELECT name, made_at FROM indexes WHERE name GLOB 'links:*' OR name = 'keywords' ORDER BY 1")
        == makers
    )


def test_a_run_without_the_profile_leaves_its_links_to_the_next_crawl_that_has_it(two: Two) -> None:
    cited = with_pattern(two.cited)
    two.room.crawl(cited)
    two.room.crawl(two.citing)
    assert two.found() == [None, 1, None]
    two.room.crawl(cited)
    assert two.found() == [1, 1, None]


def test_an_article_that_moves_takes_its_links_along(two: Two) -> None:
    cited = with_pattern(two.cited)
    two.room.crawl(cited)
    two.room.crawl(two.citing)
    new = two.other.page("/neu/titel", news(7, boilerplate="Neu!"))
    two.other.redirect("/meldung_7", new, status=301)
    two.room.clock.pass_(days=40)
    two.room.crawl(cited)
    assert two.room.ask("SELECT id, url FROM articles WHERE site = 'andere'") == [(1, new)]
    assert two.found() == [1, 1, None]
    # Of an address with another title in it nobody knows whether it leads to the new one.
    assert two.room.ask("SELECT state, moved_to FROM checked_links WHERE target_id IS NOT NULL ORDER BY position") == [
        ("there", None),
        ("moved", new),
    ]
    assert two.room.ask("SELECT article_id, target_id, url FROM citations") == [(2, 1, two.links[0])]
