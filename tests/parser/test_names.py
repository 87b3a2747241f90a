"""Names that share a string: which are parted, which stay whole, and what is no name."""

from __future__ import annotations

import pytest

from scraper.parser.fields import names


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Muster, Erika", ["Erika Muster"]),
        ("Muster, Dr. Erika", ["Dr. Erika Muster"]),
        ("von Muster, Erika", ["Erika Muster"]),
        ("Muster, Erika; Beispiel, Ole", ["Erika Muster", "Ole Beispiel"]),
        ("Muster, Erika und Beispiel, Ole", ["Erika Muster", "Ole Beispiel"]),
        ("Muster, Redakteurin", ["Muster"]),
        ("em, ob", ["em", "ob"]),
        ("DPA, AFP", ["DPA", "AFP"]),
        ("Erika Muster, Ole Beispiel", ["Erika Muster", "Ole Beispiel"]),
    ],
)
def test_family_name_before_the_given_name(text: str, parted: list[str]) -> None:
    assert list(names.parted(text)) == parted


@pytest.mark.parametrize(
    "name",
    [
        "Ministerium für Digitales und Verkehr",
        "Ministerium für Wissenschaft, Forschung und Kunst",
        "Referat Netze und Leitstellen",
        "Landesamt für Vermessung und Geobasis",
        "Department for Ports and Ferries",
        "Ministère de la Mer et des Ports",
        "Stadtwerke Amt für Brücken & Wege",
    ],
)
def test_name_of_an_institution_stays_whole(name: str) -> None:
    assert names.parted(name) == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "Ministerium für Digitales und Verkehr, Erika Muster",
        "Erika Muster, Ministerium für Digitales und Verkehr",
    ],
)
def test_person_beside_an_institution_is_another_author(text: str) -> None:
    assert sorted(names.parted(text)) == ["Erika Muster", "Ministerium für Digitales und Verkehr"]


def test_agency_and_person_after_a_conjunction_are_two() -> None:
    assert names.parted("Presseagentur Nord und Erika Muster") == ("Presseagentur Nord", "Erika Muster")


@pytest.mark.parametrize(
    "text",
    [
        '<a href="/team/em">Erika Muster</a>',
        "Erika Muster2024-03-01 14:27",
        "ERIKA MUSTER",
        "Erika Muster (dpa)",
        "Erika Muster @em",
        "Erika Muster, Bote Columnist",
        "Erika Muster, Chief Technology Officer",
        "Erika Muster, Leiterin Netze",
        "Erika Muster | 5 min read",
        "Autorin: Erika Muster",
        "Autor/Redakteur: Erika Muster",
    ],
)
def test_only_the_name_remains(text: str) -> None:
    assert names.parted(text) == ("Erika Muster",)


def test_a_trade_alone_is_an_account_that_several_share() -> None:
    assert names.parted("Community Editor") == ("Community Editor",)
    assert names.parted("Senior Editor") == ()


def test_codes_in_capitals_stay_codes() -> None:
    assert names.parted("BSI") == ("BSI",)


@pytest.mark.parametrize(
    "name",
    [
        "Erika Muster",
        "Erika von Muster",
        "E. Muster",
        "Åsa Öberg",
        "Jean-Luc O'Neill",
        "Dr. Erika Muster",
        "A. de Vries",
    ],
)
def test_looks_like_a_person(name: str) -> None:
    assert names.looks_like_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Erika",
        "Innere Sicherheit",
        "Digitale Verwaltung",
        "Open Data",
        "Stadt Quellstadt",
        "Der Bote",
        "Einsatz von KI",
        "FährenHafen Erika",
        "Senior Reporter",
        "Erika Muster und Ole",
        "Netze 2030",
        "Die Fähre fährt wieder",
    ],
)
def test_does_not_look_like_a_person(name: str) -> None:
    assert not names.looks_like_person(name)
