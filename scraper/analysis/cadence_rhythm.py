"""The rhythm of a site: how probable an article is on each day, and how long its own silences usually are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from scraper.analysis.cadence_calendar import Calendar
from scraper.analysis.cadence_days import SiteDays

# A site that has fewer days with articles, or began less than so many days before its last article, has just begun.
# Chosen: six weeks show each weekday six times.
_LEAST_ACTIVE, _LEAST_DAYS = 8, 42
# Days with articles in a year below which a site is left in peace. Chosen: a monthly letter has 12, and a silence of
# three of its gaps is a quarter of a year, which no alarm makes better.
_LEAST_YEARLY = 15
_WEEKS_IN_YEAR, _WEEKS_IN_HALF_YEAR = 52, 26
# No day is more certain to bring an article: people fall ill, and servers, too.
_SUREST = 0.97
# What is far back counts half: after thirty gaps, but not before two months and at the latest after a year.
_HALVED_AFTER_GAPS, _HALVED_AFTER_LEAST, _HALVED_AFTER_MOST = 30, 60.0, 365.0
# Silences count from this surprise on, in nats: e to the power of it is one silence in three for a site by chance.
_TAIL = 1.0
# Silences that the guess weighs, by which they come by chance.
_GUESS = 5.0
# A silence that somebody mended, of a source that had died, says nothing of the rhythm beyond this, in nats.
_LONGEST_BELIEVED = 12.0
# A site publishes in bursts where its silences are longer by more than this factor than chance would have them, or
# where articles follow on the day after others so many times as often as on any other day.
_BURSTS, _BURSTS_FOLLOW = 1.1, 1.8
# A site that publishes on most days has no bursts that matter here; usual gap in working days.
_BURSTS_FROM_GAP = 2.0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a site publishes.

    Args:
        chances: the probability of an article on each day, by the number of the day.
        stretch: by which factor its long silences are longer than chance would have them; of who is regular, below 1.
        tail: the share of its silences that are long.
        gaps: the number of its silences in half a year, of whatever length.
        usual_gap: working days from one day with articles to the next, on average.
        longest: its longest silence in nats, where it publishes in bursts; else 0.
    """

    chances: list[float]
    stretch: float
    tail: float
    gaps: float
    usual_gap: float
    longest: float

    def surprise(self, nats: float) -> float:
        """Return how improbable a silence is for this site, in nats, given how improbable it is by chance alone."""
        if nats <= _TAIL:
            return 0.0
        return (nats - _TAIL) / self.stretch - math.log(self.tail)


def rhythm_of(name: str, site: SiteDays, calendar: Calendar) -> Rhythm | None:
    """Return the rhythm of a site up to its last article.

    Args:
        name: its id.
        site: its days.
        calendar: the common calendar.

    Returns:
        None: it has just begun, or publishes too seldom to say.
    """
    days = [number for number in range(site.start, site.last + 1) if site.known[number]]
    active = sum(site.active[number] for number in days)
    has_just_begun = active < _LEAST_ACTIVE or site.last - site.first < _LEAST_DAYS
    if has_just_begun:
        return None
    half = _HALVED_AFTER_GAPS * (site.last - days[0]) / active
    half = min(_HALVED_AFTER_MOST, max(_HALVED_AFTER_LEAST, half))
    profile, weekday = calendar.profile(name), calendar.days.weekdays()
    shares = [site.thinned(share) for share in calendar.shares(name)]
    came = due = 0.0
    for number in days:
        weight = 0.5 ** ((site.last - number) / half)
        came += weight * site.active[number]
        due += weight * profile[weekday[number]] * shares[number]
    level = came / max(due, 1e-9)
    weekly = sum(min(_SUREST, level * one) for one in profile)
    if weekly * _WEEKS_IN_YEAR < _LEAST_YEARLY:
        return None
    chances = [min(_SUREST, level * profile[day] * share) for day, share in zip(weekday, shares, strict=True)]
    stretch, tail, longest = _silences(site, days, chances, half * 2)
    usual_gap = max(1.0, calendar.working_week() / weekly)
    if usual_gap < _BURSTS_FROM_GAP:
        stretch = 1.0
    in_bursts = usual_gap >= _BURSTS_FROM_GAP and (stretch > _BURSTS or _follow(site, days, chances) > _BURSTS_FOLLOW)
    return Rhythm(chances, stretch, tail, weekly * _WEEKS_IN_HALF_YEAR, usual_gap, longest if in_bursts else 0.0)


def _silences(site: SiteDays, days: list[int], chances: list[float], half: float) -> tuple[float, float, float]:
    """Return stretch, share of long ones, and the longest of a site's silences so far, in nats."""
    total, long, excess = _GUESS, _GUESS * math.exp(-_TAIL), _GUESS
    counted, longest, nats = _GUESS, 0.0, 0.0
    for number in days:
        if not site.active[number]:
            nats -= math.log1p(-chances[number])
            continue
        weight = 0.5 ** ((site.last - number) / half)
        nats = min(nats, _LONGEST_BELIEVED)
        total += weight
        longest = max(longest, nats)
        if nats > _TAIL:
            long += weight
            counted += weight
            excess += weight * (nats - _TAIL)
        nats = 0.0
    # A few silences prove little: what a standard error explains is chance, and neither bursts nor regularity.
    stretch, error = excess / counted, 1 / math.sqrt(counted)
    return max(1.0, stretch * (1 - error)) * min(1.0, stretch * (1 + error)), long / total, longest


def _follow(site: SiteDays, days: list[int], chances: list[float]) -> float:
    """Return how many times as often as on any day articles come on the day after others."""
    # The guess is that they come as often; without it a single pair of days would make a site one of bursts.
    came = due = _GUESS
    for before, number in pairwise(days):
        if site.active[before]:
            came += site.active[number]
            due += chances[number]
    return came / due
