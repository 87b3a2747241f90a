"""What is done with an archive as a file: made with the rights of another one, written to the disk, given room."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

MIB = 1024**2
MARGIN_BYTES = 32 * MIB
"""Chosen: room beside a new file, for what else is written on the same disk meanwhile."""
PAGE_BYTES = 16_384
"""The size of SQLite's pages in an archive, for ``PRAGMA page_size``.

Chosen, as measured on 2,000 packed pages of 3.1 kB: a row costs 0.5 kB beside its own bytes, and 1.0 kB with pages of
4 KiB (SQLite's default) as well as of 8 KiB, since what is too long for the rest of a page begins on pages of its own,
of which the last stays empty in part. To write an article takes less CPU, too (2.4 ms instead of 4.6), since the log is
written by fewer calls. With 32 KiB a row would cost 0.3 kB, but every commit writes whole pages into the log.
"""

# The names beside an archive that belong to it: SQLite's log and its index, its rollback journal, and our locks.
_BESIDE = ("", "-wal", "-shm", "-journal", ".lock", ".linkcheck", ".write")
OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR
_ALL_RIGHTS = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO


def make_empty(file: Path, *, like: Path) -> None:
    """Make an empty file that only those may read and write who may do so with another one."""
    # The rights are narrow first, so that a private archive cannot be read by others for a moment.
    file.touch(mode=OWNER_ONLY)
    give_rights(file, like=like)


def give_rights(file: Path, *, like: Path) -> None:
    """Give a file the owner, as far as that is allowed, and the rights of another one."""
    old = like.stat()
    # Only root may give a file to another owner. Where nobody may, the file belongs to who made it.
    with suppress(PermissionError):
        os.chown(file, old.st_uid, old.st_gid)
    file.chmod(old.st_mode & _ALL_RIGHTS)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, written to the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def in_mib(size: int) -> str:
    """Return a size in whole MiB, rounded up."""
    return f"{-(-size // MIB):,}"


def resolved(file: Path) -> Path:
    """Return where a name leads, over all symbolic links.

    A link that leads in a circle stays as it is: whoever opens it gets an ``OSError`` (``ELOOP``) as for any other file
    that cannot be opened. ``Path.resolve`` raises a ``RuntimeError`` there, until Python 3.13.
    """
    return Path(os.path.realpath(file))


def is_of_archive(target: Path, archive: Path) -> bool:
    """Return whether a file is the archive or belongs to it, so that nothing may be put in its place.

    Args:
        target: resolved.
        archive: as it was named.
    """
    whole = resolved(archive)
    is_its_own = target in {whole.with_name(whole.name + suffix) for suffix in _BESIDE}
    return is_its_own or (target.exists() and target.samefile(archive))
