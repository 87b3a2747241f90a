"""The dates of feeds and sitemaps, as moments in UTC.

ISO 8601 dates (the W3C's note on date and time formats, RFC 3339) are read here, and so is every date with what others
pass over: feedparser carries impossible dates over into the next day, loses the minutes of ``+0530``, takes 1:15 PM for
an hour after midnight and zones that it does not know for UTC, and fills what it does not understand with today's
month; the reader of dates that people write takes all of them for Berlin's. Other forms are left to these two, and what
they find must stand in the text.

A date without a zone is taken for UTC, as by feedparser: taken for Berlin's it would lie an hour or two earlier, which
can be before the visit that it should be compared with, and a change would be missed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from time import struct_time

from scraper.web.dates import BERLIN, find_day, parse_stamp
from scraper.web.zones import ZONE, zone_of

_DAY_LENGTH = len("2024-05-03")
# What nearly all sitemaps write: a day, or a moment in UTC or in a zone.
_USUAL_LENGTHS = (_DAY_LENGTH, len("2024-05-03T10:00:00Z"), len("2024-05-03T10:00:00+02:00"))
# Slices and not indexes, since a shorter text has nothing in these places.
_FIRST_DASH, _TIME_MARK = slice(4, 5), slice(10, 11)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# How a text begins that is meant as an ISO 8601 date: nobody else may read it, also where it is an impossible one.
_MACHINE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt-]|\s+\d)|\d{8}[Tt]?\d")
_W3C_DAY = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>(?(dash)\d{1,2}|\d\d))(?P=dash)(?P<day>(?(dash)\d{1,2}|\d\d))(?:[Tt\s]\s*)?"
)
# The hour may have one figure in both, as programs write it that put no zero before it.
_W3C_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,12})?)?)?(?!\d)(?:\s*(?P<half>[ap]\.?m\b\.?))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d:.+\-])(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,12})?)?(?![\d:])"
    r"(?:\s*(?P<half>[ap]\.?m\b\.?))?",
    re.IGNORECASE,
)
_BEHIND_A_TIME = ("", " ", "\t", "\n", "(", "[", ",", ";")
# "Uhr" is said of times in German, whose countries have one zone.
_UHR = re.compile(r"\s*Uhr\b", re.IGNORECASE)
# "오전" and "오후" are a.m. and p.m.; such dates are of Korea, which has one zone and no summer time.
_KOREAN = re.compile(
    r"(?P<year>\d{4})(?:년|-)\s*(?P<month>\d{1,2})(?:월|-)\s*(?P<day>\d{1,2})일?\s+(?:(?P<half>오전|오후)\s+)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
)
_AFTERNOON = ("오후", "p")
_NOON, _END_OF_DAY = 12, 24
# RFC 3339 §5.6 lets a minute with a leap second have sixty-one, which Python's clocks do not have.
_LEAP_SECOND, _LAST_SECOND = 60, 59
_SEOUL = dt.timezone(dt.timedelta(hours=9))
_ONE_DAY = dt.timedelta(days=1)
_SPACE = re.compile(r"\s+")
_FIGURES = re.compile(r"\d+")
# A time with its offset, in which no year is to be looked for.
_TIMES = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,12})?(?:\s*[+\-]\d\d:?\d\d)?")
# A year, a month and a day; fewer numbers are a date that leaves its day to the reader ("2024-05").
_NUMBERS_OF_A_DAY = 3
_DIGITS_OF_YEAR, _CENTURY = 4, 100
# "20240503", with or without a time; and ISO 8601's "240503", "24124" and "2024124", the day of the year, as a whole.
_COMPACT_LENGTHS, _SHORT_COMPACT_LENGTHS = (8, 12, 14), (5, 6, 7)
# Software writes the zero of its clock where nobody gave a date: the year 1 in Go and .NET, 1970-01-01 in Unix, which
# a zone can move into the day after.
_ZERO = dt.datetime(1970, 1, 3, tzinfo=dt.UTC)
# A zone that begins as an offset and is none; without its zone the moment could be half a day off.
_BROKEN_ZONE = re.compile(r"\d:\d\d\s+[+-](?!\d\d:?\d\d$|\d\d$)\S*$")


def stamp(text: str | None, parts: struct_time | None = None) -> dt.datetime | None:
    """Return the moment in UTC of a date that a source gave; None for one that cannot be.

    Args:
        text: as it stands in the source; a day without a time is its midnight in UTC.
        parts: what feedparser made of it, in UTC.
    """
    text = (text or "").strip()
    # Most entries of sitemaps have no date of publication.
    if not text and parts is None:
        return None
    found = _usual(text) or _other(text, parts)
    if found is None or found < _ZERO:
        return None
    return found


def _usual(text: str) -> dt.datetime | None:
    """Read what nearly all sitemaps write, ten times as fast: they hold 50,000 of these."""
    # fromisoformat() reads more forms than these, and not all of them as feeds mean them.
    has_marks = text[_FIRST_DASH] == "-" and text[_TIME_MARK] in ("", "T")
    if len(text) not in _USUAL_LENGTHS or not has_marks:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == _DAY_LENGTH:
        return found.replace(tzinfo=dt.UTC)
    if found.tzinfo is None:
        return None
    return _to_utc(found)


def _to_utc(found: dt.datetime) -> dt.datetime | None:
    try:
        return found.astimezone(dt.UTC)
    except OverflowError:
        # The first or the last day of the calendar, in a zone that moves it over the edge.
        return None


def _other(text: str, parts: struct_time | None) -> dt.datetime | None:
    """Return the moment of a date in one of the less usual forms, each by who reads it best; None for no date."""
    # The Korean form also reads "2024-05-03 10:00", which without Korean signs says nothing of the country.
    if not text.isascii() and (korean := _KOREAN.match(text)):
        return _in_utc(_day_of(korean), korean, _SEOUL)
    if _MACHINE.match(text):
        return _w3c(text)
    clock = _CLOCK.search(text)
    if clock is not None:
        zone = ZONE.match(text, _behind_uhr(text, clock.end()))
        if zone is not None and zone["sign"] and zone_of(zone) is None:
            return None
        found = _with_clock(text, clock, zone)
        if found is not None:
            return found
    if _BROKEN_ZONE.search(text):
        return None
    return _written(_of_parts(parts), text) or _written(moment(text), text)


def _w3c(text: str) -> dt.datetime | None:
    """Return the moment of an ISO 8601 date, or None for an impossible one.

    What stands behind a whole one, such as a second offset, is passed over where its zone is known.
    """
    date = _W3C_DAY.match(text)
    if date is None:
        return None
    clock = _W3C_TIME.match(text, date.end())
    if clock is None:
        return _midnight(_day_of(date)) if date.end() == len(text) else None
    end = _behind_uhr(text, clock.end())
    zone = ZONE.match(text, end)
    if zone is not None:
        return _in_utc(_day_of(date), clock, zone_of(zone))
    # Behind a blank or a bracket anything may stand; what is glued to the time belongs to it ("09:xx:00Z").
    if text[end : end + 1] not in _BEHIND_A_TIME:
        return None
    return _in_utc(_day_of(date), clock, BERLIN if end > clock.end() else dt.UTC)


def _with_clock(text: str, clock: re.Match[str], zone: re.Match[str] | None) -> dt.datetime | None:
    """Return the moment of a date whose time says what other readers pass over: a zone, half a day, 24:00; or None."""
    named = zone_of(zone) if zone is not None else None
    if named is None and not clock["half"] and int(clock["hour"]) != _END_OF_DAY:
        return None
    end = _behind_uhr(text, clock.end())
    if named is None:
        named = BERLIN if end > clock.end() else dt.UTC
    elif zone is not None:
        end = zone.end()
    # Java's Date.toString() has the year behind the zone: "Mon Jun 05 10:15:00 CEST 2023".
    beside = _SPACE.sub(" ", f"{text[: clock.start()]} {text[end:]}")
    # Who writes half days and slashes writes the month first.
    day = find_day(beside, american=bool(clock["half"]))
    return _written(_in_utc(day, clock, named), text)


def _behind_uhr(text: str, position: int) -> int:
    """Return where a text goes on behind a time, and behind the word for it in German."""
    found = _UHR.match(text, position)
    return position if found is None else found.end()


def _day_of(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _hour(clock: re.Match[str]) -> int:
    """Return the hour of a time by a 24-hour or a 12-hour clock."""
    hour, half = int(clock["hour"]), clock["half"]
    # An hour beyond twelve is by a 24-hour clock, whichever half of the day is named.
    if not half or hour > _NOON:
        return hour
    # By a 12-hour clock, 12:30 is in the first hour of its half of the day.
    return hour % _NOON + (_NOON if half.lower().startswith(_AFTERNOON) else 0)


def _in_utc(day: dt.date | None, clock: re.Match[str], zone: dt.tzinfo | None) -> dt.datetime | None:
    """Return the moment of a day and a time in a zone; None where there is no such one."""
    if day is None or zone is None:
        return None
    hour, minute, second = _hour(clock), int(clock["minute"] or 0), int(clock["second"] or 0)
    # ISO 8601 and DIN 5008 write the end of a day as 24:00.
    if (hour, minute, second) == (_END_OF_DAY, 0, 0):
        midnight = _midnight(day)
        return None if midnight is None else _shifted(midnight.replace(tzinfo=zone), _ONE_DAY)
    if second == _LEAP_SECOND:
        second = _LAST_SECOND
    try:
        return _to_utc(dt.datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone))
    except ValueError:
        return None


def _midnight(day: dt.date | None) -> dt.datetime | None:
    if day is None:
        return None
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _shifted(moment: dt.datetime, by: dt.timedelta) -> dt.datetime | None:
    try:
        return _to_utc(moment + by)
    except OverflowError:
        return None


def _written(found: dt.datetime | None, text: str) -> dt.datetime | None:
    """Return a moment whose year and day stand in the text, but for a day that a zone moves it; None for another.

    Readers fill what they do not understand with a day of their own: "99999999999" becomes a day of 9999, and
    "2024/09/03" one of the month of the visit.
    """
    if found is None:
        return None
    figures = _FIGURES.findall(_TIMES.sub(" ", text))
    near = [found, *filter(None, (_shifted(found, -_ONE_DAY), _shifted(found, _ONE_DAY)))]
    if not any(_names_year(figures, moment.year) for moment in near):
        return None
    numbers = {int(digits) for digits in figures if len(digits) <= _DIGITS_OF_YEAR}
    if len(figures) >= _NUMBERS_OF_A_DAY and numbers.isdisjoint(moment.day for moment in near):
        return None
    return found


def _names_year(figures: list[str], year: int) -> bool:
    """Tell whether a year is among the numbers of a text: in full, in two figures, or before the rest of its date."""
    full, short = str(year), f"{year % _CENTURY:02}"
    if len(figures) == 1 and len(figures[0]) in _SHORT_COMPACT_LENGTHS:
        return figures[0].startswith((full, short))
    return any(
        digits in (full, short) or (len(digits) in _COMPACT_LENGTHS and digits.startswith(full)) for digits in figures
    )


def _of_parts(parts: struct_time | None) -> dt.datetime | None:
    """Return the moment that feedparser has read, or None."""
    if not parts:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parts), dt.UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        # feedparser does not promise that its parts are a date of the calendar.
        return None


def moment(text: str | None) -> dt.datetime | None:
    """Return the UTC moment of a date that a source gave; a day without a time is its midnight in UTC."""
    text = (text or "").strip()
    if not text:
        return None
    if _ISO_DAY.fullmatch(text):
        # Far quicker than the general reader, and sitemaps hold 50,000 of these.
        return _iso_day(text)
    day, found = parse_stamp(text)
    if found is not None or day is None:
        return found
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _iso_day(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
    except ValueError:
        return None
