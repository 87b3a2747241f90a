"""What a page is asked for, and what it answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from scraper.model import Site
from scraper.store import Archive

Row = dict[str, Any]

FORMS = ("html", "csv", "json", "atom")
"""The forms in which a list is given: a page, or by the ending of its address a file for other programs."""
LONGEST_ANSWER = 10
"""Seconds of the clock on the wall that a page, or a statement of one's own, may take.

Chosen: the questions of the schema page take up to two seconds in an archive of 100,000 articles.
"""


@dataclass(frozen=True, slots=True)
class House:
    """What all pages share.

    Args:
        path: the archive.
        sites: the profiles, by id.
        switched_off: the ids of sites that the configuration leaves out.
        clock: returns the time (aware, UTC).
        watch_file: the file of saved searches; None: there is none.
    """

    path: Path
    sites: Mapping[str, Site]
    switched_off: Collection[str]
    clock: Callable[[], dt.datetime]
    watch_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a page.

    Args:
        parts: the named groups of the address' pattern, decoded.
        values: the parameters, each with all its values, blanks around them taken off, empty ones left out.
        form: one of :data:`FORMS`.
        route: the path, without the ending of a form.
        base: scheme and host of the server, for addresses in files, such as ``http://127.0.0.1:8001``.
    """

    parts: Mapping[str, str]
    values: Mapping[str, Sequence[str]]
    form: str
    route: str
    base: str

    def one(self, name: str) -> str | None:
        """Return the last value of a parameter, or None."""
        values = self.values.get(name)
        return values[-1] if values else None

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of a parameter."""
        return tuple(self.values.get(name, ()))

    def address(self, form: str = "html", **changes: str | int | None) -> str:
        """Return the address of this list with other parameters, or in another form.

        Args:
            form: one of :data:`FORMS`.
            changes: parameter -> its value; None leaves it out.
        """
        pairs = [(name, value) for name, values in self.values.items() if name not in changes for value in values]
        pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
        ending = "" if form == "html" else f".{form}"
        query = f"?{urlencode(pairs)}" if pairs else ""
        return f"{self.route}{ending}{query}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Args:
        template: its file under ``scraper/serve/templates``.
        context: what the template is given.
        status: HTTP status (RFC 9110 §15).
    """

    template: str
    context: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, which is given as a page, as CSV, as JSON and, where it is one of articles, as Atom.

    Args:
        page: the page.
        title: names the list in a feed.
        rows: what the other forms have, one record a row, with the same names in each.
        articles: numbers of the articles for Atom, the newest first; None: the list is none of articles.
    """

    page: Page
    title: str
    rows: Sequence[Row] = field(default_factory=list)
    articles: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Another address (302 Found, RFC 9110 §15.4.3)."""

    address: str


Answer = Page | Listing | Moved
View = Callable[[Archive, House, Asked], Answer]
"""Answers a request from the archive; runs in a thread of its own and may take its time there."""


class NotThereError(Exception):
    """There is nothing at this address; the sentence says what is not there, and where to look."""


class WrongWordsError(Exception):
    """What was typed is not understood; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address, and what answers it.

    Args:
        pattern: of the path, a regular expression with named groups and without ``^`` and ``$``; encoded characters of
            a group are decoded before the view is asked.
        view: answers it.
        is_list: whether the address with ``.csv``, ``.json`` and ``.atom`` is answered, too.
    """

    pattern: str
    view: View
    is_list: bool = False
