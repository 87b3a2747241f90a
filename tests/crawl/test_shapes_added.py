"""The profile that is proposed for a made site serves a crawl: it archives the articles and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from crawling import Newsroom

import shapes
from onboarding_running import look
from scraper.onboarding.profile_file import toml_of
from scraper.sites import read_profiles
from shapes import NAMES, ShapeServer


@pytest.mark.parametrize("name", NAMES)
def test_a_crawl_by_the_proposed_profile(name: str, tmp_path: Path) -> None:
    shape = shapes.shape(name)
    with ShapeServer(shape) as server:
        site = look(server.url("/")).site
        (read,) = read_profiles(toml_of(site), "sites.toml").values()
        assert read == site
        room = Newsroom(server, tmp_path)
        result = room.crawl(replace(read, delay=0.0), full=True)
        assert result.problems == ()
        archived = [server.path_of(url) for url in room.ask("SELECT url FROM articles")]
        articles = {shape.twins.get(path, path) for path in archived}
        assert articles <= shape.articles
        assert len(articles) >= 0.95 * len(shape.articles)
