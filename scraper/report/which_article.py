"""Which article a person means: by one of its addresses, as they type it, or by its number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scraper.model import Site

if TYPE_CHECKING:
    from scraper.store import Archive

# SQLite's row ids are signed 64-bit integers. Python's sqlite3 refuses to bind a larger number, and "int" refuses a
# text of more than 4,300 digits.
_LARGEST_ROW_ID = 2**63 - 1
_MOST_DIGITS = len(str(_LARGEST_ROW_ID))


def is_number(text: str) -> bool:
    """Return whether an article's number was typed; ``isdigit`` alone would also take "²" and Arabic digits."""
    return text.isascii() and text.isdigit()


def by_number(digits: str) -> int | None:
    """Return the row id that was typed, or None for a number that no row can have."""
    # Python counts leading zeros, too, where it bounds the digits of a number.
    significant = digits.lstrip("0")
    if not significant or len(significant) > _MOST_DIGITS:
        return None
    number = int(significant)
    return number if number <= _LARGEST_ROW_ID else None


def by_address(archive: Archive, text: str, sites: Mapping[str, Site]) -> int | None:
    """Return the article that an address leads to, or None; spellings of one page are alike by its site's profile.

    Args:
        archive: opened for reading.
        text: the address, as it was typed.
        sites: the profiles, by id.

    Raises:
        AddressError: it is none.
    """
    from scraper.policy.identity import identity_of
    from scraper.sites import site_for
    from scraper.web.urls import canonical, typed

    url = canonical(typed(text))
    return archive.find_article(identity_of(url, site_for(url, sites.values())))


def forgotten_at(archive: Archive, text: str, sites: Mapping[str, Site]) -> str | None:
    """Return when the article of an address was forgotten, or None.

    Args:
        archive, text, sites: as for :func:`by_address`.

    Raises:
        AddressError: it is none.
    """
    from scraper.sites import site_for
    from scraper.web.urls import canonical, typed

    url = canonical(typed(text))
    return archive.forgotten.since([url], site_for(url, sites.values()))
