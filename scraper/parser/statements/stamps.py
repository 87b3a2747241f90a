"""Dates that are written for machines: the first usable one of several."""

from __future__ import annotations

import datetime as dt

from scraper.web.dates import parse_epoch, parse_stamp, stamp_of

Stamp = tuple[dt.date | None, dt.datetime | None]
"""A day, and the moment in UTC where the page gives a time; a moment without a day does not occur."""

NO_STAMP: Stamp = (None, None)


def machine_stamp(text: str, *, berlin: bool = True, american: bool = False, language: str | None = None) -> Stamp:
    """Return day and moment of a machine date, which may also count the seconds since 1970.

    Args:
        text: as it is stated.
        berlin: whether the page is for readers in Berlin.
        american: whether ``4/5/2020`` is in April.
        language: the primary subtag of the page's language.
    """
    # Ten figures alone are no written date in any language, so that the count is asked for first.
    epoch = parse_epoch(text)
    if epoch is not None:
        return stamp_of(epoch, berlin=berlin)
    return parse_stamp(text, berlin=berlin, american=american, language=language)


def first_stamp(texts: list[str], *, berlin: bool = True, american: bool = False, language: str | None = None) -> Stamp:
    """Return the first usable day of machine dates, with the moment where one of them has a time.

    Args:
        texts: in the order of trust.
        berlin: whether the page is for readers in Berlin.
        american: whether ``4/5/2020`` is in April.
        language: the primary subtag of the page's language.
    """
    read = (machine_stamp(text, berlin=berlin, american=american, language=language) for text in texts)
    stamps = [stamp for stamp in read if stamp[0] is not None]
    if not stamps:
        return NO_STAMP
    # A statement without a time may be followed by one with it, which counts where both are of the same day.
    day = stamps[0][0]
    return day, next((moment for own, moment in stamps if moment is not None and own == day), None)
