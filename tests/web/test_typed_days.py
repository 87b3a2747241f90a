"""Days, months and years as a person types them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.web.typed_days import typed_day, typed_period

TODAY = dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-23", dt.date(2024, 5, 23)),
        ("23.5.2024", dt.date(2024, 5, 23)),
        ("7d", dt.date(2026, 11, 20)),
        (" 2W ", dt.date(2026, 11, 13)),
        ("Gestern", dt.date(2026, 11, 26)),
        ("heute", TODAY),
    ],
)
def test_days(text: str, day: dt.date) -> None:
    assert typed_day(text, TODAY) == day
    assert typed_period(text, TODAY) == (day, day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2.2023", dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
        ("12/2024", dt.date(2024, 12, 1), dt.date(2024, 12, 31)),
    ],
)
def test_periods(text: str, first: dt.date, last: dt.date) -> None:
    assert typed_period(text, TODAY) == (first, last)


@pytest.mark.parametrize("text", ["", "0d", "2024-13", "13.2024", "0.2024", "31.2.2024", "20245", "٧d", "morgen"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no day; write it like 2024-05-23"):
        typed_period(text, TODAY)


@pytest.mark.parametrize("text", ["36526d", "5218w", "9" * 5_000 + "d"])
def test_too_long_ago(text: str) -> None:
    with pytest.raises(ValueError, match=r"is more than a hundred years ago\."):
        typed_day(text, TODAY)


@given(st.text(max_size=30))
def test_anything_is_a_day_or_a_sentence(text: str) -> None:
    try:
        first, last = typed_period(text, TODAY)
    except ValueError as error:
        assert str(error).endswith(".")
    else:
        assert first <= last
