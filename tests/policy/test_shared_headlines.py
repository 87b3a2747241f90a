"""A headline that many pages of one site share gives way to the page's next candidate."""

from __future__ import annotations

import datetime as dt
from typing import Any

from scraper.model import Article, Facts, KnownArticle, Reading
from scraper.policy.headlines import MOST_CANDIDATES, SHARED, SHARED_BY, candidates, with_own_headline
from scraper.policy.identity import text_digest

SITES_NAME, OWN, LAST = "Ministerium für Inneres", "Die E-Akte kommt", "Mehr dazu"
NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def reading(title: str = SITES_NAME, others: tuple[str, ...] = (OWN, LAST)) -> Reading:
    article = Article("https://amt.example/1", "amt", title=title, body="Eins.", other_titles=list(others))
    return Reading(article, None, digest=text_digest(article))


def known(*doubted: str) -> KnownArticle:
    return KnownArticle(1, "https://amt.example/1", "6", "digest", NOW, doubted_titles=doubted)


def title(found: Reading) -> str:
    assert found.article is not None
    return found.article.title


def facts(*counts: int, **more: Any) -> Facts:
    return Facts(same_titles=counts, **more)


def test_a_new_article_gets_a_headline_of_its_own() -> None:
    found = with_own_headline(reading(), facts(SHARED_BY, 0, 0))
    assert found.article is not None
    assert (title(found), found.doubts) == (OWN, (("title", SITES_NAME, SHARED),))
    assert found.digest == text_digest(found.article)
    assert found.article.sources["title"] == "headline that no other article has"


def test_a_candidate_that_is_shared_itself_is_passed_over() -> None:
    assert title(with_own_headline(reading(), facts(SHARED_BY, 1, 0))) == LAST
    assert title(with_own_headline(reading(), facts(SHARED_BY, 1, 1))) == SITES_NAME


def test_a_headline_that_few_share_stays() -> None:
    asked = reading()
    assert with_own_headline(asked, facts(SHARED_BY - 1, 0, 0)) == asked
    assert with_own_headline(asked, facts()) == asked


def test_many_pages_of_one_text_are_a_wall_and_get_no_headlines() -> None:
    assert title(with_own_headline(reading(), facts(SHARED_BY, 0, 0, same_text=1))) == SITES_NAME


def test_an_archived_article_keeps_the_headline_that_it_has() -> None:
    state = Article("https://amt.example/1", "amt", title=LAST)
    asked = facts(0, 0, 0, known=known(SITES_NAME), state=state)
    assert title(with_own_headline(reading(), asked)) == LAST
    undoubted = facts(SHARED_BY, 0, 0, known=known(), state=state)
    assert title(with_own_headline(reading(), undoubted)) == SITES_NAME


def test_what_the_page_does_not_offer_any_more_is_no_headline() -> None:
    state = Article("https://amt.example/1", "amt", title="Entfallen")
    assert title(with_own_headline(reading(), facts(known=known(SITES_NAME), state=state))) == SITES_NAME
    assert title(with_own_headline(reading(), facts(known=known(SITES_NAME)))) == SITES_NAME


def test_a_few_candidates_are_asked_about_and_none_where_there_is_one_only() -> None:
    assert candidates(reading(others=())) == ()
    assert candidates(Reading(None, None)) == ()
    assert candidates(reading(others=tuple("abcdefgh"))) == (SITES_NAME, *"abcdefgh"[: MOST_CANDIDATES - 1])
    assert with_own_headline(Reading(None, None), facts(SHARED_BY)) == Reading(None, None)
