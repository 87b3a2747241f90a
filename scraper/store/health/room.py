"""Whether the disk of the archive fills, and whether the archive grows as never before."""

from __future__ import annotations

import datetime as dt
import shutil

from sqlite_utils import Database

from scraper.model import Alarm, Reason, fault
from scraper.policy import program_alarms
from scraper.policy.counts import counted
from scraper.store.columns import now_text
from scraper.store.files import MIB, in_mib
from scraper.store.health.program import archive_file

# As far back as growth is looked at, and a month beyond: of months without a run the last size before them counts.
_LOOKED_AT = dt.timedelta(weeks=20)
# Of an archive that is crawled each few minutes no more runs are read; each quarter of an hour they are twenty weeks.
_MOST_RUNS = 14_000
# One size a day, the last one: with runs each few minutes there would be thousands, and days tell as much. max() makes
# SQLite take the other column from the same row (sqlite.org/lang_select.html#bareagg).
_SIZES = """
SELECT max(finished_at), size FROM crawls
WHERE id > (SELECT max(id) FROM crawls) - :most AND size IS NOT NULL AND finished_at BETWEEN :from AND :now
GROUP BY substr(finished_at, 1, 10)
"""


def judge(db: Database, now: dt.datetime) -> list[Alarm]:
    """Return what stands of the room that the archive has and takes.

    Args:
        db: the archive, which is only read.
        now: the time of the question.
    """
    file = archive_file(db)
    try:
        free, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    except OSError:
        # A file that was moved away under an open connection has no room to speak of.
        return []
    values = {"from": now_text(now - _LOOKED_AT), "now": now_text(now), "most": _MOST_RUNS}
    sizes = [(dt.datetime.fromisoformat(at), size) for at, size in db.execute(_SIZES, values).fetchall()]
    return [*_short(free, size, sizes, now), *_growing(sizes, now)]


def _short(free: int, size: int, sizes: list[program_alarms.Size], now: dt.datetime) -> list[Alarm]:
    """Return what stands of the disk: that it is full soon or, where it is not, that it lacks room for large work."""
    days = program_alarms.days_left(sizes, free, now)
    if days is not None:
        return [Alarm(fault(Reason.DISK_FILLS, free=_whole_mib(free), days=counted(days, "day")), now)]
    if free < size:
        return [Alarm(fault(Reason.DISK_SHORT, free=_whole_mib(free), size=in_mib(size)), now)]
    return []


def _growing(sizes: list[program_alarms.Size], now: dt.datetime) -> list[Alarm]:
    found = program_alarms.grows(sizes, now)
    if found is None:
        return []
    grown, times = found
    return [Alarm(fault(Reason.ARCHIVE_GROWS, grown=in_mib(grown), count=f"{times:,}"), now)]


def _whole_mib(free: int) -> str:
    """Return room in whole MiB, rounded down: what is not there is not promised."""
    return f"{free // MIB:,}"
