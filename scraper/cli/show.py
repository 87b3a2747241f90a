"""``scraper show``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.local_time import with_local_times
from scraper.cli.output import format_option, is_for_reading, print_records
from scraper.cli.profiles import profiles, sites_option

if TYPE_CHECKING:
    from scraper.store import Archive

# SQLite's row ids are signed 64-bit integers. Python's sqlite3 refuses to bind a larger number, and "int" refuses a
# text of more than 4,300 digits.
_LARGEST_ROW_ID = 2**63 - 1
_MOST_DIGITS = len(str(_LARGEST_ROW_ID))


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
        from scraper.cli.story_text import also_in_text

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
    return by_number(which) if is_number(which) else _by_url(archive, which, files)


def not_there(archive: Archive, which: str, files: tuple[Path, ...]) -> str:
    """Return the sentence for an article that is not in the archive: it was forgotten, or never archived.

    Args:
        archive, which, files: as for :func:`find_typed`, which has found nothing.
    """
    forgotten_at = None if is_number(which) else _forgotten_at(archive, which, files)
    if forgotten_at is not None:
        return f"{which}: was forgotten on {forgotten_at[:10]}; it is not archived again."
    return f"{which}: there is no such article in {archive.path}. Archive it with 'scraper fetch'."


def _forgotten_at(archive: Archive, text: str, files: tuple[Path, ...]) -> str | None:
    """Return when an address was forgotten, or None."""
    from scraper.sites import site_for
    from scraper.web.urls import canonical, typed

    url = canonical(typed(text))
    return archive.forgotten.since([url], site_for(url, profiles(files).values()))


def is_number(text: str) -> bool:
    """Return whether an article's number was typed; ``isdigit`` alone would also take "²" and Arabic digits."""
    return text.isascii() and text.isdigit()


def by_number(digits: str) -> int | None:
    """Return the row id that was typed, or None for a number that no row can have."""
    # Python counts leading zeros, too, where it bounds the digits of a number.
    significant = digits.lstrip("0")
    if not significant or len(significant) > _MOST_DIGITS:
        return None
    number = int(significant)
    return number if number <= _LARGEST_ROW_ID else None


def _by_url(archive: Archive, text: str, files: tuple[Path, ...]) -> int | None:
    """Return the article that an address leads to, or None; spellings of one page are alike by its site's profile."""
    from scraper.policy.identity import identity_of
    from scraper.sites import site_for
    from scraper.web.urls import canonical, typed

    url = canonical(typed(text))
    return archive.find_article(identity_of(url, site_for(url, profiles(files).values())))
