"""An archive of hostile texts in the browser: every page shows them as texts, and does nothing else."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlsplit
from urllib.request import urlopen
from xml.parsers.expat import ParserCreate

import pytest

from browser_pages import NARROW, Browser, Look
from cli_running import scraper
from hostile_archive import NOW, TEXTS, bare, fill
from served import Place, Served, get, places, served

# Pages of one kind look alike, and each text is in each article: of each kind so many are looked at. Chosen.
_MOST = 5
_SEARCHED = ("script", "double quote", "query", "template", "turned", "controls", "one word", "path")
_OF_DATASETTE = (
    *("_facet", "_facet_array", "_facet_date", "_facet_size", "_sort", "_sort_desc", "_col", "_nocol", "_search"),
    *("_search_title", "_next", "_size", "_shape", "_label", "_where", "_through", "_nofacet", "title__contains"),
)
_TAG = TEXTS["handler"]
# The name of a column in SQL.
_NAME = '"' + TEXTS["script"].replace('"', '""') + '"'
_SEEDS = (
    *(f"/search?q={quote(TEXTS[name])}" for name in _SEARCHED),
    *(f"/search?q=Amt&site={quote(TEXTS[name])}&keyword={quote(TEXTS[name])}" for name in _SEARCHED[:3]),
    f"/article/{quote(TEXTS['script'], safe='')}",
    f"/site/{quote(TEXTS['double quote'], safe='')}",
    f"/archive/articles?title={quote(TEXTS['script'])}",
    f"/archive/articles?_where={quote(TEXTS['query'])}",
    f"/archive?sql={quote('select ' + TEXTS['script'])}",
    f"/{quote(TEXTS['script'], safe='')}",
    # What Datasette takes of an address: names of columns and of questions' parameters, what it counts and sorts by.
    *(f"/archive/articles?{name}={quote(TEXTS['script'], safe='')}&_size=2" for name in _OF_DATASETTE),
    *(f"/archive/articles?{quote(_TAG + name, safe='')}=1&_size=2" for name in ("", "__contains", "__gt")),
    *(f"/archive/articles?_facet={name}&_size=2" for name in ("title", "section", "site")),
    f"/archive?sql={quote(f'select title as {_NAME}, id as {_NAME[:-1]} 2{_NAME[-1]} from articles limit 50')}",
    f"/archive?sql={quote('select title from articles where title = :q limit 5')}&q={quote(TEXTS['double quote'])}",
    f"/archive?sql={quote(TEXTS['end of field'])}",
)
# What a page of one article shows of it, by the columns of tables; of long lists at least the beginning.
_SHOWN = """
SELECT title FROM articles WHERE id = :id UNION ALL SELECT kicker FROM articles WHERE id = :id
UNION ALL SELECT lead FROM articles WHERE id = :id UNION ALL SELECT body FROM articles WHERE id = :id
UNION ALL SELECT section FROM articles WHERE id = :id
UNION ALL SELECT name FROM authors WHERE article_id = :id AND position <= 20
UNION ALL SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id
    WHERE ak.article_id = :id AND ak.position <= 20
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "archive.db"
    fill(path)
    return path


@pytest.fixture(scope="module")
def server(archive: Path) -> Iterator[Served]:
    with served(archive, NOW) as up:
        yield up


@pytest.fixture(scope="module")
def base(server: Served) -> str:
    return server.base


@pytest.fixture(scope="module")
def all_places(chromium: Browser, base: str) -> list[Place]:
    return places(base, _MOST, _SEEDS)


def test_no_page_does_what_a_text_says(chromium: Browser, base: str, all_places: list[Place]) -> None:
    wrong = {}
    for place in all_places:
        if place.is_page:
            found = _faults(chromium.look(base + place.path, width=NARROW))
            if found:
                wrong[place.path[:200]] = found
    if wrong:
        pytest.fail(_report(wrong), pytrace=False)


def test_articles_show_their_texts_as_they_are(chromium: Browser, base: str, archive: Path) -> None:
    wrong = {}
    with closing(sqlite3.connect(archive)) as db:
        for (number,) in db.execute("SELECT id FROM articles ORDER BY id").fetchall():
            seen = chromium.look(f"{base}/article/{number}", width=NARROW)
            shown = bare(seen.text)
            texts = [text[:_SHOWN_FIRST] for (text,) in db.execute(_SHOWN, {"id": number}) if text]
            found = _faults(seen) + [f"not shown: {text[:80]!r}" for text in texts if bare(text) not in shown]
            if found:
                wrong[f"/article/{number}"] = found[:10]
    if wrong:
        pytest.fail(_report(wrong), pytrace=False)


def _faults(seen: Look) -> list[str]:
    outside = [link.url[:80] for link in seen.links if urlsplit(link.url).scheme not in ("http", "https")]
    server = [f"status {seen.status}"] if seen.status >= 500 else []
    opened = [f"opened windows: {seen.windows}"] if seen.windows else []
    return [*server, *opened, *seen.faults, *(f"links to {url}" for url in outside)][:10]


# Characters. A very long text may be shortened, where the page says so.
_SHOWN_FIRST = 2_000


def test_lists_show_headlines_as_they_are(chromium: Browser, base: str) -> None:
    seen = bare(chromium.look(f"{base}/latest").text)
    shown = [name for name, text in TEXTS.items() if bare(text[:200]) and bare(text[:200]) in seen]
    assert set(shown) == set(TEXTS)


def test_no_file_for_other_programs_is_taken_for_a_page(base: str, all_places: list[Place]) -> None:
    files = [place for place in all_places if not place.is_page]
    assert all(place.status < 500 for place in files), files
    allowed = {"application/json", "application/atom+xml", "text/csv", "text/plain", "text/css", "application/binary"}
    assert [place for place in files if place.media_type not in allowed] == []


_FILES = (
    *(f"/archive/articles.json?_size=1&{name}=alert" for name in ("callback", "_callback", "jsonp", "_jsonp")),
    f"/archive/articles.json?_shape={quote(TEXTS['script'])}",
    f"/archive.csv?sql={quote(f'select 1 as {_NAME}')}",
    f"/archive.json?sql={quote(f'select 1 as {_NAME}')}",
    *(f"/search.{form}?q={quote('Amt')}&callback=alert" for form in ("csv", "json", "atom")),
)


@pytest.mark.parametrize("path", _FILES)
def test_a_file_is_none_that_a_browser_runs(base: str, path: str) -> None:
    _, media_type, body = get(base + path)
    assert media_type in {"application/json", "application/atom+xml", "text/csv", "text/plain"}
    # What would be called with the answer, by a page elsewhere.
    assert not body.lstrip().startswith("alert")


_NAMES = (TEXTS["file name"], TEXTS["header"], TEXTS["Hebrew"], "..", "con", "x" * 500)


@pytest.mark.parametrize("name", _NAMES)
def test_a_file_has_a_name_that_says_what_it_is(base: str, name: str) -> None:
    """Neither ending nor folder comes from a text, and no header."""
    column = quote('"' + name.replace('"', '""') + '"', safe="")
    asked = (
        f"/search.csv?q={quote('Amt ' + name, safe='')}",
        f"/archive.blob?sql=select+x%273c%27+as+{column}&_blob_column={quote(name, safe='')}",
    )
    for path in asked:
        with suppress(HTTPError), urlopen(base + path, timeout=60) as answer:  # noqa: S310  (a server of ours)
            said = answer.headers["content-disposition"]
            saved = re.fullmatch(
                r'attachment; filename="[A-Za-z0-9_-]{0,600}\.(?:csv|blob)"(?:; filename\*=UTF-8\'\'(\S+)\.csv)?', said
            )
            assert saved is not None, said
            # Letters of all scripts, and no sign that turns the direction of writing or ends a folder's name.
            assert re.fullmatch(r"[\w-]*", unquote(saved[1] or "")), said
            assert answer.headers["set-cookie"] is None
            assert answer.headers.get_content_type() in {"text/csv", "application/binary"}


@pytest.mark.parametrize("path", ["/latest.atom", "/search.atom?q=Amt", "/edits.atom"])
def test_a_feed_in_a_browser_is_a_file_and_runs_nothing(chromium: Browser, base: str, path: str) -> None:
    seen = chromium.look(base + path)
    assert seen.status == 200
    assert _faults(seen) == []
    assert "window.__hit" in seen.text


def test_files_that_are_opened_from_the_disk_run_nothing(chromium: Browser, archive: Path, tmp_path: Path) -> None:
    """No header keeps them: a press review, and a feed with whole texts."""
    orders = {
        "woche.html": ("report", "--since", "2026-11-01", "--until", "2026-11-30"),
        "neues.xml": ("feed", "--full", "--limit", "200"),
    }
    for name, order in orders.items():
        page = tmp_path / name
        done = scraper("--db", archive, "export", *order, "--output", page)
        assert (done.code, done.out) == (0, "")
        seen = chromium.look(page.as_uri())
        outside = [link.url for link in seen.links if urlsplit(link.url).scheme not in ("http", "https", "file")]
        # Chromium's own view of XML folds no lines.
        faults = [fault for fault in seen.faults if page.suffix == ".html" or not fault.startswith("overflows")]
        assert (faults, outside, seen.requests) == ([], [], [page.as_uri()])
        assert "window.__hit" in seen.text


def test_feeds_are_well_formed(base: str, all_places: list[Place]) -> None:
    for place in all_places:
        if place.media_type == "application/atom+xml":
            text = get(base + place.path)[2]
            # expat refuses what is no XML.
            ParserCreate().Parse(text, True)


def _report(wrong: dict[str, list[str]]) -> str:
    return "\n".join(line for path, found in wrong.items() for line in (path, *found))
