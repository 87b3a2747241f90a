"""What the parameters of lists say: pages, days, years, sites; each mistake is a sentence that says what to type."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from scraper.report.local_time import local_day, today
from scraper.serve.asked import Asked, WrongWordsError
from scraper.store.days import Days
from scraper.web.plain_text import one_line
from scraper.web.typed_days import typed_period

MOST_ROWS = 1_000
"""Records of a list as CSV and JSON. Chosen: what a spreadsheet is looked through for, made within a second or two; the
command line gives ten thousand, and SQL all."""
MOST_ENTRIES = 100
"""Entries of a feed. Chosen as for the files of saved searches: a reader that looks once a week misses nothing of ten
articles a day."""
DEEPEST = 10_000
"""Entries up to which a list can be turned over page by page; as many as the command line shows."""

_MOST_OF_FILES = {"atom": MOST_ENTRIES}
_LAST_YEAR = dt.MAXYEAR
# Characters of what was typed that a sentence repeats, and of a sentence that repeats it. Chosen: a line or two.
_MOST_REPEATED, _LONGEST_SENTENCE = 80, 300


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in a list a page stands.

    Args:
        number: of the page, from 1.
        skip: entries on the pages before it.
        limit: entries of a page.
    """

    number: int
    skip: int
    limit: int


def paging(asked: Asked, limit: int) -> Paging:
    """Return which page of a list is asked for.

    Args:
        asked: the request, with ``page``.
        limit: entries of a page.

    Raises:
        WrongWordsError: it is no number, or too deep.
    """
    text = asked.one("page") or "1"
    deepest = DEEPEST // limit
    number = whole_number(text, deepest)
    if number is None:
        raise WrongWordsError(
            f"'{as_typed(text)}' is no page: give a number from 1 to {deepest:,}. What is further down is found by a"
            " narrower search, or as a table by SQL."
        )
    return Paging(number, (number - 1) * limit, limit)


def extent(asked: Asked, place: Paging) -> tuple[int, int]:
    """Return how many entries a list leaves out, and how many it has at the most: a page its own, a file the first.

    Args:
        asked: the request.
        place: the page.
    """
    if asked.form == "html":
        return place.skip, place.limit
    return 0, _MOST_OF_FILES.get(asked.form, MOST_ROWS)


def year(asked: Asked) -> int | None:
    """Return the year that is asked for, or None.

    Raises:
        WrongWordsError: it is none.
    """
    text = asked.one("year")
    if text is None:
        return None
    found = whole_number(text, _LAST_YEAR)
    if found is None or len(text) != len("2026"):
        raise WrongWordsError(f"'{as_typed(text)}' is no year: give four digits, such as 2026.")
    return found


def days(asked: Asked) -> Days:
    """Return the days that are asked for by ``since`` and ``until``, in local days.

    Raises:
        WrongWordsError: one of them is no day, or they exclude each other.
    """
    since, until = _period(asked, "since"), _period(asked, "until")
    first = since[0] if since else None
    last = until[1] if until else None
    if first is not None and last is not None and first > last:
        raise WrongWordsError(f"No day is both since {first} and until {last}.")
    return Days(first, last, local_day)


def sites(asked: Asked, known: Iterable[str], named: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the sites that are asked for.

    Args:
        asked: the request, with ``site``, perhaps several times.
        known: the ids of all sites.
        named: other sites that are named, such as by the words of a search.

    Raises:
        WrongWordsError: there is no such site; says which was probably meant.
    """
    ids = list(known)
    chosen = asked.all("site")
    for name in (*chosen, *named):
        if name not in ids:
            near = get_close_matches(name, ids, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else "The page Sites lists all."
            raise WrongWordsError(f"There is no site '{as_typed(name)}'. {hint}")
    return tuple(dict.fromkeys(chosen))


def _period(asked: Asked, name: str) -> tuple[dt.date, dt.date] | None:
    text = asked.one(name)
    if text is None:
        return None
    try:
        return typed_period(text, today())
    except ValueError as error:
        raise WrongWordsError(as_typed(str(error), _LONGEST_SENTENCE)) from error


def whole_number(text: str, most: int, least: int = 1) -> int | None:
    """Return a number from ``least`` to ``most``, or None for what is none."""
    # isdigit() alone would take digits of other scripts; and Python refuses to read a text of thousands of digits.
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        return None
    return int(text)


def as_typed(text: str, most: int = _MOST_REPEATED) -> str:
    """Return what was typed as a sentence may repeat it: on one line, and not all of a long text."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[:most]}…"
