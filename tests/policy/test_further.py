"""Which addresses are further pages of an article, and the records of its pages as one."""

from __future__ import annotations

import pytest

from scraper.model import Article, Image, Reference
from scraper.policy.pages import MOST_PAGES, belongs, further_page, is_further_page, joined, pages_digest

SITE = "https://amt.example"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/news/akte", "/news/akte?seite=2"),
        ("/news/akte?ansicht=1", "/news/akte?ansicht=1&seite=2"),
        ("/news/akte/", "/news/akte/2/"),
        ("/news/akte", "/news/akte/page/2"),
        ("/news/akte/", "/news/akte/seite/2/"),
        ("/news/akte.html", "/news/akte-2.html"),
        ("/news/akte.html", "/news/akte_02.html"),
        ("/news/akte,1.html", "/news/akte,2.html"),
        ("/news/akte?page=0", "/news/akte?page=1"),
        ("/news/akte?page=1", "/news/akte?page=2"),
        ("/news/akte", "/news/akte?page=1"),
        ("/news/akte", "/news/akte?tx_news_pi1%5Bpage%5D=2"),
        ("/news/akte", "/news/akte?p=2#text"),
    ],
)
def test_the_address_of_a_second_page_has_its_number(first: str, second: str) -> None:
    assert further_page(SITE + first, SITE + second, 2) == (SITE + second).partition("#")[0]


@pytest.mark.parametrize(
    ("first", "stated"),
    [
        ("/2026/akte/", "/2026/wahl/"),
        ("/news/41", "/news/42"),
        ("/news/4", "/news/42"),
        ("/news?id=41", "/news?id=412"),
        ("/news/akte", "/news/akte"),
        ("/news/akte", "/news/akte?seite=3"),
        ("/news/akte", "/news/wahl?seite=2"),
        ("/news/akte", "/news/p/2"),
        ("/news/akte", "https://land.example/news/akte?seite=2"),
        ("/news/akte", "mailto:post@amt.example"),
        ("/news/akte?seite=2", "/news/akte"),
    ],
)
def test_the_next_article_is_no_further_page(first: str, stated: str) -> None:
    address = stated if ":" in stated else SITE + stated
    assert further_page(SITE + first, address, 2) is None


def test_pages_end() -> None:
    assert further_page(f"{SITE}/a", None, 2) is None
    assert further_page(f"{SITE}/a?seite=1", f"{SITE}/a?seite={MOST_PAGES}", MOST_PAGES) is not None
    assert further_page(f"{SITE}/a?seite=1", f"{SITE}/a?seite={MOST_PAGES + 1}", MOST_PAGES + 1) is None


def test_a_later_page_is_known_by_its_address_alone() -> None:
    assert is_further_page(f"{SITE}/a", f"{SITE}/a?seite=7")
    assert not is_further_page(f"{SITE}/a", f"{SITE}/a?seite=1")
    assert not is_further_page(f"{SITE}/a", f"{SITE}/a")
    assert not is_further_page(f"{SITE}/a", f"{SITE}/b?seite=2")


def record(title: str = "Die E-Akte kommt", body: str = "Eins.", **more: object) -> Article:
    return Article(url=f"{SITE}/a", site="amt", title=title, body=body, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("title", "url", "is_one"),
    [
        ("Die E-Akte kommt", "/a?seite=2", True),
        ("Die E-Akte kommt – Seite 2", "/a?seite=2", True),
        ("Wie geht es weiter?", "/a", True),
        ("Wie geht es weiter?", "/a?seite=2", False),
        ("", "/a?seite=2", False),
    ],
)
def test_a_further_page_has_the_headline_or_calls_the_first_its_own(title: str, url: str, is_one: bool) -> None:
    further = Article(url=SITE + url, site="amt", title=title, body="Zwei.")
    assert belongs(record(), further) is is_one


def test_the_same_text_again_is_no_further_page() -> None:
    assert not belongs(record(), record())
    assert not belongs(record(), record(body=""))


def test_the_pages_of_an_article_are_one_record() -> None:
    picture, link = Image(f"{SITE}/rathaus.jpg"), Reference(f"{SITE}/plan.pdf", "Plan")
    first = record(
        lead="Der Rat hat entschieden.", keywords=["E-Akte"], images=[picture], next_page=f"{SITE}/a?seite=2"
    )
    second = record(lead="Der Rat hat entschieden.", body="Zwei.\n\nDrei.", images=[picture], links=[link])
    third = record(lead="Zum Schluss.", body="Vier.\n\nEins.", authors=["bs"], keywords=["Anderes"])
    whole = joined(first, [second, third])
    assert whole.lead == "Der Rat hat entschieden."
    assert whole.body == "Eins.\n\nZwei.\n\nDrei.\n\nZum Schluss.\n\nVier.\n\nEins."
    assert (whole.authors, whole.keywords) == (["bs"], ["E-Akte"])
    assert (whole.images, whole.links, whole.next_page) == ([picture], [link], None)


def test_what_one_page_reserves_is_reserved_for_all() -> None:
    second = record(directives=[("robots", "noai")])
    assert joined(record(), [second]).directives == [("robots", "noai")]


def test_the_digest_of_one_page_is_that_of_its_body() -> None:
    assert pages_digest([b"1" * 32]) == b"1" * 32
    assert pages_digest([b"1" * 32, b"2" * 32]) not in (b"1" * 32, b"2" * 32, pages_digest([b"2" * 32, b"1" * 32]))
