"""Who may crawl into an archive or check its links, and who writes right now: file locks.

All are ``flock`` locks, so the kernel frees them when their holder ends, however it ends. That of a crawl or of a link
check is held for a whole run. The write lock is held for one transaction: SQLite before 3.51.3 can corrupt a WAL when
two connections write and checkpoint in the same instant, so our processes take turns.
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
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from scraper.errors import ArchiveError, LockedError
from scraper.store.files import resolved

# How open(2) with O_NOFOLLOW refuses a symbolic link: with ELOOP on Linux and macOS, with EMLINK on FreeBSD.
_LINK_ERRORS = frozenset({errno.ELOOP, errno.EMLINK})
LONGEST_WAIT = 30.0
"""Seconds that a writer waits for others before it gives up."""

TURN_PAUSE = 0.02
"""Seconds between two attempts to take the turn of a writer, which is held for milliseconds."""

CRAWL = "crawl"
"""The work of ``scraper crawl``."""

LINK_CHECK = "link check"
"""The work of ``scraper linkcheck``."""

WATCH = "run of watch"
"""The work of ``scraper watch``, and of the same at the end of a crawl: two at once would tell everything twice."""

_SUFFIXES = {CRAWL: ".lock", LINK_CHECK: ".linkcheck", WATCH: ".watch"}
_LATER = "Try again later."
_HINTS = {CRAWL: "Wait for it with --wait, or try again later.", LINK_CHECK: _LATER, WATCH: _LATER}
# Seconds between two attempts to take the lock of a crawl, which is held for minutes.
_CRAWL_PAUSE = 0.2
# Chosen with room to spare: a signature is a process number and a time, some 50 bytes of JSON.
_SIGNATURE_BYTES = 1000
# Others may read who holds the lock; only the owner of the file may write to it, and so take the lock.
_LOCK_FILE_MODE = 0o644


def _beside(archive: Path, suffix: str) -> Path:
    """Return the path of a lock file: beside the archive itself, so that all names of one archive share it."""
    whole = resolved(archive)
    return whole.with_name(whole.name + suffix)


def _open_lock_file(path: Path) -> int:
    """Open a lock file, made if needed, and return its descriptor.

    Raises:
        ArchiveError: it cannot be made or written, or something else stands in its place.
    """
    try:
        # A first crawl takes the lock before there is an archive, or even its folder.
        path.parent.mkdir(parents=True, exist_ok=True)
        # A lock is signed by emptying its file. Through a symbolic link that would empty somebody's other file.
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _LOCK_FILE_MODE)
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
    """The right to crawl into one archive, or to do other long work on it; a context manager.

    Args:
        archive: the archive file; the lock file stands beside it.
        now: the clock, aware UTC.
        wait: whether to wait for the holder instead of giving up.
        stopped: asked while waiting; True ends the wait.
        on_wait: told once, when a wait begins, who holds the lock.
        work: what the lock is for, as a message names it; each work has a lock of its own.

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
        on_wait: Callable[[str], None] = lambda holder: None,
        work: str = CRAWL,
    ) -> None:
        self.path = _beside(archive, _SUFFIXES[work])
        self._work = work
        self._now = now
        self._wait = wait
        self._stopped = stopped
        self._on_wait = on_wait
        self._file = -1

    def __enter__(self) -> ArchiveLock:
        self._file = _open_lock_file(self.path)
        try:
            is_told = False
            while not _try_lock(self._file):
                if not self._wait or self._stopped():
                    raise LockedError(self._held_by(), hint=_HINTS[self._work])
                if not is_told:
                    self._on_wait(self._held_by())
                    is_told = True
                time.sleep(_CRAWL_PAUSE)
            self._sign()
        except BaseException:
            # The lock may have been taken although it could not be signed, as on a full disk. Closing the file frees
            # it; otherwise this process would keep all others out for as long as it lives, without crawling itself.
            os.close(self._file)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing frees the lock. The signature goes first, or it would name this process while the next holder, who may
        # have the lock already, has not signed yet.
        os.ftruncate(self._file, 0)
        os.close(self._file)

    def _sign(self) -> None:
        """Write which process holds the lock, and since when, into its file."""
        text = json.dumps({"pid": os.getpid(), "since": self._now().strftime("%Y-%m-%dT%H:%M:%SZ")})
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)

    def _held_by(self) -> str:
        """Return the sentence that names the holder, as far as its signature can be read."""
        holder = _signed(os.pread(self._file, _SIGNATURE_BYTES, 0))
        who = "it has just started"
        if holder is not None:
            who = f"process {holder.pid}, since {holder.since:%Y-%m-%d %H:%M} UTC"
        return f"Another {self._work} holds the archive ({who}; lock file {self.path})."


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock.

    Args:
        pid: the process.
        since: since when, aware UTC.
    """

    pid: int
    since: dt.datetime


def _signed(signature: bytes) -> Holder | None:
    """Return who has signed a lock, as far as that can be read."""
    try:
        holder = json.loads(signature)
        return Holder(int(holder["pid"]), dt.datetime.fromisoformat(holder["since"]).astimezone(dt.UTC))
    except (ValueError, KeyError, TypeError, OverflowError):
        # A holder takes the lock first and signs it then, so that the file may be empty or half written.
        return None


def is_crawled(archive: Path) -> bool:
    """Return whether a crawl holds an archive right now.

    Args:
        archive: the archive file.
    """
    return bool(_signature_of_holder(archive))


def crawled_by(archive: Path) -> Holder | None:
    """Return who crawls into an archive right now, or None.

    Args:
        archive: the archive file.
    """
    return _signed(_signature_of_holder(archive))


def _signature_of_holder(archive: Path) -> bytes:
    """Return what the crawl has signed that holds an archive right now; empty where none does."""
    try:
        # A pipe in its place would be waited for.
        file = os.open(_beside(archive, _SUFFIXES[CRAWL]), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        # Whoever holds the lock has signed it. Without a look at the signature the lock would be taken here for a
        # moment each time, and a crawl that starts in this moment would give up.
        signature = os.read(file, _SIGNATURE_BYTES)
        # A crawl that was killed leaves its signature behind, but no lock.
        if not signature or _try_lock(file):
            return b""
        return signature
    except OSError:
        return b""
    finally:
        os.close(file)


class WriteLock:
    """Turns between our own processes that write one archive.

    Args:
        archive: the archive file; the lock file stands beside it.
    """

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self._file = _open_lock_file(_beside(archive, ".write"))

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
            time.sleep(TURN_PAUSE)
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
    """Take the lock of an open file, or return False where another open file holds it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
