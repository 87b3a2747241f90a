"""A trade magazine of the shape of Vogel's: numbers at the end of addresses, many rooms that look alike."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from html import escape

from shapes.documents import EVENTS, NOTICES, in_pages, links, news_sitemap, rss, sitemap, sitemap_index
from shapes.shape import RSS, XML, Maker, Shape
from shapes.texts import SECTIONS, Story, slug, stories

ORIGIN = "https://www.netzverwaltung.example"
NAME = "Netzverwaltung"
_PER_PAGE = 12
_TOPICS = ("Cloud", "Open Source", "Künstliche Intelligenz", "Smart City", "Registermodernisierung")
_PAPERS = ("Leitfaden E-Rechnung", "Sicher ins Netz", "Akten richtig scannen", "Cloud für Kommunen")
_GALLERIES = ("Rundgang durch das Rechenzentrum", "Die schönsten Bürgerbüros", "Preisträger des Jahres")
_VENDORS = ("Musterwerk Software GmbH", "Beispiel und Söhne AG", "Datenhaus Auenstadt")
_ROBOTS = f"""User-agent: *
Disallow: /login/
Disallow: /search/

Sitemap: {ORIGIN}/sitemap.xml
Sitemap: {ORIGIN}/sitemap-news.xml
"""


def vogel(newest: dt.date) -> Shape:
    """Return the shape: articles at ``/slug-a-1067481/``, newer ones with 32 hexadecimal digits."""
    site = Maker("vogel", ORIGIN, _ROBOTS)
    news = stories("vogel", 60, newest, first_id=1_066_800)
    for story in news:
        _article(site, story, news)
    _lists(site, news)
    _rooms(site, news)
    items = [(_path(story), story) for story in news[:20]]
    site.page(site.source("feed", "/rss/news.xml"), rss(NAME, ORIGIN, items, own="/rss/news.xml"), RSS)
    site.page("/rss/whitepaper.xml", rss("Whitepaper", ORIGIN, []), RSS)
    _sitemaps(site, news)
    return site.shape()


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _path(story: Story) -> str:
    # The numbers gave way to longer ones when the system was renewed: both stand side by side.
    ident = _hex(story.slug) if story.number <= 25 else str(story.id)
    return f"/{story.slug}-a-{ident}/"


def _printed(story: Story) -> str:
    return f"/index.cfm?pid=7520&pk={story.id}&print=true&printtype=article"


def _paper(title: str) -> str:
    return f"/whitepaper/{slug(title)}-w-{_hex(title)}/"


def _gallery(title: str) -> str:
    return f"/bildergalerie-{slug(title)}-gal-{_hex(title)}/"


def _vendor(name: str) -> str:
    return f"/{slug(name)}-c-{279_000 + len(name)}/"


def _frame(title: str, main: str, *, head: str = "") -> str:
    menu = links((f"/{slug(section)}/", section) for section in SECTIONS)
    topics = links((f"/thema/{slug(topic)}/", topic) for topic in _TOPICS)
    foot = links(
        [
            ("/impressum/", "Impressum"),
            ("/datenschutz/", "Datenschutz"),
            ("/kontakt/", "Kontakt"),
            ("/mediadaten/", "Mediadaten"),
            ("/login/", "Anmelden"),
        ]
    )
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{escape(title)}</title>
<link rel="alternate" type="application/rss+xml" title="{NAME} News" href="/rss/news.xml">
<link rel="alternate" type="application/rss+xml" title="{NAME} Whitepaper" href="/rss/whitepaper.xml">
<meta property="og:site_name" content="{NAME}">{head}</head><body><header class="inf-header"><a href="/">{NAME}</a>
<nav class="inf-nav"><ul>{menu}</ul><ul>{topics}</ul><ul><li><a href="/whitepaper/">Whitepaper</a></li>
<li><a href="/bildergalerien/">Bildergalerien</a></li><li><a href="/anbieter/">Anbieter</a></li>
<li><a href="/events/">Veranstaltungen</a></li></ul></nav></header><main class="inf-main">{main}</main>
<footer class="inf-footer"><ul>{foot}</ul><p>Copyright {NAME}, alle Texte erfunden</p></footer></body></html>"""


def _teaser(story: Story) -> str:
    return f"""<article class="inf-teaser inf-teaser--horizontal"><figure class="inf-teaser__figure">
<a href="{_path(story)}"><img src="/thumb{story.id}.jpg" alt=""></a></figure><div class="inf-teaser__content">
<div class="inf-subhead-2">{escape(story.keywords[0])}</div><h2 class="inf-headline-3">
<a class="inf-link" href="{_path(story)}">
{escape(story.title)}</a></h2><span class="inf-date">{story.full_day}</span><p class="inf-text">{escape(story.teaser)}
<a href="{_path(story)}">weiterlesen</a></p></div></article>"""


def _article(site: Maker, story: Story, news: Sequence[Story]) -> None:
    path = _path(story)
    near = [news[(story.number + step) % len(news)] for step in (7, 13, 21)]
    paragraphs = story.html(' class="inf-text--medium-sec"').replace(
        "\n", f'\n<section class="inf-related"><a href="{_path(near[0])}">{escape(near[0].title)}</a></section>\n', 1
    )
    main = f"""<article class="inf-article-detail"><header class="inf-article-detail__header">
<span class="inf-subhead-1">{escape(story.keywords[0])}</span>
<h1 class="inf-xheading-1"><span class="inf-no-margin">{escape(story.title)}</span></h1>
<div class="inf-article-info"><span class="inf-date">{story.full_day}</span>
<span class="inf-author">Von <a href="/autor/{slug(story.author)}/" rel="author">{story.author}</a></span>
<span class="inf-reading">3 min Lesedauer</span></div></header>
<p class="inf-intro inf-text--large"><strong>{escape(story.lead)}</strong></p>
{paragraphs}
<div class="inf-toolbar"><a href="{escape(_printed(story))}">Drucken</a></div>
<p class="inf-article-id">(ID:{story.id})</p></article>
<section class="inf-teaser-list"><h3>Weiterführende Inhalte</h3>{"".join(map(_teaser, near[1:]))}</section>"""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.stamp,
        "author": [{"@type": "Person", "name": story.author}],
        "keywords": ", ".join(story.keywords),
        "publisher": {"@type": "Organization", "name": NAME},
    }
    head = (
        f'<link rel="canonical" href="{ORIGIN}{path}"><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{escape(story.title)}"><script type="application/ld+json">'
        f"{json.dumps(data, ensure_ascii=False)}</script>"
    )
    site.article(path, story, _frame(story.title, main, head=head))
    printed = f"<html><head><title>{escape(story.title)}</title></head><body><h1>{escape(story.title)}</h1>"
    site.twin(
        _printed(story),
        path,
        f"{printed}<p>{story.full_day}</p><p>{escape(story.lead)}</p>{story.html()}</body></html>",
    )


def _list(site: Maker, base: str, title: str, news: Sequence[Story]) -> None:
    parts = in_pages(news, _PER_PAGE) or [[]]
    for number, part in enumerate(parts, start=1):
        path = base if number == 1 else f"{base}?p={number}"
        numbers = "".join(f'<a class="inf-page" href="{base}?p={one}">{one}</a>' for one in range(1, len(parts) + 1))
        if number < len(parts):
            numbers += f'<a class="inf-page" rel="next" href="{base}?p={number + 1}">Weiter</a>'
        title_of_paper = f"{_PAPERS[0]} für Einsteiger"
        paper = f'<article class="inf-teaser"><h2><a href="{_paper(_PAPERS[0])}">{title_of_paper}</a></h2></article>'
        main = (
            f'<h1>{escape(title)}</h1>{"".join(map(_teaser, part))}{paper}<div class="inf-pagination">{numbers}</div>'
        )
        site.page(path, _frame(title if number == 1 else f"{title} – Seite {number}", main))


def _lists(site: Maker, news: Sequence[Story]) -> None:
    _list(site, site.source("listing", "/"), "Nachrichten aus der Verwaltung", news)
    for section in SECTIONS:
        _list(site, f"/{slug(section)}/", section, [one for one in news if one.section == section])
    for number, topic in enumerate(_TOPICS):
        _list(site, f"/thema/{slug(topic)}/", topic, news[number :: len(_TOPICS)])
    for author in sorted({one.author for one in news}):
        _list(site, f"/autor/{slug(author)}/", author, [one for one in news if one.author == author])


def _rooms(site: Maker, news: Sequence[Story]) -> None:
    """Add what looks like an article and is none."""
    for title in _PAPERS:
        main = f"<h1>{title}</h1><p>Whitepaper, 12 Seiten. Bitte melden Sie sich an, um es herunterzuladen.</p>"
        site.page(_paper(title), _frame(title, main))
    site.page(
        "/whitepaper/", _frame("Whitepaper", f"<h1>Whitepaper</h1><ul>{links((_paper(t), t) for t in _PAPERS)}</ul>")
    )
    for title in _GALLERIES:
        pictures = "".join(f'<figure><img src="/galerie/{number}.jpg" alt=""></figure>' for number in range(8))
        site.page(_gallery(title), _frame(title, f"<h1>{title}</h1>{pictures}"))
    listed = links((_gallery(title), title) for title in _GALLERIES)
    site.page("/bildergalerien/", _frame("Bildergalerien", f"<h1>Bildergalerien</h1><ul>{listed}</ul>"))
    for name in _VENDORS:
        site.page(_vendor(name), _frame(name, f"<h1>{name}</h1><p>Anbieter von Fachverfahren, 00000 Auenstadt</p>"))
    listed = links((_vendor(name), name) for name in _VENDORS)
    site.page("/anbieter/", _frame("Anbieter", f"<h1>Anbieter</h1><ul>{listed}</ul>"))
    events = [(f"/{slug(name)}-v-{_hex(name)}/", name, text) for name, text in EVENTS]
    for path, name, text in events:
        site.page(path, _frame(name, f"<h1>{name}</h1><p>{text}</p>"))
    listed = links((path, name) for path, name, _ in events)
    site.page("/events/", _frame("Veranstaltungen", f"<h1>Veranstaltungen</h1><ul>{listed}</ul>"))
    for path, notice in {
        "/impressum/": "imprint",
        "/datenschutz/": "privacy",
        "/kontakt/": "contact",
        "/login/": "login",
        "/newsletter/": "newsletter",
    }.items():
        title, text = NOTICES[notice]
        site.page(path, _frame(title, f"<h1>{title}</h1><p>{text}</p>"))
    site.page("/mediadaten/", _frame("Mediadaten", "<h1>Mediadaten</h1><p>Preise auf Anfrage.</p>"))


def _sitemaps(site: Maker, news: Sequence[Story]) -> None:
    rooms = [*map(_paper, _PAPERS), *map(_gallery, _GALLERIES), *map(_vendor, _VENDORS)]
    rooms += [f"/thema/{slug(topic)}/" for topic in _TOPICS] + [f"/{slug(section)}/" for section in SECTIONS]
    parts = {
        "/sitemap-articles.xml": sitemap(ORIGIN, [(_path(one), one.at) for one in news]),
        "/sitemap-pages.xml": sitemap(ORIGIN, [(path, None) for path in rooms]),
        "/sitemap-news.xml": news_sitemap(ORIGIN, NAME, [(_path(one), one) for one in news[:6]]),
    }
    for path, text in parts.items():
        site.page(path, text, XML)
    listed = [("/sitemap-articles.xml", news[0].at), ("/sitemap-pages.xml", None)]
    site.page(site.source("sitemap", "/sitemap.xml"), sitemap_index(ORIGIN, listed), XML)
    site.source("sitemap", "/sitemap-news.xml")
