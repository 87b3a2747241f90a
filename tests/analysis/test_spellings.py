"""The other spellings of a word: what is written so, and what is another word."""

from __future__ import annotations

import pytest

from scraper.analysis.spellings import MOST_SPELLINGS, bare, folded, spellings


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("Strasse", ["straße"]),
        ("Straße", ["strasse"]),
        ("Mueller", ["müller"]),
        ("Thüringen", ["thueringen"]),
        # A dot left out makes another word of schon.
        ("schon", []),
        ("Thuringen", []),
        ("E-Akte", ["eakte"]),
        ("E\u2011Akte", ["eakte"]),
        ("EAkte", ["e akte"]),
        ("eAkte", ["e akte"]),
        ("eakte", ["e akte"]),
        ("OpenData", ["open data"]),
        ("BundID", ["bund id"]),
        ("NIS2", ["nis 2"]),
        ("NIS-2", ["nis2"]),
        ("5G", ["5 g"]),
        ("BSI", []),
        ("KI", []),
        ("C++", []),
        ("2.0", []),
        ("10:30", []),
        ("17.000", ["17000"]),
        ("17000", ["17 000"]),
        ("1.300.000", ["1300000"]),
        ("1300000", ["1 300 000"]),
        ("2025", []),
        ("3,5", []),
        ("23.5.2014", []),
        ("BürgerInnen", ["buergerinnen", "bürger innen", "buerger innen"]),
        ("Autor:innen", ["autorinnen"]),
        ("Autor*innen", ["autorinnen"]),
        ("Autor_innen", ["autorinnen"]),
        ("", []),
    ],
)
def test_what_is_written_otherwise(typed: str, others: list[str]) -> None:
    assert list(spellings(typed)) == others


def test_a_section_sign_stands_apart_or_not() -> None:
    assert "§ 44b" in spellings("§44b")
    assert "§44b" in spellings("§ 44b")


def test_a_word_of_many_doubtful_places_has_few_spellings() -> None:
    assert spellings("ä" * 1000) == ("ae" * 1000,)
    assert len(spellings("-".join(["Straße", "Mueller", "Ämter", "NIS2", "eAkte"]))) <= MOST_SPELLINGS


def test_names_are_compared_without_dots() -> None:
    assert folded("Müller") == folded("MUELLER") == "mueller"
    assert folded("Groß") == folded("Gross")
    assert bare("José Müller") == "jose muller"
