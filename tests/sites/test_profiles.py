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


@pytest.mark.parametrize("field", ["related", "vendors", "images", "kicker", "keywords"])
def test_every_field_of_an_article_can_be_selected(field: str) -> None:
    text = f'[a]\nhome = "www.a.example"\n[a.select]\n{field} = "div.x"\n'
    assert read_profiles(text, "my.toml")["a"].select == ((field, "div.x"),)


@pytest.mark.parametrize(
    ("key", "value"), [("connections", "1"), ("connections", "64"), ("delay", "0"), ("delay", "86400")]
)
def test_a_number_may_be_at_its_bound(key: str, value: str) -> None:
    site = read_profiles(f'[a]\nhome = "www.a.example"\n{key} = {value}\n', "my.toml")["a"]
    assert getattr(site, key) == float(value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("connections", "0"),
        ("connections", "65"),
        ("connections", "true"),
        ("connections", "1.0"),
        ("delay", "-1"),
        ("delay", "86401"),
        ("delay", "true"),
        ("delay", "nan"),
    ],
)
def test_a_number_beyond_its_bound_is_refused(key: str, value: str) -> None:
    with pytest.raises(ProfileError, match=f"key '{key}': must be"):
        read_profiles(f'[a]\nhome = "www.a.example"\n{key} = {value}\n', "my.toml")


def test_two_sites_of_one_host_are_told_apart_by_port() -> None:
    sites = read_profiles('[a]\nhome = "http://x.example:8001"\n[b]\nhome = "http://x.example:8002"\n', "my.toml")
    for site_id, port in (("a", 8001), ("b", 8002)):
        found = site_for(f"http://x.example:{port}/1", sites.values())
        assert found is not None
        assert found.id == site_id


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_bytes("\ufeff[a]\nhome = 'www.a.example'\n".encode())
    assert load_sites([file])["a"].home == "https://www.a.example/"


def test_a_profile_of_the_user_overrides_a_built_in_one(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text("[kommune21]\nhome = 'www.a.example'\n")
    assert load_sites([file])["kommune21"].home == "https://www.a.example/"


@pytest.mark.parametrize("key", ["articles", "ignore"])
def test_a_slow_pattern_is_refused(key: str, tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text(f"[a]\nhome = 'www.a.example'\n{key} = ['^/(a+)+$']\n")
    with pytest.raises(ProfileError, match=f"key '{key}': .* takes too long"):
        load_sites([file])
