"""Articles on several pages: one record, whatever changes on any page, with robots.txt and pace as ever."""

from __future__ import annotations

import pytest
from crawling import WORDS, Newsroom, news

from scraper.model import Site

FIRST, SECOND, THIRD = "/news/1", "/news/1?seite=2", "/news/1?seite=3"


def page(number: int, text: str = "", following: str | None = None) -> str:
    """One page of an article on three, with its own words."""
    link = f'<link rel="next" href="{following}">' if following else ""
    return news(1, f"Auf Seite {number} steht dies. {text}", head=link)


def publish(room: Newsroom, *texts: str) -> Site:
    """Publish an article on as many pages as there are texts; return the profile of its site."""
    paths = (FIRST, SECOND, THIRD)[: len(texts)]
    for number, (path, text) in enumerate(zip(paths, texts, strict=True), start=1):
        following = paths[number] if number < len(paths) else None
        room.server.page(path, page(number, text, following), etag=f'"{hash(text)}"')
    return room.site(feeds=(room.feed(1),))


def bodies(room: Newsroom) -> list[str]:
    return room.ask("SELECT coalesce(lead, '') || body FROM articles")


def test_the_pages_of_an_article_are_one_article(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.", "Das Dritte.")
    assert room.crawl(site).new == 1
    assert room.paths()[:4] == ["/feed", FIRST, SECOND, THIRD]
    (body,) = bodies(room)
    assert [f"Auf Seite {number}" in body for number in (1, 2, 3)] == [True] * 3
    assert room.ask("SELECT url, part_of FROM captures ORDER BY id") == [
        (room.server.url(FIRST), None), (room.server.url(SECOND), 1), (room.server.url(THIRD), 1),
    ]  # fmt: skip


def test_a_source_that_names_a_later_page_brings_no_second_article(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    room.crawl(site)
    (before,) = bodies(room)
    assert [outcome.verdict for outcome in room.fetch(site, room.server.url(SECOND))] == ["unchanged"]
    assert bodies(room) == [before]
    assert room.ask("SELECT count(*) FROM versions") == [0]


def test_nothing_has_changed_where_no_page_has(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    room.crawl(site)
    room.clock.pass_(days=8)
    assert room.crawl(site).unchanged == 1
    assert [request.path for request in room.server.requests if request.header("if-none-match")][1:] == [FIRST, SECOND]
    assert room.ask("SELECT capture_id, status FROM visits ORDER BY 1") == [(1, 304), (2, 304)]
    assert room.ask("SELECT count(*) FROM captures") == [2]


def test_the_same_bytes_of_all_pages_are_a_visit(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    room.crawl(site)
    for path in (FIRST, SECOND):
        room.server.page(path, page(*((1, "", SECOND) if path == FIRST else (2, "Das Zweite."))))
    room.clock.pass_(days=8)
    assert room.crawl(site).unchanged == 1
    assert room.ask("SELECT capture_id, status FROM visits ORDER BY 1") == [(1, 200), (2, 200)]


def test_the_same_bytes_of_a_later_page_are_no_reason_to_ask_for_all_in_full(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    room.crawl(site)
    room.server.page(SECOND, page(2, "Das Zweite."))
    room.clock.pass_(days=8)
    assert room.crawl(site).unchanged == 1
    assert room.paths().count(FIRST) == 1


def test_a_later_page_that_calls_the_first_its_own_address_does_not_replace_the_article(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    canonical = f'<link rel="canonical" href="{room.server.url(FIRST)}">'
    room.server.page(SECOND, news(1, "Auf Seite 2 steht dies.", head=canonical))
    room.crawl(site)
    (before,) = bodies(room)
    room.fetch(site, room.server.url(SECOND))
    assert bodies(room) == [before]
    assert room.ask("SELECT count(*) FROM versions") == [0]


def test_a_host_that_gives_one_page_a_run_gives_the_first(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    room.server.robots("User-agent: *\nCrawl-delay: 86400\n")
    assert [outcome.verdict for outcome in room.fetch(site, room.server.url(FIRST))] == ["new"]
    assert room.ask("SELECT count(*) FROM articles") == [1]
    assert room.ask("SELECT count(*) FROM captures") == [1]


def test_a_host_that_has_no_further_page_answers_with_its_last(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    for number in (2, 3):
        link = f'<link rel="next" href="/news/1?seite={number + 1}">'
        room.server.page(f"/news/1?seite={number}", news(1, "Auf Seite 2 steht dies.", head=link))
    assert room.crawl(site).new == 1
    assert room.ask("SELECT count(*) FROM captures") == [2]


def test_an_edit_of_the_second_page_is_an_edit_though_the_first_is_not_modified(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    room.crawl(site)
    room.server.page(SECOND, page(2, "Das Zweite, berichtigt."), etag='"neu"')
    room.clock.pass_(days=8)
    assert room.crawl(site).changed == 1
    assert "berichtigt" in bodies(room)[0]
    assert room.ask("SELECT changed, body LIKE '%berichtigt%' FROM versions") == [("body", 0)]
    assert room.ask("SELECT part_of FROM captures ORDER BY id") == [None, 1, None, 3]


def test_an_edit_of_the_first_page_keeps_the_others(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    room.crawl(site)
    room.server.page(FIRST, page(1, "Ein Nachtrag.", SECOND), etag='"neu"')
    room.clock.pass_(days=8)
    assert room.crawl(site).changed == 1
    assert "Nachtrag" in bodies(room)[0]
    assert "Auf Seite 2" in bodies(room)[0]


def test_a_page_that_robots_forbid_ends_the_article(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.", "Das Dritte.")
    room.server.robots("User-agent: *\nDisallow: /news/1?seite=3\n")
    assert room.crawl(site).new == 1
    assert THIRD not in room.paths()
    assert "Auf Seite 2" in bodies(room)[0]


def test_a_page_that_cannot_be_had_now_is_waited_for_and_given_up_at_last(room: Newsroom) -> None:
    site = publish(room, "", "Das Zweite.")
    room.server.page(SECOND, "", status=500)
    for _ in range(3):
        assert room.crawl(site).new == 0
        assert bodies(room) == []
        room.clock.pass_(days=20)
    assert room.crawl(site).new == 1
    assert "Auf Seite 1" in bodies(room)[0]


@pytest.mark.parametrize(
    "second",
    [
        news(2, "Ein anderer Artikel."),
        page(1, ""),
        "<html><head><title>Weg</title></head><body></body></html>",
    ],
)
def test_what_is_no_page_of_the_article_is_left_out(room: Newsroom, second: str) -> None:
    site = publish(room, "", "Das Zweite.")
    (first,) = (page(1, "", SECOND),)
    room.server.page(FIRST, first)
    room.server.page(SECOND, second)
    assert room.crawl(site).new == 1
    assert room.ask("SELECT count(*) FROM captures WHERE part_of IS NOT NULL") == [0]


def test_pages_that_never_end_are_bounded(room: Newsroom) -> None:
    site = room.site(feeds=(room.feed(1),))
    room.server.page(FIRST, page(1, "", SECOND))
    for number in range(2, 30):
        room.server.page(f"/news/1?seite={number}", page(number, WORDS, f"/news/1?seite={number + 1}"))
    assert room.crawl(site).new == 1
    assert len([path for path in room.paths() if path.startswith(FIRST)]) == 20


def test_an_article_on_several_pages_is_read_again_with_all_of_them(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = publish(room, "", "Das Zweite.")
    room.crawl(site)
    (before,) = bodies(room)
    monkeypatch.setattr("scraper.parser.PARSER_VERSION", "next")
    room.clock.pass_(days=8)
    result = room.crawl(site)
    assert (result.unchanged, result.changed) == (1, 0)
    assert bodies(room) == [before]
    assert room.ask("SELECT reader LIKE 'next%' FROM articles") == [1]
