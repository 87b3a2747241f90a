"""What ``scraper export warc`` and ``scraper export wacz`` share: which captures, into which file, and what is said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.options import days, refuse_unknown_sites, seen_since_option, seen_until_option, site_option

if TYPE_CHECKING:
    import datetime as dt

    from scraper.batch.export_warc import WarcOrder
    from scraper.errors import DamagedError
    from scraper.store import Archive

_where_option = click.option(
    "--where",
    metavar="SQL",
    help="Only articles for which this condition holds, on the columns of the table articles: \"title LIKE '%OZG%'\".",
)


def which_captures(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which captures are written."""
    for option in (_where_option, seen_until_option, seen_since_option, site_option):
        command = option(command)
    return command


def refuse_name(file: Path, suffix: str, others: Sequence[str] = ()) -> None:
    """Refuse a name by which other programs would not know what the file is.

    Args:
        file: the file.
        suffix: what its name has to end with.
        others: endings that are left out of the name that is proposed.

    Raises:
        ConfigError: it ends otherwise.
    """
    from scraper.errors import ConfigError

    if file.name.endswith(suffix) and file.name != suffix:
        return
    stem = file.name.removesuffix(suffix)
    for other in others:
        stem = stem.removesuffix(other)
    raise ConfigError(f"{file}: its name must end with {suffix}.", hint=f"Name it {stem or 'archive'}{suffix}.")


@contextmanager
def ordered(
    db: Path, file: Path, sites: tuple[str, ...], since: dt.date | None, until: dt.date | None, where: str | None, *,
    size: int | None, force: bool,
) -> Iterator[tuple[Archive, WarcOrder, Callable[[str, int, int], None]]]:  # fmt: skip
    """Open an archive for an export; give what was ordered, and what shows how far it is.

    Args:
        db: the archive.
        file: what is written.
        sites, since, until, where: which captures.
        size: bytes of a file at the most, or None.
        force: whether files that are there are replaced.

    Raises:
        ConfigError: there is no such site, or the days are none.
        ArchiveError: the archive cannot be read.
    """
    from scraper.batch.export_warc import WarcOrder
    from scraper.cli.configuration import configuration
    from scraper.cli.interrupts import signals_interrupt
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import settings, utc_now
    from scraper.store import Archive
    from scraper.store.outgoing import OutgoingSelection

    asked = days(since, until)
    configured = configuration()
    with Archive.read(db) as archive, signals_interrupt(), MigrationProgress() as progress:
        refuse_unknown_sites(archive, sites)
        order = WarcOrder(
            file=file,
            selection=OutgoingSelection(sites, asked, where),
            size=size,
            force=force,
            operator=configured.contact.value,
            agent=settings(configured, allow_private=False).agent,
            now=utc_now(),
        )
        yield archive, order, progress.show


def say_written(
    name: object, counts: Mapping[str, int], size: int, damaged: Sequence[tuple[str, DamagedError]]
) -> None:
    """Say what was written where somebody watches, and what could not be, everywhere; exit code 1 for the latter.

    Args:
        name: of what was written.
        counts: what it holds, by the word for one of it.
        size: its bytes.
        damaged: places in the archive that could not be read, and why.
    """
    from scraper.cli.progress import say
    from scraper.cli.summary import size as in_units
    from scraper.policy.counts import counted

    if sys.stderr.isatty():
        said = [counted(number, word) for word, number in counts.items()]
        say(f"{name}: {', '.join(said)}, {in_units(size)}.", err=True)
    for place, error in damaged:
        say(f"{place}: was written without what is damaged. {error}", err=True)
    if damaged:
        sys.exit(1)
