"""The newest articles by day and site, and how far somebody was told of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.latest import Selection
from scraper.store.marks import Mark
from store_records import LATER, NOW, plain, save, sqlite


def shown(archive: Archive, **selection: Any) -> list[int]:
    return [row["id"] for row in archive.latest(Selection(**selection)).rows]


def day(number: int) -> dt.date:
    return dt.date(2026, 11, number)


def test_by_day_then_site_then_time(archive: Archive) -> None:
    save(archive, plain(1, site="b", date=day(2)))
    save(archive, plain(2, site="b", date=day(2), published_at=dt.datetime(2026, 11, 2, 10, tzinfo=dt.UTC)))
    save(archive, plain(3, site="b", date=day(2), published_at=dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)))
    save(archive, plain(4, site="a", date=day(2)))
    save(archive, plain(5, site="a", date=day(3)))
    save(archive, plain(6, site="a"))
    # The one without a day was first seen on the 23rd.
    assert shown(archive) == [6, 5, 4, 2, 3, 1]
    found = archive.latest(Selection(limit=2))
    assert ([row["id"] for row in found.rows], found.total) == ([6, 5], 6)
    assert list(found.rows[0]) == ["id", "date", "site", "kicker", "title", "published_at", "first_seen", "url"]


@pytest.mark.parametrize(
    ("since", "until", "ids"),
    [
        (None, None, [3, 2, 1]),
        (day(2), None, [3, 2]),
        (day(3), day(23), [3]),
        (None, day(22), [2, 1]),
        (day(24), None, []),
    ],
)
def test_days_are_included(archive: Archive, since: dt.date | None, until: dt.date | None, ids: list[int]) -> None:
    save(archive, plain(1, date=day(1)))
    save(archive, plain(2, date=day(2)))
    save(archive, plain(3), at=dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC))
    assert shown(archive, days=Days(since, until)) == ids
    assert archive.latest(Selection(days=Days(since, until))).total == len(ids)


def test_one_text_counts_once_among_the_sites_asked_for(archive: Archive) -> None:
    same = {"title": "Dieselbe Meldung", "body": "Derselbe Text.", "date": day(1)}
    for number, site in enumerate(("a", "b", "c"), 1):
        save(archive, plain(number, site=site, **same), str(number).encode())
    assert shown(archive) == [1]
    assert shown(archive, sites=("b", "c")) == [2]
    assert shown(archive, sites=("c",)) == [3]
    assert shown(archive, sites=("a", "c")) == [1]
    assert archive.latest(Selection()).total == 1


def test_after_a_mark_comes_what_came_later(archive: Archive) -> None:
    assert archive.marks.newest() is None
    assert archive.marks.get("latest") is None
    save(archive, plain(1, date=day(1)))
    mark = archive.marks.newest()
    assert mark == Mark(NOW, 1)
    assert shown(archive, after=mark) == []
    # What was visited before the mark, and archived after it, is new all the same.
    save(archive, plain(2, date=day(1)), at=NOW - dt.timedelta(hours=1))
    assert shown(archive, after=mark) == [2]
    assert shown(archive, after=mark, up_to=mark) == []


def test_a_number_that_is_given_again_hides_no_article(archive: Archive) -> None:
    save(archive, plain(1, date=day(1)))
    mark = archive.marks.newest()
    with sqlite(archive.path) as other:
        other.execute("PRAGMA foreign_keys = ON")
        other.execute("DELETE FROM articles WHERE id = 1")
    save(archive, plain(2, date=day(1)), at=LATER)
    assert shown(archive, after=mark) == [1]


def test_a_mark_is_kept_and_moved(archive: Archive) -> None:
    for mark in (Mark(NOW, 3), Mark(LATER, 4)):
        with archive.transaction():
            archive.marks.put("latest", mark)
        assert archive.marks.get("latest") == mark
    assert archive.marks.get("latest:a") is None
