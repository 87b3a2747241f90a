"""WARC files become a Parquet dataset: by processes here and on a cluster, killed in the middle, and run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import polars
import pytest

from dask_processes import dask_processes
from made_warc import DAY, SITE, article, html_of, record, url_of, write
from scraper.batch.cluster import Cluster
from scraper.batch.cluster_readers import ClusterReaders
from scraper.batch.dataset import MANIFEST, WORK, Dataset
from scraper.batch.dataset_columns import TABLES
from scraper.batch.dataset_import import Made, Readers, make, selection_of
from scraper.batch.file_run import FileRun
from scraper.batch.mapping.local import LocalReaders
from scraper.batch.mapping.selection import Selection
from scraper.batch.mapping.task import Done, Task

POISON = Path(__file__).parent / "poison"
SELECTION = Selection(sites=(SITE,))


@pytest.fixture(autouse=True)
def _small_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    # So that a small file has several tasks.
    monkeypatch.setattr("scraper.batch.mapping.cutting.RANGE_BYTES", 700)


def files_of(folder: Path, *files: Sequence[bytes]) -> list[FileRun]:
    found = []
    for number, records in enumerate(files):
        path = folder / f"news-{number}.warc.gz"
        write(path, records)
        found.append(FileRun(str(path), str(path), path.stat().st_size, f"mtime {number}"))
    return found


def two_files(folder: Path) -> list[FileRun]:
    later = DAY.replace(year=2021)
    return files_of(
        folder,
        [article(number) for number in range(8)],
        [article(number, "Das kam dazu.", later) for number in range(4, 12)],
    )


def made(target: Path, files: Sequence[FileRun], readers: Readers) -> Made:
    return make(Dataset(target, selection_of(files, SELECTION)), files, SELECTION, readers)


class Noting:
    """Reads tasks, and notes of which files they are."""

    def __init__(self) -> None:
        self.sources: list[str] = []

    def read(self, tasks: Iterable[Task]) -> Iterator[Done]:
        given = list(tasks)
        self.sources += [task.source for task in given]
        yield from LocalReaders(1).read(given)


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_duckdb_and_polars_count_what_was_read(tmp_path: Path) -> None:
    found = made(tmp_path / "set", two_files(tmp_path), LocalReaders(1))
    assert found.rows["articles"] == 12
    assert found.rows["captures"] == 16
    assert found.counts["records"] == 16
    for name in TABLES:
        pattern = f"{tmp_path}/set/{name}/**/*.parquet"
        counted = duckdb.sql(f"SELECT count(*) FROM read_parquet('{pattern}')").fetchall()
        assert counted == [(found.rows[name],)]
        assert polars.scan_parquet(pattern).select(polars.len()).collect().item() == found.rows[name]
    edited = duckdb.sql(
        f"SELECT count(*) FROM read_parquet('{tmp_path}/set/articles/**/*.parquet') WHERE body LIKE '%Das kam dazu.%'"
    ).fetchall()
    assert edited == [(8,)]


def test_one_process_two_and_a_cluster_make_the_same_bytes(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    one = made(tmp_path / "one", files, LocalReaders(1))
    two = made(tmp_path / "two", files, LocalReaders(2))
    with dask_processes(tmp_path / "dask", 2) as processes, Cluster(processes.address) as connected:
        three = made(tmp_path / "three", files, ClusterReaders(connected))
    assert one == two == three
    assert content(tmp_path / "one") == content(tmp_path / "two") == content(tmp_path / "three")
    assert not (tmp_path / "one" / WORK).exists()


def test_a_second_run_reads_nothing(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    first = made(tmp_path / "set", files, LocalReaders(1))
    before = content(tmp_path / "set")
    for file in files:
        Path(file.source).unlink()
    again = made(tmp_path / "set", files, LocalReaders(1))
    assert (again.was_there, again.rows) == (True, first.rows)
    assert content(tmp_path / "set") == before


def test_a_file_that_cannot_be_read_makes_no_tables_and_costs_no_reading(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    away = Path(files[1].source)
    away.rename(tmp_path / "away")
    found = made(tmp_path / "set", files, LocalReaders(1))
    assert list(found.failed) == [str(away)]
    assert not (tmp_path / "set" / MANIFEST).exists()
    assert not (tmp_path / "set" / "articles").exists()
    assert list((tmp_path / "set" / WORK / "parts").glob("*.parquet"))
    (tmp_path / "away").rename(away)
    readers = Noting()
    again = made(tmp_path / "set", files, readers)
    assert again.rows["articles"] == 12
    assert set(readers.sources) == {str(away)}
    made(tmp_path / "whole", files, LocalReaders(1))
    assert content(tmp_path / "set") == content(tmp_path / "whole")


def test_a_record_that_kills_its_reader_is_named_and_the_dataset_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(POISON), os.environ.get("PYTHONPATH", "")]))
    records = [article(number) for number in range(3)]
    records[1] = record(url_of(1), html_of(1, added="TOEDLICH"))
    found = made(tmp_path / "set", files_of(tmp_path, records), LocalReaders(1))
    assert found.rows["articles"] == 2
    assert [(one.url, str(one.fault)) for one in found.broken] == [
        (url_of(1), "left out, as two processes that read it ended (signal SIGKILL)")
    ]
    assert found.has_trouble


SCRIPT = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
import test_dataset_import as tests
import scraper.batch.mapping.cutting as cutting
cutting.RANGE_BYTES = 700
files = tests.two_files(Path({folder!r}))
tests.made(Path({folder!r}) / "killed", files, tests.LocalReaders(1))
"""


def test_a_run_that_was_killed_is_gone_on_with(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    made(tmp_path / "whole", files, LocalReaders(1))
    script = SCRIPT.format(path=[*sys.path, str(Path(__file__).parent)], folder=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", script])
    parts = tmp_path / "killed" / WORK / "parts"
    while process.poll() is None and len(list(parts.glob("*.done"))) < 2:
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert made(tmp_path / "killed", files, LocalReaders(1)).rows["articles"] == 12
    assert content(tmp_path / "killed") == content(tmp_path / "whole")
