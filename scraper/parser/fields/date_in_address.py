"""The day in an address, as blogs and newspapers write it: ``/2024/05/23/title``, ``/title-23-05-2024``."""

from __future__ import annotations

import datetime as dt
import re

from scraper.web.months import MONTHS

_YEAR_FIRST = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3,9})[/-](\d{1,2})(?=\D|$)|[/_=-]((?:20)\d\d)-?([01]\d)-?([0-3]\d)(?=\D|$)",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"[/_-]([0-3]\d)[-_.]([0-3]\d)[-_.](20\d\d)(?=\D|$)")


def day_in_address(url: str) -> dt.date | None:
    """Return the day in an address; of two orders of month and day the one that the calendar has."""
    match = _YEAR_FIRST.search(url)
    parts = [part for part in match.groups() if part] if match else []
    # "/title-23-05-2024" has the order of a written date.
    if not parts:
        match = _DAY_FIRST.search(url)
        parts = list(match.groups())[::-1] if match else []
    if not parts:
        return None
    year, month, day = parts
    number = MONTHS.get(month.lower()) or (int(month) if month.isdigit() else 0)
    # "/2024/23/05/" has the month behind the day, which shows only where the calendar has no 23rd month.
    return _day(int(year), number, int(day)) or _day(int(year), int(day), number)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
