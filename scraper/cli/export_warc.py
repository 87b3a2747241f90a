"""``scraper export warc``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.options import days, refuse_unknown_sites, seen_since_option, seen_until_option, site_option

if TYPE_CHECKING:
    import datetime as dt

    from scraper.batch.export_warc import WrittenWarc

# As people who sell disks count.
_UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
# Chosen: with less a file would hold little more than what it says of itself.
_SMALLEST = 10_000


class _Size(click.ParamType[int]):
    """A number of bytes as a person types it: 1G, 500M, 250000."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the bytes, or end with exit code 2 and how to write them."""
        text = str(value).strip().upper().removesuffix("B")
        unit = _UNITS.get(text[-1:], 1)
        number = text[:-1] if text[-1:] in _UNITS else text
        # isdigit() alone would take digits of other scripts, and a text of thousands of digits is no size.
        is_number = number.isascii() and number.isdigit() and len(number) <= len(str(_UNITS["T"]))
        if not is_number or int(number) * unit < _SMALLEST:
            self.fail(f"'{value}' must be a size such as 1G or 500M, and {_SMALLEST:,} bytes at least.", param, ctx)
        return int(number) * unit


where_option = click.option(
    "--where",
    metavar="SQL",
    help="Only articles for which this condition holds, on the columns of the table articles: \"title LIKE '%OZG%'\".",
)


@click.command("warc")
@click.option(
    "--output", "file", metavar="FILE.warc.gz", type=click.Path(path_type=Path), required=True, help="The file."
)
@site_option
@seen_since_option
@seen_until_option
@where_option
@click.option(
    "--size",
    type=_Size(),
    metavar="SIZE",
    help="Begin another file before one becomes larger: 1G, 500M. They are named FILE-00001.warc.gz and so on.",
)
@click.option("--force", is_flag=True, help="Replace what is there under this name.")
@click.pass_obj
def command(
    db: Path,
    file: Path,
    sites: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    where: str | None,
    size: int | None,
    force: bool,
) -> None:
    """Write captures, visits and articles as WARC 1.1 (ISO 28500), for archivists.

    Each page is written as it was received, with its request, the redirects before it, and its further pages; each
    visit that found nothing new as a revisit, never without the page that it is of; each article with its states as
    JSON. Bodies are without transfer and content encoding; docs/exchange.md says what stands in each record.

    A crawl may run meanwhile. The files get their names when all of them are written.
    """
    from scraper.batch.export_warc import SUFFIX, WarcOrder, export_warc
    from scraper.cli.configuration import configuration
    from scraper.cli.interrupts import signals_interrupt
    from scraper.cli.progress import MigrationProgress
    from scraper.cli.session import settings, utc_now
    from scraper.errors import ConfigError
    from scraper.store import Archive
    from scraper.store.outgoing import OutgoingSelection

    if not file.name.endswith(SUFFIX) or file.name == SUFFIX:
        stem = file.name.removesuffix(SUFFIX).removesuffix(".gz").removesuffix(".warc") or "archive"
        raise ConfigError(f"{file}: its name must end with {SUFFIX}.", hint=f"Name it {stem}{SUFFIX}.")
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
        written = export_warc(archive, order, progress.show)
    _say(file, written)


def _say(file: Path, written: WrittenWarc) -> None:
    """Say what was written where somebody watches, and what could not be, everywhere."""
    from scraper.cli.progress import say
    from scraper.cli.summary import size
    from scraper.policy.counts import counted

    if sys.stderr.isatty():
        name = file if len(written.files) == 1 else f"{written.files[0]} to {written.files[-1].name}"
        counts = (
            counted(written.captures, "capture"),
            counted(written.visits, "visit"),
            counted(written.articles, "article"),
        )
        say(f"{name}: {', '.join(counts)}, {size(written.bytes)}.", err=True)
    for place, error in written.damaged:
        say(f"{place}: was written without what is damaged. {error}", err=True)
    if written.damaged:
        sys.exit(1)
