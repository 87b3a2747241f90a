"""Days as people write them: text in, days and their places in it out; nothing raises.

A form in which dates are written is a row of ``_IN_FIGURES`` or ``_IN_WORDS``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from scraper.web.months import months_of

FIRST_YEAR, LAST_YEAR = 1985, 2100
"""Figures whose year lies outside of these are no date of news but something else, such as a street number."""
# Two digits mean the nearest past: "69" is of this century, "70" of the last one.
_PIVOT = 70
_THIS_CENTURY, _LAST_CENTURY = 2000, 1900

# Characters in which a date is looked for.
_SEARCHED = 400
# So many texts are kept with their dates: the same lines of a page are asked about by several finders.
_KEPT = 512

_FLAGS = re.IGNORECASE
# Year first: hyphens, slashes, and what Chinese, Japanese and Korean pages write.
_YEAR_FIRST = re.compile(
    r"(?<![\d.])(?P<year>\d{4})\s?"
    r"(?:(?P<mark>[-/])(?P<month>\d{1,2})(?P=mark)|\.\s?(?P<dotted>\d{1,2})\.\s?|[年년]\s?(?P<named>\d{1,2})\s?[月월]\s?)"
    r"(?P<day>\d{1,2})(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?=T\d|\b)(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2})(?![\d.]*\d)")
_SLASHED = re.compile(
    r"(?<![\d/-])(?P<first>\d{1,2})(?P<mark>\s?\|\s?|[/-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})(?![\d/])"
)
_SHORT_SLASHED = re.compile(r"(?<![\d/])(?P<first>\d\d)/(?P<second>\d\d)/(?P<year>\d\d)(?![\d/])")
# Any word stands where the month does: looking it up afterwards takes less time than a pattern of a thousand names.
_MONTH = r"(?P<month>[^\W\d_]{3,})(?:\sfómhair)?\b\.?"
_WORDED = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|º|(?P<ending>er|st|nd|rd|th))?[\s\-/]{{0,3}}(?:(?:de|of|da)\s+|(?:d|ta)['’]\s?)?"
    rf"{_MONTH},?[\s\-/]{{0,3}}(?:del?\s+)?(?P<year>\d{{4}}(?=\d\d:|\D|$)|['’]?\d{{2}}(?![\d:.]))",
    _FLAGS,
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_]){_MONTH}\s{{0,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?:,\s{0,3}|\s{1,3}(?:\d\d:\d\d\s)?)(?P<year>\d{4})(?!\d)",
    _FLAGS,
)
# Hungarian, Lithuanian ("2024 m. gegužės 3 d.") and Basque ("2024ko maiatzaren 3a") dates; Latvian ones.
_YEAR_THEN_MONTH = re.compile(
    rf"(?<![\d.])(?P<year>\d{{4}})(?:\.|(?:\(e\)|e)?ko|\s[mթ]\.)?[\s\-/]{{0,3}}{_MONTH}[\s\-/]{{0,3}}(?P<day>\d{{1,2}})(?!\d)",
    _FLAGS,
)
_YEAR_THEN_DAY = re.compile(rf"(?<![\d.])(?P<year>\d{{4}})\.\s?gada\s(?P<day>\d{{1,2}})\.\s?{_MONTH}", _FLAGS)
_ROMAN = re.compile(
    r"(?<![\w.])(?P<day>\d{1,2})[./\s-]\s?(?P<roman>I{1,3}|IV|VI{0,3}|IX|XI{0,2})[./\s-]\s?(?P<year>\d{4})(?!\d)"
)
_ROMAN_FIGURES = {name: at for at, name in enumerate("I II III IV V VI VII VIII IX X XI XII".split(), start=1)}
# Words that can be the name of a month, and words that count as text beside a date.
_WORDS = re.compile(r"[^\W\d_]{3,}")
# Endings of figures, which are often glued to the month, as in "1erjanvier".
_ENDINGS = frozenset({"er", "st", "nd", "rd", "th"})
_LONG_ENDING = 2
# Every date has at least one figure of a day or month and, somewhere behind it, two more in a row.
_ANY_DAY = re.compile(r"\d.*\d\d", re.DOTALL)
# Every date in figures has a sign behind one of them, a Roman figure, or eight figures in a row.
_MAY_BE_IN_FIGURES = re.compile(r"\d(?:\s?[-/|年년]|\.\s?[\dIVX]|\s{1,2}[IVX]|\d{7})")


def _year(text: str) -> int:
    """Return a full year; two digits below 70 are of this century."""
    digits = text.lstrip("'’")
    number = int(digits)
    if len(digits) > 2:
        return number
    century = _THIS_CENTURY if number < _PIVOT else _LAST_CENTURY
    return century + number


def _day(year: int, month: int, day: int) -> dt.date | None:
    """Return the day where the calendar has it and news could be of it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Habits:
    """How dates are written where a text comes from.

    Args:
        american: whether ``4/5/2020`` is in April.
        months: the number of a month by its name in lower case.
    """

    american: bool
    months: dict[str, int]


def _year_first(found: re.Match[str], habits: _Habits) -> dt.date | None:
    # The month stands in one of three groups, by what surrounds it.
    month = next(filter(None, (found["month"], found["dotted"], found["named"])))
    return _day(int(found["year"]), int(month), int(found["day"]))


def _in_order(found: re.Match[str], habits: _Habits) -> dt.date | None:
    """Return the day where each part has a group of its own, so that nothing is in doubt."""
    return _day(_year(found["year"]), int(found["month"]), int(found["day"]))


def _slashed(found: re.Match[str], habits: _Habits) -> dt.date | None:
    """Return the day of ``d/m/y`` (``m/d/y`` for an American page), or of the other where only that can be."""
    first, second, year = int(found["first"]), int(found["second"]), _year(found["year"])
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    # "5/13/2024" can only be in May, wherever it was written.
    if habits.american:
        return month_first or day_first
    return day_first or month_first


def _worded(found: re.Match[str], habits: _Habits) -> dt.date | None:
    word = found["month"].lower()
    # No calendar has a month 0.
    month = habits.months.get(word, 0)
    return _day(_year(found["year"]), month, int(found["day"]))


def _worded_or_glued(found: re.Match[str], habits: _Habits) -> dt.date | None:
    # "4stycznia" begins like "1stJanuary".
    if found["ending"] and found["month"].lower() not in habits.months:
        glued = habits.months.get((found["ending"] + found["month"]).lower(), 0)
        return _day(_year(found["year"]), glued, int(found["day"]))
    return _worded(found, habits)


def _roman(found: re.Match[str], habits: _Habits) -> dt.date | None:
    return _day(int(found["year"]), _ROMAN_FIGURES[found["roman"]], int(found["day"]))


def _has_dot(text: str) -> bool:
    return "." in text


def _has_dash(text: str) -> bool:
    return "/" in text or "-" in text


def _has_dash_or_dot(text: str) -> bool:
    return _has_dash(text) or "." in text


def _has_dash_or_bar(text: str) -> bool:
    # Some pages write "3 | 5 | 2024".
    return "|" in text or _has_dash(text)


def _may_be_year_first(text: str) -> bool:
    # Chinese, Japanese and Korean signs are not ASCII.
    return _has_dash_or_dot(text) or not text.isascii()


def _has_roman_figure(text: str) -> bool:
    return "I" in text or "V" in text or "X" in text


def _always(text: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Form:
    """A form in which dates are written.

    Args:
        example: the third of May in 2024, so written.
        applies: whether a text has the signs that the form consists of; the pattern runs only where it has.
        pattern: what finds it.
        day: returns the day of what was found, or None where the calendar has none.
    """

    example: str
    applies: Callable[[str], bool]
    pattern: re.Pattern[str]
    day: Callable[[re.Match[str], _Habits], dt.date | None]


_IN_FIGURES = (
    _Form("2024-05-03", _may_be_year_first, _YEAR_FIRST, _year_first),
    _Form("3.5.2024", _has_dot, _DOTTED, _in_order),
    _Form("3/5/2024", _has_dash_or_bar, _SLASHED, _slashed),
    _Form("03/05/24", _has_dash, _SHORT_SLASHED, _slashed),
    _Form("20240503", _always, _COMPACT, _in_order),
    _Form("3. V. 2024", _has_roman_figure, _ROMAN, _roman),
)
_IN_WORDS = (
    _Form("3. Mai 2024", _always, _WORDED, _worded_or_glued),
    _Form("May 3, 2024", _always, _MONTH_FIRST, _worded),
    _Form("2024. május 3.", _always, _YEAR_THEN_MONTH, _worded),
    _Form("2024. gada 3. maijā", _always, _YEAR_THEN_DAY, _worded),
)


@dataclass(frozen=True, slots=True)
class Written:
    """A day that a text has, and where in the text it stands."""

    start: int
    end: int
    day: dt.date


def _names_month(text: str, months: dict[str, int]) -> bool:
    """Whether a month is among the words, also glued to the figure's ending before it, as in ``1erjanvier``."""
    for word in _WORDS.findall(text.lower()):
        if word in months:
            return True
        if word[:_LONG_ENDING] in _ENDINGS and word[_LONG_ENDING:] in months:
            return True
    return False


def _by_form(form: _Form, text: str, habits: _Habits) -> list[Written]:
    """Return the days that a text has in one form."""
    written: list[Written] = []
    found = form.pattern.search(text)
    while found:
        day = form.day(found, habits)
        if day is not None:
            written.append(Written(found.start(), found.end(), day))
            found = form.pattern.search(text, found.end())
        else:
            # In "3 am 15 Mai 2024" the pattern takes "3 am 15" for a day, which is none.
            found = form.pattern.search(text, found.start() + 1)
    return written


def days_in(text: str, *, american: bool = False, language: str | None = None) -> tuple[Written, ...]:
    """Return all days that a text has, in their order; none overlaps another.

    Args:
        text: a line; only its first 400 characters are read.
        american: whether ``4/5/2020`` is in April.
        language: the primary subtag of the page's language, since ``listopad`` is not the same month everywhere.
    """
    # A page may be one line of a megabyte, and its date stands at the beginning or nowhere.
    text = text[:_SEARCHED]
    if not _ANY_DAY.search(text):
        return ()
    return _days_in(text, american, language)


@lru_cache(maxsize=_KEPT)
def _days_in(text: str, american: bool, language: str | None) -> tuple[Written, ...]:
    """Return all days of a text that has figures enough for one."""
    habits = _Habits(american, months_of(language))
    written: list[Written] = []
    if _MAY_BE_IN_FIGURES.search(text):
        for form in _IN_FIGURES:
            if form.applies(text):
                written += _by_form(form, text, habits)
    # Most lines of a page name no month, and are spared the patterns of words.
    if _names_month(text, habits.months):
        for form in _IN_WORDS:
            written += _by_form(form, text, habits)
    # Hardly any line has two days, and a single one overlaps nothing.
    if len(written) <= 1:
        return tuple(written)
    written.sort(key=_start)
    apart: list[Written] = []
    for found in written:
        # "July 4, 2025February 9, 2026" also has the form of a Hungarian date in its middle.
        if not apart or found.start >= apart[-1].end:
            apart.append(found)
    return tuple(apart)


def _start(written: Written) -> int:
    return written.start
