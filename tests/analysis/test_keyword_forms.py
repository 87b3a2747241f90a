"""Spellings of a keyword that are one, and keywords that only look alike."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis.keyword_forms import aliases, form_of, head_of, spelling

# One row a subject: each of its spellings has the form of every other.
EQUAL = """
E-Government | eGovernment | E-Gov | e-government | EGovernment | E Government | E–Government | E‑Government | e-Gov
Künstliche Intelligenz | KI | AI | künstliche intelligenz | Kuenstliche Intelligenz | Künstliche Intelligenz (KI)
Onlinezugangsgesetz | OZG | Online-Zugangsgesetz | Onlinezugangsgesetz (OZG) | Online-Zugangs-Gesetz
IT-Sicherheit | IT Sicherheit | ITSicherheit | it-sicherheit | IT‐Sicherheit | „IT-Sicherheit“ | IT-Sicherheit:
Köln | Koeln | KÖLN | Ko\u0308ln | »Köln«
Thüringen | Thueringen | THÜRINGEN
Straße | Strasse | STRASSE | STRAẞE
E-Akte | EAkte | eAkte | e-Akte | elektronische Akte | Elektronische Akte | E-Akte\u00ad
Open Data | OpenData | Open-Data | open data
Smart City | SmartCity | Smart-City | #SmartCity
Digitaltag | #Digitaltag | # Digitaltag
Open Source | OpenSource | Open-Source
Datenschutz-Grundverordnung | DSGVO | DS-GVO | Datenschutzgrundverordnung | GDPR
OZG 2.0 | OZG2.0 | OZG-2.0 | OZG-Änderungsgesetz
Web 2.0 | Web2.0 | Web-2.0
NIS2 | NIS-2 | NIS 2 | NIS-2-Richtlinie
§ 44b | §44b | § 44 b | §\u00a044b
C++ | c++ | C ++
CO2 | CO₂ | CO-2
Kultur & Bildung | Kultur und Bildung | Kultur&Bildung
Research & Development | Research and Development
Bund/Länder | Bund-Länder | Bund Laender | Bund, Länder
Frankfurt (Oder) | Frankfurt/Oder | Frankfurt Oder
St. Gallen | St.Gallen | St Gallen
z. B. | z.B.
Café | Cafe
René Müller | Rene Mueller
Haushalt 2014/15 | Haushalt 2014-15 | Haushalt 2014–15
Bürgerinnen und Bürger | Bürgerinnen & Bürger
De-Mail | DeMail | De Mail
Nordrhein-Westfalen | NRW | Nordrhein Westfalen
EfA | Einer für Alle | Einer-für-Alle | EfA-Prinzip
BSI | Bundesamt für Sicherheit in der Informationstechnik
IoT | Internet of Things | Internet der Dinge
"""
UNEQUAL = """
Bund | Bünde
Muller | Müller
schon | schön
C | C++
C++ | C#
.NET | NET
KI | Kiel
KI | KIS
IT | ITK
OZG | OZG 2.0
OZG | OZG-Umsetzung
Web 2.0 | Web 20
Web 2.0 | Web 3.0
Industrie 4.0 | Industrie 40
1,5 | 15
2014/15 | 201415
1 11 | 11 1
§ 44 | 44
§ 44b | § 44c
100 % | 100
Portal | Portale
Behörde | Behörden
Stadt | Städte
Land | Länder
Kommune | Kommunen
Digitalisierung | Verwaltungsdigitalisierung
Sicherheit | IT-Sicherheit
Datenschutz | Datenschützer
Open Source | Open-Source-Software
Open Source | Open Data
E-Government | E-Governance
E-Government | E-Government-Gesetz
E-Government | Government
E-Akte | Akte
E-Akte | E-Rechnung
E-Akte | Elektronische Patientenakte
E-Rechnung | Rechnung
E-Mail | De-Mail
Künstliche Intelligenz | Intelligenz
Künstliche Intelligenz | KI-Verordnung
NIS | NIS2
NIS2 | NIS2-Umsetzungsgesetz
Frankfurt am Main | Frankfurt (Oder)
Frankfurt | Frankfurt (Oder)
Halle (Saale) | Halle (Westfalen)
Neustadt (Aisch) | Neustadt
Köln | Kölln
Essen | Esse
Masten | Mästen
Bar | Bär
Forderung | Förderung
drucken | drücken
Wahlen | Wählen
Schuler | Schüler
Rat | Räte
Sachsen | Sachsen-Anhalt
Niedersachsen | Sachsen
Bayern | Bayer
Land | Landkreis
Bremen | Bremerhaven
Smart City | Smart Cities
Cloud | Clouds
BSI | BfDI
SDG | SDGs
DSGVO | BDSG
5G | 5
G7 | G20
A | Ä
"""


def pairs(table: str) -> list[tuple[str, str]]:
    """Return what stands in the rows, each with its neighbour."""
    rows = [line.split(" | ") for line in table.strip().splitlines()]
    return [pair for row in rows for pair in pairwise(row)]


def test_there_are_enough_pairs() -> None:
    assert len(pairs(EQUAL)) >= 60
    assert len(pairs(UNEQUAL)) >= 60


@pytest.mark.parametrize(("one", "other"), pairs(EQUAL))
def test_spellings_of_one_keyword(one: str, other: str) -> None:
    assert form_of(one) == form_of(other)


@pytest.mark.parametrize(("one", "other"), pairs(UNEQUAL))
def test_keywords_that_only_look_alike(one: str, other: str) -> None:
    assert form_of(one) != form_of(other)


@given(st.text(min_size=1))
def test_any_name_has_a_form_that_is_its_own_form(name: str) -> None:
    form = form_of(name)
    assert form
    assert form_of(form) == form_of(form_of(form))


def test_a_name_without_letters_is_its_own_form() -> None:
    assert [form_of(name) for name in ("???", " – ", "☃")] == ["???", "–", "☃"]


def test_each_name_of_the_table_stands_there_once() -> None:
    table = aliases()
    names = [*table, *chain.from_iterable(table.values())]
    spellings = [spelling(name) for name in names]
    assert len(set(spellings)) == len(spellings)
    assert len(table) >= 60


@pytest.mark.parametrize("head", aliases())
def test_the_first_name_of_a_subject_stands_for_the_others(head: str) -> None:
    assert {form_of(name) for name in (head, *aliases()[head])} == {spelling(head)}
    assert head_of(form_of(head)) == head
    assert head_of("kein solches wort") is None
