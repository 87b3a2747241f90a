"""robots.txt: RFC 9309 in small cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.policy.robots import ALLOW_ALL, MAX_BYTES, MAX_LINE, Robots


def allowed(text: str, path: str, agent: str = "scraper") -> bool:
    return Robots.parse(text.encode()).allowed(agent, f"https://example.org{path}").allowed


@pytest.mark.parametrize(
    ("rules", "path", "wanted"),
    [
        ("Disallow: /a", "/abc", False),
        ("Disallow: /a", "/b", True),
        ("Disallow:", "/a", True),
        ("Disallow: /\nAllow: /news", "/news/1", True),
        ("Allow: /news\nDisallow: /news/old", "/news/old/1", False),
        ("Disallow: /page\nAllow: /page", "/page", True),
        ("Disallow: /*.pdf$", "/x/a.pdf", False),
        ("Disallow: /*.pdf$", "/x/a.pdf?v=1", True),
        ("Disallow: /a*b*c", "/a1b2", True),
        ("Disallow: /a*b*c", "/a1b2c3", False),
        ("Disallow: /a*aa$", "/aa", True),
        ("Disallow: /a*aa$", "/aaa", False),
        ("Disallow: *print", "/x/print", False),
        ("Disallow: print", "/print", True),
        ("Disallow: /a$b", "/a$b", False),
        ("Disallow: /a%2Ab", "/a*b", False),
        ("Disallow: /ä", "/%c3%a4/x", False),
        ("Disallow: /%7Ejoe", "/~joe/", False),
        ("Disallow: /a%2fb", "/a/b", True),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /?q=", "/?q=1", False),
        ("disalow: /a", "/a", False),
        ("Disallow /a", "/a", False),
        ("Disallow: /\nAllow: /news/index.html", "/news/", True),
        ("Disallow: /a # not b", "/a", False),
    ],
)
def test_rules(rules: str, path: str, wanted: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}\n", path) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("User-agent: scraper\nDisallow: /\n\nUser-agent: *\nDisallow:\n", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: scraper\nDisallow:\n", True),
        ("User-agent: scraper\nDisallow: /b\nUser-agent: other\nDisallow: /\nUser-agent: SCRAPER\nDisallow: /a", False),
        ("User-agent: scraper\nCrawl-delay: 1\nSitemap: x\nUser-agent: other\nDisallow: /", False),
        ("User-agent: scraper news\nDisallow: /", False),
        ("User-agent: scraper/2.0\nDisallow: /", False),
        ("User-agent: scrape\nDisallow: /", True),
        ("useragent: *\nDisallow: /", False),
        ("User-agent: * all\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("User-agent: *\rDisallow: /", False),
        ("Disallow: /\nUser-agent: *\n", True),
        ("User-agent: *\nfoo: bar\nDisallow: /", False),
    ],
)
def test_groups(text: str, wanted: bool) -> None:
    assert allowed(text, "/a") is wanted


def test_a_verdict_names_its_rule() -> None:
    robots = Robots.parse("# hello\r\nUser-agent: *\r\nDisallow: /ä # no\r\n".encode())
    verdict = robots.allowed("scraper/1.0", "https://example.org/ä")
    assert (verdict.allowed, verdict.line, verdict.rule) == (False, 3, "Disallow: /ä # no")
    assert robots.allowed("scraper", "https://example.org/").rule is None


def test_delay_and_sitemaps() -> None:
    text = (
        "Sitemap: https://e.org/1.xml\nUser-agent: a\nCrawl-delay: 2.5\nUser-agent: *\nCrawl-delay: 9\nSitemap: /2.xml"
    )
    robots = Robots.parse(text.encode())
    assert robots.delay("A") == 2.5
    assert robots.delay("b") == 9
    assert robots.sitemaps == ("https://e.org/1.xml", "/2.xml")
    assert Robots.parse(b"User-agent: *\nCrawl-delay: soon").delay("a") is None


def test_a_missing_file_allows_all() -> None:
    assert ALLOW_ALL.allowed("a", "https://example.org/x").allowed


def test_equal_files_are_read_once() -> None:
    first, second = bytearray(b"User-agent: *\nDisallow: /a"), bytearray(b"User-agent: *\nDisallow: /a")
    assert Robots.parse(bytes(first)) is Robots.parse(bytes(second))
    assert Robots.parse(b"User-agent: *\nDisallow: /b") is not Robots.parse(bytes(first))


def test_what_stands_after_500_kib_of_comments_is_read_and_half_a_rule_is_not() -> None:
    padding = b"# " + b"x" * 998 + b"\n"
    assert not Robots.parse(padding * 511 + b"User-agent: *\nDisallow: /").allowed("a", "https://e.org/x").allowed
    head = b"User-agent: *\n"
    filler = b"#" * (MAX_BYTES - len(head) - len(b"\nDisallow: /"))
    cut = head + filler + b"\nDisallow: /private"
    assert Robots.parse(cut).allowed("a", "https://e.org/x").allowed


def test_many_wildcards_are_matched_without_stepping_back() -> None:
    robots = Robots.parse(b"User-agent: *\nDisallow: /" + b"*a" * 4000 + b"b$\nDisallow: /" + b"*" * 8000 + b"z$")
    assert robots.allowed("a", "https://e.org/" + "a" * 8000).allowed
    assert not robots.allowed("a", "https://e.org/" + "a" * 8000 + "z").allowed


@given(st.binary(max_size=300), st.text(max_size=20), st.text(max_size=60))
def test_anything_is_answered(data: bytes, agent: str, url: str) -> None:
    robots = Robots.parse(b"User-agent: *\n" + data)
    assert robots.allowed(agent, url).allowed in (True, False)
    assert robots.delay(agent) is None or robots.delay(agent) >= 0  # type: ignore[operator]


PIECES = st.lists(st.sampled_from(["a", "b", "*", "/"]), max_size=8).map("".join)


@given(PIECES, st.booleans(), st.lists(st.sampled_from("ab/"), max_size=10).map("".join))
def test_wildcards_agree_with_a_regular_expression(pattern: str, anchored: bool, path: str) -> None:
    import re

    wanted = ".*".join(re.escape(part) for part in f"/{pattern}".split("*")) + ("$" if anchored else "")
    matched = re.match(wanted, f"/{path}", re.DOTALL) is not None
    assert allowed(f"User-agent: *\nDisallow: /{pattern}{'$' if anchored else ''}", f"/{path}") is not matched


@pytest.mark.parametrize("mark", [b"\xef", b"\xef\xbb", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_skipped_and_what_is_left_of_one(mark: bytes) -> None:
    robots = Robots.parse(mark + b"User-agent: *\nDisallow: /")
    assert not robots.allowed("a", "https://e.org/x").allowed


def test_a_line_is_read_as_far_as_google_reads_it() -> None:
    head = "Disallow: /"
    rule = head + "x" * (MAX_LINE - len(head)) + "y"
    path = "/" + "x" * (MAX_LINE - len(head))
    assert not allowed(f"User-agent: *\n{rule}", path)
    assert allowed(f"User-agent: *\n{rule}", path[:-1])


def test_the_slowest_delay_of_merged_groups_counts() -> None:
    robots = Robots.parse(b"User-agent: a\nCrawl-delay: 9\nDisallow: /x\nUser-agent: a\nCrawl-delay: 2")
    assert robots.delay("a") == 9


def test_a_sitemap_is_text() -> None:
    assert Robots.parse("Sitemap: https://e.org/ä.xml\nSitemap:".encode()).sitemaps == ("https://e.org/ä.xml",)


def test_what_ends_an_address_does_not_overlap_with_what_stands_before() -> None:
    assert allowed("User-agent: *\nDisallow: /a*bc*cd$", "/abcd")
    assert not allowed("User-agent: *\nDisallow: /a*bc*cd$", "/abccd")


def test_allow_wins_in_either_order() -> None:
    for rules in ("Allow: /page\nDisallow: /page", "Disallow: /page\nAllow: /page"):
        assert allowed(f"User-agent: *\n{rules}", "/page")


def test_a_path_may_hold_an_address() -> None:
    rules = "User-agent: *\nDisallow: /r?to=https://"
    assert not Robots.parse(rules.encode()).allowed("a", "https://e.org/r?to=https://x.org/").allowed
    assert not Robots.parse(rules.encode()).allowed("a", "//e.org/r?to=https://x.org/#a").allowed
