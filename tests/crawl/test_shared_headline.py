"""A site whose visible headline is the department's name: the archive sees it, and takes the pages' own."""

from __future__ import annotations

import json

import pytest
from crawling import WORDS, Newsroom

DEPARTMENT = "Amt für Digitales"
NUMBERS = range(1, 7)


def page(number: int) -> str:
    """Return a page that the parser alone reads as one about the department."""
    return (
        f"<html lang=de><title>{DEPARTMENT}</title><main><h1>{DEPARTMENT}</h1><h2>Neuer Dienst Nummer {number}</h2>"
        f"<p>{WORDS}</p><p>Es ist der Dienst Nummer {number}. {WORDS}</p></main></html>"
    )


@pytest.fixture
def crawled(room: Newsroom) -> Newsroom:
    """Return a newsroom after the first crawl of its six pages."""
    for number in NUMBERS:
        room.server.page(f"/news/{number}", page(number))
    assert room.crawl(room.site(feeds=(room.feed(*NUMBERS),))).new == len(NUMBERS)
    return room


def test_later_pages_get_the_headline_that_no_other_has(crawled: Newsroom) -> None:
    titles = crawled.ask("SELECT title FROM articles ORDER BY id")
    assert titles[:3] == [DEPARTMENT] * 3
    assert all(title.startswith("Neuer Dienst Nummer ") for title in titles[3:])
    assert len(set(titles[3:])) == 3


def test_the_doubt_says_which_headline_was_not_believed(crawled: Newsroom) -> None:
    doubts = crawled.ask("SELECT doubts FROM articles ORDER BY id")
    stated = {"title": {"stated": DEPARTMENT, "why": "shared_headline"}}
    assert [json.loads(doubt) for doubt in doubts[3:]] == [stated] * 3
    assert not any("shared_headline" in (doubt or "") for doubt in doubts[:3])


def test_another_crawl_makes_no_edits(crawled: Newsroom) -> None:
    before = crawled.ask("SELECT title FROM articles ORDER BY id")
    crawled.clock.pass_(days=40)
    crawled.crawl(crawled.site(feeds=(crawled.feed(*NUMBERS),)), full=True)
    assert crawled.numbers() == set(NUMBERS)
    assert crawled.ask("SELECT title FROM articles ORDER BY id") == before
    assert crawled.ask("SELECT count(*) FROM versions") == [0]
