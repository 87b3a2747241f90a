"""Whether what nearly all articles of a site had is missing of late: a sequence judged by its own history.

A sequence says of each article whether it is as it should be (it has a date, its body comes from where it usually
does, it is no wall), the newest first. Both parts of it, the newest stretch and up to 200 articles before, are taken
for a chain that remembers one step (a Markov chain of the first order): how often does an article that lacks something
follow one that has it, and how often does another one that lacks it follow. The weight of the evidence is the
logarithm of the likelihood ratio: the transitions of the newest stretch by their own frequencies against the same by
those of before. That a step is remembered is what keeps alarms few. A test on counts alone, such as Fisher's, takes
articles for independent, and they are not: an editor forgets keywords for a week, a guest signs nothing in summer, the
second template of a site comes in bursts. Where such runs have been before, the next one weighs little; where an
article was never without, five in a row weigh more than the threshold.

Where the stretch begins is not known, so each length is tried and the one that weighs most is taken. An alarm that
stands so keeps its beginning, and what is missing since then is not taken for the measure of itself. After some hundred
articles it is: a site that has given something up for good is as it is.

``benchmarks/alarms.py`` counts false alarms and the articles until a loss is found on made histories.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

FEWEST_ARTICLES = 30
"""Of a site with fewer articles nothing is said (the requirement: "from 30 on in all")."""

NEWEST = 5
"""So few articles in a row can be an alarm, and so many that are well end one (the requirement: "5 of 5 pages")."""

BEFORE = 200
"""So many articles before the newest stretch are its measure (the requirement: "against the 200 before")."""

LONGEST = 200
"""The longest stretch that is told from what was before (chosen: as many as are its measure)."""

READ = LONGEST + BEFORE
"""So many of the newest articles of a site can matter."""

_FEWEST_BEFORE = FEWEST_ARTICLES - NEWEST
# Weight of the evidence, in nats, from which on it is an alarm. Chosen by benchmarks/alarms.py: five in a row after 25
# that were well weigh just as much; with less, fields that come in runs or that half of the articles have make false
# alarms.
_THRESHOLD = 11.0
# What nobody has of a site's history yet, in made-up articles. That one fails behind one that is well is rare until it
# was seen; that a second one follows is likelier, as whatever made the first one may last: one in four is assumed.
_FAILS, _FAILS_OF = 0.1, 0.2
_STAYS, _STAYS_OF = 1.0, 4.0
# What is missing must have been usual, and be missing from half of what had it: a field that one article in ten has is
# never missed, and one that goes from 98 to 90 % needs nobody. Chosen.
_USUAL = 0.3
_FALLEN_TO = 0.5
# So many well articles in a row end any stretch: of one from which half is missing, a million have none such.
_SURELY_WELL = 20
# The chance at which a stretch that still lasts would give so many well articles in a row: below it, it is over.
_OVER = 0.01


@dataclass(frozen=True, slots=True)
class Drift:
    """What the newest articles lack.

    Args:
        missing: how many lack it.
        of: how many there are since the first one that does.
        before: the share of the articles before that had it, from 0 to 1.
    """

    missing: int
    of: int
    before: float

    @property
    def percent_before(self) -> int:
        """The share before in whole per cent, for people; 100 only where none was without."""
        if self.before < 1:
            return min(round(100 * self.before), 99)
        return 100


def drift(well: Sequence[bool], *, fewest: int = NEWEST, longest: int = LONGEST) -> Drift | None:
    """Return what the newest articles lack, or None where they are as they always were.

    Args:
        well: whether each article is as it should be, the newest first.
        fewest: so many have to lack it.
        longest: stretches beyond so many articles are how the site is now.
    """
    if len(well) < FEWEST_ARTICLES:
        return None
    since_well = next((at for at, one in enumerate(well) if not one), len(well))
    if since_well >= _SURELY_WELL:
        return None
    # What came since then says whether it is over, and not whether it ever was.
    chain = _Chain(well[since_well:])
    longest_here = min(len(well) - since_well - _FEWEST_BEFORE, longest)
    lengths = [length for length in range(fewest, longest_here + 1) if _is_less(chain.stretch(length), fewest)]
    if not lengths:
        return None
    # Of lengths that weigh the same the shortest one.
    length = max(lengths, key=chain.weight)
    found = chain.stretch(length)
    if chain.weight(length) < _THRESHOLD or _is_over(found, since_well):
        return None
    return replace(found, of=length + since_well)


def _is_less(stretch: Drift, fewest: int) -> bool:
    """Return whether so few articles of a stretch have what was usual that a person should hear of it."""
    share = 1 - stretch.missing / stretch.of
    return stretch.missing >= fewest and stretch.before >= _USUAL and share <= _FALLEN_TO * stretch.before


def _is_over(stretch: Drift, since_well: int) -> bool:
    """Return whether so many well articles behind a stretch say that it is over."""
    if since_well < NEWEST:
        return False
    return bool((1 - stretch.missing / stretch.of) ** since_well < _OVER)


class _Chain:
    """Counts of a sequence and of its transitions, for any stretch of it by two look-ups.

    Args:
        well: as for :func:`drift`.
    """

    def __init__(self, well: Sequence[bool]) -> None:
        self._length = len(well)
        self._missing = [0, *accumulate(not one for one in well)]
        # An article's transition is from the one before it in time, which stands behind it in the sequence.
        pairs = list(pairwise(well))
        self._fails = [0, *accumulate(before and not now for now, before in pairs)]
        self._stays = [0, *accumulate(not before and not now for now, before in pairs)]
        self._wells = [0, *accumulate(before for _, before in pairs)]

    def stretch(self, length: int) -> Drift:
        """Return the newest stretch of a length beside what was before it."""
        end = min(length + BEFORE, self._length)
        missing_before = self._missing[end] - self._missing[length]
        return Drift(self._missing[length], length, 1 - missing_before / (end - length))

    def weight(self, length: int) -> float:
        """Return the weight of the evidence, in nats, that the newest stretch is unlike what was before."""
        end = min(length + BEFORE, self._length) - 1
        fails, stays, wells, others = self._counts(length, end)
        fails_now, stays_now, wells_now, others_now = self._counts(0, length)
        return _unlike(fails_now, wells_now, (fails + _FAILS) / (wells + _FAILS_OF)) + _unlike(
            stays_now, others_now, (stays + _STAYS) / (others + _STAYS_OF)
        )

    def _counts(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Return of the transitions in a part: how many fail, how many of how many stay so, and how many begin well."""
        wells = self._wells[end] - self._wells[start]
        fails, stays = self._fails[end] - self._fails[start], self._stays[end] - self._stays[start]
        return fails, stays, wells, end - start - wells


def _unlike(seen: int, of: int, chance: float) -> float:
    """Return the logarithm of how much likelier ``seen`` of ``of`` are by their own share than by a chance."""
    weight = 0.0
    for number, expected in ((seen, chance), (of - seen, 1 - chance)):
        if number:
            weight += number * math.log(number / of / expected)
    return weight


def first_missing(well: Sequence[bool], stretch: Drift) -> int:
    """Return which article of a stretch was the first without, in time; by its place in the sequence.

    Args:
        well: of each article, the newest first, whether it is as it should be.
        stretch: the drift that was found, of which at least one article is not.
    """
    return max(at for at, one in enumerate(well[: stretch.of]) if not one)


def usual(values: Sequence[str]) -> str:
    """Return the value that the older half of a sequence mostly has; of equals the newer one.

    Args:
        values: the newest first; not empty.
    """
    return Counter(values[len(values) // 2 :]).most_common(1)[0][0]


def newest(values: Sequence[str], well: Sequence[bool], stretch: Drift) -> str:
    """Return the value that the articles of a stretch have which are not as they should be, mostly.

    Args:
        values: of each article, the newest first.
        well: of each of them, whether it is as it should be.
        stretch: the drift that was found, of which at least one article is not.
    """
    of_others = Counter(value for value, one in zip(values[: stretch.of], well, strict=False) if not one)
    ((value, _),) = of_others.most_common(1)
    return value


def middle(numbers: Sequence[int]) -> int:
    """Return the middle one of some numbers, the lower of two; 0 of none."""
    if not numbers:
        return 0
    return sorted(numbers)[(len(numbers) - 1) // 2]


def halved(words: Sequence[int]) -> list[bool]:
    """Return of each article whether it has at least half of the words that the older half of them has in the middle.

    Args:
        words: of each article, the newest first.
    """
    least = middle(words[len(words) // 2 :]) / 2
    return [number >= least for number in words]
