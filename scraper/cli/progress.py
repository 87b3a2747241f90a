"""What a person sees of a crawl: on a terminal a live line of each site, at its end a summary, with -v each URL."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

import click

from scraper.cli.output import clean
from scraper.model import Outcome, Site, SiteResult

if TYPE_CHECKING:
    from scraper.crawl import SourceVisit

# The counts that stand in every summary line, even when they are zero, so that the lines of all sites are alike.
_COUNTS = ("found", "new", "changed", "unchanged", "gone", "failed")
# The prefixes of the SI are powers of ten: 1 kB is 1,000 bytes (1,024 bytes are 1 KiB, IEC 80000-13).
_KILO = 1000


def unattended() -> bool:
    """Return whether nobody watches the program, as when cron started it.

    A stream that is no terminal does not say so alone: a person may have sent all three elsewhere. But a shell that a
    person works in has ``$TERM``, and cron sets none.
    """
    if os.environ.get("TERM"):
        return False
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return not any(stream and stream.isatty() for stream in streams)


def size(number: int) -> str:
    """Return bytes for people: ``1.4 MB``."""
    if number < _KILO:
        return f"{number} B"
    value, unit = number / _KILO, "kB"
    for bigger in ("MB", "GB", "TB"):
        if value < _KILO:
            break
        value, unit = value / _KILO, bigger
    return f"{value:.1f} {unit}"


def summary(result: SiteResult) -> str:
    """Return the summary line of a site."""
    counts = [f"{getattr(result, name)} {name}" for name in _COUNTS]
    if result.skipped:
        counts.append(f"{result.skipped} skipped")
    requests = "1 request" if result.requests == 1 else f"{result.requests} requests"
    return f"{result.site}: {', '.join(counts)}; {requests}, {size(result.bytes)}"


def deferred_notice(result: SiteResult) -> str | None:
    """Return the line on the articles that a first crawl deferred, and on how to get them; None without such ones."""
    if not result.deferred:
        return None
    return (
        f"{result.site}: {result.deferred} older articles are known and were left out; "
        f"get them with 'scraper crawl {result.site} --full' or '--since DATE'"
    )


def troubles(result: SiteResult) -> list[str]:
    """Return the lines on what needs a person at a site."""
    lines = [f"{result.site}: {clean(problem.advice)}" for problem in result.problems]
    lines += [f"{result.site}: not archived: {clean(f'{url}: {fault.advice}')}" for url, fault in result.failures]
    # The result carries only the first few failures by address, so that a site that fails as a whole stays readable.
    more = result.failed - len(result.failures)
    if more > 0:
        lines.append(f"{result.site}: and {more} more; 'scraper status --problems' lists them")
    return lines


def say(text: str, *, err: bool) -> None:
    """Print a line of a crawl; a closed pipe (``| head``) silences the stream and does not end the crawl."""
    try:
        click.echo(clean(text), err=err)
    except BrokenPipeError:
        mute(sys.stderr if err else sys.stdout)


def mute(stream: TextIO) -> None:
    """Let a stream lead to ``/dev/null``.

    Python flushes its streams at exit, and would complain of a closed pipe then. This redirection is what Python's
    documentation recommends (module ``signal``, "Note on SIGPIPE").
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Watcher:
    """An observer (:class:`scraper.crawl.Observer`) that shows a crawl on stderr.

    Args:
        verbose: name each URL.
        live: draw a progress bar of each site, for which stderr has to be a terminal.
    """

    def __init__(self, *, verbose: bool, live: bool) -> None:
        self._verbose = verbose
        self._tasks: dict[str, Any] = {}
        self._bar = _bar() if live else None

    def __enter__(self) -> Watcher:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Remove the progress bars from the terminal; harmless when called twice."""
        if self._bar:
            self._bar.stop()

    def started(self, site: Site) -> None:
        """A site's turn begins."""
        if self._bar:
            # How many articles there are to visit is known only after the sources were read.
            self._tasks[site.id] = self._bar.add_task(site.id, total=None)

    def source(self, site: Site, visit: SourceVisit) -> None:
        """A source was visited."""
        self._say(f"{site.id}: {visit.url}: {_source_result(visit)}")

    def would_fetch(self, site: Site, url: str) -> None:
        """A dry run would fetch this article."""
        # On stdout: the addresses are what a dry run was asked for.
        say(url, err=False)

    def progress(self, site: Site, done: int, total: int) -> None:
        """So many of so many articles have been visited."""
        if self._bar:
            self._bar.update(self._tasks[site.id], completed=done, total=total)

    def article(self, site: Site, outcome: Outcome) -> None:
        """An article was visited."""
        line = f"{site.id}: {outcome.verdict}: {outcome.url}"
        if outcome.fault:
            line += f" ({outcome.fault.advice})"
        if outcome.read_again:
            line += "; its captures were read again"
        self._say(line)

    def finished(self, site: Site, result: SiteResult) -> None:
        """A site's turn is over."""
        if self._bar:
            self._bar.remove_task(self._tasks.pop(site.id))

    def _say(self, text: str) -> None:
        """Print a line of ``-v``."""
        if not self._verbose:
            return
        if self._bar:
            # Through the console of the progress bars, which draws them anew below the line; another write to the
            # terminal would end up in the middle of them. An address may hold brackets, which are markup to rich, and
            # has to stay whole, so that it can be copied.
            self._bar.console.print(clean(text), markup=False, highlight=False, soft_wrap=True)
        else:
            # A log on a full disk is no reason to end the crawl, whose archive may lie on another one.
            with suppress(OSError):
                say(text, err=True)


class MigrationProgress:
    """Shows on stderr how far a migration is, if that is a terminal; prints nothing elsewhere."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> MigrationProgress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, text: str, done: int, total: int) -> None:
        """Show what is being done, how much of it is done, and how much there is."""
        if not sys.stderr.isatty():
            return
        # Nearly every archive is opened without a migration, and none of them should load rich for that.
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task(text, total=total)
        self._bar.update(self._task, description=text, completed=done, total=total)


def _source_result(visit: SourceVisit) -> str:
    """Return what a visit to a feed, sitemap or listing brought, for a line of ``-v``."""
    if visit.fault is not None:
        return str(visit.fault)
    if visit.links is None:
        return "unchanged"
    return f"{visit.links} links, {visit.new} not known before"


def _bar() -> Any:
    """Return a progress display of rich on stderr, where stdout may be a pipe; it is erased when it stops."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    # A description is the id of a site or a sentence of a migration, and neither is markup.
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
