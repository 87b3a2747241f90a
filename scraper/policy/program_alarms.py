"""What the history of an archive's runs says of the program itself: it does not run any more, or not to its end.

Pure: times of runs, sizes and room on the disk in, a verdict out. Whoever calls cron or a timer dead by a fixed number
of hours is wrong for every other plan, so what is usual is learned from the runs that there were.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)

# All chosen; tests/policy/test_program_alarms.py tries them on plans of every kind.
# A gap is too long from so many times the usual longest one on.
_TOO_LONG = 1.5
# The usual longest gap is that of so many weeks. A week's longest gap has in it what no single gap shows: that a laptop
# sleeps from Friday to Monday, or that cron pauses at night.
_WEEKS = 8
# So many of the weeks have to agree with the usual one, each within this factor: by hand now and then, a week is like
# no other. With less agreement there may be a plan, and only what is longer than any gap of these weeks is too long.
_REGULAR_SHARE = 0.7
_BY_A_PLAN = 1.25
_PERHAPS_BY_A_PLAN = 1.7
_LEAST_WEEKS_OF_A_PLAN = 4
# The newest gaps, of which most being longer are a new plan.
_NEWEST = 5
# Runs of fewer days show no plan, since whoever tries the program runs it several times in one evening.
_DAYS_WITH_RUNS = 5
# Until the runs span a whole week, nobody knows what happens on its weekend.
_UNKNOWN_WEEKEND = dt.timedelta(days=3, hours=12)
# No plan is kept to the second: a run may wait for another one, a timer may be spread at random (RandomizedDelaySec).
_SLACK = dt.timedelta(minutes=30)

# A run lasts too long from so many times the second longest one on: the longest may have been the first one of all.
_LASTS_TOO_LONG = 3
_SHORTEST_ALARM = dt.timedelta(hours=1)
# With fewer ended runs than these nothing is usual; a first run can take a day where hosts ask for long pauses.
_ENDED_RUNS = 3
_FIRST_RUN = dt.timedelta(days=1)

BROKEN_OFF_RUNS = 3
"""So many runs in a row without an end are no accident; chosen: a machine may be switched off twice."""

CLOCK_TOLERANCE = dt.timedelta(minutes=10)
"""How far a run may lie before the one that began before it. Chosen: clocks are set right by seconds, and two machines
that work with copies of one archive differ by as much."""

CERTIFICATE_DAYS = 14
"""Days before its end from which on a certificate is told of. Chosen: a program renews it a month before (Let's Encrypt
recommends a third of 90 days), a person who has to order one needs a week."""

BACK_OFF = dt.timedelta(days=3)
"""A host that is left alone for longer than this is told of; chosen: a server that is down over a weekend is not."""

# The disk is full within so many days. Chosen: time to order another one.
_DAYS_LEFT = 30
# The growth of a week is what most of the last few weeks had at least, so that one '--full' is no trend.
_GROWTH_WEEKS = 4
_LEAST_WEEKS = 2
# Growth that is told of: so many times the usual one of four weeks, and no less than this share of the archive and
# these bytes.
_GROWS_TIMES = 3
_GROWS_SHARE = 0.1
_GROWS_BYTES = 50 * 1024**2
_MONTH = 4 * _WEEK
_USUAL_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Overdue:
    """No run for too long.

    Args:
        last: when the last one began.
        usual: the usual longest time between two of them.
    """

    last: dt.datetime
    usual: dt.timedelta


def overdue(starts: Sequence[dt.datetime], now: dt.datetime) -> Overdue | None:
    """Return since when no run has begun that should have, and what is usual; None where none should have.

    Args:
        starts: when the runs began, in any order.
        now: the time of the question; what a clock that was ahead has written of later times does not count.
    """
    past = sorted(moment for moment in starts if moment <= now)
    if len({moment.date() for moment in past}) < _DAYS_WITH_RUNS:
        return None
    weeks = _longest_gaps(past)
    usual = statistics.median_high(weeks)
    bound = usual
    if not _are_alike(weeks, usual, _BY_A_PLAN):
        is_perhaps_a_plan = len(weeks) >= _LEAST_WEEKS_OF_A_PLAN and _are_alike(weeks, usual, _PERHAPS_BY_A_PLAN)
        if not is_perhaps_a_plan:
            return None
        bound = max(weeks)
    # Whoever changes the plan from twice a day to once is not told for a month that each run is late.
    newest = [after - before for before, after in pairwise(past[-_NEWEST - 1 :])]
    bound = max(bound, statistics.median_high(newest)) * _TOO_LONG + _SLACK
    if past[-1] - past[0] < _WEEK:
        bound = max(bound, _UNKNOWN_WEEKEND)
    if now - past[-1] <= bound:
        return None
    return Overdue(past[-1], usual)


def _longest_gaps(past: Sequence[dt.datetime]) -> list[dt.timedelta]:
    """Return the longest gap of each of the last weeks in which one ended, the newest first."""
    longest: dict[int, dt.timedelta] = {}
    for before, after in pairwise(past):
        # Weeks are counted back from the last run, so that none of them is cut off at its end.
        week = (past[-1] - after) // _WEEK
        longest[week] = max(longest.get(week, dt.timedelta()), after - before)
    return [longest[week] for week in sorted(longest)[:_WEEKS]]


def _are_alike(gaps: Sequence[dt.timedelta], usual: dt.timedelta, factor: float) -> bool:
    """Return whether most of some gaps lie within a factor of the usual one."""
    alike = sum(usual / factor <= gap <= usual * factor for gap in gaps)
    return alike >= _REGULAR_SHARE * len(gaps)


def unended(since: dt.datetime, lasted: Sequence[dt.timedelta], now: dt.datetime) -> bool:
    """Return whether a run that still runs should have ended long ago.

    Args:
        since: when it began.
        lasted: how long the last ones took that ended; negative ones are of a clock that was set back.
        now: the time of the question.
    """
    known = sorted((one for one in lasted if one >= dt.timedelta()), reverse=True)
    bound = _FIRST_RUN
    if len(known) >= _ENDED_RUNS:
        bound = max(known[1] * _LASTS_TOO_LONG, _SHORTEST_ALARM)
    return now - since > bound


def usual_length(lasted: Sequence[dt.timedelta]) -> dt.timedelta | None:
    """Return how long a run usually takes, or None where none has ended."""
    known = [one for one in lasted if one >= dt.timedelta()]
    if not known:
        return None
    return statistics.median_high(known)


def set_back(starts: Sequence[dt.datetime]) -> tuple[dt.datetime, dt.datetime] | None:
    """Return the time of the last run but one and of the last, where that lies before it; None where time went on.

    Only these two count: with the next run, it is over.

    Args:
        starts: when the runs began, the newest first by their numbers and not by time.
    """
    if len(starts) < 2:
        return None
    after, before = starts[:2]
    if before - after <= CLOCK_TOLERANCE:
        return None
    return before, after


Size = tuple[dt.datetime, int]
"""When a run ended, and the bytes of the archive then."""


def days_left(sizes: Sequence[Size], free: int, now: dt.datetime) -> int | None:
    """Return in how many days the disk is full at the archive's growth; None where that is too far to tell.

    Args:
        sizes: of the archive at the ends of runs.
        free: bytes of room on its disk.
        now: the time of the question.
    """
    weeks = _growth(sizes, now, _WEEK, _GROWTH_WEEKS)
    if len(weeks) < _LEAST_WEEKS:
        return None
    a_day = statistics.median_low(weeks) / _WEEK.days
    if a_day <= 0 or free / a_day >= _DAYS_LEFT:
        return None
    return int(free / a_day)


def grows(sizes: Sequence[Size], now: dt.datetime) -> tuple[int, int] | None:
    """Return by how many bytes the archive grew in the last four weeks, and how many times as much as usual that is.

    Args:
        sizes: of the archive at the ends of runs.
        now: the time of the question.
    """
    months = _growth(sizes, now, _MONTH, _USUAL_MONTHS + 1)
    if len(months) <= _USUAL_MONTHS:
        return None
    this, usual = months[0], max(statistics.median_high(months[1:]), 1)
    size = max(sizes)[1]
    is_much = this >= max(_GROWS_SHARE * size, _GROWS_BYTES)
    if not is_much or this < _GROWS_TIMES * usual:
        return None
    return this, this // usual


def _growth(sizes: Sequence[Size], now: dt.datetime, span: dt.timedelta, most: int) -> list[int]:
    """Return by how many bytes the archive grew in each span before now, the last first, as far as is known."""
    known = sorted(one for one in sizes if one[0] <= now)
    grown = []
    for number in range(most):
        end, begin = (_size_at(known, now - span * back) for back in (number, number + 1))
        if end is None or begin is None:
            break
        grown.append(end - begin)
    return grown


def _size_at(known: Sequence[Size], moment: dt.datetime) -> int | None:
    """Return the size as of the last run that had ended by then, or None before the first."""
    return next((size for at, size in reversed(known) if at <= moment), None)
