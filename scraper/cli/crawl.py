"""``scraper crawl``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.options import day, private_option
from scraper.cli.profiles import chosen, profiles, sites_option
from scraper.cli.progress import Watcher, left_out, say, summary, troubles, unattended
from scraper.model import Site, SiteResult

if TYPE_CHECKING:
    from scraper.crawl import Options
    from scraper.store import Archive


@click.command("crawl")
@click.argument("names", metavar="[SITE]...", nargs=-1)
@click.option("--full", is_flag=True, help="Walk sitemaps and listings to their ends; leave nothing out.")
@click.option("--since", type=day, metavar="DATE", help="Also older articles, back to this day (2024-05-23).")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N articles a site.")
@sites_option
@click.option("--dry-run", is_flag=True, help="Visit the sources only; print the addresses that would be fetched.")
@click.option("--wait", is_flag=True, help="Wait for another crawl to end instead of giving up (exit code 75).")
@click.option("-v", "--verbose", is_flag=True, help="Say each URL.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing when all is well; so it is from cron anyway.")
@private_option
@click.pass_obj
def command(
    db: Path,
    names: tuple[str, ...],
    full: bool,
    since: dt.date | None,
    limit: int | None,
    sites_files: tuple[Path, ...],
    dry_run: bool,
    wait: bool,
    verbose: bool,
    quiet: bool,
    allow_private: bool,
) -> None:
    """Visit the sites that are due; archive what is new or changed.

    Without SITE: the sites of the --sites files, or else all profiles. A first crawl takes the newest
    articles of each source and says what it left out.
    """
    from scraper.crawl import Options

    known = profiles(sites_files)
    sites = chosen(known, names, sites_files)
    options = Options(full=full, since=since, limit=limit, dry_run=dry_run)
    quiet = quiet or (unattended() and not verbose)
    results = _locked_run(db, sites, options, allow_private, wait, Show(quiet, verbose))
    if any(result.needs_person for result in results):
        sys.exit(1)


class Show:
    """How much is said.

    Args:
        quiet: nothing when all is well.
        verbose: each URL.
    """

    def __init__(self, quiet: bool, verbose: bool) -> None:
        self.quiet = quiet
        self.verbose = verbose

    def watcher(self) -> Watcher:
        """Return who watches the run."""
        return Watcher(verbose=self.verbose, live=sys.stderr.isatty() and not self.quiet)

    def results(self, results: Sequence[SiteResult]) -> None:
        """Say what was done: a line a site, then what needs a person; in quiet, one paragraph or nothing."""
        bad = [line for result in results for line in troubles(result)]
        if self.quiet:
            if bad:
                say("\n".join(["scraper crawl: something needs a person.", *bad]), err=True)
            return
        for result in results:
            say(summary(result), err=False)
        for line in [line for result in results if (line := left_out(result))]:
            say(line, err=True)
        for line in bad:
            say(line, err=True)


def _locked_run(
    db: Path, sites: Sequence[Site], options: Options, allow_private: bool, wait: bool, show: Show
) -> list[SiteResult]:
    from scraper.cli.session import open_archive, run, utc_now
    from scraper.crawl import crawl_sites
    from scraper.fetch import Settings
    from scraper.store import ArchiveLock

    with open_archive(db) as archive, ArchiveLock(db, utc_now, wait=wait), show.watcher() as watcher:
        results: list[SiteResult] = []

        def keep(done: list[SiteResult]) -> None:
            results.extend(done)

        try:
            run(
                archive,
                options,
                Settings(allow_private=allow_private),
                watcher,
                lambda context: crawl_sites(context, sites),
                keep,
            )
        finally:
            watcher.__exit__()
            show.results(results)
        _note_told(archive, results)
    return results


def _note_told(archive: Archive, results: Sequence[SiteResult]) -> None:
    """Note that a person was told of what is wrong with the sites."""
    from scraper.cli.session import utc_now

    told = [result.site for result in results if result.needs_person]
    if told:
        with archive.transaction():
            archive.problems.told(told, utc_now())
