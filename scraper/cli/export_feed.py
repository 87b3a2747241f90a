"""``scraper export feed``."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli.options import days, first_day, last_day, limit_option, refuse_unknown_sites, site_option

if TYPE_CHECKING:
    from scraper.report.feed import FeedEntry, FeedHead
    from scraper.store import Archive
    from scraper.store.days import Days

_STDOUT = "-"
# Entries where nothing else is asked for; chosen: who looks once a week misses nothing of a search with ten a day.
_USUAL_LIMIT = 100
# What the title is where nobody has named the feed or searched for anything.
_NEWEST = {"en": "Newest articles", "de": "Neueste Artikel"}
# How the parts of a title are set apart.
_APART = " · "
# What a phrase may stand in, so that no quote of its text ends it.
_QUOTES = ('"{}"', "»{}«", "‹{}›")


@dataclass(frozen=True, slots=True)
class _Typed:
    """A day, and how it was typed: ``7d`` is another day tomorrow, and the same choice."""

    text: str
    day: dt.date


class _TypedDay(click.ParamType[_Typed]):
    """A day that remembers how it was typed.

    Args:
        kind: reads it.
    """

    name = "day"

    def __init__(self, kind: click.ParamType[dt.date]) -> None:
        self._kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> _Typed:
        """Return the day, or end with exit code 2 and how to write it."""
        return _Typed(str(value).strip(), self._kind.convert(value, param, ctx))


def _not_blank(_: click.Context, param: click.Parameter, value: str | None) -> str:
    """Return what was typed on one line; empty where the option was not given.

    Raises:
        click.BadParameter: it was, with nothing. A variable that is not set would make a feed of all articles.
    """
    line = " ".join((value or "").split())
    if value is not None and not line:
        raise click.BadParameter("is empty.", param=param)
    return line


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which articles a feed tells of; what makes two feeds different ones.

    Args:
        query: words; empty: all articles.
        sites: ids.
        since, until: days as they were typed.
        keyword, section: names; empty: all.
    """

    query: str
    sites: tuple[str, ...]
    since: str
    until: str
    keyword: str
    section: str

    def feed_id(self) -> str:
        """Return the name of the feed: the same at each run, whatever is found, and for no other choice."""
        from scraper.report.atom_parts import digest_of, tag_uri

        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        # Names alone that say something, so that a choice keeps its name when there is more to choose by.
        said = json.dumps({name: value for name, value in chosen.items() if value}, sort_keys=True)
        return tag_uri("feed", digest_of(said))

    def title(self, language: str) -> str:
        """Return what the feed is called where nobody has named it."""
        narrowed = (*self.sites, self.keyword, self.section, _span(self.since, self.until))
        return _APART.join(part for part in (self.query or _NEWEST[language], *narrowed) if part)

    def words(self) -> str:
        """Return what is searched for, as it would be typed; empty where the newest articles are wanted."""
        if self.query:
            return self.query
        named = (("keyword", self.keyword), ("section", self.section))
        return " ".join(f"{field}:{_quoted(text)}" for field, text in named if text)


@click.command("feed")
@click.option(
    "--query", metavar="WORDS", callback=_not_blank, help="What 'scraper search' finds.  [default: all articles]"
)
@site_option
@click.option(
    "--since",
    type=_TypedDay(first_day),
    metavar="DAY",
    help="Of this day or later: 2024-05-23, 23.5.2024, 2024-05, 2024, 7d, 2w, yesterday. An article without a"
    " day counts by the day on which it was first seen.",
)
@click.option("--until", type=_TypedDay(last_day), metavar="DAY", help="Of this day or earlier.")
@click.option("--keyword", metavar="WORD", callback=_not_blank, help="With this keyword of the editor.")
@click.option("--section", metavar="NAME", callback=_not_blank, help="In this section.")
@limit_option(_USUAL_LIMIT, "How many articles at the most; the newest.")
@click.option("--title", metavar="TITLE", help="What readers call the feed.  [default: the words]")
@click.option("--full", is_flag=True, help="With whole texts, but for those that their sites reserve.")
@click.option(
    "--lang", "language", type=click.Choice(sorted(_NEWEST)), default="en", show_default=True, help="Of the title."
)
@click.option("--self-link", metavar="URL", help="Where the feed can be had, which readers like to know.")
@click.option(
    "--output", metavar="FILE.xml", help="Write this file. The same feed is replaced in it.  [default: stdout]"
)
@click.option("--force", is_flag=True, help="Replace whatever file is there.")
@click.pass_obj
def command(
    db: Path,
    query: str,
    sites: tuple[str, ...],
    since: _Typed | None,
    until: _Typed | None,
    keyword: str,
    section: str,
    limit: int,
    title: str | None,
    full: bool,
    language: str,
    self_link: str | None,
    output: str | None,
    force: bool,
) -> None:
    """Write an Atom feed of the newest articles, or of what a search finds.

    \b
    scraper export feed --query "Wohngeld OR Mietzuschuss" --output wohngeld.xml
    scraper export feed --site kommune21 --title "Kommune21" --lang de --output kommune21.xml

    Each article is an entry: headline, day, authors, keywords, a link to its page, and its lead or the beginning of its
    text. Its id stays when it is edited or moves; 'updated' moves with an edit. Of texts that a site reserves neither
    summary nor text is given. An article that is gone stays, with the category 'gone'.

    A run of every hour keeps a file up to date: this feed is replaced in it, and any other file stays without --force.
    """
    from scraper.report.feed import FeedHead, atom, last_change
    from scraper.report.feed_file import not_before_held, refuse
    from scraper.store import Archive

    asked = days(since.day if since else None, until.day if until else None)
    first, last = (day.text if day else "" for day in (since, until))
    choice = _Choice(query, tuple(sorted(set(sites))), first, last, keyword, section)
    link = _address(self_link)
    file = None if output in (None, _STDOUT) else Path(str(output))
    feed_id = choice.feed_id()
    with Archive.read(db) as archive:
        # Before the articles are looked for, which may take a while.
        if file is not None:
            refuse(file, feed_id, archive.path, force=force)
        found = _entries(archive, choice, asked, limit, full=full)
    updated = last_change(found)
    if file is not None:
        updated = not_before_held(updated, file, feed_id)
    own_title = choice.title(language)
    head = FeedHead(
        id=feed_id,
        title=title or own_title,
        subtitle=own_title if title else "",
        self_link=link,
        alternate=None,
        updated=updated,
        language=language,
    )
    _write(file, atom(head, found), head, found, db, force=force)


def _entries(archive: Archive, choice: _Choice, asked: Days, limit: int, *, full: bool) -> list[FeedEntry]:
    """Return the entries of the articles that are chosen, the newest first."""
    from scraper.report.feed_entries import entries
    from scraper.store.latest import Selection

    words = choice.words()
    if words:
        ids = _found(archive, choice, asked, limit)
    else:
        refuse_unknown_sites(archive, choice.sites)
        ids = [row["id"] for row in archive.latest(Selection(asked, choice.sites, limit=limit)).rows]
    return entries(archive.feed_articles(ids, whole=full), full=full)


def _found(archive: Archive, choice: _Choice, asked: Days, limit: int) -> list[int]:
    """Return the newest articles that a search finds.

    Raises:
        ConfigError: there is no such site, or nothing to search for.
        SearchError: the words are not understood.
    """
    from scraper.cli.search import say_standing, understood
    from scraper.store.search import Filter

    words = choice.words()
    refuse_unknown_sites(archive, (*choice.sites, *understood(words).sites))
    narrow = Filter(choice.sites, asked, choice.keyword or None, choice.section or None, limit, sort="date")
    found, standing = archive.numbers_found(words, narrow)
    say_standing(standing)
    return found


def _write(file: Path | None, data: bytes, head: FeedHead, found: list[FeedEntry], db: Path, *, force: bool) -> None:
    """Write the feed, and say what was written where somebody watches."""
    if file is None:
        sys.stdout.buffer.write(data)
        return
    from scraper.cli.interrupts import signals_interrupt
    from scraper.cli.progress import say
    from scraper.cli.summary import size
    from scraper.policy.counts import counted
    from scraper.report.feed_file import put

    with signals_interrupt():
        is_written = put(file, data, head.id, db, force=force)
    if sys.stderr.isatty():
        what = f"{counted(len(found), 'article')}, {size(len(data))}"
        say(f"{file}: {what}." if is_written else f"{file}: {what}, as before.", err=True)


def _address(text: str | None) -> str | None:
    """Return the address of the feed as the standard spells it.

    Raises:
        AddressError: it is none of the web.
    """
    if text is None:
        return None
    from scraper.web.urls import typed

    return typed(text)


def _span(since: str, until: str) -> str:
    """Return the days of a choice as they were typed: ``7d``, ``2024 – 2025``, ``– 2025``."""
    if not until:
        return since
    return f"{since} – {until}".strip()


def _quoted(text: str) -> str:
    """Return a text in quotes that do not stand in it."""
    fitting = next((quotes for quotes in _QUOTES if not set(quotes.format("")) & set(text)), _QUOTES[0])
    return fitting.format(text)
