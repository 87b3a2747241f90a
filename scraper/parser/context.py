"""What the finders are given: a page, what it says of itself, its profile, and what is computed once a page.

Imports inside the parser run one way: ``page``, ``statements``, this module, ``fields``, ``k21``, ``article_text``,
``kind``, ``classify``, ``record``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from scraper.model import SELECTED, Reference, Site
from scraper.parser.page.addresses import host
from scraper.parser.page.labels import Label
from scraper.parser.page.model import Page
from scraper.parser.statements.metadata import Metadata
from scraper.parser.statements.selectors import Selected
from scraper.parser.statements.site_name import site_names, without_site
from scraper.parser.statements.stamps import Stamp

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T_co]):
    """One of several answers that a page gives to one question, with what speaks for and against it.

    Args:
        value: the answer.
        source: what on the page gave it, in the words of ``Article.sources``.
        evidence: names of the rules that apply, each with its weight; a negative one speaks against the answer.
    """

    value: T_co
    source: str
    evidence: tuple[tuple[str, float], ...] = ()

    @property
    def weight(self) -> float:
        """Return the sum of the evidence; of several candidates the one of most weight is the answer."""
        # A generator takes twice as long, and each candidate is asked several times.
        total = 0.0
        for _, weight in self.evidence:
            total += weight
        return total


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """What a finder found, and what on the page gave it.

    It is true where something was found, so ``first or second`` asks a second finder where the first found nothing.

    Args:
        value: the field's value; None or empty where the page has none.
        source: the words that ``Article.sources`` has for people (``meta author``).
        candidates: all answers that were weighed, the best first, where there were several to choose from.
    """

    value: T_co
    source: str = ""
    candidates: tuple[Candidate[T_co], ...] = ()

    def __bool__(self) -> bool:
        """Return whether something was found."""
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline, the range of its lines (empty where no line shows it), and what gave it.

    Args:
        text: the headline without the site's name.
        start, end: its lines.
        source: what gave it, in the words of ``Article.sources``.
        kicker: what the heading marks as the line above the headline, or None.
        candidates: all that was weighed, the headline first, each with its evidence.
    """

    text: str
    start: int
    end: int
    source: str = ""
    kicker: str | None = None
    candidates: tuple[Candidate[str], ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether readers see it on a line of the page."""
        return self.end > self.start


@dataclass(frozen=True, slots=True)
class Text:
    """The article's own words and where on the page they stand.

    Args:
        kicker, title, lead: as in the record.
        paragraphs: the body.
        authors: the code or names in parentheses at its end.
        lines: the lines that it was made of.
        start, end: the first line of the headline, and the line after the last of the text.
        links: links on lines of their own, which are no part of the body.
        day: of a dated report, which states it in brackets; None for other pages.
    """

    kicker: Found[str | None]
    title: Found[str]
    lead: Found[str | None]
    paragraphs: Found[list[str]]
    authors: Found[list[str]]
    lines: list[int]
    start: int
    end: int
    links: list[Reference] = field(default_factory=list)
    day: dt.date | None = None

    @property
    def is_dated_report(self) -> bool:
        """Whether the text begins with a date in brackets, as K21's editors set it."""
        return self.day is not None


def _is_of_newsroom(label: Label) -> bool:
    """Return whether a label names a list that only newsrooms set: vendors, or related articles beside the label."""
    if label.role == "vendors":
        return True
    return label.role == "related" and bool(label.rest)


@dataclass(frozen=True)
class Context:
    """One page, as every finder sees it.

    Args:
        page: the flat page.
        statements: what the page says of itself in JSON-LD and metadata.
        labels: the lines that name what follows, by line.
        site: the profile, or None.
        selected: what the profile's selectors found.
        url: the address that answered, as it was given.
        base: the address that the page's links are relative to.
    """

    page: Page
    statements: Metadata
    labels: dict[int, Label]
    site: Site | None
    selected: Selected
    url: str
    base: str

    @cached_property
    def host(self) -> str:
        """The host that answered, without ``www.``; empty where the address is unusable."""
        return host(self.url)

    # Several finders ask for these; each is computed for the first of them.
    @cached_property
    def site_names(self) -> list[str]:
        """What the site is called: by its profile, its metadata, its host."""
        return site_names(self.statements, self.url, self.site)

    @cached_property
    def stated_titles(self) -> list[str]:
        """The titles that metadata and title element state, in the order of trust, without the site's name."""
        # The title element comes last: it often has the section beside the headline.
        stated = [self.without_site(text) for text in [*self.statements.titles, self.page.title] if text]
        return [text for text in stated if text]

    @cached_property
    def is_newsroom(self) -> bool:
        """Whether the page has the lists that K21's editors put under every report."""
        return any(map(_is_of_newsroom, self.labels.values()))

    def without_site(self, title: str) -> str:
        """Return a title without the name of the site at either end."""
        return without_site(title, self.site_names, self.site)

    def selected_text(self, name: str) -> Found[str | None]:
        """Return the text that the profile's selector of this name finds."""
        return self.by_selector(name, next(iter(self.selected.texts.get(name, ())), None))

    def selected_texts(self, name: str) -> Found[list[str]]:
        """Return all texts that the profile's selector of this name finds."""
        return self.by_selector(name, self.selected.texts.get(name, []))

    def selected_date(self) -> Found[Stamp | None]:
        """Return the date that the profile's selector finds."""
        return self.by_selector("date", self.selected.date)

    def by_selector(self, name: str, value: T) -> Found[T]:
        """Return a value that a selector of the profile gave."""
        return Found(value, f"{SELECTED} {name!r}")
