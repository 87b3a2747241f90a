"""``scraper import warc --to DIR``: a Parquet dataset instead of the archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.output import clean, is_for_reading, print_rows
from scraper.errors import CrawlInterruptedError
from scraper.policy.counts import counted

if TYPE_CHECKING:
    from scraper.batch.dataset_import import Made
    from scraper.batch.file_run import FileRun
    from scraper.batch.mapping.selection import Selection
    from scraper.batch.mapping.task import Readers

# Records that could not be read are named up to this number; chosen so that a terminal shows the rest.
_MOST_NAMED = 10
_FINISHING = "Finishing what is under way; press Ctrl-C again to stop at once."
_GOES_ON = "What was read is kept in the folder; the next run goes on from here."


def run(
    target: Path, files: Sequence[FileRun], selection: Selection, readers: Readers, *, archive: Path, is_forced: bool,
    output_format: str | None,
) -> None:  # fmt: skip
    """Make a dataset of WARC files, and print what came of it.

    Args:
        target: its folder.
        files: the WARC files.
        selection: what is taken of them.
        readers: what reads.
        archive: what it has forgotten stays out; there need be none.
        is_forced: make it anew where another one stands.
        output_format: as it was asked for, or None.

    Raises:
        ConfigError: something else stands there.
        CrawlInterruptedError: Ctrl-C.
        ScraperError: the disk is full, or the cluster is gone.
    """
    from scraper.batch.dataset import Dataset
    from scraper.batch.dataset_import import make, selection_of

    dataset = Dataset(target, selection_of(files, selection), _forgotten_by(archive))
    make_and_print(
        target, partial(make, dataset, files, selection, readers, is_forced=is_forced), readers, output_format
    )


def _forgotten_by(archive: Path) -> frozenset[bytes]:
    """Return the digests of what an archive has forgotten; none where there is no archive."""
    from scraper.store import Archive

    if not archive.exists():
        return frozenset()
    with Archive.read(archive) as opened, opened.explained():
        return opened.forgotten.digests()


def make_and_print(target: Path, make: Callable[..., Made], readers: Readers, output_format: str | None) -> None:
    """Make a dataset, and print what came of it.

    Args:
        target: its folder.
        make: makes it; given ``is_stopped`` and ``progress``.
        readers: what reads.
        output_format: as it was asked for, or None.

    Raises:
        ConfigError: something else stands there.
        CrawlInterruptedError: Ctrl-C.
        ScraperError: the disk is full, or the cluster is gone.
    """
    from scraper.cli.interrupts import announce, stopping
    from scraper.cli.progress import MigrationProgress

    try:
        with MigrationProgress() as progress, stopping(readers.stop, lambda: announce(_FINISHING)) as is_stopped:
            made = make(is_stopped=is_stopped, progress=progress.show)
    except KeyboardInterrupt:
        raise CrawlInterruptedError("Stopped at once.", hint=_GOES_ON) from None
    if is_stopped() and not made.rows:
        raise CrawlInterruptedError("Interrupted.", hint=_GOES_ON)
    _print(target, made, output_format)
    if made.has_trouble:
        sys.exit(1)


def _print(target: Path, made: Made, output_format: str | None) -> None:
    if is_for_reading(output_format):
        for line in _lines(target, made):
            click.echo(clean(line))
    else:
        print_rows([_row(target, made)], output_format)
    for one in made.broken[:_MOST_NAMED]:
        url = f", {one.url}" if one.url else ""
        _say(f"{one.source} at byte {one.offset}{url}: {one.fault}")
    more = made.counts["broken"] - min(len(made.broken), _MOST_NAMED)
    if more > 0:
        _say(f"and {counted(more, 'broken record')} more; --format json names them")
    for sentence in made.failed.values():
        _say(sentence)
    if made.failed:
        _say(
            f"No tables were made in {target}, since {counted(len(made.failed), 'file')} could not be read."
            " Run the same command again, or leave them out."
        )


def _lines(target: Path, made: Made) -> list[str]:
    from scraper.batch.dataset_columns import TABLES

    # What is read from the dataset's file is sorted by name there; people see one order.
    rows = ", ".join(f"{made.rows[name]:,} {name}" for name in TABLES if name in made.rows)
    if made.was_there:
        return [f"{target}: made of the same files already: {rows}."]
    read = f"{counted(made.counts['records'], 'record')}, {counted(made.counts['pages'], 'page')} of these sites"
    if made.counts["broken"]:
        read += f", {made.counts['broken']:,} broken"
    lines = [f"Read: {read}."]
    if made.rows:
        lines.append(f"{target}: {rows}.")
    return lines


def _row(target: Path, made: Made) -> dict[str, Any]:
    return {
        "dataset": str(target),
        "state": _state(made),
        "records": made.counts["records"],
        "pages": made.counts["pages"],
        "rows": made.rows,
        "broken": [
            {"file": one.source, "offset": one.offset, "url": one.url or None, "code": str(one.fault.reason),
             "reason": str(one.fault)}
            for one in made.broken
        ],
        "failed": made.failed,
    }  # fmt: skip


def _state(made: Made) -> str:
    if made.was_there:
        return "already"
    return "made" if made.rows else "unfinished"


def _say(text: str) -> None:
    click.echo(clean(text), err=True)
