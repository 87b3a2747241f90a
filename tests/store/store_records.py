"""Articles and responses for the tests of the store, and its tables as plain rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from scraper.model import Alternate, Article, Image, Reference, Related, Response, Site, Vendor
from scraper.store import Archive
from scraper.store.articles import Saved

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
SITE = Site(id="amtsblick", name="Amtsblick", home="https://amtsblick.example/")
URL = "https://amtsblick.example/meldung_18917"


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
    known: int | None = None,
) -> Saved:
    """Keep an article in a transaction of its own."""
    with archive.transaction():
        archive.frontier.add_site(Site(article.site, article.site, f"https://{article.site}.example/"))
        return archive.articles.save(article, response(body, at, article.url), known, "1")


def rows(archive: Archive, sql: str, *params: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = archive.db.conn.execute(sql, params).fetchall()
    return found


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
