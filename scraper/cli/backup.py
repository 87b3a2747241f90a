"""``scraper backup``."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("backup")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_obj
def command(db: Path, file: Path) -> None:
    """Copy the archive into one file, also while a crawl writes it.

    The copy is checked and put in place by a rename; an older backup of this name stays until the new one is whole.
    It says nothing where nobody watches, and when all is well. Do not copy the archive with 'cp': its newest rows
    stand in a file beside it.
    """
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.summary import size
    from scraper.store.backup import backup

    with MigrationProgress() as progress:
        done = backup(db, file, progress=progress.show)
    if sys.stderr.isatty():
        click.echo(f"{done.file}: {done.articles:,} articles, {size(done.bytes)}; checked.", err=True)
