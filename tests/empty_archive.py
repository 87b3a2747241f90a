"""An empty archive to begin with: made once for each process that runs tests, and copied into place.

Making the tables takes three times as long as opening a file that has them, and most tests are about what is written
afterwards. Tests of how an archive is made make their own.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from scraper.store import Archive


def put_empty_archive(path: Path) -> None:
    """Write an archive without rows to a path where nothing stands yet, as :meth:`Archive.open` makes it."""
    with path.open("xb") as file:
        file.write(_made_once())


@cache
def _made_once() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        Archive.open(path).close()
        # Closing has folded the log into the file, so that the file is all of it.
        return path.read_bytes()
