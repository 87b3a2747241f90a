"""An edit is a difference between two captures read by the same reader: neither a better parser nor a mended profile
makes one, and both reach what is archived."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from crawling import Newsroom, news

from scraper import parser
from scraper.crawl import CrawlContext, crawl_sites
from scraper.crawl.visit import Visit
from scraper.model import Article, KnownArticle, Reason, Site, SiteResult
from scraper.sites import unlisted

EDITS = "SELECT url, changed FROM versions JOIN articles a ON a.id = article_id WHERE changed <> ''"
STATES = "SELECT id, article_id, seen_at, until, capture_id FROM versions ORDER BY id"
MOMENTS = "SELECT id, first_seen, changed_at FROM articles ORDER BY id"
# A line above the navigation that no label and no statement gives away: only a selector finds the kicker there.
KICKER = '<span class="dachzeile">Landkreis</span>'
MENDED = (("kicker", ".dachzeile"),)


def page(number: int, text: str = "", *, keywords: str = "", more: str = "") -> str:
    head = f'<meta name="keywords" content="{keywords}">' if keywords else ""
    return news(number, text, head=head, boilerplate=KICKER + more)


def publish(room: Newsroom, number: int, tag: str, text: str = "", **about: str) -> str:
    return room.server.page(f"/news/{number}", page(number, text, **about), etag=f'"{number}{tag}"')


def mended(site: Site) -> Site:
    return replace(site, select=MENDED)


def newer_parser(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Let the parser be a newer one, which reads some fields otherwise."""
    read = parser.parse

    def parse(*args: Any, **kwargs: Any) -> Article:
        return replace(read(*args, **kwargs), **changes)

    monkeypatch.setattr(parser, "PARSER_VERSION", "99")
    monkeypatch.setattr(parser, "parse", parse)


@pytest.mark.parametrize(("days", "status"), [(40, 200), (20, 304)])
def test_a_selector_that_is_added_makes_no_edit_of_fifteen_articles(room: Newsroom, days: int, status: int) -> None:
    for number in range(1, 16):
        publish(room, number, "a")
    site = room.site(feeds=(room.feed(*range(1, 16)),))
    assert room.crawl(site).new == 15
    before = room.ask(MOMENTS)
    (reader,) = room.ask("SELECT DISTINCT reader FROM articles")
    room.clock.pass_(days=days)
    result = room.crawl(mended(site))
    assert (result.changed, result.unchanged, result.problems) == (0, 15, ())
    assert room.ask("SELECT DISTINCT status FROM visits") == [status]
    assert room.ask("SELECT count(*) FROM versions") == [0]
    assert room.ask("SELECT count(*) FROM captures") == [15]
    assert room.ask(MOMENTS) == before
    assert room.ask("SELECT DISTINCT kicker FROM articles") == ["Landkreis"]
    assert room.ask("SELECT count(*) FROM articles WHERE reader = ?", reader) == [0]


def test_other_bytes_that_a_mended_profile_reads_are_no_edit(room: Newsroom) -> None:
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    before = room.ask(MOMENTS)
    publish(room, 1, "b", more="<a href='/heute'>Wetter: 7 Grad</a>")
    room.clock.pass_(days=20)
    room.crawl(mended(site))
    assert room.ask("SELECT count(*) FROM captures") == [2]
    assert room.ask("SELECT count(*) FROM versions") == [0]
    assert room.ask(MOMENTS) == before
    assert room.ask("SELECT kicker, capture_id FROM articles") == [("Landkreis", 2)]


def test_a_newer_parser_makes_no_edit_and_reads_what_is_archived_again(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    before = room.ask(MOMENTS)
    newer_parser(monkeypatch, lead="Was das Portal kann.", section="Digitales", authors=["eb"], title="Neues Portal")
    room.clock.pass_(days=20)
    assert room.crawl(site).unchanged == 1
    assert room.ask("SELECT count(*) FROM versions") == [0]
    assert room.ask(MOMENTS) == before
    assert room.ask("SELECT title, lead, section, substr(reader, 1, 3) FROM articles") == [
        ("Neues Portal", "Was das Portal kann.", "Digitales", "99-")
    ]
    assert room.ask("SELECT name FROM authors") == ["eb"]
    assert room.ask("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'Digitales OR kann'") == [1]


def test_a_real_edit_that_comes_with_a_newer_reader_names_only_what_was_edited(room: Newsroom) -> None:
    publish(room, 1, "a", keywords="Wohngeld")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    publish(room, 1, "b", "Nachtrag: Das Portal ist wieder geschlossen.", keywords="Wohngeld")
    room.clock.pass_(days=20)
    assert room.crawl(mended(site)).changed == 1
    assert room.ask("SELECT changed, kicker, reader = (SELECT reader FROM articles) FROM versions") == [
        ("body", "Landkreis", 1)
    ]
    assert room.ask("SELECT kicker FROM articles") == ["Landkreis"]


@pytest.mark.parametrize("days", [8, 40])
def test_after_an_edit_of_keywords_a_mended_profile_adds_none(room: Newsroom, days: int) -> None:
    """What question 3 of docs/cookbook.md asks lists the edit that was, and no other."""
    for number in (18, 19):  # days old, so that they are visited often
        publish(room, number, "a", keywords="Wohngeld")
    site = room.site(feeds=(room.feed(18, 19),))
    room.crawl(site)
    publish(room, 18, "b", keywords="Wohngeld, Portal")
    room.clock.pass_(days=2)
    assert room.crawl(site).changed == 1
    assert room.ask(EDITS) == [(room.url(18), "keywords")]
    states, moments = room.ask(STATES), room.ask(MOMENTS)
    room.clock.pass_(days=days)
    room.crawl(mended(site))
    assert room.ask(EDITS) == [(room.url(18), "keywords")]
    assert (room.ask(STATES), room.ask(MOMENTS)) == (states, moments)
    assert room.ask("SELECT kicker, json_extract(record, '$.keywords') FROM versions") == [
        ("Landkreis", '["Wohngeld"]')
    ]
    assert room.ask("SELECT kicker, keywords FROM articles") == [
        ("Landkreis", "Wohngeld; Portal"),
        ("Landkreis", "Wohngeld"),
    ]
    assert room.ask("SELECT count(DISTINCT reader) FROM history") == [1]


def test_an_edit_that_a_mended_profile_does_not_see_keeps_its_row_and_names_nothing(room: Newsroom) -> None:
    """The box beside the text was taken for a section; its two states stay, as they are not the reader's to drop."""
    site = room.site(feeds=(room.feed(1),), select=(("section", ".kasten"),))
    for tag, box in (("a", "Wetter: 7 Grad"), ("b", "Wetter: 9 Grad")):
        publish(room, 1, tag, more=f'<span class="kasten">{box}</span>')
        room.crawl(site)
        room.clock.pass_(days=20)
    assert room.ask(EDITS) == [(room.url(1), "section")]
    states = room.ask(STATES)
    room.clock.pass_(days=10)
    room.crawl(replace(site, select=()))
    assert room.ask(EDITS) == []
    assert room.ask(STATES) == states


def test_who_fetches_a_page_is_told_that_it_was_read_again(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(room, 1, "a")
    site = room.site()
    assert [outcome.read_again for outcome in room.fetch(site, room.url(1))] == [False]
    newer_parser(monkeypatch, kicker="Landkreis")
    (outcome,) = room.fetch(site, room.url(1))
    assert (outcome.verdict, outcome.read_again, outcome.of_other_profile) == ("unchanged", True, False)
    assert room.server.requests[-1].header("if-none-match") == '"1a"'
    assert room.ask("SELECT kicker FROM articles") == ["Landkreis"]
    (outcome,) = room.fetch(site, room.url(1))
    assert outcome.read_again is False


@pytest.mark.parametrize("days", [20, 40])
def test_a_fetch_by_hand_with_another_profile_leaves_what_the_crawl_has_read(room: Newsroom, days: int) -> None:
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(mended(site))
    question = "SELECT kicker, reader, capture_id, changed_at FROM articles"
    before = room.ask(question)
    room.clock.pass_(days=days)
    (outcome,) = room.fetch(site, room.url(1))
    assert (outcome.verdict, outcome.read_again, outcome.of_other_profile) == ("unchanged", False, True)
    assert room.ask(question) == before
    assert room.ask("SELECT count(*) FROM visits") == [1]
    room.crawl(mended(site))
    assert room.ask(question) == before


def test_an_edit_that_another_profile_meets_by_hand_is_kept_and_read_by_the_next_crawl(room: Newsroom) -> None:
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(mended(site))
    question = "SELECT kicker, reader, capture_id, body FROM articles"
    before = room.ask(question)
    publish(room, 1, "b", "Ein Satz ist neu.")
    room.clock.pass_(days=1)
    (outcome,) = room.fetch(site, room.url(1))
    assert (outcome.verdict, outcome.of_other_profile) == ("unchanged", True)
    assert room.ask(question) == before
    assert room.ask("SELECT count(*) FROM captures") == [2]
    assert room.crawl(mended(site)).changed == 1
    assert room.ask(EDITS) == [(room.url(1), "body")]
    assert room.ask("SELECT kicker, reader FROM articles") == [before[0][:2]]


def test_what_a_made_up_profile_has_read_any_profile_replaces(room: Newsroom) -> None:
    publish(room, 1, "a")
    room.fetch(replace(unlisted(room.url(1)), private=True), room.url(1))
    (outcome,) = room.fetch(mended(room.site()), room.url(1))
    assert (outcome.read_again, outcome.of_other_profile) == (True, False)
    assert room.ask("SELECT kicker FROM articles") == ["Landkreis"]


def test_a_day_that_is_not_believed_stays_so_when_its_capture_is_read_again(room: Newsroom) -> None:
    ahead = page(1).replace("2026-11-02", "2031-11-02").replace("2. November 2026", "2. November 2031")
    room.server.page("/news/1", ahead, etag='"a"')
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    assert room.ask("SELECT date FROM articles") == [None]
    for tag, profile in (("a", mended(site)), ("b", site)):
        room.server.page("/news/1", ahead.replace("<nav>", f"<nav><!-- {tag} -->"), etag=f'"{tag}"')
        room.clock.pass_(days=20)
        room.crawl(profile)
        assert room.ask("SELECT date FROM articles") == [None]
        assert room.ask("SELECT count(*) FROM versions") == [0]


def forget_bytes(room: Newsroom) -> None:
    """Drop the bytes of all captures, as somebody might who is short of room."""
    with closing(sqlite3.connect(room.db)) as db, db:
        db.execute("UPDATE captures SET payload_id = NULL")
        db.execute("DELETE FROM payloads")


@pytest.mark.parametrize("tag", ["a", "b"])
def test_a_state_whose_bytes_are_not_kept_makes_no_edit_by_a_new_reader(room: Newsroom, tag: str) -> None:
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    forget_bytes(room)
    publish(room, 1, tag, "Ein Satz mehr." if tag == "b" else "")
    room.clock.pass_(days=20)

    async def work(context: CrawlContext) -> SiteResult:
        # What is asked for again and again would be asked for until the end of days.
        async with asyncio.timeout(20):
            (result,) = await crawl_sites(context, [mended(site)])
        return result

    result = room.run(work)
    assert (result.changed, result.unchanged, result.failed) == (0, 1, 0)
    assert room.ask("SELECT count(*) FROM versions") == [0]


def test_a_state_that_todays_reader_cannot_read_makes_no_edit(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    read = parser.parse

    def parse(html: bytes, *args: Any, **kwargs: Any) -> Article:
        if b"heute" not in html:
            raise ValueError("a bug that only the old bytes meet")
        return read(html, *args, **kwargs)

    monkeypatch.setattr(parser, "parse", parse)
    publish(room, 1, "b", "Mehr.", more="<a href='/heute'>Wetter: 7 Grad</a>")
    room.clock.pass_(days=20)
    result = room.crawl(mended(site))
    assert (result.changed, result.unchanged, result.failed) == (0, 1, 0)
    assert room.ask("SELECT count(*) FROM versions") == [0]
    assert room.ask("SELECT kicker FROM articles") == ["Landkreis"]


def test_a_day_that_has_come_is_no_edit(room: Newsroom) -> None:
    """It was stated before and not believed; the page says the same today."""
    for tag, days in (("a", 0), ("b", 10)):
        body = page(1, more=f"<i>{tag}</i>").replace("2026-11-02", "2026-11-30").replace("2. November", "30. November")
        room.server.page("/news/1", body, etag=f'"{tag}"')
        room.clock.pass_(days=days)
        room.fetch(room.site(), room.url(1))
    assert room.ask("SELECT date, capture_id FROM articles") == [("2026-11-30", 2)]
    assert room.ask("SELECT count(*) FROM versions") == [0]


def test_what_is_archived_is_not_lost_to_a_reader_that_sees_a_wall_in_it(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(room, 1, "a")
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    before = room.ask("SELECT title, body, reader FROM articles")
    newer_parser(monkeypatch, title="Anmelden", body="", is_article=False, why_not=Reason.LOGIN_WALL, access="blocked")
    room.clock.pass_(days=20)
    assert room.crawl(site).unchanged == 1
    assert room.ask("SELECT title, body, reader FROM articles") == before


def test_what_another_visit_edits_while_captures_are_read_again_is_read_again_too(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(room, 1, "a")
    site = room.site()
    room.fetch(site, room.url(1))
    read_again, asked = Visit._read_again, []

    async def overtaken(self: Visit, known: KnownArticle) -> Any:
        found = await read_again(self, known)
        asked.append(known.capture_id)
        if len(asked) == 1:
            archive = self._context.archive
            with archive.transaction():
                archive._db.execute(
                    "INSERT INTO captures (url, fetched_at, status, size, digest, payload_id, media_type)"
                    " SELECT url, fetched_at, status, size, digest, payload_id, media_type FROM captures"
                )
                archive._db.execute("UPDATE articles SET capture_id = 2")
        return found

    monkeypatch.setattr(Visit, "_read_again", overtaken)
    newer_parser(monkeypatch, kicker="Landkreis")
    publish(room, 1, "b", "Mehr.")
    (outcome,) = room.fetch(site, room.url(1))
    assert (outcome.verdict, asked) == ("changed", [1, 2])
    assert room.ask("SELECT capture_id, kicker, changed FROM versions") == [(2, "Landkreis", "body")]


def test_what_another_program_reads_again_meanwhile_is_what_the_page_is_compared_with(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(room, 1, "a")
    site = room.site()
    room.fetch(site, room.url(1))
    (today,) = room.ask("SELECT reader FROM articles")
    with closing(sqlite3.connect(room.db)) as db, db:
        db.execute("UPDATE articles SET reader = '5' || substr(reader, 2)")
    read_again = Visit._read_again

    async def overtaken(self: Visit, known: KnownArticle) -> Any:
        found = await read_again(self, known)
        archive = self._context.archive
        with archive.transaction():
            archive._db.execute("UPDATE articles SET reader = ?, section = 'Fremd'", [today])
        return found

    monkeypatch.setattr(Visit, "_read_again", overtaken)
    publish(room, 1, "b", "Mehr.")
    (outcome,) = room.fetch(site, room.url(1))
    assert outcome.verdict == "changed"
    assert room.ask("SELECT record ->> 'section', changed FROM versions") == [("Fremd", "body; section")]
    assert room.ask("SELECT section FROM articles") == [None]


def test_a_page_that_is_fetched_without_its_profile_keeps_what_the_profile_read(room: Newsroom) -> None:
    publish(room, 1, "a")
    site = mended(room.site(feeds=(room.feed(1),)))
    room.crawl(site)
    question = "SELECT kicker, reader, capture_id FROM articles"
    before = room.ask(question)
    assert before[0][0] == "Landkreis"
    made_up = replace(unlisted(room.url(1)), private=True)
    # No validator is sent after so many days, and the whole page comes again.
    for days, status in ((20, 304), (60, 200)):
        room.clock.pass_(days=days)
        (outcome,) = room.fetch(made_up, room.url(1))
        assert (outcome.verdict, outcome.read_again) == ("unchanged", False)
        assert room.ask("SELECT status FROM visits ORDER BY at DESC LIMIT 1") == [status]
        assert room.ask(question) == before
    publish(room, 1, "b", "Ein Satz ist neu.")
    (outcome,) = room.fetch(made_up, room.url(1))
    assert (outcome.verdict, outcome.of_other_profile) == ("unchanged", True)
    assert room.ask(question) == before
    assert room.crawl(site).changed == 1
    assert room.ask("SELECT kicker, changed FROM versions") == [("Landkreis", "body")]
