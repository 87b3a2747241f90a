"""Related reports, vendors and pictures that a profile selects: what is read of them, and where nothing is found."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper import parser
from scraper.model import Article, Image, Related, Site, Vendor

TEXT = "<p>" + "Die Stadt Lindental stellt ihre Verwaltung auf quelloffene Programme um. " * 8 + "</p>"
URL = "https://bote.example/meldung/1"
FIRST, SECOND = "https://bote.example/1", "https://bote.example/2"


def read(field: str, selector: str, beside: str, within: str = "") -> Article:
    """Return the record of a page with something in its text and something beside it, read with one selector."""
    site = Site("bote", "Der Bote", "https://bote.example/", select=((field, selector),))
    page = f"<body><article><h1>Offene Programme</h1>{TEXT}{within}{TEXT}</article>{beside}</body>"
    return parser.parse(page, URL, site=site)


@pytest.mark.parametrize(
    ("selector", "markup"),
    [
        (".more", '<ul class="more"><li><a href="/1">Das Rathaus</a></li><li><a href="/2">Zwei</a></li></ul>'),
        (".more li", '<ul class="more"><li><a href="/1">Das Rathaus</a></li><li><a href="/2">Zwei</a></li></ul>'),
        (".more a", '<ul class="more"><li><a href="/1">Das Rathaus</a></li><li><a href="/2">Zwei</a></li></ul>'),
        (".more", '<p class="more"><a href="/1">Das Rathaus</a>, <a href="/2">Zwei</a></p>'),
        (".more", '<p><span class="more"><a href="/1">Das Rathaus</a>, <a href="/2">Zwei</a></span></p>'),
        (".more", '<nav class="more"><a href="/1">Das Rathaus</a><br><a href="/2">Zwei</a></nav>'),
        (".more", '<footer><div class="more"><a href="/1">Das Rathaus</a><br><a href="/2">Zwei</a></div></footer>'),
    ],
)
def test_each_selected_link_is_a_related_report(selector: str, markup: str) -> None:
    article = read("related", selector, markup)
    assert article.related == [Related("Das Rathaus", FIRST), Related("Zwei", SECOND)]
    assert article.sources["related"] == "the profile's selector 'related'"


@pytest.mark.parametrize("selector", [".more", ".more article"])
def test_date_and_teaser_are_read_where_they_stand(selector: str) -> None:
    items = (
        '<article><p>3.5.2024</p><h3><a href="/1">Das Rathaus</a></h3><p>Es steht noch leer.</p></article>'
        '<article><p>4.5.2024</p><h3><a href="/2">Zwei</a></h3><p>Das zweite. <a href="/2">mehr...</a></p></article>'
    )
    assert read("related", selector, f'<div class="more">{items}</div>').related == [
        Related("Das Rathaus", FIRST, dt.date(2024, 5, 3), "Es steht noch leer."),
        Related("Zwei", SECOND, dt.date(2024, 5, 4), "Das zweite."),
    ]


def test_one_selected_item_has_its_date_beside_its_link() -> None:
    items = '<ul><li class="more"><a href="/1">Das Rathaus</a> (3. Mai 2024)</li></ul>'
    assert read("related", ".more", items).related == [Related("Das Rathaus", FIRST, dt.date(2024, 5, 3))]


def test_a_link_that_leads_nowhere_is_no_report() -> None:
    assert read("related", ".more", '<p class="more"><a href="mailto:a@b.example">Post</a></p>').related == []


LABELLED = "<h4>Weitere Meldungen aus dem Bereich Politik</h4><p>[2.5.2024] <a href='/9'>Aus dem Rat</a></p>"


def test_a_selector_that_finds_nothing_leaves_what_the_labels_name() -> None:
    found = read("related", ".gone", LABELLED + "<p>Er tagt. <a href='/9'>mehr...</a></p>")
    assert [item.url for item in found.related] == ["https://bote.example/9"]
    assert found.sources["related"] == "list under an editor's heading"


def test_selected_reports_outrank_those_under_a_label() -> None:
    found = read("related", ".more", f'{LABELLED}<p class="more"><a href="/1">Das Rathaus</a></p>')
    assert found.related == [Related("Das Rathaus", FIRST)]


@pytest.mark.parametrize(
    ("selector", "markup", "vendors"),
    [
        (
            ".firms",
            '<div class="firms"><p><a href="/1">Musterwerk GmbH</a></p><p>04109 Leipzig</p>'
            "<p>Beispiel AG<br>99084 Erfurt</p></div>",
            [Vendor("Musterwerk GmbH", "04109 Leipzig", FIRST), Vendor("Beispiel AG", "99084 Erfurt")],
        ),
        (
            ".firms li",
            '<ul class="firms"><li><a href="/1">Musterwerk GmbH</a></li><li>Beispiel AG, 99084 Erfurt</li>'
            "<li>Einzel OHG</li></ul>",
            [Vendor("Musterwerk GmbH", None, FIRST), Vendor("Beispiel AG", "99084 Erfurt"), Vendor("Einzel OHG")],
        ),
        (
            ".firms a",
            '<p class="firms"><a href="/1">Musterwerk GmbH</a>, <a href="/2">Einzel OHG</a></p>',
            [Vendor("Musterwerk GmbH", None, FIRST), Vendor("Einzel OHG", None, SECOND)],
        ),
        (
            ".firms",
            '<div class="firms"><a href="/1"><img src="/a.png" alt="Logo Musterwerk"></a></div>'
            '<a href="/2"><img src="/b.png" alt="Fremdes Logo"></a>',
            [Vendor("Musterwerk", None, FIRST)],
        ),
    ],
)
def test_vendors_are_read_where_the_profile_selects_them(selector: str, markup: str, vendors: list[Vendor]) -> None:
    article = read("vendors", selector, markup)
    assert article.vendors == vendors
    assert article.sources["vendors"] == "the profile's selector 'vendors'"


def test_a_selector_without_vendors_leaves_those_under_a_label() -> None:
    listed = "<h4>Ausgewählte Anbieter aus dem Bereich Politik:</h4><p>Musterwerk GmbH</p><p>04109 Leipzig</p>"
    assert read("vendors", ".gone", listed).vendors == [Vendor("Musterwerk GmbH", "04109 Leipzig")]


@pytest.mark.parametrize("selector", [".gallery", ".gallery img", ".gallery figure"])
def test_selected_pictures_are_those_of_the_article(selector: str) -> None:
    figure = '<figure><img src="/a.jpg" alt="A"><figcaption>Das Haus. Foto: Stadt</figcaption></figure>'
    article = read("images", selector, f'<div class="gallery">{figure}</div>', '<img src="/b.jpg" alt="B">')
    assert article.images == [Image("https://bote.example/a.jpg", "Das Haus.", "Stadt")]
    assert article.sources["images"] == "the profile's selector 'images'"


def test_a_selected_picture_may_look_like_an_ornament() -> None:
    article = read("images", ".seal", '<img class="seal" src="/logo.png" width="20">')
    assert [image.url for image in article.images] == ["https://bote.example/logo.png"]


def test_a_selector_without_pictures_leaves_those_of_the_text() -> None:
    article = read("images", ".gone", "", '<img src="/b.jpg" alt="B">')
    assert article.images == [Image("https://bote.example/b.jpg", "B")]
    assert article.sources["images"] == "pictures between headline and end"


@pytest.mark.parametrize("tag", ["nav", "footer"])
def test_a_selected_menu_is_read_with_its_pictures_and_dates(tag: str) -> None:
    menu = f'<{tag} class="more"><div>3.5.2024</div><div><a href="/1">Das Rathaus</a></div><img src="/a.jpg"></{tag}>'
    assert read("related", ".more", menu).related == [Related("Das Rathaus", FIRST, dt.date(2024, 5, 3))]
    assert [image.url for image in read("images", ".more", menu).images] == ["https://bote.example/a.jpg"]


def test_a_picture_that_two_selected_elements_hold_comes_once() -> None:
    gallery = '<div class="gallery"><p class="gallery"><img src="/a.jpg" alt="A"></p></div>'
    assert len(read("images", ".gallery", gallery).images) == 1
