"""Articles and facts of a press review, made by hand; all of it is invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scraper.model.press_review import (
    Edit,
    Gone,
    KeywordUse,
    Printing,
    ReviewArticle,
    ReviewFacts,
    SiteDay,
    TextState,
    Watched,
)

FIRST, LAST = dt.date(2026, 11, 9), dt.date(2026, 11, 15)
LEAD = "Der Kreistag hat den Weg freigemacht. Bis zum Jahresende sollen alle Ämter angeschlossen sein."


def article(number: int, **changes: Any) -> ReviewArticle:
    site = changes.get("site", "amtsblick")
    values: dict[str, Any] = {
        "id": number,
        "site": site,
        "paper": site.title(),
        "day": "2026-11-09",
        "kicker": None,
        "title": f"Meldung {number}",
        "lead": LEAD,
        "language": "de",
        "url": f"https://{site}.example/meldung_{number}",
        "section": None,
        "keywords": (),
        "places": frozenset(),
        "story_id": None,
        "copy_of": None,
        "is_reserved": False,
    }
    return ReviewArticle(**(values | changes))


def printing(number: int, paper: str, **changes: Any) -> Printing:
    values: dict[str, Any] = {
        "id": number,
        "paper": paper,
        "day": "2026-11-10",
        "title": f"Meldung {number}",
        "url": f"https://{paper.lower()}.example/{number}",
        "is_first": False,
        "share": 0.63,
        "change": "shortened",
    }
    return Printing(**(values | changes))


def edit(one: ReviewArticle, before: str, after: str, **changes: Any) -> Edit:
    values: dict[str, Any] = {
        "at": "2026-11-12T10:00:00Z",
        "times": 1,
        "changed": ("body",),
        "is_silent": True,
        "before": TextState(None, one.title, None, before),
        "after": TextState(None, one.title, None, after),
    }
    return Edit(one, **(values | changes))


def week(**changes: Any) -> ReviewFacts:
    """Return a week in which there is some of everything."""
    story = article(1, title="Wohngeld aus einem Portal", story_id=1, keywords=("Wohngeld", "OZG"), kicker="Nordmark")
    retold = article(2, site="rathauspost", title="Wohngeld ohne Papier", story_id=1, keywords=("Wohngeld",))
    other = article(3, title="Onlinezugangsgesetz: Rückstand wächst", keywords=("OZG",), day="2026-11-11")
    english = article(4, site="kommunalbote", title="City opens its data", language="en-GB", day="2026-11-12")
    reserved = article(5, title="Hinter der Paywall", lead="", is_reserved=True, day="2026-11-13")
    others = {
        1: (
            printing(2, "Rathauspost", title=retold.title),
            printing(9, "Landbote", title=story.title, share=1.0, change=None),
        ),
        2: (printing(1, "Amtsblick", title=story.title, is_first=True, change=None),),
    }
    values: dict[str, Any] = {
        "articles": (story, retold, other, english, reserved),
        "printings": others,
        "edits": (edit(other, "Es fehlen 60 Leistungen.", "Es fehlen 70 Leistungen."),),
        "edits_total": 1,
        "gone": (Gone(article(8, title="Rechenzentrum sucht Standort", day="2026-10-21"), "2026-11-10T08:00:00Z"),),
        "watched": (
            Watched("Wohngeld", "Wohngeld OR Mietzuschuss", frozenset({1, 2})),
            Watched("Katasteramt", "Katasteramt", frozenset()),
        ),
        "site_days": (
            SiteDay("amtsblick", dt.date(2026, 9, 7), 70),
            SiteDay("amtsblick", FIRST, 3),
            SiteDay("kommunalbote", LAST, 1),
            SiteDay("rathauspost", LAST, 1),
        ),
        "papers": {"amtsblick": "Amtsblick", "rathauspost": "Rathauspost", "kommunalbote": "Kommunalbote"},
        "followed_since": dict.fromkeys(("amtsblick", "rathauspost", "landbote"), FIRST - dt.timedelta(days=400)),
        "keywords": (KeywordUse("OZG", 4, 2), KeywordUse("Wohngeld", 3, 0), KeywordUse("Cloud", 4, 60)),
        "total_now": 5,
        "total_before": 70,
        "municipalities": (("Ahornfurt", 3), ("Mühlbrück", 1)),
        "newest_day": "2026-11-15",
        "as_of": "2026-11-15T20:10:00Z",
    }
    return ReviewFacts(FIRST, LAST, FIRST - dt.timedelta(days=91), **(values | changes))


def nothing(**changes: Any) -> ReviewFacts:
    """Return a week without an article."""
    return ReviewFacts(FIRST, LAST, FIRST - dt.timedelta(days=91), **changes)
