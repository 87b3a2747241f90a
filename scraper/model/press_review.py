"""What the archive knows of some days for a press review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

QUARTER_DAYS = 13 * 7
"""Days before those of the review that keywords and numbers are compared with: thirteen weeks, a quarter, in which each
weekday is as often as every other."""

LATE_DAYS = 4 * 7
"""Days before those of the review of which an article that is found late is told. Chosen: four weeks, in which feeds
catch up and a source comes to be followed; what is older is history, such as the whole past of a new source."""


@dataclass(frozen=True, slots=True)
class ReviewArticle:
    """An article of these days, or one that was edited or vanished in them.

    Args:
        id: its row.
        site: the id of its site.
        paper: what its site is called.
        day: the day of publication that its page states, else the local one of the first visit.
        kicker: the line above the headline, or None.
        title: the headline, as the page has it.
        lead: the beginning of its lead, or else of its text; empty where there is neither, or its site reserves both.
        language: as a BCP 47 tag, or None.
        url: its address.
        section: its section, or None; None, too, of one whose site reserves its text.
        keywords: each by the spelling that stands for all of it; none of one whose site reserves its text.
        places: names of municipalities, districts and Länder that it names.
        story_id: the story that it is in, or None.
        copy_of: the article of which it is a copy word for word, or None.
        is_reserved: whether its site reserves its text, so that headline and address alone are shown.
        is_gone: whether it is not on its site any more.
    """

    id: int
    site: str
    paper: str
    day: str
    kicker: str | None
    title: str
    lead: str
    language: str | None
    url: str
    section: str | None
    keywords: tuple[str, ...]
    places: frozenset[str]
    story_id: int | None
    copy_of: int | None
    is_reserved: bool
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class LateArticle:
    """An article that is older than these days, and was found in them: it was in no review before.

    Args:
        article: as the others.
        found_at: when it was first seen (UTC).
    """

    article: ReviewArticle
    found_at: str


@dataclass(frozen=True, slots=True)
class Printing:
    """Another article of a story.

    Args:
        id: its row.
        paper: what its site is called.
        day: as in :class:`ReviewArticle`.
        title: its headline.
        url: its address.
        is_first: whether the story begins with it.
        share: how much of the first article's text it holds, 0 to 1.
        change: ``shortened`` or ``rewritten``; None: it holds nearly all of that text.
    """

    id: int
    paper: str
    day: str
    title: str
    url: str
    is_first: bool
    share: float
    change: str | None


@dataclass(frozen=True, slots=True)
class TextState:
    """The text of an article in one state."""

    kicker: str | None
    title: str | None
    lead: str | None
    body: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """What became of an article by the edits of these days, taken together.

    Args:
        article: as it is now.
        at: when the last of the edits was seen (UTC).
        times: how many there were.
        changed: names of the fields that they changed.
        is_silent: whether one of them changed the text, while all dates that the page states stayed.
        before, after: the text before the first of them, and after the last.
    """

    article: ReviewArticle
    at: str
    times: int
    changed: tuple[str, ...]
    is_silent: bool
    before: TextState
    after: TextState


@dataclass(frozen=True, slots=True)
class Gone:
    """An article that is not on its site any more.

    Args:
        article: as it was last.
        since: when that was seen first (UTC).
    """

    article: ReviewArticle
    since: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A saved search.

    Args:
        name: what its user calls it.
        words: what it searches for, as its user wrote it.
        ids: the articles of these days that it finds, and those that were found late.
    """

    name: str
    words: str
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class KeywordUse:
    """How many articles have a keyword in these days, and how many had it in the quarter before."""

    name: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class SiteDay:
    """How many articles of a site are of one day."""

    site: str
    day: dt.date
    articles: int


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """All that a press review is made of.

    Args:
        first, last: its days.
        quarter: the first day of the quarter before them, which keywords are compared with.
        articles: of these days, in their order.
        late: those that were found in these days and are at most :data:`LATE_DAYS` older, in the order of their days.
        older_total: how many were found in these days and are older than that.
        printings: of articles that are in a story, by their rows, the other articles of it.
        edits, gone: what became of articles; the latest first.
        edits_total: how many articles were edited; ``edits`` has the first of them.
        watched: saved searches, in the order of their file.
        site_days: articles by site and day, of the quarter before and of these days.
        papers: what sites are called, by their ids.
        followed_since: the local day of the first crawl of each site that was crawled, by their ids. What is of earlier
            days is the part of it that a feed still had then.
        keywords: how often those of these days are used.
        total_now, total_before: how many articles are of these days, and of the quarter before.
        municipalities: names with the number of articles that name them; those named most first.
        newest_day: of all articles that were asked for, whatever their day; None: there is none.
        as_of: when the archive was brought up to date last (UTC); None: it never was.
    """

    first: dt.date
    last: dt.date
    quarter: dt.date
    articles: tuple[ReviewArticle, ...] = ()
    late: tuple[LateArticle, ...] = ()
    older_total: int = 0
    printings: Mapping[int, tuple[Printing, ...]] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    edits_total: int = 0
    gone: tuple[Gone, ...] = ()
    watched: tuple[Watched, ...] = ()
    site_days: tuple[SiteDay, ...] = ()
    papers: Mapping[str, str] = field(default_factory=dict)
    followed_since: Mapping[str, dt.date] = field(default_factory=dict)
    keywords: tuple[KeywordUse, ...] = ()
    total_now: int = 0
    total_before: int = 0
    municipalities: tuple[tuple[str, int], ...] = ()
    newest_day: str | None = None
    as_of: str | None = None
