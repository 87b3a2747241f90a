"""User and password in an address: what is masked, and what only looks like them."""

from __future__ import annotations

import time

import pytest

from scraper.errors import AddressError, UserInAddressError
from scraper.web import urls
from scraper.web.userinfo import masked, masked_address


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://max:geheim@amt.example/a@b?c=d@e", "https://***@amt.example/a@b?c=d@e"),
        ("https://max@amt.example", "https://***@amt.example"),
        ("https://max:a@b@amt.example/", "https://***@amt.example/"),
        ("https://max:gr%C3%BC%C3%9Fe@amt.example/", "https://***@amt.example/"),
        ("https://max:größe und so@amt.example/", "https://***@amt.example/"),
        ("https://max:\"'<>@amt.example/", "https://***@amt.example/"),
        ("//max:geheim@amt.example/@anna", "//***@amt.example/@anna"),
        ("https:max:geheim@amt.example", "https:***@amt.example"),
        ("https:\\/\\/max:geheim@amt.example\\/a@b", "https:\\/\\/***@amt.example\\/a@b"),
        ("HTTP:\\\\max:geheim@amt.example/", "HTTP:\\\\***@amt.example/"),
        (" \thttps:/\t/max:geheim@amt.example/\n", "https://***@amt.example/"),
        # What no browser opens: a password may hold what ends it too early.
        ("https://max:a/b@amt.example/", "https://***@amt.example/"),
        ("https://max:a/b@c@amt.example:x/", "https://***@amt.example:x/"),
        ("https://max:geheim@[amt/", "https://***@[amt/"),
        ("ftp://max:geheim@amt.example/@anna", "ftp://***@anna"),
        ("max:geheim@amt.example", "***@amt.example"),
        # Nothing to hide, every character as it was.
        ("https://amt.example/@anna//b@c", "https://amt.example/@anna//b@c"),
        ("https://@amt.example/", "https://@amt.example/"),
        (" https:/\t/amt.example/@anna\n", " https:/\t/amt.example/@anna\n"),
        ("//amt.example/@anna", "//amt.example/@anna"),
        ("/@anna", "/@anna"),
        ("?mail=a@b", "?mail=a@b"),
        ("anna@amt.example", "anna@amt.example"),
        ("mailto:anna@amt.example", "mailto:anna@amt.example"),
        ("https://amt.example/", "https://amt.example/"),
        ("@", "@"),
        ("", ""),
    ],
)
def test_one_address(given: str, shown: str) -> None:
    assert masked_address(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("siehe https://max:geheim@amt.example/a, ftp://b@c/", "siehe https://***@amt.example/a, ftp://***@c/"),
        ("<https:max:geheim@amt.example/>; rel=license", "<https:***@amt.example/>; rel=license"),
        ('"//max:geheim@amt.example"', '"//***@amt.example"'),
        ("https:https://max:geheim@amt.example", "https:https://***@amt.example"),
        # A letter of two bytes, the second of which would be a blank by itself.
        ("https://max:ge\u00e0heim@amt.example/", "https://***@amt.example/"),
        ("Mail an anna@amt.example, siehe https://amt.example/@anna", None),
        ("https: Mail an anna@amt.example", None),
        ("a//b@c", None),
        ("mailto:anna@amt.example", None),
    ],
)
def test_addresses_in_a_text(given: str, shown: str | None) -> None:
    assert masked(given) == (shown or given)


@pytest.mark.parametrize("piece", ["https:", "//", "https:/", "a.", "a:", "@", "a@", "\\"])
def test_a_long_text_takes_no_longer_for_what_is_in_it(piece: str) -> None:
    """A robots.txt of half a megabyte is masked each time it is kept."""
    text = piece * (500_000 // len(piece)) + "@"
    began = time.process_time()
    masked(text)
    masked_address(text)
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    "text",
    [
        "ich:geheim42@amt.example",
        "ich:geheim42@amt.example:8080/a@b",
        "https:ich:geheim42@amt.example",
        "ich:gr%C3%BC%C3%9Fe-geheim42@amt.example",
        "ich:größe-geheim42@amt.example",
        "ich:a@geheim42@amt.example",
    ],
)
def test_who_types_a_password_is_told_that_it_is_not_sent(text: str) -> None:
    with pytest.raises(UserInAddressError) as caught:
        urls.typed(text)
    assert "geheim42" not in str(caught.value)
    assert "***@amt.example" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ich:a/geheim42@amt.example", "scraper reads http and https only; 'ich' in '***@amt.example' is something"),
        ("https://ich:a/geheim42@amt.example", "'https://***@amt.example' is not the address of a web page."),
        ("https://ich:geheim42@amt.example:hafen/", "'https://***@amt.example:hafen/' is not the address of a web"),
        ("ftp://ich:geheim42@amt.example/", "scraper reads http and https only; 'ftp' in 'ftp://***@amt.example/' is"),
    ],
)  # fmt: skip
def test_no_message_on_a_broken_address_tells_its_password(text: str, told: str) -> None:
    with pytest.raises(AddressError) as caught:
        urls.typed(text)
    assert str(caught.value).startswith(told)
