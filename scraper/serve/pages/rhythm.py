"""How often a site publishes: week by week, on which days, and its longest silence of a year. Facts, no verdict."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from scraper.report.written import day as written_day
from scraper.report.written import number

# Weeks that are drawn: a year.
_WEEKS = 52
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_OF_WEEK = len(_WEEKDAYS)
_ONE_DAY = dt.timedelta(days=1)
# Days with articles from which on anything can be said of a rhythm. Chosen: of fewer, each is chance.
_LEAST_DAYS = 5


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a site publishes.

    Args:
        weeks: the Monday of each week, and the number of articles of it, the first week first.
        weekdays: name of each weekday, and the number of articles of it, from Monday on.
        active: days with articles.
        articles: of the year.
        span: weeks from the first of these days on.
        silence: the first and last day of the longest silence, or None.
        last: the last day with articles, or None.
    """

    weeks: list[tuple[dt.date, int]]
    weekdays: list[tuple[str, int]]
    active: int
    articles: int
    span: int
    silence: tuple[dt.date, dt.date] | None
    last: dt.date | None


def first_day(today: dt.date) -> dt.date:
    """Return the Monday on which the year begins that is looked at."""
    return today - dt.timedelta(days=today.weekday() + _DAYS_OF_WEEK * (_WEEKS - 1))


def learned(by_day: Mapping[str, int], first: dt.date, today: dt.date) -> Rhythm:
    """Return how often a site published in a year.

    Args:
        by_day: day and number of articles; what is no day, or lies ahead, is left out.
        first: the Monday on which the year begins.
        today: the day of the question.
    """
    days = {day: count for day, count in _parsed(by_day).items() if first <= day <= today}
    weeks: Counter[dt.date] = Counter()
    weekdays: Counter[int] = Counter()
    for day, count in days.items():
        weeks[day - dt.timedelta(days=day.weekday())] += count
        weekdays[day.weekday()] += count
    ordered = sorted(days)
    mondays = [first + dt.timedelta(weeks=place) for place in range(_WEEKS)]
    gaps = [(one + _ONE_DAY, other - _ONE_DAY) for one, other in pairwise(ordered) if other - one > _ONE_DAY]
    return Rhythm(
        [(monday, weeks[monday]) for monday in mondays],
        [(name, weekdays[place]) for place, name in enumerate(_WEEKDAYS)],
        len(days),
        sum(days.values()),
        _weeks(ordered[0], today) if ordered else 0,
        max(gaps, key=lambda gap: gap[1] - gap[0], default=None),
        ordered[-1] if ordered else None,
    )


def _weeks(first: dt.date, last: dt.date) -> int:
    """Return how many weeks there are between two days, one that has begun counted as a whole one; one at the least."""
    begun = -(-(last - first).days // _DAYS_OF_WEEK)
    return max(1, begun)


def said(found: Rhythm) -> list[str]:
    """Return what there is to say of a rhythm, as sentences."""
    if found.last is None:
        return ["No article of the last year."]
    sentences = [f"The newest article is of {written_day(found.last)}."]
    if found.active < _LEAST_DAYS:
        return sentences
    a_week = round(found.active / found.span, 1)
    articles = round(found.articles / found.span, 1)
    if a_week >= 1:
        often = f"On {number(a_week)} days of a week there are articles, {number(articles)} in a week on average."
    else:
        often = f"There were {number(found.articles)} articles, on {number(found.active)} days of the last year."
    sentences.append(often)
    if found.silence is not None:
        first, last = found.silence
        length = (last - first).days + 1
        days = "day" if length == 1 else "days"
        sentences.append(f"The longest silence was {number(length)} {days}, from {written_day(first)}.")
    return sentences


def _parsed(by_day: Mapping[str, int]) -> dict[dt.date, int]:
    found = {}
    for text, count in by_day.items():
        try:
            found[dt.date.fromisoformat(text)] = count
        except ValueError:
            continue
    return found
