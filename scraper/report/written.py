"""Numbers and days as people of a language write them: 1.234 and 2. November 2026, or 1,234 and 2 November 2026."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from scraper.web.plain_text import one_line

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages in which reports are written."""
DEFAULT_LANGUAGE: Language = "de"
"""Of what is sent to people who name no language, press reviews and news: that of most sites and their readers."""


@dataclass(frozen=True, slots=True)
class _Calendar:
    """What a language calls its days, and how it writes them.

    Args:
        months: from January on, whole and short.
        short_months: the same as an axis has room for.
        weekdays: from Monday on, as ``date.weekday()`` counts.
        day: a day, of its number, month and year; without the year and without the month, the beginning of a span.
        weekday: a day behind the name of its weekday.
        thousands: what divides a number into groups of three digits.
    """

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    day: str
    day_and_month: str
    day_alone: str
    weekday: str
    thousands: str

    def whole(self, day: dt.date) -> str:
        """Return a day with its month and its year."""
        return self.day.format(number=day.day, month=self.months[day.month - 1], year=day.year)

    def without_year(self, day: dt.date) -> str:
        """Return a day with its month."""
        return self.day_and_month.format(number=day.day, month=self.months[day.month - 1])

    def short(self, day: dt.date) -> str:
        """Return a day with its month as an axis has room for it."""
        return self.day_and_month.format(number=day.day, month=self.short_months[day.month - 1])

    def behind_weekday(self, day: dt.date, written: str) -> str:
        """Return a day, as it is written, behind the name of its weekday."""
        return self.weekday.format(weekday=self.weekdays[day.weekday()], day=written)


# The forms are those of Unicode's CLDR (dateFormats long, decimal groups) for German and British English.
_CALENDARS: dict[Language, _Calendar] = {
    "de": _Calendar(
        months=tuple(
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
        ),
        short_months=tuple("Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.".split()),
        weekdays=tuple("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()),
        day="{number}. {month} {year}",
        day_and_month="{number}. {month}",
        day_alone="{number}.",
        weekday="{weekday}, {day}",
        thousands=".",
    ),
    "en": _Calendar(
        months=tuple(
            "January February March April May June July August September October November December".split(),
        ),
        short_months=tuple("Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec".split()),
        weekdays=tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
        day="{number} {month} {year}",
        day_and_month="{number} {month}",
        day_alone="{number}",
        weekday="{weekday} {day}",
        thousands=",",
    ),
}
# Of a decimal number one digit is written: counts of a chart need no more.
_DECIMAL_MARK: dict[Language, str] = {"de": ",", "en": "."}


def language(text: str | None) -> Language:
    """Return the language of a BCP 47 tag in which reports are written; English for every other."""
    primary = (text or "").partition("-")[0].lower()
    for known in LANGUAGES:
        if primary == known:
            return known
    return "en"


def number(value: float, lang: Language = "en") -> str:
    """Return a number with its thousands set apart, whole or with one decimal: ``1.234`` or ``0,5`` in German."""
    is_whole = float(value).is_integer()
    written = f"{int(value):,}" if is_whole else f"{value:,.1f}"
    whole, _, decimals = written.partition(".")
    grouped = whole.replace(",", _CALENDARS[lang].thousands)
    if not decimals:
        return grouped
    return f"{grouped}{_DECIMAL_MARK[lang]}{decimals}"


def day(value: dt.date | str, lang: Language = "en", *, weekday: bool = False) -> str:
    """Return a day: ``2. November 2026``, or behind its weekday ``Montag, 2. November 2026``.

    Args:
        value: a day, or a text that begins with one (ISO 8601); any other text is returned as it is.
        lang: of the names.
        weekday: put the name of the weekday first.
    """
    calendar = _CALENDARS[lang]
    if not weekday:
        return _written(value, calendar.whole)
    return _written(value, lambda found: calendar.behind_weekday(found, calendar.whole(found)))


def weekday(value: dt.date | str, lang: Language = "en") -> str:
    """Return a day behind its weekday, without its year: ``Montag, 2. November``; text that is no day as it is."""
    calendar = _CALENDARS[lang]
    return _written(value, lambda found: calendar.behind_weekday(found, calendar.without_year(found)))


def short_day(value: dt.date | str, lang: Language = "en") -> str:
    """Return a day without its year, as an axis has room for: ``2. Nov.``; text that is no day as it is."""
    return _written(value, _CALENDARS[lang].short)


def _written(value: dt.date | str, write: Callable[[dt.date], str]) -> str:
    """Return a day as a function writes it; text that is no day as it is, on one line."""
    found = date(value)
    if found is None:
        return one_line(str(value))
    return write(found)


def days(first: dt.date, last: dt.date, lang: Language = "en") -> str:
    """Return a span of days, what both share said once: ``2.–8. November 2026``, ``30 October – 5 November 2026``."""
    if first == last:
        return day(first, lang)
    calendar = _CALENDARS[lang]
    if first.year != last.year:
        return f"{day(first, lang)} – {day(last, lang)}"
    if first.month != last.month:
        return f"{calendar.without_year(first)} – {day(last, lang)}"
    return f"{calendar.day_alone.format(number=first.day)}–{day(last, lang)}"


def time(value: dt.datetime | str, lang: Language = "en") -> str:
    """Return a moment in the zone of this machine: ``2. November 2026, 11:15``; text that is no moment as it is.

    Args:
        value: aware, or ISO 8601 as columns of the archive hold it.
        lang: of the names.
    """
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
        here = moment.astimezone()
    # Of a text that is none, and on the first and last day of the calendar.
    except (ValueError, OverflowError, OSError):
        return one_line(str(value))
    return f"{day(here.date(), lang)}, {here:%H:%M}"


def stamp(moment: dt.date, lang: Language = "en") -> str:
    """Return an aware moment for a sentence, with its zone: ``2. November 2026, 11:15 CET``; a day alone has none."""
    if not isinstance(moment, dt.datetime):
        return day(moment, lang)
    return f"{time(moment, lang)} {moment.astimezone().tzname()}"


def date(value: dt.date | str) -> dt.date | None:
    """Return the day of a value, or None for a text that begins with none."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None
