"""Compounds are taken apart where a reader would, and what only looks like one stays whole."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.analysis.german import compounds
from scraper.analysis.german.compounds import Lexicon

ROOT = Path(__file__).parents[2]


def benchmark() -> Any:
    spec = importlib.util.spec_from_file_location("german", ROOT / "benchmarks" / "german.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parted(word: str) -> str:
    """Return a word with bars between its parts."""
    return "|".join(word[piece.start : piece.end] for piece in compounds.split(word))


@pytest.mark.parametrize(
    "word",
    [
        "verwaltungs|digitalisierung",
        "online|zugangs|gesetz",
        "daten|schutz|behörde",
        "register|modernisierung",
        "breit|band|ausbau",
        "bürger|service|portal",
        "kfz|zulassung",
        "städte|bau|förderung",
        "liefer|ketten",
        "buss|geld|bescheid",
        "kreis|verwaltungen",
        "nutzer|konten",
        "minister|präsidentin",
    ],
)
def test_compounds_are_taken_apart(word: str) -> None:
    assert parted(word.replace("|", "")) == word


@pytest.mark.parametrize(
    "word",
    """
    behörden verwaltung digitalisierung minister staubecken wachstube urinsekt haushalt deutschland darmstadt
    freiburg kommission systematisch regierungen universität direktor bürgerinnen parlament kontakt buchstabe
    """.split(),
)
def test_what_only_looks_like_a_compound_stays_whole(word: str) -> None:
    assert compounds.split(word) == ()


@pytest.mark.parametrize(("half", "fewest_right", "most_wrong"), [("fitting", 0.99, 0.01), ("held back", 0.96, 0.015)])
def test_labelled_words_keep_their_scores(half: str, fewest_right: float, most_wrong: float) -> None:
    module = benchmark()
    _, right, wrong, missed, _ = module.counts(module.halves(module.labelled()["compounds"])[half])
    assert right / (right + missed) >= fewest_right
    assert wrong / (right + wrong) <= most_wrong


@pytest.mark.parametrize("half", ["fitting", "held back"])
def test_words_that_are_none_stay_whole(half: str) -> None:
    module = benchmark()
    listed = module.listed_as_whole()
    words = module.halves([word for word in module.labelled()["whole"] if word not in listed])[half]
    assert len(words) >= 140
    assert len(module.wrongly_split(words)) <= 1


def test_nothing_is_labelled_twice() -> None:
    words = [word.replace("|", "") for of_section in benchmark().labelled().values() for word in of_section]
    assert len(words) == len(set(words))


def test_after_some_endings_there_is_always_an_s() -> None:
    among = Lexicon({"zeitung": 5.0, "artikel": 5.0}, {"artikel": 5.0})
    with_s = compounds.cheapest("zeitungsartikel", among, as_whole=True)
    without = compounds.cheapest("zeitungartikel", among, as_whole=True)
    assert [piece.entry for piece in with_s[1]] == ["zeitung", "artikel"]
    assert without == (float("inf"), ())


def test_a_part_that_ends_no_word_is_none_at_the_end() -> None:
    among = Lexicon({"salz": 5.0, "burg": 5.0, "tor": 5.0}, {"tor": 5.0})
    assert compounds.cheapest("salzburg", among, as_whole=True)[1] == ()
    assert [piece.entry for piece in compounds.cheapest("burgtor", among, as_whole=True)[1]] == ["burg", "tor"]


def test_a_list_is_read_as_it_was_written() -> None:
    among = Lexicon({"amt": 3.0, "burg": 5.5, "straße": 9.0}, {"amt": 4.0, "straße": 9.5})
    read = compounds.read(compounds.written(among))
    assert (read.first, read.last, read.longest) == (among.first, among.last, {"amt": 3, "bur": 4, "str": 6})


def test_the_list_that_is_shipped_is_small_and_says_where_it_is_from() -> None:
    folder = ROOT / "scraper" / "analysis" / "german"
    assert (folder / "parts.txt").stat().st_size < 500_000
    assert 30_000 < len(compounds.lexicon().first) < 80_000
    licence = (folder / "LICENSE-parts.txt").read_text(encoding="utf-8")
    assert "Creative Commons Attribution-ShareAlike 4.0" in licence
    assert "wordfreq" in licence


@pytest.mark.parametrize("word", ["", "a", "bau", "amtamt" * 1000, "x" * 64, "bundes" * 10])
def test_a_word_of_any_length_is_an_answer(word: str) -> None:
    pieces = compounds.split(word)
    assert not pieces or (pieces[0].start == 0 and pieces[-1].end == len(word))


@given(st.lists(st.sampled_from(sorted(compounds.lexicon().first)[::97]), min_size=1, max_size=5))
def test_parts_cover_the_word_without_a_gap(parts: list[str]) -> None:
    word = "s".join(parts)
    pieces = compounds.split(word)
    assert all(one.end == other.start for one, other in pairwise(pieces))
    assert not pieces or (pieces[0].start, pieces[-1].end) == (0, len(word))
