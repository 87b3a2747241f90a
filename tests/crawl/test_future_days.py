"""A day after the visit is kept as evidence and not as the article's date, by whatever way the page comes in."""

from __future__ import annotations

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from crawling import Newsroom, news

from cli_running import scraper
from empty_archive import put_empty_archive
from scraper import parser
from scraper.model import Site
from scraper.store import Archive
from store_records import NOW, plain, rows, save

ROOT = Path(__file__).parents[2]
STATED = {"stated": "2031-05-06", "why": "after_the_visit"}
RESERVED = '<meta name="tdm-reservation" content="1">'


def of_2031(number: int, head: str = "") -> str:
    """Return a page that is dated 2031 by all that it says."""
    page = news(number, head=head)
    return re.sub(r"<time .*?</time>", "<time datetime='2031-05-06T08:00:00Z'>6. Mai 2031</time>", page)


def by_crawl(room: Newsroom, site: Site) -> None:
    room.crawl(site)


def by_hand(room: Newsroom, site: Site) -> None:
    room.fetch(site, room.url(1))


Way = Callable[[Newsroom, Site], None]


def only(room: Newsroom) -> tuple[Any, ...]:
    ((title, date, published_at, doubts),) = room.ask("SELECT title <> '', date, published_at, doubts FROM articles")
    return title, date, published_at, json.loads(doubts)["date"]


@pytest.mark.parametrize("way", [by_crawl, by_hand])
@pytest.mark.parametrize("head", ["", RESERVED])
def test_a_new_page(room: Newsroom, way: Way, head: str) -> None:
    room.server.page("/news/1", of_2031(1, head))
    way(room, room.site(feeds=(room.feed(1),)))
    assert only(room) == (1, None, None, STATED)


def test_one_day_ahead_is_a_zone_and_two_are_not(room: Newsroom) -> None:
    for number, day in ((1, 24), (2, 25)):
        page = re.sub(r"<time .*?</time>", f"<time datetime='2026-11-{day}'>{day}. November 2026</time>", news(number))
        room.server.page(f"/news/{number}", page)
    room.crawl(room.site(feeds=(room.feed(1, 2),)))
    assert room.ask("SELECT date FROM articles ORDER BY url") == ["2026-11-24", None]


def test_an_edit_that_brings_such_a_day_takes_the_old_one_away_and_keeps_the_evidence(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    room.server.page("/news/1", of_2031(1), etag='"neu"')
    room.clock.pass_(days=10)
    room.crawl(site)
    assert only(room) == (1, None, None, STATED)


def test_captures_that_are_read_again(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of a program that believed the day: by the next visit it does so no more."""
    room.server.page("/news/1", of_2031(1), etag='"1"')
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    with closing(sqlite3.connect(room.db)) as db, db:
        db.execute("UPDATE articles SET date = '2031-05-06', doubts = NULL")
    monkeypatch.setattr(parser, "PARSER_VERSION", "99")
    room.clock.pass_(days=2)
    room.crawl(site)
    assert only(room) == (1, None, None, STATED)


def test_a_feed_that_dates_its_entries_ahead_dates_no_article(room: Newsroom) -> None:
    room.server.page("/news/1", re.sub(r"<time .*?</time>", "", news(1)))
    feed = (
        "<?xml version='1.0'?><rss version='2.0'><channel><title>Test</title><item><title>Meldung</title>"
        f"<link>{room.url(1)}</link><pubDate>Tue, 06 May 2031 08:00:00 GMT</pubDate></item></channel></rss>"
    )
    url = room.server.page("/feed", feed, headers={"Content-Type": "application/rss+xml"})
    room.crawl(room.site(feeds=(url,)))
    assert room.ask("SELECT date, published_at FROM articles") == [(None, None)]
    assert room.ask("SELECT published FROM pages WHERE kind = 'article'") == [None]


def test_a_page_that_is_only_printed(room: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # Judged by the real clock, which a year so late leaves time.
    page = of_2031(1).replace("2031", "2099")
    room.server.page("/news/1", page)
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    for options in (("--no-store", "--allow-private"), ("--file", "page.html")):
        done = scraper("fetch", *options, room.url(1))
        (row,) = done.lines
        assert (done.code, row["date"], row["published_at"]) == (0, None, None)
        assert row["doubts"]["date"] == {"stated": "2099-05-06", "why": "after_the_visit"}


def test_question_2_has_the_same_twenty_rows_with_a_page_of_2031(tmp_path: Path) -> None:
    (sql,) = re.findall(r"^## 2\. .*?```sql\n(.*?)```", (ROOT / "docs" / "cookbook.md").read_text("utf-8"), re.M | re.S)
    put_empty_archive(tmp_path / "a.db")
    with Archive.open(tmp_path / "a.db") as archive:
        for number in range(40):
            day = NOW.date() - dt.timedelta(days=12 * number)
            words = [f"Wort {number}", f"Wort {number % 7}"]
            save(archive, plain(number, date=day, keywords=words), str(number).encode())
        before = rows(archive, sql)
        assert len(before) == 20
        save(archive, plain(99, date=dt.date(2031, 5, 6), keywords=["Wort 1"]), b"99")
        assert rows(archive, sql) == before
        assert rows(archive, "SELECT max(date) FROM articles") == [("2026-11-23",)]
