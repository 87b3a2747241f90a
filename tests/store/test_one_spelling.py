"""What lists keywords names each by the spelling that stands for it, and loses none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import scraper.store
from scraper.store import Archive
from scraper.store.days import Days
from store_records import NOW, SITE, plain, save, sqlite

OLD, USUAL = "eGovernment", "E-Government"


@pytest.fixture
def tagged(archive: Archive) -> Archive:
    for number, keyword in enumerate((USUAL, OLD, "Köln"), 1):
        save(archive, plain(number, keywords=[keyword]))
    return archive


def lately(archive: Archive) -> list[str]:
    today = NOW.date()
    return [row["name"] for row in archive.lately.keywords(Days(today, today), 10)]


def beside(archive: Archive) -> list[str]:
    found = archive.subjects.keywords_beside(archive.site_pages.articles(SITE.id), 10)
    return [name for name, _ in found]


@pytest.mark.parametrize("ask", [lately, beside])
def test_spellings_are_counted_as_one(tagged: Archive, ask: Callable[[Archive], list[str]]) -> None:
    assert ask(tagged) == [USUAL, "Köln"]


@pytest.mark.parametrize("ask", [lately, beside])
def test_a_keyword_whose_usual_spelling_is_not_there_stands_for_itself(
    tagged: Archive, ask: Callable[[Archive], list[str]]
) -> None:
    # A program that does not keep foreign keys has removed it.
    with sqlite(tagged.path) as db:
        db.execute("UPDATE keywords SET canonical_id = 99 WHERE name = ?", [OLD])
    assert sorted(ask(tagged)) == [USUAL, "Köln", OLD]


def test_the_join_is_written_once() -> None:
    modules = Path(scraper.store.__file__).parent.glob("*.py")
    found = [file.name for file in modules if "JOIN keywords c" in file.read_text("utf-8")]
    assert found == ["usual_spelling.py"]
