"""Alarms of the program itself and of the hosts that sites depend on: computed, and noted by each crawl."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.model import Alarm, Fault, HostState, Problem, Reason, Site, fault
from scraper.store import Archive, ArchiveLock
from scraper.store.lock import Holder, crawled_by
from store_records import NOW, SITE, plain, rows, save

DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
MIB = 1024**2
HOST = "amtsblick.example"
HOME = "https://amtsblick.example/"
HOLDER = """
import datetime, pathlib, signal, sys
from scraper.store.lock import ArchiveLock
since = datetime.datetime.fromisoformat(sys.argv[2])
with ArchiveLock(pathlib.Path(sys.argv[1]), lambda: since):
    print("held", flush=True)
    signal.pause()
"""


def ran(archive: Archive, at: dt.datetime, lasted: dt.timedelta | None = 4 * MINUTE) -> None:
    """Write a run; None: it was broken off."""
    with archive.transaction():
        number = archive.crawls.start([SITE.id], at)
        if lasted is not None:
            archive.crawls.finish(number, at + lasted)


@contextmanager
def held(path: Path, since: dt.datetime) -> Iterator[int]:
    """Let another process hold the lock of a crawl since a time; gives its number."""
    command = [sys.executable, "-c", HOLDER, str(path), since.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process.pid
        finally:
            process.kill()


def said(archive: Archive, now: dt.datetime, site: Site | None = None) -> list[tuple[str, str]]:
    """Return what stands of the archive as a whole, or of a site: the sentence, and since when."""
    found = archive.alarms([] if site is None else [site], now)
    return [(str(one.fault), f"{one.since:%m-%d %H:%M}") for one in found.get(site and site.id, [])]


def test_no_crawl_for_longer_than_usual(archive: Archive) -> None:
    for day in range(14):
        ran(archive, NOW + day * DAY)
    last = NOW + 13 * DAY
    assert said(archive, last + 36 * HOUR) == []
    assert said(archive, last + 37 * HOUR) == [
        ("no crawl for 37 hours, usually there is one within 24 hours", "12-06 09:34")
    ]
    assert said(archive, last + 5 * DAY) == [
        ("no crawl for 5 days, usually there is one within 24 hours", "12-06 09:34")
    ]


def test_a_crawl_that_ends_the_gap_notes_it(archive: Archive) -> None:
    for day in range(14):
        ran(archive, NOW + day * DAY)
    back = NOW + 18 * DAY
    with archive.transaction():
        archive.note_before_crawl(back)
    ran(archive, back)
    with archive.transaction():
        # The next crawl finds no gap any more.
        archive.note_before_crawl(back + HOUR)
    assert rows(archive, "SELECT site, code, since, until, times FROM problems") == [
        (None, "no_crawl", "2026-12-06T09:34:00Z", "2026-12-11T09:30:00Z", 1)
    ]
    assert said(archive, back + HOUR) == []


def test_runs_of_a_clock_that_was_ahead_or_set_back_make_no_nonsense(archive: Archive) -> None:
    for day in range(14):
        ran(archive, NOW + day * DAY)
    ran(archive, NOW + 400 * DAY)
    # Only the run after it shows that the clock was wrong.
    assert said(archive, NOW + 14 * DAY) == []
    ran(archive, NOW + 14 * DAY, -HOUR)
    assert said(archive, NOW + 14 * DAY + HOUR) == [
        (
            "the clock of this machine was set back: after 2027-12-28 09:30 UTC came 2026-12-07 09:30 UTC",
            "12-07 09:30",
        )
    ]
    ran(archive, NOW + 15 * DAY, None)
    assert said(archive, NOW + 15 * DAY + HOUR) == []
    assert said(archive, NOW + 17 * DAY) == [
        ("no crawl for 2 days, usually there is one within 24 hours", "12-08 09:30")
    ]


@pytest.mark.parametrize("lasted", [-400 * DAY, 400 * DAY])
def test_a_gap_begins_at_no_time_that_a_wrong_clock_has_written(archive: Archive, lasted: dt.timedelta) -> None:
    for day in range(13):
        ran(archive, NOW + day * DAY)
    ran(archive, NOW + 13 * DAY, lasted)
    now = NOW + 18 * DAY
    ((_, since),) = said(archive, now)
    assert since == ("12-06 09:30" if lasted < DAY else "12-11 09:30")


def test_a_crawl_that_never_ends(archive: Archive, path: Path) -> None:
    for day in range(14):
        ran(archive, NOW + day * DAY)
    since = NOW + 14 * DAY
    ran(archive, since, None)
    with held(path, since) as pid:
        assert crawled_by(path) == Holder(pid, since)
        assert said(archive, since + 59 * MINUTE) == []
        # It stands instead of the crawls that cannot begin.
        assert said(archive, since + 9 * DAY) == [
            (f"a crawl runs since 2026-12-07 09:30 UTC (usually 4 minutes), as process {pid}", "12-07 09:30")
        ]
    assert crawled_by(path) is None
    assert [sentence for sentence, _ in said(archive, since + HOUR)] == []


def test_other_long_work_is_no_crawl(archive: Archive, path: Path) -> None:
    ran(archive, NOW - DAY, None)
    with held(path, NOW):
        assert said(archive, NOW + 9 * DAY) == []


def test_a_crawl_does_not_accuse_itself(archive: Archive, path: Path) -> None:
    for day in range(14):
        ran(archive, NOW + day * DAY)
    for _ in range(3):
        ran(archive, NOW + 14 * DAY, None)
    with ArchiveLock(path, lambda: NOW + 14 * DAY):
        assert said(archive, NOW + 24 * DAY) == []


def test_a_first_crawl_may_take_a_day(archive: Archive, path: Path) -> None:
    ran(archive, NOW, None)
    with held(path, NOW) as pid:
        assert said(archive, NOW + 23 * HOUR) == []
        assert said(archive, NOW + 25 * HOUR) == [
            (f"a crawl runs since 2026-11-23 09:30 UTC (none has ended yet), as process {pid}", "11-23 09:30")
        ]


def test_runs_that_are_all_broken_off(archive: Archive) -> None:
    ran(archive, NOW)
    for hours in (1, 2):
        ran(archive, NOW + hours * HOUR, None)
        assert said(archive, NOW + 3 * HOUR) == []
    ran(archive, NOW + 3 * HOUR, None)
    expected = [("the last 3 crawls were broken off before their end", "11-23 10:30")]
    assert said(archive, NOW + 4 * HOUR) == expected
    # No such crawl comes to the end at which others note what stands, so that the next one does it as it begins.
    with archive.transaction():
        archive.note_before_crawl(NOW + 4 * HOUR)
    assert rows(archive, "SELECT code, since, until FROM problems") == [
        ("crawls_broken_off", "2026-11-23T10:30:00Z", None)
    ]
    assert archive.problems.has_alarm_of_archive()
    ran(archive, NOW + 4 * HOUR)
    with archive.transaction():
        archive.problems.settle_alarms(archive.alarms([], NOW + 5 * HOUR), [], NOW + 5 * HOUR)
    assert rows(archive, "SELECT until FROM problems") == [("2026-11-23T14:30:00Z",)]


Usage = namedtuple("Usage", "total used free")


def test_a_disk_that_fills(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    free = 290 * MIB
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12 - free, free))
    for week in range(5):
        ran(archive, NOW + week * 7 * DAY)
        with archive.transaction():
            archive._db.execute("UPDATE crawls SET size = ? WHERE id = ?", [(100 + 70 * week) * MIB, week + 1])
    now = NOW + 28 * DAY + HOUR
    assert said(archive, now) == [
        ("the disk of the archive has 290 MiB left, at its growth enough for 29 days", "12-21 10:30")
    ]
    free = 3000 * MIB
    assert said(archive, now) == []
    # What stands nowhere else is that 'compact' could not work.
    free = 100
    with archive.transaction():
        archive._db.execute("UPDATE crawls SET size = NULL")
    ((sentence, _),) = said(archive, now)
    assert sentence.startswith("the disk of the archive has 0 MiB left, and the archive has ")


def test_growth_is_told_and_needs_nobody(archive: Archive) -> None:
    for week in range(17):
        ran(archive, NOW + week * 7 * DAY)
        size = (100 + 20 * (week // 4) + (200 if week == 16 else 0)) * MIB
        with archive.transaction():
            archive._db.execute("UPDATE crawls SET size = ? WHERE id = ?", [size, week + 1])
    now = NOW + 16 * 7 * DAY + HOUR
    assert [sentence for sentence, _ in said(archive, now)] == [
        "the archive grew by 220 MiB in four weeks, 11 times as much as usual"
    ]
    with archive.transaction():
        archive.problems.settle_alarms(archive.alarms([], now), [], now)
    assert not archive.problems.has_alarm_of_archive()
    (state,) = archive.site_states(now)
    assert (state["verdict"], state["problem"]) == ("never crawled", None)
    assert [notice["code"] for notice in state["notices"]] == ["archive_grows"]


def host(archive: Archive, name: str = HOST, **changes: object) -> None:
    state = HostState(name, robots=b"", robots_at=NOW, **changes)  # type: ignore[arg-type]
    with archive.transaction():
        archive.hosts.save(state)
    assert archive.hosts.load(name) == state


def test_a_certificate_that_ends_soon(archive: Archive) -> None:
    host(archive, certificate_until=NOW + 13 * DAY)
    expected = [Alarm(fault(Reason.CERTIFICATE_ENDS, day="2026-12-06"), NOW - DAY, HOME)]
    assert archive.alarms([SITE], NOW) == {SITE.id: expected}
    # Hours later it is the same, and when it has ended, each crawl says so.
    assert archive.alarms([SITE], NOW + 12 * DAY) == {SITE.id: expected}
    assert archive.alarms([SITE], NOW + 14 * DAY) == {}
    # Another site has no part in it, nor has one that only its plain http address leads to.
    assert archive.alarms([replace(SITE, id="other", home="https://other.example/")], NOW) == {}
    assert archive.alarms([replace(SITE, home="http://amtsblick.example/")], NOW) == {}


def test_a_certificate_that_was_seen_before_its_last_days_may_be_renewed(archive: Archive) -> None:
    host(archive, certificate_until=NOW + 15 * DAY)
    assert archive.alarms([SITE], NOW) == {}
    assert archive.alarms([SITE], NOW + 5 * DAY) == {}


def test_the_host_of_the_articles_counts(archive: Archive) -> None:
    host(archive, "news.example:8443", certificate_until=NOW + DAY)
    assert archive.alarms([SITE], NOW) == {}
    save(archive, plain(1, url="https://news.example:8443/1"))
    assert [one.url for one in archive.alarms([SITE], NOW)[SITE.id]] == ["https://news.example:8443/"]


NEWS = "https://news.example"


def left_alone(archive: Archive, last_good: dt.datetime, until: dt.datetime) -> list[Fault]:
    host(archive, "news.example", failures=9, not_before=until)
    save(archive, plain(1, url=f"{NEWS}/1"))
    with archive.transaction():
        archive.frontier.add(f"{NEWS}/2", SITE.id, "article", "done", "2")
        archive._db.execute("UPDATE pages SET visited_at = ?", [last_good.strftime("%Y-%m-%dT%H:%M:%SZ")])
    return [one.fault for one in archive.alarms([SITE], NOW).get(SITE.id, [])]


def test_a_pause_that_does_not_end(archive: Archive) -> None:
    assert left_alone(archive, NOW - 4 * DAY, NOW + HOUR) == [fault(Reason.BACK_OFF_STANDS, until="2026-11-23 10:30")]
    # What the crawl has said of the same host stands there already.
    with archive.transaction():
        archive.problems.settle(SITE.id, [Problem(fault(Reason.HOST_DOWN, why="x"), NEWS)], NOW, complete=True)
    assert archive.alarms([SITE], NOW) == {}


@pytest.mark.parametrize(
    ("last_good", "until"),
    [
        (NOW - 2 * DAY, NOW + HOUR),
        (NOW - 4 * DAY, NOW - HOUR),
        # A clock that was wrong has written it.
        (NOW - 4 * DAY, NOW + 400 * DAY),
    ],
)
def test_a_pause_that_is_none(archive: Archive, last_good: dt.datetime, until: dt.datetime) -> None:
    assert left_alone(archive, last_good, until) == []


def test_an_archive_without_a_run(archive: Archive) -> None:
    assert archive.alarms([SITE], NOW) == {}
    with archive.transaction():
        archive.note_before_crawl(NOW)
    assert rows(archive, "SELECT * FROM problems") == []


def test_status_exits_with_1_where_no_crawl_comes(archive: Archive, path: Path) -> None:
    for day in range(14):
        ran(archive, NOW + day * DAY)
    with Archive.read(path) as reading:
        states = reading.site_states(NOW + 30 * DAY)
    assert [(state["site"], state["verdict"], state["problem"]) for state in states] == [
        (None, "needs attention", "no crawl for 17 days, usually there is one within 24 hours")
    ]
