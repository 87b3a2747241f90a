"""What a check of a site finds: codes with their sentences, and the records that hold what was seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scraper.model import Fault, PageKind, Site
from scraper.model.worded import Worded

Detail = str | int


class Finding(Worded):
    """A code of what a check found, the sentence for people, and what they can do next.

    These are verdicts of one look at a site. They stand in no archive; what a crawl finds has codes of its own
    (:class:`scraper.model.Reason`).
    """

    UNREACHABLE = "unreachable", "cannot be checked now: {why}"
    NOTHING_NAMED = (
        "nothing_named",
        "no source names an article",
        "Open the site in a browser; 'scraper sites add --again {home}' finds the sources that it has now.",
    )
    SOURCE_FAILS = (
        "source_fails",
        "{kind} {url}: {why}",
        "Open it in a browser: has it moved? Put its address of today into the profile.",
    )
    NONE_FITS = (
        "none_fits",
        "{kind} {url} names {count} of the site, and none fits an 'articles' pattern",
        "Have the addresses changed? Mend 'articles' in the profile; 'scraper why ADDRESS' says what it makes of one.",
    )
    NO_ARTICLES = (
        "no_articles",
        "{count} of {total} pages that should be articles are none: {why}",
        "Open {url} in a browser, and try 'scraper fetch --no-store --explain' with it.",
    )
    ARTICLES_GONE = (
        "articles_gone",
        "{count} of {total} archived articles that were asked for are gone ({why})",
        "Open {url} in a browser: a relaunch may have changed the addresses, and with them the 'articles' patterns;"
        " 'scraper sites add --again {home}' learns those of today.",
    )
    FIELD_LOST = (
        "field_lost",
        "{field} found on {found} of {pages}; {usual}",
        "'scraper fetch --no-store --explain {url}' shows what the page offers; mend [{site}.select], then 'scraper"
        " reparse'.",
    )
    FIELD_DIFFERS = (
        "field_differs",
        "{field} differs from what the archive has, on {count} of {total} pages",
        "'scraper fetch --no-store --explain {url}' shows where it comes from; mend [{site}.select], then 'scraper"
        " reparse'.",
    )
    SOURCE_CHANGED = (
        "source_changed",
        "{field} now comes from '{now}', was '{before}'",
        "'scraper fetch --no-store --explain {url}' shows what else the page offers.",
    )
    WORDS_CHANGED = (
        "words_changed",
        "body has {now} words, the archive {before}, over {total} pages",
        "'scraper fetch --no-store --explain {url}' shows which part of the page is taken; mend body under"
        " [{site}.select], then 'scraper reparse'.",
    )
    SELECTOR_UNMATCHED = (
        "selector_unmatched",
        "selector {field} = '{selector}' matches nothing on {pages}",
        "Look for the new class in the page's source; of a relaunched site, '[{site}.until.\"DAY\".select]' keeps the"
        " old one for old captures.",
    )
    ROBOTS_TOOK_AWAY = (
        "robots_took_away",
        "robots.txt of {host} now forbids {count} of the {total} newest archived articles: line {line} ({rule})",
        "A crawl will not ask for them any more; whoever runs the site may make an exception.",
    )
    RESERVED_NOW = (
        "reserved_now",
        "{what} is now reserved ({evidence}): new articles are kept without their text",
        "Ask whoever runs the site; with leave, '{key} = \"record\"' in the profile keeps all, marked.",
    )
    # What is worth knowing and needs nobody.
    SOURCE_SILENT = "source_silent", "{kind} {url}: {why}"
    SOURCE_MOVED = "source_moved", "{kind} {url} leads to {target} for good", "Put that into the profile."
    SOURCE_STALE = (
        "source_stale",
        "{kind} {url} names nothing newer than {newest}; the site's newest article is of {day}",
    )
    ALL_UNKNOWN = "all_unknown", "the archive knows none of the {count} that {kind} {url} names"
    PAGES_MOVED = "pages_moved", "{count} of {total} archived articles lead to other addresses, such as {url}"
    ONE_GONE = "one_gone", "an archived article is gone ({why}): {url}"
    ONE_NO_ARTICLE = "one_no_article", "no article: {url} ({why})"
    ROBOTS_FORBIDS = (
        "robots_forbids",
        "robots.txt of {host} forbids {count} of the {total} newest archived articles: line {line} ({rule})",
    )
    ROBOTS_CHANGED = (
        "robots_changed", "robots.txt of {host} has changed: {count} since {day}"
    )  # fmt: skip
    DELAY_CHANGED = "delay_changed", "robots.txt of {host} asks for a Crawl-delay of {now}, was {before}"
    RESERVED = "reserved", "{what} is reserved ({evidence}): articles are kept without their text"
    NOT_ASKED = "not_asked", "{count} left for another time: {bound} requests are made at the most"
    NEVER_CRAWLED = "never_crawled", "the archive has no article of it to compare with"
    UNFINISHED = "unfinished", "the check was stopped before its end"


NOTES = frozenset(
    {
        *(Finding.SOURCE_SILENT, Finding.SOURCE_MOVED, Finding.SOURCE_STALE, Finding.ONE_GONE, Finding.ONE_NO_ARTICLE),
        *(Finding.ROBOTS_FORBIDS, Finding.ROBOTS_CHANGED, Finding.DELAY_CHANGED, Finding.RESERVED),
        *(Finding.ALL_UNKNOWN, Finding.PAGES_MOVED),
        *(Finding.NOT_ASKED, Finding.NEVER_CRAWLED, Finding.UNFINISHED),
    }
)
"""What needs nobody."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding.

    Args:
        code: what it is.
        detail: what its sentence and its next step name.
    """

    code: Finding
    detail: Mapping[str, Detail] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence for people, without a stop at its end."""
        return self.code.template.format_map(self.detail)

    @property
    def next(self) -> str:
        """The next step, or an empty text."""
        return self.code.hint.format_map(self.detail)


@dataclass(slots=True)
class SourceCheck:
    """A source that was asked.

    Args:
        url: its address.
        kind: feed, sitemap or listing.
        is_named: whether the profile names it; else it was found.
        status: HTTP status; None without an answer.
        moved_to: where it leads for good (301, 308), or None.
        entries: what it names.
        articles: those that a crawl would take for articles of the site; of a feed also what no pattern names.
        fitting: those of them that a pattern of the profile names; all where it has none.
        looked_up: how many of these were looked up in the archive.
        known: how many of them it knows.
        newest: the newest day that the source states.
        fault: what is wrong with it.
    """

    url: str
    kind: PageKind
    is_named: bool
    status: int | None = None
    moved_to: str | None = None
    entries: int = 0
    articles: int = 0
    fitting: int = 0
    looked_up: int = 0
    known: int = 0
    newest: dt.date | None = None
    fault: Fault | None = None


@dataclass(slots=True)
class PageCheck:
    """A page that was asked for.

    Args:
        url: its address.
        is_archived: whether the archive has an article of it.
        status: HTTP status; None without an answer.
        fault: why it is no article today.
        has: the fields that were found.
        sources: what gave each.
        moved_to: where it leads, if that is another page's address; or None.
        same_text: whether headline and text are as archived, by the same reader; None where that is not known.
        is_gone: whether it answers that there is no such page, or leads to the front page.
    """

    url: str
    is_archived: bool
    status: int | None = None
    fault: Fault | None = None
    has: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    moved_to: str | None = None
    same_text: bool | None = None
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """A field over all pages that were read as articles.

    Args:
        field: its name.
        found: on how many it was found.
        pages: how many there are.
        usual: how many of the archive's newest articles have it.
        archived: how many those are.
        source: what gives it now, on most pages.
        usual_source: what gave it so far.
        differs: on how many archived pages it is another than the archive has.
        compared: how many were compared.
    """

    field: str
    found: int
    pages: int
    usual: int = 0
    archived: int = 0
    source: str | None = None
    usual_source: str | None = None
    differs: int = 0
    compared: int = 0


@dataclass(slots=True)
class SiteCheck:
    """All that a check saw of a site.

    Args:
        site: the profile.
        sources, pages, fields: what was asked for, and what came of it.
        found: what is to be said.
        archived: how many of the site's articles the archive was asked for.
        requests: what the check cost.
        is_finished: whether all was looked at that was meant to be.
    """

    site: Site
    sources: list[SourceCheck] = field(default_factory=list)
    pages: list[PageCheck] = field(default_factory=list)
    fields: list[FieldCheck] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    archived: int = 0
    requests: int = 0
    is_finished: bool = False

    def say(self, code: Finding, **detail: Detail) -> None:
        """Note a finding."""
        self.found.append(Found(code, {"site": self.site.id, "home": self.site.home, **detail}))

    @property
    def broken(self) -> list[Found]:
        """What needs a person."""
        return [one for one in self.found if one.code not in NOTES]

    @property
    def notes(self) -> list[Found]:
        """What is worth knowing, and needs nobody."""
        return [one for one in self.found if one.code in NOTES]

    @property
    def verdict(self) -> Literal["broken", "unreachable", "unfinished", "ok"]:
        """How the site is doing, in a word."""
        if any(one.code is Finding.UNREACHABLE for one in self.found):
            return "unreachable"
        if self.broken:
            return "broken"
        return "ok" if self.is_finished else "unfinished"
