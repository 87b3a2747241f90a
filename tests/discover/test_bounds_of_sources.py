"""Bounds of feeds, sitemaps and listings, each from both sides, and what counts where something is said twice."""

from __future__ import annotations

import datetime as dt
import gzip
import json

import pytest

from scraper.discover import feed, listing, read, sitemap
from scraper.model import Found, PageKind, Reason, Response, fault

URL = "https://example.org/x/"
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
DAY = dt.datetime(2024, 5, 3, tzinfo=dt.UTC)


def found(body: str | bytes, kind: PageKind) -> Found:
    data = body.encode() if isinstance(body, str) else body
    return read(Response(URL, URL, 200, (), data, NOW), kind, None)


def names(result: Found) -> list[str]:
    return [link.url.removeprefix("https://example.org") for link in result.links]


def rss(items: str) -> str:
    return f"<rss version='2.0'><channel>{items}</channel></rss>"


def test_a_feed_gives_ten_thousand_links() -> None:
    items = [{"url": f"/n/{number}"} for number in range(10_001)]
    assert feed.MAX_ENTRIES == 10_000
    assert names(found(json.dumps({"items": items}), "feed"))[-1] == "/n/9999"


def test_the_entries_of_a_feed_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_ENTRIES", 2)
    items = "".join(f"<item><link>/n/{number}</link></item>" for number in range(3))
    assert names(found(rss(items), "feed")) == ["/n/0", "/n/1"]


def test_the_bytes_of_a_feed_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    items = "<item><link>/n/1</link></item>" + " " * 1000 + "<item><link>/n/2</link></item>"
    monkeypatch.setattr(feed, "MAX_BYTES", 1000)
    assert names(found(rss(items), "feed")) == names(found(gzip.compress(rss(items).encode()), "feed")) == ["/n/1"]


@pytest.mark.parametrize("href", ["", URL])
def test_a_feed_is_not_its_own_next_page(href: str) -> None:
    entry = f"<link rel='next' href='{href}'/><entry><id>{URL}1</id></entry>"
    assert found(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>", "feed").next_url is None
    assert found(json.dumps({"items": [{"url": "/n/1"}], "next_url": href}), "feed").next_url is None


def test_a_page_names_three_of_its_feeds() -> None:
    page = "<html>" + "".join(f"<a href='/{number}.rss'>RSS</a>" for number in range(4)) + f"<a href='{URL}'>x</a>"
    feeds = ", ".join(f"https://example.org/{number}.rss" for number in range(3))
    assert found(page, "feed").problem == fault(Reason.FEED_IS_HTML_NAMING, feeds=feeds)


def test_a_page_does_not_name_itself_as_its_feed() -> None:
    page = f'<html><link rel="alternate" type="application/rss+xml" href="{URL}">'
    assert found(page, "feed").problem == fault(Reason.FEED_IS_HTML)


def test_of_several_alternates_the_page_counts() -> None:
    links = "<link rel='alternate' type='application/pdf' href='/n/1.pdf'/>"
    links += "<link rel='alternate' type='text/html' href='/n/1'/>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{links}</entry></feed>"
    assert names(found(atom, "feed")) == ["/n/1"]


@pytest.mark.parametrize("guid", ["/n/1", "https://example.org/n/1"])
def test_a_permalink_is_the_page_of_an_entry(guid: str) -> None:
    assert names(found(rss(f"<item><title>T</title><guid>{guid}</guid></item>"), "feed")) == ["/n/1"]


def test_a_title_has_a_thousand_characters() -> None:
    title = "Wort " * 200
    assert found(json.dumps({"items": [{"url": "/n/1", "title": title}]}), "feed").links[0].title == title.strip()
    assert found(json.dumps({"items": [{"url": "/n/1", "title": "x" * 1001}]}), "feed").links[0].title == "x" * 1000


def test_a_sitemap_gives_fifty_thousand_links(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sitemap.MAX_LINKS == 50_000
    monkeypatch.setattr(sitemap, "MAX_LINKS", 2)
    for body in (
        "<urlset>" + "".join(f"<url><loc>/n/{number}</loc></url>" for number in range(3)) + "</urlset>",
        "".join(f"https://example.org/n/{number}\n" for number in range(3)),
    ):
        assert names(found(body, "sitemap")) == ["/n/0", "/n/1"]


def test_what_a_sitemap_says_first_counts() -> None:
    twice = (
        "<url><loc>/n/1</loc><lastmod>2024-05-03</lastmod></url><url><loc>/n/1</loc><lastmod>2024-06-03</lastmod></url>"
    )
    assert [link.lastmod for link in found(f"<urlset>{twice}</urlset>", "sitemap").links] == [DAY]
    within = "<url><loc>/n/1</loc><lastmod>2024-05-03</lastmod><lastmod>2024-06-03</lastmod></url>"
    assert [link.lastmod for link in found(f"<urlset>{within}</urlset>", "sitemap").links] == [DAY]


def test_a_root_may_have_the_prefix_of_an_extension() -> None:
    body = "<mobile:urlset xmlns:mobile='x'><mobile:url><mobile:loc>/n/1</mobile:loc></mobile:url></mobile:urlset>"
    assert names(found(body, "sitemap")) == ["/n/1"]


def test_an_extension_ends_with_its_entry() -> None:
    body = "<urlset><url><loc>/n/1</loc><image><loc>/i.jpg</loc></url><url><loc>/n/2</loc></url></urlset>"
    assert names(found(body, "sitemap")) == ["/n/1", "/n/2"]


def test_an_unclosed_entry_is_one() -> None:
    assert names(found("<urlset><url><loc>/n/1</loc><url><loc>/n/2", "sitemap")) == ["/n/1", "/n/2"]
    assert names(found("<url><loc>/n/1</loc><loc>/n/2</loc>", "sitemap")) == ["/n/1", "/n/2"]


def anchor(number: int, text: str = "Eine Meldung mit Titel") -> str:
    return f"<a href='/2024/meldung-{number}'>{text}</a>"


def test_the_links_of_a_listing_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_ANCHORS", 2)
    assert names(found("".join(map(anchor, range(3))), "listing")) == ["/2024/meldung-0", "/2024/meldung-1"]


def test_the_dates_of_a_listing_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_DATED", 2)
    page = "".join(f"<p>3.5.2024 {anchor(number)}</p>" for number in range(3))
    assert [link.published for link in found(page, "listing").links] == [DAY, DAY, None]


@pytest.mark.parametrize(("others", "published"), [(7, DAY), (8, None)])
def test_a_block_of_more_than_eight_links_speaks_of_several_pages(others: int, published: dt.datetime | None) -> None:
    page = f"<div><p>3.5.2024</p>{anchor(1)}{'<a href=/tag>x</a>' * others}</div>"
    assert found(page, "listing").links[0].published == published


@pytest.mark.parametrize(("depth", "published"), [(4, DAY), (5, None)])
def test_a_date_stands_within_four_elements_of_its_link(depth: int, published: dt.datetime | None) -> None:
    page = "<div>3.5.2024 " + "<div>" * (depth - 1) + anchor(1) + "</div>" * depth
    assert found(page, "listing").links[0].published == published


@pytest.mark.parametrize(
    ("page", "is_article"),
    [
        (anchor(1, "Vier Wörter sind genug"), True),
        (anchor(1, "Drei Wörter nicht"), False),
        ("<div class=teaser>" + anchor(1, "Drei Wörter doch") + "</div>", True),
        ("<div class=teaser>" + anchor(1, "Zwei Wörter") + "</div>", False),
        ("<div>" + anchor(1, "<h3>Zwei Wörter</h3>") + "</div>", True),
        ("<div>" + anchor(1, "<h3>Eins</h3>") + "</div>", False),
        ("<h3><b>" + anchor(1, "Eins") + "</b></h3>", True),
        ("<h3><b><i><u>" + anchor(1, "Eins") + "</u></i></b></h3>", False),
        ("<a href='/artikel?id=7'>Vier Wörter sind genug</a>", True),
        ("<a href='/artikel?id=x'>Vier Wörter sind genug</a>", False),
        ("<a href='/artikel'>Vier Wörter sind genug</a>", False),
        ("<a href='/artikel-titel'>Vier Wörter sind genug</a>", True),
        ("<a href='/a/b'>Vier Wörter sind genug</a>", True),
        (f"<h2><a href='{URL}#a-1'>Die Seite selbst ist keine</a></h2>", False),
        ("<footer>" + anchor(1) + "</footer>", False),
        ("<nav>" + anchor(1) + "</nav>", False),
        ("<div class=nav_menu>" + anchor(1) + "</div>", False),
        ("<article class=social>" + anchor(1) + "</article>", True),
        ("<header>" + anchor(1) + "</header>", False),
        ("<article><header>" + anchor(1) + "</header></article>", True),
    ],
)
def test_what_looks_like_an_article(page: str, is_article: bool) -> None:
    assert bool(found(page, "listing").links) is is_article


@pytest.mark.parametrize(
    ("text", "title"), [("Neues Amt.", "Neues Amt."), ("Neues Amt", None), ("NeuesAmtInBonn", None)]
)
def test_a_headline_has_ten_characters_and_two_words(text: str, title: str | None) -> None:
    assert found(f"<h2>{anchor(1, text)}</h2>", "listing").links[0].title == title


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        # The marked number counts, not the first one that is missing.
        ("<div class=pager><a href='?p=1'>1</a><a href='?p=3'>3</a><b>4</b><a href='?p=5'>5</a></div>", "?p=5"),
        ("<div class=pager><a href='?p=1'>1</a><a href='?p=3'>3</a></div>", "?p=3"),
        ("<div class=pager><i><i><i><a href='?p=2'>weiter</a></i></i></i></div>", "?p=2"),
        ("<div class=pager><i><i><i><i><a href='?p=2'>weiter</a></i></i></i></i></div>", None),
        ("<a href='https://foreign.example/2'>nächste Seite</a>", None),
        (f"<a href='{URL}#2'>nächste Seite</a>", None),
        ("<a href='?p=2' title='" + "x" * 120 + "'>nächste Seite</a>", "?p=2"),
    ],
)
def test_the_next_page(html: str, wanted: str | None) -> None:
    assert found(html, "listing").next_url == (URL + wanted if wanted else None)


def test_only_plain_characters_may_be_entities() -> None:
    kept = b'<!ENTITY auml "x">'
    for bomb in (
        b'<!ENTITY b "&a;&a;">',
        b'<!ENTITY % p SYSTEM "file:///x">',
        b'<!ENTITY c "%s">' % (b"x" * 21),
        b"<!ENTITY d",
    ):
        assert feed._without_entities(b"<!DOCTYPE x [" + kept + bomb + b"]><rss>").count(b"<!ENTITY") == 1
    assert feed._without_entities(b"<rss>") == b"<rss>"
    item = "<item><title>T &auml; &b;</title><link>/1</link></item>"
    seen = found(f"<!DOCTYPE x [{kept.decode()}<!ENTITY b '&auml;y'>]>{rss(item)}", "feed")
    assert seen.links[0].title is not None
    assert "xy" not in seen.links[0].title


def test_a_listing_is_no_article_of_itself() -> None:
    url = "https://example.org/2024/alle-meldungen-1"
    page = f"<h2><a href='{url}#oben'>Alle Meldungen des Jahres</a></h2>{anchor(2)}"
    assert names(read(Response(url, url, 200, (), page.encode(), NOW), "listing", None)) == ["/2024/meldung-2"]
