"""Keys of addresses are those of the library that programs which replay archives use."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scraper.errors import AddressError
from scraper.web.surt import surt
from scraper.web.urls import spelled

with warnings.catch_warnings():
    # Its patterns are written with escapes that Python warns of, once, when it compiles them.
    warnings.simplefilter("ignore")
    from surt import surt as theirs

HEX = "0123456789abcdef" * 2
HOSTS = """
http://example.org https://www.example.org https://www2.Example.org:8443 http://example.org:80 https://example.org:443
http://192.0.2.7 http://192.0.2.7:8080 http://[::1]:8080 http://[2001:db8::1] https://bücher.example:80 http://a.b..de
http://max:geheim@www.example.org http://example.org. http://www.de http://wwwx.de http://www.www.de http://0x7f.1
http://example.org:0 http://... https://x@. http://xn--bcher-kva.example https://straße.example
""".split()
PIECES = [
    *"a B ü é 日本 / // /./ /../ ? & = ; . .. ~ | \\ % + ' \" < > [ ] { } ^ ` @ : ! $ * , # ( )".split(),
    *"a=1 b= =c %C3%BC %2525 %41 %26 %3F %23 %2f %00 %0A %zz www. www2. :80 x.aspx".split(),
    " ",
    "(S(lit3py55t21z5v55vlm25s55))/",
    "(lit3py55t21z5v55vlm25s55)/",
    f"sid={HEX}",
    f"PHPSESSID={HEX.upper()}",
    f"jsessionid={HEX}",
    f"ASPSESSIONIDabcdefgh={'x' * 24}",
    "&cfid=1&cftoken=2",
]
# What the strategy may not come upon each time.
KNOWN = {
    "https://www.example.org/News/?b=2&a=1": "org,example)/news?a=1&b=2",
    "http://example.org": "org,example)/",
    "https://example.org:8443/": "org,example:8443)/",
    "http://[2001:db8::1]:8080/a": "2001:db8::1:8080)/a",
    "https://www.straße.example/größe?ü=1": "example,xn--strae-oqa)/gr%c3%b6%c3%9fe?%c3%bc=1",
    "http://example.org/a//b/./c/../d/": "org,example)/a/b/d",
    "http://example.org/?": "org,example)/",
    "http://example.org/%2541": "org,example)/a",
    f"http://example.org/a?sid={HEX}&b=1": "org,example)/a?b=1",
    "http://example.org/(S(lit3py55t21z5v55vlm25s55))/x.aspx": "org,example)/x.aspx",
    "https://www.www.de/": "de,www)/",
    "https://www.www2.de/": "de,www2)/",
    "https://www2.www.de/a/?b=1": "de,www)/a?b=1",
    "https://example.org/A.B/c-d_e/": "org,example)/a.b/c-d_e",
    "https://www.example.org/?Id=7A": "org,example)/?id=7a",
    "https://example.org?a=.": "org,example)/?a=.",
    "https://x@./a": "https:/a",
}


@pytest.mark.parametrize(("url", "key"), KNOWN.items())
def test_keys_of_addresses(url: str, key: str) -> None:
    assert surt(spelled(url)) == key == theirs(spelled(url))


@settings(max_examples=1000)
@given(st.sampled_from(HOSTS), st.sampled_from(["", "/"]), st.lists(st.sampled_from(PIECES), max_size=9))
@example("http://example.org", "/", ["..", "/", "..", "/", "a"])
@example("http://example.org", "/", ["?", f"sid={HEX}", "&", f"PHPSESSID={HEX}"])
def test_any_address_has_their_key(host: str, slash: str, pieces: list[str]) -> None:
    try:
        url = spelled(host + slash + "".join(pieces))
    except AddressError:
        return

    assert surt(url) == theirs(url)


@settings(max_examples=500)
@given(
    st.from_regex(
        r"https?://(www[0-9]?\.){0,2}[a-z0-9-]{1,4}(\.[a-z0-9]{1,3}){0,3}[/A-z0-9_.?=&-]{0,12}", fullmatch=True
    )
)
def test_an_address_as_most_are_has_their_key(text: str) -> None:
    try:
        url = spelled(text)
    except AddressError:
        return

    assert surt(url) == theirs(url)


@given(st.from_regex(r"urn:[a-z0-9]{1,10}:[!-~]{0,20}", fullmatch=True))
@example("urn:uuid:8A3C/")
@example("urn:x:a?b&a")
def test_a_urn_has_their_key(urn: str) -> None:
    assert surt(urn) == theirs(urn)


def test_what_is_no_address_is_its_own_key() -> None:
    assert surt("no address") == "no address"
