"""Keywords that rise: by their share of all articles, against the quarter before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis.rising_keywords import LEAST_BEFORE, LEAST_NOW, Rising, rising
from scraper.model.press_review import KeywordUse


def names(*uses: KeywordUse, now: int = 100, before: int = 1300, most: int = 10) -> list[str]:
    return [one.name for one in rising(uses, now, before, most)]


def test_one_rises_that_is_used_twice_as_often_as_before() -> None:
    # Of 1,300 articles 26 are 2 in 100.
    assert names(KeywordUse("OZG", 4, 26)) == ["OZG"]
    assert names(KeywordUse("OZG", 3, 26)) == []


def test_two_articles_are_one_story() -> None:
    assert names(KeywordUse("neu", LEAST_NOW, 0), KeywordUse("eins", LEAST_NOW - 1, 0)) == ["neu"]


def test_an_archive_that_grew_has_no_more_of_everything() -> None:
    # The week has as many articles as the whole quarter before: all keywords are as frequent as they were.
    assert names(KeywordUse("OZG", 13, 13), now=130, before=130) == []


def test_the_steepest_comes_first() -> None:
    uses = (KeywordUse("wenig", 4, 13), KeywordUse("viel", 60, 260), KeywordUse("neu", 5, 0))
    assert names(*uses) == ["viel", "neu", "wenig"]
    assert names(*uses, most=1) == ["viel"]


def test_what_was_rare_before_rises_more_steeply_than_what_was_usual() -> None:
    # Of 1,300 articles 260 are 20 in 100: 22 more are less of a surprise there than 20 more of what was never there.
    assert names(KeywordUse("üblich", 42, 260), KeywordUse("selten", 20, 0)) == ["selten", "üblich"]


def test_a_quarter_with_few_articles_is_not_compared_with() -> None:
    assert names(KeywordUse("OZG", 9, 0), before=LEAST_BEFORE - 1) == []
    assert names(KeywordUse("OZG", 9, 0), before=LEAST_BEFORE) == ["OZG"]


def test_what_was_expected_is_said() -> None:
    (one,) = rising([KeywordUse("OZG", 8, 26)], 100, 1300, 10)
    assert one == Rising("OZG", 8, 2.0)
    assert not one.is_new


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 10_000))
def test_whatever_the_numbers_are(now: int, before: int, total: int) -> None:
    found = rising([KeywordUse("a", now, before)], now, total + before, 10)
    assert len(found) <= 1
