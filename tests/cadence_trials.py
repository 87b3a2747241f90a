"""Trials of the verdict on silence on made years: false alarms while nothing is wrong, days until a death is found."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from made_years import DAY, MadeSite, history, is_working, span
from scraper.analysis.cadence import Silence, Thresholds, silences

# The crawl by cron comes in the morning, before anything is published.
_HOUR = 6
# What is to be reached: kind of site to days, of which those of a weekly site are days of the calendar, and those of
# others working days.
DEADLINES = {"several": 4, "daily": 5, "weekly": 24}
# False alarms that are borne in half a year: of one site, of a dozen; and of seven sites around Christmas.
MOST_OF_SITE, MOST_OF_DOZEN, MOST_AROUND_CHRISTMAS = 1, 4, 2
Found = Mapping[str, Silence]
# Working days since the death, days since the death, and the silence, if there is one.
Watch = Sequence[tuple[int, int, Silence | None]]


def morning(day: dt.date) -> dt.datetime:
    """Return the time of the look on a day."""
    return dt.datetime.combine(day, dt.time(_HOUR), dt.UTC)


def watched(sites: Mapping[str, MadeSite], first: dt.date, last: dt.date) -> list[Found]:
    """Return the silences of each morning after a weekday from the first to the last: on others no alarm begins."""
    found = []
    for day in span(first, last):
        if (day - DAY).weekday() >= 5:
            continue
        now = morning(day)
        found.append(silences({name: history(site, now) for name, site in sites.items()}, now))
    return found


def false_alarms(mornings: Iterable[Found], thresholds: Thresholds) -> Counter[str]:
    """Return by site how many alarms were raised; one that stands for many days is one."""
    raised: Counter[str] = Counter()
    standing: set[str] = set()
    for found in mornings:
        now_standing = {name for name, one in found.items() if thresholds.are_reached(one)}
        raised.update(now_standing - standing)
        standing = now_standing
    return raised


def watched_death(sites: Mapping[str, MadeSite], name: str, died: dt.date, days: Iterable[int]) -> Watch:
    """Return what is seen of a site on some mornings, counted from the first day on which it publishes no more."""
    watch = []
    for number in days:
        now = morning(died + number * DAY)
        histories = {other: history(site, now) for other, site in sites.items() if other != name}
        histories[name] = history(sites[name], now, died=died)
        # Days that are over on that morning.
        working = sum(is_working(day, sites[name].place) for day in span(died, died + (number - 1) * DAY))
        watch.append((working, number, silences(histories, now, only=[name]).get(name)))
    return watch


def days_to_detection(watch: Watch, kind: str, thresholds: Thresholds) -> int | None:
    """Return after how many days a death is found: of a weekly site days of the calendar, else working days."""
    for working, number, silence in watch:
        if silence is not None and thresholds.are_reached(silence):
            return number if kind == "weekly" else working
    return None


def death_days(seed: int, count: int) -> list[dt.date]:
    """Return days on which sites die, from late summer to early summer, but for the weeks before and after Christmas.

    A site that dies just before Christmas is found after it: nobody expects anything in between.
    """
    rng = random.Random(seed)  # noqa: S311
    days: list[dt.date] = []
    while len(days) < count:
        day = dt.date(2025, 8, 20) + rng.randint(0, 280) * DAY
        if (1, 7) <= (day.month, day.day) < (12, 8):
            days.append(day)
    return days
