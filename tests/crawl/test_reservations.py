"""Reservations in a crawl: what is kept, what is not, and what is asked for it."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
from crawling import Newsroom, news

RESERVED = '<meta name="tdm-reservation" content="1">'


@pytest.fixture
def site_of(room: Newsroom):  # type: ignore[no-untyped-def]
    """Return a function that makes the site with one article of this head."""

    def make(head: str = "", **changes: str):  # type: ignore[no-untyped-def]
        room.server.page("/news/1", news(1, head=head))
        return replace(room.site(feeds=(room.feed(1),)), **changes)

    return make


def article(room: Newsroom) -> tuple[object, ...]:
    (row,) = room.ask("SELECT title <> '', date IS NOT NULL, body, lead, words, capture_id, signals FROM articles")
    return row


def test_obey_keeps_address_title_date_and_signal_only(room: Newsroom, site_of) -> None:  # type: ignore[no-untyped-def]
    assert room.crawl(site_of(RESERVED)).new == 1
    title, date, body, lead, words, capture, signals = article(room)
    assert (title, date, body, lead, words, capture) == (1, 1, "", None, 0, None)
    assert json.loads(str(signals))["evidence"][0]["source"] == "a meta element"
    for table in ("captures", "payloads", "versions", "links", "images", "authors"):
        assert room.ask(f"SELECT count(*) FROM {table}") == [0]


def test_record_keeps_all_and_marks_it(room: Newsroom, site_of) -> None:  # type: ignore[no-untyped-def]
    assert room.crawl(site_of(RESERVED, tdm="record")).new == 1
    _, _, body, _, words, capture, signals = article(room)
    assert body and words and capture and signals
    assert room.ask("SELECT signals FROM captures") == [signals]


def test_a_file_of_the_host_reserves_too_and_is_asked_once_a_day(room: Newsroom) -> None:
    rules = json.dumps([{"location": "/news/", "tdm-reservation": 1}])
    room.server.page("/.well-known/tdmrep.json", rules, headers={"Content-Type": "application/json"})
    asked = []
    for number, hours in ((1, 0), (2, 7), (3, 30)):
        room.clock.pass_(hours=hours)
        room.articles(number)
        room.crawl(room.site(feeds=(room.feed(number),)))
        asked.append(room.paths().count("/.well-known/tdmrep.json"))
    assert asked == [1, 0, 1]
    assert room.ask("SELECT DISTINCT body FROM articles") == [""]


def test_what_was_archived_before_stays(room: Newsroom, site_of) -> None:  # type: ignore[no-untyped-def]
    room.crawl(site_of())
    before = article(room)
    room.clock.pass_(days=30)
    result = room.crawl(site_of(RESERVED))
    after = article(room)
    assert (result.new, result.changed, result.unchanged) == (0, 0, 1)
    assert after[:6] == before[:6]
    assert after[6]


def test_text_comes_when_the_reservation_goes(room: Newsroom, site_of) -> None:  # type: ignore[no-untyped-def]
    room.crawl(site_of(RESERVED))
    room.clock.pass_(days=30)
    assert room.crawl(site_of()).changed == 1
    assert article(room)[2]
    assert article(room)[6] is None


@pytest.mark.parametrize(("mode", "kept"), [("record", True), ("obey", False)])
@pytest.mark.parametrize("word", ["noarchive", "noindex"])
def test_noarchive_is_obeyed_where_the_profile_says_so(
    room: Newsroom,
    site_of,  # type: ignore[no-untyped-def]
    mode: str,
    kept: bool,
    word: str,
) -> None:
    room.crawl(site_of(f'<meta name="robots" content="{word}">', noarchive=mode))
    assert bool(article(room)[2]) is kept
    assert word in str(article(room)[6])


def test_a_crawl_without_news_asks_nothing_of_the_kind(room: Newsroom) -> None:
    room.crawl(room.site(feeds=(room.feed(),)))
    assert "/.well-known/tdmrep.json" not in room.paths()


def test_half_a_character_in_a_reservation_costs_no_article(room: Newsroom) -> None:
    rules = '[{"location": "/*", "tdm-reservation": 1, "tdm-policy": "https://amt.example/\\ud800"}]'
    room.server.page("/.well-known/tdmrep.json", rules, headers={"Content-Type": "application/json"})
    room.articles(1, 2)
    result = room.crawl(room.site(feeds=(room.feed(1, 2),)))
    assert (result.new, result.problems) == (2, ())
    assert room.ask("SELECT count(*) FROM articles WHERE signals LIKE '%https://amt.example/%'") == [2]


def test_files_of_the_host_that_unfold_are_kept_up_to_their_bound(room: Newsroom) -> None:
    headers = {"Content-Encoding": "gzip"}
    rules = b"User-agent: *\nDisallow: /intern/\n" + b"# Kommentar\n" * 1_000_000
    room.server.page("/robots.txt", gzip.compress(rules), headers={**headers, "Content-Type": "text/plain"})
    room.server.page("/.well-known/tdmrep.json", gzip.compress(b" " * 9_000_000), headers=headers)
    room.articles(1)
    assert room.crawl(room.site(feeds=(room.feed(1),))).new == 1
    (sizes,) = room.ask("SELECT length(robots), length(tdmrep) FROM hosts")
    assert max(sizes) <= 1024 * 1024 + 1
    assert room.ask("SELECT instr(robots, 'Disallow: /intern/') > 0 FROM hosts") == [1]


def reserve_all(room: Newsroom, value: int = 1) -> None:
    rules = json.dumps([{"location": "/*", "tdm-reservation": value}])
    room.server.page("/.well-known/tdmrep.json", rules, headers={"Content-Type": "application/json"})


def test_a_reservation_that_comes_later_marks_a_page_that_has_not_changed(room: Newsroom) -> None:
    """Its bytes are the same, so it answers 304; tdmrep.json is asked all the same."""
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    reserve_all(room)
    room.clock.pass_(days=8)
    assert room.crawl(site).unchanged == 1
    ((text, signals),) = room.ask("SELECT body <> '', signals FROM articles")
    assert text
    assert json.loads(signals)["evidence"][0]["source"] == "tdmrep.json for /*"


@pytest.mark.parametrize("way", ["the profile records", "the reservation is gone"])
def test_text_comes_although_the_page_has_not_changed(room: Newsroom, way: str) -> None:
    reserve_all(room)
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    assert room.ask("SELECT body FROM articles") == [""]
    if way == "the profile records":
        site = replace(site, tdm="record")
    else:
        reserve_all(room, 0)
    room.clock.pass_(days=8)
    assert room.crawl(site).changed == 1
    assert room.ask("SELECT body <> '', capture_id FROM articles") == [(1, 1)]


def test_a_print_version_brings_no_text_of_a_reserved_page(room: Newsroom) -> None:
    own = f'<link rel="canonical" href="{room.url(1)}">'
    room.server.page("/news/1", news(1, head=RESERVED + own))
    room.server.page("/news/2", news(1, head=own))
    room.crawl(room.site(feeds=(room.feed(1, 2),), articles=(r"^/news/",)))
    assert room.ask("SELECT body, capture_id, signals IS NOT NULL FROM articles") == [("", None, 1)]
    assert room.ask("SELECT count(*) FROM captures") == [0]
