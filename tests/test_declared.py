"""What a site reserves, by every place where it can be declared."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import signals
from scraper.signals import preferences, read

URL = "https://bote.example/news/2024/ozg.html?seite=2"
RULES = [
    {"location": "/frei/*.html$", "tdm-reservation": 0},
    {"location": "/news/", "tdm-reservation": 1, "tdm-policy": "https://bote.example/policy.json"},
    {"location": "/", "tdm-reservation": 0},
]


def test_nothing_declared_is_nothing_reserved() -> None:
    found = read(URL)
    assert (found.tdm_reservation, found.tdm_reserved, found.evidence, found.to_json("x")) == (None, False, (), None)


@pytest.mark.parametrize(
    ("metas", "headers", "tdmrep", "reservation", "source"),
    [
        ([("tdm-reservation", "1")], [], None, 1, "a meta element"),
        ([], [("TDM-Reservation", " 1 ")], None, 1, "the header"),
        ([], [], RULES, 1, "tdmrep.json for /news/"),
        ([("tdm-reservation", "0")], [("tdm-reservation", "1")], RULES, 0, "a meta element"),
        ([], [("tdm-reservation", "0")], RULES, 0, "the header"),
    ],
)
def test_the_more_specific_reservation_counts(
    metas: list[tuple[str, str]],
    headers: list[tuple[str, str]],
    tdmrep: object,
    reservation: int,
    source: str,
) -> None:
    found = read(URL, headers, metas, None, json.dumps(tdmrep) if tdmrep else None)
    assert (found.tdm_reservation, found.evidence[0].source) == (reservation, source)


@pytest.mark.parametrize("value", ["yes", "", "2", "true", "1;0"])
def test_other_values_say_nothing(value: str) -> None:
    assert read(URL, [("tdm-reservation", value)]).tdm_reservation is None


@pytest.mark.parametrize(
    ("path", "reservation"), [("/frei/a.html", 0), ("/frei/a.htm", 0), ("/news/", 1), ("/newsletter", 0)]
)
def test_the_first_location_that_matches_counts(path: str, reservation: int) -> None:
    assert read("https://bote.example" + path, tdmrep=json.dumps(RULES)).tdm_reservation == reservation


def test_the_policy_goes_with_its_reservation() -> None:
    assert read(URL, tdmrep=json.dumps(RULES)).tdm_policy == "https://bote.example/policy.json"
    assert read(URL, directives=[("tdm-reservation", "1")], tdmrep=json.dumps(RULES)).tdm_policy is None


@pytest.mark.parametrize("tdmrep", ["{", "[1, null, {}]", "null", '{"location": 5}', "[" * 100_000, "\x00"])
def test_a_broken_file_reserves_nothing(tdmrep: str) -> None:
    assert read(URL, tdmrep=tdmrep).tdm_reservation is None


@pytest.mark.parametrize(
    ("headers", "metas", "kinds"),
    [
        ([("X-Robots-Tag", "NoIndex, noarchive")], [], {"noindex", "noarchive"}),
        ([("x-robots-tag", "googlebot: noindex, nofollow")], [], set()),
        ([("x-robots-tag", "scraper: noindex")], [], {"noindex"}),
        ([("x-robots-tag", "unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive")], [], {"noarchive"}),
        ([], [("robots", "none")], {"noindex", "nofollow"}),
        ([], [("ROBOTS", "noai, noimageai")], {"noai"}),
        ([], [("googlebot", "noarchive")], set()),
        ([], [("scraper", "noarchive")], {"noarchive"}),
    ],
)
def test_robots_directives(headers: list[tuple[str, str]], metas: list[tuple[str, str]], kinds: set[str]) -> None:
    found = read(URL, headers, metas)
    assert {kind for kind in ("noindex", "nofollow", "noarchive", "noai") if getattr(found, kind)} == kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("train-ai=n", {"train-ai": "n"}),
        ("train-ai=y, search=n", {"train-ai": "y", "search": "n"}),
        ("train-ai=n,train-ai=y", {"train-ai": "y"}),
        ("train-ai;x=1=n", {}),
        ('train-ai=n;why="a, b", bots=y', {"train-ai": "n", "bots": "y"}),
        ("train-ai", {}),
        ("train-ai=n,", {}),
        ("=n", {}),
        ("", {}),
    ],
)
def test_preferences_are_a_dictionary_of_structured_fields(text: str, found: dict[str, str]) -> None:
    assert preferences(text) == found


def test_the_preference_that_allows_less_counts() -> None:
    robots = b"User-agent: *\nContent-Usage: train-ai=y, search=n\nAllow: /\n"
    found = read(URL, [("content-usage", "train-ai=n, search=y")], robots=robots)
    assert (found.preference("train-ai"), found.preference("search")) == ("n", "n")


def test_a_wider_category_speaks_for_what_is_not_named() -> None:
    found = read(URL, [("content-usage", "bots=n, search=y")])
    assert (found.preference("train-genai"), found.preference("search"), found.preference("other")) == ("n", "y", None)


def test_robots_txt_speaks_by_group_and_longest_path() -> None:
    robots = b"User-agent: *\nContent-Usage: train-ai=n\nContent-Usage: /news/ train-ai=y\nDisallow: /x\n"
    robots += b"\nUser-agent: other\nContent-Usage: search=n\n"
    assert read(URL, robots=robots).usage == {"train-ai": "y"}
    assert read("https://bote.example/", robots=robots).usage == {"train-ai": "n"}
    assert read(URL, robots=robots, agent="other").usage == {"search": "n"}


def test_the_evidence_is_kept_with_its_date() -> None:
    text = read(URL, [("tdm-reservation", "1")]).to_json("2026-11-24T10:00:00Z")
    assert json.loads(text or "") == {
        "date": "2026-11-24T10:00:00Z",
        "evidence": [
            {"kind": "tdm-reservation", "value": "1", "source": "the header", "text": "tdm-reservation: 1"},
        ],
    }


@given(st.text(max_size=80), st.binary(max_size=80), st.binary(max_size=80))
def test_anything_can_be_read(text: str, robots: bytes, tdmrep: bytes) -> None:
    pairs = [(name, text) for name in ("tdm-reservation", "tdm-policy", "x-robots-tag", "content-usage", "robots")]
    found = read(URL, pairs, pairs, robots, tdmrep)
    assert isinstance(found, signals.Signals)
