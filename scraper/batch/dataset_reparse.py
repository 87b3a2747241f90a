"""The captures of an archive become a Parquet dataset: read again by today's parser, here or on a cluster.

This process is the only one that reads the archive. It writes the captures as WARC files, as ``scraper export warc``
does, and these are read like any others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from scraper.batch.export_warc import SUFFIX, WarcOrder, export_warc
from scraper.batch.file_run import FileRun
from scraper.batch.mapping.selection import Selection
from scraper.model import Site
from scraper.store import Archive
from scraper.store.outgoing import OutgoingSelection

# Chosen: what one process reads in some ten seconds.
_FILE_BYTES = 32 * 2**20
_WHOLE = "whole"


def selection_of(archive: Archive, chosen: OutgoingSelection, known: Iterable[Site]) -> dict[str, object]:
    """Return what a dataset is made of, by which the same is known again.

    Args:
        archive: opened for reading.
        chosen: which captures.
        known: all profiles.
    """
    from scraper.reading import current_reader

    digest = archive.outgoing.digest()
    return {
        "archive": digest.hex() if digest else "",
        "sites": sorted(chosen.sites),
        "where": chosen.where or "",
        "readers": sorted(current_reader(site) for site in known),
    }


def of_all(known: Iterable[Site]) -> Selection:
    """Return that the pages of all hosts are read, each by its profile where there is one."""
    return Selection(every=True, known=tuple(known))


def written(
    archive: Archive, chosen: OutgoingSelection, folder: Path, now: dt.datetime,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> list[FileRun]:  # fmt: skip
    """Write the captures into some files, where no earlier run has, and return these.

    Args:
        archive: opened for reading.
        chosen: which captures.
        folder: where.
        now: the time.
        progress: is told what is written, how much of it, and how much there is.

    Raises:
        ScraperError: nothing is of this choice, or the disk is full.
    """
    folder.mkdir(exist_ok=True)
    if not (folder / _WHOLE).exists():
        order = WarcOrder(
            file=folder / f"archive{SUFFIX}", selection=chosen, size=_FILE_BYTES, force=True, operator="", agent="",
            now=now,
        )  # fmt: skip
        export_warc(archive, order, progress)
        (folder / _WHOLE).touch()
    files = sorted(folder.glob(f"*{SUFFIX}"))
    # A file is known by its name here: whoever wrote it wrote all of it, or it is written anew.
    return [FileRun(str(file), "the archive", file.stat().st_size, file.name) for file in files]
