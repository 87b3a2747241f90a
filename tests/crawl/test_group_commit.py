"""Group commit: each page whole or not at all, for whoever wrote beside it, and the search index with it."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from crawling import START

from empty_archive import put_empty_archive
from scraper.crawl import group_commit
from scraper.crawl.group_commit import GroupCommit
from scraper.errors import ArchiveError
from scraper.model import Article, Outcome, Response, Site
from scraper.store import Archive
from store_records import write

T = TypeVar("T")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    put_empty_archive(path)
    with Archive.open(path) as opened:
        with opened.transaction():
            opened.frontier.add_site(Site(id="bote", name="Der Bote", home="https://bote.example/"))
        yield opened


def saving(archive: Archive, number: int, text: str = "") -> Callable[[], Outcome]:
    """Return the writing of one article."""
    url = f"https://bote.example/{number}"
    headers = (("content-type", "text/html"),)
    response = Response(url, url, 200, headers, f"<p>{number}{text}</p>".encode(), START)
    article = Article(url=url, site="bote", title=f"Meldung {number}", body=f"Wort{number} {text}")
    return lambda: write(archive, article, response)


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

    return finished(run())


def seen_by_others(path: Path, sql: str) -> list[Any]:
    """Ask as another program would: only what is committed is seen."""
    with closing(sqlite3.connect(path)) as other:
        return [row[0] for row in other.execute(sql)]


def finished(work: Coroutine[Any, Any, T]) -> T:
    """Run to the end; what would wait for ever fails instead."""

    async def bounded() -> T:
        async with asyncio.timeout(20):
            return await work

    return asyncio.run(bounded())


TITLES = "SELECT title FROM articles ORDER BY id"
INDEXED = "SELECT title FROM articles_fts ORDER BY rowid"


def commits_counted(archive: Archive) -> list[str]:
    """Return a list that grows with each COMMIT."""
    found: list[str] = []
    archive.trace(lambda sql: found.append(sql) if sql == "COMMIT" else None)
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

    assert finished(run()) == ["Meldung 1"]


def test_a_group_waits_for_the_visits_in_flight_and_for_nobody_else(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a moment that never ends, only the last of the visits in flight can have let the group be committed."""
    monkeypatch.setattr("scraper.crawl.group_commit._MOMENT", 3600)
    counted = commits_counted(archive)

    async def visit(commits: GroupCommit, number: int, steps: int) -> None:
        with commits.visiting():
            for _ in range(steps):
                await asyncio.sleep(0)
            await commits.write(saving(archive, number))

    async def run() -> None:
        commits = GroupCommit(archive)
        await asyncio.gather(*(visit(commits, number, 5 + 3 * number) for number in range(5)))

    finished(run())
    assert len(counted) == 1


def test_a_visit_that_ends_without_a_write_keeps_nobody_waiting(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.crawl.group_commit._MOMENT", 3600)

    async def run() -> None:
        commits = GroupCommit(archive)
        with commits.visiting():
            waiting = asyncio.create_task(_written(commits.write(saving(archive, 1))))
            with commits.visiting():
                await asyncio.sleep(0)
                assert not waiting.done()
            await waiting

    finished(run())


def test_a_full_group_waits_for_nobody(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.crawl.group_commit._MOST", 2)
    monkeypatch.setattr("scraper.crawl.group_commit._MOMENT", 3600)

    async def run() -> None:
        commits = GroupCommit(archive)
        with commits.visiting(), commits.visiting(), commits.visiting():
            await asyncio.gather(*(commits.write(saving(archive, number)) for number in (1, 2)))

    finished(run())


def test_a_moment_is_the_longest_that_a_page_waits(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.crawl.group_commit._MOMENT", 0.001)

    async def run() -> None:
        commits = GroupCommit(archive)
        with commits.visiting(), commits.visiting():
            await commits.write(saving(archive, 1))

    finished(run())


HOLDER = """
import fcntl, sys
with open(sys.argv[1], "a") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Let another process have the turn to write, until its standard input ends."""
    command = [sys.executable, "-c", HOLDER, f"{path}.write"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.communicate("")


def test_while_another_process_writes_everybody_else_goes_on(archive: Archive, path: Path) -> None:
    async def run() -> int:
        commits = GroupCommit(archive)
        with held_by_another_process(path) as holder:
            writing = asyncio.create_task(_written(commits.write(saving(archive, 1))))
            steps = 0
            # The event loop turns while the write waits; it would stand still in a lock that blocks.
            while steps < 20:
                await asyncio.sleep(0.001)
                steps += 1
            assert not writing.done()
            holder.communicate("")
            await writing
        return steps

    assert finished(run()) == 20
    assert seen_by_others(path, TITLES) == ["Meldung 1"]


def test_another_program_in_the_middle_of_a_transaction_is_waited_for(archive: Archive, path: Path) -> None:
    async def run() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writing = asyncio.create_task(_written(GroupCommit(archive).write(saving(archive, 1))))
            for _ in range(20):
                await asyncio.sleep(0.001)
            assert not writing.done()
            other.execute("ROLLBACK")
            await writing

    finished(run())


def test_a_turn_that_never_comes_ends_with_a_sentence(archive: Archive, path: Path) -> None:
    async def run() -> None:
        with held_by_another_process(path), pytest.raises(ArchiveError) as caught:
            await GroupCommit(archive, longest_wait=0.05).write(saving(archive, 1))
        assert str(caught.value) == (
            f"{path}: another program holds the archive for writing. Close it and start again."
        )

    finished(run())


def test_an_error_undoes_its_own_page_alone(archive: Archive, path: Path) -> None:
    outcomes = together(archive, saving(archive, 1), failing(saving(archive, 2)), saving(archive, 3))
    assert [type(outcome) for outcome in outcomes] == [Outcome, ValueError, Outcome]
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


def test_an_error_of_the_archive_is_told_to_all_who_wait_and_keeps_nothing(archive: Archive, path: Path) -> None:
    pages = archive._db.execute("PRAGMA page_count").fetchone()[0]
    archive._db.execute(f"PRAGMA max_page_count = {pages}")
    outcomes = together(archive, saving(archive, 1), saving(archive, 2, "lang " * 50_000))
    assert [str(outcome) for outcome in outcomes] == [
        f"{path}: the disk is full. What was archived is whole; make room and start again."
    ] * 2
    assert seen_by_others(path, TITLES) == seen_by_others(path, INDEXED) == []
    # The next group is none the worse for it.
    archive._db.execute(f"PRAGMA max_page_count = {2 * pages + 1000}")
    together(archive, saving(archive, 3))
    assert seen_by_others(path, TITLES) == seen_by_others(path, INDEXED) == ["Meldung 3"]


def test_an_error_of_the_archive_after_one_of_a_write_is_told_to_those_whose_pages_are_not_kept(
    archive: Archive, path: Path
) -> None:
    def full() -> None:
        raise ArchiveError("the disk is full")

    outcomes = together(archive, saving(archive, 1), failing(saving(archive, 2)), full, saving(archive, 3))
    assert [type(outcome) for outcome in outcomes] == [Outcome, ValueError, ArchiveError, ArchiveError]
    assert seen_by_others(path, "SELECT title FROM articles") == ["Meldung 1"]


def test_a_page_of_a_visit_that_was_cancelled_is_kept_at_the_end(archive: Archive, path: Path) -> None:
    async def run() -> None:
        commits = GroupCommit(archive)
        visit = asyncio.create_task(_written(commits.write(saving(archive, 1))))
        await asyncio.sleep(0)
        visit.cancel()
        with pytest.raises(asyncio.CancelledError):
            await visit
        await commits.flush()

    finished(run())
    assert seen_by_others(path, TITLES) == ["Meldung 1"]


async def _written(writing: Awaitable[Outcome]) -> Outcome:
    return await writing


def test_an_error_outside_a_group_leaves_no_words_for_the_next_transaction(archive: Archive, path: Path) -> None:
    with pytest.raises(ValueError, match="Fehler"), archive.transaction():
        failing(saving(archive, 1))()
    with archive.transaction():
        saving(archive, 2)()
    assert seen_by_others(path, TITLES) == seen_by_others(path, INDEXED) == ["Meldung 2"]


def test_what_is_committed_is_synced(archive: Archive) -> None:
    assert archive._db.execute("PRAGMA synchronous").fetchone()[0] == 2, "FULL, see sqlite.org/pragma.html"
    assert archive._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_nobody_waits_for_ever_whatever_goes_wrong(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(archive, "commit", broken)
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
        await commits.flush()
        return [*seen, seen_by_others(path, TITLES)]

    one, two, three = (f"Meldung {number}" for number in (1, 2, 3))
    assert finished(run()) == [[], [one, two], [one, two, three]]


def test_an_error_of_what_can_wait_is_raised_at_the_end(archive: Archive, path: Path) -> None:
    async def run() -> None:
        commits = GroupCommit(archive)
        commits.later(failing(saving(archive, 1)))
        await commits.write(saving(archive, 2))
        with pytest.raises(ValueError, match="Fehler"):
            await commits.flush()
        await commits.flush()

    finished(run())
    assert seen_by_others(path, TITLES) == ["Meldung 2"]


def test_flush_waits_for_what_is_being_committed(archive: Archive, path: Path) -> None:
    """Another process has its turn, so that the group has been taken from the queue and is not yet on the disk."""

    async def run() -> list[Any]:
        commits = GroupCommit(archive)
        with held_by_another_process(path) as holder:
            writing = asyncio.create_task(_written(commits.write(saving(archive, 1))))
            for _ in range(5):
                await asyncio.sleep(0.001)
            flushing = asyncio.create_task(commits.flush())
            for _ in range(5):
                await asyncio.sleep(0.001)
            assert not flushing.done()
            holder.communicate("")
            await flushing
            seen = seen_by_others(path, TITLES)
            await writing
        return seen

    assert finished(run()) == ["Meldung 1"]


def test_what_comes_while_a_group_is_committed_is_in_the_next(archive: Archive, path: Path) -> None:
    async def run() -> None:
        commits = GroupCommit(archive)
        with held_by_another_process(path) as holder:
            first = asyncio.create_task(_written(commits.write(saving(archive, 1))))
            for _ in range(5):
                await asyncio.sleep(0.001)
            second = asyncio.create_task(_written(commits.write(saving(archive, 2))))
            await asyncio.sleep(0)
            holder.communicate("")
            await asyncio.gather(first, second)

    counted = commits_counted(archive)
    finished(run())
    assert len(counted) == 2
    assert seen_by_others(path, TITLES) == ["Meldung 1", "Meldung 2"]


def test_a_turn_that_never_comes_is_told_to_all_and_the_next_group_is_written(archive: Archive, path: Path) -> None:
    async def run() -> list[Any]:
        commits = GroupCommit(archive, longest_wait=0.05)
        with held_by_another_process(path):
            told = await asyncio.gather(
                *(commits.write(saving(archive, number)) for number in (1, 2)), return_exceptions=True
            )
        await commits.write(saving(archive, 3))
        return told

    assert [type(one) for one in finished(run())] == [ArchiveError] * 2
    assert seen_by_others(path, TITLES) == ["Meldung 3"]


def test_a_moment_and_a_group_are_as_large_as_was_measured() -> None:
    assert (group_commit._MOMENT, group_commit._MOST) == (0.04, 64)


def test_a_page_of_a_visit_that_was_cancelled_while_others_wrote_is_kept(archive: Archive, path: Path) -> None:
    async def run() -> None:
        commits = GroupCommit(archive)
        with held_by_another_process(path) as holder:
            visits = [asyncio.create_task(_written(commits.write(saving(archive, number)))) for number in (1, 2)]
            for _ in range(5):
                await asyncio.sleep(0.001)
            visits[0].cancel()
            await asyncio.sleep(0)
            holder.communicate("")
            await visits[1]
            await commits.flush()
        assert visits[0].cancelled()

    finished(run())
    assert seen_by_others(path, TITLES) == ["Meldung 1", "Meldung 2"]


def test_an_error_of_one_value_is_no_error_of_the_archive(archive: Archive, path: Path) -> None:
    def wrong() -> None:
        archive._db.execute("INSERT INTO sites (id, name, home) VALUES ('x', NULL, 'y')")

    outcomes = together(archive, saving(archive, 1), wrong, saving(archive, 2))
    assert [type(outcome) for outcome in outcomes] == [Outcome, sqlite3.IntegrityError, Outcome]
    assert seen_by_others(path, TITLES) == ["Meldung 1", "Meldung 2"]
