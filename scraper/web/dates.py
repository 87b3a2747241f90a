"""German, European and machine dates: text in, ``date`` or aware ``datetime`` out; nothing raises.

Machine dates follow ISO 8601 and RFC 2822; times without a zone are read as Europe/Berlin, because
that is where the pages of this archive are written. The forms of written days stand in ``written_days``.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from scraper.web.http_dates import parse_mail_date
from scraper.web.written_days import FIRST_YEAR, LAST_YEAR, Written, days_in
from scraper.web.zones import ZONE, zone_of

BERLIN = ZoneInfo("Europe/Berlin")

_MINUTES_OF_HOUR = 60
_MINUTES_OF_DAY = 24 * _MINUTES_OF_HOUR
_NOON = 12
# No zone of the world is more hours behind UTC.
_WESTERNMOST_HOURS = 12
# A text that is a date and nothing else has at most so many characters, and so many words beside the date: a label, a
# weekday, a time and its unit.
_LONGEST_DAY, _WORDS_BESIDE = 80, 5
_LONGEST_MOMENT = 120
# The shortest date is "1.5.24".
_SHORTEST = 6
# How far behind a day its clock time may stand, in characters.
_CLOCK_DISTANCE = 40
# So many texts are kept with their moments: the same statements of a page are asked about by several finders.
_KEPT = 512

_FLAGS = re.IGNORECASE
# Words that count as text beside a date.
_SHORT_WORDS = re.compile(r"[^\W\d_]{2,}")
# Minutes may be left out where a unit says that it is a time: "18 Uhr", "18h", "6 pm".
_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-3])"
    r"(?:[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?(?![\d.:])\s*(?P<unit>Uhr|h\b|[ap]\.?\s?m\b)?"
    r"|\s?(?:Uhr\s|h)(?P<minute_after>[0-5]\d)(?![\d.:])|\s?(?P<full>Uhr|heures?|horas|h|[ap]\.?\s?m)\b)"
    r"(?:\.?\s*(?P<zone>(?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d\d)?)?|MESZ|MEZ|CEST|CET)\b)?",
    _FLAGS,
)
_MACHINE = re.compile(
    r"^(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)[T\s]\s*"
    r"(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?\s*"
    r"(?P<zone>Z|UTC|GMT|(?:GMT|UTC)?[+-]\d\d:?(?:\d\d)?|MESZ|MEZ|CEST|CET)?",
    _FLAGS,
)
_EPOCH = re.compile(r"(?P<seconds>\d{10})(?:\d{3}|\.\d{1,9})?")
_LETTERS = re.compile(r"[A-Za-z]{3}")
_HALF_OF_DAY = re.compile(r"[ap]\.?\s?m\b", _FLAGS)
_NO_DIGIT = re.compile(r"\D")
# German and European time, whose names say whether it is summer time; without a name Berlin's calendar decides.
_SUMMER, _WINTER = dt.timezone(dt.timedelta(hours=2)), dt.timezone(dt.timedelta(hours=1))
_ZONES: dict[str, dt.tzinfo] = {
    "": BERLIN,
    "Z": dt.UTC,
    "UTC": dt.UTC,
    "GMT": dt.UTC,
    "MESZ": _SUMMER,
    "CEST": _SUMMER,
    "MEZ": _WINTER,
    "CET": _WINTER,
}


def find_day(text: str, *, american: bool = False, language: str | None = None) -> dt.date | None:
    """Return the first day that is written anywhere in the text, or None.

    Args:
        text: any text, for example ``Mi, 21.04.2026 - 15:26``; only its first 400 characters are read.
        american: whether ``4/5/2020`` is in April.
        language: the primary subtag of the page's language.
    """
    for found in days_in(text, american=american, language=language):
        return found.day
    return None


def parse_day(text: str, *, american: bool = False, language: str | None = None) -> dt.date | None:
    """Return the day that this text is, or None where the text says more than a date.

    Args:
        text: a date with at most a label, a weekday and a time beside it.
        american: whether ``4/5/2020`` is in April.
        language: the primary subtag of the page's language.
    """
    text = text.strip()
    if len(text) > _LONGEST_DAY:
        return None
    moment = _machine(text)
    if moment is not None:
        return moment.date()
    written = days_in(text, american=american, language=language)
    if not written:
        return None
    first = written[0]
    # A sentence that mentions a day is not its date.
    beside = _SHORT_WORDS.findall(text[: first.start] + text[first.end :])
    if len(beside) > _WORDS_BESIDE:
        return None
    return first.day


def utc_offset(text: str) -> dt.timezone | None:
    """Return the zone of a written offset, or None for one of a day and more.

    Args:
        text: a sign and two to four digits, as in ``+02:00``, ``-0330`` or ``GMT+01``.
    """
    digits = _NO_DIGIT.sub("", text)
    minutes = int(digits[:2]) * _MINUTES_OF_HOUR + int(digits[2:] or 0)
    if minutes >= _MINUTES_OF_DAY:
        return None
    if "-" in text:
        minutes = -minutes
    return dt.timezone(dt.timedelta(minutes=minutes))


def _zone(text: str | None) -> dt.tzinfo:
    """Return the zone of a written offset or name; Berlin without one."""
    name = (text or "").upper()
    if name in _ZONES:
        return _ZONES[name]
    return utc_offset(name) or BERLIN


def _machine(text: str) -> dt.datetime | None:
    """Return the moment of an ISO 8601 date with time, in its own zone, or None."""
    match = _MACHINE.match(text)
    if not match:
        return None
    # The last group is the zone; a second that was not written is 0.
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:-1])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return dt.datetime(year, month, day, hour, minute, second, tzinfo=_zone(match["zone"]))
    except (ValueError, OverflowError):
        # The calendar or the clock does not have it, such as the 31st of June.
        return None


def _mail(text: str) -> dt.datetime | None:
    """Return the moment of an RFC 2822 date, or None."""
    has_month_and_time = ":" in text and _LETTERS.search(text) is not None
    # The standard library would pass over "pm", and read figures alone as a date.
    if not has_month_and_time or _HALF_OF_DAY.search(text):
        return None
    moment = parse_mail_date(text)
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=BERLIN)
    return moment


def _spoken(text: str, american: bool, language: str | None) -> dt.datetime | None:
    """Return the moment of a written day with a clock time after it, as on German pages."""
    for written in days_in(text, american=american, language=language):
        return moment_after(text, written)
    return None


def moment_after(text: str, written: Written) -> dt.datetime | None:
    """Return the moment of a day with the clock time that follows it in its text, or None where none does."""
    clock = _CLOCK.search(text, written.end, written.end + _CLOCK_DISTANCE)
    if clock is None:
        return None
    minute = int(clock["minute"] or clock["minute_after"] or 0)
    time = dt.time(_hour(clock), minute, int(clock["second"] or 0))
    return dt.datetime.combine(written.day, time, tzinfo=_zone_of_clock(text, clock))


def _zone_of_clock(text: str, clock: re.Match[str]) -> dt.tzinfo:
    """Return the zone that is written with a clock time or behind it; Berlin where what stands there is none."""
    if clock["zone"] is not None:
        return _zone(clock["zone"])
    end = clock.end()
    found = ZONE.match(text, end)
    if found is None:
        return BERLIN
    name, sign = found["name"], found["sign"]
    # "Est" and "met" are words.
    is_word = name is not None and not name.isupper()
    # "10:00-11:30" and "10:00 -16:00 Uhr" are the hours of an event.
    is_span = sign == "-" and (text[end] == "-" or int(found["hours"]) > _WESTERNMOST_HOURS)
    if is_word or is_span:
        return BERLIN
    return zone_of(found) or BERLIN


def _hour(clock: re.Match[str]) -> int:
    """Return the hour, from 0 to 23, of a time by a 24-hour or a 12-hour clock."""
    hour = int(clock["hour"])
    unit = (clock["unit"] or clock["full"] or "").lower().replace(".", "").replace(" ", "")
    if unit == "pm" and hour < _NOON:
        return hour + _NOON
    if unit == "am" and hour == _NOON:
        return 0
    return hour


@lru_cache(maxsize=_KEPT)
def parse_moment(text: str, *, american: bool = False, language: str | None = None) -> dt.datetime | None:
    """Return the aware moment of a date with a time of day, in the zone that was written.

    A time of 00:00:00 is what software writes where nobody gave a time, so it is none.

    Args:
        text: ISO 8601, RFC 2822 or a written day with a clock time; Berlin where no zone is given.
        american: whether ``4/5/2020`` is in April.
        language: the primary subtag of the page's language.
    """
    # Whatever is longer is a sentence, and is spared three readers.
    text = text.strip()
    if len(text) > _LONGEST_MOMENT:
        return None
    moment = _machine(text) or _mail(text) or _spoken(text, american, language)
    if moment is None or _is_midnight(moment):
        return None
    return moment


def _is_midnight(moment: dt.datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def parse_stamp(
    text: str, *, berlin: bool = True, american: bool = False, language: str | None = None
) -> tuple[dt.date | None, dt.datetime | None]:
    """Return the day, as it was written, and the moment in UTC of a date that may have a time.

    Args:
        text: a machine date, or a written date with or without a time.
        berlin: whether a day in UTC is meant for readers in Berlin; else it stays as it is written.
        american: whether ``4/5/2020`` is in April.
        language: the primary subtag of the page's language.
    """
    text = text.strip()
    if len(text) < _SHORTEST:
        return None, None
    moment = parse_moment(text, american=american, language=language)
    if moment is None:
        return parse_day(text, american=american, language=language), None
    return stamp_of(moment, berlin=berlin)


def stamp_of(moment: dt.datetime, *, berlin: bool = True) -> tuple[dt.date, dt.datetime | None]:
    """Return the day of a moment for its readers, and the moment in UTC where it says a time of day.

    Args:
        moment: in the zone that was written.
        berlin: whether a day in UTC is meant for readers in Berlin; else it stays as it is written.
    """
    is_utc = moment.utcoffset() == dt.timedelta()
    if berlin and is_utc:
        # Late in the evening UTC is a day behind Berlin. And midnight in Berlin, written in UTC, is how software gives
        # a day without a time.
        local = moment.astimezone(BERLIN)
        if _is_midnight(local):
            return local.date(), None
        return local.date(), moment
    return moment.date(), moment.astimezone(dt.UTC)


def parse_epoch(text: str) -> dt.datetime | None:
    """Return the moment of a number of seconds or milliseconds since 1970, as databases count them, or None.

    Args:
        text: ten figures, or thirteen; nine of them would be of 2001 and older, and are numbers of other things.
    """
    figures = _EPOCH.fullmatch(text.strip())
    if figures is None:
        return None
    moment = dt.datetime.fromtimestamp(int(figures["seconds"]), dt.UTC)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment
