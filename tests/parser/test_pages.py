"""Each saved page beside the record that a reader would write down for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from records import PAGES, expected, record

from scraper import parser
from scraper.model import Site


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_gives_the_expected_record(page: Path) -> None:
    wanted = expected(page)
    found = record(page)
    assert {key: found[key] for key in wanted} == wanted


def test_every_layout_has_pages() -> None:
    stems = [page.stem.rpartition("-")[0] for page in PAGES]
    assert all(stems.count(layout) >= 3 for layout in ("table", "div", "wordpress"))


def test_selectors_of_the_profile_outrank_what_is_found() -> None:
    site = Site(
        "x", "X", "https://x.example/", select=(("title", ".a"), ("body", ".b"), ("section", ".c"), ("lead", "::"))
    )
    html = (
        "<h1>Falsch</h1><div class=a>Richtiger Titel</div><div class=c>Ressort</div><p>"
        + "Etwas anderes steht hier. " * 20
    )
    html += "</p><div class=b><p>Das ist der kurze Text, der gemeint ist.</p></div>"
    article = parser.parse(html, "https://x.example/a", site=site)
    assert (article.title, article.body) == ("Richtiger Titel", "Das ist der kurze Text, der gemeint ist.")
    assert (article.site, article.section, article.lead) == ("x", "Ressort", None)


def test_text_of_json_ld_stands_in_where_the_page_has_none() -> None:
    body = "Der Text steht nur in den Metadaten. " * 12
    data = json.dumps({"@type": "NewsArticle", "headline": "Nur Daten", "articleBody": body})
    html = f'<title>Nur Daten</title><script type="application/ld+json">{data}</script><div id=app></div>'
    assert parser.parse(html, "https://x.example/a").body == body.strip()


def test_canonical_address_of_another_host_or_the_front_page_is_not_believed() -> None:
    for href in ("https://other.example/a", "https://x.example/", "javascript:void(0)"):
        article = parser.parse(f'<link rel="canonical" href="{href}">', "https://x.example/a?utm_source=y")
        assert article.url == "https://x.example/a"


def test_unusable_address_is_kept() -> None:
    assert parser.parse("<p>x", "kein Ort").url == "kein Ort"


def test_a_menu_within_a_text_ends_its_line() -> None:
    text = "Die Stadt hat ihr neues Rathaus eröffnet, wie sie mitteilte."
    page = f"<body><h1>Ein Rathaus</h1><div>{text}<nav><a href='/2'>Seite 2</a></nav>Alle Ämter sind dort.</div></body>"
    assert parser.parse(page, "https://bote.example/news/1").body == f"{text}\n\nAlle Ämter sind dort."
