"""Profiles: the built-in ones hold, the user's go on top, an address finds its site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scraper.errors import ProfileError
from scraper.model import Site
from scraper.sites import load_sites, read_profiles, site_for
from scraper.sites.loader import builtin_sites
from scraper.web.urls import host, matches

FULL = r"""
[kommune]
name = "Kommune"
home = "https://www.kommune.example"
feeds = ["kommune.example/feed?nn=7", "https://feeds.example/k"]
sitemaps = ["https://www.kommune.example/sitemap.xml"]
listings = ["https://www.kommune.example/"]
articles = ['^/meldung_(?P<id>\d+)']
ignore = ['^/termine/']
title_suffixes = [" - Kommune online"]
delay = 2
connections = 3
private = true
[kommune.select]
body = "div.meldungText"
title = "h1"
"""


def test_every_key_is_read() -> None:
    assert read_profiles(FULL, "my.toml") == {
        "kommune": Site(
            id="kommune",
            name="Kommune",
            home="https://www.kommune.example/",
            feeds=("https://kommune.example/feed?nn=7", "https://feeds.example/k"),
            sitemaps=("https://www.kommune.example/sitemap.xml",),
            listings=("https://www.kommune.example/",),
            articles=(re.compile(r"^/meldung_(?P<id>\d+)"),),
            ignore=(re.compile("^/termine/"),),
            title_suffixes=(" - Kommune online",),
            delay=2.0,
            connections=3,
            private=True,
            select=(("body", "div.meldungText"), ("title", "h1")),
        )
    }


def test_the_least_profile_has_the_defaults() -> None:
    site = read_profiles('[a]\nhome = "www.a.example"\n', "my.toml")["a"]
    assert site == Site(id="a", name="a.example", home="https://www.a.example/")
    assert (site.delay, site.connections, site.private) == (1.0, 1, False)


@pytest.mark.parametrize("name", ["Ä", "a b", "-a", "", "a\\n", "a/b"])
def test_an_id_is_a_plain_word(name: str) -> None:
    with pytest.raises(ProfileError) as caught:
        read_profiles(f'["{name}"]\nhome = "https://a.example"\n', "my.toml")
    shown = f", site '{name}'".replace("\\n", "\n") if name else ""
    assert str(caught.value) == f"my.toml{shown}: an id is made of a-z, 0-9, '.', '_' and '-'"


def test_a_later_file_wins(tmp_path: Path) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text('[a]\nhome = "https://one.example"\n[b]\nhome = "https://b.example"\n')
    two.write_text('[a]\nhome = "https://two.example"\n')
    sites = load_sites([one, two])
    assert (sites["a"].home, sites["b"].home) == ("https://two.example/", "https://b.example/")
    assert set(builtin_sites()) <= set(sites)
    assert "a" not in builtin_sites()


@pytest.mark.parametrize("site", builtin_sites().values(), ids=lambda site: site.id)
def test_each_built_in_profile_can_be_crawled(site: Site) -> None:
    assert site.feeds or site.sitemaps or site.listings, "nothing to crawl"
    assert site.delay >= 1, "impolite"
    assert not site.private
    for pattern in (*site.articles, *site.ignore):
        assert not pattern.search("/"), f"{pattern.pattern} names the front page"
    assert not matches(site, site.home)


def test_an_address_finds_the_site_of_its_host() -> None:
    sites = read_profiles(FULL, "my.toml")
    for url in ("http://kommune.example/x", "https://WWW.kommune.example:443/"):
        assert site_for(url, sites.values()) == sites["kommune"]
    assert site_for("https://kommune.example.evil/", sites.values()) is None
    known = builtin_sites()["kommune21"]
    assert site_for(known.home) == known
    assert site_for("https://nowhere.example/") is None


def test_no_two_built_in_profiles_share_a_host() -> None:
    """Else a page fetched by hand could be filed under the wrong one."""
    homes = [host(site.home) for site in builtin_sites().values()]
    shared = sorted({name for name in homes if homes.count(name) > 1})
    assert shared == []
