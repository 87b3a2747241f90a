"""``scraper import warc --to``: a dataset with the counts of an archive, by processes here and on a cluster."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars
import pytest

from cli_running import ROOT, Done, environment, scraper
from dask_processes import dask_processes
from scraper.batch.cluster_readers import ClusterReaders
from scraper.batch.file_run import FileRun
from scraper.batch.mapping.local import LocalReaders
from scraper.batch.mapping.task import Done as TaskDone
from scraper.batch.mapping.task import Task
from scraper.errors import ScraperError

PROFILE = """
[bote]
name = "Der Bote"
home = "https://bote.example/"

[anzeiger]
name = "Der Anzeiger"
home = "https://anzeiger.example/"
"""
TEXT = "Die Stadt stellt ihre Anträge nach dem Onlinezugangsgesetz um, und alle Ämter machen dabei mit. "


def page(number: int, added: str = "") -> str:
    return (
        f"<html lang='de'><head><title>Meldung Nummer {number} aus Lindental</title></head><body><article>"
        f"<h1>Meldung Nummer {number} aus Lindental</h1><p>({number % 28 + 1}.3.{2016 + number % 3})</p>"
        f"<p>{TEXT * 4}Das ist die Meldung mit der Nummer {number}.</p><p>Mehr bei"
        f" <a href='https://bund.example/{number}'>dem Bund</a> und in der Größe des Ganzen. {TEXT * 3}{added}</p>"
        f"<p>Stichwörter: E-Akte, Straße {number % 4}</p></article></body></html>"
    )


def record(url: str, html: str, day: str) -> bytes:
    body = html.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    http += f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {day}T08:30:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{zlib.crc32(url.encode()):032x}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of two sites, with edits, a page seen twice, a page of others and one that reserves its text."""
    (tmp_path / "sites.toml").write_text(PROFILE)
    first = [record(f"https://bote.example/meldung/{n}", page(n), "2018-05-01") for n in range(9)]
    first += [record(f"https://anzeiger.example/artikel/{n}", page(n + 100), "2018-05-02") for n in range(6)]
    first.append(record("https://elsewhere.example/artikel/1", page(500), "2018-05-02"))
    second = [
        record(f"https://bote.example/meldung/{n}", page(n, "Das wurde ergänzt." if n % 2 else ""), "2020-07-01")
        for n in range(6)
    ]
    reserved = page(600).replace("<head>", "<head><meta name='tdm-reservation' content='1'>")
    second.append(record("https://anzeiger.example/artikel/600", reserved, "2020-07-02"))
    (tmp_path / "a.warc.gz").write_bytes(b"".join(first))
    (tmp_path / "b.warc.gz").write_bytes(b"".join(second))
    return tmp_path


def import_warc(folder: Path, *args: object) -> Done:
    options = ("--sites", folder / "sites.toml", "--site", "bote", "--site", "anzeiger")
    return scraper("--db", folder / "archive.db", "import", "warc", *options, *args)


def both(folder: Path) -> tuple[Path, Path]:
    return folder / "a.warc.gz", folder / "b.warc.gz"


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def counts(folder: Path) -> dict[str, int]:
    found = {}
    for name in ("articles", "keywords", "links", "mentions", "captures"):
        pattern = f"{folder}/{name}/**/*.parquet"
        with duckdb.connect() as connection:
            (found[name],) = connection.execute(f"SELECT count(*) FROM read_parquet('{pattern}')").fetchall()[0]
        assert polars.scan_parquet(pattern).select(polars.len()).collect().item() == found[name]
    return found


def ask(db: Path, sql: str) -> Any:
    (row,) = json.loads(scraper("--db", db, "query", "--json", sql).out)
    return row["n"]


def test_the_counts_are_those_of_an_archive_of_the_same_files(folder: Path) -> None:
    done = import_warc(folder, "--to", folder / "set", "-t", *both(folder))
    assert (done.code, done.err) == (0, "")
    there = counts(folder / "set")
    assert done.out == (
        "Read: 23 records, 22 pages of these sites.\n"
        f"{folder / 'set'}: 16 articles, 30 keywords, 15 links, {there['mentions']} mentions, 18 captures.\n"
    )
    assert import_warc(folder, *both(folder)).code == 0
    db = folder / "archive.db"
    assert there == {
        "articles": ask(db, "SELECT count(*) n FROM articles"),
        "keywords": ask(db, "SELECT count(*) n FROM article_keywords"),
        "links": ask(db, "SELECT count(*) n FROM links"),
        "mentions": ask(db, "SELECT count(*) n FROM mentions"),
        "captures": ask(db, "SELECT count(*) n FROM captures"),
    }
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT url, title, body, digest FROM read_parquet('{folder}/set/articles/**/*.parquet') ORDER BY url"
        ).fetchall()
    archived = json.loads(
        scraper("--db", db, "query", "--json", "SELECT url, title, body, digest FROM articles ORDER BY url").out
    )
    assert [list(row) for row in rows] == [list(row.values()) for row in archived]


def test_run_twice_it_is_the_same_and_other_files_are_refused(folder: Path) -> None:
    target = folder / "set"
    import_warc(folder, "--to", target, *both(folder))
    before = content(target)
    made_anew = import_warc(folder, "--to", folder / "other", "-t", *both(folder))
    rows = made_anew.out.partition("other: ")[2]
    again = import_warc(folder, "--to", target, "-t", *both(folder))
    assert (again.code, again.err) == (0, "")
    assert rows.startswith("16 articles, ")
    assert again.out == f"{target}: made of the same files already: {rows}"
    assert content(target) == before
    refused = import_warc(folder, "--to", target, folder / "a.warc.gz")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        f"Error: There is a dataset in {target} already. It was made of something else: another selection, other files,"
        " or by another version of the program. Name another folder, or give --force to make it anew.\n"
    )
    assert content(target) == before
    assert import_warc(folder, "--to", target, "--force", *both(folder)).code == 0
    assert content(target) == before


def test_a_cluster_makes_the_same_dataset_and_the_same_archive(folder: Path) -> None:
    import_warc(folder, "--to", folder / "here", *both(folder))
    with dask_processes(folder / "dask", 2) as cluster:
        done = import_warc(folder, "--to", folder / "there", "--scheduler", cluster.address, *both(folder))
        assert (done.code, done.err) == (0, "")
        assert content(folder / "there") == content(folder / "here")
        (folder / "spool").mkdir()
        done = import_warc(folder, "--scheduler", cluster.address, "--spool", folder / "spool", "-t", *both(folder))
    assert (done.code, done.err) == (0, "")
    assert ask(folder / "archive.db", "SELECT count(*) n FROM articles") == 16
    assert list((folder / "spool").iterdir()) == []


def test_a_file_that_is_no_warc_is_named_and_no_tables_are_made(folder: Path) -> None:
    (folder / "b.warc.gz").write_text("com,example)/ 20180501 {}\n")
    done = import_warc(folder, "--to", folder / "set", "-t", *both(folder))
    assert (done.code, done.out) == (1, "Read: 16 records, 15 pages of these sites.\n")
    assert done.err.startswith(str(folder / "b.warc.gz"))
    assert done.err.endswith(
        f"No tables were made in {folder / 'set'}, since 1 file could not be read. Run the same command again, or leave"
        " them out.\n"
    )


def test_force_alone_is_wrong_usage(folder: Path) -> None:
    done = import_warc(folder, "--force", folder / "a.warc.gz")
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: --force makes a dataset anew: give it with --to DIR.\n"


@pytest.mark.parametrize("name", ["letter.txt", "articles"])
def test_a_folder_of_somebody_else_is_left_alone(folder: Path, name: str) -> None:
    (folder / "set").mkdir()
    (folder / "set" / name).write_text("Lieber Otto")
    done = import_warc(folder, "--to", folder / "set", "--force", folder / "a.warc.gz")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: {folder / 'set'} holds something else than a dataset. Name an empty or a new folder.\n"
    )
    assert content(folder / "set") == {name: b"Lieber Otto"}


def test_a_kill_at_any_moment_and_the_next_run_make_the_same(folder: Path) -> None:
    import_warc(folder, "--to", folder / "whole", *both(folder))
    command = [
        *(sys.executable, "-m", "scraper", "--db", str(folder / "archive.db"), "import", "warc"),
        *("--sites", str(folder / "sites.toml"), "--site", "bote", "--site", "anzeiger"),
        *("--to", str(folder / "set"), *map(str, both(folder))),
    ]
    for seconds in (0.6, 1.2, 1.8):
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment() | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert import_warc(folder, "--to", folder / "set", *both(folder)).code == 0
    assert content(folder / "set") == content(folder / "whole")


def test_what_the_archive_has_forgotten_stays_out(folder: Path) -> None:
    import_warc(folder, *both(folder))
    forgotten = "https://bote.example/meldung/3"
    assert scraper("--db", folder / "archive.db", "forget", "--yes", forgotten).code == 0
    done = import_warc(folder, "--to", folder / "set", "-t", *both(folder))
    assert (done.code, done.err) == (0, "")
    with duckdb.connect() as connection:
        for name in ("articles", "keywords", "links", "mentions", "captures"):
            found = connection.execute(
                f"SELECT count(*) FROM read_parquet('{folder}/set/{name}/**/*.parquet') WHERE url = '{forgotten}'"
            ).fetchall()
            assert found == [(0,)]
    assert counts(folder / "set")["articles"] == 15


@pytest.mark.parametrize("is_dataset", [True, False])
def test_a_scheduler_that_is_killed_is_a_sentence_and_the_same_command_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, is_dataset: bool
) -> None:
    # So that a small file has several tasks.
    monkeypatch.setattr("scraper.batch.mapping.cutting.RANGE_BYTES", 900)
    (folder / "spool").mkdir()
    options: list[object] = ["--to", folder / "set"] if is_dataset else ["--spool", folder / "spool"]
    read = ClusterReaders.read
    with dask_processes(folder / "dask", 1) as cluster:

        def read_and_kill(readers: ClusterReaders, tasks: Iterable[Task]) -> Iterator[TaskDone]:
            for done in read(readers, tasks):
                yield done
                cluster.scheduler.kill()

        monkeypatch.setattr(ClusterReaders, "read", read_and_kill)
        broken = import_warc(folder, *options, "--scheduler", cluster.address, *both(folder))
    assert broken.code == 1
    assert broken.err == (
        f"Error: The scheduler {cluster.address} is gone. What was read is kept; run the same command again to go on.\n"
    )
    monkeypatch.setattr(ClusterReaders, "read", read)
    with dask_processes(folder / "dask2", 1) as other:
        done = import_warc(folder, *options, "--scheduler", other.address, *both(folder))
    assert (done.code, done.err) == (0, "")
    if is_dataset:
        import_warc(folder, "--to", folder / "whole", *both(folder))
        assert content(folder / "set") == content(folder / "whole")
    else:
        assert ask(folder / "archive.db", "SELECT count(*) n FROM articles") == 16


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--to", "set", "--spool", "spool"), "--to keeps in DIR what is read: give it without --spool."),
        (("--spool", "spool"), "--spool is for the machines of a cluster: give it with --scheduler."),
        (("--force",), "--force makes a dataset anew: give it with --to DIR."),
    ],
)
def test_options_that_would_be_of_no_use_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(folder)
    before = content(folder)
    for done in (
        import_warc(folder, *options, *both(folder)),
        scraper("--db", folder / "archive.db", "reparse", *options),
    ):
        assert (done.code, done.out, done.err) == (2, "", f"Error: {said}\n")
    assert content(folder) == before


def test_a_cluster_without_a_shared_folder_keeps_what_was_read_beside_the_archive(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(readers: ClusterReaders, tasks: Iterable[Task]) -> Iterator[TaskDone]:
        (Path(next(iter(tasks)).folder) / "x.spool").write_text("read")
        raise ScraperError("The scheduler is gone.")
        yield

    with dask_processes(folder / "dask", 1) as cluster:
        monkeypatch.setattr(ClusterReaders, "read", lost)
        assert import_warc(folder, "--scheduler", cluster.address, *both(folder)).code == 1
    (kept,) = folder.glob("scraper-import-*/x.spool")
    assert kept.read_text() == "read"


def test_without_its_library_no_folder_is_made(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    for done in (
        import_warc(folder, "--to", folder / "set", *both(folder)),
        scraper("--db", folder / "archive.db", "reparse", "--to", folder / "set"),
    ):
        assert (done.code, done.out) == (2, "")
        assert done.err == (
            "Error: Parquet needs the library pyarrow, which is not installed."
            " Install it where scraper is installed: .venv/bin/pip install -e '.[parquet]'.\n"
        )
    assert not (folder / "set").exists()


def test_a_file_of_unknown_size_is_read_by_all_cores(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    class Readers(LocalReaders):
        def __init__(self, processes: int) -> None:
            asked.append(processes)
            super().__init__(1)

    monkeypatch.setattr("os.cpu_count", lambda: 7)
    monkeypatch.setattr("scraper.batch.mapping.local.LocalReaders", Readers)
    # As a host gives it that does not say the size.
    file = FileRun(str(folder / "a.warc.gz"), "a.warc.gz")
    monkeypatch.setattr("scraper.batch.import_warc.expanded", lambda given: [file])
    assert import_warc(folder, "--to", folder / "set", "a.warc.gz").code == 0
    assert import_warc(folder, "a.warc.gz").code == 0
    assert asked == [7, 7]
