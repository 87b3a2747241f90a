"""No bytes make the parser raise, and deep or wide trees do not make it slow or recurse."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import parser
from scraper.parser.statements.jsonld import nodes
from scraper.web.encoding import decode

URL = "https://www.kommune21.de/meldung_1_x.html"
PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<table><tr><td>", "</table>", "<br>", "<b>", "</b>", "<h1>", "</h1>", "<a href='x'>", "</a>"),
        *(
            "[23.5.2014] ",
            "[99.99.9999]",
            "mehr...",
            "Stichwörter: ",
            "Köln:",
            "(bs)",
            "78467 Konstanz",
            "Ä. ",
            "1.1.20",
        ),
        *("Weitere Meldungen und Beiträge aus dem Bereich X", "Ausgewählte Anbieter aus dem Bereich X:", "Anzeige"),
        *('<script type="application/ld+json">', '{"@type":"Article","author":[null,[1]],', "</script>", "<figure>"),
        *(
            "<img src='http://[' alt='x'>",
            "<time datetime='2014-13-45'>",
            "<meta charset=",
            "\x00",
            "\ud800",
            "<base href='%'>",
        ),
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=utf-16", "text/html; charset=nonsense"]))
def test_any_bytes_give_a_record(data: bytes, content_type: str | None) -> None:
    assert parser.parse(data, URL, content_type=content_type).site == "kommune21"


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup_gives_a_record(html: str) -> None:
    article = parser.parse(html, URL)
    assert article.is_article == (article.why_not is None)


@pytest.mark.parametrize(
    "html", ["<div>" * 20_000 + "x", "<b>" * 20_000 + "x", "<a href=x><p>y" * 3000, "<td>" * 9000 + "z"]
)
def test_deep_trees_do_not_recurse(html: str) -> None:
    assert not parser.parse(html, URL).is_article


def test_deep_json_ld_is_ignored() -> None:
    assert nodes(["[" * 100_000]) == []


@pytest.mark.parametrize(
    ("data", "content_type", "text"),
    [
        (b"\xef\xbb\xbf\xc3\xbc", "text/html; charset=iso-8859-1", "ü"),
        (b"\xff\xfe\xfc\x00", None, "ü"),
        (b"\xfc<meta charset=utf-8>", "text/html; charset=ISO-8859-1", "ü<meta charset=utf-8>"),
        (b"<meta charset='latin1'>\x84\x81\xfc", None, "<meta charset='latin1'>„\x81ü"),
        (b"<meta http-equiv=Content-Type content='text/html; charset=utf-16'>\xc3\xbc", None, "ü"),
        (b"<!-- <meta charset=koi8-r> -->\xfc", None, "ü"),
        (b"\xc3\xbc", None, "ü"),
        (b"\x93\xfc\x94", None, "“ü”"),
        (b"\xfc", "text/html; charset=nonsense", "ü"),
        (b"u\xcc\x88", None, "u\u0308"),
    ],
)
def test_bytes_are_decoded_as_browsers_do(data: bytes, content_type: str | None, text: str) -> None:
    assert decode(data, content_type).endswith(text)
