"""Codes of editors: on a line below the text, and behind the place at its beginning."""

from __future__ import annotations

import pytest

from scraper import parser
from scraper.parser.fields import codes

URL = "https://bote.example/hafen"
TEXT = "Der Hafen von Quellstadt bekommt neue Kräne, und die Fähre fährt wieder. " * 4


def authors(below: str = "", begin: str = "", head: str = "") -> list[str]:
    """Return the authors of an article with something behind the box of its text, or at its beginning."""
    text = f"<div class='article-text'><p>{begin}{TEXT}</p><p>{TEXT}</p></div>"
    page = f"<head>{head}</head><body><div><h1>Neue Kräne</h1>{text}{below}</div></body>"
    return parser.parse(page, URL).authors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p class='author'>(<a href='mailto:mw@bote.example'>mw</a>)</p>", ["mw"]),
        ("<p class='author'>(mw/ök)</p>", ["mw", "ök"]),
        ("<p class='author'>(mehr)</p>", []),
        ("<p class='author'>(BSI)</p>", []),
        ("<p>(mw) war auch da</p>", []),
    ],
)
def test_a_code_alone_below_the_text_signs_it(line: str, expected: list[str]) -> None:
    assert authors(line) == expected


def test_a_code_further_below_signs_another_text() -> None:
    other = "<p>Teilen</p><h3>Neue Brücke</h3><p>Am Wehr wird gebaut</p><p>(mw)</p>"
    assert authors(other) == []


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("Quellstadt: (hib/STÖ) ", ["STÖ"]),
        ("Quellstadt: (hib/STÖ/AHE) ", ["STÖ", "AHE"]),
        ("(BS/ak) ", ["ak"]),
        ("Quellstadt (dpa/LBY) ", []),
        ("Quellstadt (dpa/lby) ", []),
        ("Quellstadt (taz/AFP) ", []),
        ("Quellstadt (pm/RED) ", []),
        ("Quellstadt (hib) ", []),
        ("Quellstadt (dk/mw) ", []),
        ("Der Bericht nennt die Anlage (typ/ABC) ", ["ABC"]),
        ("Die Stadt lobt in ihrem neuen und langen Bericht von gestern die Anlage (typ/ABC) ", []),
    ],
)
def test_a_code_behind_the_place_is_the_author(begin: str, expected: list[str]) -> None:
    assert codes.of_dateline(begin + TEXT) == expected
    assert authors(begin=begin) == expected


def test_who_is_named_outranks_a_code_at_the_beginning() -> None:
    meta = "<meta name='author' content='Erika Muster'>"
    assert authors(begin="Quellstadt: (hib/STÖ) ", head=meta) == ["Erika Muster"]
