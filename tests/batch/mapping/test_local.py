"""Tasks read side by side: in order, by as many processes as were asked for, and ended when they are to be."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from made_warc import SITE, article, url_of, write
from scraper.batch.mapping.local import LocalReaders
from scraper.batch.mapping.selection import Selection
from scraper.batch.mapping.spool import read_spool
from scraper.batch.mapping.task import Done, Task
from scraper.model import Reason
from scraper.model.incoming import Recalled

POISON = Path(__file__).parent / "poison"


def tasks(folder: Path, number: int, added: str = "") -> Iterator[Task]:
    """Yield tasks of two articles each, cut from one file."""
    path = folder / "all.warc.gz"
    offsets = [*write(path, [article(one, added) for one in range(2 * number)]), path.stat().st_size]
    for place in range(number):
        start, end = offsets[2 * place], offsets[2 * place + 2]
        yield Task(place, str(path), start, end, Selection(sites=(SITE,)), str(folder))


def urls(done: Done) -> list[str]:
    """Return the addresses of all pages that were kept."""
    return [item.incoming.response.url for item in read_spool(Path(done.path)) if isinstance(item, Recalled)]


def test_tasks_come_back_in_their_order(tmp_path: Path) -> None:
    found = [url for done in LocalReaders(3).read(tasks(tmp_path, 8)) for url in urls(done)]

    assert found == [url_of(number) for number in range(16)]


def test_no_more_is_read_ahead_than_fits(tmp_path: Path) -> None:
    made = []

    def noted() -> Iterator[Task]:
        for task in tasks(tmp_path, 9):
            made.append(task.number)
            yield task

    results = LocalReaders(1).read(noted())
    next(results)

    assert made == [0, 1, 2]
    results.close()  # type: ignore[attr-defined]


def test_killed_processes_cost_nothing(tmp_path: Path) -> None:
    readers = LocalReaders(2)
    found = []
    for number, done in enumerate(readers.read(tasks(tmp_path, 12))):
        found += urls(done)
        if number in (2, 5):
            victims = [one._process for one in readers._supervisors if one._process is not None]
            os.kill(victims[-1].pid, signal.SIGKILL)

    assert found == [url_of(number) for number in range(24)]


def test_a_stop_hands_out_what_is_there_and_begins_nothing(tmp_path: Path) -> None:
    readers = LocalReaders(1)
    results = readers.read(tasks(tmp_path, 9))
    first = next(results)
    readers.stop()
    rest = list(results)

    assert first.is_whole
    assert 1 <= len(rest) <= 3
    assert not rest[-1].is_whole


def test_who_leaves_early_ends_the_processes_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(POISON), os.environ.get("PYTHONPATH", "")]))
    readers = LocalReaders(1)
    path = tmp_path / "all.warc.gz"
    offsets = write(path, [article(1), article(2, "ENDLOS")])
    both = [
        Task(number, str(path), start, end, Selection(sites=(SITE,)), str(tmp_path))
        for number, (start, end) in enumerate([(0, offsets[1]), (offsets[1], None)])
    ]
    results = readers.read(both)
    next(results)
    time.sleep(0.3)
    process = readers._supervisors[0]._process
    assert process is not None
    began = time.monotonic()
    results.close()  # type: ignore[attr-defined]

    assert process.poll() is not None
    assert time.monotonic() - began < 5


def test_a_bug_in_a_thread_reaches_who_waits(tmp_path: Path) -> None:
    # What stands in a task has to go to another process, and a function without a name cannot.
    task = Task(0, "x.warc.gz", 0, None, Selection(sites=(lambda: None,)), str(tmp_path))  # type: ignore[arg-type]

    with pytest.raises((AttributeError, pickle.PicklingError)):
        next(LocalReaders(1).read([task]))


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    missing = Task(0, "x.warc.gz", 0, None, Selection(), str(tmp_path / "nowhere"))

    done = next(LocalReaders(1).read([missing]))

    assert not done.is_whole
    assert done.fault is not None
    assert done.fault.reason is Reason.NO_ROOM_TO_READ
