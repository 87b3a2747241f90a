"""What was edited, vanished or came back lately."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from scraper.report.local_time import local_day
from scraper.serve.asked import Answer, Asked, House, Listing, NotThereError, Page, Row, WrongWordsError
from scraper.serve.pages.article_history import field_name
from scraper.serve.pages.article_text import language
from scraper.serve.pages.parameters import whole_number
from scraper.store.lately import EDIT_KINDS

if TYPE_CHECKING:
    from scraper.store import Archive

# Rows of a page, and of a file. Chosen: what one looks through, and what a program reads at once.
_ROWS, _ROWS_OF_FILE = 100, 10_000
# Chosen: more pages than any archive has.
_LAST_PAGE = 10**9

_WORDS = {"changed": "edited", "gone": "gone", "back": "back"}


def edits(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return edits, removals and returns, the newest first: all, or of one ``kind=`` and ``site=``."""
    kind, site = asked.one("kind"), asked.one("site")
    if kind is not None and kind not in EDIT_KINDS:
        raise WrongWordsError(f"'kind' is one of {', '.join(EDIT_KINDS)}.")
    kinds = EDIT_KINDS if kind is None else (kind,)
    page, total = _page(asked), archive.lately.count_edits(kinds, site)
    pages = max(-(-total // _ROWS), 1)
    if page > pages:
        raise NotThereError(f"There are {pages} pages of edits; there is no page {page}.")
    is_page = asked.form == "html"
    most, offset = (_ROWS, (page - 1) * _ROWS) if is_page else (_ROWS_OF_FILE, 0)
    found = archive.lately.edits(kinds, site, most, offset)
    rows = [edit_row(row) for row in found]
    context = {
        "days": [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row["day"])],
        "total": total,
        "page": page,
        "pages": pages,
        "kind": kind,
        "site": site,
        "sites": archive.site_ids(),
        "words": _WORDS,
    }
    return Listing(
        Page("edits.html", context),
        "Edited, gone, back",
        [_record(row) for row in found],
        list(dict.fromkeys(row["id"] for row in found)),
    )


def edit_row(row: Row) -> Row:
    """Return what became of an article as pages show it."""
    changed = [field_name(name).lower() for name in (row["changed"] or "").split("; ") if name]
    return row | {
        "day": local_day(row["at"]),
        "what": _WORDS[row["kind"]],
        "fields": changed,
        "lang": language(row["language"]),
    }


def _record(row: Row) -> Row:
    names = ("at", "kind", "id", "site", "kicker", "title", "url", "changed", "silent", "state")
    return {name: row[name] for name in names} | {"silent": bool(row["silent"])}


def _page(asked: Asked) -> int:
    number = whole_number(asked.one("page") or "1", _LAST_PAGE)
    if number is None:
        raise WrongWordsError("'page' is a number from 1 on.")
    return number
