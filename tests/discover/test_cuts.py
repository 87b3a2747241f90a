"""What a bound left of a feed, a sitemap or a listing is counted, and nothing is said of what was read to its end."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import pytest

from scraper.discover import feed, listing, read, sitemap
from scraper.model import Cut, Found, PageKind, Reason, Response, fault

URL = "https://example.org/x/"
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def found(body: str | bytes, kind: PageKind) -> Found:
    data = body.encode() if isinstance(body, str) else body
    return read(Response(URL, URL, 200, (), data, NOW), kind, None)


def rss(count: int, filler: str = "") -> str:
    items = "".join(f"<item><link>/n/{n}</link><description>{filler}</description></item>" for n in range(count))
    return f"<rss version='2.0'><channel>{items}</channel></rss>"


def test_the_entries_of_a_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_ENTRIES", 10)
    assert found(rss(10), "feed").cut is None
    assert found(rss(12), "feed").cut == Cut(10, "entries", 12)


def test_the_third_entry_of_a_feed_of_eleven_megabytes() -> None:
    body = rss(3, "x" * 4_000_000)
    assert found(body, "feed").cut is None or len(found(body, "feed").links) == 3
    body = rss(3, "x" * 5_500_000)
    assert len(body) > feed.MAX_BYTES
    assert found(body, "feed").cut == Cut(2, "entries", 3)
    assert len(found(body, "feed").links) == 2
    # Of a packed feed nobody knows the rest.
    assert found(gzip.compress(body.encode()), "feed").cut == Cut(2, "entries", None)


def test_the_tags_of_a_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_TAGS", 20)
    assert found(rss(5), "feed").cut == Cut(3, "entries", 5)


def test_a_json_feed_of_many_items_and_one_of_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [{"url": f"/n/{number}", "content_text": "Grüße" * 20} for number in range(12)]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})
    assert found(body, "feed").cut is None
    monkeypatch.setattr(feed, "MAX_ENTRIES", 10)
    assert found(body, "feed").cut == Cut(10, "entries", 12)
    monkeypatch.setattr(feed, "MAX_BYTES", 1000)
    cut_off = found(body, "feed")
    assert (len(cut_off.links), cut_off.cut, cut_off.problem) == (2, Cut(2, "entries", None), None)


def addresses(count: int) -> str:
    return "<urlset>" + "".join(f"<url><loc>/n/{number}</loc></url>" for number in range(count)) + "</urlset>"


def test_the_addresses_of_a_sitemap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_LINKS", 10)
    assert found(addresses(10), "sitemap").cut is None
    assert found(addresses(12), "sitemap").cut == Cut(10, "addresses", 12)
    assert found(gzip.compress(addresses(12).encode()), "sitemap").cut == Cut(10, "addresses", 12)
    lines = "".join(f"https://example.org/n/{number}\n" for number in range(12))
    assert found(lines, "sitemap").cut == Cut(10, "addresses", 12)


def test_the_bytes_of_a_sitemap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_UNPACKED", 100)
    assert found(addresses(12), "sitemap").cut == Cut(3, "addresses", 12)
    assert found(gzip.compress(addresses(12).encode()), "sitemap").cut == Cut(3, "addresses", None)


def anchors(count: int) -> str:
    return "".join(f"<a href='/2024/meldung-{number}'>Eine Meldung mit Titel</a>" for number in range(count))


def test_the_links_of_a_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_ANCHORS", 10)
    assert found(anchors(10), "listing").cut is None
    assert found(anchors(12), "listing").cut == Cut(10, "links", 12)


def test_the_tags_of_a_listing() -> None:
    """The bound of 75,000 tags of any page comes before that of a listing's links where these have other tags."""
    page = "<b>x</b>" * 35_000 + anchors(10_000)
    cut = found(page, "listing").cut
    assert cut == Cut(2_500, "links", 10_000)
    # What is cut off behind the last link takes none.
    assert found(anchors(10) + "<b>x</b>" * 40_000, "listing").cut is None


def test_what_is_cut_off_and_no_sitemap_is_said_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_UNPACKED", 100)
    assert found(b"\x00" * 200, "sitemap").problem == fault(Reason.NOT_A_SITEMAP)
