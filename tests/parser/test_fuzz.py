"""Whatever comes: a record, the same each time, with fields of their types."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import Article, parse

URL = "https://www.example.org/news/1"
FIXTURES = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "fixtures").rglob("*.html"))]
FIELDS = get_type_hints(Article)
quick = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])


def is_sound(article: Article) -> None:
    """Assert what holds for the record of any page."""
    for name in ("kicker", "lead", "section", "language", "why_not"):
        value = getattr(article, name)
        assert value is None or (isinstance(value, str) and value), name
    for name in ("url", "site", "title", "body", "access"):
        assert isinstance(getattr(article, name), str), name
    for name, kind in FIELDS.items():
        if get_origin(kind) is list:
            item_type = get_args(kind)[0]
            item_type = get_origin(item_type) or item_type
            assert all(isinstance(item, item_type) for item in getattr(article, name)), name
    assert type(article.date) in (dt.date, type(None))
    for moment in (article.published_at, article.modified_at):
        assert moment is None or moment.utcoffset() == dt.timedelta(0)
    assert article.is_article == (article.why_not is None)
    for text in texts(article):
        text.encode()


def texts(article: Article) -> list[str]:
    """Return the texts that the page gave."""
    return [article.title, article.body, article.lead or "", article.kicker or "", *article.authors, *article.keywords]


def both_times(html: bytes | str, content_type: str | None = None) -> None:
    """Assert that a page is read soundly, and the same again."""
    article = parse(html, URL, content_type=content_type)
    is_sound(article)
    assert parse(html, URL, content_type=content_type) == article


LABELS = st.sampled_from([None, "text/html; charset=utf-16", "text/html; charset=nonsense", "", "\0", "charset=big5"])


@settings(quick, max_examples=60)
@given(st.binary(max_size=300), LABELS)
def test_any_bytes(data: bytes, content_type: str | None) -> None:
    both_times(data, content_type)


@settings(quick, max_examples=60)
@given(
    st.text(max_size=200),
    st.sampled_from(["{}", "<title>{}</title>", "<h1>{0}</h1><p>{0}", '<meta name=author content="{}">']),
)
def test_any_text(text: str, where: str) -> None:
    both_times(where.replace("{0}", "{}").replace("{}", text))


@settings(quick, max_examples=40)
@given(st.text(max_size=40))
def test_any_address(url: str) -> None:
    is_sound(parse(FIXTURES[0], url))
    is_sound(parse(f"<base href='{url}'><a href='{url}'>x</a><link rel=canonical href='{url}'><p>x", URL))


NAMES = st.sampled_from(
    "article:published_time date author og:title og:type keywords description news_keywords".split()
)
VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["2014-05-23T10:00:00+02:00", "0000-00-00", "9999-12-31T23:59:59-23:59", "Eva Muster", "a, b; c"]),
    st.sampled_from(["99999999999999999999", "1.1.1", "article", "[23.5.2014]", "\x00", "\ud800", "&#0;&#128;&#x1F;"]),
)
METAS = st.builds('<meta property="{0}" name="{0}" content="{1}">'.format, NAMES, VALUES)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), VALUES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                "@type @graph @id author name headline datePublished keywords image articleBody url".split()
            ),
            st.one_of(inner, st.sampled_from(["NewsArticle", "Person"])),
            max_size=5,
        ),
    ),
    max_leaves=12,
)
LD = st.builds(
    lambda value, cut: f'<script type="application/ld+json">{repr(value).replace(chr(39), chr(34))[:cut]}</script>',
    JSON,
    st.integers(5, 400),
)
TAGS = st.builds(
    "<{}{} {}='{}'>".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from(
        "p div h1 h2 a b span table tr td ul li time img figure figcaption article svg br pre head".split()
    ),
    st.sampled_from("class id href src datetime itemprop rel style alt role".split()),
    st.one_of(st.sampled_from("author date headline tag keywords articleBody display:none".split()), VALUES),
)
LABELLED = st.sampled_from(
    [
        "[23.5.2014] ",
        "Stichwörter: a, b",
        "Von Eva Muster",
        "(em)",
        "mehr...",
        "Foto: x",
        "Köln: ",
        "Satz. " * 30,
        "31.2.2014",
    ]
)


@settings(quick, max_examples=150)
@given(st.lists(st.one_of(METAS, LD, TAGS, TAGS, LABELLED, VALUES), max_size=25).map("".join))
def test_tag_soup(html: str) -> None:
    both_times(html)


def mutated(seed: int) -> bytes:
    """Return a fixture with bytes flipped, blocks repeated or moved, and its end cut off."""
    chance = random.Random(seed)  # noqa: S311 - the same pages each time
    page = bytearray(chance.choice(FIXTURES))
    for _ in range(chance.randrange(1, 12)):
        at, size = chance.randrange(len(page) or 1), chance.randrange(1, 400)
        match chance.randrange(6):
            case 0:
                page[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                page[at:at] = page[at : at + size] * chance.randrange(1, 4)
            case 2:
                del page[at : at + size]
            case 3:
                other = chance.choice(FIXTURES)
                page[at:at] = other[at % len(other) :][:size]
            case 4:
                page[at:at] = chance.choice(
                    [b"\0", b"<", b'"', b"<!--", b"<script>", b"</html>", b"\xed\xa0\x80", b"&#0;"]
                )
            case _:
                del page[max(at, 200) :]
    return bytes(page)


@pytest.mark.parametrize("first", range(0, 120, 20))
def test_broken_fixtures(first: int) -> None:
    for seed in range(first, first + 20):
        both_times(mutated(seed))
