"""What a page says of itself in JSON-LD and metadata, as sites really write it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import parser
from scraper.model import Article
from scraper.parser.page import flatten
from scraper.parser.statements import metadata

URL = "https://bote.example/lokal/wehr"
SENTENCE = "Am Wehr von Musterau wird seit dem Frühjahr eine neue Brücke gebaut, und alle sehen zu. "
TEXT = f"<p>{SENTENCE * 3}</p>"
PLAIN = '{"@type": "NewsArticle", "headline": "Neue Brücke am Wehr"}'


def block(text: str, kind: str = "application/ld+json") -> str:
    """Return a script."""
    return f'<script type="{kind}">{text}</script>'


def read(head: str, text: str = TEXT) -> Article:
    """Return the record of a page without a heading."""
    return parser.parse(f"<head>{head}</head><body>{text}</body>", URL)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"[{PLAIN}]",
        f'{{"@graph": [{PLAIN}]}}',
        PLAIN[:-1] + ",}",
        f"<!-- {PLAIN} -->",
        f'<!-- [{{"@type": "Organization"}}, {PLAIN}] -->',
        f"/*<![CDATA[*/{PLAIN}/*]]>*/".replace("/*]]>*/", "//]]>"),
        f"//<![CDATA[\n{PLAIN}\n//]]>",
        f"{PLAIN};",
        f"var data = {PLAIN} // weiter",
        PLAIN.replace("am Wehr", "am\tWehr"),
    ],
)
def test_a_block_is_read_though_it_is_not_quite_json(text: str) -> None:
    assert read(block(text)).title == "Neue Brücke am Wehr"


def test_other_scripts_are_not_read() -> None:
    assert read(block(PLAIN, "application/json")).title == ""


@pytest.mark.parametrize("written", ["&amp;", "&amp;amp;", "&#38;", "&amp;#38;", "&"])
def test_entities_in_json_are_characters(written: str) -> None:
    assert read(block(PLAIN.replace("am Wehr", f"{written} Wehr"))).title == "Neue Brücke & Wehr"


def test_a_parameter_of_an_address_is_no_entity() -> None:
    image = '"image": "https://bote.example/bild?a=1&para=2"'
    assert [image.url for image in read(block(PLAIN[:-1] + f", {image}}}")).images] == [
        "https://bote.example/bild?a=1&para=2"
    ]


@pytest.mark.parametrize(
    ("head", "facts"),
    [
        (block(PLAIN), ("NewsArticle", True, "", False)),
        (
            '<meta property="og:type" content="Article"><meta name="robots" content="NOINDEX, follow">',
            ("", False, "article", True),
        ),
        (
            block(PLAIN.replace("NewsArticle", "WebPage")) + '<meta name="robots" content="none">',
            ("WebPage", False, "", True),
        ),
        ('<meta name="robots" content="index, follow">', ("", False, "", False)),
    ],
)
def test_facts_about_the_kind_of_page(head: str, facts: tuple[str, bool, str, bool]) -> None:
    stated = metadata.read(flatten.read(LexborHTMLParser(f"<head>{head}</head><body>{TEXT}</body>")))
    assert (stated.article_type, stated.news, stated.kind, stated.noindex) == facts


@pytest.mark.parametrize("number", [1725350400, 1725350400000, 1725350400.0])
def test_a_number_is_passed_on_in_digits(number: float) -> None:
    data = json.dumps({"@type": "NewsArticle", "datePublished": number})
    assert metadata.read(flatten.read(LexborHTMLParser(block(data)))).published == [str(int(number))]


@pytest.mark.parametrize("value", ["true", "1e400", "NaN", "123456789012345678901"])
def test_a_number_that_says_nothing_is_left_out(value: str) -> None:
    data = f'{{"@type": "NewsArticle", "datePublished": {value}}}'
    assert metadata.read(flatten.read(LexborHTMLParser(block(data)))).published == []


def test_a_part_of_a_work_is_not_the_work() -> None:
    review: dict[str, Any] = {"@type": "Review", "headline": "Leser meinen", "author": "x", "articleBody": "y"}
    review |= {"datePublished": "2020-01-01", "mainEntityOfPage": URL}
    data = {"@type": "WebPage", "headline": "Neue Brücke am Wehr", "review": review}
    assert read(block(json.dumps(data))).title == "Neue Brücke am Wehr"


def test_an_author_may_be_named_elsewhere_in_the_graph() -> None:
    graph = [
        {"@type": "NewsArticle", "headline": "x", "author": [{"@id": "#a"}, {"@id": "#b", "name": "Ole Beispiel"}]},
        {"@id": "#a", "@type": "Person", "name": "Erika Muster"},
        {"@id": "#b", "@type": "Person", "name": "Falscher Name"},
    ]
    assert read(block(json.dumps({"@graph": graph}))).authors == ["Erika Muster", "Ole Beispiel"]


def test_the_text_of_json_ld_stands_in_where_the_page_shows_little() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Neue Brücke", "articleBody": f"<p>{SENTENCE * 9}</p>Ende."})
    assert read(block(data), "<p>Wird geladen.</p>").body == f"{(SENTENCE * 9).strip()}\n\nEnde."
    assert read(block(data), TEXT).body == (SENTENCE * 3).strip()
    short = json.dumps({"@type": "NewsArticle", "headline": "Neue Brücke", "articleBody": SENTENCE})
    assert read(block(short), "<p>Kurz.</p>").body != SENTENCE.strip()


def test_the_picture_of_json_ld_has_its_caption() -> None:
    image = {"@type": "ImageObject", "url": "/wehr.jpg", "caption": "Das Wehr (Foto: Stadt)"}
    data = json.dumps({"@type": "NewsArticle", "headline": "Neue Brücke", "image": image})
    found = read(block(data) + '<meta property="og:image" content="/og.jpg">').images
    assert [(picture.url, picture.caption, picture.credit) for picture in found] == [
        ("https://bote.example/wehr.jpg", "Das Wehr", "Stadt")
    ]


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "NewsArticle", "headline": "Neue Brücke | Der Talbote", "publisher": {"name": "Der Talbote"}},
        {"@graph": [{"@type": "WebSite", "name": "Der Talbote"}]},
    ],
)
def test_the_site_is_named_by_its_publisher_or_its_own_node(data: dict[str, Any]) -> None:
    assert read(block(json.dumps(data)) + "<title>Neue Brücke | Der Talbote</title>").title == "Neue Brücke"


def test_the_language_of_json_ld_counts_where_the_page_says_none() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "Neue Brücke", "inLanguage": "fr-FR"})
    assert read(block(data)).language == "fr"
