"""A list as CSV, JSON and Atom: what programs read back is what the archive holds."""

from __future__ import annotations

import csv
import email.message
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.report.markup import missing
from scraper.serve import files
from scraper.serve.asked import Asked, Listing, NotThereError, Page
from scraper.serve.cells import cell
from scraper.serve.files import File, csv_text, json_text, named, written
from scraper.serve.pages import addresses
from scraper.serve.sheets import EXCEL
from scraper.store import Archive
from scraper.web.sheet_cells import guarded
from serving import Serving, serving

PAGE = Page("none.html", {})
VALUES = st.none() | st.integers() | st.floats(allow_nan=False) | st.text() | st.lists(st.text(min_size=1))


def asked(form: str, **values: str) -> Asked:
    return Asked({}, {name: (value,) for name, value in values.items()}, form, "/latest", "http://localhost:8010")


@pytest.fixture(scope="module")
def archive(press_archive: Path) -> Iterator[Archive]:
    with Archive.read(press_archive) as opened:
        yield opened


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "=b": st.text()})))
def test_csv_gives_back_each_text_but_for_the_apostrophe_before_a_formula(rows: list[dict[str, str]]) -> None:
    text = csv_text(rows)
    read = list(csv.reader(io.StringIO(text, newline="")))
    lines = [list(rows[0]), *(list(row.values()) for row in rows)] if rows else []
    assert read == [[guarded(cell) for cell in line] for line in lines]


def test_csv_leaves_numbers_as_they_are_and_has_nothing_for_null() -> None:
    rows = [{"n": -1, "x": -0.5, "none": None, "list": ["a", "b"], "formula": "-1"}]
    assert csv_text(rows) == "n,x,none,list,formula\r\n-1,-0.5,,a; b,'-1\r\n"


def test_csv_for_excel_has_what_german_settings_read() -> None:
    rows = [{"größe": 1.5, "at": "2026-11-20T08:00:00Z", "text": "a;=1", "long": "ä" * 40_000, "none": None, "no": ""}]
    text = csv_text(rows, EXCEL)
    assert text.startswith('\ufeffgröße;at;text;long;none;no\r\n1,5;2026-11-20 08:00:00;"a;\'=1";äää')
    assert text.endswith('ä…;;""\r\n')
    assert csv_text([], EXCEL) == ""


@given(st.lists(st.dictionaries(st.text(), VALUES)))
def test_json_gives_back_each_value(rows: list[dict[str, Any]]) -> None:
    assert json.loads(json_text(rows)) == rows


def test_json_has_no_character_that_acts_on_a_terminal() -> None:
    text = json_text([{"title": "\x1b[31m\u202egnp.exe\ud800"}])
    text.encode("utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_file_is_named_after_its_list(archive: Archive) -> None:
    listing = Listing(PAGE, 'Größe/"x"\r\nY: 1', [{"a": "\ud800"}])
    file = written(archive, asked("csv"), listing)
    said = "attachment; filename=\"groesse-x-y-1.csv\"; filename*=UTF-8''gr%C3%B6%C3%9Fe-x-y-1.csv"
    assert file.headers() == {"content-disposition": said}
    assert file.body == b"a\r\n?\r\n"
    assert written(archive, asked("json"), listing).headers() == {}


@given(st.text())
def test_any_title_makes_a_header_that_names_a_file(title: str) -> None:
    said = File(b"", "text/csv", named(title, "csv")).headers()["content-disposition"]
    message = email.message.Message()
    message["content-disposition"] = said
    assert said.isascii()
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*\.csv", str(message.get_param("filename", header="content-disposition")))
    # POSIX, NAME_MAX.
    assert len(named(title, "csv").encode("utf-8")) <= 255


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Größe/Straße", "groesse-strasse.csv"),
        ("Ölprüfung", "oelpruefung.csv"),
        ("Café", "cafe.csv"),
        ("市", "list.csv"),
        ("𝕬 ⑴ ⒈", "a-1-1.csv"),
        ('"; x="', "x.csv"),
        ("..", "list.csv"),
    ],
)
def test_a_name_is_said_to_those_that_read_ascii_alone_too(title: str, plain: str) -> None:
    assert f'filename="{plain}"' in File(b"", "text/csv", named(title, "csv")).headers()["content-disposition"]


def test_a_list_of_articles_is_a_feed_of_the_same_articles_in_the_same_name_each_time(archive: Archive) -> None:
    ids = [row["id"] for row in archive.rows("SELECT id FROM articles ORDER BY id DESC LIMIT 3")]
    listing = Listing(PAGE, "Neues", [], ids)
    file = written(archive, asked("atom", site="demo"), listing)
    feed = feedparser.parse(file.body)
    assert not feed.bozo
    assert file.content_type == "application/atom+xml; charset=utf-8"
    assert feed.feed.title == "Neues"
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": "http://localhost:8010/latest.atom?site=demo",
        "alternate": "http://localhost:8010/latest?site=demo",
    }
    urls = {row["url"] for row in archive.rows("SELECT url FROM articles ORDER BY id DESC LIMIT 3")}
    assert {entry.link for entry in feed.entries} == urls
    again = feedparser.parse(written(archive, asked("atom", site="demo"), listing).body)
    other = feedparser.parse(written(archive, asked("atom", site="x"), listing).body)
    assert again.feed.id == feed.feed.id != other.feed.id
    elsewhere = replace(asked("atom", site="demo"), base="http://localhost:9")
    assert feedparser.parse(written(archive, elsewhere, listing).body).feed.id == feed.feed.id


def test_a_feed_has_the_first_of_a_long_list(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_ENTRIES", 2)
    ids = [row["id"] for row in archive.rows("SELECT id FROM articles ORDER BY id LIMIT 3")]
    feed = feedparser.parse(written(archive, asked("atom"), Listing(PAGE, "Neues", [], ids)).body)
    urls = {row["url"] for row in archive.rows("SELECT url FROM articles ORDER BY id LIMIT 2")}
    assert {entry.link for entry in feed.entries} == urls


def test_a_feed_without_entries_is_one_and_stays_the_same(archive: Archive) -> None:
    listing = Listing(PAGE, "Nichts", [], [])
    first, second = (written(archive, asked("atom"), listing).body for _ in range(2))
    assert first == second
    assert not feedparser.parse(first).bozo


def test_a_list_of_anything_else_has_no_feed(archive: Archive) -> None:
    with pytest.raises(NotThereError):
        written(archive, asked("atom"), Listing(PAGE, "Questions", []))


@pytest.fixture(scope="module")
def server(press_archive: Path) -> Iterator[Serving]:
    with serving(press_archive) as up:
        yield up


def test_a_page_names_its_other_forms_and_they_are_there(server: Serving) -> None:
    page = server.get("/questions?a=%C3%A4&page=2").page
    links = {link.attributes["type"]: str(link.attributes["href"]) for link in page.css("link[rel=alternate]")}
    assert links == {"text/csv": "/questions.csv?a=%C3%A4", "application/json": "/questions.json?a=%C3%A4"}
    for media_type, target in links.items():
        answer = server.get(target)
        assert answer.status == 200
        assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert len(json.loads(server.get("/questions.json").text)) == 36


def test_a_feed_names_its_page_and_itself_by_their_addresses(server: Serving) -> None:
    feed = feedparser.parse(server.get("/latest.atom?site=demo").body).feed
    assert {link.rel: link.href for link in feed.links} == {
        "self": f"{server.base}/latest.atom?site=demo",
        "alternate": f"{server.base}/latest?site=demo",
    }


def test_a_reference_to_no_row_is_null_like_any_other_value() -> None:
    for value in (None, {"value": None, "label": None}):
        assert cell("target_id", value, "links") == missing()
    assert cell("target_id", "", "links") is None


def test_a_site_named_like_a_file_is_linked_as_a_site() -> None:
    assert 'href="/site/data%2Ejson"' in str(cell("site", "data.json", None))
    assert addresses.latest(site="a&b", since=None) == "/latest?site=a%26b"


def test_a_form_that_a_page_does_not_have_is_none(server: Serving) -> None:
    assert server.get("/questions.atom").status == 404
    assert server.get("/questions.xml").status == 404
    assert server.get("/.csv").status == 404
