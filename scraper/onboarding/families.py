"""Addresses of one build gathered: what their paths share, and where each has its own words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from scraper.onboarding.shapes import (
    DAYS,
    TEXT,
    Address,
    Form,
    form_of,
    has_year,
    is_number,
    leading_number,
    number_of,
    step_pattern,
    trailing_number,
)

# How many of the addresses may differ from what is said of all: feeds name a stray page now and then.
_NEARLY_ALL = 0.95
# From so many addresses of a form on it is one, where others of the same depth are plain slugs. Chosen: two slugs that
# begin with the same word and a number ("top-10-…") are met by chance.
_FEWEST_OF_A_FORM = 2
# So many rooms are named one by one; more are no rooms, nor are a few whose names are as long as headlines.
_MOST_ROOMS, _FEW_ROOMS, _HYPHENS_OF_A_SLUG = 60, 4, 1.5
# From so many slugs on, what all of them have is asked for; and never more hyphens than this: titles of three words
# are usual, and what else stands beside articles has one or two.
_ENOUGH_SLUGS, _MOST_HYPHENS = 12, 2
# From so many slugs on it is no chance that all begin with a day.
_FEWEST_WITH_DAYS = 3
# A number of fewer digits is a word of a headline; in the folder of a year it counts the releases of that year, and
# comes again in the next one.
_SHORTEST_ID, _SHORTEST_ID_IN_A_YEAR = 3, 5


@dataclass(frozen=True, slots=True)
class Kind:
    """What addresses of one family have in common.

    Args:
        steps: for each segment before the last, ``t`` for words, ``n`` for a number, else the pattern with its year.
        form: of the last segment.
        parameter: the parameter of the query that tells the pages apart; empty where the path does.
        path: the path, where the query tells the pages apart.
    """

    steps: tuple[str, ...]
    form: Form
    parameter: str = ""
    path: str = ""


def kinds_of(addresses: Iterable[Address]) -> dict[Kind, list[Address]]:
    """Return the addresses by their kind, in their order."""
    unique = list(dict.fromkeys(addresses))
    by_query = _parameters(unique)
    found: dict[Kind, list[Address]] = defaultdict(list)
    for one in unique:
        found[_kind(one, by_query)].append(one)
    return _without_rare_forms(found)


def kind_among(one: Address, kinds: Iterable[Kind]) -> Kind | None:
    """Return which of some kinds an address is of, or None."""
    known = set(kinds)
    by_query = {kind.path: kind.parameter for kind in known if kind.parameter}
    exact = _kind(one, by_query)
    if exact in known:
        return exact
    plain = Kind(exact.steps, TEXT)
    if exact.parameter or plain not in known:
        return None
    return plain


def _kind(one: Address, by_query: dict[str, str]) -> Kind:
    path = one.bare_path
    if path in by_query and any(name == by_query[path] for name, _ in one.query):
        return Kind((), TEXT, by_query[path], path)
    return Kind(tuple(map(_step, one.steps)), form_of(one.last))


def _step(step: str) -> str:
    if is_number(step) and not has_year(step):
        return "n"
    if has_year(step):
        return step_pattern(step)
    return "t"


def _parameters(addresses: Sequence[Address]) -> dict[str, str]:
    """Return, for each path that pages share, the parameter of the query that tells them apart."""
    by_path: dict[str, list[Address]] = defaultdict(list)
    for one in addresses:
        if one.query:
            by_path[one.bare_path].append(one)
    found = {}
    for path, sharing in by_path.items():
        # Where each page has a path of its own, what is in its query says nothing.
        if len(sharing) == 1 and len(addresses) > 1:
            continue
        name = _telling(sharing)
        if name:
            found[path] = name
    return found


def _telling(sharing: Sequence[Address]) -> str:
    """Return the parameter that differs from page to page, a number before anything else; empty where none does."""
    values: dict[str, list[str]] = defaultdict(list)
    for one in sharing:
        for name, value in one.query:
            values[name].append(value)
    # A single address says by its digits alone that it is one page of many.
    telling = [name for name, those in values.items() if len(set(those)) > max(1, len(sharing) // 2)]
    if len(sharing) == 1:
        telling = [name for name, those in values.items() if any(character.isdigit() for character in those[0])]
    if not telling:
        return ""
    # A check sum of the others (TYPO3's cHash) differs too, and is never a number.
    telling.sort(key=lambda name: (not all(map(is_number, values[name])), "hash" in name.lower()))
    return telling[0]


def _without_rare_forms(found: dict[Kind, list[Address]]) -> dict[Kind, list[Address]]:
    """Count the slugs that look like a form by chance among the plain ones."""
    result: dict[Kind, list[Address]] = defaultdict(list)
    for kind, addresses in found.items():
        result[_believed(kind, addresses, found)].extend(addresses)
    return result


def _believed(kind: Kind, addresses: Sequence[Address], found: dict[Kind, list[Address]]) -> Kind:
    if kind.form == TEXT:
        return kind
    plain = Kind(kind.steps, TEXT)
    is_rare = len(addresses) < max(_FEWEST_OF_A_FORM, 0.2 * len(found.get(plain, ())))
    # A word with a number tells pages apart only by a number of its own.
    numbers = [number_of(one.last, kind.form) for one in addresses]
    is_counted = kind.form.name != "word" or _are_ids(numbers, addresses[0])
    has_others = any(other.steps == kind.steps and other != kind for other in found)
    is_by_chance = is_rare and has_others
    if is_by_chance or not is_counted:
        return plain
    return kind


def _are_ids(numbers: Sequence[str], one: Address) -> bool:
    """Return whether numbers are those of pages: each its own, and longer than what counts the releases of a year.

    Args:
        numbers: one of each address.
        one: one of the addresses.
    """
    if not numbers or not all(numbers):
        return False
    shortest = _SHORTEST_ID_IN_A_YEAR if any(map(has_year, one.steps)) else _SHORTEST_ID
    own = len(set(numbers)) >= _NEARLY_ALL * len(numbers)
    long = sum(len(number) >= shortest for number in numbers) >= len(numbers) / 2
    # "top-2026-…" has the year of its page.
    years = sum(has_year(number) for number in numbers)
    return own and long and years < len(numbers) / 2


def side_number(addresses: Sequence[Address]) -> str:
    """Return where the slugs of a family have a number that is the page's id: ``before``, ``behind``, or empty."""
    for place, number in (("before", leading_number), ("behind", trailing_number)):
        numbers = [number(one.last) for one in addresses]
        has_it = sum(map(bool, numbers)) >= _NEARLY_ALL * len(addresses)
        present = [each for each in numbers if each]
        is_id = place == "behind" or len(addresses) > 1
        is_own = len(set(present)) == len(present) and _fits(place, present, addresses[0])
        if has_it and is_id and is_own:
            return place
    return ""


def _fits(place: str, numbers: Sequence[str], one: Address) -> bool:
    # In front of its slug a number of any length is the page's ("/blog/7-titel"); behind it, short ones are words.
    is_before = place == "before" and not any(map(has_year, one.steps))
    return is_before or _are_ids(numbers, one)


def counting_step(addresses: Sequence[Address]) -> int | None:
    """Return the segment before the last that is a number of each page's own (``/news/4711/titel``), or None."""
    if len(addresses) < _FEWEST_OF_A_FORM:
        return None
    for at in range(len(addresses[0].steps)):
        numbers = [one.steps[at] for one in addresses]
        is_own = all(map(is_number, numbers)) and len(set(numbers)) >= _NEARLY_ALL * len(numbers)
        if is_own and _are_ids(numbers, addresses[0]):
            return at
    return None


def fewest_hyphens(addresses: Sequence[Address]) -> int:
    """Return how many hyphens the slugs of a family have at the least, also those that were not seen.

    Of n slugs, one more has fewer than all of them with a chance of 1 in n + 1 at the most, and of less where several
    are as short. Of few slugs one hyphen less is asked for.
    """
    least = min((Counter(one.last)["-"] for one in addresses), default=0)
    asked = least if len(addresses) >= _ENOUGH_SLUGS else max(least - 1, 0)
    return min(asked, _MOST_HYPHENS)


def day_before(addresses: Sequence[Address]) -> str:
    """Return the pattern of the day that all slugs of a family begin with; empty where they do not."""
    if len(addresses) < _FEWEST_WITH_DAYS:
        return ""
    for day in DAYS:
        if all(re.match(day, one.last) for one in addresses):
            return day
    return ""


def is_of_pages(column: Sequence[str]) -> bool:
    """Return whether the segments in one place are the pages' own instead of names of rooms."""
    unlike = set(column)
    hyphens = sum(step.count("-") for step in unlike) / len(unlike)
    is_slug = len(unlike) > max(_FEW_ROOMS, len(column) / 2) and hyphens >= _HYPHENS_OF_A_SLUG
    return is_slug or len(unlike) > _MOST_ROOMS


def rooms_of(addresses: Sequence[Address]) -> Callable[[Address], tuple[str, ...]]:
    """Return what tells the room of an address, by the segments that are names of rooms in a family.

    Args:
        addresses: of the family.
    """
    columns = list(zip(*(one.steps for one in addresses), strict=True))
    of_rooms = [at for at, column in enumerate(columns) if not is_of_pages(column)]
    return lambda one: tuple(one.steps[at] for at in of_rooms)
