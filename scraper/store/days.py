"""From which day to which: the day of an article is the one that its page states, else that of its first visit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlite_utils import Database

from scraper.store.columns import day_text

SEEN_DAY = "seen_day(a.first_seen)"
"""The day on which an article was first seen, as an SQL expression; ``a`` is the table ``articles``."""
DAY = f"coalesce(a.date, {SEEN_DAY})"
"""The day of an article, as an SQL expression."""
# Both halves are looked up by the index on site and date.
NEWEST_DAY = """
nullif(max(coalesce((SELECT max(date) FROM articles WHERE site = s.id), ''), coalesce((
    SELECT seen_day(first_seen) FROM articles WHERE site = s.id AND date IS NULL ORDER BY first_seen DESC LIMIT 1
), '')), '')"""
"""The day of the newest article of a site, or NULL, as an SQL expression; ``s`` is the table ``sites``."""
_EPOCH = dt.date(1970, 1, 1)
_DAY = dt.timedelta(days=1)
# A day that is none, which another program can have written, counts as that one.
_NO_DAY = 0
# Characters of a day in ISO 8601, which a time of the archive begins with.
_DAY_LENGTH = len("2026-11-27")


def utc_day(text: str) -> str:
    """Return the day of a time of the archive in UTC, as the archive writes days."""
    return text[:_DAY_LENGTH]


def day_number(text: str | None) -> int:
    """Return a day or time of the archive as days since 1970-01-01; what is no day as that one."""
    try:
        return (dt.date.fromisoformat((text or "")[:_DAY_LENGTH]) - _EPOCH).days
    except ValueError:
        return _NO_DAY


@dataclass(frozen=True, slots=True)
class Days:
    """The days that somebody asks for.

    Args:
        since, until: the first and the last, both included; None: no bound.
        seen_day: turns a time of the archive into the day that it is for whoever asks, since the archive's own times
            are UTC, and a page that was first seen at half past midnight in Berlin is not one of the day before.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    seen_day: Callable[[str], str] = utc_day

    def prepare(self, db: Database) -> None:
        """Let the statements of a connection use :data:`SEEN_DAY`, :data:`DAY` and :data:`NEWEST_DAY`."""
        db.conn.create_function("seen_day", 1, self.seen_day, deterministic=True)

    def conditions(self, day: str) -> list[str]:
        """Return conditions for WHERE.

        Args:
            day: the SQL expression of the day that is to lie within the bounds.
        """
        found = []
        if self.since is not None:
            found.append(f"{day} >= :since")
        if self.until is not None:
            found.append(f"{day} <= :until")
        return found

    def includes(self, text: str) -> bool:
        """Return whether a time of the archive is of one of these days."""
        if self.since is None and self.until is None:
            return True
        day = self.seen_day(text)
        is_late_enough = self.since is None or day >= str(day_text(self.since))
        return is_late_enough and (self.until is None or day <= str(day_text(self.until)))

    def moments(self) -> dict[str, str]:
        """Return ``from`` and ``to``, times in UTC between which all moments of these days lie, wherever they are.

        By an index of times they leave little of which :data:`SEEN_DAY` has to be asked.

        Raises:
            ValueError: an end is open.
        """
        if self.since is None or self.until is None:
            raise ValueError("both ends are needed")
        # The day of a zone begins and ends less than a day before or after that of UTC.
        return {"from": str(day_text(self.since - _DAY)), "to": str(day_text(self.until + 2 * _DAY))}

    @property
    def params(self) -> dict[str, str]:
        """The values that the conditions name."""
        bounds = {"since": day_text(self.since), "until": day_text(self.until)}
        return {name: text for name, text in bounds.items() if text is not None}
