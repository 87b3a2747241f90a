"""``scraper export wacz`` as a person meets it: on a terminal, with a damaged page, with Ctrl-C."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cli_running import scraper
from scraper.store import Archive
from store_records import LATER, full_article, plain, response, save, sqlite
from terminal import CTRL_C, on_terminal


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    with Archive.open(path) as archive:
        save(archive, full_article())
        save(archive, full_article(), at=LATER)
        save(archive, plain(2), b"<p>two</p>")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "a.wacz"


def test_a_terminal_shows_how_far_it_is_and_what_was_written(db: Path, file: Path) -> None:
    seen = on_terminal("--db", db, "export", "wacz", "--output", file, columns=200)

    assert seen.code == 0
    assert "Writing captures" in seen.raw
    assert f"{file}: 2 captures, 1 visit, 2 articles, 2 pages, " in seen.text


def test_ctrl_c_leaves_nothing(db: Path, file: Path) -> None:
    with Archive.open(db) as archive, archive.transaction():
        for number in range(3, 1000):
            url = f"https://amtsblick.example/meldung_{number}"
            archive.captures.add(response(b"<p>%d</p>" % number, url=url))
    pressed: list[bool] = []

    def press(said: str) -> bytes:
        if pressed or "Writing captures" not in said:
            return b""
        pressed.append(True)
        return CTRL_C

    seen = on_terminal("--db", db, "export", "wacz", "--output", file, press=press)

    assert (seen.code, list(file.parent.iterdir())) == (130, [])
    assert seen.text.rstrip().endswith("Interrupted.")


def test_a_damaged_page_is_named_and_the_others_are_written(db: Path, file: Path) -> None:
    with sqlite(db) as other:
        other.execute("UPDATE captures SET exchange = x'01' WHERE id = 1")

    done = scraper("--db", db, "export", "wacz", "--output", file)

    assert (done.code, done.out) == (1, "")
    place = "https://amtsblick.example/meldung_18917 of 2026-11-23T09:30:00Z"
    assert done.err.startswith(f"{place}: was written without what is damaged. An exchange of the archive is damaged: ")
    assert done.err.count("\n") == 1
    with zipfile.ZipFile(file) as opened:
        titles = [json.loads(text)["title"] for text in opened.read("pages/pages.jsonl").splitlines()[1:]]
    assert titles == ["Innenministerium bei Facebook", "Meldung 2"]
