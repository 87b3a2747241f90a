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
class Headline:
    """An article as it is named: its headline, and where it leads.

    Args:
        title: never empty.
        kicker, lead: empty where there is none.
        link: an address of the web, or None.
        address: the same for reading, also where it is no link.
        lang: of the article, where it is another one than the page's; else None.
        paper, day: where and when.
        date: the same day in ISO 8601; empty: it is none.
        is_reserved: whether its site reserves its text.
        is_gone: whether it is not on its site any more.
    """

    title: str
    kicker: str
    lead: str
    link: str | None
    address: str
    lang: str | None
    paper: str
    day: str
    date: str
    is_reserved: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """Another paper of a story: under which headline (None: the same), and how much of the first text."""

    head: Headline
    has_same_title: bool
    facts: str


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry, with the other papers that have it."""

    head: Headline
    printed: tuple[Printed, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """A topic, with as many of its entries as there is room for."""

    id: str
    name: str
    entries: tuple[ShownEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ShownSearch:
    """A saved search: the first of the entries that it finds, and how many it finds, or that it finds none."""

    name: str
    words: str
    heads: tuple[Headline, ...]
    left_out: int
    found: str


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """An edited article: in which fields, and with which words.

    Args:
        head: the article as it is now.
        facts: when, and how often.
        is_silent: see :class:`~scraper.model.press_review.Edit`.
        fields: names of all fields that were changed.
        diffs: of those whose words are compared, name and words.
        said: a sentence on what is not compared; empty: none.
    """

    head: Headline
    facts: tuple[str, ...]
    is_silent: bool
    fields: str
    diffs: tuple[tuple[str, ShortDiff], ...]
    said: str


@dataclass(frozen=True, slots=True)
class Review:
    """All that templates write."""

    words: Wording
    title: str
    days: str
    query: str
    sites: str
    summary: str
    is_shortened: str
    nothing: tuple[str, ...]
    searches: tuple[ShownSearch, ...]
    topics: tuple[ShownTopic, ...]
    edits: tuple[ShownEdit, ...]
    edits_total: int
    gone: tuple[tuple[Headline, str], ...]
    gone_total: int
    drawings: tuple[Drawing, ...]
    as_of: str
