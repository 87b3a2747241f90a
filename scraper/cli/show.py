"""``scraper show``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.output import format_option, is_for_reading, print_records
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.terminal_times import with_local_times
from scraper.report.which_article import by_address, by_number, forgotten_at, is_number

if TYPE_CHECKING:
    from scraper.store import Archive


@click.command("show")
@click.argument("which", metavar="URL-or-ID")
@sites_option
@format_option
@click.pass_obj
def command(db: Path, which: str, sites_files: tuple[Path, ...], output_format: str | None) -> None:
    """One article with all its fields, by any of its addresses or by its number."""
    from scraper.store import Archive

    with Archive.read(db) as archive:
        article_id = find_typed(archive, which, sites_files)
        row = None
        if article_id is not None:
            row = archive.article(article_id)
        if row is None or article_id is None:
            click.echo(not_there(archive, which, sites_files), err=True)
            sys.exit(1)
        row |= _story(archive, article_id, output_format)
        row |= _origin(archive, article_id, output_format)
    if is_for_reading(output_format):
        # In JSON each has its kind and key.
        row = row | {"mentions": [mention["name"] for mention in row["mentions"]]}
    print_records(with_local_times([row], output_format), output_format)


def _story(archive: Archive, article_id: int, output_format: str | None) -> dict[str, Any]:
    """Return what is shown of an article's story: for reading where else it stands, else the field ``story``."""
    from scraper.cli.options import days

    others = archive.stories.also_in([article_id], days(None, None)).get(article_id)
    if is_for_reading(output_format):
        from scraper.report.story_text import also_in_text

        return {"also_in": also_in_text(others)} if others else {}
    return {"story": {"id": others[0]["story_id"], "also_in": others} if others else None}


def _origin(archive: Archive, article_id: int, output_format: str | None) -> dict[str, Any]:
    """Return out of which file the newest capture of an article came, where it did not come from its host."""
    found = archive.origins.of_article(article_id)
    if not is_for_reading(output_format):
        return {"imported": found}
    if found is None:
        return {}
    record = f", record {found['record_id']}" if found["record_id"] else ""
    return {"imported": f"{found['source'] or 'a file that is not known any more'}{record}"}


def find_typed(archive: Archive, which: str, files: tuple[Path, ...]) -> int | None:
    """Return the article that a person named by one of its addresses or by its number, or None.

    Args:
        archive: opened for reading.
        which: what was typed.
        files: the ``--sites`` files.

    Raises:
        AddressError: it is neither a number nor an address.
    """
    return by_number(which) if is_number(which) else by_address(archive, which, profiles(files))


def not_there(archive: Archive, which: str, files: tuple[Path, ...]) -> str:
    """Return the sentence for an article that is not in the archive: it was forgotten, or never archived.

    Args:
        archive, which, files: as for :func:`find_typed`, which has found nothing.
    """
    forgotten = None if is_number(which) else forgotten_at(archive, which, profiles(files))
    if forgotten is not None:
        return f"{which}: was forgotten on {forgotten[:10]}; it is not archived again."
    return f"{which}: there is no such article in {archive.path}. Archive it with 'scraper fetch'."
