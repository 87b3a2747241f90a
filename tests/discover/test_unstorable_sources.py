"""No text of a source raises, or comes out as a link that SQLite cannot hold: surrogates, NUL, noncharacters."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from contextlib import closing
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discover import read
from scraper.model import Found, PageKind, Response

URL = "https://example.org/x/"
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ODD = [
    "\ud83d",
    "\udc00",
    "\ud83d\ud83d",
    "\x00",
    "\x00\x00",
    "\ufffe",
    "\uffff",
    "\ufdd0",
    "\U0001ffff",
    "\x1b",
    "\x85",
]

RSS = """<rss version="2.0"><channel><item><title>Neues {0} Portal</title><link>https://example.org/n/1{1}</link>
<guid>https://example.org/n/1{2}</guid><pubDate>Fri, 23 May 2014 10:00:00 +0200{3}</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2{0}"/><entry><title>Neues {1} Portal
</title><link rel="alternate" type="text/html{2}" href="/n/1{3}"/><updated>2024-05-03T10:00:00Z{4}</updated></entry>
</feed>"""
MAP = """<urlset xmlns:n{0}="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://example.org/n/1{1}</loc>
<lastmod>2024-05-03{2}</lastmod><news:news><news:publication_date>2024-05-03{3}</news:publication_date>
<news:title>Neues {4} Portal</news:title></news:news></url></urlset>"""
LINES = "https://example.org/n/1{0}\nhttps://example.org/n/2"
LISTING = """<base href="/{0}"><title>{1}</title><div class="teaser {2}"><h2><a href="/2024/neues-portal{3}"
title="Das {4} Portal">Das neue {5} Portal</a></h2><time datetime="2024-05-03{6}">3. Mai{7}</time></div>
<a rel="next" href="?p=2{8}">weiter{9}</a>"""
NO_FEED = '<html><link rel="alternate" type="application/rss+xml" href="/feed/{0}"><title>{1}</title></html>'
DOCUMENTS: list[tuple[PageKind, str]] = [
    ("feed", RSS),
    ("feed", ATOM),
    ("sitemap", MAP),
    ("sitemap", LINES),
    ("sitemap", RSS),
    ("listing", LISTING),
    ("feed", NO_FEED),
]


def written(odd: str) -> dict[str, str]:
    """Return the ways in which a document can hold a character."""
    codes = [ord(character) for character in odd]
    return {
        "as it is": odd,
        "as a reference": "".join(f"&#{code};" for code in codes),
        "in hexadecimal": "".join(f"&#x{code:X};" for code in codes),
        "escaped twice": "".join(f"&amp;#{code};" for code in codes),
        "in a section": f"<![CDATA[{odd}]]>",
        "percent-encoded": "".join(f"%{byte:02X}" for byte in odd.encode("utf-8", "surrogatepass")),
    }


def is_storable(text: str | None) -> bool:
    """Whether SQLite gives a text back as it was stored, and all of its functions see it whole."""
    if text is None:
        return True
    with closing(sqlite3.connect(":memory:")) as memory:
        row = memory.execute("SELECT :text, length(:text)", {"text": text}).fetchone()
    return bool(row == (text, len(text)))


def check(result: Found) -> None:
    assert all(is_storable(link.url) and is_storable(link.title) for link in result.links)
    assert is_storable(result.next_url)
    assert result.problem is None or is_storable(str(result.problem))
    assert result.problem is None or is_storable(result.problem.detail_text())


def answer(body: str) -> Response:
    return Response(URL, URL, 200, (), body.encode("utf-8", "surrogatepass"), NOW)


@pytest.mark.parametrize(("kind", "document"), DOCUMENTS)
@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_every_field_of_a_source_can_hold_anything(kind: PageKind, document: str, odd: str) -> None:
    for way, field in product(written(odd).values(), range(document.count("{"))):
        values = ["" if other != field else way for other in range(document.count("{"))]
        result = read(answer(document.format(*values)), kind, None)
        assert result.links or result.problem
        check(result)


JSON_ITEM = {"url": "https://example.org/n/1", "title": "Neues Portal", "date_published": "2024-05-03T10:00:00Z"}


@pytest.mark.parametrize("field", ["url", "external_url", "title", "date_published", "date_modified", "id"])
@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_every_field_of_a_json_feed_can_hold_anything(field: str, odd: str) -> None:
    item = {**JSON_ITEM, field: f"{JSON_ITEM.get(field, '')} {odd}"}
    result = read(answer(json.dumps({"items": [item, {"url": "/n/2"}], "next_url": f"/2{odd}"})), "feed", None)
    assert "https://example.org/n/2" in [link.url for link in result.links]
    check(result)


def test_a_headline_that_ends_in_half_an_emoji_stays_a_headline() -> None:
    item = {"url": "/n/1", "title": "Die neue App \ud83d"}
    link = read(answer(json.dumps({"items": [item]})), "feed", None).links[0]
    assert link.title == "Die neue App \ufffd"


ANY = st.text(st.characters(codec=None) | st.sampled_from("\ud83d\x00\uffff&#;<>%"), max_size=8)


@given(st.lists(ANY, min_size=6, max_size=6))
def test_a_json_feed_of_any_texts_is_storable(texts: list[str]) -> None:
    names = ("url", "title", "date_published", "date_modified", "external_url", "id")
    items = [dict(zip(names, texts, strict=True)), {"url": "/n/" + texts[0], "title": texts[1]}]
    check(read(answer(json.dumps({"items": items, "next_url": texts[2]})), "feed", None))
