"""Which articles make up one story."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis.story_groups import LATEST, Place, story_groups


def groups(
    count: int, pairs: set[tuple[int, int]], passages: frozenset[frozenset[int]] = frozenset()
) -> list[list[int]]:
    """Return the stories of articles 1 to count, a day each, that are of more than one article.

    Args:
        count: how many articles.
        pairs: which tell the same.
        passages: which two earlier articles have the same in common with a later one.
    """
    neighbours = defaultdict(list)
    for one, other in pairs:
        neighbours[one].append(other)
        neighbours[other].append(one)
    places = [Place(number, "", 0, "", number) for number in range(1, count + 1)]
    found = story_groups(places, neighbours, lambda article, one, other: frozenset((one, other)) in passages)
    return sorted(group for group in found if len(group) > 1)


def test_an_article_belongs_to_the_story_of_the_first_that_tells_the_same() -> None:
    assert groups(5, {(1, 2), (2, 3)}) == [[1, 2, 3]]


def test_two_releases_in_one_article_stay_two_stories() -> None:
    assert groups(3, {(1, 3), (2, 3)}) == [[1, 3], [2, 3]]


def test_two_stories_that_turn_out_one_are_joined() -> None:
    assert groups(5, {(1, 3), (2, 4), (3, 5), (4, 5)}, frozenset({frozenset((3, 4))})) == [[1, 2, 3, 4, 5]]


def test_a_release_that_two_halves_were_made_of_holds_them_together() -> None:
    assert groups(3, {(1, 2), (1, 3)}) == [[1, 2, 3]]


def test_who_tells_one_of_the_stories_of_a_round_up_is_not_of_the_other() -> None:
    assert groups(4, {(1, 3), (2, 3), (3, 4), (1, 4)}) == [[1, 3, 4], [2, 3]]


def test_a_copy_of_a_round_up_is_in_both() -> None:
    assert groups(4, {(1, 3), (2, 3), (3, 4)}) == [[1, 3, 4], [2, 3, 4]]


def test_the_first_is_the_earliest_then_the_longest() -> None:
    places = [
        Place(2, "", -9, "a", 1),
        Place(1, LATEST, -90, "b", 2),
        Place(1, "08:00", -5, "c", 3),
        Place(1, "08:00", -6, "d", 4),
    ]
    neighbours = {number: [other for other in range(1, 5) if other != number] for number in range(1, 5)}
    assert story_groups(places, neighbours, lambda *_: True) == [[4, 3, 2, 1]]


@given(st.sets(st.tuples(st.integers(1, 7), st.integers(1, 7)).filter(lambda pair: pair[0] < pair[1])), st.booleans())
def test_whatever_tells_the_same_is_grouped_alike_in_any_order(pairs: set[tuple[int, int]], is_one: bool) -> None:
    neighbours = defaultdict(set)
    for one, other in pairs:
        neighbours[one].add(other)
        neighbours[other].add(one)
    places = [Place(number, "", 0, "", number) for number in range(1, 8)]
    found = {
        tuple(tuple(one) for one in sorted(story_groups(order, neighbours, lambda *_: is_one)))
        for order in (places, places[::-1])
    }
    assert len(found) == 1
    (stories,) = found
    assert {one for story in stories for one in story} == set(range(1, 8))
    # Each pair is in a story together, unless the later one is in several by others that speak for it.
    for story in stories:
        assert list(story) == sorted(story)
        for article in story[1:]:
            assert neighbours[article] & set(story)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_articles_of_one_moment_are_ordered_by_their_address(order: tuple[int, ...]) -> None:
    places = [Place(1, "", -5, url, number) for number, url in enumerate("abc")]
    neighbours = {0: [1], 1: [0, 2], 2: [1]}
    assert story_groups([places[at] for at in order], neighbours, lambda *_: True) == [[0, 1, 2]]
