"""A trade magazine on WordPress with the theme of tagDiv and sitemaps by Yoast."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from html import escape

from shapes.documents import EVENTS, NOTICES, in_pages, links, rss, sitemap, sitemap_index
from shapes.shape import JSON, RSS, XML, Maker, Shape
from shapes.texts import SECTIONS, Story, slug, stories

ORIGIN = "https://www.amtsspiegel.example"
NAME = "Amtsspiegel"
_PER_PAGE = 12
_IN_FEED = 10
_ROBOTS = f"""User-agent: *
Disallow: /wp-admin/
Allow: /wp-admin/admin-ajax.php

Sitemap: {ORIGIN}/sitemap_index.xml
"""


def wordpress(newest: dt.date) -> Shape:
    """Return the shape: articles at ``/YYYY/MM/DD/slug/``."""
    site = Maker("wordpress", ORIGIN, _ROBOTS)
    news = stories("wordpress", 54, newest)
    for story in news:
        _article(site, story, news)
    _lists(site, news)
    _feeds(site, news)
    _pages(site)
    _sitemaps(site, news)
    return site.shape()


def _path(story: Story) -> str:
    return f"/{story.at:%Y/%m/%d}/{story.slug}/"


def _frame(title: str, main: str, *, head: str = "", kind: str = "archive", canonical: str = "") -> str:
    """Return a page around its main part."""
    own = f'<link rel="canonical" href="{ORIGIN}{canonical}">' if canonical else ""
    menu = links((f"/category/{slug(section)}/", section) for section in SECTIONS)
    foot = links(
        [
            ("/impressum/", "Impressum"),
            ("/datenschutz/", "Datenschutz"),
            ("/kontakt/", "Kontakt"),
            ("/newsletter/", "Newsletter"),
            ("/mediadaten/", "Mediadaten"),
            ("/wp-login.php", "Anmelden"),
        ]
    )
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="UTF-8"><title>{escape(title)} - {NAME}</title>
<link rel="alternate" type="application/rss+xml" title="{NAME} &raquo; Feed" href="{ORIGIN}/feed/">
<link rel="alternate" type="application/rss+xml" title="{NAME} &raquo; Kommentar-Feed" href="{ORIGIN}/comments/feed/">
{own}{head}<link rel="https://api.w.org/" href="{ORIGIN}/wp-json/">
<link rel="EditURI" type="application/rsd+xml" title="RSD" href="{ORIGIN}/xmlrpc.php?rsd">
<meta name="generator" content="WordPress 6.8"></head>
<body class="{kind} td-standard-pack"><div id="td-outer-wrap"><div class="td-header-wrap"><nav id="td-header-menu">
<ul class="sf-menu"><li><a href="{ORIGIN}/">Startseite</a></li>{menu}
<li><a href="{ORIGIN}/events/">Veranstaltungen</a></li></ul></nav>
<form class="td-search-form" action="{ORIGIN}/"><input name="s"></form></div>
<div class="td-main-content-wrap td-container">{main}</div>
<div class="td-footer-wrapper"><ul>{foot}</ul><p>© {NAME} – alle Texte erfunden</p></div></div></body></html>"""


def _article(site: Maker, story: Story, news: Sequence[Story]) -> None:
    path = _path(story)
    others = [one for one in news[story.number % 40 : story.number % 40 + 4] if one is not story][:3]
    related = "".join(
        f'<div class="td_module_related_posts"><h3 class="entry-title td-module-title"><a rel="bookmark" '
        f'href="{ORIGIN}{_path(one)}">{escape(one.title)}</a></h3></div>'
        for one in others
    )
    tags = "".join(f'<li><a href="{ORIGIN}/tag/{slug(word)}/">{escape(word)}</a></li>' for word in story.keywords)
    comments = ""
    # Some readers answer, and each answer has a link that shows the page with a form below it.
    if story.number % 9 == 0:
        comments = (
            f'<ol class="comment-list"><li id="comment-{story.id}"><p>Das wurde auch Zeit.</p><a rel="nofollow" '
            f'class="comment-reply-link" href="{ORIGIN}{path}?replytocom={story.id}#respond">Antworten</a></li></ol>'
        )
    main = f"""<article id="post-{story.id}" class="post-{story.id} post type-post status-publish td-post-template">
<div class="td-post-header"><ul class="td-category"><li class="entry-category">
<a href="{ORIGIN}/category/{slug(story.section)}/">{story.section}</a></li></ul>
<header class="td-post-title"><h1 class="entry-title">{escape(story.title)}</h1><div class="td-module-meta-info">
<div class="td-post-author-name">Von <a href="{ORIGIN}/author/{slug(story.author)}/">{story.author}</a> - </div>
<span class="td-post-date"><time class="entry-date updated td-module-date" datetime="{story.stamp}">{story.long_day}
</time></span></div></header></div>
<div class="td-post-sharing"><a href="https://social.example/share?u={ORIGIN}{path}">Teilen</a></div>
<div class="td-post-content tagdiv-type"><p><strong>{escape(story.lead)}</strong></p>
{story.html()}</div>
<footer><div class="td-post-source-tags"><ul class="td-tags td-post-small-box"><li><span>Schlagworte</span></li>{tags}
</ul></div></footer></article>
<div class="td_block_related_posts"><h4 class="td-related-title">Verwandte Artikel</h4>{related}</div>
<div class="comments" id="comments">{comments}</div>"""
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": story.title,
                "datePublished": story.stamp,
                "dateModified": story.stamp,
                "author": {"@type": "Person", "name": story.author},
                "keywords": list(story.keywords),
                "articleSection": [story.section],
                "inLanguage": "de",
                "mainEntityOfPage": f"{ORIGIN}{path}",
            },
            {"@type": "WebSite", "url": f"{ORIGIN}/", "name": NAME},
        ],
    }
    head = (
        f'<meta property="og:type" content="article"><meta property="og:site_name" content="{NAME}">'
        f'<meta property="og:title" content="{escape(story.title)} - {NAME}">'
        f'<meta property="article:published_time" content="{story.stamp}">'
        f'<script type="application/ld+json" class="yoast-schema-graph">{json.dumps(data, ensure_ascii=False)}</script>'
        f'<link rel="alternate" type="application/rss+xml" title="{NAME} &raquo; {escape(story.title)} '
        f'Kommentar-Feed" href="{ORIGIN}{path}feed/">'
        f'<link rel="alternate" title="JSON" type="application/json" href="{ORIGIN}/wp-json/wp/v2/posts/{story.id}">'
        f'<link rel="shortlink" href="{ORIGIN}/?p={story.id}">'
    )
    site.article(path, story, _frame(story.title, main, head=head, kind="single single-post", canonical=path))
    site.page(f"{path}feed/", rss(f"Kommentare zu: {story.title}", ORIGIN, []), RSS)
    site.page(f"/wp-json/wp/v2/posts/{story.id}", json.dumps({"id": story.id, "link": f"{ORIGIN}{path}"}), JSON)
    site.redirect(f"/?p={story.id}", path)
    if comments:
        site.twin(f"{path}?replytocom={story.id}", path)


def _module(story: Story) -> str:
    """Return an article as lists of the theme show it."""
    return f"""<div class="td_module_10 td_module_wrap td-animation-stack"><div class="td-module-thumb">
<a href="{ORIGIN}{_path(story)}" rel="bookmark" title="{escape(story.title)}"><img src="/bild{story.id}.jpg" alt=""></a>
</div><div class="item-details"><h3 class="entry-title td-module-title">
<a href="{ORIGIN}{_path(story)}" rel="bookmark" title="{escape(story.title)}">{escape(story.title)}</a></h3>
<div class="td-module-meta-info"><span class="td-post-author-name">
<a href="{ORIGIN}/author/{slug(story.author)}/">{story.author}</a></span><span class="td-post-date">
<time class="entry-date" datetime="{story.stamp}">{story.long_day}</time></span></div>
<div class="td-excerpt">{escape(story.teaser)}</div></div></div>"""


def _list(site: Maker, base: str, title: str, news: Sequence[Story]) -> None:
    """Add a list of articles with all its pages."""
    parts = in_pages(news, _PER_PAGE)
    for number, part in enumerate(parts, start=1):
        path = base if number == 1 else f"{base}page/{number}/"
        pager = "".join(
            f'<span class="current">{one}</span>'
            if one == number
            else f'<a href="{ORIGIN}{base if one == 1 else f"{base}page/{one}/"}" class="page">{one}</a>'
            for one in range(1, len(parts) + 1)
        )
        if number < len(parts):
            pager += f'<a href="{ORIGIN}{base}page/{number + 1}/" aria-label="next-page">›</a>'
        modules = "".join(map(_module, part))
        shown = title if number == 1 else f"{title} – Seite {number}"
        main = (
            f'<h1 class="entry-title td-page-title">{escape(title)}</h1><div class="td-ss-main-content">{modules}'
            f'<div class="page-nav td-pb-padding-side">{pager}</div></div>'
        )
        site.page(path, _frame(shown, main, canonical=path))


def _lists(site: Maker, news: Sequence[Story]) -> None:
    _list(site, site.source("listing", "/"), "Nachrichten für die Verwaltung", news)
    for section in SECTIONS:
        _list(site, f"/category/{slug(section)}/", section, [one for one in news if one.section == section])
    for author in sorted({one.author for one in news}):
        own = [one for one in news if one.author == author]
        _list(site, f"/author/{slug(author)}/", f"Beiträge von {author}", own)
    for word in sorted({word for one in news for word in one.keywords}):
        own = [one for one in news if word in one.keywords]
        _list(site, f"/tag/{slug(word)}/", f"Schlagwort: {word}", own)
    for year, month in sorted({(one.at.year, one.at.month) for one in news}):
        own = [one for one in news if (one.at.year, one.at.month) == (year, month)]
        _list(site, f"/{year}/{month:02}/", f"Monat: {month:02}/{year}", own)


def _feeds(site: Maker, news: Sequence[Story]) -> None:
    items = [(_path(story), story) for story in news[:_IN_FEED]]
    site.page(site.source("feed", "/feed/"), rss(NAME, ORIGIN, items, generator="https://wordpress.org/?v=6.8"), RSS)
    answers = [(f"{_path(story)}#comment-{story.id}", story) for story in news if story.number % 9 == 0]
    site.page("/comments/feed/", rss(f"Kommentare für {NAME}", ORIGIN, answers), RSS)
    site.redirect("/feed", "/feed/")
    site.page("/xmlrpc.php?rsd", '<?xml version="1.0"?><rsd version="1.0"><service></service></rsd>', XML)
    site.page("/wp-json/", json.dumps({"name": NAME, "routes": {}}), JSON)


def _pages(site: Maker) -> None:
    for path, name in {
        "/impressum/": "imprint",
        "/datenschutz/": "privacy",
        "/kontakt/": "contact",
        "/newsletter/": "newsletter",
        "/wp-login.php": "login",
    }.items():
        title, text = NOTICES[name]
        main = f'<h1 class="entry-title td-page-title">{title}</h1><div class="td-page-content"><p>{text}</p></div>'
        site.page(path, _frame(title, main, kind="page page-template-default", canonical=path))
    prices = "<p>Anzeigenpreise und Termine als PDF. Beilagen auf Anfrage.</p>"
    site.page("/mediadaten/", _frame("Mediadaten", f"<h1>Mediadaten</h1>{prices}", kind="page"))
    events = [(f"/event/{slug(name)}/", name, text) for name, text in EVENTS]
    for path, name, text in events:
        main = (
            f'<h1 class="tribe-events-single-event-title">{name}</h1><div class="tribe-events-schedule">9:00 – 16:00 '
            f"</div><p>{text}</p>"
        )
        site.page(path, _frame(name, main, kind="single single-tribe_events"))
    listed = links(((f"{ORIGIN}{path}", name) for path, name, _ in events), "h3")
    site.page("/events/", _frame("Veranstaltungen", f"<h1>Veranstaltungen</h1>{listed}"))


def _sitemaps(site: Maker, news: Sequence[Story]) -> None:
    parts = {
        "/post-sitemap.xml": [(_path(one), one.at) for one in news],
        "/page-sitemap.xml": [(path, None) for path in ("/impressum/", "/datenschutz/", "/kontakt/", "/mediadaten/")],
        "/tribe_events-sitemap.xml": [(f"/event/{slug(name)}/", None) for name, _ in EVENTS],
        "/category-sitemap.xml": [(f"/category/{slug(section)}/", None) for section in SECTIONS],
        "/post_tag-sitemap.xml": [(f"/tag/{slug(one.keywords[0])}/", None) for one in news[:30]],
        "/author-sitemap.xml": [(f"/author/{slug(one.author)}/", None) for one in news[:20]],
    }
    for path, listed in parts.items():
        site.page(path, sitemap(ORIGIN, listed), XML)
    index = [(path, news[0].at if path == "/post-sitemap.xml" else None) for path in parts]
    site.page("/sitemap_index.xml", sitemap_index(ORIGIN, index), XML)
    site.source("sitemap", "/sitemap_index.xml")
