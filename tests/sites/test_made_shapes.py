"""The made sites are what they say: each page once, each link leads to a page, and texts that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from selectolax.lexbor import LexborHTMLParser

import shapes
from scraper.web.urls import join
from shapes import FORM_NAMES, NAMES, Shape, ShapeServer

FEWEST, MOST = 40, 60
FEWEST_WORDS = 150


@pytest.fixture(params=[*NAMES, *FORM_NAMES])
def shape(request: pytest.FixtureRequest) -> Shape:
    return shapes.shape(request.param)


def _links(shape: Shape) -> Iterator[str]:
    """Yield every address of the site that stands on one of its pages, without sessions and places on a page."""
    for path, answer in shape.pages.items():
        if not answer.content_type.startswith("text/html"):
            continue
        tree = LexborHTMLParser(answer.body)
        named = tree.css_first("base[href]")
        base = shape.origin + path if named is None else str(named.attributes["href"])
        for node in tree.css("a[href], link[href]"):
            url = join(base, node.attributes["href"] or "")
            if url is not None and url.startswith(shape.origin):
                yield re.sub(r";jsessionid=[^?]*|#.*", "", url.removeprefix(shape.origin))


def test_each_page_is_of_one_kind(shape: Shape) -> None:
    assert FEWEST <= len(shape.articles) <= MOST
    kinds = [shape.articles, shape.others, frozenset(shape.twins)]
    assert sum(map(len, kinds)) == len(shape.pages) == len(frozenset().union(*kinds))
    assert set(shape.twins.values()) <= shape.articles
    assert {*shape.feeds, *shape.sitemaps, *shape.listings} <= shape.others


def test_each_link_leads_to_a_page_and_each_article_is_linked(shape: Shape) -> None:
    linked = set(_links(shape))
    bare = {path.partition("?")[0] for path in linked - set(shape.pages) - set(shape.redirects)}
    assert bare <= set(shape.pages)
    assert {shape.twins.get(path, path) for path in linked} >= shape.articles


def test_no_two_articles_share_headline_or_text(shape: Shape) -> None:
    stories = shape.stories.values()
    assert len({story.title for story in stories}) == len(stories)
    assert len({story.paragraphs for story in stories}) == len(stories)
    assert min(sum(len(text.split()) for text in story.paragraphs) for story in stories) >= FEWEST_WORDS


def test_a_server_puts_its_own_address_in_and_takes_sessions_out() -> None:
    made = shapes.shape("gsb")
    with ShapeServer(made) as server:
        path = min(made.articles)
        route = server.route(f"{path};jsessionid=0A1B.live?nn=616522")
        assert getattr(route, "status", None) == 200
        body = getattr(route, "body", b"").decode()
        assert made.origin not in body
        assert f'<base href="{server.url("/")}">' in body
        assert server.path_of(server.url(path)) == path
