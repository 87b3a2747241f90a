"""Folders for what a run has read and not written yet.

That of a run on one machine is removed by the next one where a kill has left it. That of a cluster, in which many hours
of work may lie, is left to the next run on purpose.
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import LockedError, ScraperError

_LOCK = "lock"
# Chosen: 48 bits, so that no two archives share a name by chance.
_NAME_LENGTH = 12


@contextmanager
def own_folder(beside: Path) -> Iterator[Path]:
    """Make a folder beside a file, on whose disk there is room for what belongs into it; remove it afterwards.

    Args:
        beside: the file, such as an archive.

    Raises:
        ScraperError: it cannot be made.
    """
    try:
        remove_left(beside)
        folder = Path(tempfile.mkdtemp(prefix=_prefix(beside), dir=beside.parent))
        lock = (folder / _LOCK).open("wb")
    except OSError as error:
        raise ScraperError(
            f"{beside.parent}: no folder can be made here for what is read ({error.strerror}).",
            hint="Make room, or give the archive a folder that can be written.",
        ) from error
    try:
        with lock:
            # It is given back by the system when this process ends, however that comes.
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_folder(spool: Path, archive: Path) -> Iterator[Path]:
    """Give a folder that a run which ends before its time leaves to the next one; it goes with the block otherwise.

    Args:
        spool: where it lies.
        archive: whose it is.

    Raises:
        LockedError: another run uses it.
        ScraperError: it cannot be made.
    """
    folder = _kept(spool, archive)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("wb")
    except OSError as error:
        raise ScraperError(
            f"No folder can be made in {spool}: {error.strerror or error}.", hint="Name another place with --spool DIR."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LockedError(
                f"Another import into {archive} uses {folder}.", hint="Try again when it has ended."
            ) from error
        yield folder
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def spool_folder(spool: Path | None, beside: Path) -> Iterator[Path]:
    """Give an empty folder that goes with the block.

    Args:
        spool: where it lies, if somebody has said it.
        beside: the archive.

    Raises:
        ScraperError: it cannot be made.
    """
    place = spool or beside.absolute().parent
    try:
        place.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(prefix=".scraper-spool-", dir=place)
    except OSError as error:
        raise ScraperError(
            f"No folder can be made in {place}: {error.strerror or error}.", hint="Name another place with --spool DIR."
        ) from error
    with made as folder:
        yield Path(folder)


def remove_left(beside: Path, *, with_kept: bool = False) -> None:
    """Remove the folders that killed runs have left beside a file, with all that they had read; not those of others.

    Args:
        beside: the file.
        with_kept: also the one that a run on a cluster has left to the next one, where it lies there.
    """
    folders = list(beside.parent.glob(f"{glob.escape(_prefix(beside))}*"))
    if with_kept:
        folders.append(_kept(beside.absolute().parent, beside))
    for folder in folders:
        try:
            with (folder / _LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            # Another import works there, or it has just been made.
            continue
        shutil.rmtree(folder, ignore_errors=True)


def _prefix(beside: Path) -> str:
    return f".{beside.name}.import-"


def _kept(spool: Path, archive: Path) -> Path:
    name = hashlib.sha256(str(archive.absolute()).encode()).hexdigest()[:_NAME_LENGTH]
    return spool.absolute() / f"scraper-import-{name}"
