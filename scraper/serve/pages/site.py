"""A site: its rhythm, what its articles state, what was wrong with it, what was edited, what it reserves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scraper.report.charts import Chart, Value, columns
from scraper.report.jinja import href
from scraper.report.local_time import local_day
from scraper.report.problem_text import not_archived, told
from scraper.report.story_text import percent
from scraper.report.written import day, number, short_day, stamp
from scraper.serve.asked import Answer, Asked, House, NotThereError
from scraper.serve.pages import about, addresses, rhythm
from scraper.serve.pages.about import About, Beside
from scraper.serve.pages.entries import headline
from scraper.serve.pages.parameters import as_typed
from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.readonly import Row
from scraper.store.site_pages import MOST_LOOKED_AT, MOST_SIGNALS, PastProblem, SiteFacts
from scraper.web.plain_text import one_line

# Authors that are named; chosen: what is looked over at once.
_MOST = 15
# Quarters of the table of fields: three years.
_QUARTERS = 12
_FIELDS = {
    "date": "Day",
    "authors": "Authors",
    "kicker": "Kicker",
    "lead": "Lead",
    "text": "Text",
    "keywords": "Keywords",
    "section": "Section",
    "images": "Pictures",
}
_EVENTS = {"changed": "edited", "gone": "gone", "back": "back"}
_COUNTED = {"changed": ("edit", "edits"), "gone": ("removal", "removals"), "back": ("return", "returns")}


def site(archive: Archive, house: House, asked: Asked) -> Answer:
    """Return the page of a site, which is a list of its newest articles in the other forms."""
    name = asked.parts.get("name") or asked.one("name") or ""
    names = archive.site_names()
    if name not in names:
        known = house.sites.get(name)
        raise NotThereError(
            f"There is no site '{as_typed(name)}'. The page Sites has all."
            if known is None
            else f"{one_line(known.name)} was not crawled yet: scraper crawl {name}."
        )
    subject = archive.site_pages.articles(name)
    title = one_line(names[name])
    if asked.form != "html":
        return about.listing(archive, asked, About(title, subject, "site.html", {}))
    today = dt.date.fromisoformat(local_day(house.clock().isoformat()))
    first = rhythm.first_day(today)
    facts = archive.site_pages.facts(name, first, Days(seen_day=local_day), _MOST)
    standing, failed = archive.site_pages.standing(name)
    learned = rhythm.learned(facts.days, first, today)
    context = {
        "id": name,
        "home": href(facts.home),
        "standing": [told(problem, stamp) for problem in standing],
        "failed": not_archived(name, failed) if failed else None,
        "past": [_past(one) for one in facts.past],
        "weeks": _weeks(learned),
        "learned": rhythm.said(learned),
        "weekdays": _weekdays(learned),
        "fields": list(_FIELDS.values()),
        "quarters": [_quarter(row) for row in facts.quarters[:_QUARTERS]],
        "most_looked_at": MOST_LOOKED_AT,
        "most_signals": MOST_SIGNALS,
        "authors": [_author(author, count) for author, count in facts.authors],
        "signals": [{name: one_line(str(value or "")) for name, value in row.items()} for row in facts.signals],
        "changes": _changes(facts),
        "events": [_event(row) for row in facts.events],
        "unseen": _unseen(facts),
        "sources": facts.sources,
        "search": addresses.search(site=name),
    } | about.beside(archive, asked, subject)
    return about.listing(archive, asked, About(title, subject, "site.html", context))


def _weeks(learned: rhythm.Rhythm) -> Chart:
    values = [Value(short_day(one), count) for one, count in learned.weeks]
    most = max((count for _, count in learned.weeks), default=0)
    said = f"Week by week from {day(learned.weeks[0][0])}; the most in one week: {number(most)}." if values else ""
    return columns("weeks", "Articles a week", said, values)


def _weekdays(learned: rhythm.Rhythm) -> Chart:
    values = [Value(name, count) for name, count in learned.weekdays]
    return columns("weekdays", "Articles by weekday", "How many articles of the last year are of each weekday.", values)


def _quarter(row: Row) -> dict[str, Any]:
    """Return the shares of fields in a quarter; of a field that none of its articles has, a dash."""
    shares = [percent(row[field] / row["articles"]) if row[field] else "–" for field in _FIELDS]
    return {"name": row["quarter"], "articles": row["articles"], "shares": shares}


def _author(name: str, count: int) -> Beside:
    words = f"author:{addresses.phrase(name)}"
    return Beside(one_line(name) or "(blank)", addresses.search(q=words), count)


def _changes(facts: SiteFacts) -> str:
    parts = [
        f"{number(facts.changes[kind])} {_COUNTED[kind][facts.changes[kind] != 1]}"
        for kind in _COUNTED
        if kind in facts.changes
    ]
    return ", ".join(parts)


def _unseen(facts: SiteFacts) -> list[str]:
    """Return what was not seen of a site and has therefore no part of the page."""
    parts = {
        "an edit or a removal": facts.events,
        "a problem that is over": facts.past,
        "a reservation of its texts": facts.signals,
    }
    return [name for name, found in parts.items() if not found]


def _event(row: Row) -> dict[str, str]:
    return {
        "kind": _EVENTS.get(row["kind"]) or str(row["kind"]),
        "at": row["at"],
        "href": addresses.article(row["id"]),
        "title": headline(row["title"]),
    }


def _past(one: PastProblem) -> dict[str, str]:
    return {
        "problem": str(one.fault),
        "url": one_line(one.url or ""),
        "since": one.since,
        "until": one.until,
    }
