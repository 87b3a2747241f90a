"""A network's site on Drupal: departments, each page with a number beside its name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from shapes.documents import EVENTS, NOTICES, in_pages, links, rss, sitemap
from shapes.shape import RSS, XML, Maker, Shape
from shapes.texts import Story, slug, stories

ORIGIN = "https://www.amtszukunft.example"
NAME = "Amtszukunft"
_DEPARTMENTS = ("digitalisierung", "organisation-personal", "smart-country", "finanzen")
_PER_PAGE = 10
_ROBOTS = f"""User-agent: *
Disallow: /core/
Disallow: /admin/
Disallow: /user/login
Disallow: /search/

Sitemap: {ORIGIN}/sitemap.xml
"""


def drupal(newest: dt.date) -> Shape:
    """Return the shape: articles at ``/department/slug`` and ``/node/7``, lists by ``?page=2`` from 0 on."""
    site = Maker("drupal", ORIGIN, _ROBOTS)
    news = stories("drupal", 48, newest, first_id=9_100)
    for story in news:
        _article(site, story, news)
    _listing(site, "/nachrichten", "Nachrichten", news)
    site.source("listing", "/nachrichten")
    for department in _DEPARTMENTS:
        own = [story for story in news if _department(story) == department]
        _listing(site, f"/{department}", department.replace("-", " ").title(), own)
    for word in sorted({word for story in news for word in story.keywords}):
        _listing(site, f"/tags/{slug(word)}", word, [story for story in news if word in story.keywords])
    items = [(_path(story), story) for story in news[:10]]
    site.page(site.source("feed", "/rss.xml"), rss(NAME, ORIGIN, items), RSS)
    standing = _standing(site, news)
    listed: list[tuple[str, dt.datetime | None]] = [(_path(story), story.at) for story in news]
    site.page(site.source("sitemap", "/sitemap.xml"), sitemap(ORIGIN, [*((p, None) for p in standing), *listed]), XML)
    return site.shape()


def _department(story: Story) -> str:
    return _DEPARTMENTS[story.id // 7 % len(_DEPARTMENTS)]


def _path(story: Story) -> str:
    return f"/{_department(story)}/{story.slug}"


def _frame(title: str, main: str, *, head: str = "") -> str:
    menu = links([("/nachrichten", "Nachrichten"), *((f"/{one}", one.title()) for one in _DEPARTMENTS)])
    menu += links([("/veranstaltungen", "Veranstaltungen"), ("/experten", "Expertinnen und Experten")])
    foot = links(
        [
            ("/ueber-uns/impressum", "Impressum"),
            ("/ueber-uns/datenschutz", "Datenschutz"),
            ("/ueber-uns/kontakt", "Kontakt"),
            ("/user/login", "Anmelden"),
        ]
    )
    return f"""<!DOCTYPE html><html lang="de" dir="ltr"><head><meta charset="utf-8">
<meta name="Generator" content="Drupal 10 (https://www.drupal.org)"><title>{escape(title)} | {NAME}</title>
<link rel="alternate" type="application/rss+xml" title="{NAME}" href="{ORIGIN}/rss.xml">{head}</head>
<body class="path-node"><div class="dialog-off-canvas-main-canvas"><header role="banner"><nav role="navigation">
<ul class="menu">{menu}</ul></nav></header><main role="main"><div class="region region-content">{main}</div></main>
<footer role="contentinfo"><nav role="navigation"><ul class="menu">{foot}</ul></nav></footer></div></body></html>"""


def _article(site: Maker, story: Story, news: Sequence[Story]) -> None:
    path = _path(story)
    near = news[(story.number + 5) % len(news)]
    tags = "".join(
        f'<div class="field__item"><a href="/tags/{slug(word)}" hreflang="de">{escape(word)}</a></div>'
        for word in story.keywords
    )
    main = f"""<article data-history-node-id="{story.id}" class="node node--type-article node--view-mode-full">
<h1 class="page-title"><span class="field field--name-title">{escape(story.title)}</span></h1>
<footer class="node__meta"><div class="node__submitted">Von <span rel="author">{story.author}</span>,
<time datetime="{story.stamp}">{story.full_day}</time></div></footer>
<div class="node__content"><div class="field field--name-field-teaser"><p>{escape(story.lead)}</p></div>
<div class="clearfix text-formatted field field--name-body">{story.html()}</div>
<div class="field field--name-field-tags"><div class="field__label">Schlagworte</div>{tags}</div>
<ul class="links inline"><li><a href="/print/{story.id}" rel="nofollow">Druckversion</a></li></ul></div></article>
<div class="views-element-container"><h2>Mehr zum Thema</h2><div class="views-row"><a href="{_path(near)}">
{escape(near.title)}</a></div></div>"""
    head = (
        f'<link rel="canonical" href="{ORIGIN}{path}"><link rel="shortlink" href="{ORIGIN}/node/{story.id}">'
        f'<meta property="og:type" content="article"><meta property="article:published_time" content="{story.stamp}">'
    )
    site.article(path, story, _frame(story.title, main, head=head))
    site.twin(f"/node/{story.id}", path)
    printed = f"<html lang=de><head><title>{escape(story.title)}</title></head><body><h1>{escape(story.title)}</h1>"
    site.twin(f"/print/{story.id}", path, f"{printed}<p>{escape(story.lead)}</p>{story.html()}</body></html>")


def _row(story: Story) -> str:
    return f"""<div class="views-row"><article class="node node--type-article node--view-mode-teaser">
<h2 class="node__title"><a href="{_path(story)}" rel="bookmark"><span>{escape(story.title)}</span></a></h2>
<time datetime="{story.stamp}">{story.full_day}</time>
<div class="field--name-field-teaser"><p>{escape(story.teaser)}</p>
</div><ul class="links inline"><li class="node-readmore">
<a href="{_path(story)}" title="{escape(story.title)}">Weiterlesen
</a></li></ul></article></div>"""


def _listing(site: Maker, base: str, title: str, news: Sequence[Story]) -> None:
    parts = in_pages(news, _PER_PAGE)
    for number, part in enumerate(parts):
        path = base if number == 0 else f"{base}?page={number}"
        pager = "".join(
            f'<li class="pager__item{" is-active" if one == number else ""}"><a href="?page={one}">{one + 1}</a></li>'
            for one in range(len(parts))
        )
        if number + 1 < len(parts):
            pager += (
                f'<li class="pager__item pager__item--next"><a href="?page={number + 1}" title="Zur nächsten Seite" '
                'rel="next">Nächste Seite ›</a></li>'
            )
        main = (
            f'<h1 class="page-title">{escape(title)}</h1><div class="view-content">{"".join(map(_row, part))}</div>'
            f'<nav class="pager" role="navigation"><ul class="pager__items">{pager}</ul></nav>'
        )
        site.page(path, _frame(title, main))


def _standing(site: Maker, news: Sequence[Story]) -> list[str]:
    """Add the pages that are neither articles nor lists of them; return those that the sitemap names."""
    front = "".join(map(_row, news[:5]))
    event = f'<div class="views-row"><h2><a href="/veranstaltungen/{slug(EVENTS[0][0])}">{EVENTS[0][0]}</a></h2></div>'
    site.page("/", _frame("Startseite", f"<h1>Willkommen</h1>{front}{event}"))
    named = []
    for name, text in EVENTS:
        main = f'<h1 class="page-title">{name}</h1><p>Ort: Auenstadt, 9 bis 16 Uhr</p><p>{text}</p>'
        named.append(site.page(f"/veranstaltungen/{slug(name)}", _frame(name, main)))
    for person in sorted({story.author for story in news})[:12]:
        main = f'<h1 class="page-title">{person}</h1><p>Beschäftigt sich mit der Verwaltung von morgen.</p>'
        named.append(site.page(f"/experten/{slug(person)}", _frame(person, main)))
    for path, name in {
        "/ueber-uns/impressum": "imprint",
        "/ueber-uns/datenschutz": "privacy",
        "/ueber-uns/kontakt": "contact",
        "/ueber-uns/newsletter": "newsletter",
    }.items():
        title, text = NOTICES[name]
        named.append(site.page(path, _frame(title, f"<h1>{title}</h1><p>{text}</p>")))
    title, text = NOTICES["login"]
    site.page("/user/login", _frame(title, f"<h1>{title}</h1><p>{text}</p>"))
    events = links((f"/veranstaltungen/{slug(name)}", name) for name, _ in EVENTS)
    site.page("/veranstaltungen", _frame("Veranstaltungen", f"<h1>Veranstaltungen</h1><ul>{events}</ul>"))
    persons = links((path, path.rpartition("/")[2]) for path in named if path.startswith("/experten/"))
    site.page("/experten", _frame("Expertinnen und Experten", f"<h1>Expertinnen und Experten</h1><ul>{persons}</ul>"))
    return [*named, "/", "/nachrichten", "/veranstaltungen", *(f"/{one}" for one in _DEPARTMENTS)]
