"""``scraper export wacz``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.export_captures import ordered, refuse_name, say_written, which_captures

if TYPE_CHECKING:
    import datetime as dt


@click.command("wacz")
@click.option("--output", "file", metavar="FILE.wacz", type=click.Path(path_type=Path), required=True, help="The file.")
@which_captures
@click.option("--force", is_flag=True, help="Replace what is there under this name.")
@click.pass_obj
def command(
    db: Path,
    file: Path,
    sites: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    where: str | None,
    force: bool,
) -> None:
    """Write captures, visits and articles as WACZ 1.1.1, to be looked at in a browser.

    One file, which ReplayWeb.page opens from a disk or from any web server: the records of 'scraper export warc' with
    their index, and a list of pages, one for each state of an article, with headline, day and the text that its search
    looks into.

    A crawl may run meanwhile. The file gets its name when all of it is written.
    """
    from scraper.batch.export_wacz import SUFFIX, export_wacz

    refuse_name(file, SUFFIX)
    with ordered(db, file, sites, since, until, where, size=None, force=force) as (archive, order, progress):
        written = export_wacz(archive, order, progress)
    kinds = {"capture": written.captures, "visit": written.visits, "article": written.articles, "page": written.pages}
    say_written(file, kinds, written.bytes, written.damaged)
