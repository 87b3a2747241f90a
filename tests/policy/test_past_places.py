"""Where a capture falls among the states of its article, and since when an article is gone by all that is known."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.model import Article
from scraper.policy.past import Place, Placed, Seen, Span, absent_since, earlier_text, index_at, placed

DAY = dt.timedelta(days=1)
START = dt.datetime(2016, 5, 23, 9, 0, tzinfo=dt.UTC)


def at(day: float) -> dt.datetime:
    return START + DAY * day


def article(text: str) -> Article:
    return Article("https://amtsblick.example/1", "amtsblick", title="Titel", body=text)


def span(text: str, days: list[float], until: float | None = None, *, number: int | None = 1) -> Span:
    seen = tuple(Seen(at(day), round(day * 10)) for day in days)
    return Span(number, at(days[0]), None if until is None else at(until), article(text), "7", text, 1, seen)


# A was seen on three days, B on one, C on two; C is the newest.
SPANS = (span("A", [10, 12, 14], 20), span("B", [20], 30), span("C", [30, 33], number=None))


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        (5, "X", Placed(Place.BEFORE, 0, at(10))),
        (5, "A", Placed(Place.EARLIER, 0)),
        (11, "A", Placed(Place.SAME, 0)),
        (16, "A", Placed(Place.SAME, 0)),
        (11, "X", Placed(Place.INSIDE, 0, at(12))),
        (11, "B", Placed(Place.INSIDE, 0, at(12))),
        (16, "X", Placed(Place.BETWEEN, 0, at(20))),
        (16, "B", Placed(Place.EARLIER, 1)),
        (25, "C", Placed(Place.EARLIER, 2)),
        (25, "A", Placed(Place.BETWEEN, 1, at(30))),
        (31, "A", Placed(Place.INSIDE, 2, at(33))),
        (40, "C", Placed(Place.SAME, 2)),
        (40, "A", Placed(Place.NEWEST, 2)),
    ],
)
def test_where_a_capture_falls(day: float, text: str, expected: Placed) -> None:
    beside = SPANS[max(index_at(SPANS, at(day)), 0)]
    assert placed(SPANS, at(day), "7", article(text), differs=beside.digest != text) == expected


def test_what_another_reader_has_read_is_not_compared() -> None:
    assert placed(SPANS, at(16), "8", article("B"), differs=True) == Placed(Place.BETWEEN, 0, at(20))


def test_the_last_sight_before_a_time_is_the_base() -> None:
    assert [SPANS[0].base(at(day)) for day in (5, 10, 13, 19)] == [
        Seen(at(10), 100), Seen(at(10), 100), Seen(at(12), 120), Seen(at(14), 140)
    ]  # fmt: skip


def test_figures_can_change_at_each_visit_only_where_the_state_was_seen_once() -> None:
    assert earlier_text(SPANS, at(25)) == "A"
    assert earlier_text(SPANS, at(35)) is None
    assert earlier_text(SPANS, at(12)) is None


@pytest.mark.parametrize(
    ("absences", "gone_at", "missing_since"),
    [
        ([], None, None),
        ([3, 9], None, None),
        ([9, 11], None, 11),
        ([11, 11.5], None, 11),
        ([12, 11], 11, None),
        ([11, 11.84], 11, None),
    ],
)
def test_an_article_is_gone_by_two_answers_a_day_apart(
    absences: list[float], gone_at: float | None, missing_since: float | None
) -> None:
    expected = tuple(None if day is None else at(day) for day in (gone_at, missing_since))
    assert absent_since(at(10), map(at, absences)) == expected
