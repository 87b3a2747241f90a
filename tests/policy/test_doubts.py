"""What a page states of its days and is not believed."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.model import Article
from scraper.policy.doubts import AFTER_THE_VISIT, without_doubtful_dates
from scraper.policy.selection import CLOCK_ERROR

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def article(**dates: dt.date | dt.datetime) -> Article:
    return Article("https://amt.example/1", "amt", title="Portal", **dates)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "dates",
    [
        {},
        {"date": NOW.date(), "published_at": NOW, "modified_at": NOW},
        {"date": dt.date(1994, 1, 1), "published_at": NOW - 9000 * DAY},
        # Zones get mixed up, so that a day ahead is believed.
        {"date": NOW.date() + DAY, "published_at": NOW + CLOCK_ERROR, "modified_at": NOW + CLOCK_ERROR},
    ],
)
def test_what_was_before_the_visit_is_believed(dates: dict[str, dt.date]) -> None:
    stated = article(**dates)
    assert without_doubtful_dates(stated, NOW) == (stated, ())


@pytest.mark.parametrize("name", ["date", "published_at", "modified_at"])
def test_what_lies_after_the_visit_is_noted_and_not_believed(name: str) -> None:
    ahead = NOW.date() + 2 * DAY if name == "date" else NOW + CLOCK_ERROR + SECOND
    kept, doubts = without_doubtful_dates(article(**{name: ahead}), NOW)
    assert kept == article()
    assert doubts == ((name, ahead.isoformat(), AFTER_THE_VISIT),)


def test_one_date_that_is_not_believed_takes_no_other_along() -> None:
    kept, doubts = without_doubtful_dates(article(date=dt.date(2199, 1, 1), published_at=NOW, modified_at=NOW), NOW)
    assert (kept.date, kept.published_at, kept.modified_at) == (None, NOW, NOW)
    assert [name for name, _, _ in doubts] == ["date"]
