"""German, European and machine dates: text in, ``date`` or aware ``datetime`` out; nothing raises.

Machine dates follow ISO 8601 and RFC 2822; times without a zone are read as Europe/Berlin, because
that is where the pages of this archive are written.
"""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
_FIRST_YEAR, _LAST_YEAR = 1985, 2100
# Two digits mean the nearest past: news pages of the web begin in the nineties.
_PIVOT = 70

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner jaenner january jan janvier janv enero ene gennaio gen januari janeiro stycznia ocak"
            " ledna január januára tammikuuta",
            "februar feber february feb febr février fevrier févr febrero febbraio februari fevereiro lutego"
            " şubat února helmikuuta",
            "märz maerz mär mrz march mar mars marzo maart março mart marca března maaliskuuta",
            "april apr avril avr abril abr aprile kwietnia nisan dubna huhtikuuta",
            "mai may mayo maggio mag mei maio maj maja mayıs května toukokuuta",
            "juni june jun juin junio giugno giu junho czerwca haziran června kesäkuuta",
            "juli july jul juillet juil julio luglio lug julho lipca temmuz července heinäkuuta",
            "august aug août aout agosto ago augustus augusti sierpnia ağustos srpna elokuuta",
            "september sep sept septembre septiembre settembre set setembro września eylül září syyskuuta",
            "oktober october okt oct octobre octubre ottobre ott outubro października ekim října lokakuuta",
            "november nov novembre noviembre novembro listopada kasım listopadu marraskuuta",
            "dezember december dez dec décembre decembre déc diciembre dic dicembre desember desembre dezembro"
            " grudnia aralık prosince joulukuuta",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_FLAGS = re.IGNORECASE
_ISO = re.compile(r"(?<![\d.])(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<![\d/.])(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?=T\d|\b)(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?![\d.]*\d)")
_DAY_SLASH = re.compile(r"(?<![\d/])(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?![\d/])")
_WORDED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|er|º|st|nd|rd|th)?[\s\-]{{0,3}}(?:de\s+)?({_NAMES})\b\.?,?[\s\-]{{0,3}}(?:de\s+)?"
    r"(\d{4}|['’]?\d{2}(?![\d:.]))",
    _FLAGS,
)
_MONTH_FIRST = re.compile(rf"\b({_NAMES})\.?\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(\d{{4}})(?!\d)", _FLAGS)
_CLOCK = re.compile(
    r"(?<![\d.:])([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?(?![\d.:])\s*(Uhr|h\b|[ap]\.?m\b)?", _FLAGS
)
_MACHINE = re.compile(
    r"^(\d{4})-?(\d\d)-?(\d\d)[T\s]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|(?:GMT|UTC)?[+-]\d\d:?(?:\d\d)?|MESZ|MEZ|CEST|CET)?",
    _FLAGS,
)
_ZONES = {
    "": None,
    "Z": dt.UTC,
    "UTC": dt.UTC,
    "GMT": dt.UTC,
    "MESZ": dt.timezone(dt.timedelta(hours=2)),
    "CEST": dt.timezone(dt.timedelta(hours=2)),
    "MEZ": dt.timezone(dt.timedelta(hours=1)),
    "CET": dt.timezone(dt.timedelta(hours=1)),
}


def _year(text: str) -> int:
    """Return a full year; two digits below 70 are of this century."""
    digits = text.lstrip("'’")
    number = int(digits)
    if len(digits) > 2:
        return number
    return number + (2000 if number < _PIVOT else 1900)


def _day(year: int, month: int, day: int) -> dt.date | None:
    """Return the day where the calendar has it and news could be of it."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _slashed_day(first: int, second: int, year: int) -> dt.date | None:
    """Return the day of ``d/m/y``, or of ``m/d/y`` where only that can be."""
    return _day(year, second, first) or _day(year, first, second)


def _month(name: str) -> int:
    """Return the number of a month's name; Turkish capitals lower to two characters, so 0 may come."""
    return _MONTHS.get(name.lower(), 0)


def _matches(text: str) -> list[tuple[int, int, dt.date]]:
    """Return (start, end, day) of every date in the text, by position."""
    found: list[tuple[int, int, dt.date | None]] = []
    for pattern in (_ISO, _SLASHED, _COMPACT):
        found += [(m.start(), m.end(), _day(int(m[1]), int(m[2]), int(m[3]))) for m in pattern.finditer(text)]
    found += [(m.start(), m.end(), _day(_year(m[3]), int(m[2]), int(m[1]))) for m in _DOTTED.finditer(text)]
    found += [(m.start(), m.end(), _slashed_day(int(m[1]), int(m[2]), int(m[3]))) for m in _DAY_SLASH.finditer(text)]
    if not text.isascii() or re.search(r"[a-z]{3}", text, _FLAGS):
        found += [(m.start(), m.end(), _day(_year(m[3]), _month(m[2]), int(m[1]))) for m in _WORDED.finditer(text)]
        found += [(m.start(), m.end(), _day(int(m[3]), _month(m[1]), int(m[2]))) for m in _MONTH_FIRST.finditer(text)]
    return sorted((start, end, day) for start, end, day in found if day is not None)


@lru_cache(maxsize=512)
def find_day(text: str) -> dt.date | None:
    """Return the first day that is written anywhere in the text, or None.

    Args:
        text: any text, for example ``Mi, 21.04.2026 - 15:26``; only its first 400 characters are read.
    """
    matches = _matches(text[:400])
    return matches[0][2] if matches else None


def parse_day(text: str) -> dt.date | None:
    """Return the day that this text is, or None where the text says more than a date.

    Args:
        text: a date with at most a label, a weekday and a time beside it.
    """
    text = text.strip()
    if len(text) > 80:
        return None
    moment = _machine(text)
    if moment is not None:
        return moment.date()
    matches = _matches(text)
    if not matches:
        return None
    start, end, day = matches[0]
    beside = text[:start] + text[end:]
    return day if len(re.findall(r"[^\W\d_]{2,}", beside)) <= 5 else None


def _zone(text: str | None) -> dt.tzinfo:
    """Return the zone of a written offset or name; Berlin without one."""
    name = (text or "").upper()
    if name in _ZONES:
        return _ZONES[name] or BERLIN
    sign, digits = name.lstrip("GMTUC")[:1], re.sub(r"\D", "", name)
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if minutes >= 24 * 60:
        return BERLIN
    return dt.timezone(dt.timedelta(minutes=-minutes if sign == "-" else minutes))


def _machine(text: str) -> dt.datetime | None:
    """Return the moment of an ISO 8601 date with time, in its own zone, or None."""
    match = _MACHINE.match(text)
    if not match:
        return None
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return dt.datetime(year, month, day, hour, minute, int(match[6] or 0), tzinfo=_zone(match[7]))
    except (ValueError, OverflowError):
        return None


def _mail(text: str) -> dt.datetime | None:
    """Return the moment of an RFC 2822 date, or None."""
    if ":" not in text or not re.search(r"[A-Za-z]{3}", text) or re.search(r"[ap]\.?m\b", text, _FLAGS):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)


def _spoken(text: str) -> dt.datetime | None:
    """Return the moment of a written day with a clock time after it, as on German pages."""
    matches = _matches(text[:400])
    if not matches:
        return None
    _, end, day = matches[0]
    clock = _CLOCK.search(text, end, end + 40)
    if not clock:
        return None
    hour = int(clock[1])
    unit = (clock[4] or "").lower().replace(".", "")
    if unit == "pm" and hour < 12:
        hour += 12
    elif unit == "am" and hour == 12:
        hour = 0
    return dt.datetime(day.year, day.month, day.day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=BERLIN)


@lru_cache(maxsize=512)
def parse_moment(text: str) -> dt.datetime | None:
    """Return the aware moment of a date with a time of day, in the zone that was written.

    A time of 00:00:00 is what software writes where nobody gave a time, so it is none.

    Args:
        text: ISO 8601, RFC 2822 or a written day with a clock time; Berlin where no zone is given.
    """
    text = text.strip()
    if len(text) > 120:
        return None
    moment = _machine(text) or _mail(text) or _spoken(text)
    if moment is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return None
    return moment


def parse_stamp(text: str, *, berlin: bool = True) -> tuple[dt.date | None, dt.datetime | None]:
    """Return the day, as it was written, and the moment in UTC of a date that may have a time.

    Args:
        text: a machine date, or a written date with or without a time.
        berlin: whether a day in UTC is meant for readers in Berlin; else it stays as it is written.
    """
    text = text.strip()
    moment = parse_moment(text)
    if moment is None:
        return parse_day(text), None
    local = moment.astimezone(BERLIN)
    # Midnight in Berlin written in UTC is a day without a time, too; and late in the day UTC is a day behind.
    if berlin and moment.utcoffset() == dt.timedelta():
        midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
        return local.date(), None if midnight else moment
    return moment.date(), moment.astimezone(dt.UTC)
