"""Times as people read them: in the zone of whoever asks. JSON, CSV and SQL keep UTC, as the archive has it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Columns that hold a moment and whose name does not end in "_at".
_MOMENTS = frozenset({"first_seen", "last_seen", "since"})
# The key under which a record names the zone of its times.
_ZONE_KEY = "time_zone"
# A time within a sentence, such as the end of a host's pause; the archive keeps some sentences, and so they say UTC.
_TIME_IN_SENTENCE = re.compile(r"\b([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9]{2}:[0-9]{2}) UTC\b")


def local_now() -> dt.datetime:
    """Return the time, aware, in the zone of this machine or of ``$TZ``."""
    return dt.datetime.now(dt.UTC).astimezone()


def today() -> dt.date:
    """Return the day that it is here."""
    return local_now().date()


def local(text: str) -> str:
    """Return a time of the archive as ``2026-11-27 11:15``, in the local zone; any other text stays as it is.

    Args:
        text: UTC, ISO 8601 with ``Z``, as columns of the archive hold it.
    """
    moment = _localized(text)
    if moment is None:
        return text
    return f"{moment.date().isoformat()} {moment:%H:%M}"


def local_day(text: str) -> str:
    """Return the local day of a time of the archive as ``2026-11-27``; of any other text its first ten characters.

    Args:
        text: UTC, ISO 8601 with ``Z``.
    """
    moment = _localized(text)
    if moment is None:
        return text[:10]
    return moment.date().isoformat()


def local_moment(text: str) -> dt.datetime | None:
    """Return a time of the archive in the local zone; None for any other text.

    Args:
        text: UTC, ISO 8601 with ``Z``.
    """
    return _localized(text)


def time_zones(texts: Iterable[str]) -> list[str]:
    """Return the names of the local zone at some times, each once; there are two where some are of summer (CEST, CET).

    Args:
        texts: UTC, ISO 8601 with ``Z``.
    """
    return list(dict.fromkeys(str(moment.tzname()) for moment in map(_localized, texts) if moment is not None))


def stamp(moment: dt.date) -> str:
    """Return a time for a sentence: ``2026-11-27 11:15 CET``, or a day alone: ``2026-11-27``.

    The zone stands behind each, since one text may name times of summer and of winter.

    Args:
        moment: aware, or a day.
    """
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    here = moment.astimezone()
    return f"{here.date().isoformat()} {here:%H:%M} {here.tzname()}"


def with_local_stamps(sentence: str) -> str:
    """Return a sentence for people with its times, which say UTC, in the local zone.

    Args:
        sentence: of a fault or an error; no text of a page.
    """
    return _TIME_IN_SENTENCE.sub(_local_stamp, sentence)


def _local_stamp(found: re.Match[str]) -> str:
    moment = _localized(f"{found[1]}T{found[2]}:00Z")
    # What has the form of a time may be none (month 13), or lie beyond the calendar.
    if moment is None:
        return found[0]
    return stamp(moment)


def readable(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return records with their times in the local zone, which each names once, behind the last of its times.

    Times are the values whose key ends in ``_at``, ``first_seen``, ``last_seen`` and ``since``; those within a list of
    records, such as when a reference was checked, are in the same zone.

    Args:
        rows: the records. Those of one table have the same keys; what is returned has so, too.
    """
    fields = list(dict.fromkeys(name for row in rows for name in row))
    times = {name for row in rows for name, value in row.items() if _moment_of(name, value) is not None}
    # One place for all: a record that lacks a time would have a column less than the others of its table, or the zone
    # in another one.
    behind = max(times, key=fields.index, default=None)
    return [_readable_row(row, behind) for row in rows]


def _readable_row(row: Mapping[str, Any], behind: str | None) -> dict[str, Any]:
    """Return a record with its times in the local zone, and the name of the zone behind one of its fields.

    Args:
        row: the record.
        behind: the field, or None where no record has a time.
    """
    shown: dict[str, Any] = {}
    zones: dict[str, None] = {}
    for name, value in row.items():
        shown[name] = value
        if isinstance(value, list):
            shown[name] = [_readable_item(item) for item in value]
        moment = _moment_of(name, value)
        if moment is not None:
            shown[name] = local(value)
            # A record may have times of summer and of winter, and each of the two has a name of its own (CEST, CET).
            zones[str(moment.tzname())] = None
    if behind is None:
        return shown
    return _with_zone(shown, behind, ", ".join(zones) or None)


def _readable_item(item: Any) -> Any:
    """Return what stands in a list, with local times where it is a record."""
    if not isinstance(item, dict):
        return item
    return {name: value if _moment_of(name, value) is None else local(value) for name, value in item.items()}


def _with_zone(row: dict[str, Any], behind: str, zone: str | None) -> dict[str, Any]:
    """Return a record with the name of the zone, or None where it has no time, behind one of its fields."""
    named: dict[str, Any] = {}
    for name, value in row.items():
        named[name] = value
        if name == behind:
            named[_ZONE_KEY] = zone
    return named


def _moment_of(name: str, value: Any) -> dt.datetime | None:
    """Return the local moment of a field of a record, or None for a field that is no time."""
    is_time = name.endswith("_at") or name in _MOMENTS
    if is_time and isinstance(value, str):
        return _localized(value)
    return None


def _localized(text: str) -> dt.datetime | None:
    """Return the moment in the local zone, or None for a text that is no moment."""
    try:
        moment = dt.datetime.fromisoformat(text)
        # Without a zone it is none of the archive's times: a plain day, or what somebody wrote there with SQL.
        return moment.astimezone() if moment.tzinfo else None
    # On the first and the last day of Python's calendar a shift leaves the years 1 to 9999 (OverflowError), and some
    # systems cannot shift times that far away at all (OSError).
    except (ValueError, OverflowError, OSError):
        return None
