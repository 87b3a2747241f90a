"""``scraper fetch``: a record on stdout, or an honest sentence on stderr."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli_running import scraper
from scraper.cli.fetch import _targets
from scraper.model import Reason, fault
from server import Server

TEXT = "Die Stadt Lindental bietet ihren Bürgern ab sofort alle Anträge auch im Netz an. " * 6
PAGE = (
    '<html lang="de"><head><title>Anträge im Netz</title>'
    '<meta property="article:published_time" content="2024-05-23T10:15:00+02:00">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Anträge im Netz",'
    '"datePublished": "2024-05-23T10:15:00+02:00", "keywords": ["OZG", "Köln"]}</script></head>'
    f"<body><article><h1>Anträge im Netz</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
)
LISTING = "<title>Liste</title>" + "".join(
    f'<h2><a href="/x{n}">Eine lange Überschrift mit der Nummer {n}</a></h2><a href="/x{n}">mehr...</a>'
    for n in range(8)
)
LOGIN = "<title>Anmeldung</title><h1>Bitte melden Sie sich an</h1><form><input type=password></form>"


@pytest.fixture
def profile(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile that allows loopback and asks for no pause between requests."""
    file = tmp_path_factory.mktemp("profile") / "sites.toml"
    file.write_text(f'[here]\nhome = "{server.url()}"\ndelay = 0\nprivate = true\n')
    return file


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("www.example.de/a", "https://www.example.de/a"),
        ("http://www.example.de/a", "http://www.example.de/a"),
        ("//example.de/a", "https://example.de/a"),
        ("example.de:8080/a", "https://example.de:8080/a"),
        ("bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        (" EXAMPLE.de/a#b?utm_source=x ", "https://example.de/a"),
    ],
)
def test_an_address_without_scheme_is_tried_as_https(typed: str, url: str) -> None:
    assert [target for target, _ in _targets([typed], [], [])[0]] == [url]


def test_an_address_given_twice_is_fetched_once() -> None:
    assert len(_targets(["example.de/a", "https://example.de/a#top"], [], [])[0]) == 1


@pytest.mark.parametrize(
    ("url", "scheme"),
    [("ftp://example.de/a", "ftp"), ("mailto:a@b.de", "mailto"), ("file:///etc/passwd", "file")],
)
def test_other_schemes_are_refused_by_name(url: str, scheme: str) -> None:
    done = scraper("fetch", url)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"Error: scraper reads http and https only; '{scheme}' in '{url}' is something else."
        " Give the address of a web page, such as https://www.example.org/.\n"
    )
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("url", ["", "/a/b", "https://", "http://a b/", "http://[::1", "https://a\x1b[31m.de/"])
def test_what_is_no_address_is_refused(url: str) -> None:
    done = scraper("fetch", url)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: ")
    assert done.err.endswith(
        " is not the address of a web page. Give it in full, such as https://www.example.org/news.\n"
    )
    assert "\x1b" not in done.err


def test_a_page_is_archived_and_printed(server: Server) -> None:
    url = server.page("/news/antraege", PAGE)
    done = scraper("fetch", "--allow-private", url)
    assert (done.code, done.err) == (0, "")
    (record,) = done.lines
    assert (record["url"], record["title"], record["date"]) == (url, "Anträge im Netz", "2024-05-23")
    assert (record["published_at"], record["keywords"]) == ("2024-05-23T08:15:00Z", ["OZG", "Köln"])
    assert scraper("query", "SELECT title FROM articles").lines == [{"title": "Anträge im Netz"}]


def test_no_store_leaves_no_archive(server: Server, profile: Path, tmp_path: Path) -> None:
    done = scraper("fetch", "--sites", profile, "--no-store", server.page("/news/antraege", PAGE))
    assert (done.code, done.lines[0]["title"]) == (0, "Anträge im Netz")
    assert list(tmp_path.iterdir()) == []


def test_a_saved_page_is_read_without_network_and_archive(server: Server, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    url = server.url("/news/antraege")
    done = scraper("fetch", "--file", "page.html", "--sites", profile, url)
    assert (done.code, done.err) == (0, "")
    (saved,) = done.lines
    assert server.requests == []
    assert [file.name for file in tmp_path.iterdir()] == ["page.html"]
    server.page("/news/antraege", PAGE)
    (fetched,) = scraper("fetch", "--sites", profile, url).lines
    assert (saved["date"], saved["published_at"]) == ("2024-05-23", "2024-05-23T08:15:00Z")
    assert {name: saved[name] for name in fetched if name in saved} == {
        name: value for name, value in fetched.items() if name in saved
    }


def test_a_saved_page_goes_with_one_url(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    done = scraper("fetch", "--file", "page.html", "a.example/1", "a.example/2")
    assert (done.code, done.err) == (2, "Error: --file reads one saved page, so it takes one URL.\n")


def test_a_saved_page_that_is_missing() -> None:
    done = scraper("fetch", "--file", "none.html", "a.example")
    assert done.code == 2
    assert done.err.endswith("Error: Invalid value for '--file': File 'none.html' does not exist.\n")


def test_a_saved_listing_is_no_article(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(LISTING, encoding="utf-8")
    done = scraper("fetch", "--file", "page.html", "https://a.example/liste")
    assert (done.code, done.err) == (1, "https://a.example/liste: not archived: a listing page\n")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", "status 404: there is no such page"),
        ("/gone", "status 410: there is no such page"),
        ("/forbidden", "status 403"),
        ("/file.pdf", "a PDF document"),
        ("/picture", "an image file"),
        ("/list", "a listing page"),
        ("/login", "a login wall"),
        ("/moved", "redirects to the home page; the article is probably gone"),
        ("/empty", "a page without text"),
    ],
)
def test_what_is_not_archived_says_why(server: Server, profile: Path, path: str, reason: str) -> None:
    server.page("/gone", "weg", status=410)
    server.page("/forbidden", "verboten", status=403)
    server.page("/file.pdf", b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    server.page("/picture", b"\x89PNG", headers={"Content-Type": "image/png"})
    server.page("/list", LISTING)
    server.page("/login", LOGIN)
    server.page("/", LISTING)
    server.redirect("/moved", "/")
    server.page("/empty", "")
    done = scraper("fetch", "--sites", profile, server.url(path))
    assert (done.code, done.out) == (1, "")
    assert done.err == f"{server.url(path)}: not archived: {reason}\n"


def test_a_host_that_does_not_exist() -> None:
    done = scraper("fetch", "http://nosuch.invalid/")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "http://nosuch.invalid/: not archived: no such host, or no network. Check the spelling and your connection.\n"
    )


def test_the_own_network_is_refused_without_a_request(server: Server) -> None:
    url = server.page("/news/antraege", PAGE)
    done = scraper("fetch", url)
    assert (done.code, done.out, server.requests) == (1, "", [])
    assert done.err == (
        f"{url}: not archived: refused: 127.0.0.1, an address in a private or special network."
        " If you mean it, allow it with --allow-private, or private = true in the site's profile.\n"
    )


def test_good_pages_are_archived_beside_bad_ones(server: Server, profile: Path) -> None:
    good = server.page("/news/antraege", PAGE)
    done = scraper("fetch", "--sites", profile, server.url("/missing"), good)
    assert (done.code, [record["url"] for record in done.lines]) == (1, [good])
    assert done.err == f"{server.url('/missing')}: not archived: status 404: there is no such page\n"


def test_a_lone_surrogate_in_metadata_is_archived(server: Server, profile: Path) -> None:
    page = PAGE.replace('"OZG"', r'"O\ud800ZG", "N\u0000L"')
    done = scraper("fetch", "--sites", profile, server.page("/news/antraege", page))
    assert (done.code, done.err) == (0, "")
    assert "Traceback" not in done.out
    assert json.dumps(done.lines[0]["keywords"]).isascii()
    assert "\\ud800" not in json.dumps(done.lines[0])


def test_an_archive_that_is_none(server: Server, profile: Path, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Liebes Tagebuch")
    done = scraper("--db", "diary.txt", "fetch", "--sites", profile, server.page("/news/antraege", PAGE))
    assert (done.code, done.out, server.requests) == (2, "", [])
    assert done.err == (
        "Error: diary.txt: is not an SQLite file, so it is not an archive. Name another with --db FILE.\n"
    )


def test_explain_says_what_gave_each_field(server: Server) -> None:
    url = server.page("/news/erklaert", PAGE)
    done = scraper("fetch", "--allow-private", "--explain", url)
    assert (done.code, done.err) == (0, "")
    found = {line["field"]: (line["value"], line["source"]) for line in done.lines}
    assert found["title"] == ("Anträge im Netz", "h1 on line 1")
    assert found["date"] == ("2024-05-23", "JSON-LD datePublished")
    assert found["keywords"] == ("OZG; Köln", "JSON-LD keywords")


WEIGHED = PAGE.replace("</h1>", "</h1><p>Veröffentlicht: 23.5.2024</p><p>Aktualisiert: 24.5.2024</p>")


def candidates(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the candidates of the date."""
    found: list[dict[str, Any]] = next(line["candidates"] for line in lines if line["field"] == "date")
    return found


def test_explain_says_which_days_were_weighed_and_why_one_won(server: Server) -> None:
    done = scraper("fetch", "--allow-private", "--explain", server.page("/news/gewogen", WEIGHED))
    first, second, *_ = weighed = candidates(done.lines)
    assert first["value"] == second["value"] == "2024-05-23"
    assert list(first["evidence"]) == ["stated as the day of publication", "shown as well", "stated elsewhere as well"]
    assert first["weight"] == sum(first["evidence"].values()) >= second["weight"]
    assert weighed[-1]["value"] == "2024-05-24"
    assert list(weighed[-1]["evidence"]) == ["shown as the day of a change at the headline"]


def test_candidates_are_explained_for_reading_too(tmp_path: Path) -> None:
    page = tmp_path / "seite.html"
    page.write_text(WEIGHED, "utf-8")
    done = scraper("fetch", "--explain", "--format", "table", "--file", str(page), "https://bote.example/1")
    assert "below the headline +46, called the day of publication +26" in done.out


def test_days_of_too_little_weight_are_explained(tmp_path: Path) -> None:
    page = tmp_path / "seite.html"
    page.write_text(
        f"<article><h1>Anträge im Netz</h1><p>Termin: 3.5.2024</p><p>{TEXT}</p><p>{TEXT}</p></article>", "utf-8"
    )
    done = scraper("fetch", "--explain", "--file", str(page), "https://bote.example/1")
    date = next(line for line in done.lines if line["field"] == "date")
    assert (date["value"], date["source"], len(date["candidates"])) == (None, None, 1)


def test_why_a_page_is_no_article_is_explained(tmp_path: Path) -> None:
    page = tmp_path / "seite.html"
    page.write_text(f"<main><h1>Impressum</h1><p>{TEXT}</p><p>{TEXT}</p></main>", "utf-8")
    done = scraper("fetch", "--explain", "--file", str(page), "https://bote.example/impressum")
    why = next(line for line in done.lines if line["field"] == "why_not")
    (verdict,) = why["candidates"]
    assert (why["value"], verdict["value"]) == (str(fault(Reason.NOT_AN_ARTICLE)), "not_an_article")
    assert verdict["evidence"]["the headline of a service page"] == 9
    assert verdict["weight"] == sum(verdict["evidence"].values())
    done = scraper("fetch", "--explain", "--format", "table", "--file", str(page), "https://bote.example/impressum")
    assert "the headline of a service page +9" in done.out


def test_an_article_has_no_line_that_says_why_it_is_none(tmp_path: Path) -> None:
    page = tmp_path / "seite.html"
    page.write_text(PAGE, "utf-8")
    done = scraper("fetch", "--explain", "--file", str(page), "https://bote.example/1")
    assert "why_not" not in {line["field"] for line in done.lines}


def test_an_unchanged_page_is_explained_from_its_capture(server: Server) -> None:
    url = server.page("/news/nochmal", PAGE, etag='"1"')
    first, second = (scraper("fetch", "--allow-private", "--explain", url) for _ in range(2))
    assert (second.code, second.lines) == (0, first.lines)


def test_a_saved_page_is_explained_too(tmp_path: Path) -> None:
    page = tmp_path / "seite.html"
    page.write_text(PAGE, "utf-8")
    done = scraper("fetch", "--explain", "--file", str(page), "https://bote.example/1")
    assert {line["field"] for line in done.lines} >= {"title", "date", "body", "keywords", "language", "url"}


def test_a_reserved_page_is_kept_without_its_text_and_says_why(server: Server) -> None:
    url = server.page("/news/reserviert", PAGE, headers={"TDM-Reservation": "1"})
    done = scraper("fetch", "--allow-private", url)
    assert (done.code, done.lines[0]["title"], done.lines[0]["body"]) == (0, "Anträge im Netz", "")
    assert done.err == (
        f"{url}: kept without its text: the site reserves text and data mining (tdm-reservation: 1 in the header);"
        " 'tdm = \"record\"' in its profile keeps all, marked\n"
    )


def test_no_store_keeps_the_pause_that_a_host_asked_for(server: Server, profile: Path) -> None:
    server.too_many_requests("/news/1", 3600)
    assert scraper("--db", "a.db", "fetch", "--sites", profile, server.url("/news/1")).code == 1
    url = server.page("/news/2", PAGE)
    server.clear()
    done = scraper("--db", "a.db", "fetch", "--sites", profile, "--no-store", url)
    assert (done.code, server.paths()) == (1, [])
    assert "left alone until" in done.err


def test_addresses_come_from_a_list_and_from_stdin(server: Server, profile: Path, tmp_path: Path) -> None:
    first, second, third = (
        server.page(f"/news/{number}", PAGE.replace("Anträge im", f"Antrag {number} im")) for number in (1, 2, 3)
    )
    (tmp_path / "list.txt").write_bytes(
        f"\ufeff# Merkzettel\r\n{first}\r\n\r\nftp://a.example/1\r\n".encode() + b"K\xf6ln\r\n" + second.encode()
    )
    done = scraper("fetch", "--sites", profile, "-", "-i", "list.txt", stdin=f"{third}\n{server.url('/missing')}\n")
    assert (done.code, [record["url"] for record in done.lines]) == (1, [third, first, second])
    assert done.err == (
        "list.txt, line 4: scraper reads http and https only; 'ftp' in 'ftp://a.example/1' is something else."
        " Give the address of a web page, such as https://www.example.org/.\n"
        "list.txt, line 5: this is not UTF-8 text.\n"
        f"{server.url('/missing')}: not archived: status 404: there is no such page\n"
    )


def test_a_list_without_an_address_makes_no_archive(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# nothing\n")
    done = scraper("fetch", "-i", "list.txt")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert not (tmp_path / "data").exists()


def test_without_an_address_there_is_nothing_to_fetch() -> None:
    done = scraper("fetch")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("Error: Missing argument 'URL...'.\n")


def test_records_are_printed_as_they_come(server: Server, profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scraper.cli import fetch

    printed: list[int] = []
    monkeypatch.setattr(fetch, "print_records", lambda rows, output_format: printed.append(len(server.requests)))
    urls = [server.page(f"/news/{number}", PAGE.replace("Netz", f"Netz {number}")) for number in (1, 2)]
    assert scraper("fetch", "--sites", profile, *urls).code == 0
    assert printed[0] < printed[1] == len(server.requests)
