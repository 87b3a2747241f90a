"""Who may crawl into an archive, and who writes right now: two file locks.

Both are ``flock`` locks, so the kernel frees them when their holder ends, however it ends. The crawl
lock is held for a whole run. The write lock is held for one transaction: SQLite before 3.51.3 can
corrupt a WAL when two connections write and checkpoint in the same instant, so our processes take turns.
"""

from __future__ import annotations

import datetime as dt
import errno
import fcntl
import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from scraper.errors import ArchiveError, LockedError

# O_NOFOLLOW answers ELOOP on Linux and macOS; FreeBSD says EMLINK.
_LINK_ERRORS = frozenset({errno.ELOOP, errno.EMLINK})
LONGEST_WAIT = 30.0
"""Seconds that a writer waits for others before it gives up."""

# Seconds between two looks at a lock: that of a crawl is held for minutes, that of a writer for milliseconds.
_PAUSE = 0.2
_TURN_PAUSE = 0.02
# A signature is a process number and a time.
_SIGNATURE_BYTES = 1000


def _beside(archive: Path, suffix: str) -> Path:
    """Return the path of a lock file: beside the archive itself, so that all names of one archive share it."""
    resolved = archive.resolve()
    return resolved.with_name(resolved.name + suffix)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # What a lock file leads to would be emptied when the lock is signed, so one that is a link is refused.
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        if error.errno in _LINK_ERRORS and path.is_symlink():
            raise ArchiveError(
                f"{path}: is a link, and a lock file is a file of its own.", hint="Remove it and start again."
            ) from error
        raise ArchiveError(
            f"{path}: cannot be written: {error.strerror}.", hint="Choose another archive with --db FILE."
        ) from error
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        # A pipe or a device can be opened, but neither be signed nor be emptied.
        raise ArchiveError(f"{path}: is no file, and a lock file is one.", hint="Remove it and start again.")
    return file


class ArchiveLock:
    """The right to crawl into one archive; a context manager.

    Args:
        archive: the archive file; the lock file stands beside it.
        now: the clock, aware UTC.
        wait: whether to wait for the holder instead of giving up.
        stopped: asked while waiting; True ends the wait.

    Raises:
        LockedError: another crawl holds it; says which process, and since when.
    """

    def __init__(
        self,
        archive: Path,
        now: Callable[[], dt.datetime],
        *,
        wait: bool = False,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self.path = _beside(archive, ".lock")
        self._now = now
        self._wait = wait
        self._stopped = stopped
        self._file = -1

    def __enter__(self) -> ArchiveLock:
        self._file = _open(self.path)
        try:
            while not _try_lock(self._file):
                if not self._wait or self._stopped():
                    raise LockedError(self._who(), hint="Wait for it with --wait, or try again later.")
                time.sleep(_PAUSE)
        except BaseException:
            os.close(self._file)
            raise
        self._sign()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.ftruncate(self._file, 0)
        os.close(self._file)

    def _sign(self) -> None:
        text = json.dumps({"pid": os.getpid(), "since": self._now().strftime("%Y-%m-%dT%H:%M:%SZ")})
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)

    def _who(self) -> str:
        try:
            holder = json.loads(os.pread(self._file, _SIGNATURE_BYTES, 0))
            who = f"process {holder['pid']}, since {holder['since']}"
        except (ValueError, KeyError, TypeError):
            who = "it has just started"
        return f"Another crawl holds the archive ({who}; lock file {self.path})."


class WriteLock:
    """Turns between our own processes that write one archive.

    Args:
        archive: the archive file; the lock file stands beside it.
    """

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self._file = _open(_beside(archive, ".write"))

    def try_take(self) -> bool:
        """Take the turn for one transaction, or return False while another process has it."""
        return _try_lock(self._file)

    def give_back(self) -> None:
        """End the turn."""
        fcntl.flock(self._file, fcntl.LOCK_UN)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the turn, for programs without an event loop.

        Raises:
            ArchiveError: another process has it for too long.
        """
        deadline = time.monotonic() + LONGEST_WAIT
        while not self.try_take():
            if time.monotonic() > deadline:
                raise held_for_too_long(self.archive)
            time.sleep(_TURN_PAUSE)
        try:
            yield
        finally:
            self.give_back()

    def close(self) -> None:
        """Give the file back."""
        os.close(self._file)


def held_for_too_long(archive: Path) -> ArchiveError:
    """Return the error of a writer that gives up waiting for its turn."""
    return ArchiveError(f"{archive}: another program holds the archive for writing.", hint="Close it and start again.")


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
