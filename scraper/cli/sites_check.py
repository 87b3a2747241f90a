"""``scraper sites check``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.configuration import configuration
from scraper.cli.options import private_option
from scraper.cli.output import format_option, is_for_reading, print_rows
from scraper.cli.profiles import chosen, profiles, sites_option
from scraper.cli.site_id import SITE

# Columns where stdout is no terminal and a table was asked for: as a mail shows them.
_USUAL_WIDTH = 80

if TYPE_CHECKING:
    from scraper.model import Site
    from scraper.onboarding.findings import SiteCheck


@click.command("check")
@click.argument("names", metavar="[SITE]...", nargs=-1, type=SITE)
@sites_option
@private_option
@format_option
@click.pass_obj
def command(
    db: Path, names: tuple[str, ...], sites_files: tuple[Path, ...], allow_private: bool, output_format: str | None
) -> None:
    """Ask a sample of sources and pages, and compare what is found with the archive.

    At most 12 requests a site, with the pauses that a crawl keeps. Without SITE, all sites are checked that a crawl
    visits. Works without an archive too, and writes nothing. Exit code 1 if something broke.
    """
    from scraper.errors import CrawlInterruptedError

    sites = chosen(profiles(sites_files), names, sites_files)
    checks: list[SiteCheck] = []
    is_interrupted = _is_interrupted(db, sites, allow_private, checks)
    _print(checks, output_format)
    if is_interrupted:
        raise CrawlInterruptedError(
            "Interrupted.", hint="What was looked at until then stands above; a check writes nothing."
        )
    if any(check.verdict != "ok" for check in checks):
        sys.exit(1)


def _is_interrupted(db: Path, sites: Sequence[Site], allow_private: bool, checks: list[SiteCheck]) -> bool:
    """Check the sites; return whether the user asked for the end before it.

    Args:
        db: the archive file, which may not be there yet.
        sites: the profiles.
        allow_private: whether addresses in private networks are allowed for all sites.
        checks: gets what was found of each.
    """
    from contextlib import ExitStack

    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import settings, utc_now
    from scraper.onboarding.check import Watcher, check_sites
    from scraper.store import Archive
    from scraper.store.connection import refuse_foreign

    # A name under which no file can ever be an archive is a mistake, and not an archive that is still to come.
    refuse_foreign(db)
    bounds = settings(configuration(), allow_private)
    with ExitStack() as stack:
        archive = stack.enter_context(Archive.read(db)) if db.exists() else None
        progress = stack.enter_context(MigrationProgress())

        def asks(site: Site) -> None:
            progress.show(f"Checking {site.id}", len(checks), len(sites))

        watcher = Watcher(asks, checks.append)
        try:
            asyncio.run(_until_signal(check_sites(sites, archive, utc_now, bounds, watcher)))
        except (KeyboardInterrupt, asyncio.CancelledError):
            return True
    return False


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Do some work until its end or the first Ctrl-C (SIGTERM, SIGHUP), which cancels it: nothing is written here."""
    from scraper.cli.interrupts import stop_on_signals
    from scraper.crawl import StopEvent

    task = asyncio.current_task()
    assert task is not None  # noqa: S101  (told to the type checker)

    def cancel() -> None:
        task.cancel()

    stop_on_signals(StopEvent(), cancel)
    await work


def _print(checks: Sequence[SiteCheck], output_format: str | None) -> None:
    """Print what was found of all sites, the worst first."""
    from scraper.cli import check_text

    if not is_for_reading(output_format):
        print_rows([check_text.record(check) for check in check_text.worst_first(checks)], output_format)
    elif checks:
        from scraper.cli.output import clean
        from scraper.cli.output.width import terminal_columns

        click.echo(clean(check_text.text(checks, terminal_columns() or _USUAL_WIDTH)))
