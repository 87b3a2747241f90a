"""What a person sees of a crawl while it runs: on a terminal a live row of each site, with -v each URL."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO
from weakref import WeakSet

import click

from scraper.cli.output import clean
from scraper.model import Outcome, Site, SiteResult, Wait
from scraper.policy.counts import counted
from scraper.report.local_time import with_local_stamps

if TYPE_CHECKING:
    from scraper.cli.board import Board
    from scraper.cli.screen import Screen
    from scraper.crawl import SourceVisit

# Columns of a site's id in front of a headline.
_LONGEST_ID = 20
# The verdicts of which the live display shows the headline.
_NEWS = frozenset({"new", "changed", "gone"})


def unattended() -> bool:
    """Return whether nobody watches the program, as when cron started it.

    A stream that is no terminal does not say so alone: a person may have sent all three elsewhere. But a shell that a
    person works in has ``$TERM``, and cron sets none.
    """
    if os.environ.get("TERM"):
        return False
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return not any(stream and stream.isatty() for stream in streams)


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
    _MUTED.add(stream)


def is_muted(stream: TextIO) -> bool:
    """Return whether nobody reads a stream any more, so that nothing which is written there is told to anybody."""
    return stream in _MUTED


# The streams that mute() has let lead nowhere; those of a test's run go with the run.
_MUTED: WeakSet[TextIO] = WeakSet()


class Watcher:
    """An observer (:class:`scraper.crawl.Observer`) that shows a crawl on stderr.

    Args:
        verbose: name each URL.
        live: show on a terminal what happens right now, and the headline of each article that is new or changed.
        sites: the sites of the run.
    """

    def __init__(self, *, verbose: bool, live: bool, sites: Sequence[Site]) -> None:
        self._verbose = verbose
        self._id_width = min(max((len(site.id) for site in sites), default=0), _LONGEST_ID)
        self._board: Board | None = None
        self._screen: Screen | None = None
        if live:
            self._board, self._screen = _live_display(len(sites))

    def __enter__(self) -> Watcher:
        if self._screen:
            self._screen.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Remove the live display from the terminal; harmless when called twice."""
        if self._screen:
            self._screen.stop()

    @property
    def has_scrolled(self) -> bool:
        """Whether lines stand right above on the terminal."""
        return self._screen is not None and self._screen.has_printed

    def announce(self, text: str) -> None:
        """Say what a run does next, above the live display if there is one."""
        if self._screen:
            self._screen.print(text)
        else:
            say(text, err=True)

    def started(self, site: Site) -> None:
        """A site's turn begins."""
        if self._board:
            self._board.started(site)

    def source(self, site: Site, visit: SourceVisit) -> None:
        """A source was visited."""
        if self._board:
            self._board.source(site)
        self._say(f"{site.id}: {visit.url}: {_source_result(visit)}")

    def would_fetch(self, site: Site, url: str) -> None:
        """A dry run would fetch this article."""
        # On stdout: the addresses are what a dry run was asked for. Where that is the terminal of the live display,
        # another write would end up in the middle of it.
        if self._screen and sys.stdout.isatty():
            self._screen.print(clean(url))
        else:
            say(url, err=False)

    def progress(self, site: Site, done: int, total: int) -> None:
        """So many of so many articles have been visited."""
        if self._board:
            self._board.progress(site, done, total)

    def waits(self, site: Site, wait: Wait) -> None:
        """A request of a site begins to wait for something."""
        if self._board:
            self._board.waits(site, wait)

    def article(self, site: Site, outcome: Outcome) -> None:
        """An article was visited."""
        line = f"{site.id}: {outcome.verdict}: {outcome.url}"
        if outcome.fault:
            line += f" ({outcome.fault.advice})"
        if outcome.read_again:
            line += "; its captures were read again"
        self._say(line)
        is_news = outcome.verdict in _NEWS
        # With -v each article has its line already.
        if is_news and self._screen and not self._verbose:
            self._screen.print(_news_line(site, outcome, self._id_width))

    def finished(self, site: Site, result: SiteResult) -> None:
        """A site's turn is over."""
        if self._board:
            self._board.finished(site)

    def _say(self, text: str) -> None:
        """Print a line of ``-v``."""
        if not self._verbose:
            return
        text = with_local_stamps(text)
        if self._screen:
            # Not cut to the terminal: an address has to stay whole, so that it can be copied.
            self._screen.print(clean(text))
        else:
            # A log on a full disk is no reason to end the crawl, whose archive may lie on another one.
            with suppress(OSError):
                say(text, err=True)


def is_drawable(stream: TextIO) -> bool:
    """Return whether a stream is a terminal on which lines can be drawn anew."""
    # A dumb terminal, such as the shell of an editor, shows control sequences as letters.
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _live_display(sites: int) -> tuple[Board, Screen]:
    """Return the display of a crawl on stderr, where stdout may be a pipe."""
    # Imported only for a terminal, so that cron's runs do not load them.
    from scraper.cli.board import Board
    from scraper.cli.screen import Screen

    is_unicode = (sys.stderr.encoding or "").lower().startswith("utf")
    bar = ("━", "─") if is_unicode else ("#", "-")
    board = Board(sites, time.monotonic, bar)
    return board, Screen(sys.stderr, board.rows)


def _news_line(site: Site, outcome: Outcome, id_width: int) -> str:
    """Return the line of an article that is new, changed or gone, cut to the terminal."""
    from scraper.cli.output.text import cut
    from scraper.cli.screen import terminal_size

    # Of an article that is gone, or is kept without its text, there may be no headline.
    title = outcome.article.title if outcome.article else None
    line = clean(" ".join((title or outcome.url).split()))
    return cut(f"{outcome.verdict:7}  {site.id:{id_width}}  {line}", terminal_size(sys.stderr)[0] - 1)


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
    return f"{counted(visit.links, 'link')}, {visit.new:,} not known before"


def _bar() -> Any:
    """Return a progress display of rich on stderr, where stdout may be a pipe; it is erased when it stops."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    # A description is the id of a site or a sentence of a migration, and neither is markup.
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
