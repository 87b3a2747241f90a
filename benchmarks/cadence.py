"""Weigh false alarms against days to detection: the verdict on silence, tried on made years of invented archives.

usage: python benchmarks/cadence.py [--seed N] [--archives N] [--deaths N] [--processes N]

Each made archive has a dozen sites (three of several articles a day, three daily on working days, three weekly, one of
bursts, one of four articles a year, one that has just begun) over two years with the holidays of several Länder and of
Austria, bridge days, Christmas and the lull of August; rates, spreads and lulls are drawn anew for each. In the last
half year (of odd seeds, else from July to December) all mornings are judged while nothing is wrong, and sites die on
some days. The first table is the curve: the same evidence with all thresholds times a factor. The second says what is
to be reached and what is.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from cadence_trials import (  # noqa: E402
    DEADLINES,
    MOST_AROUND_CHRISTMAS,
    MOST_OF_DOZEN,
    MOST_OF_SITE,
    Found,
    Watch,
    days_to_detection,
    death_days,
    false_alarms,
    watched,
    watched_death,
)
from made_years import END, made_archive  # noqa: E402
from scraper.analysis.cadence import Thresholds  # noqa: E402

_FACTORS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0)
_AUTUMN = (dt.date(2025, 7, 1), dt.date(2025, 12, 31))
_SPRING = (dt.date(2026, 1, 1), END)
_AROUND_CHRISTMAS = (dt.date(2025, 12, 1), dt.date(2026, 1, 31))
_SEVEN = ("several", "several", "daily", "daily", "daily", "weekly", "weekly")
# Mornings after a death on which one looks: as long as the curve goes on.
_WATCHED = {"several": range(2, 13), "daily": range(2, 15), "weekly": range(10, 41)}


@dataclass(frozen=True)
class Trial:
    """What one made archive gave, before any threshold."""

    half_year: list[Found]
    christmas: list[Found]
    deaths: list[tuple[str, Watch]]


def trial(task: tuple[int, int]) -> Trial:
    """Return what the archive of a seed gives.

    Args:
        task: the seed, and how many times each site dies.
    """
    seed, deaths = task
    sites = made_archive(seed)
    half_year = watched(sites, *(_SPRING if seed % 2 else _AUTUMN))
    christmas = watched(made_archive(seed + 10_000, _SEVEN), *_AROUND_CHRISTMAS)
    found: list[tuple[str, Watch]] = []
    for number, (name, site) in enumerate(sites.items()):
        if site.kind in DEADLINES:
            found += [
                (site.kind, watched_death(sites, name, died, _WATCHED[site.kind]))
                for died in death_days(100 * seed + number, deaths)
            ]
    return Trial(half_year, christmas, found)


def scaled(factor: float) -> Thresholds:
    """Return thresholds of which all figures that are compared with evidence are multiplied."""
    usual = Thresholds()
    names = (
        "surprise",
        "surprise_per_gaps",
        "missed_several",
        "missed_daily",
        "missed",
        "working_days",
        "beyond_longest",
    )
    return dataclasses.replace(usual, **{name: getattr(usual, name) * factor for name in names})


def figures(trials: Sequence[Trial], thresholds: Thresholds) -> tuple[list[int], int, list[int], dict[str, list[int]]]:
    """Return false alarms of each dozen, most of one site, those around Christmas, and days to detection by kind."""
    raised = [false_alarms(one.half_year, thresholds) for one in trials]
    around = [sum(false_alarms(one.christmas, thresholds).values()) for one in trials]
    days: dict[str, list[int]] = defaultdict(list)
    for one in trials:
        for kind, watch in one.deaths:
            found = days_to_detection(watch, kind, thresholds)
            days[kind].append(_WATCHED[kind].stop if found is None else found)
    worst = max((count for one in raised for count in one.values()), default=0)
    return [sum(one.values()) for one in raised], worst, around, days


def main() -> None:
    """Print the curve, and what is reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="of the first archive")
    parser.add_argument("--archives", type=int, default=6)
    parser.add_argument("--deaths", type=int, default=1, help="of each site")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    tasks = [(options.seed + number, options.deaths) for number in range(options.archives)]
    with Pool(options.processes) as pool:
        trials = []
        for done in pool.imap_unordered(trial, tasks):
            trials.append(done)
            if sys.stderr.isatty():
                print(f"{len(trials)} of {len(tasks)}", file=sys.stderr)
    print("thresholds  false alarms: mean  worst  Christmas | days to detection, mean / worst: several  daily  weekly")
    for factor in _FACTORS:
        raised, _, around, days = figures(trials, scaled(factor))
        cells = "  ".join(f"{mean(days[kind]):5.1f} / {max(days[kind]):2}" for kind in DEADLINES)
        print(f"  x {factor:4}  {mean(raised):20.1f}  {max(raised):5}  {mean(around):9.1f} | {cells:>58}")
    raised, of_site, around, days = figures(trials, Thresholds())
    print()
    _print_reached("false alarms of a dozen sites in half a year", raised, MOST_OF_DOZEN)
    _print_reached("false alarms of seven sites in two months around Christmas", around, MOST_AROUND_CHRISTMAS)
    print(f"false alarms of one site in half a year: at most {of_site}, to reach {MOST_OF_SITE}")
    for kind, deadline in DEADLINES.items():
        unit = "days" if kind == "weekly" else "working days"
        _print_reached(f"{unit} until the silence of a site of kind '{kind}' is found", days[kind], deadline)


def _print_reached(what: str, values: Sequence[int], bound: int) -> None:
    within = sum(value <= bound for value in values)
    spread = ", ".join(f"{value}: {count}" for value, count in sorted(Counter(values).items()))
    print(f"{what}: mean {mean(values):.1f}, worst {max(values)}, within {bound}: {within} of {len(values)} ({spread})")


if __name__ == "__main__":
    main()
