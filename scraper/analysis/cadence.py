"""Has a site fallen silent? A verdict by its own rhythm and by what the other sites of the archive did on those days."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scraper.analysis.cadence_calendar import Calendar, learned
from scraper.analysis.cadence_rhythm import Rhythm, learned_rhythm
from scraper.analysis.cadence_trace import Trace, traced


@dataclass(frozen=True, slots=True)
class History:
    """What an archive knows of the days of a site.

    Args:
        articles: how many were published on each day.
        looked: the days on which the site was looked at with success.
        last_look: the newest of those looks, aware UTC; None: there was none.
        hours: how many articles came in each hour of the day, UTC; empty: not known.
    """

    articles: Mapping[dt.date, int]
    looked: frozenset[dt.date] = frozenset()
    last_look: dt.datetime | None = None
    hours: Sequence[int] = field(default=())


@dataclass(frozen=True, slots=True)
class Quiet:
    """The verdict that a site has fallen silent.

    Args:
        since: the day after its last article.
        working_days: days of the silence on which the archive's sites usually publish.
        usual_gap: working days from one day with articles to the next, on average.
    """

    since: dt.date
    working_days: int
    usual_gap: float


MISSED, TAU, ALPHA = 2.5, 3.0, 0.5
P_CAP = 0.97


def quiet_sites(histories: Mapping[str, History], now: dt.datetime, only=None) -> dict[str, Quiet]:
    today = now.date()
    traces = traced(histories, today)
    calendar = learned(traces)
    found = {}
    for name in traces.sites if only is None else only:
        if name not in traces.sites: continue
        v = verdict(name, histories[name], traces, calendar)
        if v: found[name] = v
    return found


DEBUG = {}
def verdict(name, history, traces, calendar):
    t = traces.sites[name]
    if t.look is None or t.look <= t.last: return None
    rhythm = learned_rhythm(t, traces, calendar)
    if rhythm is None: return None
    missed = nats = 0.0
    for d in range(t.last + 1, t.look + 1):
        if not t.watched[d]: continue
        p = rhythm.chance(d)
        if d == t.look: p *= t.share
        missed += p
        nats -= math.log1p(-p)
    ev = rhythm.surprise(nats)
    need = max(TAU, math.log(rhythm.gaps_half_year / ALPHA))
    DEBUG[name] = (missed, nats, ev, need, rhythm)
    if missed < MISSED or ev < need: return None
    wd = sum(1 for d in range(t.last+1, t.look+1) if t.watched[d] and calendar.is_working(name, d))
    return Quiet(traces.day(t.last + 1), wd, round(rhythm.usual_gap, 1))
