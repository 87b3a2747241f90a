"""The piece of a text that is shown of an article that was found."""

from __future__ import annotations

import pytest

from scraper.analysis.search_words import asked
from scraper.analysis.snippet import LOOKED_THROUGH, SNIPPET_CHARACTERS, Snippets, Sought

LONG = "Davor steht ein Satz, der nichts sagt. " * 20


def snippet(text: str, *typed: str, language: str = "de") -> str:
    sought = [Sought((word,), frozenset(asked(word.lower()).stems)) for word in typed]
    return Snippets(sought, ("[", "]")).of([text], language)


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Die Stadt baut.", "Stadt", "Die [Stadt] baut."),
        ("Die Stadt baut.", "STADT", "Die [Stadt] baut."),
        ("In allen Städten wird gebaut.", "Stadt", "In allen [Städten] wird gebaut."),
        ("In allen Staedten wird gebaut.", "Stadt", "In allen [Staedten] wird gebaut."),
        ("Zwei Anträge lagen vor.", "Antrag", "Zwei [Anträge] lagen vor."),
        ("Die Straßen sind frei.", "Strasse", "Die [Straßen] sind frei."),
        ("Programme in C++ und C# laufen.", "C++", "Programme in [C++] und C# laufen."),
        ("Ein Chip C und C+ dazu.", "C", "Ein Chip [C] und C+ dazu."),
        ("Nach § 44b gilt das.", "§ 44b", "Nach [§ 44b] gilt das."),
        ("Die E-Akte kommt.", "E-Akte", "Die [E-Akte] kommt."),
        ("Das ist schon gut.", "gut", "Das ist schon [gut]."),
        ("Gutes und gut.", "gut", "[Gutes] und [gut]."),
        ("Statistik ohne das Wort.", "Stadt", "Statistik ohne das Wort."),
        ("", "Stadt", ""),
        ("İstanbul und Stadt", "Stadt", "İstanbul und [Stadt]"),
    ],
)
def test_the_words_are_marked(text: str, typed: str, shown: str) -> None:
    assert snippet(text, typed) == shown


def test_words_of_an_english_text_are_marked_by_their_english_stems() -> None:
    assert snippet("All cities agreed.", "city", language="en") == "All [cities] agreed."


def test_the_piece_with_most_of_the_words_is_shown() -> None:
    text = f"Das Amt. {LONG}Hier steht das Amt beim Rathaus. {LONG}"
    shown = snippet(text, "Amt", "Rathaus")
    assert shown == (
        "… Hier steht das [Amt] beim [Rathaus]. Davor steht ein Satz, der nichts sagt. Davor steht ein Satz, der nichts"
        " sagt. Davor …"
    )


def test_a_piece_is_short_and_begins_with_a_sentence() -> None:
    shown = snippet(LONG + "Hier und sonst nirgends in diesem langen Text. Das Amt schließt. " + LONG, "Amt")
    assert shown.startswith("… Das [Amt] schließt. Davor")
    assert len(shown) <= SNIPPET_CHARACTERS + len("… [] …")


def test_the_first_text_is_shown_where_no_word_is_found() -> None:
    assert Snippets([], ("[", "]")).of([None, "Erster.", "Zweiter."], "de") == "Erster."
    assert snippet(LONG, "Amt").endswith("…")
    assert Snippets([], ("[", "]")).of([None, ""], None) == ""


def test_the_text_that_has_most_of_the_words_is_shown() -> None:
    snippets = Snippets([Sought(("Amt",)), Sought(("Rat",))], ("<", ">"))
    assert snippets.of(["Das Amt.", "Das Amt und der Rat.", "Der Rat und das Amt."], "de") == "Das <Amt> und der <Rat>."


@pytest.mark.parametrize("text", ["Amt" * 200_000, "Amt " * 200_000, "ä" * 500_000, "-" * 500_000, "a-" * 500_000])
def test_a_text_of_any_length_gives_a_short_piece(text: str) -> None:
    assert len(snippet(text, "Amt", "a")) <= 4 * SNIPPET_CHARACTERS
    assert snippet("x " * LOOKED_THROUGH + "Amt", "Amt").startswith("x x x")
