"""``scraper compact``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scraper.cli.profiles import profiles, sites_option
from scraper.cli.question import is_agreed
from scraper.errors import ConfigError, LockedError


@click.command("compact")
@click.option("--anew", is_flag=True, help="Look at all captures, also at those that an earlier run has packed.")
@click.option(
    "--drop",
    is_flag=True,
    help="First let go of the bytes that the profiles do not keep any more (keep = 'changed' or 'text'); what was read"
    " from them stays. Says of how many captures, and does nothing without --yes.",
)
@click.option("--yes", is_flag=True, help="With --drop: let go without asking.")
@sites_option
@click.pass_obj
def command(db: Path, anew: bool, drop: bool, yes: bool, sites_files: tuple[Path, ...]) -> None:
    """Make the archive smaller: pack older captures again, and write the file anew without its gaps.

    It can be stopped at any moment and goes on from there the next time; a crawl may run meanwhile, and only the last
    step, for which nobody else may have the file open, waits for another time then (exit code 75). Every page stays as
    it was captured. The folder needs room for a second file.
    """
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import utc_now
    from scraper.cli.summary import size
    from scraper.store.compact import compact

    if yes and not drop:
        raise ConfigError("--yes belongs to --drop.")
    keeps: dict[str, str] | None = None
    if drop:
        keeps = {site.id: site.keep for site in profiles(sites_files).values() if site.keep != "all"}
    if keeps is not None and not yes and not _is_agreed(db, keeps):
        sys.exit(1)
    with MigrationProgress() as progress:
        done = compact(db, utc_now, keeps=keeps, anew=anew, progress=progress.show)
    if sys.stderr.isatty():
        sizes = f"{size(done.after)}, was {size(done.before)}"
        let_go = f"; captures whose bytes were let go: {done.dropped:,}" if drop else ""
        click.echo(f"{db}: {sizes}; captures looked at: {done.captures:,}{let_go}.", err=True)
    if done.why_not_rewritten is not None:
        raise LockedError(done.why_not_rewritten, hint="Its captures are packed; start again when it is closed.")


def _is_agreed(db: Path, keeps: dict[str, str]) -> bool:
    """Say what is to be let go, and return whether a person agrees."""
    from scraper.store import Archive

    with Archive.read(db) as archive:
        count = archive.captures.count_in_excess(keeps)
    if not count:
        return True
    click.echo(f"{db}: the bytes of {count:,} captures go for good; what was read from them stays.", err=True)
    if not sys.stdin.isatty():
        click.echo("Nothing was done. Add --yes to let them go.", err=True)
        return False
    return is_agreed("Let them go?")
