"""An association's site on Liferay: no feed, results in boxes, parameters of portlets; with a sitemap or without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from shapes.documents import EVENTS, NOTICES, in_pages, links, sitemap, sitemap_index
from shapes.shape import XML, Maker, Shape
from shapes.texts import Story, stories

ORIGIN = "https://www.stelle.example"
NAME = "Gemeinschaftsstelle"
_PER_PAGE = 20
_PORTLET = "com_liferay_asset_publisher_web_portlet_AssetPublisherPortlet_INSTANCE_qk3v"


def liferay(newest: dt.date) -> Shape:
    """Return the shape: articles at ``/w/slug``, a sitemap of sitemaps."""
    site = Maker("liferay", ORIGIN, f"User-Agent: *\nDisallow: /c/\nSitemap: {ORIGIN}/sitemap.xml\n")
    news = _fill(site, newest, "/w/")
    layout = "/sitemap.xml?p_l_id=20121&layoutUuid=4f0c7a52&groupId=20119&privateLayout=false"
    pages = ["/startseite", "/aktuelles", "/veranstaltungskalender", "/impressum", "/datenschutz", "/kontakt"]
    site.page(layout, sitemap(ORIGIN, [*((p, None) for p in pages), *((f"/w/{s.slug}", s.at) for s in news)]), XML)
    site.page(site.source("sitemap", "/sitemap.xml"), sitemap_index(ORIGIN, [(layout, None)]), XML)
    return site.shape()


def liferay_bare(newest: dt.date) -> Shape:
    """Return the older shape: articles at ``/-/slug``, neither feed nor sitemap."""
    site = Maker("liferay-bare", ORIGIN, "User-Agent: *\nDisallow: /c/\n")
    _fill(site, newest, "/-/")
    return site.shape()


def _fill(site: Maker, newest: dt.date, room: str) -> tuple[Story, ...]:
    news = stories(site.name, 44, newest, first_id=118_000)
    for story in news:
        _article(site, story, room)
    _listing(site, "/aktuelles", "Aktuelles", news, room)
    site.source("listing", "/aktuelles")
    front = "".join(_box(story, room) for story in news[:3])
    for path in ("/", "/startseite"):
        site.page(path, _frame("Startseite", f"<h1>Willkommen</h1>{front}"))
    # Files and events have numbers for addresses, which lead to them for good.
    events = [(f"/doc/{41_500 + number}", name, text) for number, (name, text) in enumerate(EVENTS)]
    for path, name, text in events:
        site.page(path, _frame(name, f'<h1>{name}</h1><span class="date">Auenstadt | Seminar</span><p>{text}</p>'))
    boxes = "".join(
        f'<div class="searchResultBox"><h3><a href="{path}">{name}</a></h3></div>' for path, name, _ in events
    )
    site.page("/veranstaltungskalender", _frame("Veranstaltungskalender", f"<h1>Veranstaltungskalender</h1>{boxes}"))
    for path, name in {
        "/impressum": "imprint",
        "/datenschutz": "privacy",
        "/kontakt": "contact",
        "/newsletter": "newsletter",
        "/c/portal/login": "login",
    }.items():
        title, text = NOTICES[name]
        site.page(path, _frame(title, f"<h1>{title}</h1><p>{text}</p>"))
    return news


def _frame(title: str, main: str, *, head: str = "") -> str:
    menu = links(
        [
            ("/aktuelles", "Aktuelles"),
            ("/veranstaltungskalender", "Veranstaltungskalender"),
            ("/newsletter", "Newsletter"),
        ]
    )
    foot = links([("/impressum", "Impressum"), ("/datenschutz", "Datenschutz"), ("/kontakt", "Kontakt")])
    return f"""<!DOCTYPE html><html class="ltr" dir="ltr" lang="de-DE"><head><meta charset="utf-8">
<title>{escape(title)} - {NAME}</title>{head}</head><body class="controls-visible yui3-skin-sam site">
<header id="banner"><a class="logo" href="/">{NAME}</a><nav id="navigation"><ul>{menu}
<li><a href="/c/portal/login?p_l_id=20121">Anmelden</a></li></ul></nav></header>
<section id="content"><div class="portlet-boundary" id="p_p_id_{_PORTLET}_">{main}</div></section>
<footer id="footer"><ul>{foot}</ul></footer></body></html>"""


def _article(site: Maker, story: Story, room: str) -> None:
    path = f"{room}{story.slug}"
    text = f"""<h1 class="header-title">{escape(story.title)}</h1>
<span class="date">{story.full_day} | {story.section} | Pressemitteilung</span>
<div class="asset-content"><div class="journal-content-article" data-analytics-asset-id="{story.id}">
<p class="lead"><strong>{escape(story.lead)}</strong></p>{story.html()}</div></div>"""
    state = "p_p_lifecycle=0&amp;p_p_state=pop_up&amp;p_p_mode=view"
    printed = f"{path}?p_p_id={_PORTLET}&amp;{state}&amp;viewMode=print"
    main = f"""<div class="asset-full-content">{text}<div class="asset-actions"><a href="{printed}">Drucken</a>
<a href="/aktuelles?p_p_id={_PORTLET}&amp;_cur=1">Zurück</a></div></div>"""
    site.article(path, story, _frame(story.title, main, head=f'<link rel="canonical" href="{ORIGIN}{path}">'))
    page = f"<html lang=de><head><title>{escape(story.title)} - {NAME}</title></head><body>{text}</body></html>"
    site.twin(printed.replace("&amp;", "&"), path, page)
    redirected = f"{path}?p_p_id={_PORTLET}&redirect=%2Faktuelles"
    site.twin(redirected, path)


def _box(story: Story, room: str) -> str:
    return f"""<div class="searchResultBox">
<span class="date">{story.full_day} | {story.section} | Pressemitteilung</span>
<h3><a href="{room}{story.slug}?p_p_id={_PORTLET}&amp;redirect=%2Faktuelles">{escape(story.title)}</a></h3>
<p>{escape(story.teaser)}</p></div>"""


def _listing(site: Maker, base: str, title: str, news: Sequence[Story], room: str) -> None:
    parts = in_pages(news, _PER_PAGE)

    def address(number: int) -> str:
        state = "p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
        return (
            base if number == 1 else f"{base}?p_p_id={_PORTLET}&{state}&_{_PORTLET}_delta=20&_{_PORTLET}_cur={number}"
        )

    for number, part in enumerate(parts, start=1):
        pager = "".join(
            f'<li class="page-item{" active" if one == number else ""}"><a class="page-link" '
            f'href="{escape(address(one))}">{one}</a></li>'
            for one in range(1, len(parts) + 1)
        )
        if number < len(parts):
            pager += f'<li class="page-item"><a class="page-link" href="{escape(address(number + 1))}">Nächste</a></li>'
        boxes = "".join(_box(story, room) for story in part)
        site.page(address(number), _frame(title, f'<h1>{title}</h1>{boxes}<ul class="pagination">{pager}</ul>'))
