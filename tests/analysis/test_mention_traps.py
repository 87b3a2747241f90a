"""Names that are a part of another name, of a person, of another country or of the past."""

from __future__ import annotations

from functools import cache

import pytest

from official_list import official
from scraper.analysis.mentions import Names, Place, mentions
from scraper.analysis.mentions.towns import Evidence
from scraper.model.indexed import IndexedText


@cache
def listed() -> Names:
    return Names(
        (
            *official().places,
            Place("05754012", "municipality", "Halle (Westfalen)", 21_000),
            Place("15002000", "municipality", "Halle (Saale)", 240_000),
            Place("12053000", "municipality", "Frankfurt (Oder)", 57_000),
            Place("06412000", "municipality", "Frankfurt am Main", 770_000),
            Place("07135018", "municipality", "Burg (Mosel)", 400),
            Place("08335043", "municipality", "Konstanz", 85_000),
            Place("16062", "district", "Landkreis Hornstedt"),
            Place("16065", "district", "Kreis Tannenmark"),
        )
    )


def found(body: str, language: str = "de") -> list[tuple[str, str, str]]:
    """Return kind, key and what the body has there, of each mention."""
    named = mentions(IndexedText(language=language, title="", body=body), listed())
    return [(one.kind, one.key, body[one.start or 0 : one.end or 0]) for one in named]


@pytest.mark.parametrize(
    "body",
    [
        "Hans-Dieter Lindental kam.",
        "Die Sprecherin Katalyna Lindental kam. Lindental lachte.",
        "IT-Direktorin Lindental kam.",
        "Der Landesbeauftragte Großfurt prüft das.",
        "Ayşe Lindental und Vitalij Großfurt kamen.",
        "Prof. Dr. Lindental kam.",
        "Staatssekretär Hessen sprach.",
    ],
)
def test_persons(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("So sprach der Minister. Lindental will mehr.", ("municipality", "16061001", "Lindental")),
        ("Hier lebte Thomas. Lindental ehrt ihn.", ("municipality", "16061001", "Lindental")),
        ("Der IT-Beauftragte Hessens kam.", ("land", "06", "Hessens")),
        ("Der Innenminister Lindentals kam.", ("municipality", "16061001", "Lindentals")),
        ("Der Fraktionsvorsitzende NRW kam.", ("land", "05", "NRW")),
        ("Die Leiterin Stadtarchiv Lindental kam.", ("municipality", "16061001", "Lindental")),
        ("Der Sprecher Verbraucherzentrale Lindental kam.", ("municipality", "16061001", "Lindental")),
    ],
)
def test_no_persons(body: str, named: tuple[str, str, str]) -> None:
    assert found(body) == [named]


@pytest.mark.parametrize(
    "body",
    [
        "Das Königreich Sachsen ging unter.",
        "Das Wappen des Herzogtums Lindental ist blau.",
        "Es war in der Landgrafschaft Hessen.",
        "Der TÜV Thüringen prüft.",
        "Die Sendung lief bei Antenne Brandenburg.",
        "Alle Hessen feiern.",
        "Das Erzbistum Lindental hat eine Website.",
        "Der Verein spielt in der Oberliga Großfurt.",
        "Das 2:1 gegen Lindental freute alle.",
        "Beim Heimspiel gegen Bayern war es kalt.",
        "Die Hoffnung auf große Konstanz blieb.",
    ],
)
def test_parts_of_other_names(body: str) -> None:
    assert found(body) == []


def test_a_lawsuit_is_no_match() -> None:
    assert found("Das Spiel ist aus. Es gibt eine Klage gegen Bayern.") == [("land", "09", "Bayern")]


@pytest.mark.parametrize(
    ("body", "key", "text"),
    [
        ("Die Stadt Halle (Westf.) plant.", "05754012", "Halle (Westf.)"),
        ("Die Stadt Neuhofen (Sachs.) plant.", "14502001", "Neuhofen"),
        ("Halle an der Saale plant.", "15002000", "Halle an der Saale"),
        ("In Frankfurt an der Oder wird geplant.", "12053000", "Frankfurt an der Oder"),
        ("In Frankfurt wird geplant.", "06412000", "Frankfurt"),
    ],
)
def test_what_tells_a_town_from_others(body: str, key: str, text: str) -> None:
    assert found(body) == [("municipality", key, text)]


def test_a_thing_at_a_river_is_no_town() -> None:
    assert found("Bilder einer alten Burg an der Mosel hingen dort.") == []


def test_a_part_of_a_town_has_the_town_not_cut_out() -> None:
    assert found("In Neuhofen an der Ahorn-Süd wird gebaut, sagt Hessens Amt.") == [("land", "06", "Hessens")]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("Der Kreisverband Hornstedt tagt.", ("district", "16062", "Hornstedt")),
        ("Die Kreispolizeibehörde Hornstedt ermittelt.", ("district", "16062", "Hornstedt")),
        # No district is called so.
        ("Der Kreisverband Großfurt tagt.", ("municipality", "16061002", "Großfurt")),
    ],
)
def test_offices_of_districts(body: str, named: tuple[str, str, str]) -> None:
    assert found(body) == [named]


def test_a_list_with_a_district_may_be_one_of_districts() -> None:
    assert found("Das gilt in Hornstedt und Tannenmark.") == []
    assert found("Das gilt in Tannenmark, Hornstedt und Lindental.") == []
    assert found("Das gilt in Hornstedt und Großfurt.") == [
        ("municipality", "16062002", "Hornstedt"),
        ("municipality", "16061002", "Großfurt"),
    ]


class _Read(str):
    """A text that counts how often it is looked through."""

    __slots__ = ("looks",)

    def __contains__(self, word: str) -> bool:
        self.looks = getattr(self, "looks", 0) + 1
        return super().__contains__(word)


def test_an_article_is_not_looked_through_for_each_name() -> None:
    whole = _Read("Essen, Essen und Essen")
    evidence = Evidence(whole)
    looked = []
    for _ in range(3):
        assert not evidence.has_town_abroad("Essen")
        looked.append(whole.looks)
    assert looked == [looked[0]] * 3


@pytest.mark.parametrize(
    "body",
    [
        "In Deutschland kennt man die brasilianische Bundespolizei kaum.",
        "Das liest die US-amerikanische Bundespolizei.",
        "In Brasilien durchsuchte die Bundespolizei mehrere Universitäten.",
        "Das österreichische Bundesministerium für Inneres plant das.",
        "Ein Telekom-Gesetz regelt den Markt.",
        "Die Telekom Austria und die Telekom bauen.",
        "Das Konzert in der SAP Arena war laut.",
        "Die TMG-Gruppe wächst.",
        "Die BAG der Vereine tagt.",
    ],
)
def test_terms_that_mean_another_thing(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("In Brasilien und Deutschland hilft die Bundespolizei.", ("body", "bundespolizei", "Bundespolizei")),
        ("Bernd lobt den Bundesrat.", ("body", "bundesrat", "Bundesrat")),
        ("Das Bundesarbeitsgericht entschied.", ("body", "bundesarbeitsgericht", "Bundesarbeitsgericht")),
        ("Der Deutsche Wetterdienst warnt.", ("body", "dwd", "Deutsche Wetterdienst")),
        ("Das Beschaffungsamt des BMI kauft.", ("body", "beschaffungsamt", "Beschaffungsamt des BMI")),
        ("Ein KfW-Programm endet.", ("body", "kfw", "KfW")),
        ("Die Telekom baut.", ("vendor", "telekom", "Telekom")),
        ("Die Deutsche Telekom-Tochter baut.", ("vendor", "telekom", "Deutsche Telekom")),
        ("Das TMG gilt für Telemedien.", ("law", "telemediengesetz", "TMG")),
        ("Fälle gibt es in Sachsen Anhalt.", ("land", "15", "Sachsen Anhalt")),
    ],
)
def test_terms_that_are_meant(body: str, named: tuple[str, str, str]) -> None:
    assert found(body) == [named]
