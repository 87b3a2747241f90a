"""What the history of runs says of the program itself: plans of every kind, and people without one."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import pytest

from scraper.policy.program_alarms import days_left, grows, overdue, set_back, unended, usual_length

START = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)  # a Monday
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)
MIB = 1024**2


def cron(hours: Sequence[int], weekdays: Sequence[int] = range(7), days: int = 60) -> list[dt.datetime]:
    """Return runs at these hours of these weekdays."""
    every = [START + day * DAY for day in range(days)]
    return [day + hour * HOUR for day in every if day.weekday() in weekdays for hour in hours]


PLANS = {
    # name: (runs, days from the last run until the alarm at the latest)
    "each hour": (cron(range(24)), 0.1),
    "four times a day": (cron([0, 6, 12, 18]), 0.5),
    "each day": (cron([6]), 1.6),
    "on working days": (cron([6], range(5)), 4.6),
    "a laptop that sleeps at night and on weekends": (cron(range(8, 19), range(5)), 4.0),
    "Sundays and Wednesdays": (cron([6], [2, 6]), 6.1),
    "each week": (cron([6], [0]), 10.6),
    "each day, for eight days": (cron([6], days=8), 1.6),
    "each day, for five days": (cron([6], days=5), 3.6),
    "each month": (cron([6], [0], days=200)[::4], 42.1),
}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_is_learned_and_its_end_is_found(name: str) -> None:
    runs, at_the_latest = PLANS[name]
    for number in range(5, len(runs)):
        just_before = runs[number] - dt.timedelta(seconds=1)
        assert overdue(runs[:number], just_before) is None, f"a false alarm before run {number}"
    found = overdue(runs, runs[-1] + at_the_latest * DAY)
    assert found is not None
    assert found.last == runs[-1]
    # The order of rows says nothing: a copy of an archive may have been crawled by two machines.
    assert overdue(runs[::-1], runs[-1] + at_the_latest * DAY) == found


def test_a_run_that_was_missed_once_does_not_blunt_it() -> None:
    runs = [moment for moment in cron([6]) if not 30 * DAY < moment - START < 35 * DAY]
    assert overdue(runs, runs[-1] + 1.6 * DAY) is not None


def test_a_new_plan_is_learned_in_days() -> None:
    runs = [*cron([6, 18], days=40), *(START + day * DAY + 6 * HOUR for day in range(40, 60))]
    late = [number for number in range(5, len(runs)) if overdue(runs[:number], runs[number] - dt.timedelta(seconds=1))]
    assert len(late) <= 3


def by_hand(seed: int, mean_days: float) -> list[dt.datetime]:
    """Return runs of a person: on some evening, sometimes twice."""
    chance = random.Random(seed)  # noqa: S311  (no secret)
    runs, day = [], START
    while day < START + 200 * DAY:
        at = day.replace(hour=chance.randint(8, 22), minute=chance.randint(0, 59))
        runs += [at, at + HOUR] if chance.random() < 0.3 else [at]
        day += max(chance.expovariate(1 / mean_days), 0.2) * DAY
    return sorted(runs)


@pytest.mark.parametrize("mean_days", [2, 5, 12])
def test_by_hand_now_and_then_is_no_plan(mean_days: float) -> None:
    false = gaps = 0
    for seed in range(12):
        runs = by_hand(seed, mean_days)
        gaps += len(runs)
        false += sum(overdue(runs[:number], runs[number]) is not None for number in range(1, len(runs)))
    # Measured: 0.2 to 0.9 false alarms in 200 days of such a person.
    assert false / gaps < 0.025


def test_what_is_too_little_for_a_plan() -> None:
    evening = [START + minutes * dt.timedelta(minutes=1) for minutes in range(0, 120, 10)]
    for runs in ([], [START], [START, START + DAY], evening, [START] * 9):
        assert overdue(runs, START + 300 * DAY) is None


def test_times_to_come_are_of_a_clock_that_was_ahead() -> None:
    runs = cron([6], days=30)
    ahead = [*runs, START + 400 * DAY]
    assert overdue(ahead, runs[-1] + DAY) is None
    found = overdue(ahead, runs[-1] + 3 * DAY)
    assert found is not None
    assert found.last == runs[-1]
    assert overdue(ahead, START - DAY) is None


def test_twenty_thousand_runs_are_judged_quickly() -> None:
    runs = [START + number * dt.timedelta(minutes=5) for number in range(20_000)]
    assert overdue(runs, runs[-1] + HOUR) is not None


@pytest.mark.parametrize(
    ("lasted", "after", "is_alarm"),
    [
        # Usually four minutes: an hour is too long.
        ([4] * 10, 50, False),
        ([4] * 10, 61, True),
        # The first run of all was a long one.
        ([4] * 10 + [600], 61, True),
        # Two long ones are a habit.
        ([4] * 10 + [600, 600], 1700, False),
        ([4] * 10 + [600, 600], 1801, True),
        # Without a history a day is allowed; what a clock that was set back has written is no history.
        ([], 1439, False),
        ([], 1441, True),
        ([4, -4, -9000], 1439, False),
    ],
)
def test_a_run_that_never_ends(lasted: list[int], after: int, is_alarm: bool) -> None:
    minutes = [dt.timedelta(minutes=one) for one in lasted]
    assert unended(START, minutes, START + dt.timedelta(minutes=after)) is is_alarm


def test_the_usual_length() -> None:
    assert usual_length([]) is None
    assert usual_length([-HOUR, HOUR, HOUR, 9 * HOUR]) == HOUR


def test_a_clock_that_was_set_back() -> None:
    assert set_back([]) is None
    assert set_back([START]) is None
    assert set_back([START, START + dt.timedelta(minutes=9)]) is None
    assert set_back([START, START + 365 * DAY]) == (START + 365 * DAY, START)
    # It is over with the next run.
    assert set_back([START + DAY, START, START + 365 * DAY]) is None


def sizes(*mib: float) -> list[tuple[dt.datetime, int]]:
    """Return sizes a week apart, the last one at START."""
    return [(START - (len(mib) - 1 - number) * WEEK, int(one * MIB)) for number, one in enumerate(mib)]


def test_days_until_the_disk_is_full() -> None:
    # 70 MiB a week are 10 a day.
    steady = sizes(100, 170, 240, 310, 380)
    assert days_left(steady, 299 * MIB, START) == 29
    assert days_left(steady, 300 * MIB, START) is None
    # One '--full' is no trend, nor is what 'compact' gave back; a new archive has none yet.
    assert days_left(sizes(100, 101, 102, 1000, 1001), 100 * MIB, START) is None
    assert days_left(sizes(500, 400, 300, 200, 100), 0, START) is None
    assert days_left(sizes(100, 800), 100 * MIB, START) is None
    assert days_left([], 0, START) is None


def test_growth_that_is_news() -> None:
    month = [100.0, 0, 0, 0, 120, 0, 0, 0, 140, 0, 0, 0, 160, 0, 0, 0]
    usual = [max(month[: number + 1]) for number in range(len(month))]
    assert grows(sizes(*usual, 181), START) is None
    assert grows(sizes(*usual, 281), START) == (121 * MIB, 6)
    # Six times of nothing is nothing; and without three months to compare with nothing is usual.
    assert grows(sizes(*[1.0] * 16, 7), START) is None
    assert grows(sizes(100, 100, 100, 100, 900), START) is None
