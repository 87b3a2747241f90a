"""Pages made to hurt: each gives a record. What takes quadratic time in lexbor would hang these tests."""

from __future__ import annotations

import json

import pytest

from scraper import Article, parse
from scraper.web import bounds
from scraper.web.bounds import MAX_BYTES, MAX_DEPTH, MAX_PREFORMATTED, MAX_TAGS

WORDS = "Die Stadt Grünau öffnet ihr Rathaus auch am Abend. "
HOSTILE = {
    "100,000 nested elements": "<div>" * 100_000 + "Text",
    "100,000 nested and closed elements": "<div>" * 100_000 + "Text" + "</div>" * 100_000,
    "50 MB of div": "<div>" * 10_000_000,
    "nested tables": "<table><tr><td>" * 30_000,
    "unclosed formatting": "<font color=red><b>x" * 50_000,
    "nested lists": "<ul><li>" * 100_000,
    "NUL bytes": "\x00" * 1_000_000,
    "JSON-LD of 10 MB of brackets": f'<script type="application/ld+json">{"[" * 5_000_000}</script>',
    "JSON-LD of 10 MB of text": '<script type="application/ld+json">'
    + json.dumps({"@type": "NewsArticle", "articleBody": WORDS * 200_000})
    + "</script>",
    "a title of a million characters": f"<title>{'Titel ' * 200_000}</title><h1>{'Titel ' * 200_000}</h1>",
    "100,000 attributes": f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>Text",
    "a class of 10 MB": f'<p class="{"a " * 5_000_000}">Text</p>',
    "comments that never end": "<!--" * 1_000_000,
    "5 MB of <": "<" * 5_000_000,
    "100,000 dates": "<p>12.3.2014 </p>" * 100_000,
}


def bounded(page: str) -> str:
    """Return what the bounds leave of a page."""
    return bounds.bounded(page.encode()).decode()


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_gives_a_record(page: str) -> None:
    assert isinstance(parse(page.encode(), "https://www.example.org/news/1"), Article)


def test_what_stands_before_the_nonsense_is_read() -> None:
    page = f"<h1>Rathaus öffnet am Abend</h1><p>{WORDS * 10}</p>" + "<div>" * 100_000
    article = parse(page.encode(), "https://www.example.org/news/1")
    assert article.title == "Rathaus öffnet am Abend"
    assert WORDS.strip() in article.body


def test_an_ordinary_page_is_not_touched() -> None:
    page = "<html><body>" + "<div><p>Absatz<br>Zeile</p><ul><li>Punkt</ul></div>" * 3_000 + "</body></html>"
    assert bounded(page) == page


def test_a_picture_written_into_the_page_stays() -> None:
    page = f'<p><img src="data:image/png;base64,{"A" * 500_000}"></p><p>{WORDS}</p>'
    assert bounded(page) == page


def test_nesting_and_length_are_bounded() -> None:
    assert bounded("<div>" * 100_000).count("<div>") == MAX_DEPTH
    assert len(bounded("x" * (MAX_BYTES + 5))) == MAX_BYTES


def test_a_tag_keeps_a_thousand_attributes() -> None:
    names = " ".join(f"a{n}='>'" for n in range(20_000))
    page = f"<p title='a'>{WORDS}</p><div {names}>{WORDS}</div><script {names}>1</script>"
    cut = bounded(page)
    assert cut.count("='>'") == 2 * 1_000
    assert cut.startswith(f"<p title='a'>{WORDS}</p><div a0=") and cut.endswith(">1</script>")


def test_long_attributes_and_scripts_are_not_touched() -> None:
    data = "{&quot;a&quot;: 1, " * 5_000
    path = "M.5-71.7v.2c-.1 .1-.1 .1 " * 5_000
    script = "for (i=0; i<names.length; i = i + 1) { a = 'b'; } " * 3_000
    page = f'<aside data-a="{data}"><svg><path d="{path}"/></svg>{WORDS}</aside><script>{script}</script><p>{WORDS}</p>'
    assert bounded(page) == page


def test_markup_in_scripts_and_comments_does_not_nest() -> None:
    page = "<script>'<div><div>'</script><!-- <div><b> --><p>Absatz</p>" * 3_000
    assert bounded(page) == page


def test_drawings_of_many_shapes_are_not_deep() -> None:
    page = f"<svg>{'<use href=x /><path d=y /><circle></circle>' * 2_000}</svg><p>{WORDS}</p>" + "<br>" * 3_000
    assert bounded(page) == page


@pytest.mark.parametrize("piece", ["<div></x>", "<font size={n}></i>", "<div><b id={n}></div>", "<optgroup>"])
def test_end_tags_of_nothing_end_nothing(piece: str) -> None:
    page = "".join(piece.format(n=n) for n in range(15_000))
    assert bounded(page).count("<") < 4 * MAX_DEPTH


def test_svg_and_math_nest_what_is_flat_elsewhere() -> None:
    assert bounded("<math>" + "<td>" * 15_000).count("<td>") < MAX_DEPTH
    assert bounded("<table>" + "<td>" * 15_000).count("<td>") == 15_000


def test_thousands_of_options_are_left_out() -> None:
    page = "<select>" + "<Option value=a>x</option>" * 12_001 + f"</select><p>{WORDS}</p>"
    assert bounded(page) == "<select>" + "x" * 12_001 + f"</select><p>{WORDS}</p>"


def test_preformatted_lines_are_bounded() -> None:
    page = "Zeile\n" * (MAX_PREFORMATTED + 5)
    assert bounded(page) == page
    assert bounded("<pre>" + page).count("\n") == MAX_PREFORMATTED
    assert bounded("<pre>" + page).endswith("Zeile\n")


@pytest.mark.parametrize(
    "html",
    [
        "<p>" + "<span class=x>Wort </span>" * 60_000,
        "<p>" + "<time>x</time> " * 60_000,
        "<article><h1>Titel</h1><p>" + "Zeile mit genug Text, um zu zählen.<br>" * 60_000,
        f"<title>{'Titel - ' * 100_000}</title><h1>{'Titel - ' * 100_000}</h1>",
        '<script type="application/ld+json">{"articleBody": "' + " " * 100_000 + '"}</script>',
    ],
)
def test_what_was_quadratic_is_read(html: str) -> None:
    assert len(parse(html, "https://bote.example/1").title) <= 1_000


def test_a_page_is_cut_between_two_characters() -> None:
    assert bounds.bounded(b"x" * (MAX_BYTES - 1) + "üü".encode()) == b"x" * (MAX_BYTES - 1)
    assert bounds.bounded(b"x" * (MAX_BYTES - 2) + "üü".encode()) == b"x" * (MAX_BYTES - 2) + "ü".encode()


@pytest.mark.parametrize("piece", ["<button>x", "<a href=x>x", "<nobr>x", "<h1>x<h2>y<H3>z", "<h1>x</h2>"])
def test_what_ends_its_like_does_not_nest(piece: str) -> None:
    page = piece * 13_000
    assert bounded(page) == page


def test_the_tags_of_a_page_are_bounded() -> None:
    assert bounded("<br>" * MAX_TAGS) == "<br>" * MAX_TAGS
    assert bounded("<br>" * (MAX_TAGS + 1)) == "<br>" * MAX_TAGS


def test_five_thousand_options_are_read() -> None:
    page = "<br>" * 12_001 + "<select>"
    assert bounded(page + "<option>" * 5_000) == page + "<option>" * 5_000
    assert bounded(page + "<option>" * 5_001) == page


def test_a_page_of_many_tags_may_nest_to_the_bound() -> None:
    page = "<br>" * 12_001 + "<div>" * MAX_DEPTH
    assert bounded(page) == page
    assert bounded(page + "<div>") == page
