"""In which order a search shows what it finds, and what it says of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from scraper.store import Archive
from scraper.store.days import Days
from scraper.store.index_state import Standing
from scraper.store.search import MOST_COUNTED, Filter
from scraper.store.search_run import Finder
from store_records import plain, save


def fill(archive: Archive, *articles: dict[str, Any]) -> None:
    """Save articles, of which each is of the day behind that of the last, and which are numbered from 1."""
    for number, fields in enumerate(articles, 1):
        day = dt.date(2026, 1, 1) + dt.timedelta(number)
        save(archive, plain(number, **{"title": "Ohne", "language": "de", "date": day, **fields}))


def found(archive: Archive, words: str, **narrow: Any) -> list[tuple[int, str]]:
    return [(row["id"], row["match"]) for row in archive.search(words, Filter(**narrow))]


def test_exact_before_other_spellings_before_inflected_before_parts(archive: Archive) -> None:
    fill(
        archive,
        {"body": "Ein Satz über eine Behörde in der Mitte des Textes."},
        {"body": "Geschrieben steht hier Behoerde, wie es früher üblich war."},
        {"title": "Behörden", "body": "Behörden und Behörden."},
        {"title": "Datenschutzbehörde", "body": "Die Datenschutzbehörde prüft."},
        {"body": "Nichts davon."},
    )
    assert found(archive, "Behörde") == [(1, "exact"), (2, "exact"), (3, "inflected"), (4, "part")]
    assert found(archive, "Behoerde") == [(2, "exact"), (1, "exact"), (3, "inflected"), (4, "part")]
    assert found(archive, "Behörden") == [(3, "exact"), (2, "inflected"), (1, "inflected"), (4, "part")]
    assert found(archive, "Datenschutzbehörde") == [(4, "exact")]
    assert found(archive, '"Behörde"') == [(1, "exact")]
    assert archive.count_found("Behörde", Filter(limit=1)) == 4


def test_the_newest_of_equal_ones_is_first(archive: Archive) -> None:
    texts = ["Die Stadt baut.", "In Städten wird gebaut.", "Das Stadtwerk baut."]
    fill(archive, *({"body": text} for text in texts * 3))
    assert [number for number, _ in found(archive, "Stadt")] == [7, 4, 1, 8, 5, 2, 9, 6, 3]
    assert [number for number, _ in found(archive, "Stadt", limit=4)] == [7, 4, 1, 8]
    assert [number for number, _ in found(archive, "Stadt", sort="date")] == [9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert found(archive, "Stadt", sort="date", limit=3) == [(9, "part"), (8, "inflected"), (7, "exact")]


def test_a_form_in_the_headline_comes_before_one_in_the_text(archive: Archive) -> None:
    fill(
        archive,
        {"title": "Städte bauen", "body": "Kein Wort davon."},
        {"body": "Viele Städte bauen."},
        {"title": "Stadtwerke bauen", "body": "Kein Wort davon."},
        {"body": "Die Stadtwerke bauen."},
    )
    assert [number for number, _ in found(archive, "Stadt")] == [1, 2, 3, 4]
    assert [number for number, _ in found(archive, "title:Stadt")] == [1, 3]


def test_the_worst_word_decides(archive: Archive) -> None:
    fill(
        archive,
        {"body": "Die Stadtwerke stellen einen Antrag."},
        {"body": "Die Städte stellen einen Antrag."},
        {"body": "Die Stadt stellt einen Antrag."},
        {"body": "Die Stadt stellt Anträge."},
        {"body": "Die Stadt ohne alles."},
    )
    assert found(archive, "Stadt Antrag") == [(3, "exact"), (4, "inflected"), (2, "inflected"), (1, "part")]


def test_words_side_by_side_come_first(archive: Archive) -> None:
    fill(
        archive,
        {"body": "Das OZG 2.0 gilt."},
        {"title": "OZG in Version 2.0", "body": "OZG und 2.0."},
        {"body": "Version 2.0 des OZG."},
    )
    assert [number for number, _ in found(archive, "OZG 2.0")] == [1, 2, 3]
    assert [number for number, _ in found(archive, "OZG 2.0 -Version")] == [1]
    assert [number for number, _ in found(archive, '"OZG 2.0"')] == [1]


def test_words_are_joined_and_apart(archive: Archive) -> None:
    fill(
        archive,
        {"body": "Das Portal für Open Data."},
        {"body": "Das OpenData-Portal."},
        {"body": "Ein Open-Data-Portal."},
        {"body": "Data ist open."},
    )
    for typed in ("OpenData", "Open-Data"):
        assert {number for number, _ in found(archive, typed)} >= {1, 2, 3}
    assert {number for number, _ in found(archive, "opendata")} == {1, 2, 3}
    assert {number for number, _ in found(archive, "Open Data")} == {1, 2, 3, 4}
    assert found(archive, "OpenData")[0] == (2, "exact")


def test_a_minus_leaves_out_all_forms_and_no_compounds(archive: Archive) -> None:
    fill(
        archive,
        {"body": "Wohngeld in der Stadt."},
        {"body": "Wohngeld in den Städten."},
        {"body": "Wohngeld der Stadtwerke."},
        {"body": "Wohngeld."},
    )
    assert [number for number, _ in found(archive, "Wohngeld -Stadt")] == [4, 3]
    assert [number for number, _ in found(archive, '-"Stadt"')] == [4, 3, 2]


def test_fields_know_forms_and_spellings(archive: Archive) -> None:
    fill(
        archive,
        {"kicker": "Thüringens Städte", "body": "Kein Wort davon.", "authors": ["Jörg Müller"]},
        {"kicker": "Stadtrat", "body": "Städte und Thüringen.", "authors": ["Jo Mueller-Groß"]},
        {"kicker": "Anderes", "body": "Stadt.", "authors": ["Anna Muller", "José Pérez"]},
    )
    assert [number for number, _ in found(archive, "kicker:Stadt")] == [1, 2]
    assert [number for number, _ in found(archive, "-kicker:Stadt")] == [3, 2]
    assert [number for number, _ in found(archive, "kicker:Thueringen")] == [1]
    assert {number for number, _ in found(archive, "author:Mueller")} == {1, 2}
    assert {number for number, _ in found(archive, "author:Müller")} == {1, 2, 3}
    assert {number for number, _ in found(archive, "author:Jose")} == {3}
    assert {number for number, _ in found(archive, "author:Gross")} == {2}
    assert {number for number, _ in found(archive, "author:Muell*")} == {1, 2}


def test_a_keyword_is_found_by_its_other_spellings(archive: Archive) -> None:
    fill(archive, {"keywords": ["E-Government"]}, {"keywords": ["eGovernment"]}, {"keywords": ["E-Gov", "C++"]})
    for typed in ("keyword:E-Government", "keyword:eGovernment", "keyword:egovernment", "keyword:egov"):
        assert [number for number, _ in found(archive, typed)] == [3, 2, 1], typed
    assert [number for number, _ in found(archive, "Ohne", keyword="e-government")] == [3, 2, 1]
    assert found(archive, "keyword:C") == found(archive, "keyword:Government") == []


def test_other_languages_are_found_exactly_and_without_accents(archive: Archive) -> None:
    fill(
        archive,
        {"body": "Twelve cities agreed.", "language": "en"},
        {"body": "Les données sont là.", "language": "fr"},
        {"body": "Nach den Städten.", "language": None},
    )
    assert found(archive, "city") == [(1, "inflected")]
    assert found(archive, "donnees") == [(2, "inflected")]
    assert found(archive, "données") == [(2, "exact")]
    assert found(archive, "Stadt") == [(3, "inflected")]


@pytest.mark.parametrize("most", [0, 2])
def test_what_is_in_most_articles_is_found_in_the_same_order(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Small archives never have so many hits, so that the bounds are lowered."""
    monkeypatch.setattr("scraper.store.search_run._MOST_RANKED", most)
    monkeypatch.setattr("scraper.store.search_run._MOST_LOOKED_UP", most)
    fill(
        archive,
        *({"body": text} for text in ["Die Stadt baut.", "In Städten wird gebaut."] * 4),
        {"title": "Die Stadt", "body": "Nichts."},
        {"body": "Eine Stadt ohne Tag.", "date": None},
        {"body": "Die Stadt in alter Zeit.", "date": dt.date(1999, 1, 1)},
    )
    assert [number for number, _ in found(archive, "Stadt")] == [9, 10, 7, 5, 3, 1, 11, 8, 6, 4, 2]
    assert [number for number, _ in found(archive, "Stadt", sort="date")] == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 11]
    assert [number for number, _ in found(archive, "Stadt*", limit=2)] == [9, 10]
    assert [number for number, _ in found(archive, "Stadt", sites=("amtsblick",), limit=3)] == [9, 10, 7]
    assert [number for number, _ in found(archive, "-Unsinn", limit=2)] == [10, 9]
    # The 6th of January is the day of article 5; article 10 counts by the day on which it was seen.
    assert [number for number, _ in found(archive, "Stadt since:2026-01-06")] == [9, 10, 7, 5, 8, 6]
    assert [number for number, _ in found(archive, "Stadt until:2026-01-04")] == [3, 1, 11, 2]
    assert [number for number, _ in found(archive, "-since:2026-01-04")] == [2, 1, 11]
    assert [number for number, _ in found(archive, "until:2026-01-04 OR title:Stadt", limit=3)] == [9, 3, 2]
    assert archive.found("Stadt since:2026-01-06", Filter(limit=2)).standing is Standing.FINE


def test_the_newest_of_very_many_equal_ones_is_first(archive: Archive) -> None:
    fill(
        archive,
        *({"body": f"Die Stadt baut {number}."} for number in range(120)),
        {"title": "Die Stadt", "body": "Stadt.", "date": dt.date(1999, 1, 1)},
    )
    # The best one first, then the newest of the others, of which the candidates would be the oldest.
    assert [number for number, _ in found(archive, "Stadt", limit=4)] == [121, 120, 119, 118]
    assert [number for number, _ in found(archive, "Stadt", limit=3, sites=("amtsblick",))] == [121, 120, 119]


def test_no_more_is_counted_than_can_be_shown(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive, *({"body": "Die Stadt baut."} for _ in range(5)))
    asked: list[int] = []
    counted = Finder.count
    monkeypatch.setattr(Finder, "count", lambda finder, most: asked.append(most) or counted(finder, 3))
    assert archive.count_found("Stadt", Filter()) == 4
    assert asked == [MOST_COUNTED]


@pytest.mark.parametrize("few", [2, 100])
def test_all_articles_without_a_day_are_looked_through(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("scraper.store.search_run._FEW_UNDATED", few)
    monkeypatch.setattr("scraper.store.search_run._MOST_LOOKED_UP", 1)
    for number in range(1, 9):
        seen = dt.datetime(2026, 1 if number <= 4 else 3, number, tzinfo=dt.UTC)
        save(archive, plain(number, body=f"Die Stadt baut Haus {number}.", date=None), at=seen)
    in_january = Days(until=dt.date(2026, 1, 31))
    assert [row["id"] for row in archive.search("Stadt", Filter(days=in_january))] == [4, 3, 2, 1]
    assert [row["id"] for row in archive.search("Stadt", Filter(days=in_january, sort="date", limit=2))] == [4, 3]
    assert [row["id"] for row in archive.search("Stadt", Filter(limit=3))] == [8, 7, 6]
