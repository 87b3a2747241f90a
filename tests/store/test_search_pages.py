"""A search page by page: where pages end, and what the numbers beside the filters count."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from empty_archive import put_empty_archive
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.search import Filter
from scraper.store.search_pages import Asking, SearchPage
from store_records import plain, save

# Number, site and day of each article; the search finds all but the last.
_ARTICLES = (
    (1, "amtsblick", dt.date(2025, 1, 1)),
    (2, "amtsblick", dt.date(2025, 12, 31)),
    (3, "amtsblick", dt.date(2026, 1, 1)),
    (4, "rathaus", dt.date(2026, 6, 1)),
    (5, "bote", dt.date(2024, 12, 31)),
    (6, "bote", dt.date(2026, 6, 2)),
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    put_empty_archive(tmp_path / "archive.db")
    with Archive.open(tmp_path / "archive.db") as opened:
        for number, site, day in _ARTICLES:
            body = f"Text Nummer {number} zum Wohngeld." if number < len(_ARTICLES) else "Ein anderer Text."
            url = f"https://{site}.example/meldung_{number}"
            save(opened, plain(number, url=url, site=site, date=day, body=body), f"{number}".encode())
        yield opened


def page(archive: Archive, limit: int = 20, skip: int = 0, year: int | None = None, **narrow: object) -> SearchPage:
    chosen = replace(Filter(limit=limit, sort="date"), **narrow)  # type: ignore[arg-type]
    return archive.search_pages.page(Asking("Wohngeld", chosen, year, skip))


def numbers(found: SearchPage) -> list[int]:
    return [row["id"] for row in found.rows]


@pytest.mark.parametrize(
    ("limit", "skip", "found", "has_more"),
    [
        (5, 0, [4, 3, 2, 1, 5], False),
        (4, 0, [4, 3, 2, 1], True),
        (4, 4, [5], False),
        (1, 4, [5], False),
        (1, 5, [], False),
    ],
)
def test_a_page_knows_whether_another_one_follows(
    archive: Archive, limit: int, skip: int, found: list[int], has_more: bool
) -> None:
    shown = page(archive, limit, skip)
    assert (numbers(shown), shown.has_more, shown.total) == (found, has_more, 5)


def test_a_year_begins_and_ends_with_its_days(archive: Archive) -> None:
    assert numbers(page(archive, year=2025)) == [2, 1]
    assert numbers(page(archive, year=2024)) == [5]


def test_of_a_year_only_the_days_that_are_asked_for(archive: Archive) -> None:
    assert numbers(page(archive, year=2025, days=Days(dt.date(2025, 1, 2)))) == [2]
    assert numbers(page(archive, year=2025, days=Days(until=dt.date(2025, 12, 30)))) == [1]
    assert numbers(page(archive, year=2025, days=Days(dt.date(2024, 1, 1), dt.date(2027, 1, 1)))) == [2, 1]


def test_a_filter_offers_what_there_is_beside_it(archive: Archive) -> None:
    """Sites of the year that is asked for, most first, and years of the site, last first."""
    shown = page(archive, year=2025, sites=("amtsblick",))
    assert shown.sites == [("amtsblick", 2)]
    assert shown.years == [("2026", 1), ("2025", 2)]
    shown = page(archive, sites=("rathaus",))
    assert shown.sites == [("amtsblick", 3), ("bote", 1), ("rathaus", 1)]
    assert (shown.years, shown.total) == ([("2026", 1)], 1)
