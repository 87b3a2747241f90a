"""Addresses of all pages, with names of any kind in them; pages and templates have theirs from here.

Paths without a name in them (``/search``, ``/edits``) stand in ``scraper.serve.routes``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from scraper.serve.asked import FORMS

_ENDINGS = tuple(f".{form}" for form in FORMS)
# What a browser takes for the way to the folder above, and an empty name, cannot be the last part of a path.
_NO_PART = ("", ".", "..")

Values = Mapping[str, str | int | Sequence[str] | None]
"""Parameters; those that are None are left out, and one with several values stands there several times."""


def article(article_id: int, part: str = "") -> str:
    """Return the address of an article's page.

    Args:
        article_id: its number.
        part: the id of a part of the page, such as ``history``; empty: the beginning.
    """
    return f"/article/{article_id}{_anchor(part)}"


def compared(article_id: int, state: int | None = None) -> str:
    """Return the address that compares a state of an article with the one before; None: what the page chooses."""
    states = {} if state is None else {"from": state - 1, "to": state}
    return f"{article(article_id)}/diff{_query(states)}"


def story(story_id: int, other: int | None = None) -> str:
    """Return the address of a story; of the part that compares the article ``other`` with the first, if given."""
    if other is None:
        return f"/story/{story_id}"
    return f"/story/{story_id}{_query({'with': other})}{_anchor('difference')}"


def named(kind: str, name: str, form: str = "html", values: Values | None = None) -> str:
    """Return the address of a page about a name: ``/keyword/E-Akte``, ``/vendor/Muster%2FPartner``.

    Args:
        kind: the first part of the path: ``keyword``, ``place``, ``site`` or ``vendor``.
        name: whatever it holds. What ends as a form of a list does (``data.json``) has its point encoded; what cannot
            be the last part of a path (``.``, ``..``) is asked for as a parameter.
        form: one of ``FORMS``.
        values: further parameters.
    """
    ending = "" if form == "html" else f".{form}"
    if name in _NO_PART:
        return f"/{kind}{ending}{_query({'name': name, **(values or {})})}"
    path = quote(name, safe="")
    if path.lower().endswith(_ENDINGS):
        stem, _, last = path.rpartition(".")
        path = f"{stem}%2E{last}"
    return f"/{kind}/{path}{ending}{_query(values or {})}"


def search(**values: str | None) -> str:
    """Return the address of a search with these parameters."""
    return f"/search{_query(values)}"


def latest(**values: str | None) -> str:
    """Return the address of the list of the newest articles with these parameters."""
    return f"/latest{_query(values)}"


def edits(**values: str | None) -> str:
    """Return the address of the list of edits, removals and returns with these parameters."""
    return f"/edits{_query(values)}"


def row(table: str, number: int) -> str:
    """Return the address of a row of a table of ours, by its number."""
    return f"/archive/{table}/{number}"


def rows(table: str, **values: str | int) -> str:
    """Return the address of the rows of a table of ours whose columns have these values."""
    return f"/archive/{table}{_query(values)}"


def phrase(text: str) -> str:
    """Return words as the search takes them for a phrase; a quotation mark within them would end it."""
    return '"{}"'.format(" ".join(text.replace('"', " ").split()))


def _anchor(part: str) -> str:
    return f"#{part}" if part else ""


def _query(values: Values) -> str:
    query = urlencode({name: value for name, value in values.items() if value is not None}, doseq=True)
    return f"?{query}" if query else ""
