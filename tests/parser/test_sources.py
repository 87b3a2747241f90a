"""Provenance: for each field of the record, what on the page gave it."""

from __future__ import annotations

import pytest

from scraper import parse

TEXT = "Die Stadt Lindental stellt ihre Verwaltung auf quelloffene Programme um, und alle machen mit. " * 5
URL = "https://bote.example/meldung/1"
LINKED = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Offene Software in Lindental",'
    '"datePublished": "2024-05-23T10:15:00+02:00", "author": {"@type": "Person", "name": "Erika Muster"},'
    '"keywords": ["Lindental", "Verwaltung"]}</script>'
)


def sources(head: str = "", above: str = "", below: str = "", url: str = URL) -> dict[str, str]:
    """Return the sources of an article with something in its head, and around its text."""
    body = f"<article><h1>Offene Software</h1>{above}<p>{TEXT}</p><p>{TEXT}</p>{below}</article>"
    return parse(f"<html><head>{head}</head><body>{body}</body></html>", url).sources


def test_json_ld_is_named_by_its_property() -> None:
    found = sources(LINKED)
    assert found["title"] == "JSON-LD headline"
    assert found["date"] == "JSON-LD datePublished"
    assert found["authors"] == "JSON-LD author"
    assert found["keywords"] == "JSON-LD keywords"


def test_a_heading_is_named_with_its_line() -> None:
    assert sources()["title"] == "h1 on line 1"


@pytest.mark.parametrize(
    ("head", "above", "below", "field", "source"),
    [
        ('<meta property="article:published_time" content="2024-05-23">', "", "", "date",
         "meta article:published_time"),
        ("", "<p>Veröffentlicht am 23. Mai 2024</p>", "", "date", "date near the headline"),
        ("", "<p>Von Erika Muster</p>", "", "authors", "byline near the headline"),
        ('<meta name="author" content="Erika Muster">', "", "", "authors", "meta author"),
        ("", "", '<p><a rel="tag" href="/t/1">Lindental</a></p>', "keywords", "links with rel=tag"),
        ('<meta name="news_keywords" content="Lindental, Verwaltung">', "", "", "keywords", "meta news_keywords"),
        ('<link rel="canonical" href="/meldung/1">', "", "", "url", "canonical link"),
        ('<meta property="article:section" content="Politik">', "", "", "section", "meta article:section"),
        ('<meta property="og:image" content="/bild.jpg">', "", "", "images", "picture of the metadata"),
        ("", "", "", "body", "article, lines 2 to 3"),
    ],
)  # fmt: skip
def test_each_source_has_its_name(head: str, above: str, below: str, field: str, source: str) -> None:
    assert sources(head, above, below)[field] == source


def test_the_address_is_a_source_of_the_day() -> None:
    assert sources(url="https://bote.example/2024/05/23/software")["date"] == "address"


def test_a_field_without_value_has_no_source() -> None:
    found = sources()
    assert "keywords" not in found
    assert "authors" not in found


def test_a_newsroom_page_names_the_editors_signs() -> None:
    page = (
        "<h1>Offene Software</h1><p>[23.5.2024] Die Stadt Lindental stellt um. " + TEXT + " (bs)</p>"
        "<p>Stichwörter: Lindental, Verwaltung</p>"
    )
    found = parse(page, URL).sources
    assert found["date"] == "date in brackets before the text"
    assert found["keywords"] == "list under a word such as 'Stichwörter'"
    assert found["authors"] == "code or name in parentheses at the end"
