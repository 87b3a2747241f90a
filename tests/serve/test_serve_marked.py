"""Marked words: whatever a text holds, what is shown of it without the marks is the text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from scraper.analysis.snippet import Snippets, Sought
from scraper.serve.pages.marked import CLOSING, OPENING, pieces
from scraper.web.plain_text import one_line

_TEXTS = st.text(st.sampled_from(f"aß Ü<>&\"'\n\t\u202e\u00a0{OPENING}{CLOSING}\ud800") | st.characters(), max_size=60)


@given(st.lists(st.tuples(_TEXTS, st.booleans()), max_size=8))
@example([("a ", True), (" b", False)])
@example([(OPENING, False), ("a", True), (CLOSING, True)])
def test_put_together_the_pieces_are_the_text(parts: list[tuple[str, bool]]) -> None:
    typed = "".join(f"{OPENING}{text}{CLOSING}" if is_marked else text for text, is_marked in parts)
    found = pieces(typed)
    assert "".join(piece.text for piece in found) == one_line("".join(text for text, _ in parts))
    assert all(piece.text for piece in found)


def test_words_between_marks_are_marked_and_no_others() -> None:
    shown = Snippets([Sought(("Amt",))], (OPENING, CLOSING)).of(["Das Amt <b>im</b> Ort"], "de")
    assert [(piece.text, piece.is_marked) for piece in pieces(shown)] == [
        ("Das ", False),
        ("Amt", True),
        (" <b>im</b> Ort", False),
    ]


def test_a_text_that_holds_marks_itself_marks_at_most_a_word_too_many() -> None:
    assert [(piece.text, piece.is_marked) for piece in pieces(f"a{CLOSING}b{OPENING}{OPENING}c")] == [
        ("a", False),
        ("b", False),
        ("c", True),
    ]
