"""Further forms of articles' addresses, as single sites have them, on pages of one plain template.

What differs from form to form is a row of a table: the address of an article, which sources there are, and what else
the site has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, quote_plus

from shapes.documents import NOTICES, in_pages, links, rss, sitemap
from shapes.shape import RSS, XML, Maker, Shape
from shapes.texts import SECTIONS, Story, slug, stories

_NAME = "Talblatt"
_PER_PAGE = 15
_IN_FEED = 15
_COUNT = 45
_ROOMS = ("pressemitteilungen", "aktuelle-meldungen", "reden")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of address.

    Args:
        path: the address of an article.
        listing: where all articles are listed; further pages are told by ``?page=2``.
        feed, sitemap: their addresses, where there are some.
        others: pages of the site that are no articles; imprint and the like are there anyway.
        twin: another address of an article, or None.
        first_id: the number of the oldest article.
    """

    path: Callable[[Story], str]
    listing: str = "/"
    feed: str | None = None
    sitemap: str | None = None
    others: tuple[str, ...] = ()
    twin: Callable[[Story], str] | None = None
    first_id: int = 4100


def _room(story: Story) -> str:
    return _ROOMS[story.id % len(_ROOMS)]


def _department(story: Story) -> str:
    return slug(story.section)


def _words(story: Story, joint: str) -> str:
    """Return the headline as it stands, its words joined by something."""
    return quote(joint.join(story.title.replace(":", "").split()), safe="+_-")


def _association(story: Story) -> str:
    if story.number % 2:
        return f"/publikationen/pressemitteilungen/{story.slug}/"
    return f"/aktuelles/{story.at:%Y-%m}/{story.slug}/"


def _paper(story: Story) -> str:
    """Return the address of a paper, whose number begins anew each year and for each kind."""
    kind = ("ip", "mex")[story.id % 2]
    return f"/presscorner/detail/de/{kind}_{story.at:%y}_{1_000 + story.number // 2}"


_SECTION_PAGES = tuple(f"/{slug(section)}" for section in SECTIONS)

FORMS: dict[str, Form] = {
    "slug-at-the-root": Form(
        lambda s: f"/{s.slug}/",
        feed="/feed/",
        others=("/ueber-uns/", "/mitglied-werden/", "/aktuelle-veranstaltungen/", "/category/netz/", "/kurzstudien/"),
    ),
    "slug-and-day": Form(
        lambda s: f"/{s.slug}-{s.at:%Y%m%d}",
        feed="/rss.xml",
        others=("/tag/e-government", "/tag/open-source", "/autor/reto-fueglister", "/jobs", "/ueber-uns"),
    ),
    "episodes": Form(
        lambda s: f"/egov{s.id}-{s.slug}/",
        feed="/feed/mp3/",
        others=("/ueber-uns/", "/tag/formulare/", "/kontakt-zur-redaktion/", "/unterstuetzen/"),
        first_id=101,
    ),
    "number-and-title": Form(
        lambda s: f"/meldung_{s.id}_{quote_plus(s.title)}.html",
        feed="/rss.xml",
        others=("/themen_4", "/anbieter_7.html", "/termine_12.html", "/heft_2026_5.html"),
        twin=lambda s: f"/druck_{s.id}",
    ),
    "title-and-number": Form(
        lambda s: f"/news/{_words(s, '-')}-{s.id}.html",
        feed="/rss/news-atom.xml",
        others=(
            "/thema/Netzpolitik",
            "/autor/Bjoern-Voessing-4711",
            "/newsticker/",
            "/security/",
            "/abo/Angebot-1.html",
        ),
        first_id=11_260_100,
    ),
    "month-and-number": Form(
        lambda s: f"/news/{s.slug}-{s.at:%y%m}-{s.id}.html",
        feed="/rss.php",
        others=("/specials/netz/", "/tools/", "/sonstiges/impressum.html", "/ticker/"),
        first_id=198_300,
    ),
    "two-rooms": Form(
        _association,
        others=(
            "/aktuelles/veranstaltungen/",
            "/aktuelles/veranstaltungen/fachtag/",
            "/themen/wohnen/",
            "/themen/netz/",
        ),
    ),
    "sections-with-detail": Form(
        lambda s: f"/aktuelles/{_room(s)}/detail/{s.slug}",
        listing="/aktuelles",
        feed="/feed",
        others=("/themen/verwaltung", "/ministerium/leitung", *(f"/aktuelles/{room}" for room in _ROOMS)),
    ),
    "name-in-the-query": Form(
        lambda s: f"/portal/wid/securityadvisory?name=WID-SEC-{s.at.year}-{s.id}",
        listing="/portal/wid/kurzinformationen",
        feed="/content/public/securityAdvisory/rss",
        others=("/portal/wid/start", "/portal/wid/glossar?name=CVSS", "/portal/impressum"),
        first_id=1_100,
    ),
    "kind-and-number": Form(
        _paper,
        listing="/presscorner/latest/de",
        feed="/presscorner/api/rss?language=de",
        others=("/presscorner/advancedsearch/de", "/presscorner/contact/de"),
    ),
    "number-behind-a-word": Form(
        lambda s: f"/presse/hib/kurzmeldungen-{s.id}",
        listing="/presse/hib",
        feed="/static/appdata/includes/rss/hib.rss",
        others=("/presse", "/dokumente", "/parlament/praesidium-1234", "/ausschuesse/digitales"),
        first_id=1_098_100,
    ),
    "number-behind-a-slug": Form(
        lambda s: f"/de/aktuelles/{s.slug}-{s.id}",
        listing="/de/aktuelles",
        feed="/service/rss/de/1151246/feed.xml",
        others=("/de/themen", "/de/suche/1000406", "/de/service/leichte-sprache-411"),
        first_id=2_390_100,
    ),
    "department-slug-number": Form(
        lambda s: f"/{_department(s)}/{s.slug}/{s.id}",
        feed="/xml/rss",
        others=(*_SECTION_PAGES, "/author/ortrun.huebschle", "/info/impressum/400000001"),
        first_id=402_998_100,
    ),
    "year-and-slug": Form(
        lambda s: f"/{s.at.year}/{s.slug}/",
        feed="/feed/",
        sitemap="/sitemap.xml",
        others=("/ueberwachung/", "/category/ueberwachung/", "/author/constanze/", "/spenden/", "/2026/", "/2026/11/"),
    ),
    "number-before-a-slug": Form(
        lambda s: f"/blog/{s.id}-{s.slug}",
        listing="/blog",
        others=("/umsetzungsplan/projekte/12-portal", "/umsetzungsplan/projekte/13-netz", "/ueber-uns"),
        first_id=12,
    ),
    "number-and-name": Form(
        lambda s: f"/artikel/{s.id}/{_words(s, '_')}.html",
        feed="/rss/news.xml",
        others=("/rubrik/news.html", "/rubrik/tests.html", "/artikel/seite_2.html"),
        first_id=85_100,
    ),
    "day-and-slug": Form(
        lambda s: f"/news/{s.day}/{s.slug}",
        listing="/news",
        feed="/rss.xml",
        others=("/dossiers", "/tags/award", "/tags/e-government", "/events/fachtag"),
    ),
    "umlauts": Form(
        lambda s: f"/meldung/{quote(_umlauts(s))}",
        listing="/meldungen",
        others=("/ämter", "/themen/öffnungszeiten", "/termine/fachtag-für-alle"),
    ),
    "category-and-slug": Form(
        lambda s: f"/{_department(s)}/{s.slug}/",
        feed="/feed/",
        sitemap="/sitemap.xml",
        others=(
            *(f"{page}/" for page in _SECTION_PAGES),
            *("/leistungen/beratung/", "/leistungen/schulung-fuer-gemeinden/", "/verein/vorstand/", "/verein/satzung/"),
        ),
    ),
    "day-in-the-file": Form(
        lambda s: f"/Content/DE/Pressemitteilungen/{s.at:%Y/%m/%Y-%m-%d}-{s.slug}.html",
        listing="/Web/DE/Presse/presse_node.html",
        feed="/SiteGlobals/Functions/RSSFeed/DE/RSSPressemitteilungen.xml",
        others=(
            *(
                "/Web/DE/Home/home_node.html",
                "/Web/DE/Service/service_node.html",
                "/Content/DE/FAQ/faq-kassenbuch.html",
            ),
            *("/Content/DE/Glossareintraege/A/akte.html", "/Content/DE/Standardartikel/Themen/kassenbuch.html"),
        ),
    ),
    "portal-of-a-town": Form(
        lambda s: f"/portal/meldungen/{s.slug}-{900_000_000 + s.id}-20500.html",
        listing="/portal/uebersicht-20500.html",
        others=(
            *("/portal/seiten/buergerbuero-900000012-20500.html", "/portal/seiten/fundbuero-900000013-20500.html"),
            *(
                "/portal/veranstaltungen/flohmarkt-900000101-20500.html",
                "/portal/dienstleistungen/ausweis-900000007.html",
            ),
        ),
    ),
    "number-hyphen-slug": Form(
        lambda s: f"/index.php/aktuelles/{s.id}-{s.slug}",
        listing="/index.php/aktuelles",
        feed="/index.php/aktuelles?format=feed&type=rss",
        others=(
            "/index.php/verein",
            "/index.php/verein/12-satzung",
            "/index.php/termine",
            "/index.php/termine/31-fest",
        ),
        twin=lambda s: f"/index.php/aktuelles/{s.id}-{s.slug}?tmpl=component&print=1",
    ),
    "year-and-php": Form(
        lambda s: f"/de/aktuelles/{s.at.year}/{s.slug}.php",
        listing="/de/aktuelles/index.php",
        others=("/de/rathaus/buergerservice.php", "/de/aktuelles/termine.php", "/de/stadt/geschichte/chronik.php"),
    ),
    "pages-of-a-library": Form(
        lambda s: f"/Seiten/Aktuelles/{s.slug}.aspx",
        listing="/Seiten/Aktuelles.aspx",
        sitemap="/sitemap.xml",
        others=(
            "/Seiten/Default.aspx",
            "/Seiten/Team.aspx",
            "/Seiten/Projekte/glasfaser.aspx",
            "/Seiten/Projekte/e-akte.aspx",
        ),
    ),
    "numbers-alone": Form(
        lambda s: f"/Aktuelles/Meldung.aspx?ID={s.id}",
        listing="/Aktuelles/Default.aspx",
        others=("/Aktuelles/Termin.aspx?ID=7", "/Aktuelles/Termin.aspx?ID=8", "/Service/Download.aspx?ID=41"),
        first_id=710,
    ),
}
"""The forms by name."""


def _umlauts(story: Story) -> str:
    return "-".join(story.title.lower().replace(":", "").split())


def form(name: str, newest: dt.date) -> Shape:
    """Return a site whose articles have addresses of this form."""
    row = FORMS[name]
    site = Maker(name, f"https://www.{name}.example")
    news = stories(name, _COUNT, newest, first_id=row.first_id)
    for story in news:
        _article(site, row, story)
    _listing(site, row, news)
    if row.feed is not None:
        items = [(row.path(story), story) for story in news[:_IN_FEED]]
        site.page(site.source("feed", row.feed), rss(_NAME, site.origin, items), RSS)
    if row.sitemap is not None:
        listed = [*((path, None) for path in row.others), *((row.path(story), story.at) for story in news)]
        site.page(site.source("sitemap", row.sitemap), sitemap(site.origin, listed), XML)
    for path in row.others:
        spelled = quote(path, safe="/?=&.-_")
        site.page(
            spelled, _frame(row, "Übersicht", "<h1>Übersicht</h1><p>Hier finden Sie, was es sonst noch gibt.</p>")
        )
    for path, notice in {"/impressum": "imprint", "/datenschutz": "privacy", "/kontakt": "contact"}.items():
        title, text = NOTICES[notice]
        site.page(path, _frame(row, title, f"<h1>{title}</h1><p>{text}</p>"))
    return site.shape()


def _frame(row: Form, title: str, main: str) -> str:
    menu = links([("/", "Startseite"), (row.listing, "Aktuelle Meldungen"), *((p, "Weiteres") for p in row.others)])
    foot = links([("/impressum", "Impressum"), ("/datenschutz", "Datenschutz"), ("/kontakt", "Kontakt")])
    feed = ""
    if row.feed is not None:
        feed = f'<link rel="alternate" type="application/rss+xml" title="RSS" href="{escape(row.feed)}">'
    return f"""<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{escape(title)} | {_NAME}</title>{feed}
</head><body><header><nav><ul>{menu}</ul></nav></header><main>{main}</main><footer><ul>{foot}</ul></footer></body></html>"""


def _article(site: Maker, row: Form, story: Story) -> None:
    path = row.path(story)
    text = f"""<h1>{escape(story.title)}</h1><p class="meta"><time datetime="{story.day}">{story.full_day}</time></p>
<p class="lead">{escape(story.lead)}</p>{story.html()}"""
    printed = ""
    if row.twin is not None:
        printed = f'<p class="tools"><a href="{escape(row.twin(story))}">Druckversion</a></p>'
    site.article(path, story, _frame(row, story.title, f"<article>{text}{printed}</article>"))
    if row.twin is not None:
        page = f"<html lang=de><head><title>{escape(story.title)}</title></head><body>{text}</body></html>"
        site.twin(row.twin(story), path, page)


def _listing(site: Maker, row: Form, news: Sequence[Story]) -> None:
    """Add the list of all articles; where it is not the front page, that shows the newest."""
    parts = in_pages(news, _PER_PAGE)
    joint = "&" if "?" in row.listing else "?"
    for number, part in enumerate(parts, start=1):
        turn = ""
        if number < len(parts):
            turn = f'<a rel="next" href="{escape(row.listing)}{joint}page={number + 1}">Nächste Seite</a>'
        path = row.listing if number == 1 else f"{row.listing}{joint}page={number}"
        main = f'<h1>Aktuelle Meldungen</h1>{_items(row, part)}<div class="pagination">{turn}</div>'
        site.page(path, _frame(row, "Aktuelle Meldungen", main))
    site.source("listing", row.listing)
    if row.listing != "/":
        site.page("/", _frame(row, "Startseite", f"<h1>Willkommen</h1>{_items(row, news[:5])}"))


def _items(row: Form, news: Sequence[Story]) -> str:
    return "".join(
        f'<article class="teaser"><h2><a href="{escape(row.path(one))}">{escape(one.title)}</a></h2>'
        f'<time datetime="{one.day}">{one.full_day}</time><p>{escape(one.teaser)}</p></article>'
        for one in news
    )
