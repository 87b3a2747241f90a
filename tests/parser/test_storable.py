"""No text that a page can hold raises, and none that cannot be stored leaves the parser."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import parser
from scraper.model import Article, Site

URL = "https://bote.example/meldung/1"
SENTENCE = "Die Stadt Lindental stellt ihre Verwaltung auf quelloffene Programme um. "
# Half a surrogate pair, the other half, NUL, noncharacters, and what text functions stumble over.
ODD = ["\ud83d", "\udc00", "\x00", "\ufffe", "\ufdd0", "\U0001ffff", "\x0b", "\x85", "\u2028", "\u202e", "\ufeff"]
NAMES = ["half", "other half", "nul", "fffe", "fdd0", "1ffff", "vt", "nel", "ls", "rlo", "bom"]
NUMERIC = ["&#xD83D;", "&#0;", "&#xFFFE;", "&#xFDD0;", "&#55357;&#56832;", "&#x110000;", "&#x1FFFF;", "&#128;"]


def texts(value: Any) -> Iterator[str]:
    """Return every text of a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        yield from texts([*value.keys(), *value.values()])
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def check(article: Article) -> None:
    """Assert that a record can be hashed, compared, sent and stored."""
    for text in texts(article):
        text.encode("utf-8")
        assert "\x00" not in text
    assert article.is_article == (article.why_not is None)


def linked_data(odd: str) -> str:
    """Return a block of JSON-LD with something odd in every property that is read."""
    data = {
        "@type": "NewsArticle",
        "headline": f"Offene Programme in Lindental {odd}",
        "alternativeHeadline": odd,
        "description": f"{odd} Worum es geht",
        "articleBody": f"{SENTENCE * 20}{odd}\n{SENTENCE}",
        "articleSection": f"Politik {odd}",
        "keywords": [f"Lindental {odd}", odd, "Programme"],
        "mentions": [{"@type": "Place", "name": f"Lindental{odd}"}],
        "author": [{"@type": "Person", "name": f"Erika Muster{odd}", "@id": odd}, f"Ole {odd} Beispiel", {"@id": odd}],
        "publisher": {"@type": "Organization", "name": f"Bote{odd}"},
        "image": {"url": f"/bild{odd}.jpg", "caption": f"Das Rathaus {odd} (Foto: Stadt {odd})"},
        "datePublished": f"2024-05-23T10:00:00{odd}",
        "dateModified": f"2024-05-24{odd}",
        "inLanguage": f"de{odd}",
        "isAccessibleForFree": odd,
        odd: odd,
    }
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def head(odd: str) -> str:
    """Return meta and link elements with something odd in each."""
    names = (
        "og:title og:site_name og:type og:image og:url og:locale og:description article:published_time author"
        " article:modified_time article:section article:tag news_keywords keywords date robots gptbot description"
    )
    metas = "".join(f'<meta name="{name}" property="{name}" content="x {odd} y">' for name in names.split())
    links = f'<link rel="canonical" href="/meldung/{odd}"><link rel="amphtml" href="/amp/{odd}">'
    return f"<title>Programme {odd} | Bote{odd}</title><base href='/{odd}'>{metas}{links}"


def body(odd: str) -> str:
    """Return a page of a newsroom with something odd in each of its parts."""
    picture = (
        f'<figure><img src="/a{odd}.jpg" alt="{odd}"><figcaption>Haus {odd} Foto: Stadt {odd}</figcaption></figure>'
    )
    return f"""
    <div class="x{odd}" id="{odd}"><p class="kicker">Lindental {odd}</p><h1>Offene {odd} Programme</h1>
    <p class="byline">Von Erika {odd} Muster</p><time datetime="2024-05-23{odd}">23.5.2024 {odd}</time>
    <p>[23.5.2014] <b>{SENTENCE}{odd}.</b> {SENTENCE * 3} {odd}</p>{picture}
    <p>{SENTENCE * 4}<a href="/quelle/{odd}">Quelle {odd}</a> (b{odd}s)</p><p>http://www.lindental.example/{odd}</p>
    <p><a href="/druck/{odd}">Druckversion</a></p><p>Stichwörter: Lindental{odd}, {odd}, Programme</p>
    <p><a rel="tag" href="/tag/{odd}">Amt {odd}</a></p>
    <h4>Weitere Meldungen und Beiträge aus dem Bereich Politik {odd}</h4>
    <p>Ort {odd}: Titel {odd}</p><p>[2.5.2014] Ein Anriss {odd}. <a href="/2{odd}">mehr...</a></p>
    <h4>Ausgewählte Anbieter aus dem Bereich Politik {odd}:</h4><p>Firma {odd} AG</p><p>04109 Leipzig {odd}</p></div>"""


PROFILE = Site(
    "bote",
    "Der Bote",
    "https://bote.example/",
    title_suffixes=(" | Bote",),
    select=(
        *(("title", "h1"), ("kicker", ".kicker"), ("authors", ".byline"), ("date", "time"), ("lead", "b")),
        *(("section", "h4"), ("keywords", "[rel=tag]"), ("images", "figure"), ("related", "h4 + p"), ("vendors", "p")),
    ),
)


@pytest.mark.parametrize("site", [None, PROFILE], ids=["found", "selected"])
@pytest.mark.parametrize("odd", ODD, ids=NAMES)
def test_no_text_in_any_field_raises_or_leaves_unstorable(odd: str, site: Site | None) -> None:
    for page in (
        f"{linked_data(odd)}{head(odd)}{body(odd)}",
        f"{head(odd)}{body(odd)}",
        f"{linked_data(odd)}<div id=app></div>",
        f"{linked_data(odd)}{body('')}".replace("[23.5.2014]", ""),
        f"{head(odd)}{body(odd)}".replace("[23.5.2014]", "").replace("Weitere", "Andere Dinge"),
    ):
        check(parser.parse(page, URL, site=site))
        check(parser.parse(page.encode("utf-8", "surrogatepass"), URL, site=site))
        check(parser.parse(page, f"https://bote.example/{odd}", site=site))


@pytest.mark.parametrize("site", [None, PROFILE], ids=["found", "selected"])
@pytest.mark.parametrize("reference", NUMERIC)
def test_no_numeric_reference_in_any_field_raises(reference: str, site: Site | None) -> None:
    check(parser.parse(f"{linked_data(reference)}{head(reference)}{body(reference)}", URL, site=site))
    check(parser.parse(f"{head(reference)}{body(reference)}".replace("[23.5.2014]", ""), URL, site=site))


@pytest.mark.parametrize(("odd", "shown"), [("\ud83d", "\ufffd"), ("\x00", "\ufffd"), ("\ufffe", "\ufffe")])
def test_what_cannot_be_stored_is_replaced_and_all_else_stays(odd: str, shown: str) -> None:
    article = parser.parse(f"{linked_data(odd)}<h1>Offene Programme</h1><p>{SENTENCE * 5}</p>", URL)
    assert article.section == f"Politik {shown}"
    assert article.authors[0] == f"Erika Muster{shown}"
    assert article.keywords[0] == f"Lindental {shown}"
    assert f"{SENTENCE.strip()} {shown}" in article.body


def test_a_headline_that_ends_in_half_an_emoji_keeps_the_rest() -> None:
    article = parser.parse(linked_data("\ud83d") + f"<p>{SENTENCE * 5}", URL)
    assert article.title == "Offene Programme in Lindental \ufffd"


def test_a_whole_emoji_stays() -> None:
    assert parser.parse(linked_data("\U0001f600") + f"<p>{SENTENCE * 5}", URL).title.endswith("\U0001f600")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=[]), min_size=1, max_size=6))
def test_any_text_anywhere(odd: str) -> None:
    check(parser.parse(f"{linked_data(odd)}{head(odd)}{body(odd)}", URL))
    check(parser.parse(f"{head(odd)}{body(odd)}".replace("[23.5.2014]", ""), f"https://bote.example/{odd}"))


def test_a_backslash_before_the_letters_of_an_escape_is_no_escape() -> None:
    data = r'{"@type": "NewsArticle", "headline": "Ein Pfad C:\\ud83d und \ud83d"}'
    article = parser.parse(f'<script type="application/ld+json">{data}</script><p>{SENTENCE * 5}', URL)
    assert article.title == "Ein Pfad C:\\ud83d und \ufffd"


@pytest.mark.parametrize("on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(on: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        parser.parse("<p>x", URL)
        assert gc.isenabled() is on
    finally:
        (gc.enable if before else gc.disable)()
