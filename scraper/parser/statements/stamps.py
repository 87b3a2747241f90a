"""Dates that are written for machines: the first usable one of several."""

from __future__ import annotations

import datetime as dt

from scraper.web.dates import parse_stamp

Stamp = tuple[dt.date | None, dt.datetime | None]
"""A day, and the moment in UTC where the page gives a time; a moment without a day does not occur."""

NO_STAMP: Stamp = (None, None)


def first_stamp(texts: list[str], *, berlin: bool = True, american: bool = False) -> Stamp:
    """Return the first usable day of machine dates, with the moment where one of them has a time.

    Args:
        texts: in the order of trust.
        berlin: whether the page is for readers in Berlin.
        american: whether ``4/5/2020`` is in April.
    """
    stamps = [stamp for text in texts if (stamp := parse_stamp(text, berlin=berlin, american=american))[0] is not None]
    if not stamps:
        return NO_STAMP
    day = stamps[0][0]
    return day, next((moment for own, moment in stamps if moment is not None and own == day), None)
