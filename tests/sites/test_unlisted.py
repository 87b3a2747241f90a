"""Addresses that no profile names: the usual manners, but no pause on one's own machine."""

from __future__ import annotations

import pytest

from scraper.sites import unlisted


@pytest.mark.parametrize(
    ("url", "delay"),
    [
        ("http://127.0.0.1:8000/a", 0.0),
        ("http://127.8.8.8/a", 0.0),
        ("http://[::1]:8000/a", 0.0),
        ("http://localhost/a", 0.0),
        ("http://blog.localhost/a", 0.0),
        ("http://192.168.0.1/a", 1.0),
        ("http://localhost.example/a", 1.0),
        ("https://amt.example/a", 1.0),
    ],
)
def test_one_s_own_machine_is_asked_without_a_pause(url: str, delay: float) -> None:
    site = unlisted(url)
    assert site.delay == delay
    assert url.startswith(site.home)
    assert site.id in url
