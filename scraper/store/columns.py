"""Values as the archive writes them.

Times are in UTC, ISO 8601 with ``Z``, days ``YYYY-MM-DD``; the details of a fault are JSON.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scraper.model import Fault
from scraper.web.storable import storable


def to_text(moment: dt.datetime | None) -> str | None:
    """Return the moment as ``2026-11-23T09:53:00Z``; a naive one is a mistake of the caller.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {moment!r}")
    try:
        utc = moment.astimezone(dt.UTC)
    except OverflowError:
        # On the first and the last day of Python's calendar the shift to UTC may leave the years 1 to 9999. What a page
        # says there is nonsense, but its visit must not fail of it.
        utc = moment
    # SQL compares times as texts, so all have one form: without fractions, since '.' sorts before 'Z', and with four
    # digits of a year, which isoformat writes also for the year 900, and strftime does not.
    return utc.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def now_text(moment: dt.datetime) -> str:
    """Return a moment as :func:`to_text` does, for callers that always have one."""
    text = to_text(moment)
    assert text is not None  # noqa: S101  (told to the type checker)
    return text


def from_text(text: str | None) -> dt.datetime | None:
    """Return the moment that :func:`to_text` wrote."""
    if text is None:
        return None
    return dt.datetime.fromisoformat(text)


def day_text(day: dt.date | None) -> str | None:
    """Return the day as ``YYYY-MM-DD``."""
    if day is None:
        return None
    return day.isoformat()


def from_day_text(text: str | None) -> dt.date | None:
    """Return the day that :func:`day_text` wrote."""
    if text is None:
        return None
    return dt.date.fromisoformat(text)


def storable_text(text: str | None) -> str | None:
    """Return a text that a column can hold, see :func:`scraper.web.storable.storable`; None stays NULL."""
    if text is None:
        return None
    return storable(text)


def detail_text(fault: Fault) -> str | None:
    """Return the details of a fault as the columns ``detail`` hold them, or None.

    JSON writes NUL and lone surrogates as escapes that any column takes, and gives them back when it is read; so they
    are replaced before.
    """
    details = tuple((name, storable(value) if isinstance(value, str) else value) for name, value in fault.detail)
    return replace(fault, detail=details, at=storable_text(fault.at)).detail_text()
