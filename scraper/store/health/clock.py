"""A clock that went back: a crawl is noted as of a time that had not come yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlite_utils import Database

from scraper.model import Alarm, Reason, fault
from scraper.policy.schedule import HOUR
from scraper.store.readonly import rows

# Clocks are set right by seconds all the time, and by an hour where summer time was meant for UTC.
_SLACK = 2 * HOUR
_RUNS = "SELECT started_at FROM crawls ORDER BY id DESC LIMIT 2"


def judge(db: Database, now: dt.datetime) -> Iterator[Alarm]:
    """Yield an alarm where one of the last two runs began later than now, by a clock that was ahead or is behind.

    Only two, since a run of next year stays in the archive: from the second one on whose time is right all is well.

    Args:
        db: an archive.
        now: the time.
    """
    started = [dt.datetime.fromisoformat(row["started_at"]) for row in rows(db, _RUNS)]
    ahead = max(started, default=now)
    if ahead - now > _SLACK:
        yield Alarm(fault(Reason.CLOCK_WENT_BACK, at=ahead.strftime("%Y-%m-%d %H:%M")), min(started[0], now))
