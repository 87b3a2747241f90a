"""HTTP dates (RFC 9110 §5.6.7), and the dates of mail (RFC 5322 §3.3) that they are a part of."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

# RFC 5322 §3.3: "-0000" is Universal Time, too, of a clock whose own zone is not told. A comment may stand behind it.
_UTC_OF_SOMEWHERE = re.compile(r"-0000\s*(?:\(.*)?$", re.DOTALL)


def parse(text: str) -> dt.datetime | None:
    """Return the moment of an HTTP date, aware and in UTC, or None for what is no date; never raises.

    All three forms are read: IMF-fixdate, the obsolete one of RFC 850 with two digits of the year, and asctime's. An
    offset that stands instead of GMT is honoured; without either, the date is in UTC.

    Args:
        text: the value of Last-Modified, Retry-After or Expires.
    """
    moment = parse_mail_date(text)
    if moment is None:
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=dt.UTC)
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        # The first or the last day of the calendar, in a zone that moves it over the edge.
        return None


def parse_mail_date(text: str) -> dt.datetime | None:
    """Return the moment of a date as in mail and in RSS, without a zone where none is written; never raises.

    Args:
        text: for example ``Fri, 03 May 2024 10:00:00 +0200``.
    """
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        # The standard library promises ValueError alone, and breaks that promise on some texts.
        return None
    if moment.tzinfo is None and _UTC_OF_SOMEWHERE.search(text):
        return moment.replace(tzinfo=dt.UTC)
    return moment
