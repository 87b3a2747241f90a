"""Keywords, places and vendors in the browser: lists, pages over the years, and names of any kind in addresses."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from page_reading import Pages, pages_of, text_of, texts
from scraper.serve.pages.addresses import named
from served import get

_ODD = (
    *("Straße/Schiene 100 %", "a?b#c&d=e+f", "data.json", "..", "Zürich – „Süd“", ".NET", "feed.atom.csv"),
    "<b>fett</b>",
)
_CHANGES = (
    *(
        statement
        for number, name in enumerate(_ODD)
        for statement in (
            f"INSERT INTO keywords (id, name, form) VALUES ({9000 + number}, '{name}', 'odd{number}')",
            "INSERT INTO article_keywords (article_id, position, keyword_id)"
            f" VALUES (1, {90 + number}, {9000 + number})",
            f"INSERT INTO vendors (article_id, position, name) VALUES (1, {90 + number}, '{name}')",
            f"INSERT INTO sites (id, name, home) VALUES ('{name}', '{name}', 'https://odd.example/')",
            "INSERT INTO articles (id, site, url, title, date, body, words, digest, first_seen, last_seen, changed_at,"
            f" reader) SELECT {9000 + number}, '{name}', 'https://odd.example/{number}', 'Ein Amt zieht um', max(date),"
            " 'Ein Amt.', 2, digest, first_seen, last_seen, changed_at, reader FROM articles",
        )
    ),
    "INSERT INTO mentions (article_id, kind, name, key) VALUES (1, 'municipality', 'Nirgendwo', '01001000')",
    "INSERT INTO mentions (article_id, kind, name, key) VALUES (1, 'municipality', 'Nirgendwo', '01001000')",
    "INSERT INTO mentions (article_id, kind, name, key) VALUES (2, 'land', 'Nordmark', '01')",
    "INSERT INTO places (key, kind, name, population) VALUES ('01001000', 'municipality', 'Nirgendwo', 1234)",
    "INSERT INTO vendors (article_id, position, name, url) VALUES (2, 99, 'Falle AG', 'javascript:alert(1)')",
    "INSERT INTO mentions (article_id, kind, name, key) VALUES (3, 'vendor', 'Falle', 'falle')",
)


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("subjects"), *_CHANGES) as found:
        yield found


def landed(pages: Pages, path: str) -> str:
    """Return where an address leads to in the end."""
    with urllib.request.urlopen(pages.base + path) as answer:  # noqa: S310  (a server of ours)
        return str(answer.url).removeprefix(pages.base)


def test_the_list_has_all_keywords_the_most_used_first(pages: Pages) -> None:
    tree = pages.page("/keywords")
    numbers = [int(text_of(one)) for one in tree.css("#content .names .number")]
    assert numbers == sorted(numbers, reverse=True)
    ((usual, most),) = pages.rows(
        "SELECT c.name, count(DISTINCT b.article_id) AS n FROM article_keywords b"
        " JOIN keywords k ON k.id = b.keyword_id JOIN keywords c ON c.id = coalesce(k.canonical_id, k.id)"
        " GROUP BY c.id ORDER BY n DESC LIMIT 1"
    )
    assert (text_of(tree.css_first(".names a")), numbers[0]) == (usual, most)


def test_a_part_of_a_name_or_a_letter_finds_it(pages: Pages) -> None:
    assert "E-Government" in texts(pages.page("/keywords?q=gov"), ".names a")
    under = texts(pages.page("/keywords?letter=E"), ".names a")
    assert "E-Government" in under
    assert under == sorted(under, key=str.casefold)
    assert ".NET" in texts(pages.page("/keywords?letter=0-9"), ".names a")
    assert "None is like this." in text_of(pages.page("/keywords?q=gibtesnicht").css_first("#content"))
    assert "There is no such letter" in text_of(pages.page("/keywords?letter=%C3%84", 400).css_first("#content"))


def test_a_keyword_over_the_years(pages: Pages) -> None:
    tree = pages.page("/keyword/E-Government")
    assert texts(tree, "h1") == ["E-Government"]
    assert "Also written E-Gov, eGovernment." in text_of(tree.css_first("#content"))
    years = {
        text_of(row.css_first("th")): int(text_of(row.css_first("td")))
        for row in tree.css("section[aria-labelledby=years-heading] tbody tr")
    }
    expected = pages.rows(
        "SELECT substr(a.date, 1, 4), count(*) FROM articles a WHERE id IN (SELECT article_id FROM article_keywords b"
        " JOIN keywords k ON k.id = b.keyword_id WHERE k.form = 'egovernment') GROUP BY 1"
    )
    assert [(year, number) for year, number in years.items() if number] == expected
    year, number = expected[0]
    assert len(pages.page(f"/keyword/E-Government?year={year}").css(".lines > li")) == number
    days = [str(day.attributes["datetime"]) for day in tree.css(".lines time")]
    assert days == sorted(days, reverse=True)


def test_other_spellings_lead_to_the_usual_one(pages: Pages) -> None:
    for spelling in ("eGovernment", "E-Gov", "E-GOVERNMENT", "e government"):
        assert landed(pages, f"/keyword/{quote(spelling)}") == "/keyword/E-Government"
    assert landed(pages, "/keyword/eGovernment.json?year=2026") == "/keyword/E-Government.json?year=2026"
    assert "No article has the keyword 'Nixda'." in text_of(pages.page("/keyword/Nixda", 404).css_first("#content"))


def test_names_of_any_kind_have_pages(pages: Pages) -> None:
    for name in _ODD:
        for page in ("keyword", "vendor"):
            assert texts(pages.page(named(page, name)), "h1") == [name]
            status, _, body = get(pages.base + named(page, name, "csv"))
            assert status == 200
            assert [row["id"] for row in csv.DictReader(io.StringIO(body))] == ["1"]


def test_sites_of_any_name_are_reached_from_lists_and_tables(pages: Pages) -> None:
    for name in _ODD:
        own = named("site", name)
        assert texts(pages.page(own), "h1") == [name]
        assert get(pages.base + named("site", name, "json"))[0] == 200
        filtered = urlencode({"site": name})
        for path in (f"/latest?{filtered}", f"/search?{filtered}", f"/archive/articles?{filtered}"):
            links = [link.attributes["href"] for link in pages.page(path).css("#content a")]
            assert own in links, path


def test_umlauts_in_two_characters_are_the_same(pages: Pages) -> None:
    two = unicodedata.normalize("NFD", "Zürich – „Süd“")
    assert landed(pages, named("keyword", two)) == named("keyword", "Zürich – „Süd“")


def test_links_of_lists_lead_to_pages(pages: Pages) -> None:
    for path in ("/keywords", "/vendors", "/places"):
        links = pages.page(path).css(".names a")
        assert links
        for link in links:
            pages.page(str(link.attributes["href"]))


def test_a_place_counts_an_article_once(pages: Pages) -> None:
    tree = pages.page("/place/01001000")
    assert texts(tree, "h1") == ["Nirgendwo"]
    assert "1 article at 1 site; 1,234 inhabitants. Key 01001000." in text_of(tree.css_first("#content"))
    records = json.loads(get(pages.base + "/places.json")[2])
    assert {"name": "Nirgendwo", "key": "01001000", "articles": 1} in records
    assert "Nordmark" in texts(pages.page("/places?kind=land"), ".names a")
    assert "names a place with the key 'x'" in text_of(pages.page("/place/x", 404).css_first("#content"))


def test_a_vendor_is_one_with_the_company_form_and_without(pages: Pages) -> None:
    assert landed(pages, "/vendor/falle") == "/vendor/Falle%20AG"
    tree = pages.page("/vendor/Falle%20AG")
    assert "2 articles at" in text_of(tree.css_first("#content"))
    assert "1 names it as a provider" in text_of(tree.css_first("#content"))
    assert not [link for link in tree.css("a") if "script" in str(link.attributes.get("href"))]
    assert texts(pages.page("/vendors?q=falle"), ".names a") == ["Falle AG"]


_HOLDS = st.text(st.sampled_from("aä/.%?#&+ \\\"'<>:;=") | st.characters(exclude_categories=["Cs"]), min_size=1)


@given(_HOLDS)
@example("a.csv")
@example("..")
@example("a/b.JSON")
def test_an_address_holds_any_name(name: str) -> None:
    path = named("keyword", name)
    assert path.isascii()
    assert path.startswith(("/keyword/", "/keyword?name="))
    assert not path.lower().endswith((".csv", ".json", ".atom", ".html"))
    assert named("keyword", name, "csv").partition("?")[0].endswith(".csv")
    assert len(path.split("/")) == (2 if name in (".", "..") else 3)
