"""What counts of several things that became of one article, and what a search makes of it."""

from __future__ import annotations

import datetime as dt
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.policy.watching import Event, EventKind, changes, told_as

START = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def events(kinds: str, article_id: int = 1) -> list[Event]:
    """Return events of one article, an hour apart."""
    return [
        Event(number, article_id, cast("EventKind", kind), START + number * dt.timedelta(hours=1))
        for number, kind in enumerate(kinds.split(), 1)
    ]


@pytest.mark.parametrize(
    ("kinds", "kind", "number", "edited"),
    [
        ("new", "new", 1, None),
        # What nobody was told of was not edited either.
        ("new changed changed", "new", 1, None),
        ("new gone back", "new", 1, None),
        ("new gone", "gone", 2, None),
        ("changed", "changed", 1, 1),
        ("changed changed", "changed", 2, 1),
        ("gone", "gone", 1, None),
        ("changed gone", "gone", 2, 1),
        ("back", "back", 1, None),
        ("back changed", "back", 1, 2),
        ("changed back", "back", 2, 1),
        ("gone changed back", "changed", 2, 2),
        ("gone back gone", "gone", 3, None),
        ("back gone back", "back", 3, None),
        # As it was before.
        ("gone back", None, 0, None),
        ("back gone", None, 0, None),
        ("back changed gone", None, 0, None),
    ],
)
def test_the_last_state_counts(kinds: str, kind: str | None, number: int, edited: int | None) -> None:
    found = changes(events(kinds))
    if kind is None:
        assert found == []
        return
    (one,) = found
    at = None if edited is None else START + edited * dt.timedelta(hours=1)
    assert (one.event.kind, one.event.id, one.edited_at) == (kind, number, at)


def test_articles_stand_in_the_order_of_what_is_told_of_them() -> None:
    three = [
        Event(1, 7, "new", START),
        Event(2, 5, "changed", START),
        Event(3, 6, "gone", START),
        Event(4, 5, "changed", START),
    ]
    assert [(one.event.id, one.event.article_id) for one in changes(three)] == [(1, 7), (3, 6), (4, 5)]


@given(st.lists(st.sampled_from(["changed", "gone", "back"]), max_size=8), st.integers(0, 8))
def test_who_is_told_in_two_parts_knows_as_much_as_who_is_told_at_once(rest: list[str], cut: int) -> None:
    """Whether the article is there is known by whom is told, however often."""
    # An article is edited and goes only while it is there, and is back only while it is not.
    there, real = True, ["new"]
    for kind in rest:
        if (kind != "back") == there:
            real.append(kind)
            there = kind != "gone"
    all_events = events(" ".join(real))
    believed: bool | None = None
    for part in (all_events[:cut], all_events[cut:]):
        for one in changes(part):
            believed = one.event.kind != "gone"
    assert believed is there


@pytest.mark.parametrize(
    ("kind", "is_hit", "was_hit", "told"),
    [
        ("new", True, False, "new"),
        ("new", False, False, None),
        ("new", False, True, None),
        ("changed", True, True, "changed"),
        # An edit that brings the word.
        ("changed", True, False, "changed"),
        ("changed", False, True, "unlisted"),
        ("changed", False, False, None),
        ("gone", True, False, "gone"),
        ("gone", False, True, "gone"),
        ("gone", False, False, None),
        ("back", True, False, "back"),
        ("back", False, True, "unlisted"),
        ("back", False, False, None),
    ],
)
def test_what_a_search_tells(kind: EventKind, is_hit: bool, was_hit: bool, told: str | None) -> None:
    assert told_as(kind, is_hit=is_hit, was_hit=was_hit) == told
