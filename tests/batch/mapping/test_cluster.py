"""Tasks read on a real Dask cluster on loopback: what a death costs, and what is said when the cluster is gone."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from dask_processes import DaskProcesses, dask_processes
from made_warc import SITE, article, html_of, record, url_of, write
from scraper.about import VERSION
from scraper.batch import cluster_work
from scraper.batch.cluster import LOCAL, Cluster
from scraper.batch.cluster_readers import ClusterReaders
from scraper.batch.mapping.selection import Selection
from scraper.batch.mapping.spool import read_spool
from scraper.batch.mapping.task import Done, Task
from scraper.errors import ScraperError
from scraper.model.incoming import Recalled

POISON = Path(__file__).parent / "poison"
OTHER_WORKERS = Path(__file__).parent / "other_workers"
ARTICLES = 12
A_TASK = 2


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DaskProcesses]:
    # Words in a page harm the process that reads it.
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(POISON), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("ONCE_ONLY", str(tmp_path / "once"))
    with dask_processes(tmp_path / "dask", 2) as processes:
        yield processes


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    return tasks_of(tmp_path, [article(number) for number in range(ARTICLES)])


def tasks_of(folder: Path, records: list[bytes]) -> list[Task]:
    """Return tasks of two records each."""
    file, spool = folder / "news.warc.gz", folder / "spool"
    spool.mkdir()
    offsets = write(file, records)
    starts = offsets[::A_TASK]
    ends = [*starts[1:], None]
    selection = Selection(sites=(SITE,))
    return [
        Task(number, str(file), start, end, selection, str(spool))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def urls(done: Done) -> list[str]:
    return [item.incoming.response.url for item in read_spool(Path(done.path)) if isinstance(item, Recalled)]


def all_urls(found: list[Done]) -> list[str]:
    return [url for done in found for url in urls(done)]


def test_what_came_of_tasks_is_handed_out_in_their_order(cluster: DaskProcesses, tasks: list[Task]) -> None:
    with Cluster(cluster.address) as connected:
        connected.check(Path(tasks[0].folder), [tasks[0].source])
        found = list(ClusterReaders(connected).read(tasks))
    assert [done.number for done in found] == [task.number for task in tasks]
    assert all_urls(found) == [url_of(number) for number in range(ARTICLES)]
    assert {file.suffix for file in Path(tasks[0].folder).iterdir()} == {".spool", ".done"}


def test_what_was_done_is_found_again_and_not_read_twice(cluster: DaskProcesses, tasks: list[Task]) -> None:
    with Cluster(cluster.address) as connected:
        first = list(ClusterReaders(connected).read(tasks))
        times = {file: file.stat().st_mtime_ns for file in Path(tasks[0].folder).iterdir()}
        assert list(ClusterReaders(connected).read(tasks)) == first
    assert {file: file.stat().st_mtime_ns for file in Path(tasks[0].folder).iterdir()} == times


def test_two_workers_that_are_killed_cost_nothing(cluster: DaskProcesses, tmp_path: Path) -> None:
    tasks = tasks_of(tmp_path, [article(number) for number in range(ARTICLES)])
    with Cluster(cluster.address) as connected:
        found = []
        for done in ClusterReaders(connected).read(tasks):
            found.append(done)
            if len(found) in (1, 3):
                # The worker that is killed has tasks under way; another one takes its place.
                cluster.add_worker()
                cluster.workers[len(found) // 2].send_signal(signal.SIGKILL)
    assert all_urls(found) == [url_of(number) for number in range(ARTICLES)]
    assert all(done.is_whole and not done.has_failed for done in found)


def test_a_record_that_kills_its_reader_is_named_after_two_deaths(cluster: DaskProcesses, tmp_path: Path) -> None:
    records = [article(number) for number in range(4)]
    records[1] = record(url_of(1), html_of(1, added="TOEDLICH"))
    tasks = tasks_of(tmp_path, records)
    with Cluster(cluster.address) as connected:
        found = list(ClusterReaders(connected).read(tasks))
    assert all_urls(found) == [url_of(number) for number in (0, 2, 3)]
    (broken,) = found[0].skipped
    assert (broken.url, str(broken.fault)) == (
        url_of(1), "left out, as two processes that read it ended (signal SIGKILL)",
    )  # fmt: skip


def test_a_scheduler_that_is_killed_is_a_sentence_and_the_next_run_goes_on(
    cluster: DaskProcesses, tmp_path: Path
) -> None:
    # More than are handed out before the first is taken, however busy the machine is.
    tasks = tasks_of(tmp_path, [article(number) for number in range(40)])
    with pytest.raises(ScraperError) as caught, Cluster(cluster.address) as connected:
        reading = ClusterReaders(connected).read(tasks)
        next(reading)
        cluster.scheduler.kill()
        list(reading)
    assert str(caught.value) == (
        f"The scheduler {cluster.address} is gone. What was read is kept; run the same command again to go on."
    )
    kept = [task for task in tasks if cluster_work.done_before(task) is not None]
    assert kept
    with dask_processes(tmp_path / "other", 1) as other, Cluster(other.address) as connected:
        assert all_urls(list(ClusterReaders(connected).read(tasks))) == [url_of(number) for number in range(40)]


def test_a_folder_that_a_worker_does_not_see_is_said_before_any_work(cluster: DaskProcesses, tmp_path: Path) -> None:
    with Cluster(cluster.address) as connected, pytest.raises(ScraperError) as caught:
        # What does not lie on this disk cannot be seen by a worker that runs on it either.
        connected._check_file(str(tmp_path / "nowhere.warc.gz"))
    assert str(caught.value).endswith(
        f"cannot read {tmp_path / 'nowhere.warc.gz'}: No such file or directory. Files have to lie where all machines"
        " see them under one name, or at an http or s3 address."
    )


def test_a_scheduler_that_cannot_be_reached_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.batch.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(ScraperError) as caught, Cluster("tcp://127.0.0.1:9"):
        pass
    assert str(caught.value) == (
        "The scheduler tcp://127.0.0.1:9 cannot be reached. Start one with 'dask scheduler', and look whether address,"
        " port and firewall are right."
    )


def test_a_cluster_on_this_machine_says_nothing_beside_another_one(capfd: pytest.CaptureFixture[str]) -> None:
    # The port that Dask shows its pages at unless told otherwise.
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            other.bind(("127.0.0.1", 8787))
            other.listen()
        with Cluster(LOCAL, 1) as cluster:
            assert cluster.threads == 1
    assert capfd.readouterr().err == ""


def test_a_scheduler_without_workers_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.batch.cluster._WORKER_SECONDS", 1)
    with dask_processes(tmp_path / "dask", 0) as cluster:
        with pytest.raises(ScraperError) as caught, Cluster(cluster.address):
            pass
        assert str(caught.value) == (
            f"The scheduler {cluster.address} has no workers. Start some with 'dask worker {cluster.address} --nthreads"
            " 1'. What was read is kept; run the same command again to go on."
        )


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("older", "has scraper 0.0.9, and the machine that asks 0.1.0."),
        ("without", "has no package 'scraper'."),
    ],
)
def test_a_worker_with_other_programs_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, sentence: str
) -> None:
    path = os.pathsep.join([str(OTHER_WORKERS / kind), os.environ.get("PYTHONPATH", "")])
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONPATH", path)
        processes = DaskProcesses(tmp_path)
        processes.add_worker()
    try:
        with pytest.raises(ScraperError) as caught, Cluster(processes.address) as connected:
            connected.check(tmp_path)
    finally:
        processes.end()
    assert str(caught.value).startswith("The worker tcp://127.0.0.1:")
    assert str(caught.value).endswith(f"{sentence} Install there what is installed here: 'scraper[cluster]'.")


def test_a_task_at_which_workers_end_is_given_up_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = tasks_of(tmp_path, [article(0)])
    monkeypatch.syspath_prepend(OTHER_WORKERS / "dying")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(OTHER_WORKERS / "dying"), os.environ.get("PYTHONPATH", "")]))
    # One death is enough, so that the test needs two workers and not five.
    monkeypatch.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "0")
    from dying import die

    monkeypatch.setattr("scraper.batch.cluster_readers.work", die)
    with dask_processes(tmp_path / "dask", 2) as cluster, Cluster(cluster.address) as connected:
        (done,) = ClusterReaders(connected).read(tasks)
    assert (done.is_whole, done.path) == (False, "")
    assert str(done.fault) == (
        "could not be read: each process that tried ended (and the workers of the cluster with them)"
    )


def test_a_folder_that_another_machine_has_under_the_same_name_is_found_out(tmp_path: Path) -> None:
    (tmp_path / ".seen-a").write_text("another")
    assert cluster_work.sees(str(tmp_path), ".seen-a") == "another folder of this name"
    assert cluster_work.sees(str(tmp_path / "nowhere"), ".seen-a") == "No such file or directory"
    (tmp_path / ".seen-b").write_text(".seen-b")
    assert cluster_work.sees(str(tmp_path), ".seen-b") == ""
    assert sorted(file.name for file in tmp_path.iterdir()) == [".seen-a", ".seen-b"]


def test_a_worker_that_came_later_with_another_version_reads_nothing(tmp_path: Path) -> None:
    (task,) = tasks_of(tmp_path, [article(0)])
    done = cluster_work.work(task, None, cluster_work.facts() | {"scraper": "0.0.9"})
    assert (done.is_whole, done.path, done.reached) == (False, "", 0)
    assert done.message == f"A worker that came later has scraper {VERSION}, and the machine that asks 0.0.9."
    assert done.hint == "Install there what is installed here, and run the same command again."
    assert list(Path(task.folder).iterdir()) == []


def test_what_was_read_of_another_content_or_by_another_profile_is_read_again(tmp_path: Path) -> None:
    (task, *_) = tasks_of(tmp_path, [article(0)])
    task = replace(task, identity="100-a")
    cluster_work.keep_done(task, Done(7, task.source, task.start, reached=100))
    assert cluster_work.done_before(task) == Done(task.number, task.source, task.start, reached=100)
    mended = replace(SITE, title_suffixes=(" – Der Bote",))
    for other in (
        replace(task, identity="100-b"),
        replace(task, selection=Selection(sites=(mended,))),
        replace(task, selection=Selection(sites=(SITE,), known=(mended,))),
    ):
        assert cluster_work.done_before(other) is None
