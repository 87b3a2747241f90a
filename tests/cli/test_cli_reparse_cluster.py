"""``scraper reparse --workers`` and ``--scheduler``: the same result, whoever reads."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cli_running import Done, scraper
from dask_processes import DaskProcesses, dask_processes

OUTDATE = "UPDATE articles SET reader = '5' || substr(reader, 2), title = 'Alt'"


@pytest.fixture
def db(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> Path:
    shutil.copy(demo_archive[0], tmp_path / "archive.db")
    shutil.copy(demo_archive[0].with_name("demo.toml"), tmp_path / "demo.toml")
    with closing(sqlite3.connect(tmp_path / "archive.db")) as connection, connection:
        connection.execute(OUTDATE)
    return tmp_path / "archive.db"


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[DaskProcesses]:
    with dask_processes(tmp_path / "dask", 2) as processes:
        yield processes


def content(db: Path) -> list[Any]:
    with closing(sqlite3.connect(db)) as connection:
        return [
            connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for name in ("articles", "versions", "links", "captures")
        ]


def figures(done: Done) -> list[str]:
    return [line for line in done.out.splitlines() if not line.startswith("  ")]


def reparse(db: Path, *args: object) -> Done:
    return scraper("--db", db, "reparse", "-t", "--sites", db.with_name("demo.toml"), *args)


def test_a_cluster_reads_what_processes_of_this_machine_read(db: Path, cluster: DaskProcesses, tmp_path: Path) -> None:
    shutil.copy(db, tmp_path / "other.db")
    here = reparse(tmp_path / "other.db", "--workers", 2)
    there = reparse(db, "--scheduler", cluster.address)
    assert (there.code, there.err) == (0, "")
    # Which examples of a field are shown follows from who was ready first.
    assert figures(there) == figures(here)
    assert there.out.startswith("Read again: 12 articles, 1 earlier state.\n")
    assert content(db) == content(tmp_path / "other.db")
    assert not list(tmp_path.glob(".scraper-spool-*"))


def test_a_scheduler_that_is_not_there_is_a_sentence(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.batch.cluster._CONNECT_SECONDS", 1)
    before = content(db)
    done = reparse(db, "--scheduler", "tcp://127.0.0.1:9")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "Error: The scheduler tcp://127.0.0.1:9 cannot be reached. Start one with 'dask scheduler', and look whether"
        " address, port and firewall are right.\n"
    )
    assert content(db) == before


def test_what_is_no_address_is_wrong_usage(db: Path) -> None:
    done = reparse(db, "--scheduler", "gopher://there")
    assert (done.code, done.out) == (2, "")
    assert done.err == ("Error: 'gopher://there' is no address of a scheduler. It looks like tcp://10.0.0.5:8786.\n")


def test_a_spool_that_cannot_be_made_is_a_sentence(db: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = reparse(db, "--scheduler", "tcp://127.0.0.1:9", "--spool", tmp_path / "file" / "deep")
    assert done.code == 1
    assert done.err == (
        f"Error: No folder can be made in {tmp_path / 'file' / 'deep'}: Not a directory. Name another place with"
        " --spool DIR.\n"
    )
