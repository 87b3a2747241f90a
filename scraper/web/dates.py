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
            "januar jänner jaenner january jan janvier janv enero ene gennaio gen januari janeiro stycznia styczeń"
            " ocak ledna leden január januára tammikuuta ianuarie januára января січня يناير",
            "februar feber february feb febr février fevrier févr febrero febbraio februari fevereiro fev lutego luty"
            " şubat února únor február februára helmikuuta februarie февраля лютого فبراير",
            "märz maerz mär mrz march mar mars marzo maart mrt março mart marca marzec března březen március marec"
            " maaliskuuta martie марта березня مارس",
            "april apr avril avr abril abr aprile kwietnia kwiecień nisan dubna duben április apríla apríl huhtikuuta"
            " aprilie апреля квітня أبريل ابريل",
            "mai may mayo maggio mag mei maio maj maja mayıs května květen május mája toukokuuta мая травня مايو",
            "juni june jun juin junio giugno giu junho czerwca czerwiec haziran června červen június júna kesäkuuta"
            " iunie июня червня يونيو",
            "juli july jul juillet juil julio luglio lug julho lipca lipiec temmuz července červenec július júla"
            " heinäkuuta iulie июля липня يوليو",
            "august aug août aout agosto ago augustus augusti sierpnia sierpień ağustos srpna srpen augusztus augusta"
            " elokuuta августа серпня أغسطس اغسطس",
            "september sep sept septembre septiembre settembre set setembro września wrzesień eylül září szeptember"
            " septembra syyskuuta septembrie сентября вересня سبتمبر",
            "oktober october okt oct octobre octubre ottobre ott outubro out października październik ekim října říjen"
            " október októbra lokakuuta octombrie октября жовтня أكتوبر اكتوبر",
            "november nov novembre noviembre novembro listopada listopad kasım listopadu novembra marraskuuta"
            " noiembrie ноября листопада نوفمبر",
            "dezember december dez dec décembre decembre déc diciembre dic dicembre desember desembre dezembro"
            " grudnia grudzień aralık prosince prosinec decembra joulukuuta decembrie декабря грудня ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_FLAGS = re.IGNORECASE
# Year first: hyphens, slashes, and what Chinese, Japanese and Korean pages write.
_YEAR_FIRST = re.compile(
    r"(?<![\d.])(\d{4})\s?(?:([-/])(\d{1,2})\2|\.\s?(\d{1,2})\.\s?|[年년]\s?(\d{1,2})\s?[月월]\s?)(\d{1,2})(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?=T\d|\b)(?!\d)")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?![\d.]*\d)")
_DAY_SLASH = re.compile(
    r"(?<![\d/-])(\d{1,2})(\s?\|\s?|[/-])(\d{1,2})\2(\d{4})(?![\d/])|(?<![\d/])(\d\d)/(\d\d)/(\d\d)(?![\d/])"
)
_WORDED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:\.|er|º|st|nd|rd|th)?[\s\-/]{{0,3}}(?:(?:de|of)\s+)?({_NAMES})\b\.?,?[\s\-/]{{0,3}}"
    r"(?:del?\s+)?(\d{4}|['’]?\d{2}(?![\d:.]))",
    _FLAGS,
)
_MONTH_FIRST = re.compile(
    rf"\b({_NAMES})\.?\s{{0,3}}(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s{{0,3}}|\s{{1,3}}(?:\d\d:\d\d\s)?)(\d{{4}})(?!\d)",
    _FLAGS,
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_GLUED = frozenset(ending + name for name in _MONTHS for ending in ("er", "º", "st", "nd", "rd", "th"))
# A day and two figures of a year at least.
_ANY_DAY = re.compile(r"\d.*\d\d", re.DOTALL)
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


def _slashed_day(first: int, second: int, year: int, american: bool) -> dt.date | None:
    """Return the day of ``d/m/y`` (``m/d/y`` for an American page), or of the other where only that can be."""
    usual, other = _day(year, second, first), _day(year, first, second)
    return (other or usual) if american else (usual or other)


def _month(name: str) -> int:
    """Return the number of a month's name; Turkish capitals lower to two characters, so 0 may come."""
    return _MONTHS.get(name.lower(), 0)


def _numeric(text: str, american: bool) -> list[tuple[int, int, dt.date | None]]:
    """Return (start, end, day) of every date in figures; a pattern runs only where its signs are."""
    found: list[tuple[int, int, dt.date | None]] = []
    dots, dashes = "." in text, "/" in text or "-" in text
    if dots or dashes or not text.isascii():
        found += [
            (m.start(), m.end(), _day(int(m[1]), int(m[3] or m[4] or m[5]), int(m[6])))
            for m in _YEAR_FIRST.finditer(text)
        ]
    if dots:
        found += [(m.start(), m.end(), _day(_year(m[3]), int(m[2]), int(m[1]))) for m in _DOTTED.finditer(text)]
    if dashes or "|" in text:
        for m in _DAY_SLASH.finditer(text):
            first, second, year = int(m[1] or m[5]), int(m[3] or m[6]), _year(m[4] or m[7])
            found.append((m.start(), m.end(), _slashed_day(first, second, year, american)))
    found += [(m.start(), m.end(), _day(int(m[1]), int(m[2]), int(m[3]))) for m in _COMPACT.finditer(text)]
    return found


def _names_month(text: str) -> bool:
    """Whether a month is among the words, also glued to the figure's ending before it, as in ``1erjanvier``."""
    return any(word in _MONTHS or word in _GLUED for word in _WORDS.findall(text.lower()))


def _matches(text: str, american: bool = False) -> list[tuple[int, int, dt.date]]:
    """Return (start, end, day) of every date in the text, by position."""
    if not _ANY_DAY.search(text):
        return []
    found = _numeric(text, american)
    if _names_month(text):
        found += [(m.start(), m.end(), _day(_year(m[3]), _month(m[2]), int(m[1]))) for m in _WORDED.finditer(text)]
        found += [(m.start(), m.end(), _day(int(m[3]), _month(m[1]), int(m[2]))) for m in _MONTH_FIRST.finditer(text)]
    return sorted((start, end, day) for start, end, day in found if day is not None)


@lru_cache(maxsize=512)
def find_day(text: str, *, american: bool = False) -> dt.date | None:
    """Return the first day that is written anywhere in the text, or None.

    Args:
        text: any text, for example ``Mi, 21.04.2026 - 15:26``; only its first 400 characters are read.
        american: whether ``4/5/2020`` is in April.
    """
    matches = _matches(text[:400], american)
    return matches[0][2] if matches else None


def parse_day(text: str, *, american: bool = False) -> dt.date | None:
    """Return the day that this text is, or None where the text says more than a date.

    Args:
        text: a date with at most a label, a weekday and a time beside it.
        american: whether ``4/5/2020`` is in April.
    """
    text = text.strip()
    if len(text) > 80:
        return None
    moment = _machine(text)
    if moment is not None:
        return moment.date()
    matches = _matches(text, american)
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


def _spoken(text: str, american: bool) -> dt.datetime | None:
    """Return the moment of a written day with a clock time after it, as on German pages."""
    matches = _matches(text[:400], american)
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
def parse_moment(text: str, *, american: bool = False) -> dt.datetime | None:
    """Return the aware moment of a date with a time of day, in the zone that was written.

    A time of 00:00:00 is what software writes where nobody gave a time, so it is none.

    Args:
        text: ISO 8601, RFC 2822 or a written day with a clock time; Berlin where no zone is given.
        american: whether ``4/5/2020`` is in April.
    """
    text = text.strip()
    if len(text) > 120:
        return None
    moment = _machine(text) or _mail(text) or _spoken(text, american)
    if moment is None or (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return None
    return moment


def parse_stamp(text: str, *, berlin: bool = True, american: bool = False) -> tuple[dt.date | None, dt.datetime | None]:
    """Return the day, as it was written, and the moment in UTC of a date that may have a time.

    Args:
        text: a machine date, or a written date with or without a time.
        berlin: whether a day in UTC is meant for readers in Berlin; else it stays as it is written.
        american: whether ``4/5/2020`` is in April.
    """
    text = text.strip()
    if len(text) < 6:
        return None, None
    moment = parse_moment(text, american=american)
    if moment is None:
        return parse_day(text, american=american), None
    local = moment.astimezone(BERLIN)
    # Midnight in Berlin written in UTC is a day without a time, too; and late in the day UTC is a day behind.
    if berlin and moment.utcoffset() == dt.timedelta():
        midnight = (local.hour, local.minute, local.second) == (0, 0, 0)
        return local.date(), None if midnight else moment
    return moment.date(), moment.astimezone(dt.UTC)
