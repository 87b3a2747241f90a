"""Saved searches on the command line: their file, a run of them, what is printed of it, and the end of each crawl."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.configuration import DEFAULT_WATCH_FILE, configuration
from scraper.cli.mail import paragraph
from scraper.cli.output import clean
from scraper.cli.progress import is_muted, mute, say
from scraper.policy.counts import counted
from scraper.report import local_time

if TYPE_CHECKING:
    from scraper.model.news import News, WatchNews
    from scraper.notify.watch import Run, Watch
    from scraper.notify.watch_file import WatchFile
    from scraper.store import Archive

watch_option = click.option(
    "--watch",
    "watch_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file of saved searches.  [default: watch of scraper.toml, else data/watch.toml]",
)
FORMATS = ("text", "markdown", "json")
"""The forms in which news are printed."""


def named_file(option: Path | None) -> Path | None:
    """Return the file of saved searches: of the option, of the configuration, or the usual one where it is there.

    Raises:
        ConfigError: the configuration cannot be read.
    """
    if option is not None:
        return option
    named = configuration().watch.value
    # Another file that is not there was named by mistake.
    is_usual = named == DEFAULT_WATCH_FILE
    if is_usual and not named.exists():
        return None
    return named


def load(path: Path, archive: Archive, known: Iterable[str]) -> WatchFile:
    """Return the saved searches of a file.

    Args:
        path: the file.
        archive: whose sites may be named.
        known: ids of profiles, which may be named, too.

    Raises:
        WatchFileError: it cannot be read, or holds a mistake.
    """
    from scraper.notify.watch_file import load_watch_file

    return load_watch_file(path, lambda: {*archive.site_ids(), *known})


def begin(archive: Archive, file: WatchFile, now: dt.datetime) -> Watch:
    """Return a run of saved searches as of now, days counted as they are here."""
    from scraper.notify.watch import Watch

    return Watch(archive, file, now, local_time.local_day)


class AtEnd:
    """The saved searches at the end of a crawl; a context manager, which keeps other runs of them away.

    Args:
        db: the archive file.
        archive: the same, opened for writing.
        path: the file of saved searches; None: there are none, and nothing is done.
        known: the ids of the profiles.
        utc_now: the clock.
    """

    def __init__(
        self, db: Path, archive: Archive, path: Path | None, known: Collection[str], utc_now: Callable[[], dt.datetime]
    ) -> None:
        self._db = db
        self._archive = archive
        self._path = path
        self._known = known
        self._utc_now = utc_now
        self._lock = ExitStack()
        self._watch: Watch | None = None
        self._run: Run | None = None
        self._mistake: str | None = None

    def __enter__(self) -> AtEnd:
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.close()

    def tell(self) -> None:
        """Tell the channels of all saved searches. Which of them could not be told stands among the problems."""
        if self._path is None:
            return
        from scraper.errors import ConfigError, LockedError
        from scraper.store import WATCH, ArchiveLock

        try:
            file = load(self._path, self._archive, self._known)
            self._lock.enter_context(ArchiveLock(self._db, self._utc_now, work=WATCH))
        except LockedError:
            # Another run tells right now, and what this crawl has brought is told by it or by the next.
            return
        except ConfigError as error:
            self._mistake = str(error)
            return
        self._watch = begin(self._archive, file, self._utc_now())
        self._run = self._watch.tell(file.searches, prints=False)

    def report(self) -> bool:
        """Print the news of searches without a channel; return whether the file of searches needs a person."""
        if self._mistake is not None:
            say(f"Error: {self._mistake}", err=True)
            return True
        if self._watch is None or self._run is None:
            return False
        if print_news([due.news for due in self._run.printed if due.news is not None], None):
            self._watch.note_printed(self._run)
        return False


def print_news(news: Sequence[WatchNews], output_format: str | None) -> bool:
    """Print the news of several searches; nothing where there are none.

    Args:
        news: of a search each.
        output_format: one of :data:`FORMATS`; None: text.

    Returns:
        Whether they have left this process; what a closed pipe has not taken was told to nobody.
    """
    from scraper.notify import as_markdown, as_text

    if not news:
        return True
    if output_format == "json":
        text = json.dumps([_record(one) for one in news], ensure_ascii=False, indent=2)
    else:
        render = as_markdown if output_format == "markdown" else as_text
        text = "\n".join(map(render, news))
    return _written(text.rstrip("\n"))


def _written(text: str) -> bool:
    """Write a text to stdout, and return whether it has left this process."""
    # A crawl whose own lines met a closed pipe writes into nothing from then on.
    if is_muted(sys.stdout):
        return False
    try:
        click.echo(clean(text))
        sys.stdout.flush()
    except BrokenPipeError:
        mute(sys.stdout)
        return False
    return True


def _record(news: WatchNews) -> dict[str, Any]:
    """Return the news of a search as a record for programs; times in UTC."""
    return asdict(news) | {"news": [_news_record(one) for one in news.news]}


def _news_record(one: News) -> dict[str, Any]:
    from scraper.store.columns import day_text, to_text

    return asdict(one) | {"date": day_text(one.date), "at": to_text(one.at), "changed": list(one.changed)}


def say_failed(run: Run) -> None:
    """Say of each channel that could not be told why, on stderr."""
    from scraper.notify.watch import label

    for due, why in run.failed:
        say(f"{label(due.search, due.channel)}: {why.advice}", err=True)
    if run.left:
        left = counted(run.left, "more channel")
        say(f"{left} left to the next run: those above took {run.lost:.0f} seconds.", err=True)


def mail_failed(archive: Archive, now: dt.datetime) -> None:
    """Say what is new of channels that cannot be told, what is still so once a week, and what is well again.

    Args:
        archive: opened for writing; notes what was said.
        now: the time.
    """
    from scraper.notify.watch import is_label
    from scraper.policy.telling import to_tell

    of_archive = archive.problems.noted(())
    telling = to_tell([one for one in of_archive if is_label(one.problem.url)], now)
    text = paragraph(telling, command="watch")
    if text:
        say(text, err=True)
    if telling.told:
        with archive.transaction():
            archive.problems.mark_told(telling.told, now)
