"""Options for commands that read many pages: by how many processes, on which cluster, through which folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from scraper.batch.cluster import Cluster
    from scraper.batch.mapping.task import Readers

workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 256),
    metavar="N",
    help="So many processes of this machine read; as many as pay if left out, one a core at most.",
)
"""How many processes read."""

scheduler_option = click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Read on a Dask cluster: tcp://10.0.0.5:8786, or 'local' for one of --workers on this machine.",
)
"""The scheduler of a cluster."""

spool_option = click.option(
    "--spool",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="With --scheduler: a folder that all machines see; beside the archive if left out.",
)
"""What all machines of a cluster see."""

to_option = click.option(
    "--to",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Make a Parquet dataset in DIR instead, and write nothing into the archive.",
)
"""Where a dataset is made."""

force_option = click.option(
    "--force", is_flag=True, help="With --to: make the dataset anew where another one stands in DIR."
)
"""Whether a dataset of something else gives way."""


@contextmanager
def task_readers(
    scheduler: str | None, workers: int | None, processes: int, folder: Path, sources: Iterable[str]
) -> Iterator[Readers]:
    """Give what reads tasks: processes of this machine, or a cluster of which each worker can do the work.

    Args:
        scheduler: the address of the cluster's scheduler, ``local``, or None.
        workers: how many were asked for.
        processes: how many processes of this machine read.
        folder: where tasks write; all machines of a cluster see it.
        sources: what is read.

    Raises:
        ScraperError: the cluster cannot be reached, or one of its workers cannot do the work.
    """
    if scheduler is None:
        from scraper.batch.mapping.local import LocalReaders

        yield LocalReaders(processes)
        return
    from scraper.batch.cluster_readers import ClusterReaders

    with connected(scheduler, workers, folder, sources) as cluster:
        yield ClusterReaders(cluster)


@contextmanager
def connected(scheduler: str, workers: int | None, folder: Path, sources: Iterable[str] = ()) -> Iterator[Cluster]:
    """Give a cluster of which each worker can do the work.

    Args:
        scheduler: its address, or ``local``.
        workers: of a cluster on this machine.
        folder: what all machines have to see.
        sources: files that they have to be able to read.

    Raises:
        ScraperError: it cannot be reached, or one of its workers cannot do the work.
    """
    import os

    from scraper.batch.cluster import Cluster

    with Cluster(scheduler, workers or os.cpu_count() or 1) as cluster:
        cluster.check(folder, sources)
        yield cluster


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
    import fcntl
    import hashlib
    import shutil

    from scraper.errors import LockedError, ScraperError

    name = hashlib.sha256(str(archive.absolute()).encode()).hexdigest()[:12]
    folder = spool.absolute() / f"scraper-import-{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("wb")
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
    from scraper.errors import ScraperError

    place = spool or beside.absolute().parent
    try:
        place.mkdir(parents=True, exist_ok=True)
        made = TemporaryDirectory(prefix=".scraper-spool-", dir=place)
    except OSError as error:
        raise ScraperError(
            f"No folder can be made in {place}: {error.strerror or error}.", hint="Name another place with --spool DIR."
        ) from error
    with made as folder:
        yield Path(folder)
