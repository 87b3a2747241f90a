"""What a page says of itself in JSON-LD and metadata, as sites really write it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scraper import parser
from scraper.model import Article

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


def test_entities_in_json_are_characters() -> None:
    assert read(block(PLAIN.replace("am Wehr", "&amp; Wehr"))).title == "Neue Brücke & Wehr"


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
