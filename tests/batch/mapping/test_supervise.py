"""A record that ends the process which reads it is named and left out; all else is kept."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from made_warc import SITE, article, html_of, record, url_of, write
from scraper.batch.mapping.journal import Journal
from scraper.batch.mapping.selection import Selection
from scraper.batch.mapping.spool import read_spool
from scraper.batch.mapping.supervise import Bounds, Supervisor, supervise
from scraper.batch.mapping.task import Done, Task
from scraper.model import Reason, fault
from scraper.model.incoming import Broken, Recalled

POISON = Path(__file__).parent / "poison"


@pytest.fixture(autouse=True)
def _poisoned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let words in a page harm the process that reads it."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(POISON), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("ONCE_ONLY", str(tmp_path / "once"))


def task_of(path: Path, folder: Path) -> Task:
    """Return the task of a whole file."""
    return Task(0, str(path), 0, None, Selection(sites=(SITE,)), str(folder))


def urls(done: Done) -> list[str]:
    """Return the addresses of all pages that were kept."""
    return [item.incoming.response.url for item in read_spool(Path(done.path)) if isinstance(item, Recalled)]


def test_all_is_kept_where_nothing_happens(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, [article(number) for number in range(5)])

    done = supervise(task_of(path, tmp_path))

    assert urls(done) == [url_of(number) for number in range(5)]
    assert done == Done(
        0,
        str(path),
        0,
        path.stat().st_size,
        path=str(tmp_path / "000000.spool"),
        counts={"records": 5, "pages": 5, "other": 0},
    )
    assert sorted(item.name for item in tmp_path.iterdir()) == ["000000.spool", "a.warc.gz"]


@pytest.mark.parametrize(
    ("word", "bounds", "why"),
    [
        ("TOEDLICH", Bounds(), "signal SIGKILL"),
        ("ENDLOS", Bounds(page_seconds=3.0), "no end of it after 3 s"),
        ("UNERSAETTLICH", Bounds(memory=300_000_000), None),
    ],
)
def test_a_record_that_ends_its_reader_is_named_and_left_out(
    tmp_path: Path, word: str, bounds: Bounds, why: str | None
) -> None:
    path = tmp_path / "a.warc.gz"
    offsets = write(path, [article(number, word if number == 2 else "") for number in range(5)])

    done = supervise(task_of(path, tmp_path), bounds)

    assert urls(done) == [url_of(number) for number in (0, 1, 3, 4)]
    if why is None:
        # The system refuses it more memory, or its memory is seen to grow: whichever comes first.
        why = str(dict(done.skipped[0].fault.detail)["why"])
        assert why in ("out of memory", "more than 300 MB of memory")
    assert done.skipped == (Broken(str(path), offsets[2], fault(Reason.KILLS_READER, why=why), url_of(2)),)
    assert done.is_whole


def test_a_record_that_ends_the_reader_of_the_file_is_named_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    deadly = "https://bote.example/toedlich"
    offsets = write(path, [article(1), record(deadly, html_of(2)), article(3)])

    done = supervise(task_of(path, tmp_path))

    assert urls(done) == [url_of(1), url_of(3)]
    why = fault(Reason.KILLS_READER, why="signal SIGKILL")
    assert done.skipped == (Broken(str(path), offsets[1], why, deadly),)


def test_two_such_records_are_both_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    offsets = write(path, [article(number, "TOEDLICH" if number in (0, 4) else "") for number in range(5)])

    done = supervise(task_of(path, tmp_path))

    assert urls(done) == [url_of(number) for number in (1, 2, 3)]
    assert [one.offset for one in done.skipped] == [offsets[0], offsets[4]]


def test_each_of_many_such_records_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    offsets = write(path, [article(number, "TOEDLICH" if number in (0, 2, 4) else "") for number in range(6)])
    task = task_of(path, tmp_path)

    done = supervise(task, Bounds(deaths_unexplained=3))
    given_up = supervise(task, Bounds(named=2))

    assert urls(done) == [url_of(number) for number in (1, 3, 5)]
    assert [one.offset for one in done.skipped] == [offsets[number] for number in (0, 2, 4)]
    assert str(given_up.fault) == "could not be read: each process that tried ended (signal SIGKILL)"
    assert (given_up.is_whole, len(given_up.skipped)) == (False, 2)


def test_one_death_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, [article(number, "EINMAL" if number == 2 else "") for number in range(5)])

    done = supervise(task_of(path, tmp_path))

    assert urls(done) == [url_of(number) for number in range(5)]
    assert done.skipped == ()


def test_a_process_that_never_comes_to_a_record_ends_the_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, [article(1)])
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "sitecustomize.py").write_text("import os\nos._exit(3)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "broken"))

    done = supervise(task_of(path, tmp_path))

    assert done == Done(0, str(path), 0, 0, is_whole=False, fault=fault(Reason.READERS_DIE, why="exit code 3"))
    assert done.has_failed


def test_a_task_that_is_stopped_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, [article(number, "ENDLOS" if number == 3 else "") for number in range(5)])
    with Supervisor(Bounds(page_seconds=3.0)) as supervisor:
        threading.Timer(0.1, supervisor.stop).start()
        done = supervisor.run(task_of(path, tmp_path))

    assert not done.is_whole
    assert not done.has_failed


def test_a_process_reads_the_next_task_too(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    offsets = write(path, [article(number) for number in range(4)])
    first = replace(task_of(path, tmp_path), end=offsets[2])
    with Supervisor() as supervisor:
        parts = [supervisor.run(first), supervisor.run(replace(first, number=1, start=offsets[2], end=None))]

    assert [urls(done) for done in parts] == [[url_of(0), url_of(1)], [url_of(2), url_of(3)]]
    assert parts[0].reached == offsets[2]


def test_a_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    write(path, [article(1)])
    supervisor = Supervisor()
    supervisor.run(task_of(path, tmp_path))
    process = supervisor._process
    assert process is not None
    assert process.stdin is not None

    process.stdin.close()

    assert process.wait(10) == 0
    supervisor._end()


def test_no_room_for_its_files_gives_a_task_up_and_says_so(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", [article(1)])
    missing = tmp_path / "removed"
    done = supervise(task_of(tmp_path / "a.warc.gz", missing))
    assert str(done.fault) == f"what is read cannot be kept in {missing} (No such file or directory)"
    assert (done.is_whole, done.reached, done.path) == (False, 0, "")


def test_a_journal_has_its_room_on_the_disk_before_anything_is_written_into_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    # Of a page of memory for which the disk has no room, the system ends whoever writes into it.
    assert (tmp_path / "journal").stat().st_blocks * 512 >= 4096
    journal.note(7, "https://bote.example/", is_page=True)
    other = Journal(tmp_path / "journal")
    assert other.read() == journal.read()
