"""Of a page whose site reserves its text neither bytes nor text come in, whichever way it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from crawling import Newsroom, news

from scraper.model import Site
from server import Exchange

RESERVED = '<meta name="tdm-reservation" content="1">'
KEPT_BACK = "Diesen Satz behält die Zeitung sich vor."


def reserved(room: Newsroom, number: int = 1, *, tag: str = "a", more: str = "") -> str:
    head = f"{RESERVED}{more}"
    return room.server.page(f"/news/{number}", news(number, KEPT_BACK, head=head), etag=f'"{tag}"')


@pytest.fixture
def site(room: Newsroom) -> Site:
    """Return the site, crawled once; its one article is kept without its text."""
    reserved(room)
    site = room.site(feeds=(room.feed(1),))
    assert room.crawl(site).new == 1
    nothing_came_in(room)
    return site


def nothing_came_in(room: Newsroom) -> None:
    for table in ("captures", "payloads", "versions", "visits"):
        assert room.ask(f"SELECT count(*) FROM {table}") == [0], table
    assert room.ask("SELECT body, lead, kicker, keywords, sources, capture_id FROM articles") == [
        ("", None, None, None, None, None)
    ]
    assert KEPT_BACK.encode() not in room.db.read_bytes()


def test_by_a_404(room: Newsroom, site: Site) -> None:
    room.server.page("/news/1", f"<h1>Nicht gefunden</h1><p>{KEPT_BACK}</p>", status=404)
    for passed in (10, 1):
        room.clock.pass_(days=passed)
        result = room.crawl(site)
    assert result.gone == 1
    assert room.ask("SELECT gone_at IS NULL FROM articles") == [0]
    nothing_came_in(room)


def test_by_a_304_that_nobody_asked_for(room: Newsroom, site: Site) -> None:
    room.server.handler("/news/1", lambda exchange: exchange.head(304, etag='"a"'))
    room.clock.pass_(days=10)
    assert room.crawl(site).failed == 0
    nothing_came_in(room)


def test_it_is_always_asked_for_in_full(room: Newsroom, site: Site) -> None:
    for _ in range(2):
        room.clock.pass_(days=30)
        assert room.crawl(site).unchanged == 1
        (request,) = [one for one in room.server.requests if one.path == "/news/1"]
        assert request.header("if-none-match") is None
        nothing_came_in(room)


def test_by_other_bytes_and_another_reader(room: Newsroom, site: Site) -> None:
    reserved(room, tag="b", more='<meta name="keywords" content="Portal">')
    room.clock.pass_(days=10)
    result = room.crawl(replace(site, select=(("kicker", "nav"),)))
    assert (result.changed, result.unchanged, result.failed) == (0, 1, 0)
    nothing_came_in(room)


@pytest.mark.parametrize("path", ["/news/1?druck=1", "/druck/1"])
def test_by_another_form_of_the_page(room: Newsroom, site: Site, path: str) -> None:
    own = f'<link rel="canonical" href="{room.url(1)}">'
    url = room.server.page(path, news(1, KEPT_BACK, head=own))
    (outcome,) = room.fetch(site, url)
    assert (outcome.verdict, outcome.article_id) == ("unchanged", 1)
    assert outcome.reserved is not None
    nothing_came_in(room)


def test_by_a_redirect_that_leads_to_it(room: Newsroom, site: Site) -> None:
    room.server.redirect("/kurz/1", "/news/1")
    (outcome,) = room.fetch(site, room.server.url("/kurz/1"))
    assert (outcome.verdict, outcome.article_id) == ("unchanged", 1)
    nothing_came_in(room)


def test_by_a_wall_in_its_place(room: Newsroom, site: Site) -> None:
    room.server.page("/news/1", f"<title>Just a moment...</title><p>Checking your browser {KEPT_BACK}</p>")
    room.clock.pass_(days=10)
    assert room.crawl(site).failed == 1
    nothing_came_in(room)


def test_what_was_archived_before_stays_as_it_was_under_a_newer_reader(room: Newsroom) -> None:
    """Its kept bytes may be read again; what comes after the reservation may not."""
    room.server.page("/news/1", news(1, "Von früher."), etag='"1"')
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    reserved(room, tag="b")
    room.clock.pass_(days=10)
    result = room.crawl(replace(site, select=(("kicker", "nav a"),)))
    assert (result.changed, result.unchanged) == (0, 1)
    assert room.ask("SELECT instr(body, 'Von früher.') > 0, kicker, signals IS NULL FROM articles") == [(1, "Start", 0)]
    assert room.ask("SELECT count(*) FROM captures") == [1]
    assert KEPT_BACK.encode() not in room.db.read_bytes()


def test_an_end_of_the_reservation_lets_the_text_in_and_is_no_edit(room: Newsroom, site: Site) -> None:
    room.server.page("/news/1", news(1, KEPT_BACK), etag='"c"')
    room.clock.pass_(days=10)
    room.crawl(site)
    assert room.ask("SELECT instr(body, ?) > 0, capture_id FROM articles", KEPT_BACK) == [(1, 1)]
    assert room.ask("SELECT count(*) FROM versions") == [0]


def reserved_after_it_was_archived(room: Newsroom) -> Site:
    """Crawl a page in full, let its site reserve it and crawl it again; return the profile."""
    room.server.page("/news/1", news(1), etag='"1"')
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    reserved(room, tag="b")
    room.clock.pass_(days=10)
    room.crawl(site)
    return site


def test_a_print_version_of_what_was_reserved_later_is_not_kept(room: Newsroom) -> None:
    """The article's own address reserves it now; its print version, which says nothing, brings no bytes."""
    site = reserved_after_it_was_archived(room)
    own = f'<link rel="canonical" href="{room.url(1)}">'
    (outcome,) = room.fetch(site, room.server.page("/druck/1", news(1, KEPT_BACK, head=own)))
    assert outcome.article_id == 1
    assert room.ask("SELECT count(*) FROM captures") == [1]


def test_an_exchange_of_a_reserved_page_is_not_kept_either(room: Newsroom) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.answer(200, news(1, KEPT_BACK), tdm_reservation="1", x_note="Grau", etag='"1"')

    room.server.handler("/news/1", answer)
    room.crawl(room.site(feeds=(room.feed(1),)))
    nothing_came_in(room)


@pytest.mark.parametrize("tag", ["b", "1"])
def test_an_end_of_the_reservation_lifts_the_mark_though_the_bytes_stay(room: Newsroom, tag: str) -> None:
    """What is declared can stand in a header alone, so that the page's bytes are those of before."""
    room.server.page("/news/1", news(1), etag='"1"')
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.server.page("/news/1", news(1), etag='"1"', headers={"tdm-reservation": "1"})
    room.clock.pass_(days=10)
    room.crawl(site)
    assert room.ask("SELECT signals IS NULL FROM articles") == [0]
    room.server.page("/news/1", news(1), etag=f'"{tag}"')
    room.clock.pass_(days=60)
    assert room.crawl(site).unchanged == 1
    assert room.ask("SELECT signals IS NULL FROM articles") == [1]


def test_the_end_of_a_page_that_was_reserved_later_brings_no_bytes(room: Newsroom) -> None:
    site = reserved_after_it_was_archived(room)
    room.server.page("/news/1", f"<p>{KEPT_BACK}</p>", status=404)
    for passed in (60, 1):
        room.clock.pass_(days=passed)
        result = room.crawl(site)
    assert result.gone == 1
    assert room.ask("SELECT gone_at IS NULL FROM articles") == [0]
    assert room.ask("SELECT count(*) FROM captures") == [1]
