"""``scraper reparse --to``: a dataset of what is archived, which is only read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cli_running import Done, scraper
from dask_processes import dask_processes


@pytest.fixture
def db(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> Path:
    shutil.copy(demo_archive[0], tmp_path / "archive.db")
    shutil.copy(demo_archive[0].with_name("demo.toml"), tmp_path / "demo.toml")
    return tmp_path / "archive.db"


def reparse(db: Path, *args: object) -> Done:
    return scraper("--db", db, "reparse", "--sites", db.with_name("demo.toml"), *args)


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def rows(folder: Path, sql: str) -> list[Any]:
    with duckdb.connect() as connection:
        for name in ("articles", "keywords", "links", "captures"):
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{folder}/{name}/**/*.parquet')")
        return connection.execute(sql).fetchall()


def ask(db: Path, sql: str) -> list[Any]:
    return [tuple(row.values()) for row in json.loads(scraper("--db", db, "query", "--json", sql).out)]


def test_the_dataset_holds_what_the_archive_holds(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "set"
    done = reparse(db, "--to", target, "--workers", 1, "-t")
    assert (done.code, done.err) == (0, "")
    for sql in (
        "SELECT url, title, body, digest, words FROM articles ORDER BY url",
        "SELECT count(*) AS n FROM links",
        "SELECT DISTINCT name FROM keywords ORDER BY name",
    ):
        assert rows(target, sql) == ask(db, sql)
    assert rows(target, 'SELECT DISTINCT source, "offset" FROM captures') == [("archive", 0)]
    assert f"{target}: 12 articles, " in done.out


def test_workers_and_cluster_make_the_same_and_a_second_run_nothing(db: Path, tmp_path: Path) -> None:
    reparse(db, "--to", tmp_path / "one", "--workers", 1)
    before = content(tmp_path / "one")
    with dask_processes(tmp_path / "dask", 1) as cluster:
        done = reparse(db, "--to", tmp_path / "two", "--scheduler", cluster.address)
    assert (done.code, done.err) == (0, "")
    assert content(tmp_path / "two") == before
    assert '"state": "already"' in reparse(db, "--to", tmp_path / "one").out
    assert content(tmp_path / "one") == before


def test_what_writes_into_the_archive_is_refused_beside_it(db: Path, tmp_path: Path) -> None:
    done = reparse(db, "--to", tmp_path / "set", "--dry-run")
    assert done.code == 2
    assert done.err.splitlines()[-1] == (
        "Error: --to reads all captures and writes into its folder alone: give it with SITE, --since, --workers,"
        " --scheduler, --sites and --force at most."
    )


def test_nothing_of_the_choice_is_a_sentence(db: Path, tmp_path: Path) -> None:
    done = reparse(db, "--to", tmp_path / "set", "--since", "2099-01-01")
    assert done.code == 1
    assert "nothing in the archive is of this choice" in done.err
