"""Letters without their diacritics."""

import unicodedata

import pytest

from scraper.web.diacritics import without_diacritics


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Amt 7", "Amt 7"),
        ("Café", "Cafe"),
        ("Thüringen", "Thuringen"),
        ("Łódź", "Łodz"),
        ("Øre", "Øre"),
        ("한국", "한국"),
    ],
)
def test_marks_are_left_out_and_letters_stay(text: str, bare: str) -> None:
    assert without_diacritics(text) == bare
    assert without_diacritics(unicodedata.normalize("NFD", text)) == bare
