"""``scraper watch``."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.hints import did_you_mean
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.progress import say, unattended
from scraper.cli.watching import FORMATS, begin, load, mail_failed, named_file, print_news, say_failed, watch_option
from scraper.errors import ConfigError

if TYPE_CHECKING:
    from scraper.model import Fault
    from scraper.model.news import WatchNews
    from scraper.notify.watch import Watch
    from scraper.notify.watch_file import SavedSearch, WatchFile


@click.command("watch")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@watch_option
@sites_option
@click.option("--dry-run", is_flag=True, help="Print what would be told, and to whom; tell nobody, mark nothing.")
@click.option(
    "--list", "lists", is_flag=True, help="The saved searches: whom they tell, when that was, how many hits there are."
)
@click.option("--test", "tests", is_flag=True, help="Send the newest hit to each channel, to try it; mark nothing.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    help="Print the news of each search in this form, those with channels too; how far it was printed is kept apart."
    "  [default: text, of the searches without a channel]",
)
@click.pass_obj
def command(
    db: Path,
    ids: tuple[str, ...],
    watch_file: Path | None,
    sites_files: tuple[Path, ...],
    dry_run: bool,
    lists: bool,
    tests: bool,
    output_format: str | None,
) -> None:
    """Tell what is new, changed or gone for saved searches, once; nothing where there is nothing.

    Each crawl does the same at its end. ID chooses some of the searches. The first time, a channel is told of what
    came into the archive in the last 7 days. One that cannot be told is tried again the next time (exit code 1), and
    nothing is lost. The searches stand in data/watch.toml:

    \b
    [smtp]                             # left out: the program sendmail, if there is one
    host = "127.0.0.1"
    port = 25                          # also: user, password, tls = "starttls" or "tls"
    from = "archive@example.org"

    \b
    [wohngeld]                         # the search's id
    name = "Wohngeld"                  # what a message calls it
    words = "Wohngeld OR Mietzuschuss" # as 'scraper search' takes them
    sites = ["kommune21"]              # of these sites alone
    mail = ["press@example.org"]
    atom = "out/wohngeld.xml"          # a file for feed readers, relative to this one
    notify = ["ntfy://example/topic"]  # addresses of apprise, which is to be installed beside
    lang = "en"                        # left out: "de"; above the first table, of all searches

    A search without mail, atom and notify is printed.
    """
    if sum((dry_run, lists, tests)) > 1:
        raise click.UsageError("Give one of --dry-run, --list and --test.")
    path = named_file(watch_file)
    if path is None:
        raise ConfigError(
            "There is no file of saved searches.", hint="Write data/watch.toml; 'scraper watch --help' shows one."
        )
    known = profiles(sites_files)
    if dry_run or lists:
        _only_look(db, path, known, ids, output_format, lists=lists)
        return
    if not _tell(db, path, known, ids, output_format, tests=tests):
        sys.exit(1)


def _only_look(
    db: Path, path: Path, known: Collection[str], ids: Sequence[str], output_format: str | None, *, lists: bool
) -> None:
    """Print the saved searches, or what would be told."""
    from scraper.cli.session import utc_now
    from scraper.store import Archive

    with Archive.read(db) as archive:
        file = load(path, archive, known)
        searches = _chosen(file, ids)
        watch = begin(archive, file, utc_now())
        if lists:
            _print_list(watch, searches, output_format)
        else:
            _print_due(watch, searches, output_format)


def _print_due(watch: Watch, searches: Sequence[SavedSearch], output_format: str | None) -> None:
    """Print what would be told, each time below whom."""
    from scraper.notify.watch import shown

    told: dict[WatchNews, list[str]] = {}
    for due in watch.due(searches, prints=output_format is not None):
        if due.news is not None:
            told.setdefault(due.news, []).append(shown(due.search, due.channel))
    if output_format == "json":
        print_news(list(told), output_format)
        return
    for number, (news, channels) in enumerate(told.items()):
        blank = "\n" if number else ""
        say(f"{blank}Would be told: {', '.join(channels)}\n", err=False)
        print_news([news], output_format)


def _print_list(watch: Watch, searches: Sequence[SavedSearch], output_format: str | None) -> None:
    """Print a row for each search and channel."""
    from scraper.cli.output import print_rows
    from scraper.cli.terminal_times import with_local_times
    from scraper.notify.watch import Printed, shown
    from scraper.store.columns import to_text

    rows = [
        {
            "id": search.id,
            "name": search.name,
            "words": search.words,
            "sites": list(search.search.sites),
            "hits": hits,
            "tells": shown(search, channel),
            "told_at": to_text(watch.told_at(search, channel)),
        }
        for search in searches
        for hits in [watch.hits(search)]
        for channel in search.channels or (Printed(),)
    ]
    form = "table" if output_format == "text" else output_format
    print_rows(with_local_times(rows, form), form)


def _tell(
    db: Path, path: Path, known: Collection[str], ids: Sequence[str], output_format: str | None, *, tests: bool
) -> bool:
    """Tell what is due, or with ``--test`` the newest hit; return whether all channels took it."""
    from scraper.cli.opening import open_archive
    from scraper.cli.session import utc_now
    from scraper.store import WATCH, Archive, ArchiveLock

    # Opening for writing would make an archive where there is none, and hide that a name was mistyped.
    Archive.read(db).close()
    with open_archive(db) as archive, ArchiveLock(db, utc_now, work=WATCH):
        file = load(path, archive, known)
        searches = _chosen(file, ids)
        now = utc_now()
        watch = begin(archive, file, now)
        if tests:
            return min(_test(watch, search, output_format) for search in searches)
        run = watch.tell(searches, prints=output_format is not None)
        if print_news([due.news for due in run.printed if due.news is not None], output_format):
            watch.note_printed(run)
        # Cron mails what is said: what stands is said once a week, but to whoever asks at a terminal each time.
        if unattended():
            mail_failed(archive, now)
        else:
            say_failed(run)
        return not run.failed


def _test(watch: Watch, search: SavedSearch, output_format: str | None) -> bool:
    """Send the newest hit of a search to its channels, say what became of it, and return whether all took it."""
    from scraper.notify.watch import shown

    done = watch.test(search)
    if done is None:
        say(f"{search.id}: finds nothing yet, so that there is nothing to send.", err=True)
        return True
    news, results = done
    if output_format is not None or not results:
        print_news([news], output_format)
    for channel, why in results:
        say(f"{search.id}: {shown(search, channel)}: {_outcome(search, why)}", err=True)
    return all(why is None for _, why in results)


def _outcome(search: SavedSearch, why: Fault | None) -> str:
    """Return what became of the test of a channel, for people."""
    from scraper.policy.reasons import TRIED_AGAIN

    if why is None:
        return "was told the newest hit"
    # Their next step is what becomes of news; of a test nothing is kept that a later run could tell.
    if why.reason in TRIED_AGAIN:
        return f"{why}. When that is mended, 'scraper watch --test {search.id}' tries it again."
    return why.advice


def _chosen(file: WatchFile, ids: Sequence[str]) -> list[SavedSearch]:
    """Return the searches of these ids; without ids all.

    Raises:
        ConfigError: there is no such search, or none at all.
    """
    by_id = {search.id: search for search in file.searches}
    if not by_id:
        raise ConfigError(f"{file.path}: no search in it, so there is nothing to tell.")
    for name in ids:
        if name not in by_id:
            hint = did_you_mean(name, by_id, f"There are {', '.join(by_id)}.")
            raise ConfigError(f"{file.path}: there is no search '{name}'.", hint=hint)
    return [by_id[name] for name in dict.fromkeys(ids or by_id)]
