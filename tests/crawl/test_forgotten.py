"""What was forgotten does not come back: by sources, by hand, by pages in flight, by what leads there or names it."""

from __future__ import annotations

import pytest
from crawling import Newsroom, listing, news, not_archived, rss

from scraper.model import Reason, Site
from scraper.store import Archive
from server import Exchange

SAID = "was forgotten on 2026-11-23; it is not archived again"


def forget(room: Newsroom, *numbers: int, site: Site | None = None) -> None:
    """Forget articles by their numbers in the newsroom, as another process does it."""
    sites = {"test": site or room.site()}
    with Archive.open(room.db) as archive:
        ids = [
            row["id"] for n in numbers for row in archive.rows("SELECT id FROM articles WHERE url = ?", [room.url(n)])
        ]
        archive.forgetting(sites, room.clock.now()).run(ids, [])


def name_in_feed(room: Newsroom, *urls: str) -> None:
    room.server.page("/feed", rss(urls), headers={"Content-Type": "application/rss+xml"})


def crawled(room: Newsroom, **more: object) -> Site:
    """Crawl three articles and a second run with what is special about the site."""
    room.articles(1, 2, 3)
    site = room.site(feeds=(room.feed(1, 2, 3),), **more)
    assert room.crawl(site).new == 3
    return site


@pytest.mark.parametrize("source", ["feed", "sitemap", "listing"])
def test_no_source_takes_it_up_again(room: Newsroom, source: str) -> None:
    room.articles(1, 2, 3)
    urls = [room.url(n) for n in (1, 2, 3)]
    where = {
        "feed": lambda: {"feeds": (room.feed(1, 2, 3),)},
        "sitemap": lambda: {"sitemaps": (room.sitemap("/sitemap.xml", urls),)},
        "listing": lambda: {"listings": (room.server.page("/alle", listing(urls)),)},
    }
    site = room.site(**where[source]())
    assert room.crawl(site).new == 3
    forget(room, 1, 2)
    room.clock.pass_(days=2)
    result = room.crawl(site, full=True)
    assert (result.new, result.found, result.failed) == (0, 0, 0)
    assert room.numbers() <= {3}
    assert room.ask("SELECT url FROM articles") == [room.url(3)]
    assert room.ask("SELECT url FROM pages WHERE kind = 'article'") == [room.url(3)]


def test_another_spelling_of_a_forgotten_address_is_known_by_its_key(room: Newsroom) -> None:
    site = crawled(room)
    forget(room, 1, site=site)
    name_in_feed(room, f"{room.url(1)}?utm_source=feed")
    room.clock.pass_(days=2)
    assert room.crawl(site).new == 0
    # Without the profile the address alone is the key.
    assert [str(outcome.fault) for outcome in room.fetch(room.site(articles=()), f"{room.url(1)}#absatz")] == [SAID]


def test_who_fetches_it_by_hand_is_told(room: Newsroom) -> None:
    site = crawled(room)
    forget(room, 1)
    (outcome,) = room.fetch(site, room.url(1))
    assert (outcome.verdict, outcome.fault and outcome.fault.reason, str(outcome.fault)) == (
        "failed",
        Reason.FORGOTTEN,
        SAID,
    )
    assert room.server.requests == []
    assert room.ask("SELECT count(*) FROM pages WHERE url = ?", room.url(1)) == [0]


@pytest.mark.parametrize("status", [200, 304, 404, 500, None])
def test_a_page_that_is_forgotten_while_it_is_in_flight_is_not_written(room: Newsroom, status: int | None) -> None:
    site = crawled(room)

    def answer(exchange: Exchange) -> None:
        forget(room, 2)
        # Without an answer the connection is closed.
        if status is not None:
            exchange.answer(status, "" if status == 304 else news(2, "Ein neuer Satz."))

    room.server.handler("/news/2", answer)
    room.clock.pass_(days=20)
    result = room.crawl(site)
    assert (result.changed, result.gone, result.failed, result.skipped) == (0, 0, 0, 1)
    assert room.ask("SELECT url FROM articles ORDER BY id") == [room.url(1), room.url(3)]
    for table in ("pages", "captures", "problems"):
        assert room.ask(f"SELECT count(*) FROM {table} WHERE url = ?", room.url(2)) == [0]
    assert room.ask("PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("how", ["redirect", "canonical"])
def test_what_leads_there_is_forgotten_as_well(room: Newsroom, how: str) -> None:
    site = crawled(room, articles=())
    forget(room, 2)
    if how == "redirect":
        room.server.redirect("/umzug", room.url(2))
    else:
        room.server.page("/umzug", news(2, head=f'<link rel="canonical" href="{room.url(2)}">'))
    name_in_feed(room, room.server.url("/umzug"))
    room.clock.pass_(days=2)
    result = room.crawl(site)
    assert (result.new, result.skipped, not_archived(result)) == (0, 1, ())
    moved = room.server.url("/umzug")
    assert room.ask("SELECT count(*) FROM pages WHERE url = ?", moved) == [0]
    assert room.ask("SELECT count(*) FROM captures WHERE url = ?", moved) == [0]
    # It is not asked for again, and the log is emptied by the next program that writes.
    room.clock.pass_(days=2)
    room.crawl(site)
    assert "/umzug" not in room.paths()
    assert room.ask("SELECT count(*) FROM marks") == [0]


def test_an_article_that_stays_and_leads_there_now_keeps_its_states(room: Newsroom) -> None:
    site = crawled(room)
    forget(room, 2)
    room.server.redirect("/news/3", room.url(2))
    room.clock.pass_(days=20)
    result = room.crawl(site)
    assert not_archived(result) == (f"{room.url(3)}: {SAID}",)
    assert room.ask("SELECT url FROM articles ORDER BY id") == [room.url(1), room.url(3)]
    assert room.ask("SELECT url FROM captures WHERE id > 3") == []


def test_a_reference_to_it_comes_back_by_no_visit_and_is_no_edit(room: Newsroom) -> None:
    there = f'Mehr dazu steht <a href="{room.url(2)}">in der zweiten Meldung</a> dieser Woche.'
    room.server.page("/news/1", news(1, there), etag='"1"')
    room.articles(2)
    site = room.site(feeds=(room.feed(1, 2),))
    assert room.crawl(site).new == 2
    assert room.ask("SELECT url FROM links WHERE relation = 'reference'") == [room.url(2)]
    forget(room, 2)
    assert room.ask("SELECT url FROM links") == []
    room.server.page("/news/1", news(1, there, boilerplate="Neues"), etag='"2"')
    room.clock.pass_(days=20)
    result = room.crawl(site)
    assert (result.changed, result.unchanged) == (0, 1)
    assert room.ask("SELECT count(*) FROM captures WHERE url = ?", room.url(1)) == [2]
    assert room.ask("SELECT url FROM links") == []
    # What an older reader has read is read again from its old bytes, which still name it.
    with Archive.open(room.db) as archive, archive.transaction():
        archive._db.execute("UPDATE articles SET reader = 'alt'")
    room.server.page("/news/1", news(1, there, boilerplate="Noch Neueres"), etag='"3"')
    room.clock.pass_(days=90)
    result = room.crawl(site)
    assert (result.changed, result.unchanged) == (0, 1)
    assert room.ask("SELECT reader = 'alt' FROM articles") == [0]
    assert room.ask("SELECT url FROM links") == []
    assert room.ask("SELECT count(*) FROM versions") == [0]
