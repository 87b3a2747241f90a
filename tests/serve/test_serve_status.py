"""The page on the state of the sites says what ``scraper status`` says."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from page_reading import Pages, pages_of, text_of, texts
from press_archive import PROFILES
from scraper.demo import DAYS
from scraper.serve.asked import Asked, House, Page
from scraper.serve.pages import status
from scraper.sites import read_profiles
from scraper.store import Archive

_BROKEN = (
    "INSERT INTO problems (site, code, detail, since, last, times) SELECT id, 'nothing_found', NULL,"
    " '2026-11-12T17:00:00Z', '2026-11-13T17:00:00Z', 2 FROM sites WHERE id = 'kommunalbote'"
)


@pytest.fixture(scope="module")
def pages(press_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with pages_of(press_archive, tmp_path_factory.mktemp("state"), _BROKEN) as found:
        yield found


def test_each_site_has_its_verdict_and_counts(pages: Pages) -> None:
    profiles = read_profiles(pages.db.with_name(PROFILES).read_text("utf-8"), "profiles")
    with Archive.read(pages.db) as archive:
        states = archive.site_states(DAYS[-1], [], profiles.values())
        names = archive.site_names()
    tree = pages.page("/status")
    rows = {text_of(row.css_first("th")): texts(row, "td") for row in tree.css("table.states tbody tr")}
    assert {names[state["site"]]: state["verdict"] for state in states if state["site"]} == {
        name: cells[0] for name, cells in rows.items()
    }
    assert {names[state["site"]]: str(state["articles"]) for state in states if state["site"]} == {
        name: cells[3] for name, cells in rows.items()
    }


def test_what_is_wrong_comes_first_with_what_to_do_next(pages: Pages) -> None:
    tree = pages.page("/status")
    section = tree.css_first("section.site-state")
    assert section is not None
    assert "bad" in str(section.attributes["class"])
    assert "since 12 November 2026, 17:00 UTC" in text_of(section)
    assert "2 times" in text_of(section)
    assert "Next:" in text_of(section)
    assert "4 need a person" in text_of(tree.css_first("main > p"))


def test_the_front_page_names_it_without_judging_anew(pages: Pages) -> None:
    attention = pages.page("/").css_first("section.attention")
    assert attention is not None
    assert "since 12 November 2026, 17:00 UTC" in text_of(attention)
    assert "/status" in [link.attributes["href"] for link in attention.css("a")]


def test_a_silence_is_since_a_day_and_not_since_its_midnight(pages: Pages) -> None:
    for path in ("/", "/sites", "/status"):
        said = text_of(pages.page(path).css_first("#content"))
        assert "(since 22 October 2026" in said, path


def test_an_archive_without_sites_says_what_to_do(tmp_path: Path) -> None:
    from served import served

    db = tmp_path / "archive.db"
    Archive.open(db).close()
    with served(db, DAYS[-1]) as up:
        found = Pages(up.base, db)
        assert "scraper crawl" in text_of(found.page("/status").css_first("main"))
        assert "There is no article in this archive yet." in text_of(found.page("/").css_first("main"))


def test_it_is_judged_anew_after_a_commit_and_after_a_while(press_archive: Path, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    shutil.copy(press_archive, db)
    times = [DAYS[-1]]
    house = House(db, {}, (), lambda: times[-1])
    asked = Asked({}, {}, "html", "/status", "http://127.0.0.1")
    with Archive.read(db) as archive:
        first = status.status(archive, house, asked)
        times.append(DAYS[-1] + dt.timedelta(seconds=29))
        assert status.status(archive, house, asked) is first
        with closing(sqlite3.connect(db)) as other:
            other.execute(_BROKEN)
            other.commit()
        second = status.status(archive, house, asked)
        assert isinstance(first, Page)
        assert isinstance(second, Page)
        assert second.context["needing"] == first.context["needing"] + 1
        times.append(times[-1] + dt.timedelta(seconds=31))
        third = status.status(archive, house, asked)
        assert third is not second
        # A clock that was set back keeps nothing.
        times.append(DAYS[-1])
        assert status.status(archive, house, asked) is not third
