"""What the second index holds of texts, and what a word is searched for by."""

from __future__ import annotations

import hashlib
import sqlite3
import unicodedata
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from Stemmer import version as stemmer_version

from scraper.analysis import search_words
from scraper.analysis.german import compounds
from scraper.analysis.search_words import Forms, asked, forms, tokens, vocabulary, words_of
from scraper.model.indexed import IndexedText

ROOT = Path(__file__).parents[2]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def text(body: str, *, language: str | None = "de") -> IndexedText:
    return IndexedText(language=language, body=body)


def finds(word: str, body: str, *, language: str | None = "de") -> str | None:
    """Return by which tier a typed word finds a text: `exact`, `stem`, `part`, or None."""
    held = tokens(text(body, language=language))
    of_word = asked(word)
    if word.lower() in words_of(body):
        return "exact"
    if held.intersection(of_word.stems):
        return "stem"
    if held.intersection(f"part_{part}" for part in of_word.parts):
        return "part"
    return None


@pytest.mark.parametrize(
    ("word", "body", "tier"),
    [
        ("Strasse", "Die Straße", "stem"),
        ("Straße", "Die Strasse", "stem"),
        ("Thueringen", "In Thüringen", "stem"),
        ("Thuringen", "In Thüringen", "stem"),
        ("Thüringen", "In Thueringen", "stem"),
        ("Städten", "Die Stadt", "stem"),
        ("Behörde", "Die Behörden", "stem"),
        ("Behörde", "Die Datenschutzbehörde", "part"),
        ("Behörden", "Die Datenschutzbehörde", "part"),
        ("Digitalisierung", "Die Verwaltungsdigitalisierung", "part"),
        ("Zugangsgesetz", "Das Onlinezugangsgesetz", "part"),
        ("Onlinezugang", "Das Onlinezugangsgesetz", "part"),
        ("Datenschutz", "Die Datenschutzbehörde", "part"),
        ("EAkte", "Die E-Akte", "stem"),
        ("eakte", "Die E-Akten", "stem"),
        ("E-Akte", "Die eAkte", "stem"),
        ("E-Government", "Das eGovernment", "stem"),
        ("EGovernment", "Das E\u2011Government", "stem"),
        ("Online-Zugangsgesetz", "Das Onlinezugangsgesetz", "stem"),
        ("Onlinezugangsgesetz", "Das Online-Zugangsgesetz", "stem"),
        ("NIS2", "Die NIS-2", "stem"),
        ("NIS-2", "Die NIS2", "stem"),
        ("Bürger", "Alle Bürger:innen", "exact"),
        ("Bürgerinnen", "Alle Bürger*innen", "stem"),
        ("Bürger", "Alle BürgerInnen", "stem"),
        ("Bürgerinnen", "Alle Bürger/-innen", "stem"),
        ("Mitarbeiter", "Die Mitarbeitenden", "stem"),
        ("Kreisverwaltung", "Die Kreis- und Stadtverwaltung", "part"),
        ("Landesverwaltung", "Kreis-, Landes- und Stadtverwaltung", "part"),
        ("Verkehrssteuerung", "Verkehrsplanung und -steuerung", "part"),
        ("Verwaltung", "Verwal\u00adtung", "stem"),
        ("Förderung", unicodedata.normalize("NFD", "Die Förderungen"), "stem"),
        (unicodedata.normalize("NFD", "Förderung"), "Die Förderungen", "stem"),
        ("kunstliche", "Die künstliche Intelligenz", "stem"),
        ("KI", "In Kiel", None),
        ("Kiel", "Die KI", None),
        ("Bürger", "Die Burg", None),
        ("Forderung", "Die Förderung", None),
        ("Förderung", "Die Forderung", None),
        ("Sicherheit", "Sie irrt sich", None),
        ("Kunst", "Die künstliche Intelligenz", None),
        ("Land", "In Deutschland", None),
        ("Stadt", "In Darmstadt", None),
        ("C", "Mit C++", None),
        ("und", "Die Hundesteuer", None),
    ],
)
def test_what_a_reader_types_finds_what_they_mean(word: str, body: str, tier: str | None) -> None:
    assert finds(word, body) == tier


def test_english_articles_have_english_stems() -> None:
    assert "en_citi" in tokens(text("All cities", language="en"))
    assert finds("city", "All cities", language="en-GB") == "stem"
    assert finds("cities", "Die City", language="de") is None


def test_other_languages_have_words_without_their_marks() -> None:
    assert tokens(text("Une idée façonnée", language="fr")) == {"une", "idee", "faconnee"}
    assert finds("idee", "Une idée", language="fr") == "stem"


def test_a_text_of_no_language_is_taken_for_german() -> None:
    assert tokens(text("Die Städte", language=None)) == tokens(text("Die Städte", language="de-AT")) == {"die", "stadt"}


def test_the_headline_stands_for_itself_too() -> None:
    found = tokens(IndexedText("de", "Bund", "Stadtwerke", None, "Netze", "OZG"))
    assert found == {
        "stadtwerk", "part_stadt", "part_werk", "title_stadtwerk", "title_part_stadt", "title_part_werk",
        "bund", "netz", "ozg",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["c++", "§", "2", "44b", "#ozg", "+", ""])
def test_words_with_signs_and_numbers_are_exact_only(word: str) -> None:
    assert forms(word, "de") == Forms()
    assert asked(word) == Forms()


def test_words_that_join_sentences_are_no_parts() -> None:
    assert asked("und").parts == ()


def test_the_table_of_words_has_spellings_parts_and_joined_forms() -> None:
    assert vocabulary(text("Thüringen: die E-Akte")) == {
        "thüringen": ("thuring",),
        "thueringen": ("thuring",),
        "thuringen": ("thuring",),
        "die": ("die",),
        "e": ("e",),
        "akte": ("akt",),
        "eakte": ("eakt",),
    }
    assert vocabulary(text("Stadtwerke")) == {"stadtwerke": ("stadtwerk",), "stadt": ("stadt",), "werke": ("werk",)}


def test_a_spelling_that_is_a_word_of_its_own_is_left_out() -> None:
    found = vocabulary(text("Die Förderung ist schön"))
    assert found["foerderung"] == ("förder",)
    assert found["schoen"] == ("schon",)
    assert {"forderung", "schon"}.isdisjoint(found)


def test_the_table_names_what_the_index_holds() -> None:
    article = IndexedText("de", "Länder", "Behörden", "Kreis- und Stadtverwaltung", "E-Akten in Thüringen", "OZG; NIS2")
    stems = {stem for of_word in vocabulary(article).values() for stem in of_word}
    held = tokens(article)
    assert {token for token in held if "_" not in token} <= stems
    assert stems <= {token.removeprefix("part_") for token in held}


@given(TEXTS, TEXTS, st.sampled_from(["de", "en", "fr", "", None, "DE_de", "\x00"]))
def test_no_text_breaks_the_analysis(title: str, body: str, language: str | None) -> None:
    article = IndexedText(language, title, title, body, body, title)
    assert tokens(article) == tokens(replace(article))
    assert all(words for words in vocabulary(article).values())


@given(TEXTS)
def test_any_typed_word_is_an_answer(word: str) -> None:
    assert isinstance(asked(word), Forms)


@given(TEXTS, st.sampled_from(["de", "en", "fr"]))
@settings(max_examples=200)
def test_each_token_is_one_word_of_the_index(body: str, language: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute(
        "CREATE VIRTUAL TABLE held USING fts5 (words, content = '', detail = none, "
        "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
    )
    db.execute("CREATE VIRTUAL TABLE found USING fts5vocab (held, row)")
    wanted = tokens(text(body, language=language))
    db.execute("INSERT INTO held (rowid, words) VALUES (1, ?)", [" ".join(wanted)])
    assert {term for (term,) in db.execute("SELECT term FROM found")} == wanted
    db.close()


def test_half_a_surrogate_pair_is_no_error() -> None:
    assert tokens(text("Stadt\ud800werke")) == {"stadt", "werk"}
    assert asked("\ud800") == Forms()


def test_an_endless_article_has_a_bound() -> None:
    # Each word is another one; what comes after the bound is left to the exact index.
    body = " ".join(f"wort{'abcdefghij'[number % 10]}x{number}" for number in range(60_000))
    assert len(tokens(text(body))) == 50_000


@pytest.mark.parametrize("endless", ["a-" * 300_000, "verwaltung" * 50_000, " kreis- und stadtverwaltung" * 20_000])
def test_an_endless_word_is_no_burden(endless: str) -> None:
    assert len(tokens(text(endless))) <= 6
    assert len(asked(endless).stems) <= 3


def digest_of_forms() -> str:
    """Return a digest of what thousands of words are found by."""
    labelled = (ROOT / "benchmarks" / "german_words.txt").read_text(encoding="utf-8").replace("|", "").split()
    parts = sorted(compounds.lexicon().first)
    digest = hashlib.sha256()
    for word in [*labelled, *parts[::10], *(f"{one}s{other}" for one, other in pairwise(parts[::40]))]:
        article = text(f"{word}. E-{word} {word}- und stadt{word}")
        digest.update(repr((word, sorted(tokens(article)), vocabulary(article), asked(word))).encode())
    return digest.hexdigest()[:16]


# By the version of PyStemmer, which may stem otherwise.
DIGESTS = {"3.1.0": (3, "1ba00da2c9270ce8")}


@pytest.mark.skipif(stemmer_version() not in DIGESTS, reason="the digest of this PyStemmer was never taken")
def test_what_words_are_found_by_has_a_number() -> None:
    hint = "words are found by something else: raise RULES in scraper/analysis/search_words.py, and note the new digest"
    assert (search_words.RULES, digest_of_forms()) == DIGESTS[stemmer_version()], hint


def test_the_version_names_rules_and_stemmer() -> None:
    assert f"{search_words.RULES}-{stemmer_version()}" == search_words.VERSION
