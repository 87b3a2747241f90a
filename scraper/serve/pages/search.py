"""The search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scraper.errors import SearchError
from scraper.report import search_text
from scraper.report.written import number
from scraper.serve.asked import Answer, Asked, House, Listing, Page, WrongWordsError
from scraper.serve.pages.entries import Entry, entry
from scraper.serve.pages.marked import CLOSING, OPENING, Piece, pieces
from scraper.serve.pages.parameters import MOST_ENTRIES, MOST_ROWS, days, paging, sites, year
from scraper.store import Archive
from scraper.store.search import ORDERS, Filter
from scraper.store.search_pages import Asking, SearchPage
from scraper.store.search_words import Query, parse
from scraper.web.plain_text import one_line

# Results of a page; as many as the command line shows.
_LIMIT = 20
# Characters of a title of the page or of a feed; chosen: what a tab of a browser has room for, and some more.
_TITLE = 80
_ORDERS = {"best": "Best first", "date": "Newest first"}


@dataclass(frozen=True, slots=True)
class _Result:
    """An article that was found.

    Args:
        entry: the article.
        snippet: the piece of it that shows most of the words.
        match: how near its words are, where they are not the very words.
    """

    entry: Entry
    snippet: list[Piece]
    match: str | None


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a field of the form offers."""

    value: str
    label: str
    is_chosen: bool


def search(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return what a search finds: ``q`` as the command line understands it, narrowed by a form's fields."""
    names = archive.site_names()
    try:
        query, asking = _understood(asked, {*names, *house.sites})
        page = archive.search_pages.page(asking) if asked.form == "html" else None
        rows = _records(archive, asked, asking)
    except (SearchError, WrongWordsError) as error:
        if asked.form != "html":
            raise WrongWordsError(str(error)) from error
        return _refused(asked, names, error)
    title = _title(asked)
    if page is None:
        articles = [row["id"] for row in rows]
        return Listing(Page("search.html", {}), title, rows, articles)
    return Listing(Page("search.html", _context(asked, names, query, asking, page)), title, [], [])


def _understood(asked: Asked, known: set[str]) -> tuple[Query, Asking]:
    """Return what is searched for, and how.

    Raises:
        SearchError, WrongWordsError: it is not understood.
    """
    typed = asked.one("q") or ""
    query = parse(typed)
    if typed and query.is_empty:
        raise WrongWordsError(search_text.no_words(one_line(typed)[:_TITLE]))
    order = asked.one("sort") or ORDERS[0]
    if order not in ORDERS:
        raise WrongWordsError(f"There is no such order; there are: {', '.join(ORDERS)}.")
    chosen = sites(asked, known, query.sites)
    place = paging(asked, _LIMIT)
    narrow = Filter(
        chosen,
        days(asked),
        asked.one("keyword"),
        asked.one("section"),
        place.limit,
        order,
        (OPENING, CLOSING),
    )
    return query, Asking(typed, narrow, year(asked), place.skip)


def _records(archive: Archive, asked: Asked, asking: Asking) -> list[dict[str, Any]]:
    """Return what a file of the search has: records as the command line prints them; for a feed the newest."""
    if asked.form == "html":
        return []
    is_feed = asked.form == "atom"
    narrow = replace(
        asking.narrow,
        limit=MOST_ENTRIES if is_feed else MOST_ROWS,
        sort="date" if is_feed else asking.narrow.sort,
        marks=Filter().marks,
    )
    found = archive.search_pages.records(replace(asking, narrow=narrow))
    return [row | {"snippet": one_line(row["snippet"])} for row in found]


def _context(asked: Asked, names: Mapping[str, str], query: Query, asking: Asking, page: SearchPage) -> dict[str, Any]:
    results = [
        _Result(
            entry(row, names),
            # A search without words has nothing to show of a text but its beginning.
            pieces(row["snippet"]),
            search_text.MATCHES.get(row["match"]),
        )
        for row in page.rows
    ]
    has_exact = any(row["match"] == "exact" for row in page.rows)
    is_worse = bool(results) and not has_exact and not asking.skip
    remarks = [
        search_text.operator_remark(asking.words, query),
        search_text.standing_remark(page.standing),
        search_text.NOTHING_EXACT if is_worse else None,
    ]
    return _form(asked, names) | {
        "results": results,
        "remarks": [remark for remark in remarks if remark],
        "site_choices": _choices(page.sites, asked.all("site"), names),
        "year_choices": _choices(page.years, asked.all("year")[-1:]),
        "total": page.total,
        "first": asking.skip + 1,
        "last": asking.skip + len(results),
        "number": asking.skip // _LIMIT + 1,
        "has_more": page.has_more,
        "nothing": search_text.NOTHING_HELPS,
        "most_rows": MOST_ROWS,
        "error": None,
    }


def _form(asked: Asked, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what the fields of the form hold."""
    fields = ("q", "year", "keyword", "section", "since", "until", "sort")
    filters = ("site", "year", "keyword", "section", "since", "until")
    return {
        "title": _title(asked),
        "typed": {name: asked.one(name) or "" for name in fields},
        "orders": _ORDERS,
        "has_filters": any(asked.one(name) for name in filters),
    }


def _choices(
    counts: Sequence[tuple[str, int]], chosen: Sequence[str], names: Mapping[str, str] | None = None
) -> list[_Choice]:
    """Return what a field offers: what is found, each with its number, and what was chosen and is not found."""
    known = names or {}
    missing = [(value, 0) for value in chosen if value not in dict(counts)]
    return [
        _Choice(value, f"{one_line(known.get(value, value))[:_TITLE]} ({number(count)})", value in chosen)
        for value, count in (*counts, *missing)
    ]


def _refused(asked: Asked, names: Mapping[str, str], error: Exception) -> Page:
    """Return the form with a sentence above it on what was not understood."""
    choices = {name: _choices([], asked.all(name), names) for name in ("site", "year")}
    context = _form(asked, names) | {"site_choices": choices["site"], "year_choices": choices["year"]}
    return Page("search.html", context | {"error": str(error)}, 400)


def _title(asked: Asked) -> str:
    typed = one_line(asked.one("q") or "")
    shown = typed if len(typed) <= _TITLE else f"{typed[:_TITLE]}…"
    return f"{shown} – Search" if shown else "Search"
