"""Numbers of things in words."""

from __future__ import annotations

import datetime as dt


def counted(number: int, what: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 page``, ``2 pages``, ``0 pages``; thousands apart.

    Args:
        number: how many.
        what: one of them.
        plural: several of them, where that is not the same with an ``s``.
    """
    if number == 1:
        return f"1 {what}"
    return f"{number:,} {plural or what + 's'}"


# From how many of them on the next larger unit is used; chosen: "36 hours" says more than "2 days".
_MINUTES_BEFORE_HOURS = 90
_HOURS_BEFORE_DAYS = 48


def lasting(span: dt.timedelta) -> str:
    """Return a length of time in words, rounded: ``4 minutes``, ``36 hours``, ``3 days``; at least a minute.

    Args:
        span: the time, not negative.
    """
    minutes = max(round(span / dt.timedelta(minutes=1)), 1)
    if minutes < _MINUTES_BEFORE_HOURS:
        return counted(minutes, "minute")
    hours = round(span / dt.timedelta(hours=1))
    if hours < _HOURS_BEFORE_DAYS:
        return counted(hours, "hour")
    return counted(round(span / dt.timedelta(days=1)), "day")
