"""``scraper export wacz``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.export_warc import where_option
from scraper.cli.options import days, refuse_unknown_sites, seen_since_option, seen_until_option, site_option

if TYPE_CHECKING:
    import datetime as dt

    from scraper.batch.export_wacz import WrittenWacz


@click.command("wacz")
@click.option("--output", "file", metavar="FILE.wacz", type=click.Path(path_type=Path), required=True, help="The file.")
@site_option
@seen_since_option
@seen_until_option
@where_option
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
    from scraper.batch.export_warc import WarcOrder
    from scraper.cli.configuration import configuration
    from scraper.cli.interrupts import signals_interrupt
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import settings, utc_now
    from scraper.errors import ConfigError
    from scraper.store import Archive
    from scraper.store.outgoing import OutgoingSelection

    if not file.name.endswith(SUFFIX) or file.name == SUFFIX:
        stem = file.name.removesuffix(SUFFIX) or "archive"
        raise ConfigError(f"{file}: its name must end with {SUFFIX}.", hint=f"Name it {stem}{SUFFIX}.")
    asked = days(since, until)
    configured = configuration()
    with Archive.read(db) as archive, signals_interrupt(), MigrationProgress() as progress:
        refuse_unknown_sites(archive, sites)
        order = WarcOrder(
            file=file,
            selection=OutgoingSelection(sites, asked, where),
            size=None,
            force=force,
            operator=configured.contact.value,
            agent=settings(configured, allow_private=False).agent,
            now=utc_now(),
        )
        written = export_wacz(archive, order, progress.show)
    _say(file, written)


def _say(file: Path, written: WrittenWacz) -> None:
    """Say what was written where somebody watches, and what could not be, everywhere."""
    from scraper.cli.progress import say
    from scraper.cli.summary import size
    from scraper.policy.counts import counted

    if sys.stderr.isatty():
        kinds = ("capture", written.captures), ("visit", written.visits), ("article", written.articles)
        counts = [counted(number, kind) for kind, number in (*kinds, ("page", written.pages))]
        say(f"{file}: {', '.join(counts)}, {size(written.bytes)}.", err=True)
    for place, error in written.damaged:
        say(f"{place}: was written without what is damaged. {error}", err=True)
    if written.damaged:
        sys.exit(1)
