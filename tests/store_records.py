"""Articles and responses for the tests of the store, and its tables as plain rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from scraper.crawl.keep import Visited, keep
from scraper.model import (
    Alternate,
    Article,
    Image,
    Outcome,
    Page,
    Reading,
    Reference,
    Related,
    Response,
    Site,
    Vendor,
)
from scraper.policy.decide import decide
from scraper.policy.identity import identity_of, text_digest
from scraper.policy.signals import Signals
from scraper.reading import body_digest
from scraper.store import Archive
from scraper.web.urls import key

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
SITE = Site(id="amtsblick", name="Amtsblick", home="https://amtsblick.example/")
URL = "https://amtsblick.example/meldung_18917"
NO_SIGNALS = Signals()


def full_article(**changes: Any) -> Article:
    """Return an article with every field and every list filled."""
    values: dict[str, Any] = {
        "url": URL,
        "site": SITE.id,
        "language": "de",
        "kicker": "Thüringen",
        "title": "Innenministerium bei Facebook",
        "date": dt.date(2014, 5, 23),
        "published_at": dt.datetime(2014, 5, 23, 8, 15, 7, tzinfo=dt.UTC),
        "modified_at": dt.datetime(2014, 5, 24, 6, 0, tzinfo=dt.UTC),
        "authors": ["bs", "Änne Groß"],
        "lead": "Das Ministerium ist jetzt im sozialen Netz.",
        "body": "Der erste Absatz.\n\nDer zweite Absatz über das OZG 2.0.",
        "keywords": ["Social Media", "Thüringen", "Jörg Geibert"],
        "section": "Social Media",
        "links": [Reference("https://thueringen.example/tim", "www.thueringen.example/tim")],
        "related": [
            Related("Hessen: Chatbot", "https://amtsblick.example/meldung_2", dt.date(2014, 5, 20), "Er spricht."),
            Related("Ohne Adresse"),
        ],
        "vendors": [Vendor("Ämterdienst GmbH", "Köln", "https://aemter.example/"), Vendor("Nur ein Name")],
        "images": [Image("https://amtsblick.example/1.jpg", "Ein Bild", "Foto: Amt"), Image("https://x.example/2.png")],
        "alternates": [Alternate("https://amtsblick.example/druck/18917", "print")],
        "is_article": True,
    }
    return Article(**(values | changes))


def plain(number: int, **changes: Any) -> Article:
    """Return an article with a number, and nothing but a headline and a text."""
    values = {"title": f"Meldung {number}", "body": f"Text der Meldung {number}."} | changes
    return Article(**({"url": f"https://amtsblick.example/meldung_{number}", "site": SITE.id} | values))


def response(body: bytes = b"<p>page</p>", at: dt.datetime = NOW, url: str = URL, **changes: Any) -> Response:
    headers = (("content-type", "text/html; charset=utf-8"), ("x-amt", "Köln"))
    values = {"requested_url": url, "url": url, "status": 200, "headers": headers, "body": body, "fetched_at": at}
    return Response(**(values | changes))


def save(
    archive: Archive,
    article: Article,
    body: bytes = b"<p>page</p>",
    at: dt.datetime = NOW,
    *,
    reader: str = "1",
    signals: Signals = NO_SIGNALS,
    **answer: Any,
) -> Outcome:
    """Keep an article as a visit does: facts, decision and rows in one transaction.

    Args:
        archive: opened for writing.
        article: what was read.
        body: from what.
        at: when.
        reader: by which reader.
        signals: what its site reserves.
        answer: what else is special about the response.
    """
    with archive.transaction():
        return write(archive, article, response(body, at, article.url, **answer), reader, signals)


def write(
    archive: Archive, article: Article, answer: Response, reader: str = "1", signals: Signals = NO_SIGNALS
) -> Outcome:
    """Do the same within a transaction of the caller."""
    site = Site(article.site, article.site, f"https://{article.site}.example/")
    archive.frontier.add_site(site)
    page = archive.frontier.get(answer.requested_url, answer.fetched_at)
    if page is None:
        url = answer.requested_url
        page = archive.frontier.add(url, site.id, "article", "waiting", key(url, site))
    reading = Reading(article, None, text_digest(article), body_digest(answer), reader)
    facts = archive.articles.facts(page, reading, identity_of(page.url, site, page.article_id, article))
    decision = decide(page, answer, reading, facts, site, answer.fetched_at, signals)
    return keep(archive, Visited(page, site, answer, reading), facts, decision)


def page_of(archive: Archive, url: str) -> Page:
    page = archive.frontier.get(url, NOW)
    assert page is not None
    return page


def rows(archive: Archive, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in archive.rows(sql, params)]


def one(archive: Archive, sql: str, *params: Any) -> Any:
    """Return the single value of a query."""
    ((value,),) = rows(archive, sql, *params)
    return value


@contextmanager
def sqlite(path: Path) -> Iterator[Any]:
    """Open a file with SQLite alone, as another program would; statements commit by themselves."""
    import sqlite3

    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        yield connection
