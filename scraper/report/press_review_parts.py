"""What a press review shows: records that templates write."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.analysis.short_diff import ShortDiff
from scraper.report.press_review_charts import Drawing
from scraper.report.wording import Wording
from scraper.report.written import DEFAULT_LANGUAGE, Language


@dataclass(frozen=True, slots=True)
class Order:
    """How a review is written.

    Args:
        lang: its language.
        query: the words that were searched for, as they were typed; None: none were.
        sites: ids of the sites that it is of; empty: all.
    """

    lang: Language = DEFAULT_LANGUAGE
    query: str | None = None
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """How much of the days a review shows.

    Args:
        entries: entries at the most; of each topic the first.
        leads: entries at the most that are shown with their leads; where more are shown, none has its lead.
    """

    entries: int
    leads: int


@dataclass(frozen=True, slots=True)
class Headline:
    """An article as it is named: its headline, and where it leads.

    Args:
        title: never empty.
        link: an address of the web, or None.
        address: the same for reading, also where it is no link.
        lang: of the article, where it is another one than the page's; else None.
        paper, day: where and when.
        date: the same day in ISO 8601; empty: it is none.
        notes: what became of it, behind where and when.
    """

    title: str
    link: str | None
    address: str
    lang: str | None
    paper: str
    day: str
    date: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """Another paper of a story: under which headline, the same or another, and how much of the first text."""

    head: Headline
    has_same_title: bool
    facts: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry, with the other papers that have it.

    Args:
        head: how it is named.
        kicker, lead: empty where there is none, or it is not shown.
        said: why there is no lead; empty: there is nothing to say.
        printed: other papers.
        more: how many more papers there are; empty: none.
    """

    head: Headline
    kicker: str
    lead: str
    said: str
    printed: tuple[Printed, ...]
    more: str


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic, with as many of its entries as there is room for.

    Args:
        id: of its place on the page.
        name: its heading.
        entries: those that are shown.
        total: how many it has.
        said: that not all are shown; empty: they are.
    """

    id: str
    name: str
    entries: tuple[ShownEntry, ...]
    total: int
    said: str


@dataclass(frozen=True, slots=True)
class ShownSearch:
    """A saved search: the first of the entries that it finds, and how many it finds, or that it finds none.

    Args:
        name: its heading.
        words: what it searches for; empty where that is its name.
        heads: the first that it finds.
        more: how many more it finds; empty: none.
        found: how many in all.
    """

    name: str
    words: str
    heads: tuple[Headline, ...]
    more: str
    found: str


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """The words of a field that were changed.

    Args:
        name: of the field, with a colon.
        diff: the words.
        more: how many more changes there are; empty: none.
    """

    name: str
    diff: ShortDiff
    more: str


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """An edited article: in which fields, and with which words.

    Args:
        head: the article as it is now, with when and how often it was edited.
        silent: that it is a silent edit (:class:`~scraper.model.press_review.Edit`); empty: it is none.
        diffs: the words of the fields that are compared.
        said: which fields were changed where no words are shown, and what is not compared.
    """

    head: Headline
    silent: str
    diffs: tuple[FieldDiff, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """What was found late: entries, and what is to be said of them and of what is not shown."""

    entries: tuple[ShownEntry, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edits:
    """What was edited, and what is to be said of it; of the signs in a text, where there are some."""

    articles: tuple[ShownEdit, ...] = ()
    marks: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vanished:
    """What is no longer on its site, and what is to be said of it."""

    articles: tuple[Headline, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """All that templates write.

    Args:
        words: texts of its language.
        title: what it is called.
        days: which days it is of.
        asked: what narrows it, such as words.
        summary: the days in figures; empty: nothing happened.
        shortened: what is not shown for want of room.
        nothing: that there is no article, and what to do; empty: there are some.
        searches, topics, late, edits, gone, drawings: its sections.
        as_of: when the archive was brought up to date; empty: never.
    """

    words: Wording
    title: str
    days: str
    asked: tuple[str, ...]
    summary: str
    shortened: tuple[str, ...]
    nothing: tuple[str, ...]
    searches: tuple[ShownSearch, ...]
    topics: tuple[ShownTopic, ...]
    late: Late
    edits: Edits
    gone: Vanished
    drawings: tuple[Drawing, ...]
    as_of: str
