"""The days of a site as rows of flags: when it published, when somebody looked, which days say something of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

# What lies further back says little of today and costs time. Chosen: three earlier years, so that a holiday that fell
# on weekends twice has been seen on a working day.
MOST_DAYS = 3 * 366
# A look covers the days before it, as far as sources still name what came then. Chosen: twice the usual step between
# two looks, since cron misses one now and then; at least the day before, and at most what a short feed holds.
_STEPS_COVERED, _LEAST_COVERED, _MOST_COVERED = 2, 2, 14
# Days with articles, and days that looks cover, from which on a site is known by looks alone. Chosen: a quarter of a
# year, which shows each weekday a dozen times.
_LEAST_ARTICLES_SEEN, _LEAST_DAYS_SEEN = 16, 90
# Articles of a day that come, or stay away, each by itself. Chosen: more are often one batch.
_MOST_TOGETHER = 4
# Days that bring less than the first share of the usual are holidays, more than the second a lull, and both between.
# Chosen: no lull of a summer is stronger, and few sites work on between Christmas and the new year.
_CLOSED_SHARE, _OPEN_SHARE = 0.2, 0.4
# Articles with a time of day from which on their hours are believed. Chosen: fewer leave gaps that are chance.
_LEAST_WITH_HOUR = 20
# Where hours are not known, a day counts when its working hours are over; UTC, so that this is the evening in Europe.
_EVENING = 18
# A page is seen an hour after its own time at worst, where summer time and the step of the crawl come together.
_HOURS_LATE = 1


@dataclass(frozen=True, slots=True)
class History:
    """What an archive knows of the days of a site.

    Args:
        articles: how many were published on each day; none of a day that is left out.
        looked: the days on which the site was looked at with success.
        last_look: the newest of those looks, aware UTC; None: not known more exactly than by its day.
        hours: how many articles came in each hour of the day, UTC, 24 figures; empty: not known.
    """

    articles: Mapping[dt.date, int]
    looked: frozenset[dt.date] = frozenset()
    last_look: dt.datetime | None = None
    hours: Sequence[int] = field(default=())


@dataclass(frozen=True, slots=True)
class SiteDays:
    """The days of a site; all lists are by the number of the day, from the origin of the archive.

    Args:
        active: 1 where it published.
        part: how much it published: the articles of the day by those of its usual day with articles, at most 1.
        together: how many articles come on a day, as (number, share of the days with articles).
        watched: 1 where a look covers the day.
        known: 1 where the day says something: it was watched, or lies between the first article and the first look.
        first, last: its first and its last day with an article.
        start: the day from which on its rhythm is learned.
        look: the day of the last look; None: nobody ever looked.
        share: the part of that day's articles that should have come by the time of the look, from 0 to 1.
    """

    active: bytearray
    part: list[float]
    together: list[tuple[int, float]]
    watched: bytearray
    known: bytearray
    first: int
    start: int
    last: int
    look: int | None
    share: float

    @property
    def articles(self) -> float:
        """The articles of a day with articles, on average; many of one day count as few."""
        return sum(count * part for count, part in self.together)

    def thinned(self, share: float) -> float:
        """Return how many of its days with articles would have one, on days that bring this share of the usual.

        In a summer of half the articles, who writes one a day is silent on half of the days, and who writes six is not.
        On holidays the articles of a day stay away together, since the office is closed.
        """
        each_by_itself = sum(part * (1 - (1 - share) ** count) for count, part in self.together)
        lull = min(1.0, max(0.0, (share - _CLOSED_SHARE) / (_OPEN_SHARE - _CLOSED_SHARE)))
        return share + lull * (each_by_itself - share)


@dataclass(frozen=True, slots=True)
class ArchiveDays:
    """The days of all sites.

    Args:
        origin: the day with the number 0.
        length: the number of days up to today.
        sites: those that have an article, by id.
    """

    origin: dt.date
    length: int
    sites: dict[str, SiteDays]

    def day(self, number: int) -> dt.date:
        """Return the day with a number."""
        return self.origin + dt.timedelta(days=number)

    def weekdays(self) -> list[int]:
        """Return the weekday of each day, Monday 0."""
        start = self.origin.weekday()
        return [(start + number) % 7 for number in range(self.length)]


def numbered(histories: Mapping[str, History], today: dt.date) -> ArchiveDays:
    """Return the days of all sites up to today; days in the future, by whatever clock, are left out."""
    earliest = today - dt.timedelta(days=MOST_DAYS)
    days = (day for history in histories.values() for day in history.articles if earliest <= day <= today)
    origin = min(days, default=today)
    length = (today - origin).days + 1
    sites = {}
    for name, history in sorted(histories.items()):
        found = _site_days(history, origin, length)
        if found is not None:
            sites[name] = found
    return ArchiveDays(origin, length, sites)


def _site_days(history: History, origin: dt.date, length: int) -> SiteDays | None:
    """Return the days of a site; None: it has no article in the time."""
    base = origin.toordinal()
    active, counts = bytearray(length), [0] * length
    for day, count in history.articles.items():
        number = day.toordinal() - base
        if count > 0 and 0 <= number < length:
            active[number] = 1
            counts[number] = count
    first, last = active.find(1), active.rfind(1)
    if first < 0:
        return None
    numbers = sorted(day.toordinal() - base for day in history.looked)
    looks = [number for number in numbers if number < length]
    watched = _watched(looks, length)
    known = bytearray(watched)
    first_look = looks[0] if looks else last + 1
    for number in range(first, min(first_look, length)):
        known[number] = 1
    known[:first] = bytes(first)
    look = looks[-1] if looks and looks[-1] >= 0 else None
    start = _start(active, known, first, last, first_look)
    return SiteDays(
        active,
        _parts(counts, sum(active)),
        _together(counts),
        watched,
        known,
        first,
        start,
        last,
        look,
        _share(history, origin, look),
    )


def _parts(counts: Sequence[int], active: int) -> list[float]:
    """Return how much a site published on each day, by the mean of its days with articles."""
    usual = sum(counts) / active
    return [min(1.0, count / usual) for count in counts]


def _together(counts: Sequence[int]) -> list[tuple[int, float]]:
    """Return how many articles come on a day, as (number, share of the days with articles)."""
    found = Counter(min(count, _MOST_TOGETHER) for count in counts if count)
    total = sum(found.values())
    return [(count, days / total) for count, days in sorted(found.items())]


def _start(active: bytearray, known: bytearray, first: int, last: int, first_look: int) -> int:
    """Return the day from which on the rhythm of a site is learned.

    What an import or a first crawl finds of earlier years is what is left of them, and gaps in it are no silences:
    where the archive itself has looked long enough, its looks alone count.
    """
    begin = max(first, first_look)
    articles, days = sum(active[begin : last + 1]), sum(known[begin : last + 1])
    has_looked_long = articles >= _LEAST_ARTICLES_SEEN and days >= _LEAST_DAYS_SEEN
    return begin if has_looked_long else first


def _watched(looks: Sequence[int], length: int) -> bytearray:
    """Return the days that looks cover: each covers those since the look before it, up to a bound."""
    watched = bytearray(length)
    steps = [later - earlier for earlier, later in pairwise(looks)]
    usual = round(median(steps)) if steps else 1
    covered = max(_LEAST_COVERED, min(_MOST_COVERED, _STEPS_COVERED * usual))
    # Before the first look there was nobody: it covers the day before, whose articles every source still names.
    before = looks[0] - _LEAST_COVERED if looks else 0
    for look in looks:
        for number in range(max(before + 1, look - covered, 0), look + 1):
            watched[number] = 1
        before = look
    return watched


def _share(history: History, origin: dt.date, look: int | None) -> float:
    """Return the part of the last look's day that was over by the time of the look, as the site's articles come."""
    last = history.last_look
    is_its_day = look is not None and last is not None and (last.date() - origin).days == look
    if last is None or not is_its_day:
        return 0.0
    total = sum(history.hours)
    if total < _LEAST_WITH_HOUR:
        return float(last.hour >= _EVENING)
    return sum(history.hours[: max(0, last.hour - _HOURS_LATE)]) / total
