"""A folder for what a run has read and not written yet; one that a killed run left is removed by the next."""

from __future__ import annotations

import fcntl
import glob
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import ScraperError

_LOCK = "lock"


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


def remove_left(beside: Path) -> None:
    """Remove the folders that killed runs have left beside a file, with all that they had read; not those of others.

    Args:
        beside: the file.
    """
    for folder in beside.parent.glob(f"{glob.escape(_prefix(beside))}*"):
        try:
            with (folder / _LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            # Another import works there, or it has just been made.
            continue
        shutil.rmtree(folder, ignore_errors=True)


def _prefix(beside: Path) -> str:
    return f".{beside.name}.import-"
