"""Addresses: spelling, identity, and what people type."""

from __future__ import annotations

import re

import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import AddressError, UserInAddressError
from scraper.model import Site
from scraper.sites.loader import builtin_sites
from scraper.web import urls

ANY = st.text(max_size=60) | st.builds("https://{}".format, st.text(max_size=60))


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("HTTPS://WWW.Example.ORG:443/A/b#part", "https://www.example.org/A/b"),
        ("http://example.org:8080", "http://example.org:8080/"),
        ("https://me:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/a?", "https://example.org/a"),
        ("https://example.org/a;jsessionid=1A2B.live11?x=1", "https://example.org/a?x=1"),
        ("https://example.org/a?utm_source=x&b=2&fbclid=y&a=1&nn=7", "https://example.org/a?b=2&a=1"),
        ("https://example.org/?b=1&amp;utm_medium=rss", "https://example.org/?b=1"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://müller.example/ä", "https://xn--mller-kva.example/%C3%A4"),
        ("https://example.org/a;jsessionid=1;v=2/b?x=1", "https://example.org/a;v=2/b?x=1"),
        ("https://example.org/a?PHPSESSID=8r3m1cvd0kq5v1u7sm2v8a2b35", "https://example.org/a"),
        ("https://example.org/(S(lit3py55t21z5v55vlm25s55))/a.aspx", "https://example.org/a.aspx"),
        (" https://example.org/a\n/b\t?c=\r\nd\x0b", "https://example.org/a/b?c=d"),
        ("ht\ntps:/\t/example.org/a", "https://example.org/a"),
        ("https://example.org/?nnn=1&at=2&utm=3", "https://example.org/?nnn=1&at=2&utm=3"),
    ],
)
def test_canonical(url: str, wanted: str) -> None:
    assert urls.canonical(url) == wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://me:secret@example.org/feed?nn=7#top", "https://example.org/feed?nn=7"),
        ("https://example.org/a//b@c", "https://example.org/a//b@c"),
        ("https://me@example.org/a//b@c?to=//x@y", "https://example.org/a//b@c?to=//x@y"),
    ],
)
def test_spelled_drops_user_and_fragment_alone(url: str, wanted: str) -> None:
    assert urls.spelled(url) == wanted


@pytest.mark.parametrize("url", ["", "news", "/news", "ftp://example.org/", "https://", "https://a b/", "javascript:1"])
def test_canonical_refuses_and_names_the_address(url: str) -> None:
    with pytest.raises(AddressError) as caught:
        urls.canonical(url)
    assert repr(url) in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("  example.org/news ", "https://example.org/news"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("localhost:8000", "https://localhost:8000/"),
        ("[::1]:8000/x", "https://[::1]:8000/x"),
        ("//example.org/x", "https://example.org/x"),
        ("https://example.org/neu\n  ", "https://example.org/neu"),
        ("https://example.org/eine-\r\nzeile\t", "https://example.org/eine-zeile"),
        ("exam\nple.org/x", "https://example.org/x"),
        ("http://example.org", "http://example.org/"),
    ],
)
def test_typed(text: str, wanted: str) -> None:
    assert urls.typed(text) == wanted


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("ftp://example.org", "ftp"),
        ("mailto:a@b", "mailto"),
        ("FILE:///etc/passwd", "file"),
        ("tel:110", "tel"),
        ("javascript:alert(1)", "javascript"),
    ],
)
def test_typed_names_the_other_scheme(text: str, scheme: str) -> None:
    with pytest.raises(AddressError, match=f"http and https only; '{scheme}'"):
        urls.typed(text)


@pytest.mark.parametrize(
    "text",
    ["https://ich:geheim@amt.example/x", "ich@amt.example", "//ich:geheim@amt.example/", "http:\\\\ich@amt.example"],
)
def test_typed_refuses_a_user_without_repeating_the_password(text: str) -> None:
    with pytest.raises(UserInAddressError) as caught:
        urls.typed(text)
    assert "geheim" not in str(caught.value)
    assert str(caught.value).endswith(
        " names a user or a password, which scraper never sends. Give the address without what stands before its '@'."
    )


def test_an_at_sign_in_a_path_is_no_user() -> None:
    assert urls.typed("amt.example/@anna//b@c") == "https://amt.example/@anna//b@c"


@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        ("https://amt.example/a", True),
        ("http://www.amt.example:80/a", True),
        ("https://presse.amt.example/a", True),
        ("https://feeds.example:8443/a", True),
        ("https://amt.example:8443/a", False),
        # The port of https, spoken to without TLS, is neither of the two that show the site.
        ("http://amt.example:443/a", False),
        ("https://presse.amt.example:8443/a", False),
        ("https://feeds.example/a", False),
    ],
)
def test_another_port_is_another_site(url: str, is_own: bool) -> None:
    site = Site(id="amt", name="Amt", home="https://amt.example/", feeds=("https://feeds.example:8443/rss",))
    assert urls.belongs(site, url) is is_own


@pytest.mark.parametrize("text", ["", "  ", "/path", "two words", "example.org:99999/x", "..."])
def test_typed_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(AddressError):
        urls.typed(text)


@pytest.mark.parametrize(
    ("ref", "wanted"),
    [
        ("../c?d=1#e", "https://example.org/c?d=1#e"),
        (" c \n", "https://example.org/a/c"),
        ("//other.example/x", "https://other.example/x"),
        ("?page=2", "https://example.org/a/b?page=2"),
        ("javascript:void(0)", None),
        ("mailto:a@b", None),
        ("http://", None),
        ("/a\x00b", None),
        ("/a\nb", "https://example.org/ab"),
        ("\x0b/a\tb\r\n  c\x00", "https://example.org/ab%20%20c"),
        ("java\nscript:void(0)", None),
        ("/" + "a" * 9000, None),
    ],
)
def test_join(ref: str, wanted: str | None) -> None:
    assert urls.join("https://example.org/a/b", ref) == wanted


def test_join_to_a_base_that_is_no_address() -> None:
    assert urls.join("nowhere", "x") is None


def test_the_parts() -> None:
    url = "http://WWW.Example.org:8080/a?b=1#c"
    assert urls.host(url) == "example.org"
    assert urls.authority(url) == "www.example.org:8080"
    assert urls.authority("https://example.org:443/") == "example.org"
    assert urls.origin(url) == "http://www.example.org:8080"
    assert urls.path_of(url) == "/a?b=1"
    assert urls.host("https://www.de/") == "www.de"


def test_key_overlooks_scheme_www_slash_and_case_of_escapes() -> None:
    spellings = (
        "https://www.example.org/a%c3%a4/",
        "http://example.org/a%C3%A4#x",
        "https://example.org/a%C3%A4?utm_a=1",
    )
    assert {urls.key(url) for url in spellings} == {"example.org/a%C3%A4"}
    assert urls.key("https://example.org/") == "example.org/"
    assert urls.key("https://example.org/a?b=1") != urls.key("https://example.org/a?b=2")


def test_key_asks_the_profile_only_on_its_own_hosts() -> None:
    site = Site("s", "S", "https://example.org/", articles=(re.compile(r"^/(?P<id>[^/]+)/$"),))
    assert urls.key("https://news.example.org/%C3%84b/", site) == "s:äb"
    assert urls.key("https://other.example/ab/", site) == "other.example/ab"
    assert not urls.matches(site, "https://other.example/ab/")


K21 = "https://www.kommune21.de"


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/k21-meldungen/neuer-dienst-2/", "kommune21:neuer-dienst-2"),
        ("/k21-meldungen/feedback/", "kommune21:feedback"),
        ("/meldung_777", "kommune21:777"),
        ("/meldung_777_Ein+Titel%2E.html", "kommune21:777"),
        ("/meldung_777_gn", "kommune21:777"),
        ("/meldung_777_druck.html", "kommune21:777"),
        ("/druck_777", "kommune21:777"),
    ],
)
def test_the_articles_of_kommune21(path: str, wanted: str) -> None:
    site = builtin_sites()["kommune21"]
    assert urls.matches(site, K21 + path)
    assert urls.key(K21 + path, site) == wanted


@pytest.mark.parametrize(
    "path", ["/", "/k21-meldungen/", "/k21-meldungen/feed/", "/meldung_777_Titel.pdf", "/k21-themen/x/"]
)
def test_what_is_no_article_of_kommune21(path: str) -> None:
    assert not urls.matches(builtin_sites()["kommune21"], K21 + path)


def test_ignored() -> None:
    site = builtin_sites()["kommune21"]
    assert urls.ignored(site, f"{K21}/k21-termine/messe/")
    assert not urls.ignored(site, f"{K21}/k21-meldungen/messe/")
    assert not urls.ignored(site, "not an address")


def test_every_profile_has_a_source_and_knows_its_own_home() -> None:
    for site in builtin_sites().values():
        assert site.feeds or site.sitemaps or site.listings, site.id
        assert urls.belongs(site, site.home), site.id
        assert not any(urls.matches(site, feed) for feed in site.feeds), site.id


@given(ANY)
def test_canonical_is_stable_or_refuses(text: str) -> None:
    try:
        once = urls.canonical(text)
    except AddressError:
        return
    assert urls.canonical(once) == once
    assert urls.key(once) == urls.key(text)


@given(ANY)
def test_typed_gives_an_address_or_refuses(text: str) -> None:
    try:
        url = urls.typed(text)
    except AddressError:
        return
    assert url.startswith(("http://", "https://"))


@given(ANY, ANY)
def test_join_never_raises(base: str, ref: str) -> None:
    url = urls.join(base, ref)
    assert url is None or url.startswith(("http://", "https://"))


def test_an_address_has_eight_thousand_characters_and_no_more() -> None:
    base = "https://example.org/"
    longest = base + "x" * (urls.MAX_LENGTH - len(base))
    assert urls.canonical(longest) == longest
    with pytest.raises(AddressError):
        urls.canonical(longest + "x")
    assert urls.join(base, longest) == longest
    assert urls.join(base, longest + "x") is None
    assert urls.join(base, "./" + "x" * (urls.MAX_LENGTH - len(base) - 2)) is not None
    # Percent-encoding makes three characters of one, and blanks around a reference are none of it.
    assert urls.join(base, "ü" * 2000) is None
    assert urls.join(base, "../" * (urls.MAX_LENGTH // 3 + 1)) is None
    assert urls.join(base, longest + " ") == longest


def test_a_site_has_its_host_and_the_hosts_below_it() -> None:
    site = Site("s", "S", "https://example.org/")
    assert urls.belongs(site, "https://www.example.org/")
    assert urls.belongs(site, "https://presse.example.org/")
    assert not urls.belongs(site, "https://notexample.org/")
    assert not urls.belongs(site, "https://example.org.evil.example/")


@pytest.mark.parametrize(
    ("given", "spelt"),
    [
        ("https://max:geheim@bote.example/feed?nn=1", "https://bote.example/feed?nn=1"),
        ("https://bote.example/@max/feed", "https://bote.example/@max/feed"),
        ("https://bote.example/?", "https://bote.example/?"),
        ("https://bote.example/a?b=//c@d", "https://bote.example/a?b=//c@d"),
    ],
)
def test_a_source_is_asked_for_without_user_and_password(given: str, spelt: str) -> None:
    assert urls.spelled(given) == spelt


def test_no_message_tells_a_password() -> None:
    for url in ("ftp://max:geheim@bote.example/", "https:/\t/max:geheim@bote.example:x/"):
        with pytest.raises(AddressError) as caught:
            urls.spelled(url)
        assert "geheim" not in str(caught.value)


PIECES = st.lists(
    st.sampled_from(
        [*"aB09-_~!$&'()*+,;=:@?# \\äß/.", "--", "..", "//", "%2e", "%2F", "xn--", "www.", "example", ".example", ".de"]
    ),
    max_size=12,
).map("".join)


@given(st.sampled_from(["https://", "http://", "HTTP://", "https:/", "ftp://"]), PIECES, PIECES)
def test_an_address_that_is_taken_apart_here_has_the_parts_that_the_standard_gives_it(
    scheme: str, host: str, rest: str
) -> None:
    url = f"{scheme}{host}/{rest}"
    simple = urls._SIMPLE.fullmatch(url)
    if simple is not None:
        parts = ada_url.parse_url(url, urls._Parts._fields)
        assert urls._parse(url) == urls._Parts(**parts)


@pytest.mark.parametrize(
    ("url", "is_simple"),
    [
        ("https://www.example.org/a/b-c_d.html", True),
        ("http://example.org/", True),
        ("https://example.org/a//b;v=1,2/@c+d~", True),
        ("https://example.org/a.b..c", True),
        ("https://example.org", False),
        ("https://example.org/a/./b", False),
        ("https://example.org/a/..", False),
        ("https://example.org/.hidden", False),
        ("https://example.org/a/%2e%2e/b", False),
        ("https://example.org/a?b", False),
        ("https://example.org/a#b", False),
        ("https://example.org:443/a", False),
        ("https://Example.org/a", False),
        ("https://xn--mller-kva.example/a", False),
        ("https://1.2.3.4/a", False),
        ("https://example.0x1/a", False),
        ("https://localhost/a", False),
        ("https://example.org/ä", False),
        ("https://me@example.org/a", False),
        ("https://example.org/a\n", False),
    ],
)
def test_what_is_left_to_the_parser_of_the_standard(url: str, is_simple: bool) -> None:
    assert (urls._SIMPLE.fullmatch(url) is not None) is is_simple
