"""An archive of hostile texts in the browser: every page shows them as texts, and does nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.parsers.expat import ParserCreate

import pytest

from browser_pages import NARROW, Browser, Look
from hostile_archive import NOW, TEXTS, bare, fill
from served import Place, Served, get, places, served

# Pages of one kind look alike, and each text is in each article: of each kind so many are looked at. Chosen.
_MOST = 5
_SEARCHED = ("script", "double quote", "query", "template", "turned", "controls", "one word", "path")
_SEEDS = (
    *(f"/search?q={quote(TEXTS[name])}" for name in _SEARCHED),
    *(f"/search?q=Amt&site={quote(TEXTS[name])}&keyword={quote(TEXTS[name])}" for name in _SEARCHED[:3]),
    f"/article/{quote(TEXTS['script'], safe='')}",
    f"/site/{quote(TEXTS['double quote'], safe='')}",
    f"/archive/articles?title={quote(TEXTS['script'])}",
    f"/archive/articles?_where={quote(TEXTS['query'])}",
    f"/archive?sql={quote('select ' + TEXTS['script'])}",
    f"/{quote(TEXTS['script'], safe='')}",
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
    return [*server, *seen.faults, *(f"links to {url}" for url in outside)][:10]


# Characters. A very long text may be shortened, where the page says so.
_SHOWN_FIRST = 2_000


def test_lists_show_headlines_as_they_are(chromium: Browser, base: str) -> None:
    seen = bare(chromium.look(base).text)
    shown = [name for name, text in TEXTS.items() if bare(text[:200]) and bare(text[:200]) in seen]
    # A front page need not have all of them, but what it has is not cut at the first angle bracket.
    assert len(shown) > len(TEXTS) // 2


def test_no_file_for_other_programs_is_taken_for_a_page(base: str, all_places: list[Place]) -> None:
    files = [place for place in all_places if not place.is_page]
    assert all(place.status < 500 for place in files), files
    allowed = {"application/json", "application/atom+xml", "text/csv", "text/plain", "text/css", "application/binary"}
    assert [place for place in files if place.media_type not in allowed] == []


def test_feeds_are_well_formed(base: str, all_places: list[Place]) -> None:
    for place in all_places:
        if place.media_type == "application/atom+xml":
            text = get(base + place.path)[2]
            # expat refuses what is no XML.
            ParserCreate().Parse(text, True)


def _report(wrong: dict[str, list[str]]) -> str:
    return "\n".join(line for path, found in wrong.items() for line in (path, *found))
