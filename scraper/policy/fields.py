"""Which fields of an article are watched, what it takes to miss one, and which of their sources are the better ones."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.analysis.drift import NEWEST
from scraper.model import Reason

FORGOTTEN_BY_EDITORS = 8
"""What an editor adds to each article can be forgotten for a few days; so many articles in a row are more. Chosen above
the six of a holiday replacement."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that is watched.

    Args:
        name: as in ``articles.sources``.
        lost: the code where articles have it no more.
        moved: the code where another place of the page gives it than did before.
        fewest: so many articles have to lack it, where no other field is missing as well.
    """

    name: str
    lost: Reason
    moved: Reason
    fewest: int = NEWEST


FIELDS = (
    Field("body", Reason.BODY_LOST, Reason.BODY_SOURCE),
    Field("date", Reason.DATE_LOST, Reason.DATE_SOURCE),
    Field("lead", Reason.LEAD_LOST, Reason.LEAD_SOURCE),
    Field("authors", Reason.AUTHORS_LOST, Reason.AUTHORS_SOURCE, FORGOTTEN_BY_EDITORS),
    Field("keywords", Reason.KEYWORDS_LOST, Reason.KEYWORDS_SOURCE, FORGOTTEN_BY_EDITORS),
    Field("section", Reason.SECTION_LOST, Reason.SECTION_SOURCE),
)
"""The fields that are watched, the most grievous first."""

SETTLED = 60
"""A field that another place gives for so many articles is where the site has it now (chosen: nothing is lost)."""

# What a page states for machines. A field that comes to be stated so is no loss.
_STATED = ("JSON-LD", "meta ", "microdata", "itemprop", "the metadata", "RDFa")
# The place of a body names the lines too, which differ from page to page.
_LINES = ", lines "


def place(source: str) -> str:
    """Return what gave a field without what differs from page to page.

    Args:
        source: as in ``articles.sources``.
    """
    return source.partition(_LINES)[0]


def is_stated(source: str) -> bool:
    """Return whether the page states a field for machines, and it was not looked for in what people see."""
    return source.startswith(_STATED)
