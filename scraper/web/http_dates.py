"""HTTP dates (RFC 9110 §5.6.7)."""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime


def parse(text: str) -> dt.datetime | None:
    """Return the moment, aware UTC, or None for what is no date."""
    try:
        moment = parsedate_to_datetime(text) if text else None
    except (ValueError, OverflowError):
        return None
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=dt.UTC)
