"""The last days of an archive: where days begin and end, what is counted once, and in which order edits stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from empty_archive import put_empty_archive
from scraper.store import Archive
from scraper.store.days import Days
from store_records import plain, save

FIRST, LAST = dt.date(2026, 11, 16), dt.date(2026, 11, 22)
DAY = dt.timedelta(days=1)


def at(day: dt.date, hour: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    put_empty_archive(tmp_path / "archive.db")
    with Archive.open(tmp_path / "archive.db") as opened:
        yield opened


def note(archive: Archive, article: int, kind: str, moment: dt.datetime) -> None:
    """Note that something became of an article."""
    with archive.transaction():
        archive._db.execute(
            "INSERT INTO events (article_id, kind, at) VALUES (?, ?, ?)",
            [article, kind, f"{moment:%Y-%m-%dT%H:%M:%SZ}"],
        )


def test_days_have_what_is_dated_so_and_what_was_first_seen_then(archive: Archive) -> None:
    dated = (FIRST - DAY, FIRST, LAST, LAST + DAY)
    for number, day in enumerate(dated, 1):
        save(archive, plain(number, date=day), at=at(LAST))
    for number, day in enumerate(dated, 11):
        save(archive, plain(number), at=at(day, 12))
    assert archive.lately.by_day(Days(FIRST, LAST)) == {str(FIRST): 2, str(LAST): 2}
    assert sorted(archive.lately.ids(Days(FIRST, LAST))) == [2, 3, 6, 7]


def test_the_newest_day_is_today_at_the_latest(archive: Archive) -> None:
    assert archive.lately.newest_day(LAST) is None
    for number, day in enumerate((FIRST, LAST, LAST + DAY), 1):
        save(archive, plain(number, date=day))
    assert archive.lately.newest_day(LAST) == str(LAST)
    assert archive.lately.newest_day(LAST - DAY) == str(FIRST)


def test_an_article_counts_once_and_by_days_that_end_before_the_next(archive: Archive) -> None:
    for number in (1, 2):
        save(archive, plain(number), at=at(FIRST - 9 * DAY))
    for moment in (at(FIRST), at(FIRST, 5), at(LAST + DAY)):
        note(archive, 1, "changed", moment)
    note(archive, 2, "gone", at(LAST + DAY))
    note(archive, 2, "back", at(FIRST))
    found = archive.lately.numbers(at(FIRST), at(LAST + DAY))
    assert found == {"changed": 1, "gone": 0, "back": 1}


def test_edits_stand_by_their_time_whenever_they_came_in(archive: Archive) -> None:
    """An import may bring an older one later; each leads to the state that it began."""
    for number, text in enumerate(("zuerst", "dann", "zuletzt")):
        save(archive, plain(1, body=text), f"<p>{number}</p>".encode(), at(FIRST + number * DAY))
    save(archive, plain(2, url="https://rathaus.example/2", site="rathaus"), at=at(FIRST))
    note(archive, 2, "gone", at(FIRST, 6))
    edits = archive.lately.edits()
    assert [(one["id"], one["at"][:10], one["state"]) for one in edits] == [
        (1, "2026-11-18", 3),
        (1, "2026-11-17", 2),
        (2, "2026-11-16", None),
    ]
    assert [one["id"] for one in archive.lately.edits(limit=2, offset=1)] == [1, 2]
    assert [one["id"] for one in archive.lately.edits(site="rathaus")] == [2]
    assert (archive.lately.count_edits(), archive.lately.count_edits(site="rathaus")) == (3, 1)
