"""Options for commands that read many pages: by how many processes, on which cluster, through which folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
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


def refuse_unused(spool: Path | None, *, scheduler: str | None, to: Path | None, is_forced: bool) -> None:
    """Refuse options that would be of no use beside the others.

    Args:
        spool: the folder that all machines of a cluster see, if one was named.
        scheduler: of the cluster, or None.
        to: the folder of a dataset, or None.
        is_forced: whether that is made anew.

    Raises:
        ConfigError: names the option, and what it is for.
    """
    from scraper.errors import ConfigError

    if is_forced and to is None:
        raise ConfigError("--force makes a dataset anew: give it with --to DIR.")
    if spool is not None and to is not None:
        raise ConfigError("--to keeps in DIR what is read: give it without --spool.")
    if spool is not None and scheduler is None:
        raise ConfigError("--spool is for the machines of a cluster: give it with --scheduler.")
