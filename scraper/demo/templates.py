"""The pages of the demo site: three generations of markup, a listing, a feed and two sitemaps.

Old pages are kept in the markup of their time, as on real sites: nested tables in windows-1252, then
named boxes, then a blog system with JSON-LD.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

from scraper.demo.article import DemoArticle, Paper
from scraper.demo.content import VENDORS

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
# Articles in the box of related ones, and in that of the newest ones, which is boilerplate on every page.
_RELATED = 5
_LATEST = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a site share.

    Args:
        paper: whose site it is.
        bases: scheme, host and port of each site that is up, by its id; that of the paper among them.
        has_older: whether the listing has a second page.
    """

    paper: Paper
    bases: Mapping[str, str]
    has_older: bool = True

    @property
    def base(self) -> str:
        """Scheme, host and port of the site, without a slash at the end."""
        return self.bases[self.paper.id]

    def address(self, reference: str) -> str:
        """Return the address that a reference means, of which the port is known only now."""
        return reference.format_map(self.bases)


def article_page(article: DemoArticle, others: Sequence[DemoArticle], frame: Frame) -> bytes:
    """Return the page of an article in the markup of its generation."""
    if article.layout == "table":
        # Characters that windows-1252 does not have become character references, as old systems wrote them.
        return _table_page(article, others, frame).encode("windows-1252", "xmlcharrefreplace")
    page = _div_page if article.layout == "div" else _press_page
    return page(article, others, frame).encode()


def _document(frame: Frame, title: str, body: str, *, head: str = "", language: str = "de") -> str:
    # The site's name stands behind every title, as it does on most sites, and is no part of the headline.
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)} - {frame.paper.name}</title>\n{head}</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _menu(frame: Frame) -> str:
    older = '<a href="/aktuell/seite/2/">Ältere Meldungen</a> ' if frame.has_older else ""
    return (
        f'<nav><a href="/">Startseite</a> {older}'
        '<a href="/thema/buergerservice/">Themen</a> <a href="/impressum/">Impressum</a></nav>\n'
    )


def _table_page(article: DemoArticle, others: Sequence[DemoArticle], frame: Frame) -> str:
    """Return a page of the first generation: nested tables, fonts, no class names."""
    # Kicker and headline differ from other bold lines in nothing but their place, and the day stands in brackets in
    # front of the lead: a parser has to find them as a reader does.
    cells = "".join(
        f"<tr><td>{part}</td></tr>\n"
        for part in (
            f'<b>{escape(article.kicker)}:</b><br>\n<font size="4"><b>{escape(article.title)}</b></font><br><br>',
            _picture(article),
            f"[{article.day}] <b>{escape(article.lead)}</b><br><br>\n{_breaks(article, frame)}",
            _tools(article),
            _related(article, others),
        )
    )
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\n<html>\n<head>\n'
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">\n'
        f"<title>{escape(article.title)} - {frame.paper.name}</title>\n"
        f'<link rel="canonical" href="{frame.base}{article.path}">\n</head>\n<body bgcolor="#ffffff">\n'
        f'<table width="980"><tr><td width="160" valign="top">{_menu(frame)}</td>\n'
        f'<td valign="top"><table>\n{cells}</table></td>\n'
        f'<td width="200" valign="top">{_search()}{_vendors(article)}{_latest(others)}</td></tr></table>\n'
        "</body>\n</html>\n"
    )


def _div_page(article: DemoArticle, others: Sequence[DemoArticle], frame: Frame) -> str:
    """Return a page of the second generation: boxes with German class names."""
    head = (
        f'<link rel="canonical" href="{frame.base}{article.path}">\n'
        f'<meta name="keywords" content="{escape(", ".join(article.keywords))}">\n'
    )
    body = (
        f'<div id="kopf">{_menu(frame)}</div>\n<div id="inhalt">\n'
        f'<div class="meldungDachzeile">{escape(article.kicker)}:</div>\n'
        f'<h1 class="meldungTitel">{escape(article.title)}</h1>\n{_picture(article)}'
        f'<div class="meldungText">[{article.day}] <strong>{escape(article.lead)}</strong><br><br>\n'
        f'{_breaks(article, frame)}</div>\n<div class="meldungWerkzeug">{_tools(article)}</div>\n'
        f'<div class="meldungWeitere">{_related(article, others)}</div>\n</div>\n'
        f'<div id="rechts">{_search()}{_vendors(article)}{_latest(others)}</div>\n'
    )
    return _document(frame, article.title, body, head=head)


def _press_page(article: DemoArticle, others: Sequence[DemoArticle], frame: Frame) -> str:
    """Return a page of today's generation: a blog system with metadata for machines."""
    texts = "".join(f"<p>{escape(text)}</p>\n" for text in article.paragraphs)
    if article.reference:
        texts += f'<p><a href="{frame.address(article.reference)}">{escape(article.reference_text)}</a></p>\n'
    tags = " ".join(
        f'<a rel="tag" href="/thema/{quote(word.lower())}/">{escape(word)}</a>' for word in article.keywords
    )
    vendors = f'<aside class="anbieter">{_vendors(article)}</aside>\n' if frame.paper.has_vendors else ""
    body = (
        f'<header>{_menu(frame)}</header>\n<main>\n<article class="post type-post">\n'
        f'<p class="dachzeile">{escape(article.kicker)}</p>\n<h1 class="entry-title">{escape(article.title)}'
        f'</h1>\n<p class="entry-meta"><time class="entry-date" datetime="{article.published.isoformat()}">'
        f'{article.published:%d.%m.%Y}</time> von <span class="author">{escape(article.author)}</span></p>\n'
        f'{_picture(article)}<div class="entry-content">\n'
        f'<p class="lead"><strong>{escape(article.lead)}</strong></p>\n{texts}</div>\n'
        f'<footer class="entry-footer">Stichwörter: {tags}</footer>\n</article>\n'
        f'<aside class="related">{_related(article, others)}</aside>\n{vendors}</main>\n'
    )
    return _document(frame, article.title, body, head=_metadata(article, frame), language=article.language)


def _metadata(article: DemoArticle, frame: Frame) -> str:
    """Return canonical link, Open Graph and JSON-LD of a press page."""
    url = frame.base + article.path
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": url,
        "headline": article.title,
        "description": article.lead,
        "datePublished": article.published.isoformat(),
        "dateModified": article.modified.isoformat(),
        "author": {"@type": "Person", "name": article.author},
        "articleSection": article.section,
        "keywords": list(article.keywords),
        "inLanguage": article.language,
        "publisher": {"@type": "Organization", "name": frame.paper.name},
    }
    if not article.section:
        del data["articleSection"]
    # "</script>" within a text would end the element, whatever the JSON says. JSON may write a slash with an escape
    # (RFC 8259 §7).
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    reserved = '<meta name="tdm-reservation" content="1">\n' if article.is_reserved else ""
    return (
        f'<link rel="canonical" href="{url}">\n<meta property="og:type" content="article">\n'
        f'<meta property="og:title" content="{escape(article.title)}">\n'
        f'<link rel="alternate" type="application/rss+xml" href="{frame.base}/feed/">\n{reserved}'
        f'<script type="application/ld+json">{text}</script>\n'
    )


def _breaks(article: DemoArticle, frame: Frame) -> str:
    """Return text, author code, reference and keywords as the old systems ran them together."""
    texts = "<br><br>\n".join(escape(text) for text in article.paragraphs)
    link = ""
    if article.reference:
        address = frame.address(article.reference)
        link = f'<a href="{address}">{address}</a><br><br>\n'
    words = escape(", ".join(article.keywords))
    return f"{texts} ({escape(article.author)})<br><br>\n{link}Stichwörter: {words}<br><br>\n"


def _picture(article: DemoArticle) -> str:
    if not article.caption:
        return ""
    return (
        f'<figure><img src="/bilder/{article.id}.svg" alt="{escape(article.caption)}" width="320" '
        f'height="180"><figcaption>{escape(article.caption)} '
        f"(Bildquelle: {escape(article.credit)})</figcaption></figure>\n"
    )


def _tools(article: DemoArticle) -> str:
    """Return the links to other forms of an article; the PDF is named and not served, as the crawl ignores PDFs."""
    return (
        f'<a href="/druck/{article.id}">Druckversion</a> &nbsp; <a href="/meldung_{article.id}.pdf">PDF</a> '
        f'&nbsp; <a href="mailto:?subject={quote(article.title)}">Link mailen</a>\n'
    )


def _related(article: DemoArticle, others: Sequence[DemoArticle]) -> str:
    """Return the box of five other articles, newest first."""
    items = "".join(
        f'<a href="{other.path}"><b>{escape(other.kicker)}:</b> {escape(other.title)}</a><br>\n'
        f'[{other.day}] {escape(other.lead)} <a href="{other.path}">mehr...</a><br>\n'
        for other in others[:_RELATED]
    )
    return f"<b>Weitere Meldungen und Beiträge{_of_section(article)}</b><br>\n{items}"


def _vendors(article: DemoArticle) -> str:
    """Return the box of the providers that advertise in the article's section and year: name, place, logo of each."""
    boxes = "".join(
        f'<a href="{vendor.url}">{escape(vendor.name)}</a><br>\n{escape(vendor.place)}<br>\n'
        f'<a href="{vendor.url}"><img src="/bilder/logo.svg" alt="{escape(vendor.name)}"></a><br>\n'
        for vendor in VENDORS
        if vendor.years[0] <= article.published.year <= vendor.years[1]
    )
    return f"<b>Ausgewählte Anbieter{_of_section(article)}:</b><br>\n{boxes}"


def _of_section(article: DemoArticle) -> str:
    """Return the end of the heading of a box; nothing where the page names no section."""
    if not article.section:
        return ""
    return f" aus dem Bereich {escape(article.section)}"


def _latest(others: Sequence[DemoArticle]) -> str:
    items = "".join(f'<a href="{one.path}">{escape(one.title)}</a><br>\n' for one in others[:_LATEST])
    return f"<b>Aktuelle Meldungen</b><br>\n{items}"


def _search() -> str:
    """Return a search form and the heading of an advertisement: boilerplate that looks like text."""
    return '<form action="/suche/"><input name="q" value="Suchen..."></form>\nAnzeige<br>\n'


def listing_page(articles: Sequence[DemoArticle], number: int, last: int, frame: Frame) -> bytes:
    """Return a page of teasers; page 1 is the front page."""
    items = "".join(
        f'<div class="teaser"><h2><a href="{one.path}">{escape(one.kicker)}: {escape(one.title)}</a></h2>\n'
        f'<p>[{one.day}] {escape(one.lead)} <a href="{one.path}">mehr...</a></p></div>\n'
        for one in articles
    )
    title = frame.paper.about if number == 1 else f"Meldungen, Seite {number}"
    body = f"{_menu(frame)}<h1>{title}</h1>\n{items}"
    # The last page names no next one: a crawl that walks the listing ends there.
    if number < last:
        body += f'<a rel="next" href="/aktuell/seite/{number + 1}/">Ältere Meldungen</a>\n'
    head = '<link rel="alternate" type="application/rss+xml" title="Meldungen" href="/feed/">\n'
    return _document(frame, title, body, head=head).encode()


def plain_page(title: str, text: str, frame: Frame) -> bytes:
    """Return a page with one paragraph: imprint, topic, print version, error."""
    return _document(frame, title, f"{_menu(frame)}<h1>{escape(title)}</h1>\n<p>{escape(text)}</p>\n").encode()


def wall(frame: Frame) -> bytes:
    """Return the page that stands in place of an article which only subscribers may read."""
    text = "Dieser Artikel ist nur für Abonnenten. Bitte melden Sie sich an, um weiterzulesen."
    return plain_page("Nur für Abonnenten", text, frame)


def feed(articles: Sequence[DemoArticle], frame: Frame) -> bytes:
    """Return the RSS feed; a corrected article carries the time of its correction."""
    # RSS has no element for the time of a change, so that feeds borrow that of Atom (RFC 4287 §4.2.15). The guid is no
    # address ("isPermaLink"), as that of blog systems is none that a reader should visit.
    items = "".join(
        f"<item><title>{escape(f'{one.kicker}: {one.title}')}</title><link>{frame.base}{one.path}</link>"
        f'<guid isPermaLink="false">demo-{one.id}</guid>'
        f"<pubDate>{format_datetime(one.published)}</pubDate>"
        f"<atom:updated>{_utc(one.modified)}</atom:updated>"
        f"{_category(one)}"
        f"<description>{escape(one.lead)}</description></item>\n"
        for one in articles
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        f'xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n<title>{escape(frame.paper.name)}</title>'
        f"<link>{frame.base}/</link><description>{escape(frame.paper.about)}</description>"
        f"<language>de</language>\n{items}</channel></rss>\n"
    ).encode()


def _category(article: DemoArticle) -> str:
    if not article.section:
        return ""
    return f"<category>{escape(article.section)}</category>"


def sitemap(articles: Sequence[DemoArticle], frame: Frame) -> bytes:
    """Return the sitemap of all articles."""
    entries = "".join(
        f"<url><loc>{frame.base}{one.path}</loc><lastmod>{_utc(one.modified)}</lastmod></url>\n" for one in articles
    )
    return (f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_SITEMAP}">\n{entries}</urlset>\n').encode()


def news_sitemap(articles: Sequence[DemoArticle], frame: Frame) -> bytes:
    """Return the news sitemap of these articles, in the form that Google News defined."""
    entries = "".join(
        f"<url><loc>{frame.base}{one.path}</loc><lastmod>{_utc(one.modified)}</lastmod><news:news>"
        f"<news:publication><news:name>{escape(frame.paper.name)}</news:name><news:language>{one.language}</news:language>"
        f"</news:publication><news:publication_date>{_utc(one.published)}</news:publication_date>"
        f"<news:title>{escape(one.title)}</news:title></news:news></url>\n"
        for one in articles
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n'
        f"{entries}</urlset>\n"
    ).encode()


def robots(base: str) -> bytes:
    """Return the robots.txt with its one rule and both sitemaps."""
    # Sitemap lines belong to no group of rules, and their addresses are absolute (sitemaps.org; RFC 9309 §2.2.4).
    return (
        f"User-agent: *\nDisallow: /intern/\n\nSitemap: {base}/sitemap.xml\nSitemap: {base}/news-sitemap.xml\n"
    ).encode()


def picture() -> bytes:
    """Return the one picture of the site, a grey box."""
    return (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180">'
        b'<rect width="320" height="180" fill="#bbb"/></svg>'
    )


def _utc(moment: dt.datetime) -> str:
    """Return a time as Atom and sitemaps have it: RFC 3339, in UTC."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
