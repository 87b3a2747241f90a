"""Numbers with their nouns, and lengths of time in words."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.policy.counts import counted, lasting


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 failed requests"), (1, "1 failed request"), (2, "2 failed requests")]
)
def test_one_is_singular(number: int, said: str) -> None:
    assert counted(number, "failed request") == said


def test_a_plural_of_its_own_and_thousands_apart() -> None:
    assert counted(1, "address", "addresses") == "1 address"
    assert counted(12345, "address", "addresses") == "12,345 addresses"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (dt.timedelta(), "1 minute"),
        (dt.timedelta(seconds=100), "2 minutes"),
        (dt.timedelta(minutes=89), "89 minutes"),
        (dt.timedelta(minutes=90), "2 hours"),
        (dt.timedelta(hours=36), "36 hours"),
        (dt.timedelta(hours=47, minutes=40), "2 days"),
        (dt.timedelta(days=1000), "1,000 days"),
    ],
)
def test_a_length_of_time_is_rounded_to_what_says_most(span: dt.timedelta, said: str) -> None:
    assert lasting(span) == said
