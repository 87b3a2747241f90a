"""A crawl of each made site with the profile of somebody who knows it: all its articles, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from crawling import Newsroom, said

import shapes
from scraper.model import Site
from scraper.sites import read_profiles
from shapes import NAMES, Shape, ShapeServer

PROFILES = Path(shapes.__file__).with_name("profiles.toml")


def profile(shape: Shape, server: ShapeServer) -> Site:
    """Return the hand-written profile, for the site as it stands on this server."""
    text = PROFILES.read_text(encoding="utf-8").replace(f"{shape.origin}/", server.url("/"))
    more = f"[{shape.name}]\nprivate = true\ndelay = 0\n"
    return read_profiles(text.replace(f"[{shape.name}]\n", more), PROFILES.name)[shape.name]


@pytest.mark.parametrize("name", NAMES)
def test_all_articles_and_nothing_else(name: str, tmp_path: Path) -> None:
    shape = shapes.shape(name)
    with ShapeServer(shape) as server:
        room = Newsroom(server, tmp_path)
        result = room.crawl(profile(shape, server), full=True)
        assert said(result) == ()
        archived = [server.path_of(url) for url in room.ask("SELECT url FROM articles")]
        # An address with a parameter that the page does not need is the article's too.
        articles = sorted(shape.twins.get(path, path) for path in archived)
        assert articles == sorted(shape.articles)
        assert shape.others.isdisjoint(archived)
        read = dict(room.ask("SELECT url, title FROM articles"))
        assert len({*read.values()}) == len(shape.articles)
        # Each article is asked for once, however many addresses and sources name it.
        asked = [shape.twins.get(path, path) for path in room.paths()]
        assert [path for path in shape.articles if asked.count(path) != 1] == []
        room.clock.pass_(hours=1)
        again = room.crawl(profile(shape, server))
        assert (again.new, again.problems) == (0, ())
