"""Which bytes a profile keeps: all, those of changed texts, or none beside the text that was read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from crawling import Newsroom, news

from scraper import parser
from scraper.store import Archive
from scraper.store.compact import compact

STATES = "SELECT count(*), count(payload_id), count(digest), count(salt) FROM captures"


def publish(room: Newsroom, number: int, tag: str, text: str = "", *, counter: int = 0) -> None:
    around = f"<a href='/heute'>Wetter: {counter} Grad</a>"
    room.server.page(f"/news/{number}", news(number, text, boilerplate=around), etag=f'"{number}{tag}"')


def three_visits(room: Newsroom, keep: str) -> None:
    """Visit a page, then with other surroundings, then with another text."""
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),), keep=keep)
    assert room.crawl(site).new == 1
    publish(room, 1, "b", counter=7)
    room.clock.pass_(days=20)
    assert room.crawl(site).unchanged == 1
    publish(room, 1, "c", "Nachtrag: Das Portal ist wieder geschlossen.", counter=8)
    room.clock.pass_(days=60)
    assert room.crawl(site).changed == 1


@pytest.mark.parametrize(
    ("keep", "states", "visits"),
    [("all", (3, 3, 3, 3), 0), ("changed", (2, 2, 2, 2), 1), ("text", (3, 0, 3, 3), 0)],
)
def test_what_is_kept(room: Newsroom, keep: str, states: tuple[int, ...], visits: int) -> None:
    three_visits(room, keep)
    assert room.ask(STATES) == [states]
    assert room.ask("SELECT count(*) FROM visits") == [visits]
    # Whatever is kept of the bytes, the states of the text are there.
    assert room.ask("SELECT changed FROM versions") == ["body"]
    assert room.ask("SELECT count(*) FROM history WHERE body LIKE '%wieder geschlossen%'") == [1]
    assert room.ask("SELECT count(*) FROM payloads") == [states[1]]


def test_surroundings_are_those_of_the_last_visit_whatever_is_kept(room: Newsroom) -> None:
    def with_picture(tag: str) -> None:
        figure = f"<figure><img src='/bilder/{tag}.jpg' width=800><figcaption>Das Rathaus</figcaption></figure>"
        room.server.page("/news/1", news(1).replace("</article>", f"{figure}</article>"), etag=f'"{tag}"')

    with_picture("a")
    site = room.site(feeds=(room.feed(1),), keep="changed")
    room.crawl(site)
    with_picture("b")
    room.clock.pass_(days=20)
    assert room.crawl(site).unchanged == 1
    assert room.ask("SELECT count(*) FROM captures") == [1]
    assert room.ask("SELECT url FROM images") == [room.server.url("/bilder/b.jpg")]


def test_a_page_whose_bytes_are_not_kept_is_asked_for_in_full_by_a_newer_reader(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),), keep="text")
    room.crawl(site)
    # By the reader that read it, "not modified" is enough.
    room.clock.pass_(days=8)
    room.crawl(site)
    assert room.ask("SELECT status FROM visits") == [304]
    read = parser.parse
    monkeypatch.setattr(parser, "PARSER_VERSION", "99")
    monkeypatch.setattr(parser, "parse", lambda *args, **more: replace(read(*args, **more), section="Digitales"))
    room.clock.pass_(days=1)
    assert [outcome.verdict for outcome in room.fetch(site, room.url(1))] == ["unchanged"]
    assert room.ask("SELECT section, substr(reader, 1, 2) FROM articles") == [("Digitales", "99")]
    # A newer reader's reading is no edit.
    assert room.ask("SELECT count(*) FROM versions") == [0]


@pytest.mark.parametrize(("keep", "left"), [("changed", (3, 2)), ("text", (3, 0))])
def test_what_is_kept_in_excess_goes_when_it_is_asked_for(room: Newsroom, keep: str, left: tuple[int, int]) -> None:
    three_visits(room, "all")
    links = room.ask("SELECT id, link, digest FROM captures")
    assert compact(room.db, room.clock.now).dropped == 0
    assert compact(room.db, room.clock.now, keeps={"test": keep}).dropped == left[0] - left[1]
    assert room.ask("SELECT count(*), count(payload_id) FROM captures") == [left]
    assert room.ask("SELECT count(*) FROM payloads") == [left[1]]
    # The chain and the texts are as they were.
    assert room.ask("SELECT id, link, digest FROM captures") == links
    assert room.ask("SELECT count(*) FROM history") == [2]
    with Archive.read(room.db) as archive:
        for number in room.ask("SELECT id FROM payloads"):
            assert archive.captures.payloads.body(number)


def test_a_site_that_is_not_named_keeps_all(room: Newsroom, tmp_path: Path) -> None:
    three_visits(room, "all")
    assert compact(room.db, room.clock.now, keeps={"other": "text"}).dropped == 0
