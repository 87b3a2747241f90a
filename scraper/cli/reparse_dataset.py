"""``scraper reparse --to DIR``: a Parquet dataset of all that is archived, read by today's parser."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.cluster_options import task_readers
from scraper.cli.import_dataset import make_and_print

if TYPE_CHECKING:
    from scraper.model import Site


def refuse_with_others(has_others: bool) -> None:
    """Refuse ``--to`` with options that say what is written into the archive.

    Args:
        has_others: whether there are any.

    Raises:
        click.UsageError: there are.
    """
    if has_others:
        raise click.UsageError(
            "--to reads all captures and writes into its folder alone: give it with SITE, --since, --workers,"
            " --scheduler, --sites and --force at most."
        )


def run(
    db: Path, target: Path, known: Mapping[str, Site], names: Sequence[str], since: dt.date | None, *,
    workers: int | None, scheduler: str | None, is_forced: bool, output_format: str | None,
) -> None:  # fmt: skip
    """Make a dataset of an archive, which is only read, and print what came of it.

    Args:
        db: the archive.
        target: the folder of the dataset.
        known: all profiles by id.
        names: ids of sites; all where there are none.
        since: only articles of this day or later, or None.
        workers: how many processes read, or None.
        scheduler: of a cluster, or None.
        is_forced: make it anew where another one stands.
        output_format: as it was asked for, or None.

    Raises:
        ConfigError: something else stands in the folder.
        ScraperError: nothing is of this choice, the disk is full, or the cluster is gone.
    """
    from scraper.batch.dataset import Dataset
    from scraper.batch.dataset_import import make
    from scraper.batch.dataset_parts import ARCHIVE_SINK
    from scraper.batch.dataset_reparse import of_all, selection_of, written
    from scraper.batch.parquet_tables import require_parquet
    from scraper.cli.options import refuse_unknown_sites
    from scraper.cli.session import utc_now
    from scraper.store import Archive
    from scraper.store.outgoing import OutgoingSelection

    require_parquet()
    where = None if since is None else f"coalesce(date, substr(first_seen, 1, 10)) >= '{since}'"
    chosen = OutgoingSelection(sites=tuple(names), where=where)
    with suppress(OSError):
        target.mkdir(parents=True, exist_ok=True)
    with (
        Archive.read(db) as archive,
        task_readers(scheduler, workers, workers or os.cpu_count() or 1, target, ()) as readers,
    ):
        refuse_unknown_sites(archive, names)
        dataset = Dataset(target, selection_of(archive, chosen, known.values()))
        make_and_print(
            target,
            partial(
                make, dataset, lambda folder: written(archive, chosen, folder, utc_now()), of_all(known.values()),
                readers, sink=ARCHIVE_SINK, is_forced=is_forced,
            ),
            readers,
            output_format,
        )  # fmt: skip
