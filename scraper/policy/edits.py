"""What an edit is: a difference between two captures read by the same reader."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from scraper.errors import AddressError
from scraper.model import Article, Reference, Vendor
from scraper.policy.figures import without_figures
from scraper.web.urls import canonical

TEXT_FIELDS = ("kicker", "title", "lead", "body")
"""The fields that a reader would call the text."""


def text_of(article: Article) -> str:
    """Return lead and body as one text, since editors move sentences between the two."""
    return "\n\n".join(filter(None, (article.lead, article.body)))


def _folded(text: str | None) -> str:
    """Return a text with its white space folded: a new line break is not an edit."""
    return " ".join((text or "").split())


def _as_it_is(value: Any) -> Any:
    return value


def _names(values: list[str]) -> list[str]:
    return [_folded(value) for value in values]


def _links(links: list[Reference]) -> list[tuple[str, str]]:
    """Return links without the session ids and tracking parameters that change at every visit."""
    return [(_address(link.url), _folded(link.text)) for link in links]


def _address(url: str) -> str:
    """Return a link's address in its canonical spelling, or as it was written where it is no address of the web."""
    try:
        return canonical(url)
    except AddressError:
        return url


def _vendors(vendors: list[Vendor]) -> list[tuple[str, str]]:
    return [(_folded(vendor.name), _folded(vendor.place)) for vendor in vendors]


# A row for each field that is compared: its name, and the function that returns what of it an editor would call a
# change. Related articles, images, other forms of the page (print, AMP) and its own date of change have no row, because
# templates renew them without an editor.
_COMPARED: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("kicker", _folded),
    ("title", _folded),
    ("lead", _folded),
    ("body", _folded),
    ("date", _as_it_is),
    ("published_at", _as_it_is),
    ("authors", _names),
    ("keywords", _names),
    ("section", _folded),
    ("links", _links),
    ("vendors", _vendors),
)

_TEXT = frozenset(TEXT_FIELDS)
_DATES = frozenset({"date", "published_at"})
# The fields in which a counter can stand.
_COUNTED = frozenset({"lead", "body", "links"})


def changed_fields(before: Article, after: Article) -> tuple[str, ...]:
    """Return the names of the fields that an editor changed between two states of an article.

    Args:
        before, after: two captures as one and the same reader reads them; a difference between two readers is none
            between two texts.
    """
    return tuple(
        name for name, compared in _COMPARED if compared(getattr(before, name)) != compared(getattr(after, name))
    )


def may_be_counters(before: Article, after: Article, changed: Collection[str]) -> bool:
    """Return whether nothing but figures of the text can have changed between two states.

    Args:
        before, after: the two states.
        changed: the names of the fields that differ.
    """
    if not changed or not _COUNTED.issuperset(changed):
        return False
    # "17 Kommentare" may be a link within the text.
    one, other = ([(url, without_figures(text)) for url, text in _links(state.links)] for state in (before, after))
    return one == other


def is_silent(before: Article, after: Article, changed: Collection[str]) -> bool:
    """Return whether an edit changed the text, while all dates that the page states stayed as they were.

    The view ``silent_edits`` says the same in SQL. A page that states no date of change does not own up to an edit
    either.

    Args:
        before, after: the two states.
        changed: the names of the fields that differ.
    """
    is_dated = not _DATES.isdisjoint(changed) or before.modified_at != after.modified_at
    return not is_dated and not _TEXT.isdisjoint(changed)
