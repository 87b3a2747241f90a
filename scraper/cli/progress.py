"""What a person sees of a crawl: a live line per site on a terminal, a summary line per site, -v each URL."""

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

_WORDS = ("found", "new", "changed", "unchanged", "gone", "failed")


def unattended() -> bool:
    """Whether nobody is watching: no terminal on any stream, and none known by name, as from cron."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return not os.environ.get("TERM") and not any(stream and stream.isatty() for stream in streams)


def size(number: int) -> str:
    """Return bytes for people: ``1.4 MB``."""
    if number < 1000:
        return f"{number} B"
    value, unit = number / 1000, "kB"
    for bigger in ("MB", "GB", "TB"):
        if value < 1000:
            break
        value, unit = value / 1000, bigger
    return f"{value:.1f} {unit}"


def summary(result: SiteResult) -> str:
    """Return the summary line of a site."""
    counts = ", ".join(f"{getattr(result, word)} {word}" for word in _WORDS)
    skipped = f", {result.skipped} skipped" if result.skipped else ""
    requests = "1 request" if result.requests == 1 else f"{result.requests} requests"
    return f"{result.site}: {counts}{skipped}; {requests}, {size(result.bytes)}"


def left_out(result: SiteResult) -> str | None:
    """Return what a first crawl left out, and how to get it, or None."""
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
    more = result.failed - len(result.failures)
    if more > 0:
        lines.append(f"{result.site}: and {more} more; 'scraper status --problems' lists them")
    return lines


def say(text: str, *, err: bool) -> None:
    """Print a line of a crawl; that its reader has gone away (| head) is no reason to archive less."""
    try:
        click.echo(clean(text), err=err)
    except BrokenPipeError:
        mute(sys.stderr if err else sys.stdout)


def mute(stream: TextIO) -> None:
    """Let a stream lead nowhere, so that Python does not complain of what it could not write at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Watcher:
    """Shows a crawl on stderr.

    Args:
        verbose: name each URL.
        live: draw progress (a terminal).
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
        if self._bar:
            self._bar.stop()

    def started(self, site: Site) -> None:
        """A site's turn begins."""
        if self._bar:
            self._tasks[site.id] = self._bar.add_task(site.id, total=None)

    def source(self, site: Site, visit: SourceVisit) -> None:
        """A source was visited."""
        self._say(f"{site.id}: {visit.url}: {_came_of(visit)}")

    def would_fetch(self, site: Site, url: str) -> None:
        """A dry run would fetch this article."""
        say(url, err=False)

    def progress(self, site: Site, done: int, total: int) -> None:
        """So many of so many articles have been visited."""
        if self._bar:
            self._bar.update(self._tasks[site.id], completed=done, total=total)

    def article(self, site: Site, outcome: Outcome) -> None:
        """An article was visited."""
        reason = f" ({outcome.fault.advice})" if outcome.fault else ""
        again = "; its captures were read again" if outcome.read_again else ""
        self._say(f"{site.id}: {outcome.verdict}: {outcome.url}{reason}{again}")

    def finished(self, site: Site, result: SiteResult) -> None:
        """A site's turn is over."""
        if self._bar:
            self._bar.remove_task(self._tasks.pop(site.id))

    def _say(self, text: str) -> None:
        if not self._verbose:
            return
        if self._bar:
            self._bar.console.print(clean(text), markup=False, highlight=False, soft_wrap=True)
        else:
            with suppress(OSError):
                say(text, err=True)


class MigrationProgress:
    """Shows how far a migration is, on a terminal; elsewhere nothing."""

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
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task(text, total=total)
        self._bar.update(self._task, description=text, completed=done, total=total)


def _came_of(visit: SourceVisit) -> str:
    if visit.fault is not None:
        return str(visit.fault)
    if visit.links is None:
        return "unchanged"
    return f"{visit.links} links, {visit.new} not known before"


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
