"""The dates of feeds and sitemaps: machine dates to the second, what feedparser knows, what a person would read.

ISO 8601 dates (the W3C's note on date and time formats, RFC 3339) are read here: feedparser carries impossible ones
over into the next day, and loses the minutes of ``+0530``. A date without a zone is in UTC, as in feedparser: read as
Berlin's it could lie before what it dates, and a change be missed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from email.utils import parsedate_to_datetime
from time import struct_time

from scraper.web.dates import parse_stamp

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MACHINE = re.compile(r"\d{4}-\d\d-\d\d(?:$|[Tt-]|\s+\d)|\d{8}[Tt]\d")
_W3C = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[Tt\s]\s*(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d{1,12})?)?)?\s*"
    r"(?P<zone>[+-]\d\d(?::?\d\d)?|[A-Za-z]{1,5})?(?:\[[\w/+\-]{1,40}\])?)?"
)
# "오전" and "오후" are a.m. and p.m.; such dates are of Korea, which has one zone and no summer time.
_KOREAN = re.compile(
    r"(\d{4})(?:년|-)\s*(\d{1,2})(?:월|-)\s*(\d{1,2})일?\s+(?:(오전|오후)\s+)?(\d{1,2}):(\d\d)(?::(\d\d))?"
)
_SEOUL = dt.timezone(dt.timedelta(hours=9))
# The zones of Europe that RFC 822 does not have; feedparser takes what it does not know for UTC.
_EUROPE = {
    **dict.fromkeys(("WET", "UTC", "Z"), 0),
    **dict.fromkeys(("CET", "MEZ", "MET", "WEST", "BST"), 1),
    **dict.fromkeys(("CEST", "MESZ", "MEST", "EET", "OEZ"), 2),
    **dict.fromkeys(("EEST", "OESZ", "MSK"), 3),
}
# The zero of Unix, Go and .NET, with its zone: what software writes where nobody gave a date.
_ZERO = dt.datetime(1970, 1, 3, tzinfo=dt.UTC)
_NAMED = re.compile(r"(.*\d\d:\d\d)\s+([A-Za-z]{2,4})", re.DOTALL)
# A zone that begins as an offset and is none.
_BROKEN = re.compile(r"\d:\d\d\s+[+-](?!\d\d:?\d\d$|\d\d$)\S*$")


def stamp(text: str | None, parts: struct_time | None = None) -> dt.datetime | None:
    """Return the moment in UTC of a date that a source gave; None for one that cannot be.

    Args:
        text: as it stands in the source; a day without a time is its midnight in UTC.
        parts: what feedparser made of it, in UTC.
    """
    text = (text or "").strip()
    found = _usual(text) or _other(text, parts)
    return found if found is not None and found >= _ZERO else None


def _usual(text: str) -> dt.datetime | None:
    """Read what nearly all sitemaps write, ten times as fast: they hold 50,000 of these."""
    if len(text) not in (10, 20, 25) or text[4:5] != "-" or text[10:11] not in ("", "T"):
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=dt.UTC) if len(text) == 10 else _to_utc(found)


def _to_utc(found: dt.datetime) -> dt.datetime | None:
    try:
        return found.astimezone(dt.UTC) if found.tzinfo else None
    except OverflowError:
        return None


def _other(text: str, parts: struct_time | None) -> dt.datetime | None:
    korean = _KOREAN.match(text) if not text.isascii() else None
    if korean:
        return _in_utc(_korean(korean), _SEOUL)
    if _MACHINE.match(text):
        return _w3c(text)
    named = _NAMED.fullmatch(text)
    if named and named[2].upper() in _EUROPE:
        return _mail(f"{named[1]} +{_EUROPE[named[2].upper()]:02}00") or moment(text)
    if _BROKEN.search(text):
        return None
    return _of_parts(parts) or moment(text)


def _w3c(text: str) -> dt.datetime | None:
    found = _W3C.fullmatch(text)
    if found is None:
        return None
    zone = _zone(found["zone"] or "Z")
    numbers = [int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    return _in_utc(numbers, zone) if zone else None


def _zone(name: str) -> dt.timezone | None:
    if name[0] not in "+-":
        hours = _EUROPE.get(name.upper(), 0 if name.upper() in ("GMT", "UT") else None)
        return None if hours is None else dt.timezone(dt.timedelta(hours=hours))
    minutes = int(name[1:3]) * 60 + int(name[3:].lstrip(":") or 0)
    return dt.timezone(dt.timedelta(minutes=-minutes if name[0] == "-" else minutes)) if minutes < 24 * 60 else None


def _korean(found: re.Match[str]) -> list[int]:
    hour = int(found[5])
    if found[4] and hour <= 12:
        hour = hour % 12 + (12 if found[4] == "오후" else 0)
    return [int(found[1]), int(found[2]), int(found[3]), hour, int(found[6]), int(found[7] or 0)]


def _in_utc(numbers: list[int], zone: dt.timezone) -> dt.datetime | None:
    """Return the moment of year, month, day, hour, minute and second; None where there is no such one."""
    year, month, day, hour, minute, second = numbers
    try:
        return _to_utc(dt.datetime(year, month, day, hour, minute, second, tzinfo=zone))
    except ValueError:
        return None


def _mail(text: str) -> dt.datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(dt.UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _of_parts(parts: struct_time | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parts), dt.UTC) if parts else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def moment(text: str | None) -> dt.datetime | None:
    """Return the UTC moment of a date that a source gave; a day without a time is its midnight in UTC."""
    text = (text or "").strip()
    if not text:
        return None
    if _ISO_DAY.fullmatch(text):
        day, stamp = _iso_day(text), None
    else:
        day, stamp = parse_stamp(text)
    if stamp is not None or day is None:
        return stamp
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _iso_day(text: str) -> dt.date | None:
    # Far quicker than the general reader, and sitemaps hold 50,000 of these.
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
