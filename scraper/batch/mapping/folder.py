"""A folder for what a run has read and not written yet; one that a killed run left is removed by the next."""

from __future__ import annotations

import fcntl
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
    prefix = f".{beside.name}.import-"
    try:
        _remove_left(beside.parent, prefix)
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=beside.parent))
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


def _remove_left(parent: Path, prefix: str) -> None:
    """Remove the folders of runs that were killed."""
    for folder in parent.glob(f"{prefix}*"):
        try:
            with (folder / _LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            # Another import works there, or it has just been made.
            continue
        shutil.rmtree(folder, ignore_errors=True)
