"""Hosts whose validators lie: found out by a full request now and then."""

from __future__ import annotations

from crawling import Newsroom, news

from server import Exchange


def test_a_host_that_says_not_modified_for_ever_is_found_out(room: Newsroom) -> None:
    versions = iter(range(100))

    def answer(exchange: Exchange) -> None:
        if exchange.request.header("if-none-match"):
            exchange.head(304, etag='"ever"')
        else:
            exchange.answer(200, news(1, f"Fassung {next(versions)}."), etag='"ever"')

    room.server.handler("/news/1", answer)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.clock.pass_(days=10)
    assert room.crawl(site).unchanged == 1
    room.clock.pass_(days=30)
    result = room.crawl(site)
    assert result.changed == 1
    assert result.problems == (f"the host says 'not modified' of pages that have changed, as of {room.url(1)}",)
    assert room.ask("SELECT count(*) FROM versions") == [2]


def test_an_honest_host_is_asked_in_full_now_and_then_and_nothing_is_said(room: Newsroom) -> None:
    room.server.page("/news/1", news(1), etag='"1"')
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.clock.pass_(days=40)
    result = room.crawl(site)
    assert (result.unchanged, result.problems) == (1, ())
    (request,) = [one for one in room.server.requests if one.path == "/news/1"]
    assert request.header("if-none-match") is None
    assert room.ask("SELECT count(*) FROM captures") == [1]


def test_a_new_etag_for_the_same_text_is_no_change(room: Newsroom) -> None:
    tags = iter(range(100))
    room.server.handler("/news/1", lambda exchange: exchange.answer(200, news(1), etag=f'"{next(tags)}"'))
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.clock.pass_(days=10)
    assert room.crawl(site).unchanged == 1
    assert room.ask("SELECT count(*) FROM versions") == [1]
