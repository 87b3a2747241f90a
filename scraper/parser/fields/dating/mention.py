"""What the places of a page that have a day are called while they are weighed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import Enum

from scraper.parser.context import Context, Text
from scraper.parser.fields.dating.rules import Rule
from scraper.parser.fields.language import tag
from scraper.parser.page.model import Page
from scraper.parser.statements.stamps import Stamp


class Kind(Enum):
    """Who says a day: the page's statements, what readers see, or the address. One kind can bear out another."""

    STATED = "stated"
    SHOWN = "shown"
    ADDRESS = "address"
    CHANGE = "change"


@dataclass(slots=True)
class Mention:
    """A place of the page that has a day.

    Args:
        stamp: day and moment.
        source: what it is, in the words of ``Article.sources``.
        kind: who says it.
        rules: what its place, name and label say for and against its being the day of publication.
        text: as it was written.
        look: the names of the elements around it; equal for the items of a list.
        line: where it stands; -1 for what is no line.
        of_others: what the other places of the page say for and against it.
    """

    stamp: Stamp
    source: str
    kind: Kind
    rules: list[Rule] = field(default_factory=list)
    text: str = ""
    look: str = ""
    line: int = -1
    of_others: list[Rule] = field(default_factory=list)

    @property
    def day(self) -> dt.date | None:
        """The day."""
        return self.stamp[0]

    @property
    def evidence(self) -> list[Rule]:
        """All that speaks for and against it."""
        return self.rules + self.of_others

    @property
    def weight(self) -> float:
        """The sum of what speaks for it."""
        return sum(rule.weight for rule in self.evidence)


@dataclass(slots=True)
class Scene:
    """The page as the search for days sees it.

    Args:
        page: the flat page.
        start: the first line of the headline.
        first: the first line of the text.
        end: the line after the last of the text.
        american: whether ``4/5/2020`` is in April.
        berlin: whether it is for readers in Berlin.
        language: the primary subtag of its language.
    """

    page: Page
    start: int
    first: int
    end: int
    american: bool
    berlin: bool
    language: str | None


def is_swapped(day: dt.date, other: dt.date) -> bool:
    """Return whether two days differ by the order of day and month."""
    return (day.year, day.month, day.day) == (other.year, other.day, other.month)


# Country domains that companies of all countries use, and those of countries that write the month first.
_NO_COUNTRY = frozenset("us ph pr gu as vi io co ai me tv fm ly gg to cc ws la sh im is st gl".split())
# Domains of cities and regions whose English is European.
_EUROPEAN = frozenset("scot wales cymru london berlin hamburg wien brussels vlaanderen".split())


def is_american(language: str, host: str) -> bool:
    """Return whether an English page writes the month first: one that says so, or that no other country's domain has.

    Args:
        language: the page's language tag in lower case, with its region.
        host: of its address.
    """
    if language == "en-us":
        return True
    # In other languages the day comes first in Europe and America alike.
    if language != "en":
        return False
    domain = host.rsplit(".", 1)[-1]
    is_country = len(domain) == 2 and domain not in _NO_COUNTRY
    return not is_country and domain not in _EUROPEAN


def scene_of(context: Context, text: Text) -> Scene:
    """Return the page as the search for days sees it."""
    page, statements = context.page, context.statements
    language = (page.language or statements.locale or "").lower().replace("_", "-")
    primary = tag(page.language) or tag(statements.locale)
    return Scene(
        page=page,
        start=text.start,
        first=text.lines[0] if text.lines else text.end,
        end=text.end,
        american=is_american(language, context.host),
        # A day in UTC is read as Berlin's on pages that say German or nothing: those are the archive's own.
        berlin=tag(page.language) in {None, "de"},
        language=primary,
    )
