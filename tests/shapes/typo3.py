"""An authority's site on TYPO3 with its extension for news: with a feed and a sitemap, or with neither."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from html import escape

from shapes.documents import EVENTS, NOTICES, in_pages, links, rss, sitemap, sitemap_index
from shapes.shape import RSS, XML, Maker, Shape
from shapes.texts import SECTIONS, Story, slug, stories

ORIGIN = "https://www.it-verbund.example"
NAME = "IT-Verbund"
_PER_PAGE = 10
_FEED = "/aktuelles?type=100"


def typo3(newest: dt.date) -> Shape:
    """Return the shape: articles at ``/aktuelles/details/slug``, a feed by ``?type=100``, a sitemap of news."""
    robots = f"User-agent: *\nDisallow: /typo3/\nDisallow: /*?id=*\n\nSitemap: {ORIGIN}/sitemap.xml\n"
    site = Maker("typo3", ORIGIN, robots)
    head = f'<link rel="alternate" type="application/rss+xml" title="{NAME} Aktuelles" href="{_FEED}">'
    news = _fill(site, newest, head)
    items = [(_path(story), story) for story in news[:12]]
    site.page(site.source("feed", _FEED), rss(NAME, ORIGIN, items, generator="TYPO3 EXT:news"), RSS)
    pages = ["/", "/aktuelles", "/termine", "/impressum", "/datenschutz", "/kontakt", "/ueber-uns/aufgaben"]
    parts = {
        f"/sitemap.xml?sitemap=pages&cHash={_hash('pages')}": sitemap(ORIGIN, [(path, None) for path in pages]),
        f"/sitemap.xml?sitemap=news&cHash={_hash('news')}": sitemap(ORIGIN, [(_path(one), one.at) for one in news]),
    }
    for path, text in parts.items():
        site.page(path, text, XML)
    site.page(site.source("sitemap", "/sitemap.xml"), sitemap_index(ORIGIN, [(path, None) for path in parts]), XML)
    return site.shape()


def typo3_bare(newest: dt.date) -> Shape:
    """Return the shape without feed and sitemap: only its listing names the articles."""
    site = Maker("typo3-bare", ORIGIN, "User-agent: *\nDisallow: /typo3/\n")
    _fill(site, newest, "")
    return site.shape()


def _hash(text: str) -> str:
    """Return what TYPO3 calls a cHash: it vouches for the parameters of an address."""
    return f"{zlib.crc32(text.encode()):08x}{zlib.crc32(text[::-1].encode()):08x}{zlib.adler32(text.encode()):08x}"


def _path(story: Story) -> str:
    return f"/aktuelles/details/{story.slug}"


def _plain(story: Story) -> str:
    """Return the address of an article as TYPO3 writes it where it has no route for it."""
    return (
        f"/aktuelles/details?tx_news_pi1%5Baction%5D=detail&tx_news_pi1%5Bcontroller%5D=News"
        f"&tx_news_pi1%5Bnews%5D={story.id}&cHash={_hash(str(story.id))}"
    )


def _fill(site: Maker, newest: dt.date, head: str) -> tuple[Story, ...]:
    news = stories("typo3", 46, newest)
    for story in news:
        _article(site, story, head, news)
    _listing(site, "/aktuelles", "Aktuelles", news, head)
    site.source("listing", "/aktuelles")
    for section in SECTIONS:
        own = [one for one in news if one.section == section]
        _listing(site, f"/aktuelles/kategorie/{slug(section)}", section, own, head)
    for word in sorted({one.keywords[2] for one in news}):
        own = [one for one in news if word in one.keywords]
        _listing(site, f"/aktuelles/schlagwort/{slug(word)}", f"Schlagwort {word}", own, head)
    # The front page is older than the routes, and has the long addresses.
    front = "".join(_teaser(story, _plain(story)) for story in news[:4])
    site.page("/", _frame("Startseite", f"<h1>Willkommen</h1><div class='news'>{front}</div>", head))
    for path, name in {
        "/impressum": "imprint",
        "/datenschutz": "privacy",
        "/kontakt": "contact",
        "/newsletter": "newsletter",
        "/intranet": "login",
    }.items():
        title, text = NOTICES[name]
        site.page(path, _frame(title, f"<h1>{title}</h1><p>{text}</p>", head))
    events = [(f"/termine/details/{slug(name)}", name) for name, _ in EVENTS]
    for (path, name), (_, text) in zip(events, EVENTS, strict=True):
        site.page(path, _frame(name, f"<h1>{name}</h1><p>Ort: Auenstadt, 9 bis 16 Uhr. {text}</p>", head))
    site.page("/termine", _frame("Termine", f"<h1>Termine</h1><ul>{links(events)}</ul>", head))
    site.page("/ueber-uns/aufgaben", _frame("Aufgaben", "<h1>Aufgaben</h1><p>Wir beraten Gemeinden.</p>", head))
    return news


def _frame(title: str, main: str, head: str, *, more: str = "") -> str:
    menu = links(
        [
            ("/aktuelles", "Aktuelles"),
            ("/termine", "Termine"),
            ("/ueber-uns/aufgaben", "Aufgaben"),
            ("/kontakt", "Kontakt"),
            ("/intranet", "Intranet"),
        ]
    )
    foot = links([("/impressum", "Impressum"), ("/datenschutz", "Datenschutz"), ("/newsletter", "Newsletter")])
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8">
<!-- This website is powered by TYPO3 - inspiring people to share! -->
<title>{escape(title)} | {NAME}</title><meta name="generator" content="TYPO3 CMS">{more}{head}</head>
<body id="p14"><header class="page-header"><a href="/" class="logo">{NAME}</a>
<nav class="main-nav"><ul>{menu}</ul></nav>
</header><!--TYPO3SEARCH_begin--><main id="content">{main}</main><!--TYPO3SEARCH_end-->
<footer class="page-footer"><ul>{foot}</ul></footer></body></html>"""


def _article(site: Maker, story: Story, head: str, news: Sequence[Story]) -> None:
    path = _path(story)
    near = news[story.number % 40]
    related = f'<li class="news-related-news-item"><a href="{_path(near)}">{escape(near.title)}</a></li>'
    text = f"""<h1 itemprop="headline">{escape(story.title)}</h1></div>
<p class="news-meta"><span class="news-list-date"><time itemprop="datePublished" datetime="{story.day}">{story.full_day}
</time></span> <span class="news-list-category"><a href="/aktuelles/kategorie/{slug(story.section)}">{story.section}</a>
</span></p><div class="teaser-text lead" itemprop="description"><p>{escape(story.lead)}</p></div>
<div class="news-text-wrap" itemprop="articleBody">{story.html(' class="bodytext"')}</div>"""
    main = f"""<div class="news news-single"><div class="article" itemscope itemtype="http://schema.org/Article">
<div class="header">{text}
<p class="news-tools"><a href="{path}?type=98">Seite drucken</a></p>
<div class="news-backlink-wrap"><a href="/aktuelles">Zurück</a></div>
<div class="news-related"><h3>Das könnte Sie auch interessieren</h3><ul>{related}</ul></div></div></div>"""
    more = f'<link rel="canonical" href="{ORIGIN}{path}"><meta property="og:type" content="article">'
    site.article(path, story, _frame(story.title, main, head, more=more))
    printed = (
        f"<!DOCTYPE html><html lang=de><head><title>{escape(story.title)}</title></head><body><div><div>{text}</body>"
    )
    site.twin(f"{path}?type=98", path, f"{printed}</html>")
    site.twin(_plain(story), path)


def _item(story: Story) -> str:
    return _teaser(story, _path(story))


def _teaser(story: Story, path: str) -> str:
    return f"""<div class="news-list-item articletype-0" itemscope itemtype="http://schema.org/Article">
<div class="header"><h3><a title="{escape(story.title)}" href="{escape(path)}"><span itemprop="headline">
{escape(story.title)}</span></a></h3></div><p class="news-meta"><time itemprop="datePublished" datetime="{story.day}">
{story.full_day}</time> {story.section}</p><div class="teaser-text" itemprop="description"><p>{escape(story.teaser)}
<a class="more" title="{escape(story.title)}" href="{escape(path)}">Weiterlesen</a></p></div></div>"""


def _listing(site: Maker, base: str, title: str, news: Sequence[Story], head: str) -> None:
    parts = in_pages(news, _PER_PAGE)
    for number, part in enumerate(parts, start=1):
        path = base if number == 1 else f"{base}/seite/{number}"
        pager = "".join(
            f'<li class="{"current" if one == number else ""}"><a href="{base if one == 1 else f"{base}/seite/{one}"}">'
            f"{one}</a></li>"
            for one in range(1, len(parts) + 1)
        )
        if number < len(parts):
            pager += f'<li class="last next"><a href="{base}/seite/{number + 1}">Nächste</a></li>'
        items = "".join(map(_item, part))
        main = (
            f'<h1>{escape(title)}</h1><div class="news"><div class="news-list-view">{items}</div>'
            f'<ul class="f3-widget-paginator">{pager}</ul></div>'
        )
        site.page(path, _frame(title if number == 1 else f"{title} – Seite {number}", main, head))
