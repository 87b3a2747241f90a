"""Headline, kicker and lead on pages as the content systems of authorities build them; all words are invented."""

from __future__ import annotations

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import parser
from scraper.model import Article
from scraper.parser import record
from scraper.parser.fields import title

URL = "https://www.musterhausen.example/presse/2024/e-akte"
TITLE = "Musterhausen stellt das Bürgerbüro auf die E-Akte um"
LEAD = "Vom Herbst an liegen alle Vorgänge des Amtes nur noch elektronisch vor."
TEXT = "".join(
    f"<p>Im {part} der Verwaltung werden die Vorgänge seit dem Frühjahr gescannt, geordnet und den Sachbearbeitern an"
    " ihrem Arbeitsplatz bereitgestellt. Die Schulungen dafür enden im Sommer.</p>"
    for part in ("ersten Teil", "zweiten Teil", "letzten Teil")
)
SITE = '<meta property="og:site_name" content="Stadt Musterhausen">'
GRAPH = f'<meta property="og:title" content="{TITLE}">'


def page(head: str, body: str) -> Article:
    """Return the record of a page of a head and a body, which holds ``TEXT`` where it says so."""
    html = f'<!DOCTYPE html><html lang="de"><head>{head}</head><body>{body.replace("TEXT", TEXT)}</body></html>'
    return parser.parse(html, URL)


def element(title: str) -> str:
    """Return a title element."""
    return f"<title>{title}</title>"


HEADLINES = {
    "Government Site Builder, headings that are heard": (
        element(f"Landesamt für Beispiele - Presse - {TITLE}"),
        '<h1 class="aural">Navigation und Service</h1><h2 class="aural">Hauptmenü</h2><div id="content">'
        f'<h1 class="isFirstInSlot">{TITLE}<span class="c-topline"><span class="aural">Typ:</span>'
        '<span class="c-topline__category">Pressemitteilung</span><span class="aural">, Erscheinungstag:</span>'
        '<span class="c-topline__date"> 03.09.2024</span></span></h1>TEXT</div>',
    ),
    "Government Site Builder, name of the authority": (
        element("Landesamt für Beispiele"),
        f'<h1 class="aural">Landesamt für Beispiele</h1><div id="content"><h2>{TITLE}</h2>TEXT</div>',
    ),
    "Government Site Builder, day in the heading": (
        element(f"LfB - {TITLE}"),
        f'<div class="content"><h1><span class="topline date">03.09.2024</span>{TITLE}</h1>TEXT</div>',
    ),
    "Government Site Builder, number and authority": (
        element("Pressemitteilung Nr. 54/2024 | Verwaltungsgericht Musterhausen"),
        f'<h2 class="h1">Pressemitteilung Nr. 54/2024 vom 03.09.2024</h2><h2 class="unline">{TITLE}</h2>TEXT',
    ),
    "Government Site Builder, number and authority in h1": (
        element("Verwaltungsgericht Musterhausen"),
        f"<h1>Pressemitteilung Nr. 54/2024 | Verwaltungsgericht Musterhausen</h1><h2>{TITLE}</h2>TEXT",
    ),
    "TYPO3, single view": (
        element(f"{TITLE}: Stadt Musterhausen") + GRAPH + SITE,
        '<div class="news news-single"><div class="article" itemscope itemtype="http://schema.org/Article">'
        f'<h1 itemprop="headline">{TITLE}</h1><div class="teaser-text" itemprop="description"><p>{LEAD}</p></div>'
        '<div class="news-text-wrap">TEXT</div></div></div>',
    ),
    "TYPO3, title of the page above": (
        element("Detail - Stadt Musterhausen"),
        f'<h1>Detailansicht</h1><div class="news-single"><h2>{TITLE}</h2><div class="news-text-wrap">TEXT</div></div>',
    ),
    "TYPO3, kind above and day between": (
        element("Aktuelle Meldungen | Stadt Musterhausen"),
        f"<h1>Aktuelle Meldungen</h1><p>3. September 2024</p><h2>{TITLE}</h2>TEXT",
    ),
    "WordPress, title of the site in h1": (
        element(f"{TITLE} – Amtsblatt Musterhausen"),
        '<header><h1 class="site-title"><a href="https://www.musterhausen.example/">Amtsblatt</a></h1></header>'
        f'<article><h2 class="entry-title">{TITLE}</h2><div class="entry-content">TEXT</div></article>',
    ),
    "WordPress, remarks": (
        element(TITLE) + GRAPH,
        f'<article><h1 class="entry-title">{TITLE}</h1><div class="entry-content">TEXT</div></article>'
        '<div id="comments"><h1 class="page_title">2 Kommentare</h1></div>',
    ),
    "WordPress, section of the theme": (
        element(f"{TITLE} » Amtsblatt"),
        f'<h1 class="page-title screen-reader-text">Beiträge</h1><article><h2 class="entry-title">{TITLE}</h2>'
        '<div class="entry-content">TEXT</div></article>',
    ),
    "Drupal, heading with section and site": (
        element(f"{TITLE} | Verwaltung | musterhausen.example"),
        f'<h1 class="visually-hidden">{TITLE} | Verwaltung | musterhausen.example</h1>'
        f'<main><h2 class="opening__title">{TITLE}<span class="opening__subtitle"> Ein Weg</span></h2>TEXT</main>',
    ),
    "Drupal, element-invisible": (
        element("Ministerium für Beispiele"),
        f'<h1 class="element-invisible">Ministerium für Beispiele</h1><h2>{TITLE}</h2>TEXT',
    ),
    "Bootstrap, span for screen readers": (
        element("Bezirk Musterhausen"),
        f'<h1><span class="sr-only">Bezirk Musterhausen</span></h1><h2>{TITLE}</h2>TEXT',
    ),
    "CoreMedia, line above and badge": (
        element(TITLE) + GRAPH,
        f'<h1><span class="headline__text">{TITLE}</span> <span class="badge">Exklusiv</span></h1>TEXT',
    ),
    "Plone, headline in a div": (
        element(f"{TITLE} — Kreis Musterhausen"),
        f'<div class="logo"><h1>Kreis Musterhausen</h1></div><div class="documentFirstHeading">{TITLE}</div>TEXT',
    ),
    "Contao, path and title": (
        element("Rathaus - Presse - Stadt Musterhausen"),
        f'<div class="mod_breadcrumb"><h1>Presse</h1></div><div class="layout_full"><h1>{TITLE}</h1>TEXT</div>',
    ),
    "path that ends in a heading for search engines": (
        element("E-Akte im Bürgerbüro Musterhausen") + GRAPH,
        '<ol class="breadcrumb"><li>Start</li><li><h1>E-Akte im Bürgerbüro Musterhausen</h1></li></ol>'
        f'<h2 class="article-headline">{TITLE}</h2>TEXT',
    ),
    "logo that names the site": (
        element(f"{TITLE} - Kreis Musterhausen am See"),
        '<a href="/"><img src="l.png" alt="Logo: Kreis Musterhausen am See"></a><p><b>Der Kreis</b></p>TEXT',
    ),
    "French, kind above": (
        element("Communiqué de presse | Ville de Musterhausen"),
        f"<h1>Communiqué de presse n° 12</h1><h2>{TITLE}</h2>TEXT",
    ),
    "English, kind above": (element("Press release"), f"<h1>Press Release</h1><h2>{TITLE}</h2>TEXT"),
}


@pytest.mark.parametrize(("head", "body"), HEADLINES.values(), ids=HEADLINES.keys())
def test_the_headline_that_readers_see_is_the_title(head: str, body: str) -> None:
    assert page(head, body).title == TITLE


@pytest.mark.parametrize(
    "heading",
    [
        f'{TITLE} <span class="plus-icon">Plus</span>',
        f'<span class="label">Anzeige</span> {TITLE}',
        f"{TITLE} <sup>+</sup>",
        f"[Exklusiv] {TITLE}",
        f"{TITLE} (Abo)",
        f'<span class="c-badge c-badge--paid">M+</span> {TITLE}',
        f'<span class="etiquette">Réservé aux abonnés</span> {TITLE}',
        f"03.09.2024 - {TITLE}",
        f"{TITLE} (Stand: 03.09.2024)",
        f"{TITLE} <time>3. September 2024</time>",
        f"{TITLE}, 03.09.2024, 18:30 Uhr",
        f'{TITLE} <a class="anchor" href="#x"><span class="anchor">#</span></a>',
        f'{TITLE} <span class="comments-count">12 Kommentare</span>',
    ],
)
@pytest.mark.parametrize("head", ["", GRAPH], ids=["", "stated"])
def test_badge_day_and_remarks_in_a_heading_are_no_part_of_the_title(heading: str, head: str) -> None:
    assert page(head, f"<h1>{heading}</h1>TEXT").title == TITLE


@pytest.mark.parametrize(
    "words",
    [
        "Stadt schaltet 5G+ frei",
        "Rede vom 03.09.2024",
        "Kalenderblatt: 3. September 1924",
        "Microsoft Office Plus",
        "Haushalt 2024",
        "Rat tagt (mit Anhang)",
        "Neue Termine am 12. und 13. März",
    ],
)
def test_a_title_keeps_what_only_looks_like_a_badge_or_a_day(words: str) -> None:
    assert page(element(words), f"<h1>{words}</h1>TEXT").title == words


@pytest.mark.parametrize(
    ("above", "heading", "kicker"),
    [
        ("", '<span class="topline">Digitales Rathaus</span> <span class="title">TITLE</span>', "Digitales Rathaus"),
        ("", '<span class="kicker">Digitales Rathaus</span><span class="sr-only">: </span>TITLE', "Digitales Rathaus"),
        ("", '<em class="supertitle">Digitales Rathaus</em>TITLE', "Digitales Rathaus"),
        ('<p class="dachzeile">Digitales Rathaus</p>', "TITLE", "Digitales Rathaus"),
        ("<p>Digitales Rathaus</p>", "TITLE", "Digitales Rathaus"),
        ("<div>Digitales Rathaus</div>", "TITLE", "Digitales Rathaus"),
        ('<p class="topline">03.09.2024 - Pressemitteilung - Digitales Rathaus</p>', "TITLE", "Digitales Rathaus"),
        (
            '<p><span class="date">3.9.2024</span> <span class="kicker">Amt — Antwort</span></p>',
            "TITLE",
            "Amt — Antwort",
        ),
        ('<p class="topline"><time>03.09.2024</time> | Pressemitteilung Nr. 12/2024</p>', "TITLE", None),
        ('<p class="kicker">Pressemitteilung</p>', "TITLE", None),
        ("<p>3. September 2024</p>", "TITLE", None),
        ("<p>Pressemitteilung</p>", "TITLE", None),
        ("<p>Von Erika Muster</p>", "TITLE", None),
        ("<p>Lesezeit: 3 Minuten</p>", "TITLE", None),
        ("<p>Zurück zur Übersicht</p>", "TITLE", None),
        ("<p>Stadt Musterhausen</p>", "TITLE", None),
        ('<p><a href="/presse/">Presse und Medien</a></p>', "TITLE", None),
        ("<ul><li>Verwaltung</li></ul>", "TITLE", None),
        ("<p>Das Rathaus schließt um zwölf.</p>", "TITLE", None),
    ],
)
def test_a_short_line_of_its_own_right_above_the_headline_is_the_kicker(
    above: str, heading: str, kicker: str | None
) -> None:
    body = f"<main><div>{above}<h1>{heading.replace('TITLE', TITLE)}</h1></div>TEXT</main>"
    article = page(element(f"{TITLE} | Stadt Musterhausen") + SITE, body)
    assert (article.kicker, article.title) == (kicker, TITLE)


def test_kicker_and_headline_in_a_line_that_is_no_heading() -> None:
    body = (
        '<ol class="breadcrumb"><li><h1>E-Akte in Musterhausen</h1></li></ol><div>'
        f'<a-roofline class="article__roofline">Rathaus</a-roofline> <a-title>{TITLE}</a-title></div>TEXT'
    )
    article = page(element("E-Akte in Musterhausen") + GRAPH, body)
    assert (article.kicker, article.title) == ("Rathaus", TITLE)


LEADS = {
    "class": f'<h1>{TITLE}</h1><p class="einleitung">{LEAD}</p>TEXT',
    "abstract below kind and day": f"<h1>{TITLE}</h1><p>Pressemitteilung</p><p>03.09.2024</p>"
    f'<p class="abstract">{LEAD}</p>TEXT',
    "below kind, number and day": f"<h1>{TITLE}</h1><p>Typ: Pressemitteilung, Nr. 12/2024, Datum: 3. September 2024</p>"
    f'<p class="abstract">{LEAD}</p>TEXT',
    "outside of the text's box": f'<header><h1>{TITLE}</h1><div class="article__desc">{LEAD}</div></header>'
    '<ul class="share"><li>Teilen</li><li>Drucken</li></ul><div class="article-body">TEXT</div>',
    "microdata": f'<h1>{TITLE}</h1><div itemprop="description">{LEAD}</div><div class="article-body">TEXT</div>',
    "all bold": f"<h1>{TITLE}</h1><div><p><strong>{LEAD}</strong></p>TEXT</div>",
    "heading that is a sentence": f"<h1>{TITLE}</h1><h2>{LEAD}</h2>TEXT",
    "parted from the text by the byline": f'<header><h1>{TITLE}</h1><div>{LEAD}</div><div class="byline">Von Erika'
    ' Muster</div><div>3. September 2024</div></header><div class="article-body">TEXT</div>',
    "without a full stop": f'<h1>{TITLE}</h1><p class="standfirst">{LEAD[:-1]}</p>TEXT',
}


@pytest.mark.parametrize("body", LEADS.values(), ids=LEADS.keys())
def test_the_standfirst_in_its_own_element_is_the_lead(body: str) -> None:
    article = page(element(TITLE), f"<main>{body}</main>")
    assert (article.lead or "").rstrip(".") == LEAD[:-1]
    assert article.body.startswith("Im ersten Teil der Verwaltung")


@pytest.mark.parametrize(
    "above",
    [
        "<p>Pressemitteilung</p>",
        "<p>Pressemitteilung Nr. 12/2024 vom 3. September 2024</p>",
        '<p class="teaser">Dokumenttyp: Pressemitteilung, Nr. 12/2024, Datum: 3. September 2024</p>',
        "<p><b>03.09.2024</b></p>",
        '<div class="image-description">Ein Scanner steht im Bürgerbüro auf einem Tisch.</div>',
        '<p class="lead"><a href="/presse">Alle Mitteilungen des Amtes in der Übersicht.</a></p>',
        "<h2>Wie das Bürgerbüro die Vorgänge scannt</h2>",
    ],
)
def test_kind_day_caption_link_and_subheading_are_no_lead(above: str) -> None:
    assert page(element(TITLE), f"<main><h1>{TITLE}</h1>{above}TEXT</main>").lead is None


def test_several_paragraphs_of_a_lead_stay_together() -> None:
    body = f'<main><h1>{TITLE}</h1><div class="intro"><p>{LEAD}</p><p>Das hat der Rat beschlossen.</p></div>TEXT</main>'
    article = page("", body)
    assert article.lead == f"{LEAD} Das hat der Rat beschlossen."
    assert "Rat beschlossen" not in article.body


def test_headline_of_a_blog_posting_is_that_which_is_shown() -> None:
    data = json.dumps({"@type": "BlogPosting", "headline": "E-Akte: der Leitfaden", "datePublished": "2024-09-03"})
    head = element(f"{TITLE} | Blog") + f'<script type="application/ld+json">{data}</script>'
    assert page(head, f"<h1>{TITLE}</h1>TEXT").title == TITLE


@pytest.mark.parametrize("headline", ["Stadt &amp;#8211; Land", "Stadt &#8211; Land", "Stadt &ndash; Land"])
def test_entities_in_json_ld_are_no_text(headline: str) -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": headline, "datePublished": "2024-09-03"})
    head = f'<script type="application/ld+json">{data}</script>'
    assert page(head, "<h1>Stadt – Land</h1>TEXT").title == "Stadt – Land"


def test_other_candidates_follow_the_headline_in_order() -> None:
    html = f"<title>Landesamt | Portal</title><body><h1>Landesamt</h1><p>Portal</p><h2>{TITLE}</h2>{TEXT}</body>"
    found = title.find(record.context_of(LexborHTMLParser(html), URL, None))
    texts = [candidate.value for candidate in found.candidates]
    assert texts[0] == found.text
    assert TITLE in texts
    assert [one.weight for one in found.candidates] == sorted((one.weight for one in found.candidates), reverse=True)
