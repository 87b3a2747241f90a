"""``scraper search``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.blocks import (
    MARKED,
    PLAIN,
    day_label,
    headline,
    one_line_with_marks,
    say_cut,
    shows_blocks,
    wrapped,
)
from scraper.cli.local_time import with_local_times
from scraper.cli.options import days, limit_option, refuse_unknown_sites, since_option, site_option, until_option
from scraper.cli.output import Row, clean, format_option_with_default, print_rows
from scraper.cli.story_text import also_in_text
from scraper.cli.words import WordsCommand
from scraper.web.plain_text import one_line

if TYPE_CHECKING:
    from scraper.store import Archive
    from scraper.store.index_state import Standing
    from scraper.store.search import Filter
    from scraper.store.search_words import Query

# The ways to sort, as scraper.store.search.ORDERS has them; named here, since that module loads SQLite.
_ORDERS = ("best", "date")
# Articles that are shown when nothing else is asked for; chosen as what one looks through.
_USUAL_LIMIT = 20
# Columns before the lines of a snippet, which set it off from the headline.
_INDENT = 2
_NOTHING = "Nothing found. All words must stand in one article; fewer find more, and so does Digital* for Digital."
_NOTHING_EXACT = "No article has just this; these have other forms of it, or words that it is a part of."
# What other searches and German have between words, and is one more word to be found here.
_OPERATORS = frozenset({"AND", "NOT", "NEAR", "UND", "ODER", "NICHT"})
_NO_OPERATOR = (
    "{word} was searched for as a word. Nothing stands between words that must all be there; A OR B is one of them, -B"
    " is without B."
)
_NOT_FINE = (
    "The index of word forms {how}, so that words were found only as they were typed. The next crawl builds it anew,"
    " and so does: scraper reparse --index."
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a search shows.

    Args:
        rows: articles, or stories by their best article.
        articles: how many articles were found for them.
        standing: how the second index stands.
    """

    rows: list[Row]
    articles: int
    standing: Standing


@click.command("search", cls=WordsCommand)
@click.argument("words", nargs=-1, required=True)
@site_option
@since_option
@until_option
@click.option("--keyword", metavar="WORD", help="With this keyword of the editor.")
@click.option("--section", metavar="NAME", help="In this section.")
@click.option("--sort", type=click.Choice(_ORDERS), default="best", show_default=True, help="Best or newest first.")
@click.option(
    "--stories/--no-stories",
    default=True,
    help="Show what stands in several papers once, with the other papers below it, or each article.  [default: once]",
)
@limit_option(_USUAL_LIMIT, "How many articles at the most; a story counts as one.")
@format_option_with_default("blocks of lines on a terminal, jsonl in a pipe")
@click.pass_obj
def command(
    db: Path,
    words: tuple[str, ...],
    sites: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    keyword: str | None,
    section: str | None,
    sort: str,
    stories: bool,
    limit: int,
    output_format: str | None,
) -> None:
    """Full-text search, best first, with a snippet.

    All words must be there, each in any spelling (Strasse, Straße), in any form (Städten for Stadt), or as a part of
    another (Datenschutzbehörde for Behörde): the very word comes first, then its other forms, then parts. What
    stands in quotes is found as it is: „Behörde“ alone, „two words“ side by side. Quotes of any kind will do, but the
    shell takes away "…" unless '…' stands around them. Digital* finds what begins so.

    \b
      Wohngeld OR Mietzuschuss Bund   one of the first two, and the third
      Wohngeld -Bund -„der Bund“      without these
      '"Behörde"' or „Behörde“        this very word
      title:Wohngeld kicker:Bund      in the headline, in the line above it
      author:Müller keyword:E-Akte section:Politik site:kommune21 -site:vdz
      since:2024 until:23.5.2024      a year, a month (2024-05), a day, 7d, yesterday

    A search that only leaves out, or only names fields, shows the newest articles. What stands in several papers is
    shown once, by its best article. On a terminal each article is a block of lines; in a pipe, and with --format, it
    is a record.
    """
    from scraper.store import Archive
    from scraper.store.search import Filter

    typed = " ".join(words)
    query = understood(typed)
    narrow = Filter(sites, days(since, until), keyword, section, limit, sort)
    with Archive.read(db) as archive:
        refuse_unknown_sites(archive, (*sites, *query.sites))
        if shows_blocks(output_format):
            _print_for_reading(archive, typed, narrow, stories=stories)
        else:
            shown = _found(archive, typed, narrow, stories=stories)
            say_standing(shown.standing)
            rows = [_with_clean_snippet(row) for row in shown.rows]
            print_rows(with_local_times(rows, output_format), output_format)


def understood(typed: str) -> Query:
    """Return what was typed as it is understood.

    End with exit code 2 where nothing of it can be found, rather than say that there is no such article.

    Raises:
        ConfigError: says so.
        SearchError: says what is not understood.
    """
    from scraper.errors import ConfigError
    from scraper.store.search_words import parse

    query = parse(typed)
    if query.is_empty:
        raise ConfigError(f"'{typed}' has neither a letter nor a digit, so that nothing can be searched for.")
    return query


def _with_clean_snippet(row: Row) -> Row:
    """Return a record whose snippet is one line."""
    return row | {"snippet": one_line(row["snippet"])}


def _found(archive: Archive, typed: str, narrow: Filter, *, stories: bool) -> _Shown:
    """Return what is found; each story once where ``stories`` says so."""
    from scraper.store.told import fold

    found = archive.found(typed, narrow)
    if not stories:
        return _Shown(found.rows, len(found.rows), found.standing)

    def search(count: int) -> list[Row]:
        # The first so many have been found already.
        if count == narrow.limit:
            return found.rows
        return archive.search(typed, replace(narrow, limit=count))

    folded = fold(search, lambda articles: archive.stories.also_in(articles, narrow.days), narrow.limit)
    return _Shown(folded.rows, folded.articles, found.standing)


def _print_for_reading(archive: Archive, typed: str, narrow: Filter, *, stories: bool) -> None:
    """Print a block for each article, and say what was left out, or that there is nothing."""
    from scraper.store.search import MOST_COUNTED

    _say_operators(typed)
    shown = _found(archive, typed, replace(narrow, marks=(MARKED, PLAIN)), stories=stories)
    rows = shown.rows
    say_standing(shown.standing)
    if not rows:
        click.echo(_NOTHING, err=True)
    elif not any(row["match"] == "exact" for row in rows):
        click.echo(_NOTHING_EXACT, err=True)
    # Colours are what click calls all sequences of a terminal; wrapped() has none for a terminal that takes none.
    if rows:
        click.echo("\n".join(line for row in rows for line in _block(row)), color=True)
    is_full = len(rows) == narrow.limit
    if is_full:
        # A block can stand for several articles, so that its reader would count others than these.
        is_folded = shown.articles > len(rows)
        counted = " articles (each story is shown once)" if is_folded else ""
        say_cut(shown.articles, archive.count_found(typed, narrow), MOST_COUNTED, counted=counted)


def _say_operators(typed: str) -> None:
    """Say what an AND or a NOT was taken for; without it, a search that should leave a word out would ask for it."""
    # In a headline that is typed in capitals they are words.
    if typed.isupper():
        return
    for term in understood(typed).terms:
        is_word = term.field is None and not term.is_phrase
        if is_word and term.text in _OPERATORS:
            click.echo(_NO_OPERATOR.format(word=term.text), err=True)
            return


def say_standing(standing: Standing) -> None:
    """Say why words were found only as they were typed, where they were."""
    from scraper.store.index_state import SAID

    how = SAID.get(standing)
    if how is not None:
        click.echo(_NOT_FINE.format(how=how), err=True)


def _block(row: Row) -> Iterator[str]:
    """Yield an article in lines: day and site, headline, snippet, the whole address, other papers, and an empty one."""
    yield f"{day_label(row)} · {clean(row['site'])}"
    yield from wrapped(headline(row))
    yield from wrapped(one_line_with_marks(row["snippet"]), indent=_INDENT)
    # Never wrapped: an address in two parts cannot be clicked on or copied.
    yield clean(row["url"])
    if row.get("also_in"):
        yield from wrapped(f"also in {also_in_text(row['also_in'])}", indent=_INDENT)
    yield ""
