"""RFC 9309, rule by rule; what needs a network stands in fetch/test_pace.py.

Each test names the section that it holds us to.
"""

from __future__ import annotations

import pytest

from scraper.policy.robots import MAX_BYTES, Robots

SITE = "https://bote.example"


def allowed(rules: str | bytes, path: str, agent: str = "scraper") -> bool:
    """Return whether these rules let a crawler have a path."""
    data = rules.encode() if isinstance(rules, str) else rules
    return Robots.parse(data).allowed(agent, SITE + path).allowed


def test_2_2_1_the_token_is_matched_without_regard_to_case() -> None:
    """§2.2.1: "Crawlers MUST use case-insensitive matching to find the group"."""
    assert not allowed("User-Agent: SCRAPER\nDisallow: /", "/a")


def test_2_2_1_groups_of_one_token_are_combined() -> None:
    """§2.2.1: "the matching groups' rules MUST be combined into one group"."""
    rules = "User-agent: scraper\nDisallow: /a\n\nUser-agent: other\nDisallow: /\n\nUser-agent: scraper\nDisallow: /b"
    assert not allowed(rules, "/a")
    assert not allowed(rules, "/b")
    assert allowed(rules, "/c")


def test_2_2_1_without_a_group_of_ones_own_the_star_counts() -> None:
    """§2.2.1: "crawlers MUST obey the group with a user-agent line with the "*" value, if present"."""
    assert not allowed("User-agent: *\nDisallow: /", "/a")
    assert allowed("User-agent: scraper\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a")


def test_2_2_1_without_any_group_there_are_no_rules() -> None:
    """§2.2.1: "If no group matches the product token and there is no group with "*", no rules apply"."""
    assert allowed("User-agent: other\nDisallow: /", "/a")


def test_2_2_2_the_match_is_of_the_path_and_case_sensitive() -> None:
    """§2.2.2: "the path MUST be matched … The matching SHOULD be case sensitive"."""
    assert not allowed("User-agent: *\nDisallow: /Intern", "/Intern/1")
    assert allowed("User-agent: *\nDisallow: /Intern", "/intern/1")


def test_2_2_2_the_longest_match_is_used() -> None:
    """§2.2.2: "The most specific match found MUST be used. The most specific match is the match that has the most
    octets"."""
    rules = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c"
    assert [allowed(rules, path) for path in ("/a/x", "/a/b/x", "/a/b/c")] == [False, True, False]


def test_2_2_2_allow_wins_where_both_are_as_long() -> None:
    """§2.2.2: "If an "allow" rule and a "disallow" rule are equivalent, then the "allow" rule SHOULD be used"."""
    assert allowed("User-agent: *\nDisallow: /a\nAllow: /a", "/a")


def test_2_2_2_without_a_match_an_address_is_allowed() -> None:
    """§2.2.2: "If no match is found amongst the rules in a group … the URI is allowed"."""
    assert allowed("User-agent: *\nDisallow: /b", "/a")


def test_2_2_2_the_rules_themselves_are_always_allowed() -> None:
    """§2.2.2: "The /robots.txt URI is implicitly allowed"."""
    assert allowed("User-agent: *\nDisallow: /", "/robots.txt")


@pytest.mark.parametrize(
    ("rule", "path"),
    [("/ü", "/%C3%BC"), ("/%C3%BC", "/ü"), ("/%c3%bc", "/%C3%BC"), ("/%62", "/b"), ("/b", "/%62")],
)
def test_2_2_2_octets_are_compared_percent_encoded(rule: str, path: str) -> None:
    """§2.2.2: octets outside ASCII "MUST be percent-encoded" before comparison, unreserved ones decoded."""
    assert not allowed(f"User-agent: *\nDisallow: {rule}", path)


def test_2_2_2_an_encoded_reserved_octet_is_not_the_octet() -> None:
    """§2.2.2, example table: ``/foo%2Fbar`` and ``/foo/bar`` are two paths."""
    assert allowed("User-agent: *\nDisallow: /a%2Fb", "/a/b")


@pytest.mark.parametrize(
    ("rule", "path", "matches"),
    [
        ("/a*.pdf", "/a/b.pdf?x", True),
        ("/a*.pdf$", "/a/b.pdf?x", False),
        ("*.gif$", "/b.gif", True),
        ("/a$", "/a/", False),
        ("/*/*/c", "/a/b/c", True),
    ],
)
def test_2_2_3_special_characters(rule: str, path: str, matches: bool) -> None:
    """§2.2.3: "Crawlers MUST support the following special characters": ``#``, ``$``, ``*``."""
    assert allowed(f"User-agent: *\nDisallow: {rule}", path) is not matches


def test_2_2_3_a_comment_ends_a_rule() -> None:
    """§2.2.3: ``#`` designates a line comment."""
    assert not allowed("User-agent: * # all\nDisallow: /a # not this", "/a")


def test_2_2_4_other_records_do_not_interfere() -> None:
    """§2.2.4: "Parsing of other records MUST NOT interfere with the parsing of explicitly defined records"."""
    rules = "User-agent: *\nSitemap: https://bote.example/s.xml\nKarte: /x\nDisallow: /a"
    assert not allowed(rules, "/a")


def test_2_3_the_file_is_utf_8_and_a_bom_is_overlooked() -> None:
    """§2.3: the file "MUST be UTF-8 encoded"; §2.2 errors are no reason to drop the rest."""
    assert not allowed(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a")
    assert not allowed(b"User-agent: *\nDisallow: /\xff\nDisallow: /a", "/a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_mismatches_of_encoding_are_bridged(encoding: str, end: str) -> None:
    """ "Implementors SHOULD bridge encoding mismatches by detecting if the robots.txt file is not UTF-8 encoded"."""
    rules = end.join(("User-agent: *", "Disallow: /ämter", "Allow: /ämter/frei", "")).encode(encoding)
    paths = ("/ämter", "/%C3%A4mter/x", "/%c3%a4mter/frei", "/amter")
    assert [allowed(rules, path) for path in paths] == [False, False, True, True]


def test_octets_that_are_no_utf_8_match_as_they_are() -> None:
    """§2.2.2: an octet outside ASCII is compared percent-encoded, whatever it was meant to be."""
    assert not allowed(b"User-agent: *\nDisallow: /\xe4mter", "/%E4mter")


@pytest.mark.parametrize(
    "line", ["", "Karte: /x", "Sitemap: /s.xml", "Crawl-delay: 1", "# nichts", "Disallow /x y", ":", " \t"]
)
def test_2_1_only_rules_end_a_group_s_user_agent_lines(line: str) -> None:
    """§2.1, §2.2.4: several user-agent lines before the rules are one group, whatever stands between them."""
    rules = f"User-agent: scraper\n{line}\nUser-agent: other\nDisallow: /a\n\nUser-agent: *\nDisallow: /"
    assert not allowed(rules, "/a")
    assert allowed(rules, "/b")


@pytest.mark.parametrize("rule", ["Disallow:", "Allow:", "Disallow: # nichts", "Disallow:\t"])
def test_2_2_an_empty_rule_is_one_that_forbids_nothing(rule: str) -> None:
    """§2.2: ``empty-pattern``; it ends the user-agent lines like any rule."""
    rules = f"User-agent: scraper\n{rule}\nUser-agent: other\nDisallow: /"
    assert allowed(rules, "/a")
    assert not allowed(rules, "/a", "other")


@pytest.mark.parametrize(
    "line",
    ["disallow:/a", "  Disallow : /a  ", "DISALLOW:\t/a\t# x", "Disallow:/a#x", "Disallow: /a\x0b", "Disalow: /a"],
)
def test_2_2_names_of_lines_know_no_case_and_no_blanks(line: str) -> None:
    """§2.2, ABNF: ``rule = *WS ("allow" / "disallow") *WS ":" *WS (path-pattern / empty-pattern) EOL``."""
    assert not allowed(f"user-AGENT :*\n{line}\n", "/a")
    assert allowed(f"user-AGENT :*\n{line}\n", "/b")


def test_2_5_at_least_500_kib_are_parsed() -> None:
    """§2.5: "The parsing limit … MUST be at least 500 kibibytes"."""
    assert MAX_BYTES >= 500 * 1024
    padding = "# Hinweis\n" * (500 * 1024 // 10 - 10)
    assert not allowed(f"User-agent: *\n{padding}Disallow: /a", "/a")
