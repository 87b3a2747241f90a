"""Count the false alarms of a field's history, and the articles until a loss is found, over thresholds.

usage: python benchmarks/alarms.py [--years N] [--seed N]

Made years of sites of four articles a day, one a working day and one a week. Each pattern is what a field's history
can look like while nothing is wrong; an alarm in such a year is a false one, and is counted once until it ends. After
each year the field is lost: on all pages, or on half of them, as where one of two templates was changed.

What it said when this was written (2026-11-27, five years of each pattern and rate) of the threshold that is chosen,
:data:`scraper.analysis.drift._THRESHOLD`; 81 stands for "not within 80 articles":

    pattern                           false a year  worst  lost: mean worst  half lost: mean worst
    all                                      0.000      0         5.0     5             10.9    26
    99 of 100                                0.000      0         4.9     5             13.9    28
    9 of 10                                  0.000      0         5.3     7             17.2    74
    half                                     0.067      1        14.0    19             49.5    81
    second template, runs of 6               0.267      2        27.2    50             23.7    81
    guests, runs of 4                        0.467      2        12.4    27             16.8    34
    90 %, in August 60 %                     0.600      2         6.0     9             19.5    81
    forgotten up to 6 times in a row         0.000      0        14.3    27             18.4    42

With 9 instead of 11 nats there are nearly twice as many false alarms in the last rows, and a loss is found one to seven
articles earlier there; with 13 five articles in a row are not enough any more where a site has only thirty.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator

from scraper.analysis import drift

# Articles a year, and how many of them a crawl finds at once.
_RATES = {"four a day": (1040, 4), "one a day": (250, 1), "one a week": (52, 1)}
# Years before the one that is judged, so that there is a history.
_YEARS_BEFORE = 2
_MOST_AFTER = 80
_THRESHOLDS = (7.0, 9.0, 11.0, 13.0)

_Pattern = Callable[[random.Random, int], Iterator[bool]]


def _independent(share: float) -> _Pattern:
    """A field that so many of the articles have, each by itself."""

    def pattern(chance: random.Random, number: int) -> Iterator[bool]:
        for _ in range(number):
            yield chance.random() < share

    return pattern


def _in_runs(share: float, length: float) -> _Pattern:
    """A field that is missing from runs of articles of a mean length, as of a second template or of guests."""

    def pattern(chance: random.Random, number: int) -> Iterator[bool]:
        stays = 1 - 1 / length
        begins = (1 - share) / share / length
        is_there = True
        for _ in range(number):
            is_there = not (chance.random() < (begins if is_there else stays))
            yield is_there

    return pattern


def _in_season(share: float, lull: float) -> _Pattern:
    """A field that fewer articles have in a tenth of the year, as in August."""

    def pattern(chance: random.Random, number: int) -> Iterator[bool]:
        for at in range(number):
            is_lull = 0.6 < at % (number / (_YEARS_BEFORE + 1)) / (number / (_YEARS_BEFORE + 1)) < 0.7
            yield chance.random() < (lull if is_lull else share)

    return pattern


def _forgotten(longest: int) -> _Pattern:
    """A field that all articles have, but for a few times a year when it is forgotten for some days."""

    def pattern(chance: random.Random, number: int) -> Iterator[bool]:
        left = 0
        for _ in range(number):
            if left == 0 and chance.random() < 3 * (_YEARS_BEFORE + 1) / number:
                left = chance.randint(1, longest)
            yield left == 0
            left = max(left - 1, 0)

    return pattern


# Pattern and how many articles have to lack the field.
_PATTERNS: dict[str, tuple[_Pattern, int]] = {
    "all": (_independent(1.0), 5),
    "99 of 100": (_independent(0.99), 5),
    "9 of 10": (_independent(0.9), 5),
    "half": (_independent(0.5), 5),
    "second template, runs of 6": (_in_runs(0.7, 6), 5),
    "guests, runs of 4": (_in_runs(0.95, 4), 8),
    "90 %, in August 60 %": (_in_season(0.9, 0.6), 5),
    "forgotten up to 6 times in a row": (_forgotten(6), 8),
}


def false_alarms(history: list[bool], rate: int, year: int, fewest: int) -> int:
    """Return how often an alarm begins in the last year of a history in which nothing is lost.

    Args:
        history: the oldest article first.
        rate: how many articles a crawl finds.
        year: how many articles that year has.
        fewest: as for :func:`scraper.analysis.drift.drift`.
    """
    alarms, stands = 0, False
    for end in range(len(history) - year, len(history) + 1, rate):
        stood, stands = (
            stands,
            drift.drift(history[end - drift.READ if end > drift.READ else 0 : end][::-1], fewest=fewest) is not None,
        )
        alarms += stands and not stood
    return alarms


def until_found(history: list[bool], lost: list[bool], fewest: int) -> int:
    """Return how many articles come until a loss is found; one more than there are where it is not."""
    for count in range(1, len(lost) + 1):
        known = [*history, *lost[:count]][-drift.READ :]
        if drift.drift(known[::-1], fewest=fewest) is not None:
            return count
    return len(lost) + 1


def measured(pattern: _Pattern, fewest: int, years: int, seed: int) -> tuple[float, int, list[int], list[int]]:
    """Return false alarms a site-year, the most in one, and the articles until a whole and a half loss is found."""
    alarms, whole, half = [], [], []
    for number in range(years):
        for year, rate in _RATES.values():
            chance = random.Random(f"{seed} {number} {year}")  # noqa: S311  (a made history)
            history = list(pattern(chance, year * (_YEARS_BEFORE + 1)))
            alarms.append(false_alarms(history, rate, year, fewest))
            whole.append(until_found(history, [False] * _MOST_AFTER, fewest))
            lasting = [there and chance.random() < 0.5 for there in pattern(chance, _MOST_AFTER)]
            half.append(until_found(history, lasting, fewest))
    return sum(alarms) / len(alarms), max(alarms), whole, half


def main() -> None:
    """Print a table for each threshold."""
    parser = argparse.ArgumentParser(description="False alarms of a field and articles until a loss is found.")
    parser.add_argument("--years", type=int, default=5, help="years of each pattern and rate (default: 5)")
    parser.add_argument("--seed", type=int, default=1, help="of the made years (default: 1)")
    args = parser.parse_args()
    chosen = drift._THRESHOLD
    print("threshold  pattern                           false a year  worst  lost: mean worst  half lost: mean worst")
    for threshold in _THRESHOLDS:
        drift._THRESHOLD = threshold
        for name, (pattern, fewest) in _PATTERNS.items():
            mean, worst, whole, half = measured(pattern, fewest, args.years, args.seed)
            mark = "*" if threshold == chosen else " "
            print(
                f"{threshold:8.0f}{mark}  {name:32}  {mean:12.3f}  {worst:5}"
                f"  {sum(whole) / len(whole):10.1f} {max(whole):5}  {sum(half) / len(half):15.1f} {max(half):5}"
            )


if __name__ == "__main__":
    main()
