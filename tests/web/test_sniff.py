"""What a response is, by its bytes and its media type."""

from __future__ import annotations

import datetime as dt

import pytest

from scraper.model import Reason, Response, fault
from scraper.web import sniff

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
URL = "https://example.org/a"


def answer(body: bytes, media_type: str | None) -> Response:
    headers = (("content-type", media_type),) if media_type else ()
    return Response(URL, URL, 200, headers, body, NOW)


@pytest.mark.parametrize(
    ("body", "media_type", "wanted"),
    [
        (b"<p>x", "text/html; charset=utf-8", True),
        (b"x", "application/xhtml+xml", True),
        (b"\x00\x01\x02", "text/html", False),
        (b"\x00" * 2000 + b"<p>", "text/html", False),
        (b"\x01<p>", "text/html", True),
        (b"x" * 1444 + b"\x01", "text/html", False),
        (b"x" * 1445 + b"\x01", "text/html", True),
        ("<b>ä".encode("utf-16"), "text/html", True),
        (b"<!DOCTYPE html>", None, True),
        (b"  <HTML>", "text/plain", True),
        (b"\xef\xbb\xbf<!doctype html>", "application/octet-stream", True),
        (b"<?xml version='1.0'?><html>", "text/xml", True),
        (b"x" * 512 + b"<html>", None, False),
        (b"x" * 507 + b"<html", None, True),
        (b"x" * 508 + b"<html", None, False),
        (b"<html>", "image/png", False),
        (b"words", None, False),
    ],
)
def test_what_can_hold_an_article(body: bytes, media_type: str | None, wanted: bool) -> None:
    assert sniff.is_html_response(answer(body, media_type)) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<!doctype html><html>", True),
        ("<!-- <rss> --><body>", False),
        ("<!-- <x> --><body>", True),
        ("<!-- <x><body>", False),
        ("<rss><channel>", False),
        ("<title>x</title><rss ", False),
        ("<a:title>", False),
        ("words", False),
        (" " * 99_990 + "<p>" + " " * 10 + "<rss>", True),
        (" " * 100_000 + "<p>", False),
    ],
)
def test_which_document_is_a_page(text: str, wanted: bool) -> None:
    assert sniff.is_html_text(text) is wanted


@pytest.mark.parametrize(
    ("body", "media_type", "what", "sentence"),
    [
        (b"%PDF-1.7", "text/html", fault(Reason.PDF), "a PDF document"),
        (b"x", "application/pdf", fault(Reason.PDF), "a PDF document"),
        (b"x", "application/json; charset=utf-8", fault(Reason.JSON), "JSON data"),
        (b"x", "image/png", fault(Reason.IMAGE_FILE), "an image file"),
        (b"x", "audio/mpeg", fault(Reason.AUDIO_FILE), "an audio file"),
        (b"x", "video/mp4", fault(Reason.VIDEO_FILE), "a video file"),
        (
            b"\x00",
            "text/html",
            fault(Reason.BINARY_DATA, media_type="text/html"),
            "binary data, though it is sent as text/html",
        ),
        (b"x", None, fault(Reason.NOT_HTML, media_type="no media type"), "not an HTML page (no media type)"),
        (b"x", "font/woff", fault(Reason.NOT_HTML, media_type="font/woff"), "not an HTML page (font/woff)"),
    ],
)
def test_what_is_no_page_has_a_reason(body: bytes, media_type: str | None, what: object, sentence: str) -> None:
    found = sniff.what_it_is(answer(body, media_type))
    assert found == what
    assert str(found) == sentence
