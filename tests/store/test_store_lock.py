"""One crawl at a time: the lock says who holds it, and ends with its holder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.errors import ArchiveError, LockedError
from scraper.store import ArchiveLock
from store_records import NOW

HOLDER = """
import datetime, pathlib, signal, sys
from scraper.store.lock import ArchiveLock
with ArchiveLock(pathlib.Path(sys.argv[1]), lambda: datetime.datetime(2026, 1, 2, 3, 4, 5)):
    print("held", flush=True)
    signal.pause()
"""


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
            f"Another crawl holds the archive (process {os.getpid()}, since 2026-11-23T09:30:00Z;"
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
        with pytest.raises(LockedError, match=f"process {holder.pid}, since 2026-01-02T03:04:05Z"):
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


def test_a_lock_file_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "archive.db"
    with pytest.raises(ArchiveError) as caught:
        ArchiveLock(path, lambda: NOW).__enter__()
    assert str(caught.value) == f"{path}.lock: cannot be written: File exists. Choose another archive with --db FILE."
