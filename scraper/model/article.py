"""What was read from a page: the record and its parts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from scraper.model.reason import Reason

# How much of its text a page shows to everybody: all, the beginning in front of a paywall, or nothing, behind a consent
# wall or behind a login wall or bot check ("blocked").
Access = Literal["free", "teaser", "consent", "blocked"]
AlternateKind = Literal["print", "pdf", "amp", "language", "other"]

SELECTED = "the profile's selector"
"""How the source of a field begins in ``Article.sources`` that a selector of the profile gave."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A link in the text of an article."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Related:
    """An item of a list of related articles."""

    title: str
    url: str | None = None
    date: dt.date | None = None
    teaser: str | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """A company that the page names as a provider in its field."""

    name: str
    place: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another form of the same article."""

    url: str
    kind: AlternateKind


@dataclass(frozen=True, slots=True)
class Article:
    """One article as fields; an empty record is a valid answer.

    Args:
        url: canonical address.
        site: id of the site profile, or the host.
        language: BCP 47 tag, lower-case primary subtag ("de"), or None.
        kicker: the short line above the headline, without its colon, or None.
        title: the headline without the site's name; empty where the page has none.
        date: day of publication.
        published_at, modified_at: aware UTC, or None where the page gives no time of day.
        authors: names, or the code in parentheses at the end of the text.
        lead: the first sentence group where the page sets it apart, else None.
        body: paragraphs separated by a blank line, in reading order, without the lead.
        keywords: the editor's, in order.
        section: the department or subject area.
        links, related, vendors, images, alternates: what else the editor put on the page.
        access: ``free``, or why the text is not all there.
        is_article: whether the page looks like one article at all.
        why_not: what the page is instead of an article (``Reason.LISTING_PAGE``), or None.
        directives: (name, content) of the meta elements that are addressed to crawlers.
        other_titles: the other headlines that the page offers, the best first, without the site's name.
        next_page: the address that the page names as the next one (``rel=next``), whatever that is, or None.
        sources: for each field that was found, what on the page gave it ("JSON-LD headline").
    """

    url: str
    site: str
    language: str | None = None
    kicker: str | None = None
    title: str = ""
    # Many pages give a day alone. It has a field of its own, because a moment at midnight would claim a time of day
    # that nobody stated.
    date: dt.date | None = None
    published_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None
    authors: list[str] = field(default_factory=list)
    lead: str | None = None
    body: str = ""
    keywords: list[str] = field(default_factory=list)
    section: str | None = None
    links: list[Reference] = field(default_factory=list)
    related: list[Related] = field(default_factory=list)
    vendors: list[Vendor] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    alternates: list[Alternate] = field(default_factory=list)
    access: Access = "free"
    is_article: bool = False
    why_not: Reason | None = None
    directives: list[tuple[str, str]] = field(default_factory=list)
    other_titles: list[str] = field(default_factory=list)
    next_page: str | None = None
    sources: dict[str, str] = field(default_factory=dict)
