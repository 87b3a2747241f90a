"""The demo site answers as a real news site would, and ends without a trace."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import re
import threading
import time
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from scraper.demo import DemoSite
from scraper.demo.content import ARTICLES

NOW = dt.datetime(2026, 11, 23, 12, 0, 0, 500_000, tzinfo=dt.UTC)
OLD = "/meldung_101_Buergerbuero+funkt+aus+dem+Bus.html"
NEW = "/demo-meldungen/elterngeld-in-zwoelf-klicks/"


@pytest.fixture
def site() -> Iterator[DemoSite]:
    with DemoSite(clock=lambda: NOW) as running:
        yield running


def ask(site: DemoSite, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(site.url).port, timeout=5)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=sent)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def text(site: DemoSite, path: str) -> str:
    return ask(site, path)[2].decode()


def test_the_table_page_has_every_box_in_windows_1252(site: DemoSite) -> None:
    status, headers, body = ask(site, OLD)
    page = body.decode("windows-1252")
    assert (status, headers["content-type"]) == (200, "text/html")
    assert "charset=windows-1252" in page
    for cue in (
        "<b>Mühlbrück:</b>",
        "[8.3.2022]",
        "„Früher fuhren die Leute zum Amt",
        "(äg)",
        "https://www.muehlbrueck.example/rathausbus",
        "Stichwörter: Bürgerservice, Mühlbrück, Änne Größwald",
        "Druckversion",
        ">PDF<",
        "Weitere Meldungen und Beiträge aus dem Bereich Bürgerservice",
        "Ausgewählte Anbieter aus dem Bereich Bürgerservice:",
        "01234 Mühlbrück",
    ):
        assert cue in page
    assert page.count("mehr...") == 5
    assert "Grö".encode() not in body


def test_div_pages_carry_the_names_of_the_second_generation(site: DemoSite) -> None:
    page = text(site, "/meldung_105")
    assert '<h1 class="meldungTitel">Glasfaser folgt dem Bachlauf</h1>' in page
    assert '<div class="meldungText">[23.4.2024]' in page


def test_press_pages_carry_json_ld(site: DemoSite) -> None:
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', text(site, NEW))
    assert found
    data = json.loads(found[1])
    assert data["headline"] == "Elterngeld in zwölf Klicks"
    assert data["mainEntityOfPage"] == site.base + NEW
    assert data["datePublished"] == "2026-11-03T10:25:00+01:00"


def test_the_listing_leads_to_every_article(site: DemoSite) -> None:
    path, found = "/", []
    for _ in range(10):
        page = text(site, path)
        found += re.findall(r'<h2><a href="([^"]+)"', page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        if older is None:
            break
        path = older[1]
    assert [site.base + path for path in found] == site.article_urls()
    assert len(found) == len(ARTICLES)


@pytest.mark.parametrize(("path", "count"), [("/feed/", 6), ("/sitemap.xml", len(ARTICLES)), ("/news-sitemap.xml", 3)])
def test_sources_are_well_formed_and_their_addresses_answer(site: DemoSite, path: str, count: int) -> None:
    root = ET.fromstring(ask(site, path)[2])  # noqa: S314
    entries = [one for one in root.iter() if one.tag in ("item",) or one.tag.endswith("}url")]
    urls = [one.text or "" for entry in entries for one in entry if one.tag == "link" or one.tag.endswith("}loc")]
    assert len(urls) == count
    assert all(url.startswith(site.base) and ask(site, urlsplit(url).path)[0] == 200 for url in urls)


def test_robots_names_the_sitemaps(site: DemoSite) -> None:
    assert text(site, "/robots.txt") == (
        "User-agent: *\nDisallow: /intern/\n\n"
        f"Sitemap: {site.base}/sitemap.xml\nSitemap: {site.base}/news-sitemap.xml\n"
    )


def test_the_profile_is_toml_and_its_patterns_fit_the_articles_only(site: DemoSite) -> None:
    profile = tomllib.loads(site.profile_toml())["demo"]
    patterns = [re.compile(one) for one in profile["articles"]]
    assert (profile["home"], profile["private"], profile["delay"]) == (site.url, True, 0)
    assert all(any(one.search(urlsplit(url).path) for one in patterns) for url in site.article_urls())
    for path in ("/", "/aktuell/seite/2/", "/feed/", "/impressum/", "/meldung_101.pdf", "/demo-meldungen/"):
        assert not any(one.search(path) for one in patterns)


@pytest.mark.parametrize("path", ["/", OLD, NEW, "/feed/", "/sitemap.xml", "/robots.txt"])
def test_conditional_requests_are_answered_304(site: DemoSite, path: str) -> None:
    _, headers, _ = ask(site, path)
    status, again, body = ask(site, path, If_None_Match=headers["etag"])
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert ask(site, path, If_Modified_Since=headers["last-modified"])[0] == 304
    # If-None-Match wins over a date that would say "unchanged".
    other = ask(site, path, If_None_Match='"other"', If_Modified_Since=headers["last-modified"])
    assert other[0] == 200
    assert ask(site, path, If_Modified_Since="yesterday")[0] == 200


def test_head_has_the_headers_of_get_and_no_body(site: DemoSite) -> None:
    _, wanted, body = ask(site, NEW)
    status, headers, nothing = ask(site, NEW, "HEAD")
    assert (status, nothing, headers["content-length"]) == (200, b"", str(len(body)))
    assert headers["etag"] == wanted["etag"]


def test_an_unknown_address_is_a_polite_404(site: DemoSite) -> None:
    status, headers, body = ask(site, "/gibt-es-nicht")
    assert status == 404
    assert "etag" not in headers
    assert "Diese Seite gibt es hier nicht" in body.decode()


def test_an_edit_changes_page_validators_and_sources(site: DemoSite) -> None:
    _, before, old = ask(site, NEW)
    sources = ("/feed/", "/sitemap.xml", "/news-sitemap.xml")
    tags = {path: ask(site, path)[1]["etag"] for path in sources}
    assert site.edit() == site.base + NEW
    status, after, new = ask(site, NEW, If_None_Match=before["etag"])
    assert status == 200
    assert "5 Tagen" in old.decode()
    assert "binnen 15 Tagen" in new.decode()
    assert after["last-modified"] == "Mon, 23 Nov 2026 12:00:00 GMT"
    for path in sources:
        status, _, body = ask(site, path, If_None_Match=tags[path])
        assert status == 200
        assert "2026-11-23T12:00:00Z" in body.decode()


def test_two_edits_in_one_second_differ(site: DemoSite) -> None:
    site.edit(101)
    first = ask(site, "/meldung_101")[1]
    site.edit(101)
    second = ask(site, "/meldung_101")[1]
    assert first["etag"] != second["etag"]
    assert first["last-modified"] != second["last-modified"]


@pytest.mark.parametrize("article", [one for one in ARTICLES if one.mistake], ids=lambda one: str(one.id))
def test_each_mistake_stands_in_its_text(article: object) -> None:
    assert isinstance(article, type(ARTICLES[0]))
    assert article.mistake in "\n".join(article.paragraphs)


def test_a_removed_article_is_gone_everywhere(site: DemoSite) -> None:
    gone = urlsplit(site.remove(112)).path
    assert ask(site, gone)[0] == 404
    assert all(gone not in text(site, path) for path in ("/", "/feed/", "/sitemap.xml"))


def test_it_stops_at_once_with_an_open_connection_and_prints_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    threads = threading.active_count()
    with DemoSite() as site:
        idle = http.client.HTTPConnection("127.0.0.1", urlsplit(site.url).port, timeout=5)
        idle.request("GET", "/")
        idle.getresponse().read()
        started = time.monotonic()
    assert time.monotonic() - started < 1
    idle.close()
    assert threading.active_count() == threads
    assert capfd.readouterr() == ("", "")
    with pytest.raises(RuntimeError, match="only inside its `with` block"):
        _ = site.url
