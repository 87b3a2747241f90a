"""News of saved searches, invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from scraper.model.news import News, WatchNews

SEEN = dt.datetime(2026, 11, 27, 11, 15, tzinfo=dt.UTC)

NEW = News(
    kind="new",
    event_id=1,
    article_id=11,
    url="https://amtsblick.example/news/wohngeld",
    site="amtsblick",
    title="Wohngeld wird in allen Ämtern digital beantragt",
    kicker="Thüringen",
    date=dt.date(2026, 11, 26),
    at=SEEN,
    lead="Das Land führt den Antrag für alle Straßen und Plätze ein.",
)
CHANGED = replace(
    NEW, kind="changed", event_id=2, article_id=12, url="https://amtsblick.example/2", changed=("title", "body")
)
GONE = replace(NEW, kind="gone", event_id=3, article_id=13, url="https://amtsblick.example/3", lead=None, kicker=None)
BACK = replace(NEW, kind="back", event_id=4, article_id=14, url="https://amtsblick.example/4", lead=None, date=None)
UNLISTED = replace(NEW, kind="unlisted", event_id=5, article_id=15, url="https://amtsblick.example/5", lead=None)

# What a page may say to make more of a message than a text: a header, a link, a mark, a call, a tag, a control.
HOSTILE_TITLES = (
    "Wohngeld\r\nBcc: everyone@example.org\r\n\r\n<h1>Neu</h1>",
    "[Anmelden](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "@everyone @here <!channel> <@U012AB3CD> x@everyone",
    "<script>alert(1)</script> & <img src=x onerror=alert(1)>",
    "`rm -rf` **fett** _kursiv_ ~~weg~~ | Zelle | $x$",
    "# Überschrift",
    "- [ ] Aufgabe",
    "1. Punkt",
    "> Zitat",
    "=?utf-8?q?Bcc=3A_x=40example=2Eorg?=",
    "Rot \x1b[31m, links \u202egnirts, \u061c, \x9b1m und \ud800",
    "Ende\ufffe\uffff]]> &amp; &#x0;",
    ".",
    "From sender",
    "",
)


def news(*told: News, name: str = "Wohngeld", more: int = 0) -> WatchNews:
    """Return the news of a search; so many more are left out."""
    return WatchNews("wohngeld", name, "Wohngeld OR Mietzuschuss site:amtsblick", told, len(told) + more)


def hostile() -> WatchNews:
    """Return news of pages that mean harm."""
    return news(
        *(
            replace(NEW, event_id=number, title=title, kicker=title, lead=title, site="amtsblick")
            for number, title in enumerate(HOSTILE_TITLES, start=1)
        ),
        replace(NEW, event_id=99, url="javascript:alert(1)"),
        replace(NEW, event_id=100, url='https://amtsblick.example/"><script>alert(1)</script>) x'),
    )
