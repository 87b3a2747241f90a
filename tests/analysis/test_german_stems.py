"""Stems of German words: what readers take for one word meets, what they do not stays apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis.german.stem_tables import KEPT, OWN_ER, OWN_S, OWN_UMLAUT, PLURALS, UMLAUT_ER
from scraper.analysis.german.stems import folded, stem, with_umlauts

# Each line is one word for a reader.
ONE = """
Stadt Städte Städten
Land Länder Ländern Landes
Amt Ämter Ämtern Amtes Amts
Haus Häuser Häusern Hauses
Rat Räte Räten Rates
Antrag Anträge Anträgen Antrags
Vertrag Verträge Verträgen Vertrages
Gesetz Gesetze Gesetzen Gesetzes
Behörde Behörden behördlich behördliche
Gemeinde Gemeinden
Kommune Kommunen
Verwaltung Verwaltungen
Bürger Bürgern Bürgerin Bürgerinnen Bürgers
Minister Ministern Ministerin Ministerinnen
Ministerium Ministerien Ministeriums
Innenministerium Innenministerien
Mitarbeiter Mitarbeiterinnen Mitarbeitern Mitarbeitende Mitarbeitenden
Partner Partnern Partnerin Partnerinnen
Bürgermeister Bürgermeisterin Bürgermeistern
Digitalisierung digitalisieren digitalisiert digitalisierte digitalisierten digitalisierter
Registrierung registrieren registriert
Regierung Regierungen regieren regiert
Automatisierung automatisiert automatisieren
Modernisierung modernisieren modernisiert
Finanzierung finanzieren finanziert
Förderung Förderungen fördern fördert förderte gefördert geförderten
Änderung Änderungen ändern ändert geändert geänderte
Verbesserung verbessern verbessert verbesserte
Erweiterung erweitern erweitert
Entwicklung Entwicklungen entwickeln entwickelt entwickelte
Veröffentlichung veröffentlichen veröffentlicht
Bearbeitung bearbeiten bearbeitet
Einführung einführen eingeführt eingeführte
Meldung Meldungen
sicher sichern gesichert Sicherheit
Thema Themen
Museum Museen
Zentrum Zentren
Rechenzentrum Rechenzentren Rechenzentrums
Konto Konten Kontos
Nutzerkonto Nutzerkonten
Risiko Risiken
Firma Firmen
Virus Viren
Gremium Gremien
Kriterium Kriterien
Akte Akten
Datenbank Datenbanken
System Systeme Systemen Systems
Problem Probleme Problemen
Register Registern Registers
Server Servern Servers
Portal Portale Portalen Portals
App Apps
Kita Kitas
Auto Autos
Kurs Kurse Kursen
Preis Preise Preisen
Seite Seiten
Nummer Nummern
Steuer Steuern
Steuerung Steuerungen
Papier Papiere Papieren
Fläche Flächen
Kraft Kräfte Kräften
Lösung Lösungen
künstlich künstliche künstlicher künstlichen
digital digitale digitaler digitalen
neu neue neuer neuen neues
Beamte Beamten Beamter
Beschluss Beschlüsse Beschluß
Ausschuss Ausschüsse Ausschüssen
Straße Straßen Strasse
Thüringen Thueringen Thuringen
Düsseldorf Duesseldorf Dusseldorf
Schätzung Schätzungen
Zuständigkeit Zuständigkeiten zuständig
Möglichkeit Möglichkeiten möglich
Öffentlichkeit öffentlich öffentliche
Unternehmen Unternehmens
Richtlinie Richtlinien
Studie Studien
Familie Familien
Projekt Projekte Projekten Projekts
Dienst Dienste Diensten
Anbieter Anbietern Anbieters
Wohnung Wohnungen
Präsident Präsidentin Präsidentinnen Präsidenten
Landrat Landräte Landrätin Landrätinnen
Arzt Ärzte Ärztin
Experte Experten Expertin Expertinnen
Kollege Kollegen Kolleginnen
Student Studenten Studentinnen
Direktor Direktorin
Bus Busse Bussen
Ergebnis Ergebnisse Ergebnissen
Termin Termine Terminen
""".strip().splitlines()

# Each line are words that no reader takes for one.
APART = """
Bürger Burg
Förderung Forderung
Kommune Kommunist
Gemeinde gemein
Sicherheit sich
Ware war
Steuer stur
neu Aue
künstlich Kunst
Lösung Losung
Gründung Grund
Zustand zuständig
Fläche flach
Müller Müll
Kammer Kamm
Kurs Kur
Seite seit
System Syste
Rechnung Rechner
Handlung Handel
Behörde hören
Meister meist
zählen zahlen
drücken drucken
schätzen Schatz
Gesetz setzen
Akte Akteur
Minister Miniatur
KI Kiel
Amt Ampel
Daten Datum
Verbraucher Verbrauch
Fehler fehlen
Bericht Berichtigung
Einheit einheitlich
Person persönlich
Erfolg erfolgt
Bericht berichtet
Handel handelt
Bild bilden
Stelle gestellt
Steuer Steuerung
Dienst dienen
Bau Bauer
Termin Term
Medizin Medium
Berlin Bär
""".strip().splitlines()


def key(word: str) -> str:
    return stem(word.lower())


@pytest.mark.parametrize("line", ONE)
def test_forms_of_a_word_meet(line: str) -> None:
    assert {key(word): word for word in line.split()}.keys() == {key(line.split()[0])}


@pytest.mark.parametrize("line", APART)
def test_other_words_stay_apart(line: str) -> None:
    first, second = line.split()
    assert key(first) != key(second)


@pytest.mark.parametrize("word", ["neue", "Aue", "Steuer", "Quelle", "bauen", "Feuer", "Dauer", "Frequenz"])
def test_vowels_that_are_no_umlaut_stay(word: str) -> None:
    assert with_umlauts(word.lower()) == word.lower()


@pytest.mark.parametrize(
    ("written", "meant"), [("thueringen", "thüringen"), ("oeffentlich", "öffentlich"), ("gemaess", "gemäss")]
)
def test_written_umlauts_are_umlauts(written: str, meant: str) -> None:
    assert with_umlauts(written) == meant
    assert folded(written) == folded(meant)


# Their "oe", "ae", "ue" is none; all of their forms agree, and no other word comes to be like them.
@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("israel", "israels"),
        ("poesie", "poesien"),
        ("michael", "michaels"),
        ("aktuell", "aktuelle"),
        ("boeing", "boeings"),
    ],
)
def test_names_with_such_vowels_meet_themselves(word: str, other: str) -> None:
    assert key(word) == key(other)


def test_the_tables_say_nothing_twice() -> None:
    assert not set(PLURALS) & set(PLURALS.values())
    assert not OWN_UMLAUT & set(KEPT) - {"künstlich"}
    assert all(word.endswith("er") for word in OWN_ER)
    assert all(word.endswith("s") for word in OWN_S)
    assert all(stem(f"{with_umlaut(word)}er") == key(word) for word in ("haus", "land", "amt"))
    assert UMLAUT_ER


def with_umlaut(word: str) -> str:
    return {"haus": "häus", "land": "länd", "amt": "ämt"}[word]


def test_a_longest_word_has_a_bounded_stem() -> None:
    assert len(stem("bürger" * 100_000)) <= 100


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_no_text_breaks_the_stemmer(text: str) -> None:
    found = stem(unicodedata.normalize("NFC", text.lower()))
    assert isinstance(found, str)


@given(st.text("abcdeghinorstuäöüß", min_size=1, max_size=30))
def test_folded_spellings_meet(word: str) -> None:
    written = word.replace("ß", "ss")
    assert stem(word) == stem(written)
