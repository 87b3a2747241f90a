"""White space of a page is folded as HTML folds it, whichever way is the quick one for a text."""

from __future__ import annotations

import pytest

from scraper import parser
from scraper.parser.page.model import fold


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Rat der Stadt", "Rat der Stadt"),
        (" Rat der Stadt ", "Rat der Stadt"),
        ("Rat  der Stadt", "Rat der Stadt"),
        ("Rat\n\t der Stadt", "Rat der Stadt"),
        ("Rat\u00a0der\u2003Stadt", "Rat der Stadt"),
        ("Rat\u00ad der\u200b Stadt", "Rat der Stadt"),
        ("Ra\u0308te der Stadt", "R\u00e4te der Stadt"),
        ("Ra\u0308te  der Stadt", "R\u00e4te der Stadt"),
        ("Rat \u00ad der Stadt", "Rat der Stadt"),
        ("   ", ""),
        ("", ""),
    ],
)
def test_white_space_is_folded_and_what_no_reader_sees_left_out(raw: str, folded: str) -> None:
    assert fold(raw) == folded


def test_spaces_around_elements_of_a_line_stay() -> None:
    page = "<p>Der Rat <b> der  Stadt</b> Köln<i> tagt</i>\u00a0heute im neuen Haus am Fluss.</p>"
    article = parser.parse(f"<main><h1>Rat</h1>{page}</main>", "https://bote.example/rat")
    assert article.body == "Der Rat der Stadt Köln tagt heute im neuen Haus am Fluss."
