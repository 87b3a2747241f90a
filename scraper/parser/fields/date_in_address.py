"""The day in an address, as blogs and newspapers write it: ``/2024/05/23/title``, ``/title-23-05-2024``."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = {name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)}
_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3})[/-](\d{1,2})(?=\D|$)|[/_-]((?:20)\d\d)-?([01]\d)-?([0-3]\d)(?=\D|$)",
    re.IGNORECASE,
)
_IN_PATH_DAY_FIRST = re.compile(r"[/_-]([0-3]\d)[-_.]([01]\d)[-_.](20\d\d)(?=\D|$)")


def day_in_address(url: str) -> dt.date | None:
    """Return the day in the path of an address, as blogs and newspapers write it."""
    match = _IN_PATH.search(url)
    parts = [part for part in match.groups() if part] if match else []
    if not parts:
        match = _IN_PATH_DAY_FIRST.search(url)
        parts = list(match.groups())[::-1] if match else []
    if not parts:
        return None
    year, month, day = parts
    try:
        return dt.date(int(year), _MONTHS.get(month.lower()) or int(month), int(day))
    except ValueError:
        return None
