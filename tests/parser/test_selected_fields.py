"""Plain fields that a profile selects outrank what is found; a selector that finds nothing changes nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper import parser
from scraper.model import Article, Site

SENTENCE = "Die Stadt Lindental stellt ihre Verwaltung auf quelloffene Programme um. "
URL = "https://bote.example/meldung/1"
PAGE = (
    '<meta name="author" content="Ole Beispiel"><meta property="article:tag" content="Hafen">'
    '<meta property="article:published_time" content="2020-01-01T10:00:00Z">'
    '<p class="dachzeile">Falsch</p><p class="k">Lindental: </p><h1>Offene Programme</h1>'
    f'<p class="intro">{SENTENCE}</p><p class="l">Der Vorspann.</p><p>{SENTENCE * 3}</p><p>{SENTENCE * 3}</p>'
    '<p class="a">Erika Muster</p><p class="w">Amt, Programme ,</p>'
    '<time class="d" datetime="2024-05-23T10:00:00+02:00">gestern</time><p class="e">am 24. Mai 2024 im Rathaus</p>'
)


def read(field: str, selector: str) -> Article:
    """Return the record of the page with one selector."""
    site = Site("bote", "Der Bote", "https://bote.example/", select=((field, selector),))
    return parser.parse(PAGE, URL, site=site)


@pytest.mark.parametrize(
    ("field", "selector", "value"),
    [
        ("kicker", ".k", "Lindental"),
        ("lead", ".l", "Der Vorspann."),
        ("authors", ".a", ["Erika Muster"]),
        ("keywords", ".w", ["Amt", "Programme"]),
        ("date", ".d", dt.date(2024, 5, 23)),
        ("date", ".e", dt.date(2024, 5, 24)),
    ],
)
def test_what_the_profile_selects_outranks_what_is_found(field: str, selector: str, value: object) -> None:
    article = read(field, selector)
    assert getattr(article, field) == value
    assert article.sources[field] == f"the profile's selector {field!r}"


@pytest.mark.parametrize("field", ["kicker", "lead", "authors", "keywords", "date", "title", "body", "section"])
@pytest.mark.parametrize("selector", [".gone", "p..wrong"])
def test_a_selector_that_finds_nothing_or_is_wrong_changes_nothing(field: str, selector: str) -> None:
    assert read(field, selector) == read("kicker", ".gone")


def test_a_selected_date_brings_its_time() -> None:
    assert read("date", ".d").published_at == dt.datetime(2024, 5, 23, 8, tzinfo=dt.UTC)


def test_the_code_at_the_end_of_a_report_outranks_a_selector_of_authors() -> None:
    site = Site("bote", "Der Bote", "https://bote.example/", select=(("authors", ".a"),))
    html = f'<h1>Offene Programme</h1><p class="a">Die Redaktion</p><p>[23.5.2014] {SENTENCE * 3}(bs)</p>'
    article = parser.parse(html, URL, site=site)
    assert (article.authors, article.sources["authors"]) == (["bs"], "code or name in parentheses at the end")


@pytest.mark.parametrize(
    "field",
    ["kicker", "lead", "authors", "keywords", "date", "title", "body", "section", "images", "related", "vendors"],
)
def test_explain_names_a_selector_that_matches_nothing(field: str) -> None:
    site = Site("bote", "Der Bote", "https://bote.example/", select=((field, ".gone"),))
    article, explained = parser.explain(PAGE, URL, site=site)
    assert (explained[field][0].value, explained[field][0].source) == ("", "selector '.gone' matches nothing")
    assert article == parser.parse(PAGE, URL, site=site)


@pytest.mark.parametrize(
    ("field", "selector"),
    [
        ("kicker", ".k"),
        ("lead", ".l"),
        ("authors", ".a"),
        ("keywords", ".w"),
        ("date", ".d"),
        ("title", "h1"),
        ("body", "body"),
        ("section", ".k"),
    ],
)
def test_explain_says_nothing_of_a_selector_that_matches(field: str, selector: str) -> None:
    site = Site("bote", "Der Bote", "https://bote.example/", select=((field, selector),))
    _, explained = parser.explain(PAGE, URL, site=site)
    assert not [one for one in explained.get(field, ()) if "matches nothing" in one.source]
