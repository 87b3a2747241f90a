"""Keywords: which there are and which rise, and what stands on one over the years."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from scraper.analysis.rising_keywords import rising
from scraper.report.local_time import local_day
from scraper.serve.asked import Answer, Asked, House, Moved, NotThereError
from scraper.serve.pages import addresses
from scraper.serve.pages.about import About, about_another, beside
from scraper.serve.pages.about import listing as about_one
from scraper.serve.pages.names import Kind
from scraper.serve.pages.names import listing as names_listing
from scraper.serve.pages.parameters import as_typed
from scraper.store import Archive

_KEYWORDS = Kind("keyword", "keywords.html", "Keywords")
# Days that are compared with the quarter before them. Chosen: four weeks, in which a subject is more than one event.
_DAYS = 28
_MOST_RISING = 12


@dataclass(frozen=True, slots=True)
class _Risen:
    """A keyword that rises: its page, how many articles have it now, and how many would if nothing had changed."""

    name: str
    href: str
    now: int
    expected: float


def keywords(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the list of keywords, the most used first, and those that rise."""
    risen: list[_Risen] = []
    is_first = asked.one("page") is None and not (asked.one("q") or asked.one("letter"))
    if asked.form == "html" and is_first:
        risen = _rising(archive, house.clock())
    context = {"risen": risen, "days": _DAYS}
    return names_listing(asked, _KEYWORDS, archive.subject_names.keywords(), context)


def keyword(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the page about a keyword; its other spellings lead there."""
    typed = asked.parts.get("name") or asked.one("name") or ""
    found = archive.subject_names.keyword(typed)
    if found is None:
        shown = as_typed(typed)
        raise NotThereError(
            f"No article has the keyword '{shown}'. Look for a part of it in the list of keywords, or search the texts."
        )
    if typed != found.name:
        return Moved(about_another(asked, "keyword", found.name))
    context = {
        "spellings": found.others,
        "search": addresses.search(keyword=found.name),
    } | beside(archive, asked, found.subject, found.id)
    return about_one(archive, asked, About(found.name, found.subject, "keyword.html", context))


def _rising(archive: Archive, now: dt.datetime) -> list[_Risen]:
    """Return the keywords that rise in the last weeks against the quarter before."""
    today = dt.date.fromisoformat(local_day(now.isoformat()))
    use = archive.subjects.keyword_use(today - dt.timedelta(days=_DAYS - 1), today, local_day)
    found = rising(use.keywords, use.now, use.before, _MOST_RISING)
    return [_Risen(one.name, addresses.named("keyword", one.name), one.now, one.expected) for one in found]
