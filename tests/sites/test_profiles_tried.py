"""A user's profile that is spelled well and would still ruin a crawl is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scraper.errors import ProfileError
from scraper.sites import load_sites, probing
from scraper.sites.loader import builtin_sites
from scraper.sites.probing import is_selector, is_slow


@pytest.mark.parametrize("pattern", [r"^/(a+)+$", r"^/news/(\w+)+$", r".*.*.*.*x$", r"^/(?:[a-z]+-?)+\d$"])
def test_a_pattern_that_takes_years_is_found(pattern: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A tenth of it takes years as well; the whole time is waited for where a profile is refused.
    monkeypatch.setattr(probing, "_SECONDS", probing._SECONDS / 10)
    assert is_slow(re.compile(pattern))


@pytest.mark.parametrize(
    "pattern",
    [r"^/news/(?P<id>[^/]+)/$", r"^/(?:[^/]+/)*\d+$", r"^/meldung_(?P<id>\d+)", r"/20\d\d/\d\d/[\w-]+\.html$", r""],
)
def test_a_pattern_that_people_write_is_not(pattern: str) -> None:
    assert not is_slow(re.compile(pattern))


def test_what_ships_with_the_package_would_pass() -> None:
    for site in builtin_sites().values():
        assert not [one.pattern for one in (*site.articles, *site.ignore) if is_slow(one)], site.id
        assert all(is_selector(selector) for _, selector in site.select), site.id


def test_the_mistake_is_named_with_file_site_and_key(tmp_path: Path) -> None:
    file = tmp_path / "sites.toml"
    file.write_text('[amt]\nhome = "https://amt.example/"\n[amt.select]\nbody = "div..text"\n', encoding="utf-8")
    with pytest.raises(ProfileError) as caught:
        load_sites([file])
    assert str(caught.value) == f"{file}, site 'amt', key 'select': 'div..text' for body is not a CSS selector"
