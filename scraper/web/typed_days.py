"""Days as a person types them: ``2024-05-23``, ``23.5.2024``, ``7d``, ``2w``, ``yesterday``; years and months."""

from __future__ import annotations

import calendar
import datetime as dt
import re

# The words for days that are counted from today, and how many days they go back; German ones too, since the archive's
# readers think in German.
_NAMED_DAYS = {"today": 0, "heute": 0, "yesterday": 1, "gestern": 1}
# So many days or weeks ago: 7d, 2w.
_AGO = re.compile(r"([1-9]\d*)([dw])", re.ASCII)
_DAYS_OF_UNIT = {"d": 1, "w": 7}
# Chosen: a hundred years, which is older than any page of the web. A larger number is a slip of the keyboard, and with
# a much larger one the day would leave Python's calendar.
_MOST_DAYS_AGO = 36_525
# A number of more digits cannot be within that bound; Python refuses to read a text of thousands of digits.
_MOST_DIGITS_AGO = len(str(_MOST_DAYS_AGO))
_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
# A month: 2024-05, 5.2024, 05/2024.
_MONTHS = (
    re.compile(r"(?P<year>[12]\d{3})-(?P<month>\d{1,2})", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})[./](?P<year>[12]\d{3})", re.ASCII),
)
_MONTHS_OF_YEAR = 12


def typed_day(text: str, today: dt.date) -> dt.date:
    """Return the day that a person typed.

    Args:
        text: the day; case and blanks around it say nothing.
        today: the day that ``7d`` and ``yesterday`` are counted from.

    Raises:
        ValueError: it is no day; the message is a sentence that says how to write one.
    """
    typed = text.strip().lower()
    ago = _AGO.fullmatch(typed)
    if ago:
        return today - dt.timedelta(days=_days_ago(ago[1], ago[2]))
    if typed in _NAMED_DAYS:
        return today - dt.timedelta(days=_NAMED_DAYS[typed])
    from scraper.web.dates import parse_day

    parsed = parse_day(text)
    if parsed is None:
        raise ValueError(
            f"'{text}' is no day; write it like 2024-05-23, 23.5.2024, 7d (seven days ago), 2w, yesterday or today."
        )
    return parsed


def _days_ago(number: str, unit: str) -> int:
    is_short = len(number) <= _MOST_DIGITS_AGO
    if not is_short or int(number) * _DAYS_OF_UNIT[unit] > _MOST_DAYS_AGO:
        raise ValueError(f"'{number}{unit}' is more than a hundred years ago.")
    return int(number) * _DAYS_OF_UNIT[unit]


def typed_period(text: str, today: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of what a person typed: a year, a month, or a day, which is both.

    Args:
        text: ``2024``, ``2024-05``, ``5.2024``, or what :func:`typed_day` takes.
        today: see there.

    Raises:
        ValueError: see there.
    """
    typed = text.strip()
    if _YEAR.fullmatch(typed):
        year = int(typed)
        return dt.date(year, 1, 1), dt.date(year, _MONTHS_OF_YEAR, 31)
    for pattern in _MONTHS:
        found = pattern.fullmatch(typed)
        if found and 1 <= int(found["month"]) <= _MONTHS_OF_YEAR:
            year, month = int(found["year"]), int(found["month"])
            return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    day = typed_day(text, today)
    return day, day
