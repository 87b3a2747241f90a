"""Which keywords are used more often in some days than in the quarter before them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scraper.model.press_review import KeywordUse

LEAST_NOW = 3
"""So many articles must have a keyword. Chosen: two may be one story in two papers."""

LEAST_TIMES = 2.0
"""It must be used so many times as often as in the quarter before. Chosen: what is less happens from week to week."""

LEAST_BEFORE = 50
"""Articles that the quarter before must have, so that shares of it can be compared with. Chosen: of fewer, a keyword
with one article has 2 % and more."""


@dataclass(frozen=True, slots=True)
class Rising:
    """A keyword that rises.

    Args:
        name: the keyword.
        now: articles with it in these days.
        expected: how many there would be if it were used as often as in the quarter before.
    """

    name: str
    now: int
    expected: float

    @property
    def is_new(self) -> bool:
        """Whether no article of the quarter before has it."""
        return self.expected == 0


def is_comparable(total_before: int) -> bool:
    """Return whether the quarter before has articles enough to compare with.

    Args:
        total_before: how many it has.
    """
    return total_before >= LEAST_BEFORE


def rising(uses: Iterable[KeywordUse], total_now: int, total_before: int, most: int) -> list[Rising]:
    """Return the keywords that rise, the steepest first; none where the quarter before has too few articles.

    Shares of all articles are compared, not numbers: an archive that came to have more sites meanwhile has more of
    every keyword.

    Args:
        uses: how often keywords are used.
        total_now, total_before: how many articles are of these days, and of the quarter before.
        most: how many are returned.
    """
    if not is_comparable(total_before):
        return []
    found = [Rising(use.name, use.now, use.before / total_before * total_now) for use in uses]
    risen = [one for one in found if one.now >= LEAST_NOW and one.now >= LEAST_TIMES * one.expected]
    # By how many standard deviations of a count (the square root of what is expected) it is above that: one that rises
    # from 20 to 60 says more than one from 1 to 4. The one that is added keeps a small expectation from deciding.
    return sorted(risen, key=lambda one: ((one.expected - one.now) / (one.expected + 1) ** 0.5, one.name))[:most]
