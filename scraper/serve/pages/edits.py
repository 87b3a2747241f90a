"""What was edited, vanished or came back lately."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from scraper.report.local_time import local
from scraper.serve.asked import Answer, Asked, House, Listing, Page, Row, WrongWordsError
from scraper.serve.pages.article_history import field_name
from scraper.serve.pages.article_text import language
from scraper.serve.pages.parameters import MOST_ROWS, extent, paging, sites
from scraper.store.lately import EDIT_KINDS
from scraper.web.plain_text import one_line

if TYPE_CHECKING:
    from scraper.store import Archive

_LIMIT = 100

_WORDS = {"changed": "edited", "gone": "gone", "back": "back"}
# What a record of a file has.
_FIELDS = ("at", "kind", "id", "site", "kicker", "title", "url", "changed", "silent", "state")


def edits(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return edits, removals and returns, the newest first: all, or of one ``kind=`` and ``site=``."""
    kind = asked.one("kind")
    if kind is not None and kind not in EDIT_KINDS:
        raise WrongWordsError(f"'kind' is one of {', '.join(EDIT_KINDS)}.")
    kinds = EDIT_KINDS if kind is None else (kind,)
    names = archive.site_names()
    chosen = sites(asked, {*names, *house.sites})
    site = asked.one("site")
    place = paging(asked, _LIMIT)
    skip, limit = extent(asked, place)
    found = archive.lately.edits(kinds, site, limit, skip)
    if asked.form != "html":
        articles = list(dict.fromkeys(row["id"] for row in found))
        return Listing(Page("edits.html", {}), "Edited, gone, back", [_record(row) for row in found], articles)
    rows = [edit_row(row) for row in found]
    total = archive.lately.count_edits(kinds, site)
    last = place.skip + len(rows)
    context = {
        "days": [(day, list(of_day)) for day, of_day in groupby(rows, key=lambda row: row["day"])],
        "total": total,
        "first": place.skip + 1,
        "last": last,
        "number": place.number,
        "has_more": last < total,
        "kind": kind,
        "chosen": chosen,
        "names": [(site, one_line(name)) for site, name in names.items()],
        "words": _WORDS,
        "most_rows": MOST_ROWS,
    }
    return Listing(Page("edits.html", context), "Edited, gone, back", [], [])


def edit_row(row: Row) -> Row:
    """Return what became of an article as pages show it."""
    changed = [field_name(name).lower() for name in (row["changed"] or "").split("; ") if name]
    day, _, time = local(row["at"]).partition(" ")
    return row | {
        "day": day,
        "time": time,
        "what": _WORDS[row["kind"]],
        "fields": changed,
        "lang": language(row["language"]),
    }


def _record(row: Row) -> Row:
    return {name: row[name] for name in _FIELDS} | {"silent": bool(row["silent"])}
