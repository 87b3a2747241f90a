"""``scraper reparse``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from scraper.cli import cluster_options
from scraper.cli.options import day
from scraper.cli.output import clean, format_option, is_for_reading, print_rows
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.reparse_dataset import refuse_with_others
from scraper.cli.reparse_dataset import run as make_dataset
from scraper.cli.site_id import SITE
from scraper.policy.counts import counted

if TYPE_CHECKING:
    from scraper.batch.cluster_pages import ClusterPages
    from scraper.batch.differences import Difference
    from scraper.batch.plan import Plan
    from scraper.batch.reparse import Reparse, Reparsed, Trouble
    from scraper.reading.pool import ReaderPool
    from scraper.store import Archive

# To start a reading process takes as long as it takes to read so many pages.
_ARTICLES_A_PROCESS = 50
# Differences beyond so many bytes wait on the disk until they are printed.
_IN_MEMORY = 4 * 1024 * 1024
# Pages that are no articles any more are named up to this number; chosen so that a terminal still shows the rest.
_MOST_NAMED = 10


@click.command("reparse")
@click.argument("names", metavar="[SITE]...", nargs=-1, type=SITE)
@click.option(
    "--since",
    type=day,
    metavar="DAY",
    help="Only articles of this day or later: 2024-05-23, 23.5.2024, 7d, 2w, yesterday.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option("--diff", "shows_diff", is_flag=True, help="Print each field that differs, before and after.")
@click.option("--all", "every", is_flag=True, help="Read also what today's parser and profiles have read already.")
@click.option(
    "--new-profile",
    is_flag=True,
    help="Replace also what another profile than today's has read, one of before it was mended included; on a terminal"
    " you are asked. With --dry-run: look at that, too.",
)
@click.option(
    "--index",
    "is_index",
    is_flag=True,
    help="Build the search indexes anew, with all else that is made of texts and links, and read nothing again.",
)
@cluster_options.workers_option
@cluster_options.scheduler_option
@cluster_options.spool_option
@cluster_options.to_option
@cluster_options.force_option
@sites_option
@format_option
@click.pass_obj
def command(
    db: Path,
    names: tuple[str, ...],
    since: dt.date | None,
    dry_run: bool,
    shows_diff: bool,
    every: bool,
    new_profile: bool,
    is_index: bool,
    workers: int | None,
    scheduler: str | None,
    spool: Path | None,
    to: Path | None,
    force: bool,
    sites_files: tuple[Path, ...],
    output_format: str | None,
) -> None:
    """Read the archived captures again with today's parser and profiles; no network.

    Without SITE: all sites of the archive. Readings are replaced in their rows: addresses, days seen and history stay,
    and nothing of it is an edit. It works while a crawl runs, and can be stopped anywhere; the next run goes on. The
    result is a count for each field that differs, with examples. Exit code 1 if something could not be read or was
    left alone.
    """
    if is_index:
        others = (names, since, dry_run, shows_diff, every, new_profile, workers, scheduler, spool, to, force)
        if any((*others, sites_files)):
            raise click.UsageError("--index builds the search indexes anew and reads nothing again: give it alone.")
        _rebuild_indexes(db, output_format)
        return
    cluster_options.refuse_unused(spool, scheduler=scheduler, to=to, is_forced=force)
    known = profiles(sites_files)
    if to is not None:
        refuse_with_others(any((dry_run, shows_diff, every, new_profile)))
        make_dataset(
            db, to, known, names, since, workers=workers, scheduler=scheduler, is_forced=force,
            output_format=output_format,
        )  # fmt: skip
        return
    report = _Report(output_format, shows_diff=shows_diff, is_dry=dry_run)
    with _opened(db, dry_run) as archive:
        archive.links.know(known.values())
        plan = _planned(archive, known, names, since, every)
        if plan.replacing and (new_profile or _is_agreed(plan, dry_run)):
            plan.replace_all()
        with _readers(plan, workers, scheduler, spool, db) as readers:
            _run(archive, plan, report, readers)
    is_left = _print_left_alone(plan)
    if report.has_trouble or is_left:
        sys.exit(1)


def _opened(db: Path, dry_run: bool) -> Archive:
    """Open the archive for writing, or for reading where nothing is to be written."""
    from scraper.cli.opening import open_archive
    from scraper.store import Archive
    from scraper.store.connection import refuse_missing

    if dry_run:
        return Archive.read(db)
    # To open it for writing would make an empty one, of which nothing could be read again.
    refuse_missing(db)
    return open_archive(db)


def _rebuild_indexes(db: Path, output_format: str | None) -> None:
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import utc_now
    from scraper.store.columns import now_text

    with _opened(db, dry_run=False) as archive, MigrationProgress() as progress:
        articles = archive.indexes.rebuild(progress.show)
        # Links find their targets by the patterns of profiles.
        archive.links.know(profiles(()).values())
        archive.link_fill(is_whole=True).run(
            now_text(utc_now()), archive.transaction, lambda done, total: progress.show("links", done, total)
        )
    if is_for_reading(output_format):
        click.echo(f"Search indexes built anew: {counted(articles, 'article')}.")
    else:
        print_rows([{"articles": articles}], output_format)


def _planned(
    archive: Archive, known: Mapping[str, Any], names: Sequence[str], since: dt.date | None, every: bool
) -> Plan:
    from scraper.batch.plan import plan
    from scraper.cli.options import days, refuse_unknown_sites

    refuse_unknown_sites(archive, names)
    with archive.explained():
        return plan(archive.rereadings.articles(names, days(since, None)), known, every=every)


def _is_agreed(plan: Plan, dry_run: bool) -> bool:
    """Return whether a person at a terminal agrees that the readings of other profiles are replaced."""
    if dry_run or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    for site, tasks in plan.replacing.items():
        click.echo(clean(f"{site}: {counted(len(tasks), 'article')} read by another profile than today's."), err=True)
    return click.confirm("Replace its readings?", err=True)


@dataclass(frozen=True, slots=True)
class _Readers:
    """What reads the pages: made when the event loop runs, with how many articles it is given at a time."""

    make: Callable[[], ReaderPool | ClusterPages]
    processes: int


@contextmanager
def _readers(
    plan: Plan, workers: int | None, scheduler: str | None, spool: Path | None, db: Path
) -> Iterator[_Readers]:
    """Give what reads the pages: processes of this machine, or a cluster that is asked first whether it can."""
    import os

    from scraper.reading.pool import ReaderPool
    from scraper.reading.thread import WorkerThread

    if scheduler is None or not plan.tasks:
        paying = max(1, min(os.cpu_count() or 1, len(plan.tasks) // _ARTICLES_A_PROCESS))
        processes = workers or paying
        yield _Readers(lambda: ReaderPool(WorkerThread(), processes=processes), processes)
        return
    from scraper.batch.cluster_pages import ClusterPages, articles_at_a_time
    from scraper.batch.mapping.folder import spool_folder

    with spool_folder(spool, db) as folder, cluster_options.connected(scheduler, workers, folder) as cluster:
        yield _Readers(lambda: ClusterPages(cluster, folder), articles_at_a_time(cluster))


def _run(archive: Archive, plan: Plan, report: _Report, readers: _Readers) -> None:
    """Read what is planned, and print what came of it; also after an error or Ctrl-C, as far as it came."""
    import asyncio

    from scraper.errors import CrawlInterruptedError

    try:
        is_stopped = bool(plan.tasks) and asyncio.run(_read(archive, plan, report, readers))
    except asyncio.CancelledError as error:
        # Only the second signal cancels the run.
        raise CrawlInterruptedError("Stopped at once.", hint="Nothing is lost; the next run goes on.") from error
    finally:
        report.end(plan)
    if is_stopped:
        raise CrawlInterruptedError("Interrupted.", hint="Nothing is lost; the next run goes on from here.")


async def _read(archive: Archive, plan: Plan, report: _Report, chosen: _Readers) -> bool:
    """Read what is planned; return whether somebody asked for the end before it came."""
    from scraper.batch.reparse import Reparse
    from scraper.cli.interrupts import announce, stop_on_signals
    from scraper.cli.progress import MigrationProgress

    stop = _Stop()
    stop_on_signals(stop, lambda: announce("Finishing what is under way; press Ctrl-C again to stop at once."))
    readers = chosen.make()
    with MigrationProgress() as progress:
        run = Reparse(
            archive,
            readers,
            is_dry=report.is_dry,
            is_stopped=lambda: stop.is_set,
            progress=lambda done, total: progress.show("reading again", done, total),
            differs=report.differs,
        )
        report.of(run)
        try:
            await run.run(plan.tasks, chosen.processes)
        finally:
            await readers.close()
    return stop.is_set


class _Stop:
    """Set by Ctrl-C."""

    def __init__(self) -> None:
        self.is_set = False

    def set(self) -> None:
        """Ask for the end."""
        self.is_set = True


class _Report:
    """Prints what was read again.

    Args:
        output_format: as it was asked for, or None.
        shows_diff: print each difference, and not the counts alone.
        is_dry: whether nothing was written.
    """

    def __init__(self, output_format: str | None, *, shows_diff: bool, is_dry: bool) -> None:
        self._format = output_format
        self._shows_diff = shows_diff
        self.is_dry = is_dry
        self._run: Reparse | None = None
        self._spool: IO[str] | None = None

    def of(self, run: Reparse) -> None:
        """Take the run whose result is printed at the end."""
        self._run = run

    @property
    def _result(self) -> Reparsed:
        from scraper.batch.reparse import Reparsed

        return Reparsed() if self._run is None else self._run.result

    @property
    def has_trouble(self) -> bool:
        """Whether a person should look at something."""
        return bool(self._result.troubles)

    def differs(self, difference: Difference) -> None:
        """Keep a difference until the end, where each is printed."""
        if not self._shows_diff:
            return
        import json
        from tempfile import SpooledTemporaryFile

        if self._spool is None:
            self._spool = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115  (until the end)
        self._spool.write(json.dumps(asdict(difference)) + "\n")

    def end(self, plan: Plan) -> None:
        """Print the result: on stdout what differs, on stderr what a person should know of single pages."""
        if is_for_reading(self._format):
            self._print_text(plan)
        else:
            print_rows(self._rows(), self._format)
        _print_pages(self._result)
        if self._spool is not None:
            self._spool.close()

    def _print_text(self, plan: Plan) -> None:
        from scraper.cli.differences import count_lines, difference_line

        for difference in self._differences():
            click.echo(difference_line(difference))
        result = self._result
        head = "Would be read again" if self.is_dry else "Read again"
        states = counted(result.articles, "article")
        if result.earlier:
            states += f", {counted(result.earlier, 'earlier state')}"
        click.echo(f"{head}: {states}.")
        for line in _left_as_they_are(plan, result):
            click.echo(line)
        lines = count_lines(result.counts)
        if result.articles or result.earlier:
            lines = lines or ["No field differs."]
        for line in lines:
            click.echo(line)

    def _rows(self) -> Iterator[dict[str, Any]]:
        if self._shows_diff:
            for difference in self._differences():
                row = asdict(difference)
                yield {"url": row["url"], "state": row.pop("which")} | row
            return
        from scraper.cli.differences import in_order

        for (which, name), count in in_order(self._result.counts):
            examples = [{"url": one.url, "before": one.before, "after": one.after} for one in count.examples]
            numbers = {"filled": count.filled, "lost": count.lost, "changed": count.changed}
            yield {"state": which, "field": name} | numbers | {"examples": examples}

    def _differences(self) -> Iterator[Difference]:
        import json

        from scraper.batch.differences import Difference

        if self._spool is None:
            return
        self._spool.seek(0)
        for line in self._spool:
            yield Difference(**json.loads(line))


def _left_as_they_are(plan: Plan, result: Reparsed) -> list[str]:
    """Return what was left alone with good reason, one sentence each."""
    lines = []
    if plan.current:
        lines.append(f"{counted(plan.current, 'article')} left alone, read by today's parser and profile already.")
    if plan.without_bytes:
        lines.append(f"{counted(plan.without_bytes, 'article')} left alone, without bytes in the archive.")
    if result.overtaken:
        lines.append(f"{counted(result.overtaken, 'article')} left to other programs, which wrote them meanwhile.")
    return lines


def _print_pages(result: Reparsed) -> None:
    """Print to stderr what could not be read, and which pages are no articles any more."""
    # An article that a crawl has edited meanwhile is read twice, and what is wrong with it is found twice.
    for trouble in dict.fromkeys(result.troubles):
        _say(f"{trouble.url}: {trouble.fault.advice}")
    pages: list[Trouble] = list(dict.fromkeys(result.no_articles))
    if not pages:
        return
    _say(f"{counted(len(pages), 'page')} left as read before, no article to today's parser:")
    for page in pages[:_MOST_NAMED]:
        _say(f"  {page.url}: {page.fault}")
    if len(pages) > _MOST_NAMED:
        _say(f"  and {len(pages) - _MOST_NAMED:,} more")


def _print_left_alone(plan: Plan) -> bool:
    """Print to stderr what was left alone until a person decides; return whether there is any."""
    for site, tasks in plan.replacing.items():
        _say(
            f"{site}: {counted(len(tasks), 'article')} left alone, read by another profile than today's. --sites FILE"
            " names that profile; --new-profile replaces its readings."
        )
    for site, number in plan.without_profile.items():
        articles = counted(number, "article")
        _say(f"{site}: {articles} left alone, as there is no such profile. Name its file with --sites FILE.")
    return bool(plan.replacing or plan.without_profile)


def _say(text: str) -> None:
    click.echo(clean(text), err=True)
