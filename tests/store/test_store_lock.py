"""One crawl at a time: the lock says who holds it, and ends with its holder."""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.errors import ArchiveError, LockedError
from scraper.store import LINK_CHECK, Archive, ArchiveLock, is_crawled, lock
from store_records import NOW

HOLDER = """
import datetime, pathlib, signal, sys
from scraper.store.lock import ArchiveLock
with ArchiveLock(pathlib.Path(sys.argv[1]), lambda: datetime.datetime(2026, 1, 2, 3, 4, 5)):
    print("held", flush=True)
    signal.pause()
"""


def take(path: Path, suffix: str) -> None:
    """Take the lock of a crawl, or that of who writes, by the suffix of its file."""
    if suffix == ".lock":
        ArchiveLock(path, lambda: NOW).__enter__()
    else:
        Archive.open(path)


def test_the_holder_signs_and_leaves_no_name(path: Path) -> None:
    file = path.with_name("archive.db.lock")
    with ArchiveLock(path, lambda: NOW):
        assert json.loads(file.read_text()) == {"pid": os.getpid(), "since": "2026-11-23T09:30:00Z"}
    assert file.read_text() == ""


def test_a_second_crawl_is_told_who_holds_it(path: Path) -> None:
    with ArchiveLock(path, lambda: NOW):
        with pytest.raises(LockedError) as caught, ArchiveLock(path, lambda: NOW):
            pass
        assert str(caught.value) == (
            f"Another crawl holds the archive (process {os.getpid()}, since 2026-11-23 09:30 UTC;"
            f" lock file {path}.lock). Wait for it with --wait, or try again later."
        )
        assert caught.value.exit_code == 75
    with ArchiveLock(path, lambda: NOW):
        pass


def test_a_holder_that_has_not_signed_yet(path: Path) -> None:
    with ArchiveLock(path, lambda: NOW):
        path.with_name("archive.db.lock").write_text("")
        with pytest.raises(LockedError, match="it has just started"), ArchiveLock(path, lambda: NOW):
            pass


def test_the_lock_of_a_killed_process_is_free(path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid}, since 2026-01-02 03:04 UTC"):
            ArchiveLock(path, lambda: NOW).__enter__()
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert str(holder.pid) in path.with_name("archive.db.lock").read_text()
    with ArchiveLock(path, lambda: NOW):
        assert json.loads(path.with_name("archive.db.lock").read_text())["pid"] == os.getpid()


def test_waiting_ends_when_somebody_asks_for_the_end(path: Path) -> None:
    asked = iter([False, True])
    with ArchiveLock(path, lambda: NOW), pytest.raises(LockedError):
        ArchiveLock(path, lambda: NOW, wait=True, stopped=lambda: next(asked)).__enter__()
    assert list(asked) == []


def test_whoever_waits_is_told_once_who_holds_the_lock(path: Path) -> None:
    asked, told = iter([False, False, True]), list[str]()
    with ArchiveLock(path, lambda: NOW), pytest.raises(LockedError):
        ArchiveLock(path, lambda: NOW, wait=True, stopped=lambda: next(asked), on_wait=told.append).__enter__()
    assert told == [
        f"Another crawl holds the archive (process {os.getpid()}, since 2026-11-23 09:30 UTC; lock file"
        f" {path.resolve()}.lock)."
    ]


def test_a_lock_file_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "archive.db"
    with pytest.raises(ArchiveError) as caught:
        ArchiveLock(path, lambda: NOW).__enter__()
    assert str(caught.value) == f"{path}.lock: cannot be written: File exists. Choose another archive with --db FILE."


@pytest.fixture
def link(path: Path) -> Path:
    """Return a link in another folder to an archive that is there."""
    Archive.open(path).close()
    link = path.parent / "anderswo" / "verweis.db"
    link.parent.mkdir()
    link.symlink_to(path)
    return link


def test_all_names_of_an_archive_share_its_lock(path: Path, link: Path) -> None:
    with ArchiveLock(link, lambda: NOW) as lock:
        assert lock.path == path.resolve().with_name("archive.db.lock")
        with pytest.raises(LockedError), ArchiveLock(path, lambda: NOW):
            pass
    assert list(link.parent.iterdir()) == [link]


def test_all_names_of_an_archive_share_the_turn_to_write(path: Path, link: Path) -> None:
    with Archive.open(path) as one, Archive.open(link) as other:
        assert one.begin()
        assert not other.begin()
        one.rollback()
        assert other.begin()
        other.rollback()


@pytest.mark.parametrize("suffix", [".lock", ".write"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_lock_file_that_is_a_link_is_refused_and_what_it_leads_to_is_left_alone(
    path: Path, suffix: str, is_there: bool
) -> None:
    target = path.with_name("tagebuch.txt")
    if is_there:
        target.write_text("Liebes Tagebuch")
    file = path.with_name(path.name + suffix)
    file.symlink_to(target)
    with pytest.raises(ArchiveError) as caught:
        take(path, suffix)
    assert str(caught.value) == (f"{file}: is a link, and a lock file is a file of its own. Remove it and start again.")
    assert target.exists() is is_there
    assert not is_there or target.read_text() == "Liebes Tagebuch"


@pytest.mark.parametrize("suffix", [".lock", ".write"])
def test_a_pipe_in_the_place_of_a_lock_file_is_refused(path: Path, suffix: str) -> None:
    pipe = path.with_name(path.name + suffix)
    os.mkfifo(pipe)
    with pytest.raises(ArchiveError) as caught:
        take(path, suffix)
    assert str(caught.value) == f"{pipe}: is no file, and a lock file is one. Remove it and start again."


def test_no_transaction_begins_while_another_process_has_its_turn(path: Path) -> None:
    """The turn is a lock of the kernel's on the file beside the archive, which SQLite's own lock does not replace."""
    with Archive.open(path) as archive, path.with_name("archive.db.write").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert not archive.begin()
        fcntl.flock(file, fcntl.LOCK_UN)
        assert archive.begin()
        with pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        archive.commit()
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_lock_that_cannot_be_signed_is_given_back(path: Path) -> None:
    def full() -> dt.datetime:
        raise OSError(errno.ENOSPC, "No space left on device")

    broken = ArchiveLock(path, full)
    with pytest.raises(OSError, match="No space"):
        broken.__enter__()
    # "broken" still lives, so that only closing its file can have freed the lock.
    with ArchiveLock(path, lambda: NOW):
        pass


def test_whoever_asks_whether_a_crawl_runs_keeps_none_from_starting(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crawl that starts in the moment in which the lock is tried would find it taken."""
    with ArchiveLock(path, lambda: NOW):
        pass
    tried: list[int] = []
    monkeypatch.setattr(lock, "_try_lock", tried.append)
    assert not is_crawled(path)
    assert tried == []


def test_whether_a_crawl_runs(path: Path) -> None:
    file = path.with_name("archive.db.lock")
    assert not is_crawled(path)
    assert not file.exists()
    with ArchiveLock(path, lambda: NOW):
        assert is_crawled(path)
    assert not is_crawled(path)
    # A crawl that was killed leaves its signature behind.
    file.write_text('{"pid": 1, "since": "2026-11-23T09:30:00Z"}')
    assert not is_crawled(path)
    with ArchiveLock(path, lambda: NOW, work=LINK_CHECK):
        assert not is_crawled(path)
    file.unlink()
    os.mkfifo(file)
    assert not is_crawled(path)
