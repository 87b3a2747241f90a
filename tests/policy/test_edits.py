"""What an edit is: the fields that an editor changes, and nothing that a template renews."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest

from scraper.model import Alternate, Article, Image, Reference, Related, Vendor
from scraper.policy.edits import TEXT_FIELDS, changed_fields, is_silent, may_be_counters

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
ARTICLE = Article(
    "https://amt.example/1", "amt", language="de", kicker="Kreis", title="Portal", date=NOW.date(), published_at=NOW,
    modified_at=NOW, authors=["eb"], lead="Es ist da.", body="Erster Absatz.\n\nZweiter.", keywords=["Wohngeld"],
    section="Digitales", links=[Reference("https://amt.example/2", "zwei")], related=[Related("Drei")],
    vendors=[Vendor("Haus GmbH", "Köln", "https://haus.example/")], images=[Image("https://amt.example/1.jpg")],
    alternates=[Alternate("https://amt.example/druck/1", "print")],
)  # fmt: skip

EDITS: list[tuple[str, Any]] = [
    ("kicker", None),
    ("kicker", "Stadt"),
    ("title", "Portale"),
    ("lead", ""),
    ("body", "Erster Absatz."),
    ("date", None),
    ("date", dt.date(2026, 11, 24)),
    ("published_at", NOW + dt.timedelta(seconds=1)),
    ("published_at", None),
    ("authors", []),
    ("authors", ["eb", "xy"]),
    ("keywords", ["Wohngeld", "Portal"]),
    ("keywords", ["wohngeld"]),
    ("section", None),
    ("links", []),
    ("links", [Reference("https://amt.example/3", "zwei")]),
    ("links", [Reference("https://amt.example/2", "drei")]),
    ("vendors", []),
    ("vendors", [Vendor("Haus GmbH", "Bonn")]),
]
NO_EDITS: list[tuple[str, Any]] = [
    ("language", "en"),
    ("modified_at", None),
    ("related", []),
    ("images", []),
    ("alternates", []),
    ("sources", {"a": "b"}),
    ("access", "teaser"),
    ("body", " Erster \n Absatz.\tZweiter.\u00a0"),
    ("title", "  Portal "),
    ("keywords", [" Wohngeld "]),
    ("links", [Reference("https://amt.example/2?utm_source=brief#oben", " zwei ")]),
    ("vendors", [Vendor(" Haus  GmbH", "Köln", "https://haus.example/?sid=1")]),
]


@pytest.mark.parametrize(("name", "value"), EDITS)
def test_what_an_editor_changes_is_an_edit_both_ways(name: str, value: Any) -> None:
    after = replace(ARTICLE, **{name: value})
    assert changed_fields(ARTICLE, after) == changed_fields(after, ARTICLE) == (name,)


@pytest.mark.parametrize(("name", "value"), NO_EDITS)
def test_what_a_template_renews_is_none(name: str, value: Any) -> None:
    assert changed_fields(ARTICLE, replace(ARTICLE, **{name: value})) == ()


def test_all_that_was_edited_is_named_the_text_first() -> None:
    after = Article(ARTICLE.url, ARTICLE.site)
    named = changed_fields(ARTICLE, after)
    assert named[:4] == TEXT_FIELDS
    assert set(named) == {name for name, _ in EDITS}
    assert set(named) <= {field.name for field in fields(Article)}


def test_the_order_of_names_and_links_is_the_editors() -> None:
    before = replace(ARTICLE, authors=["a", "b"], keywords=["a", "b"])
    assert changed_fields(before, replace(before, authors=["b", "a"], keywords=["b", "a"])) == ("authors", "keywords")


@pytest.mark.parametrize("url", ["mailto:amt@amt.example", "https://[", "", "\ud83d", "/ohne-haus"])
def test_a_link_that_is_no_address_is_compared_as_it_stands(url: str) -> None:
    one, other = (replace(ARTICLE, links=[Reference(address, "x")]) for address in (url, "https://amt.example/2"))
    assert changed_fields(one, one) == ()
    assert changed_fields(one, other) == ("links",)


@pytest.mark.parametrize(
    ("changes", "may_be"),
    [
        ({}, False),
        ({"body": "3"}, True),
        ({"lead": "3"}, True),
        ({"body": "3", "title": "3"}, False),
        ({"links": [Reference("https://amt.example/2", "17 Kommentare")]}, False),
        ({"links": [Reference("https://amt.example/2", "zwei"), Reference("https://amt.example/3", "drei")]}, False),
    ],
)
def test_figures_count_in_the_text_alone(changes: dict[str, Any], may_be: bool) -> None:
    after = replace(ARTICLE, **changes)
    assert may_be_counters(ARTICLE, after, changed_fields(ARTICLE, after)) is may_be


def test_a_link_may_have_a_counter_as_its_text() -> None:
    one, other = (replace(ARTICLE, links=[Reference("https://amt.example/2", text)]) for text in ("3 mal", "4 mal"))
    assert may_be_counters(one, other, ("links",))


@pytest.mark.parametrize(
    ("changes", "silent"),
    [
        ({"title": "Neu"}, True),
        ({"kicker": "Neu"}, True),
        ({"keywords": []}, False),
        ({"title": "Neu", "modified_at": None}, False),
        ({"title": "Neu", "date": None}, False),
        ({"title": "Neu", "published_at": None}, False),
    ],
)
def test_an_edit_is_silent_where_no_date_of_the_page_moved(changes: dict[str, Any], silent: bool) -> None:
    after = replace(ARTICLE, **changes)
    assert is_silent(ARTICLE, after, changed_fields(ARTICLE, after)) is silent
