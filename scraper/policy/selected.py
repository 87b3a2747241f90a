"""Selectors of a profile that match nothing: the site has changed, or the profile has a mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scraper.model import SELECTED, Site

NEWEST_ARTICLES = 50
"""How many of a site's newest articles are looked at (chosen: a few weeks of a newsroom)."""

FEWEST_ARTICLES = 5
"""Of fewer articles nothing is said: a field can be missing from some (chosen)."""

# What many an article has none of, and no reader misses: of these, all of the newest articles have to lack it (chosen).
_OF_SOME_ARTICLES = frozenset({"related", "vendors", "images"})


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A selector that gave nothing.

    Args:
        field: the field of the record.
        selector: as the profile has it.
        articles: how many articles were looked at.
    """

    field: str
    selector: str
    articles: int

    def __str__(self) -> str:
        """Return it as the profile has it."""
        return f"{self.field} = {self.selector!r}"


def unmatched(site: Site, sources: Sequence[Mapping[str, str]]) -> list[Unmatched]:
    """Return the selectors of a profile that gave a field of none of its newest articles.

    Args:
        site: the profile.
        sources: what gave each field, of each of these articles, read by the rules of today.
    """
    if len(sources) < FEWEST_ARTICLES:
        return []
    are_all = len(sources) >= NEWEST_ARTICLES
    given = {name for one in sources for name, source in one.items() if source.startswith(SELECTED)}
    return [
        Unmatched(name, selector, len(sources))
        for name, selector in site.select
        if name not in given and (are_all or name not in _OF_SOME_ARTICLES)
    ]
