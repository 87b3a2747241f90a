"""The WHATWG URL standard, class by class: an address comes out as a browser has it, or is refused.

Each case was written down from the rules of the section that it names.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.errors import AddressError
from scraper.web import urls

BASE = "https://amt.example/a/b/c?d#e"


@pytest.mark.parametrize(
    ("ref", "wanted"),
    [
        # §4.4, path state: dots, also encoded, and empty segments
        ("../x", "https://amt.example/a/x"),
        ("../../../x", "https://amt.example/x"),
        ("./x/./y/..", "https://amt.example/a/b/x/"),
        ("%2e%2E/x", "https://amt.example/a/x"),
        (".%2e/%2e/x", "https://amt.example/a/x"),
        ("//amt.example//x//../y", "https://amt.example//x/y"),
        ("/...", "https://amt.example/..."),
        # §4.4, relative and relative slash states: a backslash is a slash
        ("\\\\other.example\\x", "https://other.example/x"),
        ("..\\x", "https://amt.example/a/x"),
        ("/\\other.example", "https://other.example/"),
        ("https:x", "https://amt.example/a/b/x"),
        ("http:x", "http://x/"),
        ("https:/x", "https://amt.example/x"),
        ("https:////x", "https://x/"),
        # §4.4, query and fragment states
        ("?", "https://amt.example/a/b/c?"),
        ("#", "https://amt.example/a/b/c?d#"),
        ("?x=ä&y='\"<>", "https://amt.example/a/b/c?x=%C3%A4&y=%27%22%3C%3E"),
        ("#ä`", "https://amt.example/a/b/c?d#%C3%A4%60"),
        # §1.3, percent-encode sets of the path
        ("/ä ö|^`{}", "https://amt.example/%C3%A4%20%C3%B6|%5E%60%7B%7D"),
        ("/%zz%", "https://amt.example/%zz%"),
        ("/%c3%A4", "https://amt.example/%c3%A4"),
        ("/[x]", "https://amt.example/[x]"),
        # §3.5, host parsing: case, escapes, IDNA, dots
        ("//AMT.Example/", "https://amt.example/"),
        ("//%61mt.example/", "https://amt.example/"),
        ("//stra\xdfe.example/", "https://xn--strae-oqa.example/"),
        ("//amt\u3002example/", "https://amt.example/"),
        ("//\uff41mt.example/", "https://amt.example/"),
        ("//a\xadmt.example/", "https://amt.example/"),
        ("//amt.example./", "https://amt.example./"),
        # §3.5, IPv4 parsing
        ("//0x7f.1/", "https://127.0.0.1/"),
        ("//017700000001/", "https://127.0.0.1/"),
        ("//2130706433./", "https://127.0.0.1/"),
        ("//1.2.3.4.5.example/", "https://1.2.3.4.5.example/"),
        # §3.5, IPv6 parsing and serialising
        ("//[0:0:0:0:0:0:0:1]/", "https://[::1]/"),
        ("//[::127.0.0.1]/", "https://[::7f00:1]/"),
        ("//[1:0:0:2:0:0:0:3]/", "https://[1:0:0:2::3]/"),
        ("//[ABCD::]/", "https://[abcd::]/"),
        # §4.4, port state
        ("//amt.example:443/", "https://amt.example/"),
        ("//amt.example:0080/", "https://amt.example:80/"),
        ("//amt.example:/", "https://amt.example/"),
        # §4.4, authority state: all before the last "@" is userinfo, which is left out here
        ("//a@b@amt.example/", "https://amt.example/"),
        ("//a:b:c@amt.example/x@y", "https://amt.example/x@y"),
        ("//@amt.example/", "https://amt.example/"),
        # §4.4, blanks around an address are no part of it
        ("  x\t\n", "https://amt.example/a/b/x"),
        ("", "https://amt.example/a/b/c?d"),
    ],
)
def test_a_reference_is_resolved_as_in_a_browser(ref: str, wanted: str) -> None:
    assert urls.join(BASE, ref) == wanted


@pytest.mark.parametrize(
    "ref",
    [
        # §3.5: forbidden host and domain code points, in the clear and encoded
        *(f"//a{char}b/" for char in " <>^|"),
        *(f"//a%{number:02x}b/" for number in (0x00, 0x09, 0x20, 0x23, 0x25, 0x2F, 0x3A, 0x40, 0x5B, 0x5C, 0x7F)),
        "//%zz/",
        "//\xad/",
        "//xn--ä/",
        # §3.5: a host that ends in a number is an IPv4 address, or nothing
        "//1.2.3.256/",
        "//1.2.3.4.5/",
        "//4294967296/",
        "//0x100000000/",
        "//1..2/",
        "//amt.08/",
        "//amt.0x/",
        "//256.0.0.1./",
        # §3.5: IPv6 that is none
        "//[::1/",
        "//[::1%25eth0]/",
        "//[1:2]/",
        "//[::1::]/",
        "//[::1.2.3]/",
        "//[::12345]/",
        "//[]/",
        # §4.4: ports and hosts that are missing
        "//amt.example:65536/",
        "//amt.example:x/",
        "//:80/",
        "//a@/",
        "http://",
        "https:///",
        # other schemes
        "ftp://amt.example/",
        "file:///etc/passwd",
        "data:,x",
        "blob:https://amt.example/x",
        "view-source:https://amt.example/",
        "jar:https://amt.example!/",
        "HTTPSx://amt.example/",
    ],
)
def test_what_is_no_address_is_refused(ref: str) -> None:
    assert urls.join(BASE, ref) is None
    absolute = f"https:{ref}" if ref.startswith("//") else ref
    for read in (urls.canonical, urls.spelled, urls.host, urls.origin):
        with pytest.raises(AddressError):
            read(absolute)


@given(
    st.text(max_size=40), st.sampled_from(["https://{}/", "https://amt.example/{}", "https://amt.example/?{}", "{}"])
)
def test_what_comes_out_is_stable(text: str, form: str) -> None:
    once = urls.join(BASE, form.format(text))
    if once is not None:
        assert urls.join(BASE, once) == once
        assert urls.spelled(urls.spelled(once)) == urls.spelled(once)
        if "@" not in once:
            # A user name is no part of an address that is archived.
            assert urls.spelled(once) == once.partition("#")[0]
        assert urls.host(urls.canonical(once)) == urls.host(once)
