"""Group commit: each page whole or not at all, for whoever wrote beside it, and the search index with it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from crawling import START

from scraper.crawl.group_commit import GroupCommit
from scraper.errors import ArchiveError
from scraper.model import Article, Response, Site
from scraper.store import Archive
from scraper.store.articles import Saved


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    with Archive.open(path) as opened:
        with opened.transaction():
            opened.frontier.add_site(Site(id="bote", name="Der Bote", home="https://bote.example/"))
        yield opened


def saving(archive: Archive, number: int, text: str = "") -> Callable[[], Saved]:
    """Return the writing of one article."""
    url = f"https://bote.example/{number}"
    headers = (("content-type", "text/html"),)
    response = Response(url, url, 200, headers, f"<p>{number}{text}</p>".encode(), START)
    article = Article(url=url, site="bote", title=f"Meldung {number}", body=f"Wort{number} {text}")
    return lambda: archive.articles.save(article, response, None, "1")


def failing(work: Callable[[], Any]) -> Callable[[], Any]:
    """Return a writing that breaks after all of it was written."""

    def write() -> None:
        work()
        raise ValueError("ein Fehler nach dem Schreiben")

    return write


def together(archive: Archive, *works: Callable[[], Any]) -> list[Any]:
    """Write side by side; return what each came to."""

    async def run() -> list[Any]:
        commits = GroupCommit(archive)
        return await asyncio.gather(*(commits.write(work) for work in works), return_exceptions=True)

    return asyncio.run(run())


def seen_by_others(path: Path, sql: str) -> list[Any]:
    """Ask as another program would: only what is committed is seen."""
    with closing(sqlite3.connect(path)) as other:
        return [row[0] for row in other.execute(sql)]


TITLES = "SELECT title FROM articles ORDER BY id"
INDEXED = "SELECT title FROM articles_fts ORDER BY rowid"


def commits_counted(archive: Archive) -> list[str]:
    """Return a list that grows with each COMMIT."""
    found: list[str] = []
    archive.db.conn.set_trace_callback(lambda sql: found.append(sql) if sql == "COMMIT" else None)
    return found


def test_pages_of_one_moment_share_a_commit_and_are_all_there_after_it(archive: Archive, path: Path) -> None:
    counted = commits_counted(archive)
    outcomes = together(archive, *(saving(archive, number) for number in range(5)))
    assert [saved.verdict for saved in outcomes] == ["new"] * 5
    assert len(counted) == 1
    expected = [f"Meldung {number}" for number in range(5)]
    assert seen_by_others(path, TITLES) == seen_by_others(path, INDEXED) == expected


def test_a_visit_goes_on_only_when_its_page_is_committed(archive: Archive, path: Path) -> None:
    async def run() -> list[Any]:
        await GroupCommit(archive).write(saving(archive, 1))
        return seen_by_others(path, TITLES)

    assert asyncio.run(run()) == ["Meldung 1"]


def test_a_full_group_waits_for_nobody(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.crawl.group_commit._MOST", 2)
    monkeypatch.setattr("scraper.crawl.group_commit._MOMENT", 3600)
    assert len(together(archive, saving(archive, 1), saving(archive, 2))) == 2


def test_an_error_undoes_its_own_page_alone(archive: Archive, path: Path) -> None:
    outcomes = together(archive, saving(archive, 1), failing(saving(archive, 2)), saving(archive, 3))
    assert [type(outcome) for outcome in outcomes] == [Saved, ValueError, Saved]
    assert seen_by_others(path, TITLES) == seen_by_others(path, INDEXED) == ["Meldung 1", "Meldung 3"]
    assert seen_by_others(path, "SELECT count(*) FROM payloads") == [2]


def test_an_error_leaves_the_index_of_what_it_changed_as_it_was(archive: Archive, path: Path) -> None:
    together(archive, saving(archive, 1, "zuerst"))
    together(archive, failing(saving(archive, 1, "danach")), saving(archive, 2))
    hits = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH '{}'"
    assert seen_by_others(path, hits.format("zuerst")) == [1]
    assert seen_by_others(path, hits.format("danach")) == []
    together(archive, saving(archive, 1, "endlich"))
    assert seen_by_others(path, hits.format("zuerst")) == []
    assert seen_by_others(path, hits.format("endlich")) == [1]


def test_the_same_article_twice_in_a_group_is_indexed_by_its_last_text(archive: Archive, path: Path) -> None:
    together(archive, saving(archive, 1, "zuerst"), saving(archive, 1, "danach"))
    assert seen_by_others(path, "SELECT body FROM articles_fts") == ["Wort1 danach"]


def test_a_commit_that_fails_is_told_to_all_who_wait_and_keeps_nothing(archive: Archive, path: Path) -> None:
    def orphan() -> None:
        # Found out at COMMIT.
        archive.db.execute("PRAGMA defer_foreign_keys = ON")
        archive.db.execute("INSERT INTO article_keywords (article_id, position, keyword_id) VALUES (999, 0, 999)")

    outcomes = together(archive, saving(archive, 1), orphan, saving(archive, 2))
    assert [type(outcome) for outcome in outcomes] == [ArchiveError] * 3
    assert seen_by_others(path, TITLES) == seen_by_others(path, INDEXED) == []
    # The next group is none the worse for it.
    together(archive, saving(archive, 3))
    assert seen_by_others(path, TITLES) == seen_by_others(path, INDEXED) == ["Meldung 3"]


def test_an_error_of_the_archive_ends_the_whole_group(archive: Archive, path: Path) -> None:
    outcomes = together(archive, saving(archive, 1), lambda: archive.db.execute("SELECT * FROM nirgends"))
    assert [type(outcome) for outcome in outcomes] == [ArchiveError] * 2
    assert seen_by_others(path, TITLES) == []


def test_a_page_of_a_visit_that_was_cancelled_is_kept_at_the_end(archive: Archive, path: Path) -> None:
    async def run() -> None:
        commits = GroupCommit(archive)
        visit = asyncio.create_task(_written(commits.write(saving(archive, 1))))
        await asyncio.sleep(0)
        visit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await visit
        commits.flush()

    asyncio.run(run())
    assert seen_by_others(path, TITLES) == ["Meldung 1"]


async def _written(writing: Awaitable[Saved]) -> Saved:
    return await writing


def test_an_error_outside_a_group_leaves_no_words_for_the_next_transaction(archive: Archive, path: Path) -> None:
    with pytest.raises(ValueError, match="Fehler"), archive.transaction():
        failing(saving(archive, 1))()
    with archive.transaction():
        saving(archive, 2)()
    assert seen_by_others(path, TITLES) == seen_by_others(path, INDEXED) == ["Meldung 2"]


def test_what_is_committed_is_synced(archive: Archive) -> None:
    assert archive.db.execute("PRAGMA synchronous").fetchone()[0] == 2, "FULL, see sqlite.org/pragma.html"
    assert archive.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_nobody_waits_for_ever_whatever_goes_wrong(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(archive.articles.index, "write", broken)
    outcomes = together(archive, saving(archive, 1), saving(archive, 2))
    assert [type(outcome) for outcome in outcomes] == [OSError] * 2


def test_what_can_wait_is_written_with_the_next_page_or_at_the_end(archive: Archive, path: Path) -> None:
    async def run() -> list[list[Any]]:
        commits, seen = GroupCommit(archive), []
        commits.later(saving(archive, 1))
        seen.append(seen_by_others(path, TITLES))
        await commits.write(saving(archive, 2))
        seen.append(seen_by_others(path, TITLES))
        commits.later(saving(archive, 3))
        commits.flush()
        return [*seen, seen_by_others(path, TITLES)]

    one, two, three = (f"Meldung {number}" for number in (1, 2, 3))
    assert asyncio.run(run()) == [[], [one, two], [one, two, three]]


def test_an_error_of_what_can_wait_is_raised_at_the_end(archive: Archive, path: Path) -> None:
    async def run() -> None:
        commits = GroupCommit(archive)
        commits.later(failing(saving(archive, 1)))
        await commits.write(saving(archive, 2))
        with pytest.raises(ValueError, match="Fehler"):
            commits.flush()
        commits.flush()

    asyncio.run(run())
    assert seen_by_others(path, TITLES) == ["Meldung 2"]
