"""No text of robots.txt, of tdmrep.json or of a header raises, or becomes evidence that SQLite cannot hold."""

from __future__ import annotations

import json

import pytest

from scraper.policy.robots import Robots
from scraper.policy.signals import Signals, read, stored

URL = "https://bote.example/news/1"
ODD = ["\ud83d", "\udc00", "\x00", "\ufffe", "\uffff", "\ufdd0", "\U0001ffff"]


def is_storable(text: str | None) -> bool:
    return text is None or ("\x00" not in text and text.encode("utf-8", "ignore").decode() == text)


def check(found: Signals) -> None:
    for signal in found.evidence:
        assert is_storable(signal.kind + signal.value + signal.source + signal.text)
        assert is_storable(found.evidence_text(signal.kind))
    kept = found.to_json("2026-11-24T10:00:00Z")
    assert is_storable(kept)
    assert is_storable(found.tdm_policy)
    if kept is not None:
        assert stored(kept).tdm_reservation == found.tdm_reservation


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_every_line_of_robots_txt_can_hold_anything(odd: str) -> None:
    text = (
        f"User-agent: *\nDisallow: /a{odd}\nAllow: /news/{odd}\nDisallow: /news # {odd}\nSitemap: /map{odd}.xml\n"
        f"Crawl-delay: 1{odd}\nContent-Usage: /news/ train-ai=n;why={odd}\nContent-Signal: ai-train=no, x={odd}\n"
        f"{odd}: x\n"
    )
    robots = Robots.parse(text.encode("utf-8", "surrogatepass"))
    assert all(map(is_storable, robots.sitemaps))
    for url in (URL, URL + odd, f"https://bote.example/a{odd}"):
        assert is_storable(robots.allowed("scraper" + odd, url).rule)
        assert is_storable("".join(robots.usage("scraper", url) + robots.signal("scraper", url)))
        check(read(url, robots=text.encode("utf-8", "surrogatepass")))
    assert not robots.allowed("scraper", URL).allowed


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_every_declaration_can_hold_anything(odd: str) -> None:
    headers = [
        ("X-Robots-Tag", f"noarchive, unavailable_after: {odd}"),
        ("TDM-Policy", odd),
        ("tdm-reservation", "1"),
        ("content-usage", f'train-ai=n;why="{odd}"'),
        ("content-signal", f"ai-train=no, {odd}"),
        (odd, odd),
    ]
    found = read(
        URL, headers, [("robots", f"noindex {odd}"), ("tdm-policy", f"https://bote.example/{odd}"), (odd, odd)]
    )
    assert (found.tdm_reserved, found.noarchive, found.noindex) == (True, True, True)
    check(found)


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_every_field_of_tdmrep_json_can_hold_anything(odd: str) -> None:
    rules = [
        {"location": f"/{odd}", "tdm-reservation": 1},
        {"location": f"/news/*{odd}*", "tdm-reservation": 1, "tdm-policy": f"https://bote.example/{odd}", odd: odd},
    ]
    for url in (URL, URL + odd, f"https://bote.example/{odd}"):
        check(read(url, tdmrep=json.dumps(rules)))
        check(read(url, tdmrep=json.dumps(rules).encode()))
    assert read(URL + odd, tdmrep=json.dumps(rules)).tdm_reserved
