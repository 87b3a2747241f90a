"""What a site reserves, by every place where it can be declared."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.policy import robots, signals
from scraper.policy.preferences import preferences
from scraper.policy.robots import Robots
from scraper.policy.signals import read

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
    ("tdmrep", "kinds"),
    [
        ("<!DOCTYPE html><title>Seite nicht gefunden</title>", []),
        (b"\xef\xbb\xbf\r\n<html>", []),
        (b"\xff\xfe<\x00", ["unreadable"]),
        ("{", ["unreadable"]),
    ],
)
def test_an_error_page_in_place_of_the_file_is_no_file(tdmrep: str | bytes, kinds: list[str]) -> None:
    assert [one.kind for one in read(URL, tdmrep=tdmrep).evidence] == kinds


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
        # A date has colons and commas of its own.
        ([("x-robots-tag", "unavailable_after: Friday, 25-Jun-30 15:00:00 UTC, noarchive")], [], {"noarchive"}),
        ([("x-robots-tag", "unavailable_after: 2030-06-25T15:00:00+02:00, noindex")], [], {"noindex"}),
        ([("x-robots-tag", "other: unavailable_after: 25 Jun 2030 15:00:00 PST, noindex")], [], set()),
        ([("x-robots-tag", "other: noindex, scraper: noarchive")], [], {"noarchive"}),
        ([("x-robots-tag", "Scraper/2.0: noindex")], [], {"noindex"}),
        ([("x-robots-tag", "other: noindex"), ("X-Robots-Tag", "nofollow")], [], {"nofollow"}),
        ([("x-robots-tag", "max-image-preview: none, max-snippet: -1")], [], set()),
        ([("x-robots-tag", "*: noai"), ("x-robots-tag", "robots: noarchive")], [], {"noai", "noarchive"}),
        ([("x-robots-tag", "index, follow, all, noodp")], [], set()),
        ([], [("robots", "noindex nofollow")], {"noindex", "nofollow"}),
        ([], [("robots", " NOINDEX ;\n NoArchive,")], {"noindex", "noarchive"}),
        ([], [("robots", "index, max-image-preview:none, max-snippet: none")], set()),
        ([], [("robots", "index,follow"), ("robots", "noindex")], {"noindex"}),
        ([], [("robots", "no index, noindexing, nonefollow")], set()),
    ],
)
def test_robots_directives(headers: list[tuple[str, str]], metas: list[tuple[str, str]], kinds: set[str]) -> None:
    found = read(URL, headers, metas)
    assert {kind for kind in ("noindex", "nofollow", "noarchive", "noai") if getattr(found, kind)} == kinds


def test_directives_beside_the_usual_ones_are_evidence() -> None:
    found = read(URL, [("x-robots-tag", "nosnippet, unavailable_after: Fri, 25 Jun 2027 15:00:00 GMT")])
    assert {(one.kind, one.value) for one in found.evidence} == {
        ("nosnippet", "yes"),
        ("unavailable_after", "Fri 25 Jun 2027 15:00:00 GMT"),
    }
    metas = [("robots", "noimageindex, unavailable_after: 2027-06-25")]
    assert [one.kind for one in read(URL, directives=metas).evidence] == ["unavailable_after", "noimageindex"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("train-ai=n", {"train-ai": "n"}),
        # Whatever else RFC 9651 §3.3 has: dates, display strings, numbers, byte sequences, booleans, inner lists.
        ('a=@1659578233, b=%"f%c3%bc", c=-1.5, d=:aGk=:, e=?0, f=(y n);q=1, train-ai=n', {"train-ai": "n"}),
        ("train-ai=n ,\tsearch=y", {"train-ai": "n", "search": "y"}),
        ('train-ai="n"', {}),
        ("train-ai=N", {}),
        ("Train-AI=n", {}),
        ("train-ai=n;search=y", {"train-ai": "n"}),
        ("train-ai=n search=y", {}),
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


def test_each_statement_speaks_for_itself() -> None:
    """draft-ietf-aipref-vocab: a wider category counts within its own statement, then the stricter statement does."""
    robots = b"User-agent: *\nContent-Usage: train-ai=y\n"
    assert read(URL, [("content-usage", "bots=n")], robots=robots).preference("train-ai") == "n"
    assert read(URL, [("content-usage", "bots=y")], robots=robots).preference("search") == "y"


@pytest.mark.parametrize(
    ("robots", "usage"),
    [
        ("User-agent: *\nContent-Usage:\t/news/\t\ttrain-ai=n", {"train-ai": "n"}),
        ("User-agent: *\ncontent-usage : train-ai=n # why", {"train-ai": "n"}),
        ("User-agent: *\nContent-Usage: /*.html train-ai=n\nContent-Usage: /news/ train-ai=y", {"train-ai": "n"}),
        ("User-agent: *\nContent-Usage: /news/2025 train-ai=n", {}),
        # Several lines with one path: the one that allows less counts, and a broken one spoils no other.
        (
            "User-agent: *\nContent-Usage: train-ai=n\nContent-Usage: train-ai=y, search=y",
            {"train-ai": "n", "search": "y"},
        ),
        ("User-agent: *\nContent-Usage: train-ai=n\nContent-Usage: =,,=", {"train-ai": "n"}),
        # A rule ends the lines that name the group's crawlers (draft-ietf-aipref-attach).
        ("User-agent: other\nContent-Usage: train-ai=n\nUser-agent: *\nContent-Usage: train-ai=y", {"train-ai": "y"}),
        ("User-agent: *\nContent-Usage: train-ai=n\nUser-agent: scraper\nContent-Usage: train-ai=y", {"train-ai": "y"}),
        ("User-agent: *\nContent-Usage: train-ai=n\nUser-agent: scraper\nDisallow:", {}),
        ("User-agent: *\nUser-agent: scraper\nContent-Usage: train-ai=n", {"train-ai": "n"}),
        ("User-agent: other\nContent-Usage: train-ai=n", {}),
        ("Content-Usage: train-ai=n\nUser-agent: *\nAllow: /", {}),
        ("User-agent: *\nDisallow: /x\nContent-Usage: train-ai=n", {"train-ai": "n"}),
    ],
)
def test_content_usage_in_robots_txt(robots: str, usage: dict[str, str]) -> None:
    assert read(URL, robots=robots.encode()).usage == usage


@pytest.mark.parametrize(
    ("robots", "said"),
    [
        ("User-agent: *\nContent-Signal: search=yes,ai-train=no\nAllow: /", [("search", "yes"), ("ai-train", "no")]),
        ("User-Agent: *\ncontent-signal: Search=YES, ai-input=no # why", [("search", "yes"), ("ai-input", "no")]),
        ("User-agent: *\nContent-Signal: /news/ ai-train=no\nContent-Signal: ai-train=yes", [("ai-train", "no")]),
        ("User-agent: *\nContent-Signal: ai-train=maybe, other=no, search", []),
        ("User-agent: *\nContent-Signal:", []),
        ("User-agent: other\nContent-Signal: ai-train=no\nUser-agent: *\nAllow: /", []),
        ("Content-Signal: ai-train=no\nUser-agent: *\nAllow: /", []),
    ],
)
def test_content_signal_in_robots_txt_is_recorded(robots: str, said: list[tuple[str, str]]) -> None:
    found = read(URL, robots=robots.encode())
    assert [(one.kind, one.value) for one in found.evidence] == said
    assert all(one.source == "robots.txt" and "Content-Signal: " in one.text for one in found.evidence)
    assert (found.usage, found.tdm_reserved) == ({}, False)


def test_content_signal_in_the_header_is_recorded() -> None:
    found = read(URL, [("Content-Signal", "ai-train=no, search=yes")])
    assert found.evidence_text("ai-train") == "ai-train=no, search=yes in the header Content-Signal"


@pytest.mark.parametrize(
    ("location", "path", "matches"),
    [
        ("/", "/", True),
        ("*", "/a", True),
        ("/a/", "/a", False),
        ("/A/", "/a/b", False),
        ("/a*c", "/a/b/c/d", True),
        ("/a$", "/a?b", False),
        ("/a$", "/a", True),
        ("/a$b", "/a$b", True),
        ("/%C3%A4", "/ä/b", True),
        ("/ä", "/%c3%a4", True),
        ("/*.pdf$", "/x/y.pdf", True),
        ("", "/a", False),
    ],
)
def test_the_location_of_a_rule_is_a_pattern(location: str, path: str, matches: bool) -> None:
    """TDMRep §6.1, as in RFC 9309 §2.2.3."""
    tdmrep = json.dumps([{"location": location, "tdm-reservation": 1}])
    assert read("https://bote.example" + path, tdmrep=tdmrep).tdm_reserved is matches


def test_the_file_may_begin_with_a_byte_order_mark() -> None:
    tdmrep = "\ufeff" + json.dumps(RULES)
    assert read(URL, tdmrep=tdmrep).tdm_reserved
    assert read(URL, tdmrep=tdmrep.encode()).tdm_reserved


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


def test_what_is_said_a_thousand_times_is_kept_once() -> None:
    line = ", ".join(["search=yes"] * 1000 + [f"k{n}=y" for n in range(1000)])
    robots = f"User-agent: *\nContent-Signal: {line}\nContent-Usage: {line}\n".encode()
    kept = read(URL, [("content-signal", line), ("content-usage", line)], robots=robots).to_json("2026-11-23T12:00:00Z")
    assert kept is not None
    assert len(kept) < 100_000
    once = read(URL, [("content-signal", line)]).to_json("2026-11-23T12:00:00Z")
    assert once is not None
    assert len(json.loads(once)["evidence"]) == 1


def test_what_is_kept_of_the_evidence_is_bounded() -> None:
    many = ", ".join(f"k{number}=y" for number in range(101))
    kept = json.loads(
        read(URL, [("content-usage", many), ("x-robots-tag", "noarchive," + "x" * 600)]).to_json("d") or ""
    )
    assert len(kept["evidence"]) == 100
    assert [len(one["text"]) for one in kept["evidence"]] == [500] * 100


def test_a_thousand_rules_of_a_host_are_read() -> None:
    def reserved(before: int) -> bool:
        rules = [{"location": "/x"}] * before + [{"location": "/news/", "tdm-reservation": 1}]
        return read(URL, tdmrep=json.dumps(rules)).tdm_reserved

    assert reserved(999)
    assert not reserved(1000)


def test_a_colon_behind_a_directive_is_a_mistake_and_no_name() -> None:
    assert read(URL, [("x-robots-tag", "noindex: , noarchive")]).noindex
    assert read(URL, [("x-robots-tag", "noindex: , noarchive")]).noarchive
    assert read(URL, directives=[("robots", "noindex: noarchive:")]).noarchive


def test_one_reading_of_robots_txt_serves_rules_and_reservations() -> None:
    data = b"User-agent: *\nContent-Usage: train-ai=n\n# read once"
    before = robots._parsed.cache_info().misses
    Robots.parse(data)
    read(URL, robots=data)
    read("https://bote.example/2", robots=bytes(bytearray(data)))
    assert robots._parsed.cache_info().misses == before + 1


def test_a_statement_ends_the_lines_that_name_its_crawlers() -> None:
    data = b"User-agent: other\nContent-Usage: train-ai=n\nUser-agent: *\nContent-Usage: search=n"
    assert read(URL, robots=data, agent="other").usage == {"train-ai": "n"}
    assert read(URL, robots=data).usage == {"search": "n"}
