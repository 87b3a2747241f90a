"""The queries of a German reader in ``tests/fixtures/search``: asked, and judged by what the reader expects."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scraper.store import Archive
from scraper.store.search import Filter
from store_records import plain, save

_FOLDER = Path(__file__).parent / "fixtures" / "search"
WANTED_SHARE = 0.97
"""The share of wanted articles that has to be found."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one query found.

    Args:
        words: the query.
        wanted, missing: how many articles had to be found, and those that were not.
        first: the article that had to be the first; None: any may be.
        was_first: the first one that was found.
        too_early: unwanted articles before a wanted one.
    """

    words: str
    wanted: int
    missing: list[str]
    first: str | None
    was_first: str | None
    too_early: list[str]

    @property
    def is_first_first(self) -> bool:
        """Whether the article that had to be first was."""
        return self.first is None or self.first == self.was_first


@dataclass(frozen=True, slots=True)
class All:
    """What all queries found."""

    queries: tuple[Judged, ...]

    @property
    def wanted(self) -> int:
        """How many articles had to be found."""
        return sum(one.wanted for one in self.queries)

    @property
    def found(self) -> int:
        """How many of them were."""
        return self.wanted - sum(len(one.missing) for one in self.queries)

    @property
    def is_enough(self) -> bool:
        """Whether enough was found, and in the right order."""
        in_order = all(one.is_first_first and not one.too_early for one in self.queries)
        return in_order and self.found >= WANTED_SHARE * self.wanted


def articles() -> dict[str, dict[str, Any]]:
    """Return the articles by their names."""
    return tomllib.loads((_FOLDER / "articles.toml").read_text(encoding="utf-8"))


def queries() -> list[dict[str, Any]]:
    """Return the queries."""
    found: list[dict[str, Any]] = tomllib.loads((_FOLDER / "queries.toml").read_text(encoding="utf-8"))["query"]
    return found


def fill(path: Path) -> dict[int, str]:
    """Make an archive of the articles, and return their names by their numbers."""
    names = {}
    with Archive.open(path) as archive:
        for number, (name, fields) in enumerate(articles().items(), 1):
            values = {"language": "de", "lead": None, **fields, "date": dt.date.fromisoformat(fields["date"])}
            names[save(archive, plain(number, **values)).article_id or 0] = name
    return names


def judged(path: Path) -> All:
    """Return what all queries find in a new archive."""
    names = fill(path)
    with Archive.read(path) as archive:
        return All(tuple(_judged(archive, query, names) for query in queries()))


def _judged(archive: Archive, query: dict[str, Any], names: dict[int, str]) -> Judged:
    hits = [names[row["id"]] for row in archive.search(query["words"], Filter(limit=len(names)))]
    wanted = query["wanted"]
    last = max((hits.index(name) for name in wanted if name in hits), default=-1)
    too_early = [name for name in query.get("unwanted", ()) if name in hits[: last + 1]]
    missing = [name for name in wanted if name not in hits]
    return Judged(query["words"], len(wanted), missing, query.get("first"), next(iter(hits), None), too_early)


def lines(judged: All) -> Iterator[str]:
    """Yield the table of figures, and what is not as it should be."""
    firsts = [one for one in judged.queries if one.first is not None]
    yield f"{len(judged.queries)} queries over {len(articles())} articles"
    yield f"wanted and found      {judged.found} of {judged.wanted} ({judged.found / judged.wanted:.1%})"
    yield f"must-be-first first   {sum(one.is_first_first for one in firsts)} of {len(firsts)}"
    yield f"unwanted too early    {sum(len(one.too_early) for one in judged.queries)}"
    for one in judged.queries:
        if one.missing:
            yield f"  {one.words}: not found: {', '.join(one.missing)}"
        if not one.is_first_first:
            yield f"  {one.words}: first is {one.was_first}, not {one.first}"
        if one.too_early:
            yield f"  {one.words}: too early: {', '.join(one.too_early)}"
