"""The newest articles, by day and site."""

from __future__ import annotations

from itertools import groupby

from scraper.report.local_time import local
from scraper.serve.asked import Answer, Asked, House, Listing, Page, Row
from scraper.serve.pages.entries import entry
from scraper.serve.pages.parameters import MOST_ROWS, days, extent, paging, sites
from scraper.store import Archive
from scraper.store.latest import Selection
from scraper.web.plain_text import one_line

_LIMIT = 100


def latest(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the newest articles, those of a site (``site``) and of some days (``since``, ``until``) alone if asked."""
    names = archive.site_names()
    chosen = sites(asked, {*names, *house.sites})
    place = paging(asked, _LIMIT)
    skip, limit = extent(asked, place)
    found = archive.latest(Selection(days(asked), chosen, limit=limit, skip=skip))
    numbers = [row["id"] for row in found.rows]
    if asked.form != "html":
        return Listing(Page("latest.html", {}), "Newest articles", found.rows, numbers)
    languages = archive.search_pages.languages(numbers)
    entries = [(_at(row), entry(row | {"language": languages.get(row["id"])}, names)) for row in found.rows]
    context = {
        "days": [(day, list(of_day)) for day, of_day in groupby(entries, key=lambda one: one[1].day)],
        "names": [(site, one_line(name)) for site, name in names.items()],
        "chosen": chosen,
        "since": asked.one("since") or "",
        "until": asked.one("until") or "",
        "total": found.total,
        "first": place.skip + 1,
        "last": place.skip + len(found.rows),
        "number": place.number,
        "has_more": place.skip + len(found.rows) < found.total,
        "most_rows": MOST_ROWS,
    }
    return Listing(Page("latest.html", context), "Newest articles", [], numbers)


def _at(row: Row) -> str:
    """Return the local time of publication; empty where the page states none, or it is of another day here."""
    if row["published_at"] is None or row["date"] is None:
        return ""
    day, _, time = local(row["published_at"]).partition(" ")
    return time if day == row["date"] else ""
