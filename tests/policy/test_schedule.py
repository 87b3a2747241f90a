"""When pages are visited, looked at again, tried again, and hosts left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.policy import schedule

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "pause"),
    [(0.5, 0.25), (2, 1), (10, 7), (100, 28), (1000, 182), (-5, 0.25)],
)
def test_the_older_a_text_the_later_it_is_looked_at_again(age: float, pause: float) -> None:
    assert schedule.revisit_at(NOW, NOW - age * DAY, NOW) == NOW + pause * DAY


def test_without_a_date_the_last_change_counts() -> None:
    assert schedule.revisit_at(NOW, None, NOW - 100 * DAY) == NOW + 28 * DAY


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_pauses_only_grow(one: int, other: int) -> None:
    young, old = sorted((one, other))
    assert schedule.revisit_at(NOW, NOW - young * DAY, NOW) <= schedule.revisit_at(NOW, NOW - old * DAY, NOW)


def test_retries_grow_and_end() -> None:
    times = [schedule.retry_at(NOW, failures) for failures in range(1, 8)]
    given_up = times.index(None)
    assert given_up == 5
    assert times[given_up:] == [None] * (7 - given_up)
    assert times[:given_up] == sorted(time for time in times if time is not None)


@given(st.integers(1, 10_000), st.none() | st.floats(0, 1e12))
def test_a_host_is_left_alone_for_a_while_but_never_for_ever(failures: int, asked: float | None) -> None:
    pause = schedule.host_pause(failures, asked)
    assert dt.timedelta(seconds=1) <= pause <= 7 * DAY
    if asked is not None and 1 <= asked <= 600_000:
        assert abs(pause.total_seconds() - asked) < 1


def test_a_day_that_lies_ahead_is_no_day_of_birth() -> None:
    """An archived announcement of a far day is no fresh news until then."""
    assert schedule.revisit_at(NOW, NOW + 100 * DAY, NOW - 100 * DAY) == NOW + 28 * DAY
