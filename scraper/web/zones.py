"""Zones as dates in feeds have them: offsets, names, regions."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

# Hours ahead of UTC, by name. Names that mean several zones, such as IST (India, Ireland, Israel), are left out.
_HOURS = (
    (0, "UTC UT GMT Z WET"),
    (1, "CET MEZ MET WEST BST"),
    (2, "CEST MESZ MEST EET OEZ SAST"),
    (3, "EEST OESZ MSK TRT"),
    (8, "HKT SGT AWST"),
    (9, "JST KST"),
    (10, "AEST"),
    (11, "AEDT"),
    (12, "NZST"),
    (13, "NZDT"),
    # Of North America, as RFC 822 §5.1 has them; it lacks the zones of the Atlantic, of Alaska and of Hawaii.
    (-3, "ADT"),
    (-4, "EDT AST"),
    (-5, "EST CDT"),
    (-6, "CST MDT"),
    (-7, "MST PDT"),
    (-8, "PST AKDT"),
    (-9, "AKST"),
    (-10, "HST"),
)
_NAMED = {name: dt.timezone(dt.timedelta(hours=hours)) for hours, names in _HOURS for name in names.split()}
_LONGEST_NAME = max(map(len, _NAMED))
# RFC 9557 §4.1 writes regions of the tz database in brackets, others without.
_REGION = r"\[?(?P<region>[A-Z][A-Za-z_]{1,20}/[A-Za-z_/+\-]{1,30})\]?"
# An offset of one or two figures alone ("+2") has to be all that is left: "10:15 -3 May" has none.
_OFFSET = r"(?:GMT|UTC|UT)?\s?(?P<sign>[+\-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d)(?!\d)|(?=\s*$|\s*[(\[]))"
ZONE = re.compile(rf"\s*\(?(?:{_OFFSET}|{_REGION}|(?P<name>[A-Za-z]{{1,{_LONGEST_NAME}}})(?![A-Za-z]))", re.IGNORECASE)
"""What may be a zone, from the end of a time; a name may be none."""

_LONGEST_OFFSET_HOURS, _MINUTES_OF_HOUR = 23, 60


def zone_of(found: re.Match[str]) -> dt.tzinfo | None:
    """Return the zone of a match of :data:`ZONE`, or None for one that there is not."""
    if found["sign"]:
        return _offset(found["sign"], int(found["hours"]), int(found["minutes"] or 0))
    if found["region"]:
        return _region(found["region"])
    return _NAMED.get(found["name"].upper())


def _offset(sign: str, hours: int, minutes: int) -> dt.tzinfo | None:
    if hours > _LONGEST_OFFSET_HOURS or minutes >= _MINUTES_OF_HOUR:
        return None
    ahead = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-ahead if sign == "-" else ahead)


@lru_cache(maxsize=64)
def _region(name: str) -> dt.tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        # What is no zone is no file of the database, or a folder in it.
        return None
