"""The authors: who is named, where, and what around the names is left out."""

from __future__ import annotations

import json

import pytest

from scraper import parser

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
    ],
)
def test_byline_is_read(byline: str) -> None:
    assert authors(byline=byline) == ["Erika Muster"]


@pytest.mark.parametrize("line", ["Text Mining hilft im Hafen", "Von der Fähre bis zum Kran", "Hafen | Kräne"])
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
