"""How a new archive is put in place of an old one, and what happens when something comes between."""

from __future__ import annotations

import datetime as dt
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from old_archive import OldArchive, bring_to, schema_of

from scraper.errors import ArchiveError, LockedError
from scraper.store import alone
from scraper.store import migrate as module
from scraper.store.lock import ArchiveLock, WriteLock
from scraper.store.migrate import SCHEMA_VERSION, Migrated, create, migrate
from scraper.store.migrations import steps
from scraper.store.migrations.interrupts import interruptible

URL = "https://zeitung.example/1"
DAY1, DAY2 = "2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def make(path: Path, version: int = 3, articles: int = 1) -> None:
    """Make an old archive of articles that were edited once."""
    old = OldArchive(path, min(version, 3))
    for number in range(articles):
        url = f"{URL}/{number}"
        captures = [old.capture(url, at, f"{number} {at}".encode() * 100) for at in (DAY1, DAY2)]
        article = old.article(url, captures[1], first_seen=DAY1, changed_at=DAY2, body=f"neu {number} " * 100)
        old.version(article, DAY1, captures[0], body=f"alt {number} " * 100)
        old.version(article, DAY2, captures[1], body=f"neu {number} " * 100)
        old.page(url, article_id=article, due_at=DAY2)
    old.close()
    if version > 3:
        bring_to(path, version)


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def assert_is_migrated(path: Path, articles: int = 1) -> None:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        for table, rows in (("articles", 1), ("versions", 1), ("captures", 2), ("payloads", 2), ("pages", 1)):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (rows * articles,)
        assert db.execute("SELECT DISTINCT changed FROM versions").fetchall() == [("body",)]


def assert_is_as_it_was(path: Path, content: bytes) -> None:
    assert path.read_bytes() == content
    assert not path.with_name("archive.db.new").exists()


def folded(path: Path) -> bytes:
    """Return an old archive as it is without a log, which is what any attempt leaves."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    return path.read_bytes()


# The schema.


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_archive_that_took_all_steps_has_the_schema_of_a_new_one(path: Path, version: int) -> None:
    OldArchive(path, version).close()
    assert migrate(path) == Migrated(path, path.with_name(f"archive.db.v{version}"), version, SCHEMA_VERSION)
    with closing(sqlite3.connect(path)) as migrated, closing(sqlite3.connect(":memory:")) as fresh:
        create(fresh)
        assert schema_of(migrated) == schema_of(fresh)
        for table in ("articles", "captures", "versions", "pages", "links", "crawl_sites"):
            for pragma in ("table_info", "foreign_key_list", "index_list"):
                query = f"SELECT * FROM pragma_{pragma}('{table}') ORDER BY 2, 3, 4"
                columns = slice(1, None) if pragma == "index_list" else slice(None)
                both = [{row[columns] for row in db.execute(query)} for db in (migrated, fresh)]
                assert both[0] == both[1]


def test_a_new_archive_is_of_todays_version_and_made_whole_or_not_at_all(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE marks (mine)")
        with pytest.raises(sqlite3.OperationalError):
            create(db)
        assert db.execute("SELECT name FROM sqlite_schema").fetchall() == [("marks",)]
        db.execute("DROP TABLE marks")
        create(db)
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


# All went well.


@pytest.mark.parametrize("version", [1, 2, 3, 4, 5, 6])
def test_the_old_archive_stays_beside_the_new_one(path: Path, version: int) -> None:
    make(path, version)
    before = folded(path)
    migrated = migrate(path)
    assert migrated is not None
    assert migrated.said == (
        f"archive.db was migrated from schema {version} to 10; the old one stays as archive.db.v{version} until you"
        " remove it"
    )
    assert migrated.kept.read_bytes() == before
    assert_is_migrated(path)
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "archive.db", "archive.db.lock", f"archive.db.v{version}", "archive.db.write"
    ]  # fmt: skip


def test_the_second_time_nothing_is_done(path: Path) -> None:
    make(path)
    migrate(path)
    before = path.stat()
    assert migrate(path) is None
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_size) == (before.st_ino, before.st_mtime_ns, before.st_size)
    assert not path.with_name("archive.db.v5").exists()


def test_an_old_file_that_is_kept_already_is_never_overwritten(path: Path) -> None:
    path.with_name("archive.db.v3").write_bytes(b"mine")
    path.with_name("archive.db.v3.2").write_bytes(b"mine, too")
    make(path)
    migrated = migrate(path)
    assert migrated is not None
    assert migrated.kept.name == "archive.db.v3.3"
    assert version_of(migrated.kept) == 3
    assert path.with_name("archive.db.v3").read_bytes() == b"mine"


def test_what_an_earlier_try_left_is_removed(path: Path) -> None:
    make(path)
    for name in ("archive.db.new", "archive.db.new.step", "archive.db.new-journal"):
        path.with_name(name).write_bytes(b"half of it")
    assert migrate(path) is not None
    assert_is_migrated(path)
    assert not list(path.parent.glob("archive.db.new*"))


def test_the_log_that_a_killed_program_left_is_folded_in(path: Path, tmp_path: Path) -> None:
    live = tmp_path / "live.db"
    make(live)
    with closing(sqlite3.connect(live, isolation_level=None)) as db:
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("UPDATE articles SET section = 'aus dem Log'")
        # What a kill leaves is what lies on the disk while the program runs.
        shutil.copy(live, path)
        shutil.copy(f"{live}-wal", f"{path}-wal")
    assert migrate(path) is not None
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT section FROM articles").fetchall() == [("aus dem Log",)]
    assert not list(path.parent.glob("archive.db-*"))


def test_a_symbolic_link_goes_on_leading_to_the_archive(path: Path, tmp_path: Path) -> None:
    make(path)
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    migrated = migrate(link)
    assert migrated is not None
    assert link.is_symlink()
    assert migrated.kept == path.with_name("archive.db.v3")
    assert_is_migrated(path)


@pytest.mark.parametrize("name", ["ein archiv.db", "50%25.db", "was?.db#1", "ä'\".db"])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    make(tmp_path / name)
    assert migrate(tmp_path / name) is not None
    assert_is_migrated(tmp_path / name)


def test_who_could_not_read_the_old_archive_cannot_read_the_new_one(path: Path) -> None:
    make(path, 1)
    path.chmod(0o600)
    migrate(path)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("version", [1, 3])
def test_tables_and_views_of_the_users_own_go_along(path: Path, version: int) -> None:
    make(path, version)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            'CREATE TABLE "my ""list" (name TEXT); INSERT INTO "my ""list" VALUES (\'eins\'), (\'zwei\');'
            "CREATE INDEX my_index ON pages (failures); CREATE VIEW short AS SELECT title FROM articles;"
            "CREATE TABLE visits (mine); CREATE VIRTUAL TABLE words USING fts5 (word);"
            "INSERT INTO words VALUES ('eins'); CREATE TABLE words_of_the_week (word); CREATE TABLE log (what);"
            "CREATE TRIGGER logged AFTER INSERT ON pages BEGIN INSERT INTO log VALUES (new.url); END"
        )
    migrated = migrate(path)
    assert migrated is not None
    assert migrated.left == ("visits", "words")
    assert migrated.said.endswith("remove it; of your own tables and views it still has visits, words")
    with closing(sqlite3.connect(path)) as db:
        assert db.execute('SELECT name FROM "my ""list"').fetchall() == [("eins",), ("zwei",)]
        assert db.execute("SELECT title FROM short").fetchall() == [("Titel",)]
        assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'my_index'").fetchone() == (1,)
        names = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
        # Of the virtual table nothing comes along; a table that is only named like those of its rows does.
        assert {name for name in names if name.startswith("words_")} == {"words_of_the_week"}
        assert "logged" in names


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW mine AS SELECT parser FROM articles",
        "CREATE TRIGGER mine AFTER INSERT ON articles BEGIN INSERT INTO log VALUES (new.parser); END",
        "CREATE TRIGGER mine AFTER UPDATE OF title ON articles BEGIN INSERT INTO log VALUES (old.parser); END",
        "CREATE TRIGGER mine AFTER DELETE ON articles BEGIN INSERT INTO log VALUES (old.parser); END",
    ],
)
def test_what_names_a_column_that_is_no_more_stays_behind(path: Path, sql: str) -> None:
    make(path, 3)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"CREATE TABLE log (what); {sql}")
    migrated = migrate(path)
    assert migrated is not None
    assert migrated.left == ("mine",)
    assert_is_migrated(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM articles")


@pytest.mark.parametrize("version", [1, 3])
def test_a_table_whose_rows_cannot_be_copied_is_not_made_empty(path: Path, version: int) -> None:
    make(path, version)
    with closing(sqlite3.connect(path)) as db:
        # What checks the rows is a function of the user's own program, which the migration does not have.
        db.create_function("is_fine", 1, lambda value: True)
        db.executescript("CREATE TABLE mine (a CHECK (is_fine(a))); INSERT INTO mine VALUES (1)")
    migrated = migrate(path)
    assert migrated is not None
    assert migrated.left == ("mine",)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'mine'").fetchone() == (0,)


def test_progress_is_told_from_the_first_table_to_the_last_check(path: Path) -> None:
    make(path, 1)
    told: list[tuple[str, int, int]] = []
    migrate(path, progress=lambda text, done, total: told.append((text, done, total)))
    texts = list(dict.fromkeys(text for text, _, _ in told))
    assert texts[0] == "copy"
    assert [text for text in texts if text in ("payloads", "versions", "articles_fts", "check: integrity")] == [
        "payloads", "versions", "articles_fts", "check: integrity"
    ]  # fmt: skip
    assert all(0 <= done <= total for _, done, total in told)
    assert told[-1] == ("check", 4, 4)


def test_the_copy_is_told_of_while_it_grows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(path, 6)
    # What SQLite keeps in memory of the new file is not in it yet.
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"CREATE TABLE mine (a); {'INSERT INTO mine VALUES (zeroblob(100000));' * 100}")
    monkeypatch.setattr(module, "_STEPS_A_REPORT_OF_COPY", 50)
    told: list[tuple[str, int, int]] = []
    migrate(path, progress=lambda text, done, total: told.append((text, done, total)))
    copied = [done for text, done, _ in told if text == "copy"]
    total = path.with_name("archive.db.v6").stat().st_size
    assert copied == sorted(copied)
    assert copied[-1] == total
    assert len({done for done in copied if 0 < done < total}) >= 3
    assert {whole for text, _, whole in told if text == "copy"} == {total}


# Somebody else is at it.


def test_while_a_crawl_runs_nothing_is_migrated(path: Path) -> None:
    make(path)
    before = path.read_bytes()
    with ArchiveLock(path, lambda: dt.datetime(2026, 3, 1, tzinfo=dt.UTC)), pytest.raises(LockedError) as caught:
        migrate(path)
    assert caught.value.exit_code == 75
    assert_is_as_it_was(path, before)


def test_who_holds_the_crawl_lock_may_migrate(path: Path) -> None:
    make(path)
    with ArchiveLock(path, lambda: dt.datetime(2026, 3, 1, tzinfo=dt.UTC)):
        assert migrate(path, crawl_locked=True) is not None
    assert_is_migrated(path)


def test_while_another_program_has_it_open_nothing_is_migrated(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(path)
    before = path.read_bytes()
    monkeypatch.setattr(alone, "_BUSY_SECONDS", 0.0)
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT count(*) FROM articles").fetchone()
        with pytest.raises(LockedError) as caught:
            migrate(path)
    assert caught.value.exit_code == 75
    assert str(caught.value) == (
        f"{path}: another program has the archive open, so it cannot be migrated to the new schema now. Let it end, or"
        " close it, and start again."
    )
    assert_is_as_it_was(path, before)
    assert migrate(path) is not None


def test_nobody_gets_in_while_it_is_migrated(path: Path) -> None:
    make(path)
    tried: list[str] = []

    def look(text: str, done: int, total: int) -> None:
        # In another process: within one, SQLite and flock know each other's connections.
        done_by_other = subprocess.run(
            [sys.executable, "-c", OTHER, str(path)], capture_output=True, text=True, check=True
        )
        tried.append(f"{text}: {done_by_other.stdout.strip()}")

    wanted = ("payloads", "check: rows")
    migrate(path, progress=lambda text, done, total: look(text, done, total) if text in wanted else None)
    assert set(tried) == {f"{text}: database is locked, BlockingIOError" for text in wanted}


OTHER = """
import fcntl, sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0).execute("SELECT 1 FROM articles")
    said = ["got in"]
except sqlite3.OperationalError as error:
    said = [str(error)]
try:
    fcntl.flock(open(sys.argv[1] + ".write"), fcntl.LOCK_EX | fcntl.LOCK_NB)
    said.append("got the lock")
except OSError as error:
    said.append(type(error).__name__)
print(", ".join(said))
"""


def test_a_writer_is_waited_for(path: Path) -> None:
    make(path)
    lock = WriteLock(path)
    with lock.held():
        process = subprocess.Popen([sys.executable, "-c", MIGRATE, str(path)], stdout=subprocess.PIPE)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.7)
        assert version_of(path) == 3
    assert process.communicate(timeout=20) == (b"", None)
    assert process.returncode == 0
    lock.close()
    assert_is_migrated(path)


# Something goes wrong.

MIGRATE = """
import os, signal, sys
from pathlib import Path
from scraper.store import alone
from scraper.store import migrate as module

path, moment = Path(sys.argv[1]), "".join(sys.argv[2:])
syncs = []
really = module.sync

def sync(file):
    syncs.append(file)
    if moment == f"sync {len(syncs)}":
        os.kill(os.getpid(), signal.SIGKILL)
    really(file)

def progress(text, done, total):
    is_whole = done == total
    reached = {"copy": text == "copy" and is_whole, "half a copy": text == "copy" and not is_whole}
    if reached.get(moment, moment == text):
        os.kill(os.getpid(), signal.SIGKILL)

module.sync = sync
module._STEPS_A_REPORT = module._STEPS_A_REPORT_OF_COPY = 50
module.migrate(path, progress=progress)
"""


@pytest.mark.parametrize(
    ("moment", "version", "is_new"),
    [
        pytest.param("copy", 1, False, id="after the copy"),
        pytest.param("links", 3, False, id="in the middle of the steps"),
        pytest.param("sync 1", 3, False, id="after the steps"),
        pytest.param("sync 2", 3, False, id="between link and rename"),
        pytest.param("sync 3", 3, True, id="after the rename"),
        pytest.param("copy", 4, False, id="after the copy of schema 4"),
        pytest.param("half a copy", 6, False, id="in the middle of the copy of schema 6"),
        pytest.param("007_years.sql", 6, False, id="in the middle of the step to schema 7"),
        pytest.param("005_session_ids.sql", 4, False, id="in the middle of the step to schema 5"),
        pytest.param("sync 1", 4, False, id="after the step to schema 5"),
        pytest.param("search index", 6, False, id="before the search index is filled"),
    ],
)
def test_a_kill_costs_nothing(path: Path, moment: str, version: int, is_new: bool) -> None:
    make(path, version, articles=20)
    # The first page says which kind of journal the file has.
    before = path.read_bytes()[4096:]
    killed = subprocess.run([sys.executable, "-c", MIGRATE, str(path), moment], check=False)
    assert killed.returncode == -signal.SIGKILL
    # No journal of the old archive may lie beside the new one.
    assert not list(path.parent.glob("archive.db-*"))
    if is_new:
        assert_is_migrated(path, 20)
    else:
        assert path.read_bytes()[4096:] == before
    assert (migrate(path) is None) == is_new
    assert_is_migrated(path, 20)
    assert path.with_name(f"archive.db.v{version}").read_bytes()[4096:] == before
    assert len(list(path.parent.glob("archive.db.v*"))) == 1
    assert not list(path.parent.glob("archive.db.new*"))


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("version", [1, 3, 4, 6])
def test_a_disk_that_fills_up_leaves_the_old_archive(path: Path, version: int) -> None:
    make(path, version, articles=50)
    before = folded(path)
    with largest_file(100_000), pytest.raises(ArchiveError) as caught:
        migrate(path)
    assert str(caught.value) == (
        f"{path}: could not be migrated, and is as it was: the disk is full. Make room and start again."
    )
    assert_is_as_it_was(path, before)
    assert not list(path.parent.glob("archive.db.v*"))
    assert migrate(path) is not None
    assert_is_migrated(path, 50)


@pytest.mark.parametrize(("version", "files"), [(6, 1), (4, 1), (3, 1), (1, 2)])
def test_no_room_is_said_before_anything_is_done(
    path: Path, monkeypatch: pytest.MonkeyPatch, version: int, files: int
) -> None:
    make(path, version)
    before = folded(path)
    needed = files * int(len(before) * 1.375) + 32 * 1024 * 1024
    free = needed - 1

    def usage(folder: Path) -> shutil._ntuple_diskusage:
        assert folder == path.parent
        return shutil._ntuple_diskusage(total=10**12, used=0, free=free)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    with pytest.raises(ArchiveError) as caught:
        migrate(path)
    assert str(caught.value) == (
        f"{path}: has to be migrated to schema 10, for which its folder needs 33 MiB; it has 32 MiB. Make room and"
        " start again; nothing was changed."
    )
    assert_is_as_it_was(path, before)
    free += 1
    assert migrate(path) is not None


def test_a_file_system_without_hard_links_gets_a_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(path)

    def no_links(self: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    assert migrate(path) is not None
    assert_is_migrated(path)
    kept = path.with_name("archive.db.v3")
    assert kept.stat().st_nlink == 1
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
        assert db.execute("SELECT count(*) FROM versions").fetchone() == (2,)


def test_a_damaged_archive_is_said_to_be_so_and_left_alone(path: Path) -> None:
    make(path, articles=50)
    folded(path)
    content = bytearray(path.read_bytes())
    for place in range(8192, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match="could not be migrated, and is as it was: the old file is damaged"):
        migrate(path)
    assert_is_as_it_was(path, bytes(content))


def test_a_new_archive_that_does_not_fit_together_is_not_taken(path: Path) -> None:
    make(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM sites")
        db.commit()
    before = folded(path)
    with pytest.raises(ArchiveError, match=r"not as it should be \(foreign keys: .*\)\. The archive is as it was\."):
        migrate(path)
    assert_is_as_it_was(path, before)


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        ("check: integrity", 3),
        ("versions", 3),
        ("copy", 1),
        ("copy", 6),
        ("005_session_ids.sql", 4),
        ("007_years.sql", 6),
        ("search index", 4),
    ],
)
def test_ctrl_c_leaves_the_old_archive(path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, version: int) -> None:
    make(path, version)
    before = folded(path)
    monkeypatch.setattr(module, "_STEPS_A_REPORT", 50)
    monkeypatch.setattr(module, "_STEPS_A_REPORT_OF_COPY", 50)

    def stop(text: str, done: int, total: int) -> None:
        if text == moment:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        migrate(path, progress=stop)
    assert_is_as_it_was(path, before)


@pytest.fixture
def listening() -> Iterator[None]:
    """Have Ctrl-C do what it does in a program."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    assert signal.signal(signal.SIGINT, before) is signal.default_int_handler


@pytest.mark.parametrize(("function", "version"), [("capture_digest", 6), ("from_headers", 3)])
@pytest.mark.usefixtures("listening")
def test_ctrl_c_within_a_function_of_a_step_is_one_too(
    path: Path, monkeypatch: pytest.MonkeyPatch, function: str, version: int
) -> None:
    make(path, version, articles=20)
    before = folded(path)
    really = getattr(steps, function)
    called: list[int] = []

    def stop(*values: Any) -> Any:
        called.append(len(values))
        os.kill(os.getpid(), signal.SIGINT)
        return really(*values)

    monkeypatch.setattr(steps, function, stop)
    with pytest.raises(KeyboardInterrupt):
        migrate(path)
    assert len(called) < 5, "the statement goes on to its end"
    assert_is_as_it_was(path, before)


@pytest.mark.usefixtures("listening")
def test_ctrl_c_between_two_statements_is_heard_after_them() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        with pytest.raises(KeyboardInterrupt), interruptible(db):
            os.kill(os.getpid(), signal.SIGINT)
        assert db.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.usefixtures("listening")
def test_an_error_without_ctrl_c_stays_one_and_so_do_the_listeners_of_others() -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        with pytest.raises(sqlite3.OperationalError), interruptible(db):
            db.execute("no SQL")
        heard: list[int] = []
        signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
        with interruptible(db):
            os.kill(os.getpid(), signal.SIGINT)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    assert heard == [signal.SIGINT]
