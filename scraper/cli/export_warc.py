"""``scraper export warc``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.export_captures import ordered, refuse_name, say_written, which_captures

if TYPE_CHECKING:
    import datetime as dt

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


@click.command("warc")
@click.option(
    "--output", "file", metavar="FILE.warc.gz", type=click.Path(path_type=Path), required=True, help="The file."
)
@which_captures
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
    from scraper.batch.export_warc import SUFFIX, export_warc

    refuse_name(file, SUFFIX, (".gz", ".warc"))
    with ordered(db, file, sites, since, until, where, size=size, force=force) as (archive, order, progress):
        written = export_warc(archive, order, progress)
    name = file if len(written.files) == 1 else f"{written.files[0]} to {written.files[-1].name}"
    counts = {"capture": written.captures, "visit": written.visits, "article": written.articles}
    say_written(name, counts, written.bytes, written.damaged)
