"""A magazine of K21 media's present shape: WordPress, articles in a room of their own, and rooms beside it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from html import escape

from shapes.documents import EVENTS, NOTICES, in_pages, links, rss, sitemap, sitemap_index
from shapes.shape import RSS, XML, Maker, Shape
from shapes.texts import SECTIONS, Story, slug, stories

ORIGIN = "https://www.gemeinde22.example"
NAME = "Gemeinde22"
SUFFIX = f" - {NAME} online | {NAME} - E-Government, Internet und Informationstechnik"
_PER_PAGE = 15
_ROBOTS = f"User-agent: *\nDisallow: /wp-admin/\n\nSitemap: {ORIGIN}/wp-sitemap.xml\n"


def k21(newest: dt.date) -> Shape:
    """Return the shape: articles at ``/k21-meldungen/slug/``, their feed in the same room."""
    site = Maker("k21", ORIGIN, _ROBOTS)
    news = stories("k21", 50, newest)
    for story in news:
        _article(site, story, news)
    _front(site, news)
    _rooms(site, news)
    items = [(_path(story), story) for story in news[:15]]
    for path in ("/k21-meldungen/feed/", "/feed/"):
        site.page(site.source("feed", path), rss(NAME, ORIGIN, items, own=path), RSS)
    _sitemaps(site, news)
    return site.shape()


def _path(story: Story) -> str:
    # Slugs are kept short, so that many repeat themselves and get a number.
    short = "-".join(story.slug.split("-")[:3])
    return f"/k21-meldungen/{short}-{story.number % 4 + 2}{story.number // 4 or ''}/"


def _frame(title: str, main: str, *, head: str = "", kind: str = "page") -> str:
    menu = links(
        [
            ("/", "Startseite"),
            *((f"/k21-themen/{slug(section)}/", section) for section in SECTIONS),
            ("/k21-heftarchiv/", "Heftarchiv"),
            ("/k21-termine/", "Termine"),
            ("/k21-it-guide/", "IT-Guide"),
        ]
    )
    foot = links([("/impressum/", "Impressum"), ("/datenschutz/", "Datenschutz"), ("/kontakt/", "Kontakt")])
    return f"""<!DOCTYPE html><html lang="de-DE"><head><meta charset="UTF-8"><title>{escape(title)}{SUFFIX}</title>
<link rel="alternate" type="application/rss+xml" title="{NAME} &raquo; Feed" href="{ORIGIN}/feed/">{head}</head>
<body class="{kind}"><header><nav><ul>{menu}</ul></nav></header><main>{main}</main>
<footer><ul>{foot}</ul><p>Verlag Muster, 00000 Auenstadt</p></footer></body></html>"""


def _article(site: Maker, story: Story, news: Sequence[Story]) -> None:
    path = _path(story)
    # The magazine names the author by a code in parentheses at the end of the text.
    code = "".join(part[0] for part in story.author.lower().split()).translate({0xE4: "a", 0xF6: "o", 0xFC: "u"})
    paragraphs = story.html().removesuffix("</p>") + f" ({code})</p>"
    words = ", ".join(f'<a rel="tag" href="{ORIGIN}/k21-themen/{slug(w)}/">{escape(w)}</a>' for w in story.keywords)
    related = "".join(
        f'<article><h3><a href="{ORIGIN}{_path(one)}">{escape(one.place)}: {escape(one.title)}</a></h3>'
        f'<p>[{one.short_day}] {escape(one.teaser)} <a href="{ORIGIN}{_path(one)}">mehr...</a></p></article>'
        for one in [one for one in news if one.section == story.section and one is not story][:3]
    )
    main = f"""<article class="post"><header><p class="kicker">{story.place}</p>
<h1 class="entry-title">{escape(story.title)}</h1></header><div class="entry-content">
<p>[{story.short_day}] {escape(story.lead)}</p>
{paragraphs}</div>
<footer><div class="tags">Stichwörter: {words}</div></footer>
<div class="share"><a href="{ORIGIN}{path}?print=1">Druckversion</a>
<a href="mailto:?body={ORIGIN}{path}">Link mailen</a>
</div></article>
<section><h2>Weitere Meldungen und Beiträge aus dem Bereich:
<a href="/k21-themen/{slug(story.section)}/">{story.section}</a></h2>{related}</section>
<aside><h3>Ausgewählte Anbieter aus dem Bereich {story.section}:</h3><div class="anbieter">
<a href="/k21-it-guide/musterwerk/">Musterwerk Software GmbH</a><br>04109 Leipzig</div></aside>"""
    data = {"@type": "NewsArticle", "headline": story.title, "datePublished": f"{story.day}T00:00:00+02:00"}
    head = (
        f'<link rel="canonical" href="{ORIGIN}{path}"><meta property="og:type" content="article">'
        f'<meta property="og:site_name" content="{NAME}"><script type="application/ld+json">'
        f"{json.dumps({'@context': 'https://schema.org', **data}, ensure_ascii=False)}</script>"
    )
    site.article(path, story, _frame(story.title, main, head=head, kind="single"))
    text = f"<html><head><title>{escape(story.title)}</title></head><body><h1>{escape(story.title)}</h1>"
    site.twin(
        f"{path}?print=1", path, f"{text}<p>[{story.short_day}] {escape(story.lead)}</p>{paragraphs}</body></html>"
    )


def _teaser(story: Story) -> str:
    return (
        f'<article class="teaser"><p class="kicker">{story.place}</p><h2><a href="{ORIGIN}{_path(story)}">'
        f"{escape(story.title)}</a></h2><p>[{story.short_day}] {escape(story.teaser)} "
        f'<a href="{ORIGIN}{_path(story)}">mehr...</a></p></article>'
    )


def _front(site: Maker, news: Sequence[Story]) -> None:
    parts = in_pages(news, _PER_PAGE)
    for number, part in enumerate(parts, start=1):
        turn = ""
        if number < len(parts):
            turn = f'<nav class="pagination"><a class="next page-numbers" href="/page/{number + 1}/">Weiter</a></nav>'
        beside = '<aside><h3><a href="/k21-termine/fachtag-digitale-akte/">Fachtag Digitale Akte</a></h3></aside>'
        path = "/" if number == 1 else f"/page/{number}/"
        site.page(path, _frame("Startseite", "".join(map(_teaser, part)) + turn + beside, kind="home blog"))
    site.source("listing", "/")


def _rooms(site: Maker, news: Sequence[Story]) -> None:
    """Add the rooms that hold no articles: subjects, issues, dates, vendors."""
    subjects = {section: [one for one in news if one.section == section] for section in SECTIONS}
    for word in sorted({word for one in news for word in one.keywords}):
        subjects[word] = [one for one in news if word in one.keywords]
    for subject, own in subjects.items():
        listed = f"<h1>{escape(subject)}</h1>{''.join(map(_teaser, own[:10]))}"
        site.page(f"/k21-themen/{slug(subject)}/", _frame(subject, listed))
    issues = [(f"/k21-heftarchiv/ausgabe-{month}-2026/", f"Ausgabe {month}/2026") for month in range(1, 11)]
    for path, name in issues:
        site.page(path, _frame(name, f"<h1>{name}</h1><p>Das Heft als PDF für Abonnenten.</p>"))
    site.page("/k21-heftarchiv/", _frame("Heftarchiv", f"<h1>Heftarchiv</h1><ul>{links(issues)}</ul>"))
    dates = [(f"/k21-termine/{slug(name)}/", name) for name, _ in EVENTS]
    for (path, name), (_, text) in zip(dates, EVENTS, strict=True):
        site.page(path, _frame(name, f"<h1>{name}</h1><p>Beginn 9 Uhr, Ort: Auenstadt. {text}</p>"))
    site.page("/k21-termine/", _frame("Termine", f"<h1>Termine</h1><ul>{links(dates)}</ul>"))
    vendors = [("/k21-it-guide/musterwerk/", "Musterwerk Software GmbH"), ("/k21-it-guide/beispiel/", "Beispiel AG")]
    for path, name in vendors:
        site.page(path, _frame(name, f"<h1>{name}</h1><p>Anbieter von Fachverfahren, 04109 Leipzig.</p>"))
    site.page("/k21-it-guide/", _frame("IT-Guide", f"<h1>IT-Guide</h1><ul>{links(vendors)}</ul>"))
    for path, notice in {"/impressum/": "imprint", "/datenschutz/": "privacy", "/kontakt/": "contact"}.items():
        title, text = NOTICES[notice]
        site.page(path, _frame(title, f"<h1>{title}</h1><p>{text}</p>"))


def _sitemaps(site: Maker, news: Sequence[Story]) -> None:
    parts = {
        "/wp-sitemap-posts-page-1.xml": [(path, None) for path in ("/impressum/", "/datenschutz/", "/kontakt/")],
        "/wp-sitemap-posts-k21-meldungen-1.xml": [(_path(one), one.at) for one in news],
        "/wp-sitemap-posts-k21-termine-1.xml": [(f"/k21-termine/{slug(name)}/", None) for name, _ in EVENTS],
        "/wp-sitemap-taxonomies-k21-themen-1.xml": [(f"/k21-themen/{slug(one)}/", None) for one in SECTIONS],
    }
    for path, listed in parts.items():
        site.page(path, sitemap(ORIGIN, listed), XML)
    site.page(site.source("sitemap", "/wp-sitemap.xml"), sitemap_index(ORIGIN, [(path, None) for path in parts]), XML)
