"""``scraper diff``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.profiles import sites_option
from scraper.cli.show import find_typed, not_there

if TYPE_CHECKING:
    from scraper.analysis.timeline import Past
    from scraper.report.compared import Compared
    from scraper.store import Archive

_FORMATS = ("text", "json", "html")
_WHICH_STATE = (
    "its number in 'scraper history' (the first one seen is 1), or the newest one of a day or time: 2024-05-23,"
    " 23.5.2024, 7d, yesterday, 2024-05-23T10:00"
)


@click.command("diff")
@click.argument("which", metavar="URL-or-ID")
@click.argument("other", metavar="[OTHER]", required=False)
@click.option(
    "--from", "from_", metavar="STATE", help=f"The earlier state: {_WHICH_STATE}.  [default: that before --to]"
)
@click.option("--to", metavar="STATE", help="The later state, named in the same way.  [default: the newest]")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="html is one page that needs nothing else and can be kept or printed.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write into this file, not to stdout.",
)
@sites_option
@click.pass_obj
def command(
    db: Path,
    which: str,
    other: str | None,
    from_: str | None,
    to: str | None,
    output_format: str,
    output: Path | None,
    sites_files: tuple[Path, ...],
) -> None:
    """Which words differ between two states, or between two articles.

    Of one article by default its last edit. With a second article, the newest states of the two are compared; --from
    names a state of the first one, --to of the second one. Of a release and what a paper made of it, that is what the
    paper changed: name the release first. [-Left out-] are words of the first alone, {+added+} of the second alone; …
    stands for words of both. 'scraper stories' and 'scraper show' name the articles of a story.
    """
    from scraper.batch.targets import refuse_archive
    from scraper.store import Archive

    with Archive.read(db) as archive:
        if output is not None:
            refuse_archive(output, archive.path)
        first = _past(archive, which, sites_files)
        second = first if other is None else _past(archive, other, sites_files)
        story = None
        if first.id != second.id:
            story = archive.stories.together(first.id, second.id)
    from scraper.cli.diff_states import chosen_states

    compared = chosen_states(first, second, from_, to, story)
    text = _as(output_format, compared, to_terminal=output is None)
    if output is None:
        click.echo(text, color=True)
    else:
        output.write_text(f"{text}\n", encoding="utf-8")


def _past(archive: Archive, which: str, files: tuple[Path, ...]) -> Past:
    """Return the past of the article that was named, or end with exit code 1."""
    article_id = find_typed(archive, which, files)
    past = None if article_id is None else archive.past(article_id)
    if past is None:
        click.echo(not_there(archive, which, files), err=True)
        sys.exit(1)
    return past


def _as(output_format: str, compared: Compared, *, to_terminal: bool) -> str:
    """Return the differences in a format."""
    if output_format == "html":
        from scraper.cli.diff_html import as_html

        return as_html(compared)
    from scraper.cli.diff_text import as_json, as_text

    if output_format == "json":
        return as_json(compared)
    return as_text(compared, to_terminal=to_terminal)
