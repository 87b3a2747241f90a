"""An article keeps its name in feeds, wherever it moves."""

from __future__ import annotations

import feedparser
import pytest
from crawling import Newsroom, news, rss

from cli_running import scraper
from scraper.model import Site
from scraper.report.feed_entries import entry_id

OLD, NEW, NEWEST = "/meldung_18917", "/k21-meldungen/portal-im-landkreis/", "/nachrichten/portal/"
PATTERNS = (r"^/k21-meldungen/(?P<id>[^/]+)/$", r"^/meldung_(?P<id>\d+)", r"^/nachrichten/(?P<id>[^/]+)/$")


def feed(room: Newsroom, *paths: str) -> str:
    return room.server.page("/feed", rss([room.server.url(path) for path in paths]))


def told(room: Newsroom) -> list[tuple[str, str, str]]:
    """Return id, link and time of the last edit of each entry of the feed of all articles."""
    done = scraper("--db", room.db, "export", "feed")
    assert (done.code, done.err) == (0, "")
    return [(one.id, one.link, one.updated) for one in feedparser.parse(done.out).entries]


@pytest.fixture
def site(room: Newsroom) -> Site:
    """A crawled site of one article."""
    room.server.page(OLD, news(1))
    site = room.site(feeds=(feed(room, OLD),), articles=PATTERNS)
    room.crawl(site)
    room.clock.pass_(days=40)
    return site


def test_an_article_that_moves_twice_and_back(room: Newsroom, site: Site) -> None:
    own, seen = entry_id(room.server.url(OLD)), "2026-11-23T12:00:00Z"
    assert told(room) == [(own, room.server.url(OLD), seen)]
    for old, new in ((OLD, NEW), (NEW, NEWEST)):
        room.server.page(new, news(1))
        room.server.redirect(old, new, status=301)
        feed(room, new)
        room.crawl(site)
        room.clock.pass_(days=40)
        assert told(room) == [(own, room.server.url(new), seen)]
    room.server.page(OLD, news(1))
    room.server.redirect(NEWEST, OLD, status=301)
    feed(room, OLD)
    room.crawl(site)
    assert told(room) == [(own, room.server.url(OLD), seen)]


def test_two_articles_that_turn_out_to_be_one(room: Newsroom, site: Site) -> None:
    """The new address was archived as an article of its own before the old one redirected to it."""
    room.server.page(NEW, news(1, "Nun auch am Samstag."))
    room.fetch(site, room.server.url(NEW))
    assert {link for _, link, _ in told(room)} == {room.server.url(OLD), room.server.url(NEW)}
    room.server.redirect(OLD, NEW, status=301)
    room.clock.pass_(days=40)
    room.crawl(site)
    ((own, link, _),) = told(room)
    assert (own, link) == (entry_id(room.server.url(OLD)), room.server.url(NEW))


def test_a_move_with_an_edit_is_an_update(room: Newsroom, site: Site) -> None:
    room.server.page(NEW, news(1, "Nun auch am Samstag, und zwar von neun bis zwölf Uhr."))
    room.server.redirect(OLD, NEW, status=301)
    room.crawl(site)
    ((own, _, updated),) = told(room)
    assert (own, updated) == (entry_id(room.server.url(OLD)), "2027-01-02T12:00:00Z")
