"""The calendar of an archive, learned from its sites: weekdays, holidays, bridge days, the lull of the summer.

Nothing here knows a holiday. A day on which far fewer of the other sites publish than usual is one, whatever the
reason; and so is one that was so in earlier years, by its date or by its distance from Easter.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, chain, repeat

from scraper.analysis.cadence_days import ArchiveDays, SiteDays

# Days that a guess weighs before there is evidence, in expected days with articles. Chosen, as all figures here, on
# made years of which ``benchmarks/cadence.py`` tells, and moving each by a third changes little there.
_WEEKDAY_GUESS, _COMMON_GUESS, _HOLIDAY_GUESS, _SEASON_GUESS = 3.0, 2.0, 0.5, 5.0
# A site's level is that of a quarter of a year to both sides: longer than a lull, shorter than a change of its staff.
_LEVEL_DAYS = 90
# The season of a day: so many days to both sides, this year and in earlier ones.
_LOCAL_DAYS, _SEASON_DAYS = 7, 10
# Below this share of the usual a day of an earlier year was a holiday, and no part of its season.
_HOLIDAY_SHARE = 0.5
_ORDINARY_SHARE = 0.45
# The share of the expected that has to lie on ordinary days, so that a season goes by them alone.
_MOSTLY_ORDINARY = 0.6
# Standard deviations: fewer are chance, more are none, and between them both count.
_CHANCE, _NO_CHANCE = 1.0, 2.2
# No day is more certain to bring an article than this.
_SUREST = 0.98
# Days that a site weighs at most in the weekdays of all. Chosen: each weekday a dozen times.
_WEEKDAYS_FROM = 90
# Sites with fewer days with articles say nothing of weekdays.
_LEAST_ACTIVE = 5
# A silence of more usual gaps than this is no holiday, and the site is left out of what the others are compared with.
# Chosen: twice the longest holidays, for a site of every working day.
_DEAD_AFTER_GAPS = 20
# A weekday, or a day, on which less than this share of the usual comes is no working day; that of a day is below the
# strongest lull, whose days are short of articles, but no holidays.
_WORKING_SHARE, _WORKING_DAY_SHARE = 0.4, 0.3
# The feasts that move with Easter lie so many days around it: from Carnival to Corpus Christi and the day after.
_AROUND_EASTER = range(-60, 71)
# Learning goes round: levels need the common calendar, and that needs levels. The second round is near enough.
_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class _Expected:
    """What is expected of a site.

    Args:
        counted: 1 on the days on which it is compared.
        chances: the probability of an article on each day, were there no holidays and no season.
    """

    counted: bytearray
    chances: list[float]


@dataclass(frozen=True, slots=True)
class _Sums:
    """What sites did on each day, and what was expected of them.

    Args:
        active: the sites that published.
        expected: how many were expected to.
        variance: of that number, were there chance alone.
    """

    active: list[float]
    expected: list[float]
    variance: list[float]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The common calendar of an archive's sites.

    Args:
        days: the days that it was learned from.
        weekdays: the common activity by weekday, 1 on the busiest.
    """

    days: ArchiveDays
    weekdays: list[float]
    _common_shares: list[float]
    _sites: dict[str, _Expected]
    _sums: _Sums
    _earlier: list[tuple[float, float]]
    _shares: dict[str, list[float]] = field(default_factory=dict)

    def profile(self, site: str) -> list[float]:
        """Return the activity of a site by weekday, 1 on average."""
        # Only of the few sites that are silent is this asked.
        own = self.days.sites[site]
        return _profile(
            own, own.active, self._sites[site].counted, self.weekdays, self.days.weekdays(), self._common_shares
        )

    def shares(self, site: str) -> list[float]:
        """Return the share of the usual activity that each day has, by all sites but this one and by earlier years."""
        found = self._shares.get(site)
        if found is None:
            others = _without(self._sums, self.days.sites[site], self._sites[site])
            found = self._shares[site] = _day_shares(others, self._earlier)
        return found

    def working(self, site: str, numbers: Iterable[int]) -> int:
        """Return on how many of these days the archive's sites usually publish, as the others show."""
        shares, start = self.shares(site), self.days.origin.weekday()
        return sum(
            self.weekdays[(start + number) % 7] >= _WORKING_SHARE and shares[number] >= _WORKING_DAY_SHARE
            for number in numbers
        )

    def working_week(self) -> int:
        """Return the number of working days of a week, holidays apart."""
        return sum(share >= _WORKING_SHARE for share in self.weekdays)


def learned(days: ArchiveDays) -> Calendar:
    """Return the calendar of an archive."""
    counted = {name: _counted(site) for name, site in days.sites.items()}
    weekday = days.weekdays()
    common = _common_weekdays(days, counted, weekday)
    shares_after = [1.0] * days.length
    for _ in range(_ROUNDS):
        common_shares, sites = shares_after, {}
        for name, site in days.sites.items():
            by_part = _profile(site, site.part, counted[name], common, weekday, common_shares)
            usual = [by_part[day] for day in weekday]
            chances = _chances(site, counted[name], usual, common_shares)
            sites[name] = _Expected(counted[name], chances)
        sums = _sums(days, sites)
        earlier = _earlier_years(days, sums)
        # Near enough for levels. A verdict takes those without the site itself, whose silence would excuse itself.
        shares_after = _day_shares(sums, earlier)
    return Calendar(days, common, common_shares, sites, sums, earlier)


def _counted(site: SiteDays) -> bytearray:
    """Return the days on which a site is compared: the known ones, but for a silence that is no holiday's."""
    counted = bytearray(site.known)
    articles = sum(site.active)
    usual_gap = sum(site.known[site.first : site.last + 1]) / max(1, articles)
    is_dead = sum(site.known[site.last + 1 :]) > _DEAD_AFTER_GAPS * max(1.0, usual_gap)
    if is_dead or articles < _LEAST_ACTIVE:
        counted[site.last + 1 :] = bytes(len(counted) - site.last - 1)
    return counted


def _common_weekdays(days: ArchiveDays, counted: dict[str, bytearray], weekday: Sequence[int]) -> list[float]:
    """Return the activity of all sites by weekday, 1 on the busiest."""
    active, expected = [1.0] * 7, [1.0] * 7
    for name, site in days.sites.items():
        own, known = [0] * 7, [0] * 7
        flags = counted[name]
        for number in range(site.start, site.last + 1):
            own[weekday[number]] += site.active[number] & flags[number]
            known[weekday[number]] += flags[number]
        if sum(own) >= _LEAST_ACTIVE:
            level = sum(own) / sum(known)
            # Without it a weekly site that is known for years would make its weekday the only working day of sites
            # that are known for months.
            weight = min(1.0, _WEEKDAYS_FROM / sum(known))
            active = [total + weight * one for total, one in zip(active, own, strict=True)]
            expected = [total + weight * level * one for total, one in zip(expected, known, strict=True)]
    ratios = [one / other for one, other in zip(active, expected, strict=True)]
    return [ratio / max(ratios) for ratio in ratios]


def _profile(
    site: SiteDays,
    came: Sequence[float],
    counted: bytearray,
    common: Sequence[float],
    weekday: Sequence[int],
    shares: Sequence[float],
) -> list[float]:
    """Return the activity of a site by weekday, 1 on average: its own, with a guess by that of all sites."""
    active, exposure = [0.0] * 7, [0.0] * 7
    for number in range(site.start, site.last + 1):
        if counted[number]:
            active[weekday[number]] += came[number]
            exposure[weekday[number]] += shares[number]
    level = (sum(active) or 1.0) / (sum(exposure) or 1.0)
    mean = sum(common) / 7
    rates = [
        (active[day] + _WEEKDAY_GUESS * level * common[day] / mean) / (exposure[day] + _WEEKDAY_GUESS)
        for day in range(7)
    ]
    average = sum(rates) / 7
    return [rate / average for rate in rates]


def _chances(site: SiteDays, counted: bytearray, usual: Sequence[float], shares: Sequence[float]) -> list[float]:
    """Return the probability that a site publishes on each day, by its weekdays and by its level around the day."""
    came = accumulate((part * flag for part, flag in zip(site.part, counted, strict=True)), initial=0.0)
    due = accumulate(
        (profile * share * flag for profile, share, flag in zip(usual, shares, counted, strict=True)), initial=0.0
    )
    levels = zip(_around(list(came)), _around(list(due)), usual, strict=True)
    chances = [min(_SUREST, active / max(1.0, exposure) * today) for active, exposure, today in levels]
    # Before its first article nothing was expected.
    chances[: site.first] = [0.0] * site.first
    return chances


def _around(totals: Sequence[float]) -> list[float]:
    """Return what came around each day, by running totals, of which there is one more than days."""
    lows = chain(repeat(totals[0], _LEVEL_DAYS), totals)
    highs = chain(totals[_LEVEL_DAYS + 1 :], repeat(totals[-1]))
    return [high - low for low, high, _ in zip(lows, highs, totals[1:], strict=False)]


def _sums(days: ArchiveDays, sites: dict[str, _Expected]) -> _Sums:
    """Return what all sites did and what was expected of them, by day."""
    active, expected, variance = ([0.0] * days.length for _ in range(3))
    for name, site in sites.items():
        own = days.sites[name]
        for number in range(own.first, days.length):
            if site.counted[number]:
                chance = site.chances[number]
                active[number] += own.part[number]
                expected[number] += chance
                variance[number] += chance * (1 - chance)
    return _Sums(active, expected, variance)


def _without(sums: _Sums, own: SiteDays, site: _Expected) -> _Sums:
    """Return the sums of all sites but one."""
    active, expected, variance = list(sums.active), list(sums.expected), list(sums.variance)
    for number in range(own.first, len(active)):
        if site.counted[number]:
            chance = site.chances[number]
            active[number] -= own.part[number]
            # Differences of sums can end a hair below zero.
            expected[number] = max(0.0, expected[number] - chance)
            variance[number] = max(0.0, variance[number] - chance * (1 - chance))
    return _Sums(active, expected, variance)


def _day_shares(others: _Sums, earlier: Sequence[tuple[float, float]]) -> list[float]:
    """Return the share of the usual that each day has: by the other sites on it, their season, and earlier years."""
    length = len(others.active)
    seasons = _Seasons(others)
    shares = []
    for number, (season, holiday) in enumerate(earlier):
        low, high = max(0, number - _LOCAL_DAYS), min(length, number + _LOCAL_DAYS + 1)
        local = seasons.share([(low, high)], season)
        guess = min(1.0, local, season, holiday)
        came, due = others.active[number], others.expected[number]
        ratio = (came + _COMMON_GUESS * guess) / (due + _COMMON_GUESS)
        deviations = abs(due * guess - came) / math.sqrt(others.variance[number] + 0.25)
        by_chance = min(1.0, max(0.0, (_NO_CHANCE - deviations) / (_NO_CHANCE - _CHANCE)))
        shares.append(min(1.0, by_chance * guess + (1 - by_chance) * ratio))
    return shares


class _Seasons:
    """Shares of the usual over spans of days, from running totals.

    Args:
        sums: what came and what was expected on each day.
    """

    def __init__(self, sums: _Sums) -> None:
        pairs = list(zip(sums.active, sums.expected, strict=True))
        # A holiday is no part of the season in which it lies: it would make the days around it half a holiday.
        ordinary = [pair if (pair[0] + 1) / (pair[1] + 1) >= _ORDINARY_SHARE else (0.0, 0.0) for pair in pairs]
        self._all, self._ordinary = _running(pairs), _running(ordinary)

    def share(self, spans: Iterable[tuple[int, int]], guess: float) -> float:
        """Return the share of the usual that came in spans of days, which is the guess where nothing was expected."""
        all_days, ordinary = (0.0, 0.0), (0.0, 0.0)
        for low, high in spans:
            all_days = _added(all_days, self._all, low, high)
            ordinary = _added(ordinary, self._ordinary, low, high)
        # Where most days are low, they are no holidays but the season itself, such as a strong lull.
        came, due = ordinary if ordinary[1] >= _MOSTLY_ORDINARY * all_days[1] else all_days
        return (came + _SEASON_GUESS * guess) / (due + _SEASON_GUESS)


def _running(pairs: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [0.0, *accumulate(came for came, _ in pairs)], [0.0, *accumulate(due for _, due in pairs)]


def _added(
    so_far: tuple[float, float], totals: tuple[list[float], list[float]], low: int, high: int
) -> tuple[float, float]:
    came, due = totals
    return so_far[0] + came[high] - came[low], so_far[1] + due[high] - due[low]


def _earlier_years(days: ArchiveDays, sums: _Sums) -> list[tuple[float, float]]:
    """Return for each day the share of its season, and of its holiday, in earlier years; 1 where nothing is known."""
    seasons = _Seasons(sums)
    base, length = days.origin.toordinal(), days.length
    found = [(1.0, 1.0)] * length
    for number in range(365, length):
        same_date, same_feast = _earlier_days(days.day(number), base)
        if not same_date:
            continue
        spans = [(max(0, one - _SEASON_DAYS), min(length, one + _SEASON_DAYS + 1)) for one in same_date]
        season = min(1.0, seasons.share(spans, 1.0))
        shares = [_pooled(anchors, sums, season) for anchors in (same_date, same_feast)]
        holidays = [share for share in shares if share < _HOLIDAY_SHARE * season]
        found[number] = (season, min(holidays, default=1.0))
    return found


def _pooled(numbers: Sequence[int], sums: _Sums, season: float) -> float:
    """Return the share of the usual that came on some days together."""
    came = sum(sums.active[number] for number in numbers)
    due = sum(sums.expected[number] for number in numbers)
    return (came + _HOLIDAY_GUESS * season) / (due + _HOLIDAY_GUESS)


def _earlier_days(day: dt.date, base: int) -> tuple[list[int], list[int]]:
    """Return the numbers of the days of earlier years with the same date, and with the same distance from Easter."""
    distance = (day - easter(day.year)).days
    same_date, same_feast = [], []
    for year in range(day.year - 1, day.year - 4, -1):
        # The 29th of February has no day of its own in other years.
        number = dt.date(year, day.month, min(day.day, 28) if day.month == 2 else day.day).toordinal() - base
        if number < 0:
            break
        same_date.append(number)
        moved = easter(year).toordinal() + distance - base
        if distance in _AROUND_EASTER and moved >= 0:
            same_feast.append(moved)
    return same_date, same_feast


@lru_cache(maxsize=128)
def easter(year: int) -> dt.date:
    """Return Easter Sunday by the rule of the Gregorian calendar (the anonymous computus of 1876).

    It is a coordinate, as the weekday is one: what happens on days around it is learned.
    """
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, rest_of_century = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - correction + 15) % 30
    quarters, rest_of_quarter = divmod(rest, 4)
    to_sunday = (32 + 2 * rest_of_century + 2 * quarters - epact - rest_of_quarter) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)
