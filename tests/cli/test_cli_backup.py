"""``scraper backup``, and archives in folders that cannot be written."""

from __future__ import annotations

import fcntl
import gzip
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli_running import ROOT, Done, environment, scraper
from empty_archive import put_empty_archive
from scraper.errors import ArchiveError, LockedError
from scraper.store import backup as module
from scraper.store.files import PAGE_BYTES
from scraper.store.migrations.checks import Progress


@pytest.fixture
def db(tmp_path: Path, demo_archive: tuple[Path, list[Done]]) -> Path:
    """A copy of the demo's archive, closed."""
    file = tmp_path / "archive.db"
    shutil.copy(demo_archive[0], file)
    return file


def articles(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def page_sizes(*files: Path) -> list[int]:
    found = []
    for file in files:
        with closing(sqlite3.connect(file)) as connection:
            found.append(int(connection.execute("PRAGMA page_size").fetchone()[0]))
    return found


def test_a_backup_is_one_file_that_can_be_asked(db: Path, tmp_path: Path) -> None:
    db.chmod(0o640)
    (tmp_path / "b.db.part").write_bytes(b"left by a kill")
    done = scraper("backup", "--db", db, "b.db")
    assert (done.code, done.out, done.err) == (0, "", "")
    file = tmp_path / "b.db"
    assert [found.name for found in tmp_path.glob("b.db*")] == ["b.db"]
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.read_bytes()[18:20] == b"\x01\x01"
    assert page_sizes(db, file) == [PAGE_BYTES, PAGE_BYTES]
    assert articles(file) == articles(db) > 0
    assert scraper("--db", file, "query", "SELECT count(*) AS n FROM articles").lines == [{"n": articles(db)}]


def test_rows_in_the_log_are_copied_and_an_older_backup_gives_way(db: Path, tmp_path: Path) -> None:
    assert scraper("--db", db, "backup", "b.db").code == 0
    with closing(sqlite3.connect(db, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE mine (n)")
        writer.execute("INSERT INTO mine VALUES (7)")
        assert scraper("--db", db, "backup", "b.db").code == 0
    with closing(sqlite3.connect(tmp_path / "b.db")) as copy:
        assert copy.execute("SELECT n FROM mine").fetchall() == [(7,)]


def test_a_writer_that_never_rests_does_not_hold_a_backup_up(db: Path, tmp_path: Path) -> None:
    is_over, has_begun = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(db, isolation_level=None, timeout=30)) as writer:
            writer.execute("PRAGMA journal_mode = WAL")
            writer.execute("CREATE TABLE pairs (a, b)")
            while not is_over.is_set():
                writer.execute("BEGIN IMMEDIATE")
                writer.execute("INSERT INTO pairs VALUES (1, zeroblob(50000))")
                writer.execute("INSERT INTO pairs VALUES (2, zeroblob(50000))")
                writer.execute("COMMIT")
                has_begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        has_begun.wait(30)
        for _ in range(3):
            assert scraper("--db", db, "backup", "b.db").code == 0
            with closing(sqlite3.connect(tmp_path / "b.db")) as copy:
                ones, twos = copy.execute("SELECT sum(a = 1), sum(a = 2) FROM pairs").fetchone()
                assert ones == twos
    finally:
        is_over.set()
        thread.join()


KILLED = """
import sys, time
from pathlib import Path
from scraper.errors import ArchiveError, LockedError
from scraper.store import backup as module
from scraper.store.files import PAGE_BYTES
from scraper.store.migrations.checks import Progress
def check(*args):
    print("copied", flush=True)
    time.sleep(60)
module._check = check
module.backup(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_kill_leaves_the_older_backup(db: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.db"
    assert scraper("--db", db, "backup", file).code == 0
    before = file.read_bytes()
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(db), str(file)], stdout=subprocess.PIPE, env=environment()
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"copied\n"
    done = scraper("--db", db, "backup", "b.db")
    assert (done.code, done.err) == (75, "Error: b.db: another backup to this file is being made. Let it end.\n")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert file.read_bytes() == before
    assert (tmp_path / "b.db.part").exists()
    assert scraper("--db", db, "backup", "b.db").code == 0
    assert not (tmp_path / "b.db.part").exists()


def test_the_archive_itself_is_refused_by_all_its_names(db: Path, tmp_path: Path) -> None:
    (tmp_path / "hard.db").hardlink_to(db)
    (tmp_path / "soft.db").symlink_to(db)
    beside = ("archive.db-wal", "archive.db-shm", "archive.db.lock", "archive.db.linkcheck")
    for name in ("archive.db", "hard.db", "soft.db", *beside):
        done = scraper("--db", db, "backup", name)
        assert (done.code, done.out) == (2, "")
        assert done.err == f"Error: {name}: belongs to the archive itself. Name another file for the backup.\n"


def test_what_is_no_backup_is_not_overwritten(db: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("Kapitel 1")
    (tmp_path / "folder").mkdir()
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    put_empty_archive(tmp_path / "second.db")
    for name, said in (
        ("thesis.docx", "is not an SQLite file, so it is not an archive. Name another file for the backup."),
        ("folder", "is a directory. Name another file for the backup."),
        ("other.db", "is an SQLite file, but not an archive of scraper. Name another file."),
        ("second.db", "is an archive that is worked with, and no backup. Name another file, or remove this one."),
        ("none/b.db", "its folder is not there. Make it, or mount its disk, and start again."),
    ):
        done = scraper("--db", db, "backup", name)
        assert (done.code, done.out) == (2, "")
        assert done.err.endswith(f"{name}: {said}\n")
    assert (tmp_path / "thesis.docx").read_text() == "Kapitel 1"


def test_no_room_is_said_before_anything_is_written(db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(3 * 1024**2))
    done = scraper("--db", db, "backup", "b.db")
    assert done.code == 2
    needed = 32 + db.stat().st_size // 1024**2 + 1
    assert done.err == (
        f"Error: b.db: a backup needs {needed} MiB there, and there are 3 MiB. Make room, or name a file on another"
        " disk.\n"
    )
    assert not list(tmp_path.glob("b.db*"))


def test_a_missing_and_a_damaged_archive(db: Path, tmp_path: Path) -> None:
    done = scraper("--db", "none.db", "backup", "b.db")
    assert done.code == 2
    assert done.err.startswith("Error: none.db: there is no archive yet.")
    content = bytearray(db.read_bytes())
    content[40960:49152] = os.urandom(8192)
    db.write_bytes(content)
    done = scraper("--db", db, "backup", "b.db")
    assert done.code == 2
    assert "damaged" in done.err
    assert not list(tmp_path.glob("b.db*"))


def test_an_older_schema_is_backed_up_as_it_is(tmp_path: Path) -> None:
    file, version = tmp_path / "old.db", 3
    file.write_bytes(gzip.decompress((ROOT / f"tests/fixtures/archives/schema-{version}.db.gz").read_bytes()))
    assert scraper("--db", file, "backup", "b.db").code == 0
    with closing(sqlite3.connect(tmp_path / "b.db")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (version,)
    assert page_sizes(file, tmp_path / "b.db") == [4096, 4096]


def test_an_older_backup_may_have_pages_of_another_size(db: Path, tmp_path: Path) -> None:
    older = tmp_path / "b.db"
    older.write_bytes(gzip.decompress((ROOT / "tests/fixtures/archives/schema-5.db.gz").read_bytes()))
    assert page_sizes(older) == [4096]
    assert scraper("--db", db, "backup", "b.db").code == 0
    assert page_sizes(older) == [PAGE_BYTES]


# Folders that cannot be written


def as_nobody(*args: object) -> Done:
    """Run the command line without the rights of root, for whom no folder is read-only."""
    # The rights go after everything is imported: nobody may not read each place where a Python can lie.
    started = """
import os, sys
import scraper.cli.query, scraper.store.archive, scraper.cli.configuration, scraper.cli.output
from scraper import cli
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-c", started, *map(str, args)],
        capture_output=True,
        text=True,
        env=environment(),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def locked(db: Path) -> Iterator[Path]:
    """The archive in a folder that only root may write."""
    folder = Path(tempfile.mkdtemp())
    shutil.copy(db, folder / "archive.db")
    folder.chmod(0o555)
    yield folder / "archive.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("mode", [0o644, 0o444])
def test_an_archive_in_a_folder_that_cannot_be_written_is_read(locked: Path, mode: int) -> None:
    locked.chmod(mode)
    done = as_nobody("--db", locked, "query", "SELECT count(*) AS n FROM articles")
    assert (done.code, done.err) == (0, "")
    assert done.lines[0]["n"] > 0
    assert [file.name for file in locked.parent.iterdir()] == ["archive.db"]


def test_rows_that_cannot_be_read_there_are_told_of(locked: Path) -> None:
    locked.parent.chmod(0o755)
    with closing(sqlite3.connect(locked, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE mine (n)")
        log = locked.with_name("archive.db-wal").read_bytes()
    locked.with_name("archive.db-wal").write_bytes(log)
    locked.parent.chmod(0o555)
    done = as_nobody("--db", locked, "query", "SELECT 1")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: {locked}: its newest rows stand in archive.db-wal, which can be read only where the folder can be"
        " written. Copy both files into a folder of your own, or let the next crawl take the log in.\n"
    )


def test_a_commit_between_two_steps_does_not_begin_the_copy_anew(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAGES_A_REPORT", 8)
    steps: list[int] = []
    with closing(sqlite3.connect(db, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE mine (n)")

        def write(text: str, done: int, total: int) -> None:
            if text == "copy":
                assert done > sum(steps[-1:])
                steps.append(done)
                writer.execute("INSERT INTO mine VALUES (1)")

        module.backup(db, tmp_path / "b.db", progress=write)
    assert len(steps) > 3
    with closing(sqlite3.connect(tmp_path / "b.db")) as copy:
        assert copy.execute("SELECT count(*) FROM mine").fetchone() == (0,)


def test_a_copy_in_which_rows_are_missing_is_no_backup(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("INSERT INTO marks (name, at, id) VALUES ('latest', '2026-11-26T23:30:00Z', 1)")
    copy = module._copy

    def lossy(source: sqlite3.Connection, part: Path, progress: Progress) -> None:
        copy(source, part, progress)
        with closing(sqlite3.connect(part)) as copied, copied:
            copied.execute("DELETE FROM marks")

    monkeypatch.setattr(module, "_copy", lossy)
    with pytest.raises(ArchiveError) as caught:
        module.backup(db, tmp_path / "b.db")
    assert caught.value.message == f"{db}: is damaged, so that it was not copied (rows are missing)."
    assert not (tmp_path / "b.db").exists()
    assert not (tmp_path / "b.db.part").exists()


def test_a_backup_that_was_put_in_place_meanwhile_is_not_emptied(
    db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, part = tmp_path / "b.db", tmp_path / "b.db.part"
    module.backup(db, file)
    whole = file.read_bytes()
    file.rename(part)
    flock = fcntl.flock

    def late(number: int, operation: int) -> None:
        # The other backup ends between our opening of its file and our lock on it.
        part.rename(file)
        flock(number, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(LockedError):
        module.backup(db, file)
    assert file.read_bytes() == whole
