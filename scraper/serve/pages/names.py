"""What the lists of keywords, places and vendors share: letters, a box for a part of a name, pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scraper.analysis.spellings import folded
from scraper.serve.asked import Asked, Listing, Page, Row, WrongWordsError
from scraper.serve.pages import addresses
from scraper.serve.pages.parameters import MOST_ROWS, paging
from scraper.store.subject_names import Named
from scraper.web.plain_text import one_line

_LIMIT = 100
# Under this stand the names that begin with no letter from A to Z.
_OTHERS = "0-9"
_LETTERS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", _OTHERS)
# Characters of a part of a name that is searched for; chosen: longer than any name.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A name of a list: as it is shown, its page, and how many articles have it."""

    name: str
    href: str
    articles: int


@dataclass(frozen=True, slots=True)
class Kind:
    """What is listed.

    Args:
        page: the first part of the address of a page about one.
        template: of the list.
        title: of the list.
        key: what the records of the list call the key by which a page is found; None: there is none beside the name.
    """

    page: str
    template: str
    title: str
    key: str | None = None


def listing(asked: Asked, kind: Kind, all_names: Sequence[Named], context: dict[str, Any]) -> Listing:
    """Return a list of names.

    Args:
        asked: the request, with ``q`` (a part of the name), ``letter`` and ``page``.
        kind: what is listed.
        all_names: all of them, in the order of the list.
        context: what its page is given besides.

    Raises:
        WrongWordsError: a parameter is none.
    """
    place = paging(asked, _LIMIT)
    wanted, letter = asked.one("q"), asked.one("letter")
    if letter is not None and letter not in _LETTERS:
        raise WrongWordsError("There is no such letter; there are A to Z, and 0-9 for all else.")
    found = _chosen(all_names, wanted, letter)
    if asked.form != "html":
        return Listing(Page(kind.template, {}), kind.title, [_record(one, kind) for one in found[:MOST_ROWS]])
    shown = found[place.skip : place.skip + _LIMIT]
    more = {
        "title": kind.title,
        "names": [
            Shown(one_line(one.name) or "(blank)", addresses.named(kind.page, one.key), one.articles) for one in shown
        ],
        "total": len(all_names),
        "found": len(found),
        "wanted": wanted or "",
        "letter": letter,
        "letters": _LETTERS,
        "first": place.skip + 1,
        "last": place.skip + len(shown),
        "number": place.number,
        "has_more": place.skip + _LIMIT < len(found),
        "most_rows": MOST_ROWS,
    }
    return Listing(Page(kind.template, context | more), kind.title)


def _chosen(all_names: Sequence[Named], wanted: str | None, letter: str | None) -> list[Named]:
    """Return the names that have a part, or begin with a letter; a letter's are in the order of the alphabet."""
    found = list(all_names)
    if wanted is not None:
        part = folded(wanted[:_LONGEST])
        found = [one for one in found if part in folded(one.name)]
    if letter is not None:
        found = sorted((one for one in found if _letter(one.name) == letter), key=lambda one: folded(one.name))
    return found


def _letter(name: str) -> str:
    # Umlauts stand under their vowels (DIN 5007-2 writes them as two letters, of which the first counts here).
    first = folded(name).strip()[:1].upper()
    return first if first in _LETTERS else _OTHERS


def _record(one: Named, kind: Kind) -> Row:
    key = {} if kind.key is None else {kind.key: one.key}
    return {"name": one.name} | key | {"articles": one.articles}
