"""The authors: who is named, where, and what around the names is left out."""

from __future__ import annotations

import json

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import parser
from scraper.parser import article_text, record
from scraper.parser.fields import authors as finder

TEXT = "Der Hafen von Quellstadt bekommt neue Kräne, und die Fähre fährt wieder. " * 6
URL = "https://bote.example/hafen"


def authors(head: str = "", byline: str = "", after: str = "") -> list[str]:
    """Return the authors of an article with something in its head, under its headline or under its text."""
    html = f"<html><head><title>Neue Kräne</title>{head}</head><body><article><h1>Neue Kräne</h1>{byline}"
    return parser.parse(f"{html}<p>{TEXT}</p><p>{TEXT}</p>{after}</article></body></html>", URL).authors


def linked_data(author: object, *more: object) -> str:
    """Return a block of JSON-LD for an article by somebody, with more nodes beside it."""
    graph = [{"@type": "NewsArticle", "headline": "Neue Kräne", "author": author}, *more]
    return f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'


@pytest.mark.parametrize(
    "stated",
    [
        ["Erika Muster", "Ole Beispiel"],
        "Erika Muster und Ole Beispiel",
        "By Erika Muster and Ole Beispiel",
        "Erika Muster, Ole Beispiel",
        "Erika Muster (Text), Ole Beispiel (Fotos)",
        [{"@type": "Person", "name": "Erika Muster"}, {"@type": "Person", "name": ["Ole Beispiel"]}],
        {"@type": "Person", "name": "Erika Muster | Ole Beispiel"},
    ],
)
def test_names_of_json_ld_are_parted(stated: object) -> None:
    assert authors(linked_data(stated)) == ["Erika Muster", "Ole Beispiel"]


def test_author_may_be_a_reference() -> None:
    person = {"@type": "Person", "@id": "#erika", "name": "Erika Muster"}
    assert authors(linked_data({"@id": "#erika"}, person)) == ["Erika Muster"]


def test_agency_beside_a_person_is_kept() -> None:
    named = [{"@type": "Person", "name": "Erika Muster"}, {"@type": "Organization", "name": "Presseagentur Nord"}]
    assert authors(linked_data(named)) == ["Erika Muster", "Presseagentur Nord"]


def test_site_is_the_author_only_where_nobody_else_is() -> None:
    site = '<meta property="og:site_name" content="Der Bote">'
    assert authors(site + linked_data({"@type": "Organization", "name": "Der Bote"})) == ["Der Bote"]
    assert authors(site + linked_data([{"name": "Erika Muster"}, {"name": "Der Bote"}])) == ["Erika Muster"]


def test_person_of_another_source_outranks_the_site_and_a_slug() -> None:
    site = '<meta property="og:site_name" content="Der Bote">'
    person = '<meta name="author" content="Erika Muster">'
    assert authors(site + person + linked_data({"name": "Der Bote"})) == ["Erika Muster"]
    assert authors(person + linked_data({"name": "erika-muster"})) == ["Erika Muster"]
    assert authors(site + linked_data({"name": "Der Bote"}), "<p>Von Erika Muster</p>") == ["Erika Muster"]


@pytest.mark.parametrize(
    "stated",
    [
        "Erika Muster, Senior Reporter",
        "Erika Muster, Ph.D.",
        "Erika Muster (Image: Agentur/Archiv)",
        "Erika Muster, https://bote.example/em",
        "Erika Muster / Foto: Archiv",
        "Erika Muster For The Bote On Sunday",
        "Erika Muster @erika",
        "Erika Muster, Redakteurin",
    ],
)
def test_roles_and_notes_are_no_names(stated: str) -> None:
    assert authors(f'<meta name="author" content="{stated}">') == ["Erika Muster"]


@pytest.mark.parametrize(
    "nobody", ["admin", "Redaktion", "https://bote.example/author/1", "em@bote.example", "No Author"]
)
def test_nobody_is_no_author(nobody: str) -> None:
    assert authors(f'<meta name="author" content="{nobody}">') == []


@pytest.mark.parametrize(
    "byline",
    [
        "<p>Von Erika Muster</p>",
        "<p>By Erika Muster, 5. April 2024</p>",
        "<p>Ein Artikel von Erika Muster | 05.04.2024</p>",
        "<p>Veröffentlicht am 5. April 2024 von Erika Muster</p>",
        "<p>Posted by Erika Muster at 2:33 PM</p>",
        "<p>Erika Muster | 05.04.2024</p>",
        "<p>05.04.2024 - Erika Muster</p>",
        '<p>Von <a href="/autoren/muster">Erika Muster</a>, Quellstadt</p>',
        '<p>5. April, <a rel="author" href="/em">Erika Muster</a></p>',
        '<div class="post-author"><div><span>Erika Muster</span></div></div>',
        '<p>5. April <span class="author-name">Erika Muster</span></p>',
        "<p>von Erika Muster</p>",
        "<p>VON ERIKA MUSTER</p>",
        "<p>Ein Gastbeitrag von Erika Muster</p>",
        "<p>Von Erika Muster (dpa)</p>",
        "<p>Autorin/Autor Erika Muster</p>",
        "<p>Autor/Redakteur: Erika Muster</p>",
        "<p>Text: Erika Muster</p>",
        "<p>Par Erika Muster</p>",
        "<p>Door Erika Muster</p>",
        "<p>Tekst: Erika Muster</p>",
        "<p>5. April 2024 · 3 Min. · von Erika Muster</p>",
        "<p>By Erika Muster, Bote Columnist</p>",
        "<p>By Erika Muster Published April 5, 2024</p>",
        "<p>Verfasst von</p><p>Erika Muster</p>",
        "<p>Erika Muster | Chefredakteurin | 5. April 2024</p>",
        "<div>5. April 2024</div><div>Erika Muster</div>",
        "<div>Erika Muster</div><div>Stand: 05.04.2024</div>",
        '<ul><li class="creator__name">Erika Muster</li></ul>',
        '<p itemprop="author"><span itemprop="familyName">Muster</span>, <span itemprop="givenName">Erika</span></p>',
        '<p class="by"><span class="author-label">Autorin</span> <span class="author-name">Erika Muster</span></p>',
        '<p><a href="/ueber-uns/?author=7">Erika Muster</a></p>',
        '<p><a href="/team/erika-muster/">Erika Muster</a></p>',
        '<figure><figcaption class="author">Ole Beispiel</figcaption></figure><p>Von Erika Muster</p>',
        '<p class="author-date"><time>5. April</time></p><p>Von Erika Muster</p>',
    ],
)
def test_byline_is_read(byline: str) -> None:
    assert authors(byline=byline) == ["Erika Muster"]


@pytest.mark.parametrize(
    "line",
    [
        "Text Mining hilft im Hafen",
        "Von der Fähre bis zum Kran",
        "Hafen | Kräne",
        "Innere Sicherheit | 5. April 2024",
        "5. April 2024 | Digitale Verwaltung",
        "5 min read",
        "April 5",
        "Text: Die Kräne stehen still",
        '<a href="/thema/erika-muster">Erika Muster</a>',
    ],
)
def test_line_that_is_no_byline_names_nobody(line: str) -> None:
    assert authors(byline=f"<p>{line}</p>") == []


def test_name_under_the_text_is_read_where_it_says_so() -> None:
    assert authors(after="<footer>Eingestellt von Erika Muster um 10:52</footer>") == ["Erika Muster"]
    assert authors(after="<footer>Erika Muster</footer>") == []


def test_a_byline_stands_near_the_headline() -> None:
    lines = "".join(f"<p>Zeile {number}</p>" for number in range(20))
    byline = "<p>Von Erika Muster</p>"
    assert authors(byline=byline + lines) == ["Erika Muster"]
    assert authors(byline=lines + byline + lines) == []
    html = f"<body>{byline}<h1>Neue Kräne</h1><p>{TEXT}</p><p>{TEXT}</p></body>"
    assert parser.parse(html, URL).authors == ["Erika Muster"]


def test_a_long_line_that_begins_like_a_byline_is_none() -> None:
    line = "Von Erika Muster, der Leiterin des Hafens, kam am Morgen die Nachricht, dass die Fähre wieder fährt und "
    assert authors(byline=f"<p>{line}alle Kräne stehen.</p>") == []


def test_a_box_named_after_the_author_holds_few_lines() -> None:
    few = '<div class="author"><p>Erika Muster</p></div>'
    many = '<div class="author"><p>Erika Muster</p><p>Eins</p><p>Zwei</p><p>Drei</p><p>Vier</p></div>'
    assert (authors(byline=few), authors(byline=many)) == (["Erika Muster"], [])


def test_an_address_in_one_statement_does_not_hide_the_name_in_another() -> None:
    address = '<meta property="article:author" content="https://bote.example/team/em">'
    assert authors(address + '<meta name="sailthru.author" content="Erika Muster">') == ["Erika Muster"]


def test_a_signature_under_a_long_text_is_found() -> None:
    text = "".join(f"<p>{number}. {TEXT}</p>" for number in range(20))
    html = f"<body><article><h1>Neue Kräne</h1>{text}<p>Eingestellt von Erika Muster um 10:52</p></article></body>"
    article = parser.parse(html, URL)
    assert (article.authors, article.sources["authors"]) == (["Erika Muster"], "signature under the text")


def test_two_authors_of_a_byline() -> None:
    both = ["Erika Muster", "Ole Beispiel"]
    assert authors(byline="<p>Autor/Redakteur: Erika Muster / Ole Beispiel</p>") == both
    assert authors(byline='<p>Von <a href="/autoren/em">Erika Muster</a> und Ole Beispiel</p>') == both


def test_a_name_alone_stands_beside_the_day_between_headline_and_text() -> None:
    assert authors(byline="<div>Erika Muster</div>") == []
    day, name = "<div>5. April 2024</div>", "<div>Erika Muster</div>"
    assert parser.parse(f"<body>{name}{day}<h1>Neue Kräne</h1><p>{TEXT}</p></body>", URL).authors == []
    more = "".join(f"<p>{number}. {TEXT}</p>" for number in range(20))
    assert authors(after=more + day + name) == []


def test_authors_in_lists_in_lists() -> None:
    assert authors(linked_data([[{"@type": "Person", "name": "Erika Muster"}], [["Ole Beispiel"]]])) == [
        "Erika Muster",
        "Ole Beispiel",
    ]


def test_given_and_family_name_are_one() -> None:
    assert authors(linked_data({"@type": "Person", "givenName": "Erika", "familyName": "Muster"})) == ["Erika Muster"]
    parts = '<meta itemprop="givenName" content="Erika"><meta itemprop="familyName" content="Muster">'
    assert authors(parts) == ["Erika Muster"]


def test_a_meta_element_may_have_a_value() -> None:
    assert authors('<meta name="author" value="Erika Muster">') == ["Erika Muster"]


@pytest.mark.parametrize(("label", "found"), [("Verfasst von", ["Erika Muster"]), ("Lesezeit", [])])
def test_a_social_card_says_which_of_its_rows_is_the_author(label: str, found: list[str]) -> None:
    row = f'<meta name="twitter:label1" content="{label}"><meta name="twitter:data1" content="Erika Muster">'
    assert authors(row) == found


@pytest.mark.parametrize("maker", ["TYPO3 CMS", "Webdesign Beispiel", "Ratsdienst Version 5.5", "Super User"])
def test_makers_of_software_are_no_authors(maker: str) -> None:
    assert authors(f'<meta name="author" content="{maker}">') == []


def test_an_office_signs_only_where_no_person_does() -> None:
    named = [{"name": "Erika Muster"}, {"name": "Bote24 Redaktion"}]
    assert authors(linked_data(named)) == ["Erika Muster"]
    assert authors(linked_data(named[1:])) == ["Bote24 Redaktion"]
    assert authors(linked_data(named[1:]), "<p>Von Erika Muster</p>") == ["Erika Muster"]


def test_a_byline_outranks_a_meta_element_and_json_ld_outranks_both() -> None:
    meta, byline = '<meta name="author" content="Ole Beispiel">', "<p>Von Erika Muster</p>"
    assert authors(meta, byline) == ["Erika Muster"]
    assert authors(meta + linked_data({"name": "Max Beleg"}), byline) == ["Max Beleg"]


def test_an_organization_of_json_ld_gives_way_to_a_person_who_is_shown() -> None:
    organization = linked_data({"@type": "Organization", "name": "Hafenhaus"})
    assert authors(organization) == ["Hafenhaus"]
    assert authors(organization, "<p>Von Erika Muster</p>") == ["Erika Muster"]


def test_a_site_named_after_its_author_has_that_author() -> None:
    site = '<meta property="og:site_name" content="Erika Muster">'
    assert authors(site, '<p>Von <a rel="author" href="/em">Erika Muster</a></p>') == ["Erika Muster"]


def test_the_box_about_the_author_names_one_and_lists_of_articles_name_many() -> None:
    box = '<div class="author-box"><h4>{}</h4><p>Schreibt über Häfen.</p></div>'
    more = "".join(f"<p>{number}. {TEXT}</p>" for number in range(20))
    assert authors(after=more + box.format("Erika Muster")) == ["Erika Muster"]
    assert authors(after=more + "".join(map(box.format, ("Erika Muster", "Ole Beispiel", "Max Beleg")))) == []


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("Die Fähre fährt. (dpa)", ["dpa"]),
        ("Die Fähre fährt. (em)", ["em"]),
        ("(dpa/em)", ["dpa", "em"]),
        ("em/ob (dpa, afp)", ["em", "ob", "dpa", "afp"]),
        ("Die Fähre fährt. dpa/lno", ["dpa", "lno"]),
        ("em, ob; Foto [M]: Archiv", ["em", "ob"]),
    ],
)
def test_the_sign_off_of_an_agency_leaves_the_text(end: str, found: list[str]) -> None:
    html = f"<body><article><h1>Neue Kräne</h1><p>{TEXT}</p><p>{TEXT}</p><p>{end}</p></article></body>"
    article = parser.parse(html, URL)
    assert article.authors == found
    assert article.body.rsplit(maxsplit=1)[-1] in {"wieder.", "fährt."}
    stated = parser.parse(linked_data({"name": "Erika Muster"}) + html, URL)
    assert (stated.authors, stated.body) == (["Erika Muster"], article.body)


@pytest.mark.parametrize(
    "end", ["Das regelt die Norm. (DSGVO)", "So warnt das Amt. (BSI)", "Hier steht mehr. (pdf)", "Es war so."]
)
def test_an_abbreviation_at_the_end_is_no_sign_off(end: str) -> None:
    html = f"<body><article><h1>Neue Kräne</h1><p>{TEXT}</p><p>{TEXT}</p><p>{end}</p></article></body>"
    article = parser.parse(html, URL)
    assert (article.authors, article.body.endswith(end)) == ([], True)


def test_candidates_say_why_the_first_of_them_won() -> None:
    head = '<meta name="author" content="Ole Beispiel">'
    html = f"<head>{head}</head><body><h1>Neue Kräne</h1><p>Von Erika Muster</p><p>{TEXT}</p></body>"
    context = record.context_of(LexborHTMLParser(html), URL, None)
    found = finder.find(context, article_text.find(context))
    assert [candidate.value for candidate in found.candidates] == [["Erika Muster"], ["Ole Beispiel"]]
    assert [rule for rule, _ in found.candidates[0].evidence][:2] == ["words of a byline", "near the headline"]
    assert found.candidates[0].weight > found.candidates[1].weight
