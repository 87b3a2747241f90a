"""``scraper import warc``."""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.cluster_options import (
    force_option,
    refuse_unused,
    scheduler_option,
    spool_option,
    task_readers,
    to_option,
    workers_option,
)
from scraper.cli.import_dataset import run as run_dataset
from scraper.cli.options import first_day, last_day, site_option
from scraper.cli.output import clean, format_option, is_for_reading, print_rows
from scraper.cli.profiles import chosen, profiles, sites_option
from scraper.errors import AddressError, CrawlInterruptedError, ScraperError

if TYPE_CHECKING:
    from scraper.batch.file_run import FileRun
    from scraper.batch.import_warc import WarcImport
    from scraper.batch.mapping.selection import Selection
    from scraper.batch.mapping.task import Readers
    from scraper.model import Site

# Below so many bytes another process would not have started before the first one is done. Chosen: one reads some 8 MB
# a second of pages, and takes half a second to start.
_BYTES_A_PROCESS = 8_000_000
# The colons of an IPv6 address stand in brackets.
_PORT = re.compile(r":\d*\Z")
_NONE_ASKED_FOR = (
    "No page is of the sites that were asked for. Name them with --site or --host, or take all with --all."
)
_FINISHING = "Finishing the records under way; press Ctrl-C again to stop at once."


@click.command("warc")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@site_option
@click.option(
    "--host",
    "hosts",
    metavar="HOST",
    multiple=True,
    help="Pages of this host; '*.example.org' means its subdomains too. May be given several times.",
)
@click.option("--all", "every", is_flag=True, help="Pages of all hosts.")
@click.option(
    "--since",
    type=first_day,
    metavar="DAY",
    help="Only captures of this day or later: 2024-05-23, 23.5.2024, 2024-05, 2024, 7d, 2w, yesterday.",
)
@click.option("--until", type=last_day, metavar="DAY", help="Only captures of this day or earlier.")
@sites_option
@workers_option
@scheduler_option
@spool_option
@to_option
@force_option
@format_option
@click.pass_obj
def command(
    db: Path,
    files: tuple[str, ...],
    sites: tuple[str, ...],
    hosts: tuple[str, ...],
    every: bool,
    since: dt.date | None,
    until: dt.date | None,
    sites_files: tuple[Path, ...],
    workers: int | None,
    scheduler: str | None,
    spool: Path | None,
    to: Path | None,
    force: bool,
    output_format: str | None,
) -> None:
    """Take articles out of WARC files into the archive, with the times of their captures.

    FILE is a path, a pattern such as 'crawl/*.warc.gz', or an address (https, s3). Without --site, --host and --all:
    pages of the sites that 'scraper crawl' visits. An older capture never replaces a newer state, and the same file
    twice adds nothing. It works while a crawl runs, and can be stopped anywhere; the next run goes on. Exit code 1 if a
    file or a record could not be read; all others are taken.
    """
    known = profiles(sites_files)
    selection = _selection(known, sites, hosts, sites_files, since, until, every=every)
    refuse_unused(spool, scheduler=scheduler, to=to, is_forced=force)
    cluster = _Cluster(scheduler, spool)
    if to is not None:
        _make_dataset(db, to, files, selection, workers, cluster, output_format, is_forced=force)
    else:
        _run(db, files, selection, workers, cluster, output_format)


def _selection(
    known: dict[str, Site],
    names: Sequence[str],
    hosts: Sequence[str],
    sites_files: Sequence[Path],
    since: dt.date | None,
    until: dt.date | None,
    *,
    every: bool,
) -> Selection:
    """Return what is taken of the files.

    Raises:
        click.UsageError: the options exclude each other, or a host is none.
        ConfigError: there is no such site.
    """
    from scraper.batch.mapping.selection import Selection

    if every and (names or hosts):
        raise click.UsageError("--all takes the pages of all hosts: give it without --site and --host.")
    if since is not None and until is not None and since > until:
        raise click.UsageError(f"No day is both: --since {since} is later than --until {until}.")
    # Whoever names hosts alone wants no other pages.
    is_by_host = every or (bool(hosts) and not names)
    return Selection(
        sites=() if is_by_host else tuple(chosen(known, names, sites_files)),
        hosts=tuple(sorted({_host(host) for host in hosts})),
        every=every,
        since=None if since is None else _midnight(since),
        until=None if until is None else _midnight(until + dt.timedelta(days=1)),
        known=tuple(known.values()),
    )


def _host(text: str) -> str:
    """Return a host as a selection has it: lower-case, without ``www.``, and not an address."""
    from scraper.web.urls import host

    name = text.strip().lower()
    domain = name.removeprefix("*.")
    try:
        bare = host(f"https://{domain}/")
    except AddressError:
        bare = ""
    # Records of all ports of a host are taken; whoever names one would not get what was asked for.
    has_port = _PORT.search(domain) is not None
    is_name = bool(bare) and "/" not in domain and not has_port
    if not is_name:
        raise click.UsageError(f"'{text}' is no host: write it like example.org, or *.example.org.")
    return f"*.{bare}" if name.startswith("*.") else bare


def _midnight(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins here."""
    return dt.datetime.combine(day, dt.time.min).astimezone()


def _run(
    db: Path,
    patterns: Sequence[str],
    selection: Selection,
    workers: int | None,
    cluster: _Cluster,
    output_format: str | None,
) -> None:
    """Take the files, and print what came of them; also after an error or Ctrl-C, as far as it came."""
    from scraper.batch.import_warc import WarcImport, expanded
    from scraper.batch.intake import Intake
    from scraper.batch.mapping.folder import kept_folder, own_folder
    from scraper.batch.takers import Takers
    from scraper.cli.import_progress import ImportProgress
    from scraper.cli.opening import open_archive
    from scraper.cli.session import utc_now

    files = expanded(patterns)
    names = [file.source for file in files]
    size = _size_of(files)
    folders = own_folder(db) if cluster.scheduler is None else kept_folder(cluster.spool or db.absolute().parent, db)
    with (
        open_archive(db) as archive,
        folders as folder,
        task_readers(cluster.scheduler, workers, _processes(size, workers), folder, names) as readers,
        ImportProgress(size) as progress,
    ):
        archive.links.know(selection.known)
        now = utc_now()
        intake = Intake(archive, Takers(archive, selection, now), now)
        run = WarcImport(archive, intake, selection, folder)
        progress.watch(run.bytes_done)
        try:
            is_stopped = _run_until_stopped(run, files, readers)
        finally:
            progress.stop()
            _print(run, selection, output_format)
    if is_stopped:
        raise CrawlInterruptedError("Interrupted.", hint="Nothing is lost; the next run goes on from here.")
    if run.has_trouble:
        sys.exit(1)


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Where a cluster is, if one was asked for: its scheduler, and the folder that all its machines see."""

    scheduler: str | None
    spool: Path | None


def _make_dataset(
    db: Path, target: Path, patterns: Sequence[str], selection: Selection, workers: int | None, cluster: _Cluster,
    output_format: str | None, *, is_forced: bool,
) -> None:  # fmt: skip
    """Make a Parquet dataset of the files; its parts lie in its own folder, which all machines have to see."""
    from scraper.batch.import_warc import expanded
    from scraper.batch.parquet_tables import require_parquet

    require_parquet()
    files = expanded(patterns)
    # What is wrong with it is said where it is opened.
    with suppress(OSError):
        target.mkdir(parents=True, exist_ok=True)
    names = [file.source for file in files]
    with task_readers(cluster.scheduler, workers, _processes(_size_of(files), workers), target, names) as readers:
        run_dataset(target, files, selection, readers, archive=db, is_forced=is_forced, output_format=output_format)


def _run_until_stopped(run: WarcImport, files: Sequence[FileRun], readers: Readers) -> bool:
    """Take the files; return whether somebody asked for the end before it came."""
    from scraper.cli.interrupts import announce, stopping

    try:
        with stopping(readers.stop, lambda: announce(_FINISHING)) as is_stopped:
            run.run(files, readers)
            return is_stopped()
    except KeyboardInterrupt:
        raise CrawlInterruptedError("Stopped at once.", hint="Nothing is lost; the next run goes on.") from None


def _size_of(files: Sequence[FileRun]) -> int | None:
    """Return the bytes of all files that can be read; None where that of one is not known, as of some in the web."""
    from scraper.batch.file_run import FileState

    sizes = [file.size for file in files if file.state is not FileState.FAILED]
    return None if None in sizes else sum(filter(None, sizes))


def _processes(size: int | None, workers: int | None) -> int:
    """Return how many processes read: as many as were asked for, else one a core where there is enough to read."""
    if workers is not None:
        return workers
    cores = os.cpu_count() or 1
    if size is None:
        return cores
    return max(1, min(cores, size // _BYTES_A_PROCESS))


def _print(run: WarcImport, selection: Selection, output_format: str | None) -> None:
    """Print the result on stdout, and on stderr what a person should know of files and of single records."""
    from scraper.cli.import_text import lines, named, row

    if is_for_reading(output_format):
        for line in lines(run.files):
            click.echo(clean(line))
        for line in named(run.files):
            click.echo(clean(line), err=True)
        if _is_of_other_sites(run, selection):
            click.echo(_NONE_ASKED_FOR, err=True)
    else:
        print_rows((row(file) for file in run.files), output_format)
    for file in run.files:
        if file.message:
            click.echo(clean(str(ScraperError(file.message, hint=file.hint or None))), err=True)


def _is_of_other_sites(run: WarcImport, selection: Selection) -> bool:
    """Return whether there were records, and none of a page that was asked for."""
    records = sum(file.counts["records"] for file in run.files)
    pages = sum(file.counts["pages"] for file in run.files)
    return records > 0 and pages == 0 and not selection.every
