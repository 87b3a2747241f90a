"""Each built-in profile beside a page of its site's shape, and what an editor would read off it."""

from __future__ import annotations

import datetime as dt
import json
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest

from scraper import discover, parser
from scraper.model import PageKind, Response, Site
from scraper.sites.loader import builtin_sites
from scraper.web.urls import belongs, host, ignored, join, key, matches

PROFILES = Path(__file__).parents[1] / "fixtures" / "profiles"
SITES = builtin_sites()
FIELDS = ("kicker", "title", "authors", "lead", "keywords", "section")
AT = dt.datetime(2026, 6, 15, 12, 0, tzinfo=dt.UTC)


def expected(site: Site) -> dict[str, Any]:
    """Return what was written down for the page of a site."""
    found: dict[str, Any] = json.loads((PROFILES / site.id / "expected.json").read_text(encoding="utf-8"))
    return found


def others(site: Site) -> list[str]:
    """Return the addresses of listings, tags, imprint and the like on the host of the page."""
    wanted = expected(site)
    return [str(join(wanted["url"], path)) for path in wanted["others"]]


def response(url: str, body: str, content_type: str) -> Response:
    headers = (("content-type", content_type),)
    return Response(url, url, 200, headers, body.encode(), AT)


def links(site: Site, url: str, kind: PageKind, body: str, content_type: str) -> set[str]:
    """Return the addresses that a source names."""
    return {link.url for link in discover.read(response(url, body, content_type), kind, site).links}


every_profile = pytest.mark.parametrize("site", SITES.values(), ids=list(SITES))


def test_each_profile_has_its_page_and_each_page_its_profile() -> None:
    found = {folder.name: sorted(file.name for file in folder.iterdir()) for folder in PROFILES.iterdir()}
    assert found == {site: ["expected.json", "page.html"] for site in SITES}


@every_profile
def test_the_page_is_read_as_an_editor_would(site: Site) -> None:
    wanted = expected(site)
    page = (PROFILES / site.id / "page.html").read_bytes()
    article = parser.parse(page, wanted["url"], content_type="text/html; charset=utf-8", site=site)
    assert (article.is_article, article.site, article.url) == (True, site.id, wanted["url"])
    read = {field: getattr(article, field) == wanted[field] for field in FIELDS}
    read["date"] = str(article.date) == wanted["date"]
    read["body"] = article.body.startswith(wanted["body_begins"]) and article.body.endswith(wanted["body_ends"])
    # What is known not to be read is written down with its reason, and goes from there once it is read.
    assert {field for field, is_right in read.items() if not is_right} == set(wanted["not_read"])


@every_profile
def test_the_address_is_an_article_s_by_the_profile(site: Site) -> None:
    url = expected(site)["url"]
    assert belongs(site, url)
    assert not ignored(site, url)
    assert matches(site, url) == bool(site.articles)
    # What an address names as the article's own is the article's alone.
    identity = key(url, site)
    assert identity not in {key(other, site) for other in others(site)}
    if any("id" in pattern.groupindex for pattern in site.articles):
        assert identity.startswith(f"{site.id}:")


@every_profile
def test_listings_tags_and_imprint_are_no_articles(site: Site) -> None:
    """They are not by the profile's patterns, nor on a page that lists them in its menu and names the article."""
    wanted = expected(site)
    assert [url for url in others(site) if matches(site, url)] == []
    menu = "".join(f'<li><a href="{escape(url)}">Das ist ein Eintrag im Menü</a></li>' for url in others(site))
    teaser = f'<article class="teaser"><h2><a href="{escape(wanted["url"])}">{wanted["title"]}</a></h2></article>'
    page = f"<html><body><nav><ul>{menu}</ul></nav><main>{teaser}</main></body></html>"
    front = str(join(wanted["url"], "/"))
    assert links(site, front, "listing", page, "text/html; charset=utf-8") == {wanted["url"]}


@every_profile
def test_a_feed_of_its_shape_names_the_article(site: Site) -> None:
    wanted = expected(site)
    make = {"rss": rss, "atom": atom, "podcast": podcast}[wanted["feed"]]
    address = next(feed for feed in (*site.feeds, *site.listings) if belongs(site, feed))
    body, content_type = make(wanted)
    found = links(site, address, "feed", body, content_type)
    assert found == {wanted["url"]}
    assert host(address) == host(wanted["url"])


def moment(wanted: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{wanted['date']}T08:00:00+00:00")


def rss(wanted: dict[str, Any], more: str = "") -> tuple[str, str]:
    item = (
        f"<item><title>{escape(wanted['title'])}</title><link>{escape(wanted['url'])}</link>{more}"
        f"<pubDate>{format_datetime(moment(wanted))}</pubDate><description>{escape(wanted['body_begins'])}"
        f'</description><guid isPermaLink="false">n-1</guid></item>'
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Neues</title>'
    return f"{head}<link>{escape(wanted['url'])}</link>{item}</channel></rss>", "application/rss+xml; charset=utf-8"


def podcast(wanted: dict[str, Any]) -> tuple[str, str]:
    return rss(wanted, '<enclosure url="https://audio.example/42.mp3" length="41000000" type="audio/mpeg"/>')


def atom(wanted: dict[str, Any]) -> tuple[str, str]:
    entry = (
        f"<entry><title>{escape(wanted['title'])}</title><id>urn:n-1</id><updated>{moment(wanted).isoformat()}</updated>"
        f'<link href="{escape(wanted["url"])}"/><summary type="html">{escape(wanted["body_begins"])}</summary></entry>'
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Neues</title>'
    return f"{head}<id>urn:n</id><updated>2026-06-15T00:00:00Z</updated>{entry}</feed>", "application/atom+xml"
