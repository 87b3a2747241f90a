"""``scraper cite``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import bibtexparser
import pytest
import rispy

from cli_running import Done
from empty_archive import put_empty_archive
from scraper.store import Archive
from store_records import LATER, URL, full_article, plain, save

Run = Callable[..., Done]


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, full_article())
        save(archive, full_article(title="Ein neuer Titel"), b"<p>neu</p>", LATER)
        save(archive, plain(2))
    return path


def test_an_article_by_its_address_and_by_its_number(run: Run, db: Path) -> None:
    done = run("--db", db, "cite", URL, 2)
    assert (done.code, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert first.startswith(
        f"bs; Änne Groß: Thüringen: Ein neuer Titel. amtsblick, 2014-05-23. {URL} (seen 2026-11-24)."
    )
    assert second.startswith(
        "Meldung 2. amtsblick, no day stated. https://amtsblick.example/meldung_2 (seen 2026-11-23)."
    )


def test_an_article_that_is_named_twice_is_cited_once(run: Run, db: Path) -> None:
    done = run("--db", db, "cite", 1, 2, URL, "--format", "bibtex")
    assert [entry.key for entry in bibtexparser.parse_string(done.out).entries] == [
        "amtsblick-2014-05-23-1",
        "amtsblick-undated-2",
    ]


def test_a_day(run: Run, db: Path) -> None:
    done = run("--db", db, "cite", URL, "--at", "23.11.2026")
    assert done.code == 0
    assert ": Thüringen: Innenministerium bei Facebook. amtsblick" in done.out
    assert done.out.endswith(" An earlier state: it was changed by 2026-11-24T09:30:00Z.\n")


def test_each_format(run: Run, db: Path) -> None:
    bib = run("--db", db, "cite", 1, 2, "--format", "bibtex").out
    assert [entry.key for entry in bibtexparser.parse_string(bib).entries] == [
        "amtsblick-2014-05-23-1",
        "amtsblick-undated-2",
    ]
    assert [record["id"] for record in rispy.loads(run("--db", db, "cite", 1, 2, "--format", "ris").out)] == [
        "amtsblick-2014-05-23-1",
        "amtsblick-undated-2",
    ]
    items = json.loads(run("--db", db, "cite", 1, 2, "--format", "csl").out)
    assert [item["title"] for item in items] == ["Thüringen: Ein neuer Titel", "Meldung 2"]


def test_what_is_not_there_keeps_nothing_from_being_cited(run: Run, db: Path) -> None:
    done = run("--db", db, "cite", 99, 2, "https://amtsblick.example/fehlt", "--at", "2026-11-23")
    assert done.code == 1
    assert done.out.startswith("Meldung 2.")
    assert done.err == (
        f"99: there is no such article in {db}. Archive it with 'scraper fetch'.\n"
        f"https://amtsblick.example/fehlt: there is no such article in {db}. Archive it with 'scraper fetch'.\n"
    )
    done = run("--db", db, "cite", 1, "--at", "2026-11-22")
    assert (done.code, done.out) == (1, "")
    assert done.err == "1: was first seen after 2026-11-22. Leave --at out to cite its newest state.\n"
