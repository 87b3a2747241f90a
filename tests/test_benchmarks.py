"""The gate that keeps the parser's scores from slipping."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def extraction() -> Any:
    spec = importlib.util.spec_from_file_location("extraction", ROOT / "benchmarks" / "extraction.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_score_below_its_floor_is_named() -> None:
    scores = {"segments": {"scraper": {"title": 0.5, "date F1": 0.9}}}
    pinned = {"segments": {"title": 0.8, "date F1": 0.9}, "elsewhere": {"title": 1.0}}
    assert extraction().shortfalls(scores, pinned) == ["segments: title is 0.500, pinned at 0.8"]


def test_a_score_that_is_missing_is_below_its_floor() -> None:
    assert extraction().shortfalls({"a": {"scraper": {}}}, {"a": {"title": 0.1}}) == [
        "a: title is 0.000, pinned at 0.1"
    ]


def test_the_fixtures_hold_their_floors() -> None:
    module = extraction()
    assert module.shortfalls({"fixtures": {"scraper": module.fixture_scores()}}, module.floors()) == []


def test_every_set_measured_has_floors() -> None:
    measured = {"fixtures", "segments", "dates", "articles", "wcxb", "mercury", "daniel", "portals", "starts"}
    assert set(extraction().floors()) == measured | {"gov", "kinds", "fronts"}


def test_tables_leave_no_score_out() -> None:
    table = extraction().markdown({"scraper": {"title": 0.5}, "peer": {"body": 1.0}})
    assert table.splitlines()[2:] == ["| scraper | 0.500 | – |", "| peer | – | 1.000 |"]


def test_floors_are_raised_and_never_lowered() -> None:
    module = extraction()
    pinned = {"fixtures": {"title": 1.0}, "gov": {"title": 0.5, "date F1": 0.9}}
    text = module.renewed({"gov": {"scraper": {"title": 0.75, "date F1": 0.8}}}, pinned)
    assert module.tomllib.loads(text) == {"fixtures": {"title": 1.0}, "gov": {"title": 0.749, "date F1": 0.9}}
    assert text.startswith("# Scores below which CI fails")


def test_the_table_of_readme_has_the_sets_side_by_side() -> None:
    scores = {
        "gov": {"scraper": {"title": 0.5, "s/all": 1.0}, "peer": {"title": 0.4, "s/all": 8.0}},
        "segments": {"scraper": {"title": 0.6, "s/all": 1.0}, "peer": {"s/all": 8.0}},
    }
    lines = extraction().readme_table(scores).splitlines()
    assert lines[0] == "| score (sets) | scraper | peer |"
    (titles,) = (line for line in lines if line.startswith("| title"))
    assert titles.endswith("| 0.600 / – / – / – / – / 0.500 | – / – / – / – / – / 0.400 |")
    assert lines[-1] == "| CPU for all pages, in multiples of ours | 1.0 | 8.0 |"


def test_a_peer_that_cannot_be_imported_is_left_out() -> None:
    module = extraction()
    assert module._is_usable("json")
    assert not module._is_usable("no_such_peer")
