"""What the table of runs says of the program itself: none begins any more, one never ends, none comes to its end."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from sqlite_utils import Database

from scraper.model import Alarm, Reason, fault
from scraper.policy import program_alarms
from scraper.policy.counts import lasting
from scraper.store.columns import from_text, now_text
from scraper.store.lock import Holder, crawled_by

# What is usual is learned from so many weeks or, where a plan has few runs in them, from so many runs.
_LEARNED = dt.timedelta(weeks=8)
_RUNS_LEARNED = 400
# Of an archive that is crawled each few minutes no more are read: they are weeks all the same.
_MOST_RUNS = 5000
# Of the last so many ended runs it is learned how long a run takes.
_LENGTHS = 50

_RUNS = """
SELECT started_at, finished_at FROM crawls
WHERE id > (SELECT max(id) FROM crawls) - :most
    AND (started_at >= :learned OR id > (SELECT max(id) FROM crawls) - :runs)
ORDER BY id DESC
"""


@dataclass(frozen=True, slots=True)
class _Run:
    """A row of ``crawls``: when it began, and when it ended; None: it was broken off, or still runs."""

    start: dt.datetime
    end: dt.datetime | None


def judge(db: Database, now: dt.datetime) -> list[Alarm]:
    """Return what stands of the program itself.

    Args:
        db: the archive, which is only read.
        now: the time of the question.
    """
    holder = crawled_by(archive_file(db))
    runs = _runs(db, now)
    found = [_clock(runs)]
    # While a crawl runs it speaks for itself, and that it came to the end at which it asks this is an answer, too.
    if holder is None:
        found += [_gap(runs, now), _broken_off(runs)]
    elif holder.pid != os.getpid():
        found.append(_unended(holder, runs, now))
    return [alarm for alarm in found if alarm is not None]


def gap(db: Database, now: dt.datetime) -> Alarm | None:
    """Return the gap that a run ends which begins now, if there is one."""
    return _gap(_runs(db, now), now)


def broken_off(db: Database) -> Alarm | None:
    """Return what is to be said of the runs until now, if all the last ones were broken off."""
    # The newest runs suffice, whatever their times.
    return _broken_off(_runs(db, dt.datetime.max.replace(tzinfo=dt.UTC)))


def archive_file(db: Database) -> Path:
    """Return the file of an archive that is open."""
    return Path(next(row[2] for row in db.execute("PRAGMA database_list").fetchall() if row[1] == "main"))


def _runs(db: Database, now: dt.datetime) -> list[_Run]:
    """Return the last runs, the newest first by number."""
    values = {"learned": now_text(now - _LEARNED), "runs": _RUNS_LEARNED, "most": _MOST_RUNS}
    return [
        _Run(dt.datetime.fromisoformat(start), from_text(end)) for start, end in db.execute(_RUNS, values).fetchall()
    ]


def _gap(runs: Sequence[_Run], now: dt.datetime) -> Alarm | None:
    overdue = program_alarms.overdue([run.start for run in runs], now)
    if overdue is None:
        return None
    last = max((run for run in runs if run.start <= now), key=lambda run: run.start)
    # A clock that was set back while a run went on has written an end that lies before its beginning, or is to come.
    since = min(max(last.end or last.start, last.start), now)
    return Alarm(fault(Reason.NO_CRAWL, time=lasting(now - since), usual=lasting(overdue.usual)), since)


def _unended(holder: Holder, runs: Sequence[_Run], now: dt.datetime) -> Alarm | None:
    # 'scraper compact' and a migration hold the same lock, and note no run.
    is_crawl = bool(runs) and runs[0].end is None and runs[0].start >= holder.since - program_alarms.CLOCK_TOLERANCE
    if not is_crawl:
        return None
    lasted = [run.end - run.start for run in runs if run.end is not None][:_LENGTHS]
    if not program_alarms.unended(holder.since, lasted, now):
        return None
    usual = program_alarms.usual_length(lasted)
    why = fault(
        Reason.CRAWL_UNENDED,
        since=f"{holder.since:%Y-%m-%d %H:%M}",
        compared="none has ended yet" if usual is None else f"usually {lasting(usual)}",
        pid=holder.pid,
    )
    return Alarm(why, holder.since)


def _broken_off(runs: Sequence[_Run]) -> Alarm | None:
    broken = list(takewhile(lambda run: run.end is None, runs))
    if len(broken) < program_alarms.BROKEN_OFF_RUNS:
        return None
    return Alarm(fault(Reason.CRAWLS_BROKEN_OFF, count=len(broken)), broken[-1].start)


def _clock(runs: Sequence[_Run]) -> Alarm | None:
    found = program_alarms.set_back([run.start for run in runs])
    if found is None:
        return None
    before, after = (f"{moment:%Y-%m-%d %H:%M}" for moment in found)
    return Alarm(fault(Reason.CLOCK_SET_BACK, before=before, after=after), found[1])
