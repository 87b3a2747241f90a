"""``scraper cite``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.options import day
from scraper.cli.output import clean
from scraper.cli.profiles import profiles, sites_option
from scraper.cli.show import find_typed, not_there

if TYPE_CHECKING:
    from scraper.model.cited import CitedArticle
    from scraper.report.citation import Citation
    from scraper.store import Archive

_FORMATS = ("text", "bibtex", "ris", "csl")


@click.command("cite")
@click.argument("which", metavar="URL-or-ID...", nargs=-1, required=True)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="BibTeX (for BibLaTeX too), RIS, or CSL-JSON; Zotero imports each of the three.",
)
@click.option(
    "--at",
    type=day,
    metavar="DAY",
    help="Cite the state in which it was last seen by the end of this day (UTC): 2024-05-23, 23.5.2024, 7d, 2w,"
    " yesterday.",
)
@sites_option
@click.pass_obj
def command(
    db: Path, which: tuple[str, ...], output_format: str, at: dt.date | None, sites_files: tuple[Path, ...]
) -> None:
    """Cite an article: as text, BibTeX, RIS or CSL-JSON.

    A citation names authors, headline, site, day of publication, address and the day on which the article was last
    seen; its note has the SHA-256 digests of the bytes and of the text that are archived, and says since when the
    article is no longer there.

    An article is named by any of its addresses or by its number. Days and times are UTC, so that a citation is the same
    on every machine.
    """
    from scraper.report.citation import citation
    from scraper.store import Archive

    found, missing = {}, []
    with Archive.read(db) as archive:
        for one in which:
            article_id = find_typed(archive, one, sites_files)
            if article_id is None or archive.article(article_id) is None:
                missing.append(not_there(archive, one, sites_files))
                continue
            state = _cited(archive, article_id, at, sites_files)
            if state is None:
                missing.append(f"{one}: was first seen after {at}. Leave --at out to cite its newest state.")
            else:
                # By two of its addresses one article may be named twice. Programs refuse a file that has a key twice.
                found[article_id] = citation(state)
    if found:
        # The formats have no place for a colour, and no citation has a control character.
        click.echo(_writer(output_format)([*found.values()]), nl=False)
    for sentence in missing:
        click.echo(clean(sentence), err=True)
    if missing:
        sys.exit(1)


def _cited(archive: Archive, article_id: int, at: dt.date | None, files: tuple[Path, ...]) -> CitedArticle | None:
    """Return what is cited of an article, by no page that said on that day that the article is not there.

    Args:
        archive: opened for reading.
        article_id: the article's row.
        at: the day, or None for the newest state, whose capture is known by its row.
        files: the ``--sites`` files.
    """
    from scraper.reading.error_pages import error_pages

    others: set[int] = set()
    while True:
        state = archive.cited(article_id, at, others)
        if state is None or state.capture_id is None or at is None:
            return state
        errors = error_pages(archive, state.url, {state.capture_id}, profiles(files))
        if not errors:
            return state
        others |= errors


def _writer(output_format: str) -> Callable[[Sequence[Citation]], str]:
    """Return what writes a format; each is imported only where it is asked for."""
    if output_format == "bibtex":
        from scraper.report.bibtex import bibtex

        return bibtex
    if output_format == "ris":
        from scraper.report.ris import ris

        return ris
    if output_format == "csl":
        from scraper.report.csl import csl

        return csl
    from scraper.report.citation import texts

    return texts
