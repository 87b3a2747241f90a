"""What belongs to an article beside its words: pictures, links, other forms, its address, its language."""

from __future__ import annotations

import pytest

from scraper import parser
from scraper.model import Alternate, Article, Image

URL = "https://bote.example/lokal/wehr"
SENTENCE = "Am Wehr von Musterau wird seit dem Frühjahr eine neue Brücke gebaut, und alle sehen zu. "
TEXT = f"<p>{SENTENCE * 3}</p>"


def read(inside: str = "", head: str = "", above: str = "", below: str = "", url: str = URL) -> Article:
    """Return the record of a page with something around and inside its text."""
    text = f"<article><h1>Neue Brücke</h1>{TEXT}{inside}{TEXT}</article>"
    return parser.parse(f"<head>{head}</head><body>{above}{text}{below}</body>", url)


def pictures(inside: str = "", head: str = "", above: str = "", below: str = "") -> list[str]:
    """Return the paths of the pictures of such a page."""
    return [image.url.removeprefix("https://bote.example") for image in read(inside, head, above, below).images]


@pytest.mark.parametrize(
    "ornament",
    [
        '<img src="/x.jpg" width="16" height="16">',
        '<img src="/x.jpg" width="50">',
        '<img src="/img/logo.png">',
        '<img src="/spacer.gif">',
        '<img src="/x.jpg" alt="Druckversion">',
        '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP">',
        "<img>",
    ],
)
def test_ornaments_are_no_pictures_of_the_article(ornament: str) -> None:
    assert pictures(ornament) == []
    assert pictures(f'{ornament}<img src="/wehr.jpg" width="640">') == ["/wehr.jpg"]


def test_pictures_stand_between_headline_and_end_of_the_text() -> None:
    picture = '<p>Zeile</p><img src="/{}.jpg"><p>Zeile</p>'
    assert pictures(picture.format("in"), above=picture.format("above"), below=picture.format("below")) == ["/in.jpg"]


def test_a_lazy_loader_keeps_the_address_elsewhere() -> None:
    assert pictures('<img src="/blank.gif" data-src="/wehr.jpg">') == ["/wehr.jpg"]
    assert pictures('<img srcset="/wehr.jpg 640w, /gross.jpg 1280w">') == ["/wehr.jpg"]
    assert pictures('<img src="data:image/gif;base64,R0lGOD" srcset="/wehr.jpg 640w">') == ["/wehr.jpg"]


def test_a_picture_comes_once_with_its_first_caption() -> None:
    twice = '<figure><img src="/a.jpg"><figcaption>{}</figcaption></figure>'
    assert read(twice.format("Erst") + twice.format("Dann")).images == [Image("https://bote.example/a.jpg", "Erst")]


def test_the_picture_of_the_metadata_stands_in_unless_it_is_a_logo() -> None:
    meta = '<meta property="og:image" content="/{}.jpg">'
    assert pictures(head=meta.format("wehr")) == ["/wehr.jpg"]
    assert pictures(head=meta.format("logo")) == []


def test_links_of_the_text_are_references_each_once_and_no_fragment_is() -> None:
    links = '<p><a href="#top">Oben</a> <a href="/a">Eins</a> und <a href="/a">noch einmal</a>, auf der Seite.</p>'
    assert [(link.url, link.text) for link in read(links).links] == [("https://bote.example/a", "Eins")]


def test_links_of_the_text_are_bounded() -> None:
    links = " ".join(f'{SENTENCE} <a href="/{number}">hier</a>' for number in range(250))
    assert len(read(f"<p>{links}</p>").links) == 200


def test_other_forms_of_an_article_are_named_by_the_head() -> None:
    head = (
        '<link rel="amphtml" href="/amp/wehr"><link rel="alternate" type="application/pdf" href="/wehr.pdf">'
        '<link rel="alternate" media="print" href="/druck/wehr"><link rel="alternate" hreflang="en" href="/en/weir">'
        f'<link rel="alternate" hreflang="de" href="{URL}">'
        '<link rel="alternate" type="application/rss+xml" href="/rss">'
        '<link rel="alternate" hreflang="x-default" href="/x"><link rel="stylesheet" hreflang="fr" href="/fr">'
    )
    assert read(head=head).alternates == [
        Alternate("https://bote.example/amp/wehr", "amp"),
        Alternate("https://bote.example/wehr.pdf", "pdf"),
        Alternate("https://bote.example/druck/wehr", "print"),
        Alternate("https://bote.example/en/weir", "language"),
    ]


def test_other_forms_of_an_article_are_named_beside_it() -> None:
    links = '<p><a href="/druck/1">Druckversion</a> <a href="/1.pdf">PDF</a></p>'
    links += '<p><a href="/heft.pdf">PDF (das ganze Heft mit allen Beiträgen, 48 Seiten)</a></p>'
    icon = '<a href="/druck/2"><img src="/d.gif" alt="Drucken"></a>'
    assert [(other.url[-7:], other.kind) for other in read(below=links + icon).alternates] == [
        ("druck/1", "print"),
        ("e/1.pdf", "pdf"),
        ("druck/2", "print"),
    ]


def test_printed_forms_of_other_articles_are_not_its_own() -> None:
    related = "<h4>Weitere Meldungen aus dem Bereich Bau</h4><p>[2.5.2014] Ein Anriss. <a href='/2'>mehr...</a></p>"
    assert read(below=f'{related}<p><a href="/druck/9">Druckversion</a></p>').alternates == []


@pytest.mark.parametrize(
    ("stated", "believed"),
    [
        ("https://bote.example/anders", "https://bote.example/anders"),
        ("http://www.bote.example/anders", "http://www.bote.example/anders"),
        ("/anders?utm_source=x", "https://bote.example/anders"),
        ("https://fremd.example/anders", URL),
        ("https://bote.example/", URL),
        ("https://bote.example", URL),
        ("javascript:void(0)", URL),
    ],
)
def test_the_canonical_address_is_on_the_same_host_and_no_front_page(stated: str, believed: str) -> None:
    assert read(head=f'<link rel="canonical" href="{stated}">').url == believed
    assert read(head=f'<meta property="og:url" content="{stated}">').url == believed


def test_a_language_that_is_none_is_looked_for_in_the_words() -> None:
    page = f'<html lang="{{}}"><body><h1>Neue Brücke</h1>{TEXT}</body></html>'
    assert parser.parse(page.format("fr-CH"), URL).language == "fr"
    assert parser.parse(page.format("und"), URL).language == "de"
    assert parser.parse('<html lang="mul"><h1>X</h1><p>Der Zug.</p></html>', URL).language is None
