"""The dates of feeds and sitemaps, as moments in UTC.

ISO 8601 dates (the W3C's note on date and time formats, RFC 3339) are read here: feedparser carries impossible ones
over into the next day, and loses the minutes of ``+0530``. Other forms are left to feedparser, and what it does not
know to the reader of dates that people write.

A date without a zone is taken for UTC, as by feedparser: taken for Berlin's it would lie an hour or two earlier, which
can be before the visit that it should be compared with, and a change would be missed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from time import struct_time

from scraper.web import http_dates
from scraper.web.dates import parse_stamp, utc_offset

_DAY_LENGTH = len("2024-05-03")
# What nearly all sitemaps write: a day, or a moment in UTC or in a zone.
_USUAL_LENGTHS = (_DAY_LENGTH, len("2024-05-03T10:00:00Z"), len("2024-05-03T10:00:00+02:00"))
# Slices and not indexes, since a shorter text has nothing in these places.
_FIRST_DASH, _TIME_MARK = slice(4, 5), slice(10, 11)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# How a text begins that is meant as an ISO 8601 date: nobody else may read it, also where it is an impossible one.
_MACHINE = re.compile(r"\d{4}-\d\d-\d\d(?:$|[Tt-]|\s+\d)|\d{8}[Tt]\d")
_W3C = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[Tt\s]\s*(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,12})?)?)?\s*"
    r"(?P<zone>[+-]\d\d(?::?\d\d)?|[A-Za-z]{1,5})?(?:\[[\w/+\-]{1,40}\])?)?"
)
# "오전" and "오후" are a.m. and p.m.; such dates are of Korea, which has one zone and no summer time.
_KOREAN = re.compile(
    r"(?P<year>\d{4})(?:년|-)\s*(?P<month>\d{1,2})(?:월|-)\s*(?P<day>\d{1,2})일?\s+(?:(?P<half>오전|오후)\s+)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
)
_AFTERNOON = "오후"
_NOON = 12
_SEOUL = dt.timezone(dt.timedelta(hours=9))
# The zones of Europe that RFC 822 does not have; feedparser takes what it does not know for UTC.
_EUROPE = {
    **dict.fromkeys(("WET", "UTC", "Z"), 0),
    **dict.fromkeys(("CET", "MEZ", "MET", "WEST", "BST"), 1),
    **dict.fromkeys(("CEST", "MESZ", "MEST", "EET", "OEZ"), 2),
    **dict.fromkeys(("EEST", "OESZ", "MSK"), 3),
}
_W3C_ZONES = {**_EUROPE, "GMT": 0, "UT": 0}
# Software writes the zero of its clock where nobody gave a date: the year 1 in Go and .NET, 1970-01-01 in Unix, which
# a zone can move into the day after.
_ZERO = dt.datetime(1970, 1, 3, tzinfo=dt.UTC)
_NAMED_ZONE = re.compile(r"(?P<moment>.*\d\d:\d\d)\s+(?P<zone>[A-Za-z]{2,4})", re.DOTALL)
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
        return _korean(korean)
    if _MACHINE.match(text):
        return _w3c(text)
    named = _NAMED_ZONE.fullmatch(text)
    if named and named["zone"].upper() in _EUROPE:
        hours = _EUROPE[named["zone"].upper()]
        # RFC 5322 §3.3 writes a zone as an offset, which the standard library reads.
        return http_dates.parse(f"{named['moment']} +{hours:02}00") or moment(text)
    if _BROKEN_ZONE.search(text):
        return None
    return _of_parts(parts) or moment(text)


def _w3c(text: str) -> dt.datetime | None:
    """Return the moment of an ISO 8601 date, or None for an impossible one."""
    found = _W3C.fullmatch(text)
    if found is None:
        return None
    zone = _zone(found["zone"] or "Z")
    if zone is None:
        return None
    return _in_utc(found, int(found["hour"] or 0), zone)


def _zone(name: str) -> dt.timezone | None:
    """Return the zone of an offset or a name, or None for one that there is not."""
    if name.startswith(("+", "-")):
        return utc_offset(name)
    hours = _W3C_ZONES.get(name.upper())
    if hours is None:
        return None
    return dt.timezone(dt.timedelta(hours=hours))


def _korean(found: re.Match[str]) -> dt.datetime | None:
    """Return the moment of a Korean date, whose time is by a 24-hour or a 12-hour clock."""
    hour = int(found["hour"])
    # An hour beyond twelve is by a 24-hour clock, whichever half of the day is named.
    if found["half"] and hour <= _NOON:
        # By a 12-hour clock, 12:30 is in the first hour of its half of the day.
        hour %= _NOON
        if found["half"] == _AFTERNOON:
            hour += _NOON
    return _in_utc(found, hour, _SEOUL)


def _in_utc(found: re.Match[str], hour: int, zone: dt.timezone) -> dt.datetime | None:
    """Return the moment that a match names the parts of; None where there is no such one."""
    year, month, day, minute, second = (int(found[name] or 0) for name in ("year", "month", "day", "minute", "second"))
    try:
        return _to_utc(dt.datetime(year, month, day, hour, minute, second, tzinfo=zone))
    except ValueError:
        return None


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
