"""Which fields a check says are lost, and which come and go by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from scraper.model import SELECTED, Article, Site
from scraper.onboarding.field_check import Observed, Usual, at_most, compare, place_free, say_selectors, usual_of
from scraper.onboarding.findings import SiteCheck

SITE = Site(id="amt", name="Amt", home="https://amt.example/", select=(("body", "div.text"), ("kicker", ".dach")))
PAGE = Article(
    "https://amt.example/1",
    "amt",
    title="Titel",
    date=dt.date(2026, 11, 2),
    body="Ein Text von sechs Wörtern Länge.",
    keywords=["OZG"],
    sources={
        "title": "h1 on line 2",
        "date": "JSON-LD datePublished",
        "body": f"{SELECTED}",
        "keywords": "meta keywords",
    },
)
ALL = frozenset({"title", "date", "body", "keywords"})
WITHOUT = replace(PAGE, keywords=[], sources={k: v for k, v in PAGE.sources.items() if k != "keywords"})


def usual(share: float = 1.0, articles: int = 50) -> Usual:
    """An archive of which this share of articles has keywords."""
    with_keywords = round(share * articles)
    has = [ALL] * with_keywords + [ALL - {"keywords"}] * (articles - with_keywords)
    return usual_of(has, [PAGE.sources] * articles)


def said(pages: Sequence[Observed], usually: Usual) -> list[str]:
    check = SiteCheck(SITE)
    compare(check, pages, usually, ("title", "date", "body", "keywords"))
    return [str(one) for one in check.found]


def pages(*articles: Article, had: frozenset[str] | None = None, archived: Article | None = None) -> list[Observed]:
    return [Observed(f"https://amt.example/{n}", article, had, archived) for n, article in enumerate(articles)]


@pytest.mark.parametrize(
    ("share", "without", "with_it", "is_lost"),
    [
        (1.0, 2, 0, True),
        (1.0, 1, 0, False),  # one editor who forgot them
        (1.0, 1, 4, False),
        (0.96, 5, 0, True),
        (0.96, 3, 2, True),
        (0.96, 1, 4, False),
        (0.5, 5, 0, False),
        (0.7, 5, 0, True),
        (0.0, 5, 0, False),
    ],
)
def test_a_field_is_lost_where_chance_would_leave_it_out_of_so_few_pages(
    share: float, without: int, with_it: int, is_lost: bool
) -> None:
    found = said(pages(*[WITHOUT] * without, *[PAGE] * with_it), usual(share))
    expected = f"keywords found on {with_it} of {without + with_it} page{'s' if without + with_it > 1 else ''}; "
    expected += f"the archive has it in {round(100 * share)} % of 50 articles"
    assert found == ([expected] if is_lost else [])


def test_an_archived_article_that_had_a_field_should_have_it_still() -> None:
    nothing = Usual()
    assert said(pages(WITHOUT, WITHOUT, had=ALL), nothing) == [
        "keywords found on 0 of 2 pages; the archive has it of these pages"
    ]
    assert said(pages(WITHOUT, WITHOUT, had=ALL - {"keywords"}), usual(1.0)) == []
    assert said(pages(WITHOUT, WITHOUT), nothing) == []


def test_few_archived_articles_prove_little() -> None:
    assert said(pages(WITHOUT, WITHOUT), usual(1.0, articles=2)) == []
    assert len(said(pages(*[WITHOUT] * 4), usual(1.0, articles=2))) == 1


def test_another_source_is_said_once_no_page_has_the_usual_one() -> None:
    other = replace(PAGE, sources=PAGE.sources | {"date": "a date somewhere in the markup"})
    sentence = "date now comes from 'a date somewhere in the markup', was 'JSON-LD datePublished'"
    assert said(pages(other, other), usual()) == [sentence]
    assert said(pages(other, PAGE), usual()) == []
    assert said(pages(other), usual()) == []


def test_what_a_selector_gives_is_what_the_profile_asks_for() -> None:
    mended = replace(PAGE, sources=PAGE.sources | {"date": f"{SELECTED} 'date'"})
    assert said(pages(mended, mended), usual()) == []


def test_where_on_the_page_a_field_stood_is_no_other_source() -> None:
    deeper = replace(PAGE, sources=PAGE.sources | {"title": "h1 on line 77", "body": f"{SELECTED}, lines 3 to 4"})
    assert said(pages(deeper, deeper, deeper), usual()) == []
    assert place_free("tbody, lines 3 to 4") == "tbody"


def test_a_value_that_differs_on_all_pages_is_no_edit() -> None:
    today = replace(PAGE, title="Titel | Amt")
    assert said(pages(today, today, had=ALL, archived=PAGE), usual()) == [
        "title differs from what the archive has, on 2 of 2 pages"
    ]
    one = pages(today, had=ALL, archived=PAGE)
    assert said([*one, *pages(PAGE, had=ALL, archived=PAGE)], usual()) == []
    assert said(one, usual()) == []


@pytest.mark.parametrize(("factor", "is_said"), [(3, True), (2, False)])
def test_a_text_that_became_another_part_of_the_page_is_said(factor: int, is_said: bool) -> None:
    short = replace(PAGE, body="Wort " * 10)
    long = replace(PAGE, body="Wort " * (10 * factor))
    for today, archived in ((short, long), (long, short)):
        words = [len(one.body.split()) for one in (today, archived)]
        found = said(pages(today, today, had=ALL, archived=archived), usual())
        sentence = f"body has {2 * words[0]} words, the archive {2 * words[1]}, over 2 pages"
        assert found == ([sentence] if is_said else [])


def test_chances_of_several_pages() -> None:
    assert at_most(0, []) == 1
    assert at_most(1, [0.5, 0.5]) == 0.75
    assert at_most(0, [0.9, 0.5]) == pytest.approx(0.05)


@pytest.mark.parametrize(("count", "names"), [(1, []), (2, ["body"]), (3, ["body", "kicker"])])
def test_without_an_archive_a_selector_of_a_field_that_may_be_missing_needs_more_pages(
    count: int, names: list[str]
) -> None:
    bare = replace(PAGE, sources={})
    check = SiteCheck(SITE)
    say_selectors(check, SITE, pages(*[bare] * count), Usual())
    assert [one.detail["field"] for one in check.found] == names


def test_a_selector_that_seldom_matched_is_not_dead_by_chance() -> None:
    bare = replace(PAGE, sources={})
    seldom = usual_of([ALL] * 40, [{"kicker": f"{SELECTED} 'kicker'"}] * 10 + [{"body": SELECTED}] * 30)
    check = SiteCheck(SITE)
    say_selectors(check, SITE, pages(*[bare] * 5), seldom)
    assert [str(one) for one in check.found] == ["selector body = 'div.text' matches nothing on 5 pages"]
