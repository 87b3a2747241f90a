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
    # isoformat, unlike strftime, writes the year 900 with four digits.
    try:
        utc = moment.astimezone(dt.UTC)
    except OverflowError:
        # The first and the last day of the calendar have no other zone.
        utc = moment
    return utc.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def now_text(moment: dt.datetime) -> str:
    """Return a moment that is certainly there as text."""
    text = to_text(moment)
    assert text is not None  # noqa: S101  (told to the type checker)
    return text


def from_text(text: str | None) -> dt.datetime | None:
    """Return the moment that :func:`to_text` wrote."""
    return None if text is None else dt.datetime.fromisoformat(text)


def day_text(day: dt.date | None) -> str | None:
    """Return the day as ``YYYY-MM-DD``."""
    return None if day is None else day.isoformat()


def detail_text(fault: Fault) -> str | None:
    """Return the details of a fault as the columns ``detail`` hold them, or None.

    JSON writes NUL and lone surrogates as escapes that any column takes, and gives them back when it is read; so they
    are replaced before.
    """
    details = tuple((name, storable(value) if isinstance(value, str) else value) for name, value in fault.detail)
    at = None if fault.at is None else storable(fault.at)
    return replace(fault, detail=details, at=at).detail_text()
