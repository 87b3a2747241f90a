from __future__ import annotations

import re

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.errors import ArchiveError
from scraper.store.exchange import from_headers, header, masked, pack, unpack
from scraper.web import userinfo

REQUEST = b"GET /artikel/1 HTTP/1.1\r\nHost: zeitung.example\r\nAccept: */*\r\n"
RESPONSE = b"HTTP/1.1 200 Alles gut\r\nServer: nginx\r\nX-Powered-By: PHP\r\nsErVeR: zweiter\r\nX-Ort: M\xfcnchen\r\n"

# No '@' and none of the words that name a secret: what has to come back byte for byte.
plain = st.binary(max_size=300).filter(
    lambda data: b"@" not in data and not re.search(rb"authorization|cookie", data, re.IGNORECASE)
)
# The mask and the frames around it must not hold it by chance.
secrets = st.text("abcdefghij0123456789!$&'()*+,;=:%-._~", min_size=8, max_size=30).filter(
    lambda text: len(set(text)) > 4
)


@settings(deadline=None)
@given(plain, plain)
def test_what_is_packed_comes_back_byte_for_byte(request: bytes, response: bytes) -> None:
    assert unpack(pack(request, response)) == (request, response)


def test_a_head_of_the_wire_comes_back_byte_for_byte() -> None:
    assert unpack(pack(REQUEST, RESPONSE)) == (REQUEST, RESPONSE)


def test_the_same_heads_give_the_same_bytes() -> None:
    assert pack(REQUEST, RESPONSE) == pack(REQUEST, RESPONSE)


def test_the_packed_text_is_two_heads_with_their_empty_lines() -> None:
    packed = pack(REQUEST, RESPONSE)
    assert packed[0] == 1
    assert zstandard.ZstdDecompressor().decompress(packed[5:]) == REQUEST + b"\r\n" + RESPONSE + b"\r\n"


@settings(deadline=None)
@given(
    secrets,
    st.sampled_from(["Authorization", "PROXY-AUTHORIZATION", "cookie", "Set-Cookie", "sEt-CoOkIe", "Cookie "]),
    st.sampled_from([": ", ":", ":\t ", ": Basic ", ": a=b; c=\r\n ", ": a=b;\n\t"]),
    st.booleans(),
)
def test_no_secret_of_a_header_is_kept(secret: str, name: str, colon: str, in_request: bool) -> None:
    line = f"{name}{colon}{secret}\r\n".encode()
    head = b"X: 1\r\n" + line + b"Y: 2\r\n"
    blob = pack(head, RESPONSE) if in_request else pack(REQUEST, head)
    kept = unpack(blob)[0 if in_request else 1]
    assert secret.encode() not in kept
    assert secret.encode() not in blob
    assert kept.startswith(b"X: 1\r\n" + name.encode() + b":")
    assert kept.endswith(b"***\r\nY: 2\r\n")


@settings(deadline=None)
@given(
    secrets,
    st.sampled_from(
        [
            "Location: https://user:{}@h.example/x@y",
            "location: //user:{}@h.example/",
            "Location: https:user:{}@h.example",
            "Location: http:\\\\user:{}@h.example",
            "Content-Location: http://user:mit leer {}@h.example?q",
            "Link: <https://user:{}@h.example/>; rel=canonical, <https://a.example/b@c>",
            "Refresh: 0; url=ftp://{}@h.example/",
            "GET http://user:a@b:{}@h.example/ HTTP/1.1",
        ]
    ),
)
def test_no_password_of_an_address_is_kept(secret: str, line: str) -> None:
    head = f"X: 1\r\n{line.format(secret)}\r\nY: 2\r\n".encode()
    _, kept = unpack(pack(b"", head))
    assert secret.encode() not in kept
    assert b"***@h.example" in kept
    assert kept.endswith(b"\r\nY: 2\r\n")


@pytest.mark.parametrize(
    "line",
    [
        b"Link: <https://a.example/@name>; rel=me",
        b"X-Mail: redaktion@zeitung.example",
        b"Location: name@zeitung.example",
        b"X-Cookies: 3",
        b"X: a Set-Cookie: b",
        b"Vary: Authorization, Cookie",
        b"Access-Control-Allow-Headers: authorization: none",
        b"Location: mailto:redaktion@zeitung.example",
    ],
)
def test_what_is_no_secret_stays_as_it_was(line: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + line + b"\r\n"
    assert masked(head) == head


def test_only_the_value_of_a_secret_goes() -> None:
    head = b"HTTP/1.1 200 OK\r\nA: 1\r\nSet-Cookie: id=geheim; Path=/\r\n  Secure\r\nB: 2\r\n"
    assert masked(head) == b"HTTP/1.1 200 OK\r\nA: 1\r\nSet-Cookie: ***\r\nB: 2\r\n"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://h.example/a@b?c=d@e", "https://h.example/a@b?c=d@e"),
        ("https://user:pw@h.example/a", "https://***@h.example/a"),
        ("https://user@h.example:8080/", "https://***@h.example:8080/"),
        ("https://a:b@c@h.example/", "https://***@h.example/"),
        ("https://h.example/?u=http://a:b@i.example/", "https://h.example/?u=http://***@i.example/"),
    ],
)
def test_an_address_is_kept_without_user_and_password(url: str, shown: str) -> None:
    assert userinfo.masked(url) == shown


@pytest.mark.parametrize(
    ("name", "value"),
    [("server", "nginx"), ("SERVER", "nginx"), ("x-ort", "München"), ("accept", None), ("", None), ("HTTP/1.1", None)],
)
def test_header_finds_the_first_of_a_name(name: str, value: str | None) -> None:
    assert header(pack(REQUEST, RESPONSE), name) == value


@settings(deadline=None)
@given(st.one_of(st.none(), st.binary(max_size=60), st.text(max_size=10), st.integers(), st.just(pack(b"", b""))))
def test_header_of_anything_else_is_none(blob: object) -> None:
    assert header(blob, "server") is None
    assert header(pack(REQUEST, RESPONSE), None) is None


@settings(deadline=None)
@given(st.data())
def test_a_damaged_exchange_is_said_and_never_read_as_another(data: st.DataObject) -> None:
    whole = pack(REQUEST, RESPONSE)
    place = data.draw(st.integers(0, len(whole) - 1))
    broken = bytearray(whole)
    broken[place] ^= data.draw(st.integers(1, 255))
    for blob in (bytes(broken), whole[:place]):
        try:
            assert unpack(blob) == (REQUEST, RESPONSE)
        except ArchiveError as error:
            assert "exchange" in error.message
        header(blob, "server")


def test_a_frame_that_claims_too_much_gets_no_memory() -> None:
    huge = zstandard.ZstdCompressor().compress(bytes(17 * 1024 * 1024))
    with pytest.raises(ArchiveError, match="claims to hold"):
        unpack(b"\x01\x00\x00\x00\x00" + huge)


def test_old_headers_become_lines_without_a_status_line() -> None:
    blob = from_headers([("server", "nginx"), ("x-ort", "München"), ("x-zeichen", "漢"), ("set-cookie", "id=geheim")])
    request, response = unpack(blob)
    assert request == b""
    assert response == (b"server: nginx\r\nx-ort: M\xfcnchen\r\nx-zeichen: \xe6\xbc\xa2\r\nset-cookie: ***\r\n")
    assert header(blob, "Server") == "nginx"
    assert header(blob, "x-ort") == "München"


def test_old_headers_may_be_none_at_all() -> None:
    assert unpack(from_headers([])) == (b"", b"")
