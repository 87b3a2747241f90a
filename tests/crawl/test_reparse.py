"""What was crawled is read again: by the rules of a visit, and beside a crawl that writes the same articles."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from crawling import WORDS, Newsroom, news
from deadly_worker import DEADLY

from scraper.batch.plan import plan
from scraper.batch.reparse import Reparse, Reparsed
from scraper.model import Reason, Site
from scraper.reading import pool
from scraper.reading.pool import ReaderPool
from scraper.reading.thread import WorkerThread
from scraper.store import Archive
from scraper.store.captures import Captures
from scraper.store.days import Days


@pytest.fixture(autouse=True)
def _our_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setattr(pool, "_MODULE", "deadly_worker")


def reparse(room: Newsroom, site: Site, *, every: bool = False, processes: int = 0) -> Reparsed:
    """Read all articles again; in this process, unless other ones are asked for."""

    async def work() -> Reparsed:
        readers = ReaderPool(WorkerThread(), processes=processes)
        with Archive.open(room.db) as archive:
            found = plan(archive.rereadings.articles((), Days()), {site.id: site}, every=every)
            found.replace_all()
            run = Reparse(archive, readers)
            try:
                await run.run(found.tasks, 1)
            finally:
                await readers.close()
        return run.result

    return asyncio.run(work())


def write(room: Newsroom, *statements: str) -> None:
    with closing(sqlite3.connect(room.db)) as db, db:
        for statement in statements:
            db.execute(statement)


OUTDATE = "UPDATE articles SET reader = '5' || substr(reader, 2)"


def before_the_first_write(monkeypatch: pytest.MonkeyPatch, done: Callable[[], Any]) -> None:
    """Let something be done by another program between reading and writing."""
    renewed = Reparse._renewed
    is_done: list[bool] = []

    def overtaken(self: Reparse, batch: Any) -> list[bool]:
        if not is_done:
            is_done.append(True)
            thread = threading.Thread(target=done)
            thread.start()
            thread.join()
        return renewed(self, batch)

    monkeypatch.setattr(Reparse, "_renewed", overtaken)


def test_an_edit_that_a_crawl_finds_meanwhile_stays_and_is_read_again_too(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(room.feed(1, 2),))
    room.crawl(site)
    write(room, f"{OUTDATE}, kicker = 'Alt'")
    room.server.page("/news/1", news(1, "Ein Satz ist neu."), etag='"neu"')

    def crawl() -> None:
        room.clock.pass_(days=20)
        assert room.crawl(site).changed == 1
        # As if that crawl were one of an older program.
        write(room, f"{OUTDATE}, kicker = 'Alt'", "UPDATE versions SET reader = '5', kicker = 'Alt'")

    before_the_first_write(monkeypatch, crawl)
    result = reparse(room, site)
    assert (result.articles, result.earlier, result.overtaken) == (2, 1, 0)
    assert room.ask("SELECT kicker, changed FROM versions") == [(None, "body")]
    assert room.ask("SELECT kicker, body LIKE '%Ein Satz ist neu.%' FROM articles ORDER BY id") == [
        (None, 1),
        (None, 0),
    ]
    assert room.ask("SELECT count(DISTINCT reader) FROM history") == [1]


def test_what_another_reader_writes_meanwhile_is_not_mixed_with_ours(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what differs is written: the section, which both had found alike, would stay the other one's."""
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    write(room, f"{OUTDATE}, kicker = 'Alt'")
    before_the_first_write(monkeypatch, lambda: write(room, "UPDATE articles SET reader = '7-x', section = 'Fremd'"))
    result = reparse(room, site)
    assert result.articles == 1
    assert room.ask("SELECT kicker, section FROM articles") == [(None, None)]


def test_an_article_that_is_written_by_others_each_time_is_left_to_them(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    write(room, OUTDATE)
    renewed, times = Reparse._renewed, []

    def overtaken(self: Reparse, batch: Any) -> list[bool]:
        times.append(len(batch))
        write(room, f"UPDATE articles SET reader = '7-{len(times)}'")
        return renewed(self, batch)

    monkeypatch.setattr(Reparse, "_renewed", overtaken)
    result = reparse(room, site)
    assert (result.articles, result.overtaken, sum(times)) == (0, 1, 3)


def test_an_article_that_is_forgotten_meanwhile_does_not_come_back(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(room.feed(1, 2),))
    room.crawl(site)
    write(room, OUTDATE)
    before_the_first_write(monkeypatch, lambda: write(room, "DELETE FROM articles WHERE id = 1"))
    assert reparse(room, site).articles == 1
    assert room.ask("SELECT id FROM articles") == [2]


@pytest.mark.parametrize("spelling", ["/news/2-Titel", "/news/2"])
def test_what_the_bytes_still_say_of_a_forgotten_article_neither_comes_back_nor_counts(
    room: Newsroom, spelling: str
) -> None:
    """Another spelling of its address is known by the profile alone."""
    there = room.server.url(spelling)
    room.server.page("/news/1", news(1, f'Mehr steht <a href="{there}">in der zweiten Meldung</a> dieser Woche.'))
    room.articles(2)
    site = room.site(feeds=(room.feed(1, 2),), articles=(r"^/news/(?P<id>\d+)",))
    assert room.crawl(site).new == 2
    with Archive.open(room.db) as archive:
        numbers = [row["id"] for row in archive.rows("SELECT id FROM articles WHERE url = ?", [room.url(2)])]
        archive.forgetting({site.id: site}, room.clock.now()).run(numbers, [])
    write(room, OUTDATE, "DELETE FROM links")
    result = reparse(room, site)
    assert (result.articles, result.counts) == (1, {})
    assert room.ask("SELECT url FROM links") == []


def test_the_same_text_at_two_addresses_is_grouped_by_what_is_read_now(room: Newsroom) -> None:
    for number in (1, 2, 3):
        room.server.page(f"/news/{number}", news(7))
    room.articles(4)
    site = room.site(feeds=(room.feed(1, 2, 3, 4),))
    room.crawl(site)
    groups = "SELECT id, duplicate_of FROM articles ORDER BY id"
    original = room.ask("SELECT DISTINCT duplicate_of FROM articles WHERE duplicate_of IS NOT NULL")
    assert len(original) == 1
    number = room.ask("SELECT id FROM articles WHERE body LIKE '%Nummer 4%'")[0]
    before = room.ask(groups)
    # An older reader saw no text in the three, and the same in the first of them and in the fourth.
    write(
        room,
        f"{OUTDATE}, digest = id, lead = NULL, body = 'Text ' || id, duplicate_of = NULL",
        f"UPDATE articles SET duplicate_of = {original[0]}, digest = '{original[0]}' WHERE id = {number}",
    )
    reparse(room, site)
    grouped = dict(room.ask(groups))
    assert grouped[number] is None
    assert sorted(map(str, grouped.values())) == sorted(str(other) for _, other in before)
    assert room.ask("SELECT count(DISTINCT digest) FROM articles") == [2]


def test_a_page_that_kills_its_reader_is_named_and_the_others_are_read(room: Newsroom) -> None:
    numbers = (1, DEADLY, 2, 3)
    room.articles(*numbers)
    site = room.site(feeds=(room.feed(*numbers),))
    room.crawl(site)
    write(room, f"{OUTDATE}, kicker = 'Alt'")
    result = reparse(room, site, processes=2)
    assert result.articles == 3
    assert [(trouble.url, trouble.fault.reason) for trouble in result.troubles] == [
        (room.url(DEADLY), Reason.READER_LOST)
    ]
    assert room.ask("SELECT url FROM articles WHERE kicker = 'Alt'") == [room.url(DEADLY)]


def test_an_article_on_several_pages_is_read_as_one(room: Newsroom) -> None:
    following = '<link rel="next" href="/news/1?seite=2">'
    room.server.page("/news/1", news(1, "Auf Seite 1.", head=following))
    room.server.page("/news/1?seite=2", news(1, "Auf Seite 2."))
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    before = room.ask("SELECT body, digest, reader FROM articles")
    assert "Auf Seite 2." in before[0][0]
    write(room, f"{OUTDATE}, body = 'Alt'")
    result = reparse(room, site)
    assert (result.articles, result.troubles) == (1, [])
    assert room.ask("SELECT body, digest, reader FROM articles") == before
    # The second page is missing now: what is left of the article must not replace the whole.
    write(room, f"{OUTDATE}", "UPDATE captures SET payload_id = NULL WHERE part_of IS NOT NULL")
    result = reparse(room, site)
    assert [trouble.fault.reason for trouble in result.troubles] == [Reason.DAMAGED_CAPTURE]
    assert room.ask("SELECT body FROM articles") == [before[0][0]]


def test_a_headline_that_is_the_sites_own_stays_doubted(room: Newsroom) -> None:
    for number in range(1, 7):
        page = (
            f"<html lang=de><title>Amt</title><main><h1>Amt für Digitales</h1><h2>Neuer Dienst Nummer {number}</h2>"
            f"<p>{WORDS}</p><p>Es ist der Dienst Nummer {number}. {WORDS}</p></main></html>"
        )
        room.server.page(f"/news/{number}", page)
    site = room.site(feeds=(room.feed(*range(1, 7)),))
    room.crawl(site)
    question = "SELECT title, doubts, digest, reader FROM articles ORDER BY id"
    before = room.ask(question)
    assert {title for title, *_ in before} > {"Amt für Digitales"}
    write(room, OUTDATE)
    result = reparse(room, site)
    assert (result.articles, result.counts) == (6, {})
    assert room.ask(question) == before


def test_a_mistake_that_one_article_meets_is_its_own(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.articles(1, 2, 3)
    site = room.site(feeds=(room.feed(1, 2, 3),))
    room.crawl(site)
    write(
        room,
        OUTDATE,
        "CREATE TRIGGER odd BEFORE UPDATE OF reader ON articles WHEN old.id = 2 BEGIN SELECT raise(ABORT, 'odd'); END",
    )
    result = reparse(room, site)
    assert result.articles == 2
    assert [(trouble.url, trouble.fault.reason) for trouble in result.troubles] == [
        (room.ask("SELECT url FROM articles WHERE id = 2")[0], Reason.PROGRAM_ERROR)
    ]
    assert room.ask("SELECT id FROM articles WHERE reader LIKE '5%'") == [2]


def test_a_mistake_of_the_program_is_not_told_as_damage(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(room.feed(1, 2),))
    room.crawl(site)
    write(room, OUTDATE)
    response = Captures.response

    def mistaken(self: Captures, capture_id: int) -> Any:
        if capture_id == 1:
            raise KeyError("x")
        return response(self, capture_id)

    monkeypatch.setattr(Captures, "response", mistaken)
    result = reparse(room, site)
    assert result.articles == 1
    assert [trouble.fault.reason for trouble in result.troubles] == [Reason.PROGRAM_ERROR]
