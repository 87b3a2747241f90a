"""An article without a day is of the local day of its first visit, on all pages that count by days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from empty_archive import put_empty_archive
from scraper.store import Archive
from scraper.store.days import Days
from store_records import plain, save

# Half past ten in the evening in UTC is half past midnight on the first day of a quarter in Berlin.
SEEN = dt.datetime(2026, 9, 30, 22, 30, tzinfo=dt.UTC)
HERE = dt.date(2026, 10, 1)
WEEK = dt.timedelta(days=6)


def in_berlin(text: str) -> str:
    return dt.datetime.fromisoformat(text).astimezone(ZoneInfo("Europe/Berlin")).date().isoformat()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    put_empty_archive(tmp_path / "archive.db")
    with Archive.open(tmp_path / "archive.db") as archive:
        save(archive, plain(1, keywords=["OZG"]), at=SEEN)
        save(archive, plain(2, date=HERE, keywords=["OZG"]), at=SEEN)
        yield archive


@pytest.mark.parametrize(("first", "last"), [(HERE, HERE + WEEK), (HERE - WEEK, HERE)])
def test_a_week_counts_it_whether_the_day_is_its_first_or_its_last(
    archive: Archive, first: dt.date, last: dt.date
) -> None:
    days = Days(first, last, in_berlin)
    assert archive.lately.by_day(days) == {"2026-10-01": 2}
    assert sorted(archive.lately.ids(days)) == [1, 2]
    assert [row["articles"] for row in archive.lately.sites(days)] == [2]
    assert [(row["name"], row["articles"]) for row in archive.lately.keywords(days, 5)] == [("OZG", 2)]


def test_the_week_before_does_not(archive: Archive) -> None:
    days = Days(HERE - WEEK, HERE - dt.timedelta(days=1), in_berlin)
    assert archive.lately.by_day(days) == {}
    assert archive.lately.ids(days) == []


def test_by_utc_it_is_of_the_day_before(archive: Archive) -> None:
    assert archive.lately.by_day(Days(HERE - WEEK, HERE)) == {"2026-09-30": 1, "2026-10-01": 1}


def test_both_ends_are_needed(archive: Archive) -> None:
    with pytest.raises(ValueError, match="both ends"):
        archive.lately.by_day(Days(HERE))


def test_a_site_s_newest_and_its_quarters_are_by_it(archive: Archive) -> None:
    (summary,) = archive.site_pages.all(SEEN, Days(seen_day=in_berlin))
    assert summary.newest == "2026-10-01"
    facts = archive.site_pages.facts(summary.id, HERE - WEEK, Days(seen_day=in_berlin), 5)
    assert [(row["quarter"], row["articles"], row["date"]) for row in facts.quarters] == [("2026 Q4", 2, 1)]


def test_a_site_whose_articles_all_state_a_day_has_that_of_the_newest(archive: Archive) -> None:
    save(archive, plain(3, url="https://landbote.example/3", site="landbote", date=HERE), at=SEEN)
    newest = {one.id: one.newest for one in archive.site_pages.all(SEEN, Days(seen_day=in_berlin))}
    assert newest["landbote"] == "2026-10-01"


def test_the_newest_article_of_a_site_is_of_it(archive: Archive) -> None:
    with archive.transaction():
        archive._db.execute("DELETE FROM articles WHERE date IS NOT NULL")
    (here,) = (row["newest_article"] for row in archive.site_states(SEEN, seen_day=in_berlin) if row["site"])
    (by_utc,) = (row["newest_article"] for row in archive.site_states(SEEN) if row["site"])
    assert (here, by_utc) == ("2026-10-01", "2026-09-30")
    assert [site.newest for site in archive.site_pages.all(SEEN, Days(seen_day=in_berlin))] == [here]
