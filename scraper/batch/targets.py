"""Files that an export writes: each has another name (``NAME.part``) until all of them are whole and on the disk."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from scraper.errors import ConfigError, LockedError, ScraperError
from scraper.store.files import is_of_archive, resolved

_NEW_FILE = 0o666
# Ctrl-C, the end that a service manager asks for, and the end of the terminal's session.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class Targets:
    """The files of one export; made by :func:`targets`."""

    def __init__(self, *, force: bool) -> None:
        self._force = force
        self._parts: dict[Path, Path] = {}
        # The first file stays open, and with it the lock that keeps others from writing any of the files. To keep all
        # of them open would be too many for the system where there are a thousand.
        self._lock: int | None = None
        self._replaced: set[Path] = set()
        self._open: BinaryIO | None = None
        self.current: Path | None = None

    def refuse(self, file: Path) -> None:
        """Refuse a name that cannot be written to, or that somebody else's file has.

        Raises:
            ConfigError: says why, and what to do.
        """
        self.current = file
        target = resolved(file)
        if target.is_symlink():
            raise ConfigError(f"{file}: is a symbolic link that leads in a circle.", hint="Name a file.")
        if not target.parent.is_dir():
            # To make the folder would fill the wrong disk where another one is not mounted.
            raise ConfigError(f"{file}: its folder is not there.", hint="Make it, or name another file.")
        if target.is_dir():
            raise ConfigError(f"{file}: is a directory.", hint="Name a file.")
        if target.exists() and not target.is_file():
            raise ConfigError(f"{file}: is no file, so that nothing can be put in its place.", hint="Name a file.")
        if target.exists() and not self._force:
            raise ConfigError(f"{file}: is there already.", hint="Name another file, or replace it with --force.")

    def replaces(self, earlier: Iterable[Path]) -> None:
        """Name the files of an earlier export, which must not stand beside the new ones.

        Args:
            earlier: files; those whose names the new ones do not get are removed at the end.

        Raises:
            ConfigError: there are some, and files are not to be replaced.
        """
        for file in earlier:
            self.refuse(file)
            self._replaced.add(resolved(file))

    def open(self, file: Path) -> BinaryIO:
        """Return a new file to write to; the one before it is closed.

        Args:
            file: the name that it gets in the end.

        Raises:
            ConfigError: as for :meth:`refuse`.
            LockedError: another export writes it.
            OSError: it cannot be written; :func:`targets` says so in a sentence.
        """
        self.refuse(file)
        self._close()
        target = resolved(file)
        part = target.with_name(f"{target.name}.part")
        with _undisturbed():
            # Through a symbolic link, somebody's other file would be emptied.
            number = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, _NEW_FILE)
            self._open = os.fdopen(number, "r+b")
            _take(number, file)
            # What a killed export left goes only now, when it is sure that nobody writes it.
            os.ftruncate(number, 0)
            self._parts[target] = part
            if self._lock is None:
                self._lock = os.dup(number)
        return self._open

    def place(self) -> None:
        """Give all files their names.

        Raises:
            ConfigError: somebody has put another file there meanwhile.
            OSError: one cannot be written to the disk.
        """
        self._close()
        # Somebody may have put a file there meanwhile.
        for target in self._parts:
            self.refuse(target)
        with _undisturbed():
            for target, part in self._parts.items():
                # Whoever may read the old file, such as a web server, may read the new one.
                if target.exists():
                    part.chmod(stat.S_IMODE(target.stat().st_mode))
                part.replace(target)
            for target in self._replaced - set(self._parts):
                target.unlink(missing_ok=True)
            for folder in {target.parent for target in self._parts}:
                _sync_folder(folder)
            self._let_go()

    def drop(self) -> None:
        """Remove all that was written; a file that was there before is as it was."""
        with _undisturbed():
            # The error that ended the export is the one to tell of, and closing a file on a full disk raises again.
            with suppress(OSError):
                self._close()
            for part in self._parts.values():
                with suppress(OSError):
                    part.unlink()
            self._let_go()

    def _close(self) -> None:
        """Write the file that is open to the disk, and close it."""
        if self._open is not None:
            opened, self._open = self._open, None
            with opened:
                opened.flush()
                os.fsync(opened.fileno())

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
        self._lock = None
        self._parts.clear()


def refuse_archive(file: Path, archive: Path) -> None:
    """Keep the archive, which ``--force`` would put an export in the place of.

    Args:
        file: the name that an export is to have.
        archive: as it was named.

    Raises:
        ConfigError: the file is the archive or belongs to it.
    """
    if is_of_archive(resolved(file), archive):
        raise ConfigError(f"{file}: belongs to the archive itself.", hint="Name another file.")


def _take(number: int, file: Path) -> None:
    """Take the lock of an unfinished file.

    Raises:
        LockedError: another export has it.
    """
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LockedError(f"{file}: another export to this file is being written.", hint="Let it end.") from error


@contextmanager
def targets(*, force: bool) -> Iterator[Targets]:
    """Write files, all of which get their names when the block ends, and none when it fails.

    Args:
        force: whether files of these names are replaced.

    Raises:
        ScraperError: one cannot be written; says why.
    """
    files = Targets(force=force)
    try:
        yield files
        files.place()
    except OSError as error:
        files.drop()
        raise _unwritten(files.current, error) from error
    except BaseException:
        files.drop()
        raise


def _unwritten(file: Path | None, error: OSError) -> ScraperError:
    if error.errno in _NO_ROOM:
        return ScraperError(
            f"{file}: the disk is full.", hint="Nothing was written; make room, or name a file on another disk."
        )
    return ScraperError(
        f"{file}: cannot be written: {error.strerror}.", hint="Nothing was written; check the rights of the folder."
    )


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder written to the disk, where its file system can do that."""
    number = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Do a short piece of work to its end, whatever signals come; a second Ctrl-C would leave files behind."""
    # Python hears signals in the main thread alone.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    # To block the signals would not do: the system gives them to any thread that has not blocked them, as threads of
    # libraries have not, and Python still acts on them in this one.
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for heard in came[:1]:
            signal.raise_signal(heard)
