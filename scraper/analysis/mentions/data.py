"""The tables beside the code: laws, programmes, bodies, vendors, Länder, and words around names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from scraper.analysis.mentions.records import LAND, Term

_FILES = ("laws.toml", "bodies.toml", "vendors.toml", "laender.toml")
# "{|s|es}" stands for each of the endings between the bars.
_ENDINGS = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of words.toml; see there what each is for."""

    strong_cues: frozenset[str]
    offices: frozenset[str]
    weak_cues: frozenset[str]
    sure_cues: frozenset[str]
    titles: frozenset[str]
    clubs: frozenset[str]
    parts_of_names: frozenset[str]
    foreign: tuple[str, ...]
    countries: frozenset[str]
    title_endings: tuple[str, ...]
    first_names: frozenset[str]
    ordinary: frozenset[str]
    ordinary_but_large: frozenset[str]
    nouns: frozenset[str]
    no_german_towns: frozenset[str]
    no_town_endings: tuple[str, ...]
    town_endings: tuple[str, ...]
    abroad: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the lists of words."""
    table = _table("words.toml")
    abroad = {name: tuple(text.split()) for name, text in table.pop("abroad").items()}
    read = {name: text.split() for name, text in table.items()}
    # What words begin or end with is asked of them as a tuple, and what they are as a set.
    no_towns, towns = tuple(read.pop("no_town_endings")), tuple(read.pop("town_endings"))
    foreign, titles = tuple(read.pop("foreign")), tuple(read.pop("title_endings"))
    sets = {name: frozenset(found) for name, found in read.items()}
    return Words(
        no_town_endings=no_towns, town_endings=towns, foreign=foreign, title_endings=titles, abroad=abroad, **sets
    )


@lru_cache(maxsize=1)
def terms() -> tuple[tuple[str, Term], ...]:
    """Return what texts write, and what they mean by it: laws, programmes, bodies, vendors and Länder."""
    return tuple(_written())


@lru_cache(maxsize=1)
def land_hints() -> tuple[tuple[str, str], ...]:
    """Return words by which a text speaks of a Land, each with its two digits: names, adjectives, regions."""
    found = []
    for row in _table("laender.toml")[LAND]:
        found += [(hint, row["key"]) for hint in (row["name"], *row.get("names", ()), *row.get("hints", ()))]
    return tuple((spelling, key) for hint, key in found for spelling in expanded(hint))


@lru_cache(maxsize=1)
def hints_of_lands() -> dict[str, tuple[str, ...]]:
    """Return the words of :func:`land_hints` by the two digits of the Länder."""
    found: dict[str, list[str]] = {}
    for hint, key in land_hints():
        found.setdefault(key, []).append(hint)
    return {key: tuple(hints) for key, hints in found.items()}


@lru_cache(maxsize=1)
def land_keys() -> dict[str, str]:
    """Return the two digits of the Länder by their names, and by how these are shortened in parentheses."""
    rows = _table("laender.toml")[LAND]
    return {sign: row["key"] for row in rows for sign in (row["name"], *row.get("signs", ()))}


@lru_cache(maxsize=1)
def city_states() -> dict[str, tuple[str, str]]:
    """Return the Länder that are towns: the name, with the AGS of the town by the Land's two digits."""
    return {row["key"]: (row["town"], row["name"]) for row in _table("laender.toml")[LAND] if "town" in row}


def expanded(name: str) -> Iterator[str]:
    """Yield a name with each of its endings.

    Args:
        name: such as ``Bundestag{|s|es}``.
    """
    found = _ENDINGS.search(name)
    if found is None:
        yield name
        return
    for ending in found[1].split("|"):
        yield from expanded(name[: found.start()] + ending + name[found.end() :])


def _written() -> Iterator[tuple[str, Term]]:
    for file in _FILES:
        for kind, rows in _table(file).items():
            for row in rows:
                yield from _of_row(kind, row)


def _of_row(kind: str, row: dict[str, Any]) -> Iterator[tuple[str, Term]]:
    """Yield each spelling of a row with what it means."""
    key, name, needs = row["key"], row["name"], tuple(row.get("with", ()))
    excludes = tuple(row.get("without", ()))
    short = row.get("short", ())
    names = [*row.get("names", ())]
    if kind == LAND:
        # Many write "Sachsen Anhalt", in which "Sachsen" is not named.
        names += dict.fromkeys([name, name.replace("-", " ")])
    # Words that are needed, or exclude, belong to the short spellings, where there are any.
    sure = Term(kind, key, name) if short else Term(kind, key, name, needs, excludes)
    for spelling in dict.fromkeys(one for written in names for one in expanded(written)):
        yield spelling, sure
    for spelling in short:
        yield spelling, Term(kind, key, name, needs, excludes, is_alone=row.get("alone", False))


def _table(file: str) -> dict[str, Any]:
    return tomllib.loads((resources.files("scraper.analysis.mentions") / file).read_text(encoding="utf-8"))
