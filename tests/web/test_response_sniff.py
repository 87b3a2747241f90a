"""What a response is, by its bytes and its media type."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.model import Response
from scraper.web import sniff

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def answer(body: bytes, kind: str | None) -> Response:
    headers = (("content-type", kind),) if kind is not None else ()
    return Response("https://x.de/a", "https://x.de/a", 200, headers, body, NOW)


@pytest.mark.parametrize(
    ("body", "kind", "html"),
    [
        (b"x", "text/html; charset=utf-8", True),
        (b"x", "Application/XHTML+XML", True),
        (b"\xef\xbb\xbf<!DOCTYPE html>", None, True),
        (b"<!-- x --><html>", "text/plain", True),
        (b"%PDF-1.7", None, False),
        (b"<html>", "application/pdf", False),
        (b"<rss>", "application/xml", False),
        (b"", None, False),
    ],
)
def test_what_can_be_a_page(body: bytes, kind: str | None, html: bool) -> None:
    assert sniff.is_html_response(answer(body, kind)) is html


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"%PDF-1.7", "application/octet-stream", "a PDF document"),
        (b"x", "image/png", "an image file"),
        (b"x", "audio/mpeg", "an audio file"),
        (b"x", "video/mp4", "a video file"),
        (b"x", None, "not an HTML page (no media type)"),
        (b"x", "font/woff", "not an HTML page (font/woff)"),
    ],
)
def test_what_is_no_page_has_a_name(body: bytes, kind: str | None, words: str) -> None:
    assert str(sniff.what_it_is(answer(body, kind))) == words


@pytest.mark.parametrize(
    ("body", "binary"),
    [
        (b"PK\x03\x04\x14\x00\x08\x00" + bytes(range(256)), True),
        (b"\x1f\x8b\x08\x00abc", True),
        (b"\x00" * 4000, True),
        (b"<p>Ein Steuerzeichen\x03 im Text</p>", False),
        ("\ufeff<p>Grüße</p>".encode("utf-16"), False),
        ("<html>Grüße".encode("utf-16-le"), False),
        ("Grüße ohne ein Zeichen Markup".encode("cp1252"), False),
        (b"", False),
    ],
)
def test_binary_data_is_no_page_whatever_it_is_sent_as(body: bytes, binary: bool) -> None:
    sent = answer(body, "text/html; charset=utf-8")
    assert sniff.is_html_response(sent) is not binary
    if binary:
        assert str(sniff.what_it_is(sent)) == "binary data, though it is sent as text/html"
