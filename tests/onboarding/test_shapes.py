"""A look at each made site: the patterns take its articles and leave its other pages, from wherever one begins."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

import shapes
from onboarding_running import look
from scraper.onboarding.proposal import Proposal
from scraper.sites.probing import is_slow
from scraper.web.urls import canonical, ignored, key, matches
from shapes import FORM_NAMES, NAMES, Shape, ShapeServer

STARTS = ("home", "article", "feed", "listing")


def start(shape: Shape, kind: str) -> str | None:
    """Return the path of a kind to begin with, or None where the site has none of it."""
    paths = {"home": ("/",), "article": sorted(shape.articles)[7:8], "feed": shape.feeds, "listing": shape.listings}
    return next(iter(paths[kind]), None)


def taken(proposal: Proposal, server: ShapeServer, paths: Iterable[str]) -> list[str]:
    """Return the paths that the profile takes as articles."""
    urls = {path: canonical(server.url(path)) for path in paths}
    site = proposal.site
    return [path for path, url in urls.items() if matches(site, url) and not ignored(site, url)]


@pytest.mark.parametrize("kind", STARTS)
@pytest.mark.parametrize("name", NAMES)
def test_the_patterns_take_the_articles_and_nothing_else(name: str, kind: str) -> None:
    shape = shapes.shape(name)
    path = start(shape, kind)
    if path is None:
        return
    with ShapeServer(shape) as server:
        proposal = look(server.url(path))
        articles = taken(proposal, server, shape.articles)
        others = taken(proposal, server, shape.others)
        assert len(articles) >= 0.95 * len(shape.articles), sorted(shape.articles - set(articles))
        assert len(others) < 0.02 * len(shape.others), others
        assert len(server.requests) == proposal.requests <= 25
        # Each address once: a second request would say nothing new.
        assert len(set(server.paths())) == len(server.paths())
        assert proposal.feeds or proposal.sitemaps or proposal.listings
        assert [sample.fault for sample in proposal.samples] == [None] * 5
        for sample in proposal.samples:
            story = shape.stories[shape.twins.get(server.path_of(sample.url), server.path_of(sample.url))]
            assert sample.article is not None
            # The newsroom's word before a colon is a kicker.
            assert story.title.endswith(sample.article.title)
            assert sample.article.date == story.at.date()
        assert not any(is_slow(pattern) for pattern in (*proposal.site.articles, *proposal.site.ignore))


@pytest.mark.parametrize("name", FORM_NAMES)
def test_other_forms_of_addresses(name: str) -> None:
    shape = shapes.shape(name)
    with ShapeServer(shape) as server:
        proposal = look(server.url("/"))
        assert len(taken(proposal, server, shape.articles)) >= 0.95 * len(shape.articles)
        assert len(taken(proposal, server, shape.others)) < 0.02 * len(shape.others)
        assert len({key(server.url(path), proposal.site) for path in shape.articles}) == len(shape.articles)
        assert len(server.requests) == proposal.requests <= 25


@pytest.mark.parametrize("name", NAMES)
def test_an_article_has_one_id_at_all_its_addresses(name: str) -> None:
    """Two articles never share one, or one of them would be lost."""
    shape = shapes.shape(name)
    with ShapeServer(shape) as server:
        proposal = look(server.url("/"))
        site, ids = proposal.site, {}
        for path in shape.articles:
            url = canonical(server.url(path)).removeprefix(server.url(""))
            (found,) = [match["id"] for pattern in site.articles if (match := pattern.search(url))]
            assert ids.setdefault(found.lower(), path) == path
        # What it takes of an article's other addresses is that article, and no second one.
        for twin in taken(proposal, server, shape.twins):
            assert key(server.url(twin), site) == key(server.url(shape.twins[twin]), site)
