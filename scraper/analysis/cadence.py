"""Has a site fallen silent? A verdict by its own rhythm, and by what the archive's other sites did on those days.

A rule of one line fails on one side or the other: three usual gaps, or the 97th percentile of all gaps, are reached on
every holiday by who publishes daily, and the season of last year knows no site that began since. So the verdict goes by
a model of the calendar, learned from the archive each time it is asked for:

1. Days, not articles: a site is active on a day or not, so that twenty articles at once count no more than one. Days
   that no successful look covers (a pause, a host that is down) say nothing (:mod:`.cadence_days`).
2. The chance of an article on a day is the site's level (the recent past counts most) times its profile of weekdays
   times what the share of the usual activity of this day leaves of it. That share comes from the other sites: how much
   of what was due they published, in articles, since who writes six a day writes on each day of a lull, too. Less than
   chance explains is a holiday; a week of little is a lull, in which who writes one a day is silent for days. Earlier
   years are what is expected as long as the other sites do not say otherwise, by the date and by the distance from
   Easter (:mod:`.cadence_calendar`).
3. Over the silent days this gives the articles that were *missed*, and how improbable the silence is by chance, in
   *nats*. Nats are mapped to the *surprise* for this site, by the tail of its own silences so far: it is more for who
   never leaves out a week, and less for who publishes in bursts, who has to exceed its longest silence as well
   (:mod:`.cadence_rhythm`).
4. An alarm needs both: enough missed, since who never misses a day would be an alarm at the first illness, and enough
   surprise, the more the more silences a site has in half a year (:class:`Thresholds`).

The curve, by ``benchmarks/cadence.py``: the same evidence with all thresholds times a factor. False alarms
are those of a dozen sites in half a year, and of seven in two months around Christmas; days to detection are mean and
worst, working days but for the weekly site::

    thresholds  false alarms: mean  worst  Christmas | several    daily      weekly
      x 0.5                   17.7     27        3.8 | 1.7 /  2   2.3 /  3   10.7 / 14
      x 0.7                    6.2     11        1.5 | 2.1 /  3   3.1 /  4   12.6 / 20
      x 0.85                   2.2      3        1.0 | 2.4 /  3   3.7 /  4   15.6 / 21
      x 1.0                    1.2      2        0.5 | 2.9 /  4   4.3 /  5   17.8 / 27
      x 1.2                    0.5      2        0.2 | 3.4 /  5   5.1 /  6   21.2 / 29
      x 1.5                    0.0      0        0.0 | 4.3 /  6   6.2 /  7   27.1 / 38
      x 2.0                    0.0      0        0.0 | 5.6 /  8   8.2 /  9   36.4 / 41

On seven archives that nobody had looked at before (seeds from 501) a dozen had 1.7 false alarms in half a year, and one
of them five; all 21 weekly sites were found within 24 days, 20 of 21 of several articles a day within four working
days, and 19 of 21 daily ones within five. What is not always reached: a site of few articles that dies in a strong lull
or before weeks with holidays is found some days later, since nothing is expected of it then; a site that publishes at
random, as by throwing dice each day, now and then has two false alarms in half a year instead of one.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scraper.analysis.cadence_calendar import Calendar, learned
from scraper.analysis.cadence_days import History, SiteDays, numbered
from scraper.analysis.cadence_rhythm import Rhythm, rhythm_of

__all__ = ["History", "Quiet", "Silence", "Thresholds", "quiet_sites", "silences"]


@dataclass(frozen=True, slots=True)
class Quiet:
    """The verdict that a site has fallen silent.

    Args:
        since: the day after its last article.
        working_days: days of the silence, as far as somebody looked, on which the archive's sites usually publish.
        usual_gap: working days from one day with articles to the next, on average.
    """

    since: dt.date
    working_days: int
    usual_gap: float


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence that lasts, and how little it is like the site.

    Args:
        since: the day after the last article.
        working_days: days of it, as far as somebody looked, on which the archive's sites usually publish.
        usual_gap: working days from one day with articles to the next, on average.
        missed: days with articles that should have come.
        nats: how improbable it is by chance alone: minus the logarithm of the probability.
        surprise: how improbable it is for this site, whose silences may be longer than those of chance; nats.
        gaps: silences of the site in half a year, of whatever length.
        longest: its longest one so far, where it publishes in bursts, as ``nats``; else 0.
        articles: articles of a day with articles, on average.
    """

    since: dt.date
    working_days: int
    usual_gap: float
    missed: float
    nats: float
    surprise: float
    gaps: float
    longest: float
    articles: float


# Working days; a smaller usual gap is that of a site that publishes on each of them, as who writes several articles a
# day does, and on most of them.
_SEVERAL_GAP, _DAILY_GAP = 1.05, 2.0
# Articles of a day with articles; who has fewer writes one a day.
_SEVERAL_ARTICLES = 1.5
# Working days; a usual gap beyond is that of a site that is rarer than a weekly one that leaves out holidays.
_WEEKLY_GAP = 6.0
# Silences in half a year beyond which more surprise is needed. Chosen: those of a site of two letters a month.
_FEW_GAPS = 25.0


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a silence is an alarm; all have to be reached.

    Args:
        surprise: nats, for a site with a silence a week or fewer.
        surprise_per_gaps: nats more for each factor e of silences beyond: who has more silences has more that are long
            by chance.
        surprise_per_rarity: nats more for each factor e of a usual gap beyond that of a weekly site, since nobody waits
            for an alarm of who writes when there is something to say.
        missed_several, missed_daily, missed: days with articles that should have come, of a site of several articles
            on each working day, of another that publishes on most, and of others.
        working_days: of the silence.
        beyond_longest: how much longer than its longest one, of a site that publishes in bursts.
    """

    surprise: float = 3.3
    surprise_per_gaps: float = 1.5
    surprise_per_rarity: float = 2.0
    missed_several: float = 2.7
    missed_daily: float = 3.1
    missed: float = 2.3
    working_days: int = 2
    beyond_longest: float = 1.8

    def are_reached(self, silence: Silence) -> bool:
        """Return whether a silence is an alarm."""
        more = self.surprise_per_gaps * math.log(max(silence.gaps, _FEW_GAPS) / _FEW_GAPS)
        more += self.surprise_per_rarity * math.log(max(silence.usual_gap, _WEEKLY_GAP) / _WEEKLY_GAP)
        return (
            silence.working_days >= self.working_days
            and silence.missed >= self._most_missed(silence)
            and silence.surprise >= self.surprise + more
            and silence.nats >= self.beyond_longest * silence.longest
        )

    def _most_missed(self, silence: Silence) -> float:
        """Return how many days with articles may be missed by a site like this."""
        if silence.usual_gap >= _DAILY_GAP:
            return self.missed
        is_several = silence.usual_gap < _SEVERAL_GAP and silence.articles >= _SEVERAL_ARTICLES
        return self.missed_several if is_several else self.missed_daily


def quiet_sites(
    histories: Mapping[str, History], now: dt.datetime, thresholds: Thresholds | None = None
) -> dict[str, Quiet]:
    """Return the sites that have fallen silent.

    Args:
        histories: of all sites of the archive, by id.
        now: the time of the question, aware UTC; what lies after it is not believed.
        thresholds: others than the usual ones.
    """
    bounds = thresholds or Thresholds()
    return {
        name: Quiet(one.since, one.working_days, one.usual_gap)
        for name, one in silences(histories, now).items()
        if bounds.are_reached(one)
    }


def silences(
    histories: Mapping[str, History], now: dt.datetime, only: Iterable[str] | None = None
) -> dict[str, Silence]:
    """Return the silences that last, of the sites whose rhythm is known.

    Args:
        histories: of all sites of the archive, by id.
        now: the time of the question, aware UTC; what lies after it is not believed.
        only: the sites that are asked for, while the others are looked at for the calendar alone; None: all.
    """
    days = numbered(histories, now.date())
    lasting = {name: _silent_days(site) for name, site in days.sites.items() if only is None or name in only}
    lasting = {name: numbers for name, numbers in lasting.items() if numbers}
    if not lasting:
        return {}
    calendar = learned(days)
    found = {}
    for name, numbers in lasting.items():
        rhythm = rhythm_of(name, days.sites[name], calendar)
        if rhythm is not None:
            found[name] = _silence(name, numbers, rhythm, calendar)
    return found


def _silent_days(site: SiteDays) -> list[int]:
    """Return the days since the last article, as far as somebody looked."""
    if site.look is None:
        return []
    return [number for number in range(site.last + 1, site.look + 1) if site.watched[number]]


def _silence(name: str, numbers: Iterable[int], rhythm: Rhythm, calendar: Calendar) -> Silence:
    """Return what a silence of some days means for a site."""
    site = calendar.days.sites[name]
    missed = nats = 0.0
    over = []
    for number in numbers:
        share = site.share if number == site.look else 1.0
        chance = rhythm.chances[number] * share
        missed += chance
        nats -= math.log1p(-chance)
        if share == 1:
            over.append(number)
    return Silence(
        since=calendar.days.day(site.last + 1),
        working_days=calendar.working(name, over),
        usual_gap=round(rhythm.usual_gap, 1),
        missed=missed,
        nats=nats,
        surprise=rhythm.surprise(nats),
        gaps=rhythm.gaps,
        longest=rhythm.longest,
        articles=site.articles,
    )
