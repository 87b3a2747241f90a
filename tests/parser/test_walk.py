"""What the walk over a page takes in: links to the next page, pictures, words for screen readers, unknown elements."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import parser
from scraper.model import Article
from scraper.parser.page import flatten, writing

URL = "https://bote.example/2024/hafen"
SENTENCE = "Die Stadt Musterhafen stellt ihre Anträge bis zum Herbst vollständig auf digitale Formulare um."


def page(inner: str, *, head: str = "", below: str = "") -> Article:
    return parser.parse(
        f"<html><head>{head}</head><body><article><h1>Hafen wird digital</h1><p>{SENTENCE}</p>{inner}"
        f"<p>{SENTENCE.replace('Stadt', 'Gemeinde')}</p></article>{below}</body></html>",
        URL,
    )


@pytest.mark.parametrize(
    ("markup", "address"),
    [
        ('<nav><a href="?s=2" rel="next">2</a></nav>', f"{URL}?s=2"),
        ('<footer><a href="?s=2" rel="prev next">2</a></footer>', f"{URL}?s=2"),
        ('<p><a rel="nofollow next" href="/2"><img src="pfeil.gif"></a></p>', "https://bote.example/2"),
        ('<p><a rel="next">2</a> <a rel="next" href="/3">3</a></p>', "https://bote.example/3"),
        ('<p><a rel="nextcloud" href="/2">2</a></p>', None),
        ('<p><a rel="next">2</a></p>', None),
        ('<nav hidden><a href="?s=2" rel="next">2</a></nav>', None),
        ('<nav style="display: none"><a href="?s=2" rel="next">2</a></nav>', None),
    ],
)
def test_the_next_page_is_named_by_a_link_with_an_address(markup: str, address: str | None) -> None:
    assert page("", below=markup).next_page == address


def test_the_head_outranks_the_links_of_the_page() -> None:
    below = '<nav><a href="/3" rel="next">3</a></nav>'
    assert page("", head='<link rel="next" href="/2">', below=below).next_page == "https://bote.example/2"


def test_a_picture_of_amp_is_a_picture() -> None:
    found = page('<amp-img src="/kai.jpg" width="600" height="400" alt="Der Kai"></amp-img>').images
    assert [image.url for image in found] == ["https://bote.example/kai.jpg"]


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Der Server im <x-term>Rathaus</x-term> steht seit Montag still, sagt der Landrat.</p>",
        "<div><x-term>Der Server</x-term> im Rathaus steht seit Montag still, sagt der Landrat.</div>",
        "<ul><li>Der <b>Server</b> <g-note>im Rathaus</g-note> steht seit Montag still, sagt der Landrat.</li></ul>",
    ],
)
def test_an_unknown_element_in_a_sentence_is_a_part_of_it(markup: str) -> None:
    body = page(markup).body
    assert "Server im Rathaus steht seit Montag still, sagt der Landrat." in body


@pytest.mark.parametrize("name", ["aural", "a-visually-hidden", "element-invisible", "show-for-sr", "clip"])
def test_what_screen_readers_read_out_is_no_text(name: str) -> None:
    assert (
        "Zum Vorlesen gedacht"
        not in page(f'<div class="{name}"><p>Zum Vorlesen gedacht ist dieser Satz.</p></div>').body
    )


@pytest.mark.parametrize("name", ["elementor-invisible", "field--label-visually_hidden", "video-clip"])
def test_what_comes_into_view_is_text(name: str) -> None:
    assert (
        "Zum Lesen gedacht" in page(f'<div class="{name}"><p>{SENTENCE} Zum Lesen gedacht ist er auch.</p></div>').body
    )


def test_an_inline_element_leaves_a_mark_but_for_links_and_plain_spans() -> None:
    html = "<p>Der <a href=/>Rat</a> hat <span>am</span> <b>Montag</b> <span class=ort>in Lindental</span> getagt.</p>"
    (line,) = flatten.read(LexborHTMLParser(html)).lines
    assert [(line.text[mark.start : mark.end], mark.tag) for mark in line.marks] == [
        ("Montag", "b"), ("in Lindental", "span"),
    ]  # fmt: skip


def test_the_marks_of_a_line_have_a_bound() -> None:
    html = "<p>" + "<b>Wort</b> " * (2 * writing._MAX_MARKS) + "</p>"
    (line,) = flatten.read(LexborHTMLParser(html)).lines
    assert len(line.marks) == writing._MAX_MARKS
