"""Articles as the lists of all pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scraper.report.local_time import local_day
from scraper.report.story_text import also_in_text
from scraper.serve.pages import addresses
from scraper.web.plain_text import one_line, shortened

# Characters of a headline or a kicker in a list. Chosen: some lines; the article's page has all of it.
_MOST_OF_TITLE = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of a list.

    Args:
        href: its page.
        day: its day, ``YYYY-MM-DD``.
        is_first_seen: whether that is the day of the first visit, as its page states none.
        site, site_name: id and name of its site.
        kicker: the line above the headline, or empty.
        title: its headline.
        language: of its text, as a BCP 47 tag, or None.
        also_in: in which other papers its story stands, as a sentence's end; empty: in none.
    """

    href: str
    day: str
    is_first_seen: bool
    site: str
    site_name: str
    kicker: str
    title: str
    language: str | None
    also_in: str = ""


def entry(row: Mapping[str, Any], names: Mapping[str, str]) -> Entry:
    """Return an article of a list.

    Args:
        row: its record, with ``id``, ``date``, ``first_seen``, ``site``, ``kicker``, ``title``; ``language`` and
            ``also_in`` where they are known.
        names: of sites, by their ids.
    """
    return Entry(
        addresses.article(row["id"]),
        row["date"] or local_day(row["first_seen"]),
        row["date"] is None,
        row["site"],
        one_line(names.get(row["site"], row["site"])),
        in_a_list(row["kicker"]),
        headline(row["title"]),
        row.get("language"),
        also_in_text(row["also_in"]) if row.get("also_in") else "",
    )


def headline(title: str) -> str:
    """Return a headline as lists show it."""
    # One of blanks and control characters alone would leave a link that nobody can follow.
    return in_a_list(title) or "(no headline)"


def in_a_list(text: str | None) -> str:
    """Return a kicker or a headline on one line, and not all of one that fills pages."""
    return shortened(one_line(text or ""), _MOST_OF_TITLE)
