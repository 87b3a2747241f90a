"""Addresses taken apart: what of a path is fixed, what counts, and what is a headline's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scraper.web.urls import path_of

YEAR = r"\d{4}"
"""A year, in the pattern of a profile."""

_ENDING = re.compile(r"\.(?:[xs]?html?|php\d?|aspx?|jspx?|cfm|do)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
# Those in which there were pages, and those to come.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPECIAL = re.compile(r"([.^$*+?{}\[\]\\|()])")
# A short mark before the number, as in "-a-1067481"; an editorial system has one for each kind of page.
_MARKED = re.compile(r".+-([a-z]{1,2})-(\d{5,}|[0-9a-f]{32})")
# A word that is the same in all addresses, and a number: "meldung_28242_Titel", "artikel-771".
_WORD_AND_NUMBER = re.compile(r"([A-Za-z]+[_-])(\d+)(?:[_-].*)?")
_NUMBER_AND_SLUG = re.compile(r"(\d+)[-_](?=.*[^\d]).+")
_SLUG_AND_NUMBER = re.compile(r".+[-_](\d{4,})")

DAYS = (r"\d{1,2}\.\d{1,2}\.\d{4}[-_]", r"\d{4}-\d\d-\d\d[-_]", r"\d{8}[-_]", r"\d{6}[-_]")
"""How the days are written that stand before a slug."""

_DAY_FIRST = re.compile(rf"(?:{'|'.join(DAYS)}).*")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts.

    Args:
        url: as it is.
        path: path and query, as patterns see them.
        steps: the segments of the path but the last.
        last: the last segment without its ending; empty for the front page.
        ending: such as ``.html``, or empty.
        has_slash: whether the path ends with a slash.
        query: names and values.
    """

    url: str
    path: str
    steps: tuple[str, ...]
    last: str
    ending: str
    has_slash: bool
    query: tuple[tuple[str, str], ...]

    @property
    def bare_path(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]


@lru_cache(maxsize=50_000)
def address(url: str) -> Address:
    """Take an address apart.

    Args:
        url: canonical.
    """
    path = path_of(url)
    bare, _, query = path.partition("?")
    steps = [step for step in bare.split("/") if step]
    last = steps.pop() if steps else ""
    ending = ""
    if found := _ENDING.search(last):
        ending, last = found[0], last[: found.start()]
    pairs = tuple((name, value) for name, _, value in (part.partition("=") for part in query.split("&") if part))
    return Address(url, path, tuple(steps), last, ending, bare.endswith("/"), pairs)


def literal(text: str) -> str:
    """Return a text as a pattern that stands for itself."""
    return _SPECIAL.sub(r"\\\1", text)


def step_pattern(step: str) -> str:
    """Return the pattern of a segment before the last: years and numbers as such, words as they are.

    A year may stand in a word ("Presse2026", "archiv-2017", "2026-05"); the next year's pages differ by it.
    """
    if _NUMBER.fullmatch(step):
        return _number_pattern(step)
    if not _YEAR.search(step):
        return literal(step)
    return _NUMBER.sub(lambda found: _number_pattern(found[0]), literal(step))


def _number_pattern(number: str) -> str:
    if _YEAR.fullmatch(number):
        return YEAR
    return r"\d+"


def has_year(step: str) -> bool:
    """Return whether a segment names a year."""
    return _YEAR.search(step) is not None


def is_number(text: str) -> bool:
    """Return whether a segment is a number."""
    return _NUMBER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """What the last segment of an address looks like.

    Args:
        name: ``marked``, ``word``, ``number`` or ``text``.
        mark: the part of it that all addresses of the form share.
    """

    name: str
    mark: str = ""


TEXT = Form("text")


def form_of(last: str) -> Form:
    """Return the form of a last segment, where it is more than a slug."""
    if _NUMBER.fullmatch(last):
        return Form("number")
    if found := _MARKED.fullmatch(last):
        return Form("marked", found[1])
    if found := _WORD_AND_NUMBER.fullmatch(last):
        return Form("word", found[1])
    return TEXT


def number_of(last: str, form: Form) -> str:
    """Return the number of a last segment of a form that has one; empty otherwise."""
    if form.name == "number":
        return last
    if form.name == "marked" and (found := _MARKED.fullmatch(last)):
        return found[2]
    if form.name == "word" and (found := _WORD_AND_NUMBER.fullmatch(last)):
        return found[2]
    return ""


def leading_number(last: str) -> str:
    """Return the number before a slug, that of a day excepted; empty where there is none."""
    found = _NUMBER_AND_SLUG.fullmatch(last)
    if found is None or _DAY_FIRST.fullmatch(last):
        return ""
    return found[1]


def trailing_number(last: str) -> str:
    """Return the number behind a slug, a year excepted; empty where there is none."""
    found = _SLUG_AND_NUMBER.fullmatch(last)
    if found is None or _YEAR.fullmatch(found[1]):
        return ""
    return found[1]
