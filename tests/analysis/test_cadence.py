"""A site has fallen silent, or it has not: on two made years of a dozen sites, and on histories of any kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

import pytest

from cadence_trials import (
    DEADLINES,
    MOST_AROUND_CHRISTMAS,
    MOST_OF_DOZEN,
    MOST_OF_SITE,
    death_days,
    false_alarms,
    morning,
    watched,
    watched_death,
)
from made_years import DAY, END, START, MadeSite, Place, history, made_archive, span
from scraper.analysis.cadence import History, Quiet, Thresholds, quiet_sites
from scraper.analysis.cadence_calendar import easter

SEED = 5
SEVEN = ("several", "several", "daily", "daily", "daily", "weekly", "weekly")
USUAL = Thresholds()
NOW = dt.datetime(2026, 6, 15, 6, tzinfo=dt.UTC)


@cache
def dozen() -> dict[str, MadeSite]:
    return made_archive(SEED)


def working_days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [day for day in span(first, last) if day.weekday() < 5]


def regular(until: dt.date, *, since: dt.date = START, **changes: object) -> History:
    """A site of two articles each working day, looked at each day up to the time of the test."""
    values: dict[str, object] = {
        "articles": dict.fromkeys(working_days(since, until), 2),
        "looked": frozenset(span(since, NOW.date())),
        "last_look": NOW,
    }
    return History(**(values | changes))  # type: ignore[arg-type]


def verdict(one: History, *others: History, now: dt.datetime = NOW) -> Quiet | None:
    histories: Mapping[str, History] = {"one": one} | {f"other{number}": other for number, other in enumerate(others)}
    return quiet_sites(histories, now).get("one")


# Two made years of a dozen sites.


def test_false_alarms_of_a_dozen_sites_in_half_a_year() -> None:
    raised = false_alarms(watched(dozen(), dt.date(2025, 7, 1), dt.date(2025, 12, 31)), USUAL)
    assert max(raised.values(), default=0) <= MOST_OF_SITE
    assert sum(raised.values()) <= MOST_OF_DOZEN


def test_false_alarms_of_seven_sites_around_christmas() -> None:
    raised = false_alarms(watched(made_archive(SEED, SEVEN), dt.date(2025, 12, 1), dt.date(2026, 1, 31)), USUAL)
    assert sum(raised.values()) <= MOST_AROUND_CHRISTMAS


@pytest.mark.parametrize("name", [name for name, site in made_archive(SEED).items() if site.kind in DEADLINES])
def test_a_death_is_found_in_time(name: str) -> None:
    kind = dozen()[name].kind
    for died in death_days(SEED, 3):
        deadline = DEADLINES[kind]
        days = deadline if kind == "weekly" else 1 + _calendar_days(died, deadline, dozen()[name].place)
        ((_, _, silence),) = watched_death(dozen(), name, died, [days])
        assert silence is not None
        assert USUAL.are_reached(silence), (died, silence)


def _calendar_days(died: dt.date, working: int, place: Place) -> int:
    """Return after how many days the last of so many working days begins."""
    from made_years import is_working

    days = [number for number in range(30) if is_working(died + number * DAY, place)]
    return days[working - 1]


@pytest.mark.parametrize("name", [name for name, site in made_archive(SEED).items() if site.kind in ("rare", "begun")])
def test_who_writes_seldom_and_who_has_just_begun_is_left_in_peace(name: str) -> None:
    for number in (5, 20, 60, 300):
        now = morning(END + number * DAY)
        histories = {other: history(site, now) for other, site in dozen().items()}
        assert name not in quiet_sites(histories, now)


def test_a_monthly_letter_is_left_in_peace() -> None:
    letters = {dt.date(year, month, 12): 1 for year in (2023, 2024, 2025) for month in range(1, 13)}
    one = regular(START, since=dt.date(2023, 1, 1), articles={day: 1 for day in letters if day < dt.date(2025, 8, 1)})
    assert verdict(one, regular(NOW.date()), regular(NOW.date())) is None


def test_a_site_is_well_again_with_its_first_article() -> None:
    name, died, back = "daily3", dt.date(2026, 2, 3), dt.date(2026, 3, 2)
    standing = []
    for number in range(0, 40, 3):
        now = morning(died + number * DAY)
        histories = {other: history(site, now) for other, site in dozen().items()}
        histories[name] = history(dozen()[name], now, died=died, revived=back)
        standing.append(name in quiet_sites(histories, now))
    first, last = standing.index(True), len(standing) - 1 - standing[::-1].index(True)
    assert all(standing[first : last + 1])
    assert died + 3 * last * DAY <= back + 4 * DAY


# What a verdict says.


def test_since_working_days_and_usual_gap() -> None:
    # The last article came on Friday, 29 May; 1 to 12 June are ten working days, and the 15th has only begun.
    assert verdict(regular(dt.date(2026, 5, 29))) == Quiet(dt.date(2026, 5, 30), 10, 1.0)


def test_days_on_which_the_other_sites_are_silent_too_are_no_working_days() -> None:
    """A holiday that was never seen before."""
    feast = {dt.date(2026, 6, day) for day in (3, 4, 5)}
    days = [day for day in working_days(START, NOW.date() - DAY) if day not in feast]
    others = [regular(START, articles=dict.fromkeys(days, 1)) for _ in range(6)]
    assert verdict(regular(dt.date(2026, 6, 2)), *others, now=NOW) == Quiet(dt.date(2026, 6, 3), 5, 1.0)
    friday = dt.datetime(2026, 6, 6, 6, tzinfo=dt.UTC)
    assert verdict(regular(dt.date(2026, 6, 2), last_look=friday), *others, now=friday) is None
    assert verdict(regular(dt.date(2026, 6, 2), last_look=friday), now=friday) is not None


def test_holidays_of_the_year_before_are_known_to_an_archive_of_one_site() -> None:
    """By their date, and by their distance from Easter: 2025 it was on 20 April, 2026 on 5 April."""
    feast = [*span(dt.date(2025, 4, 15), dt.date(2025, 4, 22)), *span(dt.date(2025, 12, 22), dt.date(2026, 1, 2))]
    days = [day for day in working_days(dt.date(2024, 8, 5), dt.date(2026, 3, 30)) if day not in feast]
    one = regular(START, since=dt.date(2024, 8, 5), articles=dict.fromkeys(days, 1))
    after_easter = dt.datetime(2026, 4, 7, 6, tzinfo=dt.UTC)
    assert verdict(one, now=after_easter) is None
    without = regular(dt.date(2026, 3, 30), since=dt.date(2024, 8, 5))
    assert verdict(without, now=after_easter) is not None


def test_in_a_lull_of_half_the_articles_who_writes_one_a_day_is_silent_for_days() -> None:
    """Who writes six a day still writes on each day then, and its days alone would not show the lull."""
    days = working_days(dt.date(2025, 10, 1), dt.date(2026, 6, 12))
    lull = dt.date(2026, 5, 4)
    others = [regular(START, articles={day: 6 if day < lull else 2 for day in days}) for _ in range(5)]
    steady = [regular(START, articles=dict.fromkeys(days, 6)) for _ in range(5)]
    before_lull = [day for day in days if day < lull]
    one = regular(START, articles=dict.fromkeys([*before_lull, *[day for day in days if day >= lull][::3]], 1))
    one = regular(START, articles={day: 1 for day in one.articles if day <= dt.date(2026, 6, 8)})
    assert verdict(one, *others) is None
    assert verdict(one, *steady) is not None


def test_who_writes_several_a_day_is_missed_a_day_before_who_writes_one() -> None:
    until, now = dt.date(2026, 6, 5), dt.datetime(2026, 6, 11, 6, tzinfo=dt.UTC)
    days = working_days(START, until)
    others = [regular(NOW.date()) for _ in range(3)]
    several, single = (regular(START, articles=dict.fromkeys(days, count), last_look=now) for count in (3, 1))
    assert verdict(several, *others, now=now) is not None
    assert verdict(single, *others, now=now) is None
    friday = now + DAY
    single = regular(START, articles=single.articles, last_look=friday)
    assert verdict(single, *others, now=friday) is not None


def test_who_never_misses_a_week_is_missed_before_the_third_one_is_over() -> None:
    """On another day of each week: what is regular is not the day but the gap, and by chance it might be longer."""
    mondays = [day for day in working_days(START, dt.date(2026, 5, 22)) if day.weekday() == 0]
    days = [day + (number * 3 % 5) * DAY for number, day in enumerate(mondays)]
    now = dt.datetime(2026, 6, 12, 6, tzinfo=dt.UTC)
    one = regular(START, articles=dict.fromkeys(days, 1), last_look=now)
    assert verdict(one, *[regular(NOW.date()) for _ in range(3)], now=now) is not None


def test_a_weekly_site_that_is_known_for_longer_does_not_make_its_weekday_the_only_working_day() -> None:
    begun, until = dt.date(2026, 3, 1), dt.date(2026, 5, 29)
    wednesdays = [day for day in working_days(START, NOW.date()) if day.weekday() == 2]
    weekly = regular(START, articles=dict.fromkeys(wednesdays, 1))
    assert verdict(regular(until, since=begun), weekly) == Quiet(dt.date(2026, 5, 30), 10, 1.0)


def test_easter() -> None:
    days = [easter(year).isoformat() for year in (1961, 2024, 2025, 2026, 2038)]
    assert days == ["1961-04-02", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25"]


# Looks.


def test_who_never_looked_has_no_verdict() -> None:
    assert verdict(regular(dt.date(2026, 5, 29), looked=frozenset(), last_look=None)) is None


def test_a_pause_is_no_silence() -> None:
    died = dt.date(2026, 4, 1)
    paused = frozenset(day for day in span(START, NOW.date()) if not died <= day < NOW.date() - DAY)
    assert verdict(regular(died, looked=paused)) is None
    assert verdict(regular(died)) is not None


def test_silence_runs_to_the_last_look() -> None:
    last = dt.datetime(2026, 5, 31, 6, tzinfo=dt.UTC)
    looked = frozenset(span(START, last.date()))
    assert verdict(regular(dt.date(2026, 5, 29), looked=looked, last_look=last)) is None
    assert verdict(regular(dt.date(2026, 5, 15), looked=looked, last_look=last)) == Quiet(dt.date(2026, 5, 16), 10, 1.0)


def test_weekly_looks_cover_the_days_between() -> None:
    looked = frozenset(day for day in span(START, NOW.date()) if day.weekday() == 0)
    assert verdict(regular(dt.date(2026, 5, 29), looked=looked)) == Quiet(dt.date(2026, 5, 30), 10, 1.0)


@pytest.mark.parametrize(("hour", "is_quiet"), [(9, False), (19, True)])
def test_an_article_of_four_in_the_afternoon_is_not_missing_in_the_morning(hour: int, is_quiet: bool) -> None:
    """The silence has three working days with today, which counts when its hour is over."""
    hours = [0] * 24
    hours[16] = 500
    now = dt.datetime(2026, 6, 10, hour, tzinfo=dt.UTC)
    one = regular(dt.date(2026, 6, 5), looked=frozenset(span(START, now.date())), last_look=now, hours=hours)
    assert (verdict(one, now=now) is not None) == is_quiet
    unknown = regular(dt.date(2026, 6, 5), looked=frozenset(span(START, now.date())), last_look=now)
    assert (verdict(unknown, now=now) is not None) == is_quiet


# Histories of any kind.


@pytest.mark.parametrize(
    "articles",
    [
        {},
        {NOW.date(): 1},
        {dt.date(2026, 1, 5): 1},
        {dt.date(2026, 1, 5): 100_000},
        {dt.date(2026, 1, 5): 0, dt.date(2026, 1, 6): 0},
        {dt.date(1998, 1, 5): 3, dt.date(2003, 2, 1): 40},
        dict.fromkeys(span(dt.date(2030, 1, 1), dt.date(2031, 1, 1)), 4),
        {dt.date.max: 1, dt.date.min: 1},
    ],
    ids=["none", "today", "one", "all on one day", "counts of nothing", "long ago", "to come", "the ends of time"],
)
def test_no_rhythm_no_verdict(articles: dict[dt.date, int]) -> None:
    assert verdict(regular(START, articles=articles)) is None
    assert verdict(regular(START, articles=articles), regular(NOW.date())) is None


def test_a_hundred_thousand_articles() -> None:
    days = dict.fromkeys(working_days(dt.date(1990, 1, 1), dt.date(2026, 5, 29)), 11)
    assert sum(days.values()) > 100_000
    assert verdict(regular(START, articles=days)) == Quiet(dt.date(2026, 5, 30), 10, 1.0)


def test_days_to_come_hide_nothing() -> None:
    usual = regular(dt.date(2026, 5, 29))
    odd = dict(usual.articles) | {dt.date(2026, 6, 16): 3, dt.date(2099, 1, 1): 1}
    looked = usual.looked | {dt.date(2099, 1, 1)}
    late = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
    expected = Quiet(dt.date(2026, 5, 30), 10, 1.0)
    assert verdict(regular(START, articles=odd)) == expected
    assert verdict(regular(START, articles=odd, looked=looked, last_look=late)) == expected


def test_a_clock_that_jumps_back_finds_what_was_known_then() -> None:
    one = regular(dt.date(2026, 5, 29))
    assert verdict(one, now=dt.datetime(2026, 4, 29, 6, tzinfo=dt.UTC)) is None
    assert verdict(one, now=dt.datetime(1990, 1, 1, tzinfo=dt.UTC)) is None
    assert verdict(one, now=NOW) == Quiet(dt.date(2026, 5, 30), 10, 1.0)


def test_the_verdict_does_not_depend_on_order() -> None:
    now = morning(dt.date(2026, 2, 20))
    died = {name: history(site, now, died=dt.date(2026, 1, 20)) for name, site in dozen().items()}
    assert quiet_sites(died, now) == quiet_sites(dict(reversed(died.items())), now)
    assert quiet_sites(died, now) != {}
