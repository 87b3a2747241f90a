"""A federal office's site of the Government Site Builder."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from html import escape

from shapes.documents import EVENTS, NOTICES, in_pages, links, rss
from shapes.shape import RSS, Maker, Shape
from shapes.texts import SECTIONS, Story, slug, stories

ORIGIN = "https://www.bua.example"
NAME = "BUA"
LONG_NAME = "Bundesamt für unerledigte Akten"
_NODE = "616522"
_SESSION = ";jsessionid=4C1B7E0F9D2A4C5E8B6A7F3D1E0C9B8A.live861"
_PRESS = "/DE/Presse/Pressemitteilungen/pressemitteilungen_node.html"
_SHORT = "/DE/Presse/Kurzmeldungen/kurzmeldungen-node.html"
_HUB = "/DE/Service/RSSNewsfeed/RSSNewsfeed_node.html"
_EVENTS = "/DE/Service/Termine/termine_node.html"
_FEEDS = "/SiteGlobals/Functions/RSSFeed/RSSNewsfeed/"
_SEARCH = "/SiteGlobals/Forms/Suche/Expertensuche_Formular.html"
_PER_PAGE = 10
_ROBOTS = "User-agent: *\nDisallow: /SiteGlobals/Forms/\nCrawl-delay: 1\n"


def gsb(newest: dt.date) -> Shape:
    """Return the shape: documents below ``/SharedDocs/``, overviews ``…_node.html``, feeds on a hub page of HTML."""
    site = Maker("gsb", ORIGIN, _ROBOTS)
    news = stories("gsb", 52, newest, pause=14)
    press = [story for story in news if _is_press(story)]
    short = [story for story in news if not _is_press(story)]
    for story in news:
        _article(site, story)
    _listing(site, _PRESS, "Pressemitteilungen", press)
    _listing(site, _SHORT, "Kurzmeldungen", short)
    _front(site, news)
    _hub(site, press, short)
    _others(site)
    return site.shape()


def _is_press(story: Story) -> bool:
    return story.number % 3 != 0


def _path(story: Story) -> str:
    room = "Pressemitteilungen" if _is_press(story) else "Kurzmeldungen"
    return f"/SharedDocs/{room}/DE/{story.at.year}/{story.slug}.html"


def _inside(path: str, node: str = _NODE) -> str:
    """Return a link as the site's own pages have it: with a session, and the number of the page where it stands."""
    return f"{path.removeprefix('/')}{_SESSION}?nn={node}"


def _frame(title: str, main: str) -> str:
    menu = links(
        [
            (_inside("/DE/Presse/presse_node.html"), "Presse"),
            (_inside(_PRESS), "Pressemitteilungen"),
            (_inside(_SHORT), "Kurzmeldungen"),
            (_inside(_EVENTS), "Termine"),
            (_inside("/DE/DasAmt/dasamt_node.html"), "Das Amt"),
        ]
    )
    foot = links(
        [
            (_inside("/DE/Service/Impressum/impressum_node.html"), "Impressum"),
            (_inside("/DE/Service/Datenschutz/datenschutz_node.html"), "Datenschutz"),
            (_inside("/DE/Service/Kontakt/kontakt_node.html"), "Kontakt"),
            (_inside(_HUB), "RSS"),
        ]
    )
    return f"""<!DOCTYPE html><html lang="de"><head><base href="{ORIGIN}/"><meta charset="utf-8">
<title>{NAME} - {escape(title)}</title><meta name="generator" content="Government Site Builder">
<link rel="start" href="DE/Home/home_node.html"></head><body class="gsb startseite">
<div id="navServiceMeta"><a href="DE/Home/home_node.html{_SESSION}">Startseite</a>
<form action="{_SEARCH}{_SESSION}" method="get"><input name="templateQueryString" title="Suchtext"></form></div>
<div id="navPrimary" class="navPrimary"><ul>{menu}</ul></div>
<div id="content" class="content"><div id="main" role="main">{main}</div></div>
<div id="footer" class="footer"><ul>{foot}</ul><p>© {LONG_NAME}</p></div></body></html>"""


def _article(site: Maker, story: Story) -> None:
    path = _path(story)
    room = "Pressemitteilung" if _is_press(story) else "Kurzmeldung"
    file = f"SharedDocs/Downloads/DE/{room}en/{story.at.year}/{story.slug}.pdf?__blob=publicationFile&amp;v=5"
    text = f"""<h1 class="isFirstInSlot">{escape(story.title)}</h1>
<p class="docInfo"><span class="category">{room}</span> <span class="label">Datum</span>
<span class="value">{story.full_day}</span></p>
<p class="intro"><strong>{escape(story.lead)}</strong></p>
{story.html()}"""
    main = f"""{text}
<div class="downloads"><h2>Zum Herunterladen</h2><ul><li><a class="downloadLink" href="{file}">{escape(story.title)}
(PDF, 120KB, Datei ist barrierefrei)</a></li></ul></div>
<div class="navFunctions"><a href="{path[1:]}?view=renderPrint&amp;nn={_NODE}">Seite drucken</a>
<a href="{path[1:]}#top">Nach oben</a></div>"""
    site.article(path, story, _frame(story.title, main))
    site.twin(f"{path}?nn={_NODE}", path)
    printed = f'<html lang="de"><head><title>{NAME} - {escape(story.title)}</title></head><body>{text}</body></html>'
    site.twin(f"{path}?view=renderPrint&nn={_NODE}", path, printed)
    pdf = f"/SharedDocs/Downloads/DE/{room}en/{story.at.year}/{story.slug}.pdf?__blob=publicationFile&v=5"
    site.page(pdf, f"%PDF-1.4\n% {story.id}\n", "application/pdf")


def _teaser(story: Story, node: str = _NODE) -> str:
    return f"""<div class="searchresult teaser"><p class="metadata"><span class="date">{story.full_day}</span>
<span class="thema">{story.section}</span></p><h3><a class="RichTextIntLink" href="{_inside(_path(story), node)}">
{escape(story.title)}</a></h3><p>{escape(story.teaser)}</p></div>"""


def _dates() -> str:
    """Return the box of events that stands beside news."""
    terms = links((_inside(f"/SharedDocs/Termine/DE/2026/{slug(name)}.html"), name) for name, _ in EVENTS)
    return f'<div class="termine"><h2>Termine</h2><ul>{terms}</ul></div>'


def _listing(site: Maker, base: str, title: str, news: Sequence[Story]) -> None:
    """Add an overview; its further pages are named by a parameter that is escaped twice."""
    node = str(zlib.crc32(base.encode()) % 900_000 + 100_000)
    parts = in_pages(news, _PER_PAGE)

    def address(number: int) -> str:
        return base if number == 1 else f"{base}?gtp={node}_list%253D{number}"

    for number, part in enumerate(parts, start=1):
        numbers = "".join(
            f'<li class="{"active" if one == number else ""}"><a href="{address(one)[1:]}">{one}</a></li>'
            for one in range(1, len(parts) + 1)
        )
        if number < len(parts):
            numbers += f'<li class="forward button"><a href="{address(number + 1)[1:]}" title="Weiter">Weiter</a></li>'
        items = "".join(_teaser(story, node) for story in part)
        main = f'<h1 class="isFirstInSlot">{title}</h1><div class="navIndex"><ul>{numbers}</ul></div>{items}{_dates()}'
        site.page(address(number), _frame(title, main))
    site.source("listing", base)


def _front(site: Maker, news: Sequence[Story]) -> None:
    front = f'<h1 class="aural">Startseite</h1>{"".join(map(_teaser, news[:5]))}{_dates()}'
    for path in ("/", "/DE/Home/home_node.html"):
        site.page(path, _frame("Startseite", front))


def _hub(site: Maker, press: Sequence[Story], short: Sequence[Story]) -> None:
    """Add the feeds, and the page of HTML that names them."""
    rooms = {
        "RSSNewsfeed_Presse.xml": ("Pressemitteilungen", press),
        "RSSNewsfeed_Kurzmeldungen.xml": ("Kurzmeldungen", short),
    }
    named = []
    for file, (title, news) in rooms.items():
        path = site.source("feed", f"{_FEEDS}{file}")
        items = [(f"{_path(story)}?nn={_NODE}", story) for story in news[:12]]
        site.page(path, rss(f"{NAME} - {title}", ORIGIN, items), RSS)
        named.append((path[1:], f"RSS-Newsfeed {title}"))
    main = (
        '<h1 class="isFirstInSlot">RSS-Newsfeed</h1><p>Ein Newsfeed zeigt Ihnen neue Inhalte, ohne dass Sie die Seite '
        f"aufrufen müssen. Diese Newsfeeds bieten wir an:</p><ul>{links(named)}</ul>"
    )
    site.page(_HUB, _frame("RSS-Newsfeed", main))


def _others(site: Maker) -> None:
    for path, name in {
        "/DE/Service/Impressum/impressum_node.html": "imprint",
        "/DE/Service/Datenschutz/datenschutz_node.html": "privacy",
        "/DE/Service/Kontakt/kontakt_node.html": "contact",
        "/DE/Service/Anmeldung/anmeldung_node.html": "login",
    }.items():
        title, text = NOTICES[name]
        site.page(path, _frame(title, f"<h1>{title}</h1><p>{text}</p>"))
    rooms = links([(_inside(_PRESS), "Pressemitteilungen"), (_inside(_SHORT), "Kurzmeldungen")])
    site.page("/DE/Presse/presse_node.html", _frame("Presse", f"<h1>Presse</h1><ul>{rooms}</ul>"))
    terms = [
        ("/SharedDocs/Glossareintraege/DE/A/akte.html", "Akte"),
        ("/SharedDocs/Glossareintraege/DE/V/verfahren.html", "Verfahren"),
    ]
    for path, name in terms:
        site.page(path, _frame(name, f"<h1>{name}</h1><p>Begriff der Verwaltung, kurz erklärt.</p>"))
    listed = links((_inside(path), name) for path, name in terms)
    sections = "".join(f"<li>{section}</li>" for section in SECTIONS)
    about = f"<h1>Das Amt</h1><p>Wir kümmern uns.</p><ul>{sections}</ul><h2>Glossar</h2><ul>{listed}</ul>"
    site.page("/DE/DasAmt/dasamt_node.html", _frame("Das Amt", about))
    for name, text in EVENTS:
        main = f'<h1 class="isFirstInSlot">{name}</h1><p class="docInfo">Ort Auenstadt, 9 bis 16 Uhr</p><p>{text}</p>'
        site.page(f"/SharedDocs/Termine/DE/2026/{slug(name)}.html", _frame(name, main))
    events = links((_inside(f"/SharedDocs/Termine/DE/2026/{slug(name)}.html"), name) for name, _ in EVENTS)
    site.page(_EVENTS, _frame("Termine", f"<h1>Termine</h1><ul>{events}</ul>"))
    site.page(_SEARCH, _frame("Suche", "<h1>Suche</h1><p>Ihre Suche ergab keine Treffer.</p>"))
