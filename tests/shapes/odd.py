"""Two sites of no system that is in wide use: files laid down by hand, and addresses of nothing but parameters."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from html import escape

from shapes.documents import EVENTS, NOTICES, in_pages, links, rss
from shapes.shape import RSS, Maker, Shape
from shapes.texts import SECTIONS, Story, slug, stories

STATIC_ORIGIN = "http://www.kreis-huegelland.example"
PARAMETER_ORIGIN = "https://www.zweckverband.example"
_LATIN = "text/html; charset=iso-8859-1"
_PER_PAGE = 10


def static(newest: dt.date) -> Shape:
    """Return the shape: articles at ``/presse/2026/23.5.2026-titel.html``, an index a year, no feed, no sitemap."""
    site = Maker("static", STATIC_ORIGIN, "User-agent: *\nDisallow: /intern/\n")
    news = stories("static", 42, newest, pause=24)
    for story in news:
        path = _written(story)
        text = f"""<h1>{escape(story.title)}</h1><p class="datum">Auenstadt, {story.long_day}</p>
<p><b>{escape(story.lead)}</b></p>{story.html()}"""
        main = f'{text}<p><a href="{_printed(story)}">Druckversion</a> | <a href="index.html">zur Übersicht</a></p>'
        site.article(path, story, _table(story.title, main), _LATIN)
        site.twin(_printed(story), path, f"<html><head><title>{escape(story.title)}</title><body>{text}</html>", _LATIN)
    years = sorted({story.at.year for story in news}, reverse=True)
    for year in years:
        own = [story for story in news if story.at.year == year]
        rows = "".join(
            f'<tr><td>{one.full_day}</td><td><a href="{one.short_day}-{one.slug}.html">{escape(one.title)}</a>'
            "</td></tr>"
            for one in own
        )
        main = f"<h1>Pressemitteilungen {year}</h1><table>{rows}</table>"
        site.page(f"/presse/{year}/index.html", _table(f"Pressemitteilungen {year}", main), _LATIN)
    main = f"<h1>Presse</h1><ul>{links((f'/presse/{year}/index.html', f'Mitteilungen {year}') for year in years)}</ul>"
    site.page("/presse/index.html", _table("Presse", main), _LATIN)
    for year in years:
        site.source("listing", f"/presse/{year}/index.html")
    front = "".join(f'<li>{one.short_day} <a href="{_written(one)}">{escape(one.title)}</a></li>' for one in news[:6])
    for path in ("/", "/index.html"):
        site.page(path, _table("Kreis Hügelland", f"<h1>Herzlich willkommen</h1><ul>{front}</ul>"), _LATIN)
    for path, name in {
        "/impressum.html": "imprint",
        "/datenschutz.html": "privacy",
        "/kontakt.html": "contact",
        "/intern/login.html": "login",
    }.items():
        title, text = NOTICES[name]
        site.page(path, _table(title, f"<h1>{title}</h1><p>{text}</p>"), _LATIN)
    events = [
        (f"/termine/2026/{number + 1}.12.2026-{slug(name)}.html", name) for number, (name, _) in enumerate(EVENTS)
    ]
    for (path, name), (_, text) in zip(events, EVENTS, strict=True):
        site.page(path, _table(name, f"<h1>{name}</h1><p>Ort: Auenstadt. {text}</p>"), _LATIN)
    site.page("/termine/index.html", _table("Termine", f"<h1>Termine</h1><ul>{links(events)}</ul>"), _LATIN)
    return site.shape()


def _written(story: Story) -> str:
    return f"/presse/{story.at.year}/{story.short_day}-{story.slug}.html"


def _printed(story: Story) -> str:
    return f"/presse/{story.at.year}/druck/{story.short_day}-{story.slug}.html"


def _table(title: str, main: str) -> str:
    menu = "<br>".join(
        f'<a href="{path}">{text}</a>'
        for path, text in [
            ("/index.html", "Startseite"),
            ("/presse/index.html", "Presse"),
            ("/presse/2026/index.html", "Presse 2026"),
            ("/termine/index.html", "Termine"),
            ("/kontakt.html", "Kontakt"),
            ("/impressum.html", "Impressum"),
            ("/datenschutz.html", "Datenschutz"),
        ]
    )
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">
<title>Kreis Hügelland: {escape(title)}</title></head>
<body bgcolor="#ffffff"><table width="760"><tr><td class="menu" width="160" valign="top">{menu}</td>
<td valign="top">{main}</td></tr></table></body></html>"""


def parameters(newest: dt.date) -> Shape:
    """Return the shape: every page is ``/index.php?id=…``, an article one with ``tx_news_pi1[news]``."""
    site = Maker("parameters", PARAMETER_ORIGIN, "User-agent: *\nDisallow: /typo3/\n")
    news = stories("parameters", 45, newest, first_id=310)
    for story in news:
        _detail(site, story)
    _overview(site, 12, "Aktuelle Meldungen", news)
    site.source("listing", "/index.php?id=12")
    for number, section in enumerate(SECTIONS):
        _overview(site, 40 + number, section, [one for one in news if one.section == section])
    items = [(_article(story), story) for story in news[:10]]
    site.page(site.source("feed", "/index.php?id=12&type=9818"), rss("Zweckverband", PARAMETER_ORIGIN, items), RSS)
    site.page("/", _bare("Startseite", f"<h1>Willkommen</h1><ul>{''.join(map(_entry, news[:4]))}</ul>"))
    for number, name in {5: "imprint", 6: "privacy", 7: "contact", 8: "login"}.items():
        title, text = NOTICES[name]
        site.page(f"/index.php?id={number}", _bare(title, f"<h1>{title}</h1><p>{text}</p>"))
    for number, (name, text) in enumerate(EVENTS, start=1):
        main = f"<h1>{name}</h1><p>Ort: Auenstadt, 9 bis 16 Uhr. {text}</p>"
        site.page(f"/index.php?id=31&tx_seminars_pi1%5BshowUid%5D={number}", _bare(name, main))
    events = links(
        (f"/index.php?id=31&tx_seminars_pi1%5BshowUid%5D={n}", name) for n, (name, _) in enumerate(EVENTS, 1)
    )
    site.page("/index.php?id=30", _bare("Termine", f"<h1>Termine</h1><ul>{events}</ul>"))
    return site.shape()


def _article(story: Story) -> str:
    known = f"{zlib.crc32(str(story.id).encode()):08x}{zlib.adler32(story.slug.encode()):08x}"
    kind = "tx_news_pi1%5Baction%5D=detail&tx_news_pi1%5Bcontroller%5D=News"
    return f"/index.php?id=123&{kind}&tx_news_pi1%5Bnews%5D={story.id}&cHash={known}"


def _detail(site: Maker, story: Story) -> None:
    path = _article(story)
    text = f"""<h1>{escape(story.title)}</h1><p class="news-date">{story.full_day}</p>
<p class="lead">{escape(story.lead)}</p>{story.html(' class="bodytext"')}"""
    main = f'<div class="news news-single">{text}<p><a href="{escape(path)}&amp;type=98">Druckansicht</a></p></div>'
    site.article(path, story, _bare(story.title, main))
    site.twin(
        f"{path}&type=98", path, f"<html><head><title>{escape(story.title)}</title></head><body>{text}</body></html>"
    )


def _entry(story: Story) -> str:
    address = escape(_article(story))
    return (
        f'<li class="news-list-item"><span>{story.full_day}</span> '
        f'<h3><a href="{address}">{escape(story.title)}</a></h3>'
        f'<p>{escape(story.teaser)} <a href="{address}">mehr</a></p></li>'
    )


def _overview(site: Maker, page: int, title: str, news: Sequence[Story]) -> None:
    parts = in_pages(news, _PER_PAGE)

    def address(number: int) -> str:
        turned = (
            f"&tx_news_pi1%5B%40widget_0%5D%5BcurrentPage%5D={number}&cHash={zlib.crc32(bytes([page, number])):08x}"
        )
        return f"/index.php?id={page}" if number == 1 else f"/index.php?id={page}{turned}"

    for number, part in enumerate(parts, start=1):
        pager = "".join(
            f'<li class="{"current" if one == number else ""}"><a href="{escape(address(one))}">{one}</a></li>'
            for one in range(1, len(parts) + 1)
        )
        if number < len(parts):
            pager += f'<li class="next"><a href="{escape(address(number + 1))}">Nächste Seite</a></li>'
        items = "".join(map(_entry, part))
        main = f'<h1>{title}</h1><ul class="news-list-view">{items}</ul><ul class="f3-widget-paginator">{pager}</ul>'
        site.page(address(number), _bare(title, main))


def _bare(title: str, main: str) -> str:
    menu = links(
        [
            ("/index.php?id=12", "Aktuelle Meldungen"),
            ("/index.php?id=30", "Termine"),
            *((f"/index.php?id={40 + number}", section) for number, section in enumerate(SECTIONS)),
            ("/index.php?id=8", "Intern"),
        ]
    )
    foot = links([("/index.php?id=5", "Impressum"), ("/index.php?id=6", "Datenschutz"), ("/index.php?id=7", "Kontakt")])
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Zweckverband: {escape(title)}</title>
<link rel="alternate" type="application/rss+xml" title="RSS" href="/index.php?id=12&amp;type=9818"></head><body>
<div id="menu"><nav><ul>{menu}</ul></nav></div><div id="content">{main}</div>
<div id="footer"><ul>{foot}</ul></div></body></html>"""
