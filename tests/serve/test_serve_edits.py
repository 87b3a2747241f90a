"""What was edited, vanished or came back lately: by day, page by page, and as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from page_reading import Pages, pages_of, text_of, texts
from served import get

_MORE = 250
_MANY = (
    f"WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {_MORE})"
    " INSERT INTO events (article_id, kind, at)"
    " SELECT 1, 'gone', strftime('%Y-%m-%dT%H:%M:%SZ', '2026-01-01', n || ' hours') FROM n"
)
_EVENTS = "SELECT article_id FROM events WHERE kind <> 'new' ORDER BY at DESC, id DESC"


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("edits"), _MANY) as found:
        yield found


def _shown(pages: Pages, path: str) -> list[int]:
    links = pages.page(path).css(".edits > li > a")
    return [int(str(link.attributes["href"]).rpartition("/")[2]) for link in links]


def test_all_are_shown_the_newest_first(pages: Pages) -> None:
    all_events = [number for (number,) in pages.rows(_EVENTS)]
    found = [_shown(pages, f"/edits?page={page}") for page in (1, 2, 3)]
    assert [len(page) for page in found] == [100, 100, len(all_events) - 200]
    assert [number for page in found for number in page] == all_events


def test_pages_lead_to_one_another(pages: Pages) -> None:
    second = pages.page("/edits?kind=gone&page=2")
    hrefs = [str(link.attributes["href"]) for link in second.css("nav.pager a")]
    assert hrefs == ["/edits?kind=gone", "/edits?kind=gone&page=3"]
    assert "There is no page 9." in text_of(pages.page("/edits?page=9").css_first("main"))


def test_a_day_is_said_once(pages: Pages) -> None:
    for section in pages.page("/edits").css(".day-list section"):
        (day,) = texts(section, "h2")
        assert text_of(section).count(day.partition(" ")[2]) == 1


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=²", f"page={'9' * 5000}", "page=101", "kind=new", "site=nirgends"]
)
def test_what_is_not_understood_is_said(pages: Pages, query: str) -> None:
    assert texts(pages.page(f"/edits?{query}", 400), "h1") == ["Not understood"]


def test_an_edit_names_its_fields_and_leads_to_its_words(pages: Pages) -> None:
    edits = pages.page("/edits?kind=changed").css(".edits > li")
    silent = pages.rows("SELECT count(*) FROM silent_edits")[0][0]
    assert sum("silent edit" in text_of(edit) for edit in edits) == silent
    for edit in edits:
        compare = [str(link.attributes["href"]) for link in edit.css("a") if "/diff?" in str(link.attributes["href"])]
        assert len(compare) == 1
        assert pages.page(compare[0]).css(".text ins, .text del")


def test_they_are_narrowed_by_site(pages: Pages) -> None:
    ((site,),) = pages.rows("SELECT site FROM articles WHERE id = 1")
    of_site = pages.rows(
        "SELECT e.article_id FROM events e JOIN articles a ON a.id = e.article_id WHERE e.kind <> 'new' AND a.site = ?",
        site,
    )
    assert len(_shown(pages, f"/edits?site={site}")) == 100
    assert f"1–100 of {len(of_site)}." in text_of(pages.page(f"/edits?site={site}").css_first("main"))
    assert "Nothing of that kind was seen." in text_of(pages.page(f"/edits?kind=back&site={site}").css_first("main"))


def test_the_files_have_all_of_them(pages: Pages) -> None:
    events = len(pages.rows(_EVENTS))
    status, _, text = get(f"{pages.base}/edits.json")
    assert status == 200
    rows = json.loads(text)
    assert len(rows) == events
    assert {row["kind"] for row in rows} >= {"changed", "gone"}
    _, _, sheet = get(f"{pages.base}/edits.csv?kind=changed")
    assert len(list(csv.DictReader(io.StringIO(sheet.lstrip("\ufeff"))))) == len(
        [row for row in rows if row["kind"] == "changed"]
    )
    status, media_type, _ = get(f"{pages.base}/edits.atom")
    assert (status, media_type) == (200, "application/atom+xml")


def test_an_archive_without_edits_says_what_comes(press_archive: Path, tmp_path: Path) -> None:
    with pages_of(press_archive, tmp_path, "DELETE FROM events") as found:
        assert "No article was seen to change" in text_of(found.page("/edits").css_first("main"))
