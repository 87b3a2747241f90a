"""Made years of an archive: the days on which invented sites of known kinds publish, and on which they are looked at.

The rates, dispersions, holidays and lulls are drawn anew for each seed, so that a rule that suits one made archive by
chance is found out by the next. Holidays are those of the library ``holidays``.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import holidays

from scraper.analysis.cadence import History

DAY = dt.timedelta(days=1)
START, END = dt.date(2024, 7, 1), dt.date(2026, 6, 30)
"""The two years, both days included."""
# Where sites are: most in one country, some elsewhere.
_PLACES = (("DE", "BE"), ("DE", "BY"), ("DE", "NW"), ("DE", "SN"), ("DE", "BW"), ("DE", None), ("AT", None))
_KINDS_OF_DOZEN = (
    *("several", "several", "several"),
    *("daily", "daily", "daily"),
    *("weekly", "weekly", "weekly"),
    *("bursts", "rare", "begun"),
)


@dataclass(frozen=True)
class Place:
    """A country and its part, whose holidays a site keeps."""

    country: str
    part: str | None


@dataclass(frozen=True)
class Year:
    """What a made archive has in common: how strongly Christmas, bridge days and August are felt.

    Args:
        christmas, after_christmas: share of the usual activity from 24 December to 1 January, and up to 6 January.
        bridge: share on a working day between a holiday and a weekend; ``holiday``: on a holiday.
        lull: share in the weeks of summer; ``lulls`` are those weeks as (first, last).
    """

    christmas: float
    after_christmas: float
    bridge: float
    holiday: float
    lull: float
    lulls: tuple[tuple[dt.date, dt.date], ...]


@dataclass
class MadeSite:
    """A made site: its kind, how it publishes, and what came of it.

    Args:
        name: its id.
        kind: ``several``, ``daily``, ``weekly``, ``bursts``, ``rare`` or ``begun``.
        place: whose holidays it keeps.
        days: the number of articles by day.
    """

    name: str
    kind: str
    place: Place
    days: Counter[dt.date] = field(default_factory=Counter)


@lru_cache(maxsize=64)
def _holidays(place: Place) -> frozenset[dt.date]:
    years = range(START.year, END.year + 2)
    return frozenset(holidays.country_holidays(place.country, subdiv=place.part, years=years))


def is_working(day: dt.date, place: Place) -> bool:
    """Return whether people work at a place on a day."""
    return day.weekday() < 5 and day not in _holidays(place)


def common_year(rng: random.Random) -> Year:
    """Draw what the sites of one archive have in common."""
    lulls = []
    for year in range(START.year, END.year + 1):
        first = dt.date(year, 7, rng.randint(20, 31)) + rng.randint(0, 8) * DAY
        lulls.append((first, first + rng.randint(14, 35) * DAY))
    return Year(
        christmas=rng.uniform(0.03, 0.3),
        after_christmas=rng.uniform(0.35, 0.8),
        bridge=rng.uniform(0.3, 0.8),
        holiday=rng.uniform(0.0, 0.1),
        lull=rng.uniform(0.4, 0.8),
        lulls=tuple(lulls),
    )


def activity(day: dt.date, place: Place, year: Year) -> float:
    """Return the share of its usual activity that a site at a place has on a day, weekends apart."""
    off = _holidays(place)
    share = 1.0
    if day in off:
        share = year.holiday
    elif _is_bridge(day, off):
        share = year.bridge
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 1):
        share = min(share, year.christmas)
    elif (day.month, day.day) <= (1, 6):
        share = min(share, year.after_christmas)
    if any(first <= day <= last for first, last in year.lulls):
        share *= year.lull
    return share


def _is_bridge(day: dt.date, off: frozenset[dt.date]) -> bool:
    return (day.weekday() == 4 and day - DAY in off) or (day.weekday() == 0 and day + DAY in off)


def span(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """Return the days from the first to the last, both included."""
    return (first + number * DAY for number in range((last - first).days + 1))


def _poisson(rng: random.Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count, product = count + 1, product * rng.random()
    return count


def _several(rng: random.Random, site: MadeSite, year: Year, first: dt.date = START) -> None:
    mean, shape = rng.uniform(2.5, 9), rng.choice((2.0, 4.0, 10.0, 50.0))
    weekend = rng.choice((0.0, 0.05, 0.2, 0.5))
    for day in span(first, END):
        share = weekend if day.weekday() >= 5 else 1.0
        today = mean * share * activity(day, site.place, year) * rng.gammavariate(shape, 1 / shape)
        site.days[day] = _poisson(rng, today)


def _daily(rng: random.Random, site: MadeSite, year: Year) -> None:
    by_chance = rng.random() < 0.4
    mean, weekend = rng.uniform(1.0, 1.6), rng.choice((0.0, 0.0, 0.05, 0.1))
    chance = rng.uniform(0.8, 0.98)
    for day in span(START, END):
        share = (weekend if day.weekday() >= 5 else 1.0) * activity(day, site.place, year)
        if by_chance:
            site.days[day] = _poisson(rng, mean * share)
        elif rng.random() < chance * share:
            site.days[day] = 1 + (rng.random() < 0.15)


def _weekly(rng: random.Random, site: MadeSite, year: Year) -> None:
    way = rng.choice(("weekday", "wandering", "gaps", "chance"))
    if way == "chance":
        mean = rng.uniform(0.2, 0.28)
        for day in span(START, END):
            if day.weekday() < 5:
                site.days[day] = _poisson(rng, mean * activity(day, site.place, year))
        return
    weekday, skips = rng.randrange(5), rng.uniform(0.02, 0.12)
    day = START + weekday * DAY
    while day <= END:
        step = 7
        if way == "gaps":
            step = rng.randint(4, 10)
        out = day + (rng.randint(-1, 2) if way == "wandering" else 0) * DAY
        while out.weekday() >= 5:
            out -= DAY
        if rng.random() < (1 - skips) * activity(out, site.place, year) and out <= END:
            site.days[out] += 1
        day += step * DAY


def _bursts(rng: random.Random, site: MadeSite, year: Year) -> None:
    day = START
    usual, spread = rng.uniform(8, 25), rng.uniform(0.3, 0.8)
    while day <= END:
        for _ in range(rng.randint(1, 5)):
            if day <= END and day.weekday() < 5 and rng.random() < activity(day, site.place, year):
                site.days[day] += rng.randint(1, 6)
            day += DAY
        day += max(1, round(rng.lognormvariate(math.log(usual), spread))) * DAY


def _rare(rng: random.Random, site: MadeSite, year: Year) -> None:
    day = START + rng.randint(0, 90) * DAY
    while day <= END:
        site.days[day] += 1
        day += rng.randint(50, 140) * DAY


def _begun(rng: random.Random, site: MadeSite, year: Year) -> None:
    _several(rng, site, year, END - rng.randint(10, 40) * DAY)


_WAYS: Mapping[str, Callable[[random.Random, MadeSite, Year], None]] = {
    "several": _several,
    "daily": _daily,
    "weekly": _weekly,
    "bursts": _bursts,
    "rare": _rare,
    "begun": _begun,
}


def made_archive(seed: int, kinds: Iterable[str] = _KINDS_OF_DOZEN) -> dict[str, MadeSite]:
    """Return the sites of a made archive, by id.

    Args:
        seed: what all of it is drawn from.
        kinds: the kinds of its sites.
    """
    rng = random.Random(seed)  # noqa: S311
    year = common_year(rng)
    home = Place("DE", None)
    sites = {}
    for number, kind in enumerate(kinds):
        place = Place(*rng.choice(_PLACES)) if rng.random() < 0.7 else home
        site = MadeSite(f"{kind}{number}", kind, place)
        _WAYS[kind](rng, site, year)
        site.days = Counter({day: count for day, count in site.days.items() if count})
        sites[site.name] = site
    return sites


def history(
    site: MadeSite,
    now: dt.datetime,
    *,
    looked_since: dt.date = START,
    died: dt.date | None = None,
    revived: dt.date | None = None,
    not_looked: Callable[[dt.date], bool] = lambda day: False,
) -> History:
    """Return what an archive knows of a made site at a time.

    Args:
        site: the site.
        now: the time of the last look, aware UTC.
        looked_since: the day of the first look.
        died: the first day from which on it publishes nothing more, up to ``revived``.
        not_looked: says of a day that nobody looked then.
    """
    today = now.date()
    articles = {
        day: count
        for day, count in site.days.items()
        if day < today and not (died is not None and died <= day and (revived is None or day < revived))
    }
    looked = frozenset(day for day in span(looked_since, today) if not not_looked(day))
    last = now if today in looked else dt.datetime.combine(max(looked), dt.time(6), dt.UTC) if looked else None
    return History(articles=articles, looked=looked, last_look=last)
