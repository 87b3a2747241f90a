"""A fault belongs to the smallest thing it touches, and is over when it is over."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from crawling import Newsroom, news

from scraper import parser
from scraper.crawl.group_commit import GroupCommit
from scraper.model import Article
from scraper.store import Archive


def test_a_mistake_of_the_program_is_told_of_a_new_page_too(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    read = parser.parse

    def parse(html: bytes, url: str, **more: Any) -> Article:
        if url.endswith("/2"):
            raise ValueError("a bug that one page meets")
        return read(html, url, **more)

    monkeypatch.setattr(parser, "parse", parse)
    room.articles(1, 2, 3)
    result = room.crawl(room.site(feeds=(room.feed(1, 2, 3),), articles=()))
    assert (result.new, result.failed, result.skipped) == (2, 1, 0)
    assert room.ask("SELECT url, code FROM problems") == [(room.url(2), "program_error")]


def test_a_new_page_that_was_not_there_and_came_is_no_problem_any_more(room: Newsroom) -> None:
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    assert room.ask("SELECT code, until IS NULL FROM problems") == [("gone", 1)]
    room.articles(1)
    room.clock.pass_(days=2)
    assert room.crawl(site).new == 1
    assert room.ask("SELECT code, until IS NULL FROM problems") == [("gone", 0)]


def test_a_turn_that_the_host_ended_settles_nothing(room: Newsroom) -> None:
    site = room.site(feeds=(room.server.url("/no-feed"),))
    room.crawl(site)
    question = "SELECT code, since, until IS NULL FROM problems WHERE url LIKE '%/no-feed'"
    before = room.ask(question)
    assert [(code, is_open) for code, _, is_open in before] == [("http_status", 1)]
    # Nobody knows whether the feed is there again while the host cannot be asked at all.
    room.clock.pass_(days=2)
    room.server.page("/robots.txt", "", status=503)
    assert room.crawl(site).problems
    assert room.paths() == []
    assert room.ask(question) == before
    room.clock.pass_(days=2)
    room.server.page("/robots.txt", "")
    room.articles(1)
    room.feed(1, path="/no-feed")
    room.crawl(site)
    assert room.ask(question) == [(*before[0][:2], 0)]


def test_the_end_of_a_reservation_is_no_anomaly(room: Newsroom) -> None:
    site = room.site(feeds=(room.feed(1),))
    room.server.page("/news/1", news(1), etag='"1"')
    room.crawl(site)
    room.server.page("/news/1", news(1, "Neu."), etag='"2"', headers={"tdm-reservation": "1"})
    room.clock.pass_(days=40)
    room.crawl(site)
    room.server.page("/news/1", news(1, "Neu."), etag='"2"')
    room.clock.pass_(days=40)
    assert room.crawl(site).problems == ()


def test_an_error_of_one_statement_ends_no_other_page(room: Newsroom) -> None:
    with Archive.open(room.db) as archive:

        async def run() -> list[Any]:
            commits = GroupCommit(archive)
            broken = commits.write(lambda: archive._db.execute("SELECT json_extract('{', '$')").fetchone())
            return await asyncio.gather(broken, commits.write(lambda: "written"), return_exceptions=True)

        error, written = asyncio.run(run())
    assert isinstance(error, sqlite3.OperationalError)
    assert written == "written"


def test_opening_waits_for_another_program_that_writes(room: Newsroom) -> None:
    """BEGIN IMMEDIATE of another program at the moment of start is waited for, as it is later on."""
    Archive.open(room.db).close()
    with closing(sqlite3.connect(room.db, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")

        async def run() -> None:
            opening = asyncio.create_task(asyncio.to_thread(lambda: Archive.open(room.db).close()))
            await asyncio.sleep(0.05)
            assert not opening.done()
            other.execute("ROLLBACK")
            await opening

        asyncio.run(run())
