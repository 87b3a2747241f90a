"""Evidence that a page is something else than an article: signs, each with a weight, that are summed up.

A table of signs is what an editor would look at: its name says what is seen, ``applies`` whether a page has it, and its
example is a page that does. A test tries the example of every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from scraper.model import Reason

T = TypeVar("T")

Evidence = tuple[tuple[str, float], ...]
"""Names of the signs that a page has, each with its weight."""


@dataclass(frozen=True, slots=True)
class Sign(Generic[T]):
    """One sign of what a page is.

    Args:
        name: what is seen.
        applies: whether the facts of a page show it.
        weight: how much it speaks for something else than an article; below zero for an article.
        example: the markup of a page that has it; the words of its ``h1`` are its headline.
        reason: what a page with this sign would rather be than simply no article.
        url: the address of the example.
    """

    name: str
    applies: Callable[[T], bool]
    weight: float
    example: str = ""
    reason: Reason | None = None
    url: str = "https://bote.example/lokal/wehr"


def weighed(signs: Iterable[Sign[T]], facts: T) -> list[Sign[T]]:
    """Return the signs that a page has.

    Args:
        signs: the table.
        facts: what was counted on the page.
    """
    return [sign for sign in signs if sign.applies(facts)]


def weight(signs: Iterable[Sign[T]]) -> float:
    """Return the sum of the weights of some signs."""
    return sum(sign.weight for sign in signs)


def named(signs: Iterable[Sign[T]]) -> Evidence:
    """Return names and weights of some signs, to be shown."""
    # What is shown is compared and stored by others, so that it has no functions in it.
    return tuple((sign.name, sign.weight) for sign in signs)
