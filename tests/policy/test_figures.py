"""Figures that change at each visit: a counter is told from a correction, and named by where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.policy.figures import (
    FIGURE_CHANGES,
    Counters,
    changed_places,
    counters,
    places_kept,
    stated_places,
    without_figures,
)

TEXT = "Das Portal kostet 3 Mio. Euro.\n\nBisher gelesen: {} Mal."
PLACE = "Bisher gelesen: # Mal."


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Stand: 27.11.2026, 10:15 Uhr.", "Stand: #."),
        ("Stand: 27. November 2026, 10:15 Uhr.", "Stand: #."),
        ("Stand: 1. Dezember 2026, 9 Uhr.", "Stand: #."),
        ("vor 3 Stunden", "vor #"),
        ("vor einer Stunde", "vor #"),
        ("vor 2 Tagen", "vor #"),
        ("3 minutes ago", "# ago"),
        ("an hour ago", "# ago"),
        ("1.234,5 Mal gelesen", "# Mal gelesen"),
        ("1 234 Mal gelesen", "# Mal gelesen"),
        ("17 Kommentare", "# Kommentare"),
        ("E-Akte,  OZG2\n\nund K21", "E-Akte, OZG# und K#"),
        ("an einem Tag im Mai", "an # im Mai"),
        ("nichts davon", "nichts davon"),
        ("", ""),
    ],
)
def test_what_is_a_figure(text: str, masked: str) -> None:
    assert without_figures(text) == masked


def test_a_first_change_of_figures_is_an_edit_and_the_next_one_at_once_is_a_counter() -> None:
    one, two, three = (TEXT.format(number) for number in (9, 10, 1_200))
    assert counters((), None, one, two) == Counters()
    assert counters((), one, two, three) == Counters((PLACE,), alone=True)


def test_another_place_is_an_edit_although_a_counter_moves_too() -> None:
    one, two, three = (TEXT.format(number) for number in (9, 10, 11))
    corrected = TEXT.replace("3 Mio", "5 Mio").format(11)
    assert counters((), one, two, corrected) == Counters()
    known = counters((), one, two, three).places
    assert not counters(known, None, three, corrected).alone
    assert counters(known, None, three, TEXT.format(12)) == Counters((PLACE,), alone=True)


def test_figures_with_the_same_words_around_them_are_told_apart_by_their_order() -> None:
    one, two, three = "Kreis: 1\nKreis: 1", "Kreis: 2\nKreis: 1", "Kreis: 2\nKreis: 2"
    assert counters((), one, two, three) == Counters()
    assert counters((), one, two, "Kreis: 3\nKreis: 1") == Counters(("Kreis: #",), alone=True)


def test_words_are_no_figures() -> None:
    assert changed_places("Es kostet 3 Mio.", "Es kostet 3 Mrd.") is None
    assert counters((), TEXT.format(1), TEXT.format(2), TEXT.format("drei")) == Counters()


def test_a_table_of_figures_is_no_counter() -> None:
    tables = [", ".join(f"Kreis {chr(65 + row)}: {row * year}" for row in range(1, 14)) for year in (20, 21, 22)]
    assert changed_places(tables[0], tables[1]) is None
    assert counters((), *tables) == Counters()


def test_a_counter_is_known_again_in_an_edited_text_while_the_words_around_it_stay() -> None:
    assert places_kept((PLACE,), "Neu am Anfang. " + TEXT.format(5)) == (PLACE,)
    assert places_kept((PLACE,), "Bisher gelesen: 17") == ()


def test_places_are_read_back_from_the_doubt_that_names_them() -> None:
    known = counters((), "Gelesen; 1; ja 5", "Gelesen; 2; ja 6", "Gelesen; 3; ja 7")
    assert known.doubts == (("body", "Gelesen, #, ja; ja #", FIGURE_CHANGES),)
    assert stated_places(known.doubts[0][1]) == known.places
    assert counters(known.places, None, "Gelesen; 3; ja 7", "Gelesen; 4; ja 7").alone
    assert stated_places(None) == ()
    assert Counters().doubts == ()


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text(one: str, other: str) -> None:
    assert changed_places(one, one) == {}
    assert (changed_places(one, other) is None) == (changed_places(other, one) is None)
    without_figures(one)


def test_a_long_text_takes_one_pass() -> None:
    for piece in ("1 ", "1.", "vor ", "a ", "1 januar ", "a minute"):
        assert changed_places(piece * 100_000, piece * 100_000) == {}
