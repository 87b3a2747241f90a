"""``scraper forget``."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.output import clean, format_option, print_records
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.question import is_agreed
from scraper.policy.counts import counted

if TYPE_CHECKING:
    from scraper.model import Site
    from scraper.store import Archive
    from scraper.store.forget import Removed
    from scraper.store.forget_list import Chosen

# Numbers of articles that a sentence names; chosen so that it stays on a line.
_MOST_NAMED = 10


@click.command("forget")
@click.argument("which", metavar="[URL-or-ID]...", nargs=-1)
@click.option(
    "--where",
    "condition",
    metavar="SQL",
    help="Forget the articles that this condition on the table 'articles' holds for, such as \"section = 'Termine'\".",
)
@click.option("--yes", is_flag=True, help="Forget without asking.")
@sites_option
@format_option
@click.pass_obj
def command(
    db: Path,
    which: tuple[str, ...],
    condition: str | None,
    yes: bool,
    sites_files: tuple[Path, ...],
    output_format: str | None,
) -> None:
    """Remove articles for good, with all that the archive holds of them.

    Lists them first: on a terminal it asks then, elsewhere it needs --yes. Their versions, captures and addresses go,
    and what other articles' lists say of them; they are not archived again. A crawl may run meanwhile. Exit code 1 if
    something of it is not there, or another program keeps the log from being emptied.
    """
    from scraper.store import Archive, scrub
    from scraper.store.forget_list import listed, own_tables

    if not which and condition is None:
        raise click.UsageError("Missing argument 'URL-or-ID...', or --where SQL.")
    known = profiles(sites_files)
    with Archive.read(db) as archive:
        chosen = _chosen(archive, which, condition, known)
        tables = own_tables(archive)
        is_unfinished = archive.marks.get(scrub.NAME) is not None
        print_records(list(listed(archive, chosen)), output_format)
    _say_missing(db, chosen, condition)
    if chosen.is_empty:
        # Who was told that the file still holds something calls the same command again.
        is_clean = not is_unfinished or _finish(db)
        is_all_known = bool(chosen.forgotten) and not chosen.missing
        sys.exit(0 if is_clean and is_all_known else 1)
    if not yes and not _is_confirmed(chosen):
        sys.exit(1)
    is_clean = _forget(db, chosen, known, tables)
    if chosen.missing or not is_clean:
        sys.exit(1)


def _chosen(archive: Archive, which: Collection[str], condition: str | None, known: dict[str, Site]) -> Chosen:
    """Return what the arguments name."""
    from scraper.report.which_article import by_number, is_number
    from scraper.sites import site_for
    from scraper.store.forget_list import Chosen, choose_address, choose_number, choose_where
    from scraper.web.urls import canonical, typed

    chosen = Chosen()
    for text in which:
        if is_number(text):
            choose_number(archive, by_number(text), text, chosen)
            continue
        url = canonical(typed(text))
        choose_address(archive, url, site_for(url, known.values()), text, chosen)
    if condition is not None:
        choose_where(archive, condition, chosen)
    return chosen


def _say_missing(db: Path, chosen: Chosen, condition: str | None) -> None:
    """Say what is not there, and what was forgotten before."""
    for text, at in chosen.forgotten.items():
        _say(f"{text}: was forgotten on {at[:10]}.")
    for text in chosen.missing:
        _say(f"{text}: there is no such article in {db}; nothing is forgotten of it.")
    is_nothing_found = chosen.is_empty and not chosen.missing and not chosen.forgotten
    if condition is not None and is_nothing_found:
        _say(f"There is no article in {db} that the condition holds for; nothing is forgotten.")


def _is_confirmed(chosen: Chosen) -> bool:
    """Ask on a terminal; elsewhere say what is missing."""
    what = _what(len(chosen.articles), len(chosen.addresses))
    if sys.stdin.isatty() and sys.stderr.isatty():
        return is_agreed(f"Forget {what} for good?")
    _say(f"Nothing was changed. With --yes, 'scraper forget' removes {what} for good.")
    return False


def _what(articles: int, addresses: int) -> str:
    """Return what is forgotten, in words."""
    parts = []
    if articles:
        parts.append(counted(articles, "article"))
    if addresses:
        parts.append(counted(addresses, "address", "addresses"))
    return " and ".join(parts)


def _forget(db: Path, chosen: Chosen, known: dict[str, Site], tables: Collection[str]) -> bool:
    """Forget, and say what was removed and what cannot be; return whether nothing of it is left in the archive."""
    from scraper.batch.mapping.folder import remove_left
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import open_archive, utc_now

    # What an import had read that was killed or lost its cluster lies beside the archive until the next one begins.
    remove_left(db, with_kept=True)
    with open_archive(db) as archive:
        with MigrationProgress() as progress:
            forgetting = archive.forgetting(known, utc_now())
            removed = forgetting.run(
                list(chosen.articles),
                list(chosen.addresses),
                lambda done, total: progress.show("forgetting", done, total),
            )
        _say_removed(db, removed, tables)
        return _is_scrubbed(db, archive)


def _finish(db: Path) -> bool:
    """Go on with what an earlier call could not finish; return whether nothing is left now."""
    from scraper.cli.session import open_archive

    with open_archive(db) as archive:
        return _is_scrubbed(db, archive)


def _is_scrubbed(db: Path, archive: Archive) -> bool:
    """Remove what deleted rows have left behind; say why it cannot be done now, and return whether it is done."""
    from scraper.errors import ArchiveError

    try:
        is_clean = archive.scrub()
    except ArchiveError as error:
        _say(f"{error} Until then the file still holds what was forgotten; the next command that writes ends that.")
        return False
    if not is_clean:
        _say(
            f"Another program reads {db}, so that its log still holds what was forgotten. Close that program; the next"
            " command that writes, such as 'scraper crawl', empties the log."
        )
    return is_clean


def _say_removed(db: Path, removed: Removed, tables: Collection[str]) -> None:
    """Say what was removed, and name what cannot be reached."""
    from scraper.store.forget_list import older_files

    parts = [
        counted(removed.articles, "article"),
        counted(removed.versions, "earlier state"),
        counted(removed.captures, "capture"),
        counted(removed.addresses, "address", "addresses"),
    ]
    _say(f"Forgotten: {', '.join(parts)}. They are not archived again.")
    if removed.named_by:
        _say(
            f"The pages of other articles named them ({_articles(removed.named_by)}): their lists are cleared, but the"
            " bytes of these pages stay as they were captured."
        )
    if removed.same_text:
        _say(f"Other articles have the same text and stay: {_articles(removed.same_text)}.")
    if removed.shared:
        _say(f"Other addresses sent the same bytes, which stay for their sake: {removed.shared:,}.")
    if tables:
        _say(f"Tables of your own in the archive were not looked into: {', '.join(tables)}.")
    files = older_files(db)
    if files:
        _say(f"Older archives beside it still hold them; remove these files: {', '.join(files)}.")
    _say("Backups, exports and mails cannot be reached from here; remove them from there yourself.")


def _articles(articles: Collection[int]) -> str:
    """Return articles by their numbers, the first few of many."""
    # A number alone reads like a count.
    name = "article" if len(articles) == 1 else "articles"
    first = ", ".join(map(str, sorted(articles)[:_MOST_NAMED]))
    more = len(articles) - _MOST_NAMED
    return f"{name} {first} and {more:,} more" if more > 0 else f"{name} {first}"


def _say(text: str) -> None:
    click.echo(clean(text), err=True)
