"""The clock set back: what a wrong clock wrote must not hold anything up for years."""

from __future__ import annotations

from crawling import START, Newsroom


def test_pages_planned_for_the_far_future_are_due(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.clock.pass_(days=20 * 365)
    assert room.crawl(site).new == 1
    room.clock.moment = START
    assert room.crawl(site).unchanged == 1
    assert "/news/1" in room.paths()


def test_a_pause_until_the_far_future_is_none(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.server.too_many_requests("/busy", 3600),))
    room.clock.pass_(days=20 * 365)
    assert room.crawl(site).problems
    room.clock.moment = START
    assert room.crawl(room.site(feeds=(room.feed(1),))).new == 1


def test_rules_read_in_the_future_are_read_again(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.clock.pass_(days=20 * 365)
    room.crawl(site)
    room.clock.moment = START
    room.crawl(site)
    assert "/robots.txt" in room.server.paths()
