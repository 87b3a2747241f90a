"""Feeds, sitemaps and lists of links, as the content systems write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from email.utils import format_datetime
from html import escape
from typing import TypeVar

from shapes.texts import Story

T = TypeVar("T")

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def rss(title: str, origin: str, items: Iterable[tuple[str, Story]], *, generator: str = "", own: str = "") -> str:
    """Return a feed of RSS 2.0.

    Args:
        title: the channel's.
        origin: the site's.
        items: paths with what is written there.
        generator: which program calls itself its author.
        own: the feed's own path.
    """
    lines = "".join(_item(origin, path, story) for path, story in items)
    itself = f'<atom:link href="{origin}{escape(own)}" rel="self" type="application/rss+xml"/>' if own else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{escape(title)}</title>{itself}<link>{origin}/</link><description>{escape(title)}"
        f"</description><language>de-DE</language><generator>{generator}</generator>{lines}</channel></rss>"
    )


def _item(origin: str, path: str, story: Story) -> str:
    return (
        f"<item><title>{escape(story.title)}</title><link>{origin}{escape(path)}</link>"
        f"<dc:creator><![CDATA[{story.author}]]></dc:creator><pubDate>{format_datetime(story.at)}</pubDate>"
        f"<category><![CDATA[{story.section}]]></category>"
        f'<guid isPermaLink="false">{origin}/?p={story.id}</guid>'
        f"<description><![CDATA[{story.teaser}]]></description></item>"
    )


def sitemap(origin: str, paths: Iterable[tuple[str, dt.datetime | None]]) -> str:
    """Return a sitemap of pages; each path with the day of its last change, where one is known."""
    lines = "".join(f"<url><loc>{origin}{escape(path)}</loc>{_lastmod(at)}</url>\n" for path, at in paths)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n{lines}</urlset>\n'


def sitemap_index(origin: str, paths: Iterable[tuple[str, dt.datetime | None]]) -> str:
    """Return a sitemap of sitemaps."""
    lines = "".join(f"<sitemap><loc>{origin}{escape(path)}</loc>{_lastmod(at)}</sitemap>\n" for path, at in paths)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_SITEMAP}">\n{lines}</sitemapindex>\n'


def news_sitemap(origin: str, name: str, items: Iterable[tuple[str, Story]]) -> str:
    """Return a sitemap of news, with headlines and days."""
    lines = "".join(
        f"<url><loc>{origin}{escape(path)}</loc><news:news><news:publication><news:name>{escape(name)}</news:name>"
        f"<news:language>de</news:language></news:publication><news:publication_date>{story.stamp}"
        f"</news:publication_date><news:title>{escape(story.title)}</news:title></news:news></url>\n"
        for path, story in items
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{lines}</urlset>\n'
    )


def _lastmod(at: dt.datetime | None) -> str:
    if at is None:
        return ""
    return f"<lastmod>{at.isoformat()}</lastmod>"


def links(targets: Iterable[tuple[str, str]], item: str = "li") -> str:
    """Return a list of links: pairs of path and text."""
    return "".join(f'<{item}><a href="{escape(path)}">{escape(text)}</a></{item}>' for path, text in targets)


def in_pages(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Return the items in pages of this size; the last may be shorter."""
    return [items[start : start + size] for start in range(0, len(items), size)]


NOTICES = {
    "imprint": (
        "Impressum",
        "Angaben gemäß § 5 des Digitale-Dienste-Gesetzes: Verantwortlich für den Inhalt ist die Redaktion, "
        "Marktplatz 1, 00000 Auenstadt, Telefon 000 000, Telefax 000 001. Alle Namen und Orte sind erfunden.",
    ),
    "privacy": (
        "Datenschutzerklärung",
        "Beim Aufruf dieser Seiten werden Datum, Uhrzeit und die angeforderte Seite für sieben Tage gespeichert. "
        "Cookies dienen allein der Anmeldung. Auskunft erteilt die Datenschutzbeauftragte der Redaktion.",
    ),
    "contact": (
        "Kontakt",
        "Schreiben Sie uns, wenn Sie Fragen haben oder einen Fehler entdecken. Wir antworten innerhalb von zwei Tagen.",
    ),
    "login": (
        "Anmelden",
        '<form method="post"><label>Benutzername <input name="user"></label><label>Passwort <input name="pass" '
        'type="password"></label><button>Anmelden</button></form>',
    ),
    "newsletter": (
        "Newsletter",
        "Einmal in der Woche schicken wir Ihnen die wichtigsten Meldungen per E-Mail zu, kostenlos und jederzeit "
        "kündbar.",
    ),
}
"""Headline and text of the pages that every site has beside its articles."""

EVENTS = (
    ("Fachtag Digitale Akte", "Die Teilnahme ist kostenlos. Anmeldeschluss ist eine Woche vor Beginn."),
    ("Forum Glasfaserausbau", "Auf dem Programm stehen Vorträge und Führungen, das Essen ist inbegriffen."),
    (
        "Messe Kommunale Technik",
        "In drei Hallen zeigen Aussteller ihre Neuheiten, Fachbesucher zahlen keinen Eintritt.",
    ),
    ("Workshop Barrierefreie Formulare", "In kleinen Gruppen wird an eigenen Vorlagen gearbeitet."),
)
"""Names and announcements of events."""
