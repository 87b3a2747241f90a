"""The step to schema 9: the exact index gets its signs, the second one is filled from the archive."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from old_archive import make_older

from index_contents import ask, fits
from scraper.store import Archive, derived
from scraper.store.index_state import IndexState, Standing
from scraper.store.migrate import migrate
from store_records import plain, save

FIXTURE = Path(__file__).parents[1] / "fixtures" / "archives" / "schema-8.db.gz"
TEXTS = ("C++ und C# nach § 44b", "Städte und E-Akten", "Die Verwaltung der Stadt")


@pytest.fixture
def older(path: Path) -> Path:
    """An archive of schema 8 with some articles."""
    with Archive.open(path) as archive:
        for number, text in enumerate(TEXTS):
            save(archive, plain(number, body=text, language="de"))
    make_older(path, 8)
    return path


def test_an_archive_of_the_program_before_is_indexed_by_its_migration(path: Path) -> None:
    path.write_bytes(gzip.decompress(FIXTURE.read_bytes()))
    articles = ask(path, "SELECT count(*) FROM articles")[0][0]
    told: list[tuple[str, int, int]] = []
    assert migrate(path, progress=lambda *how: told.append(how)) is not None
    assert [how for how in told if how[0] == "search index"] == [
        ("search index", 0, articles),
        ("search index", articles, articles),
    ]
    assert fits(path)
    assert ask(path, "SELECT count(*) FROM index_queue") == [(0,)]
    said: list[str] = []
    with Archive.open(path, migrated=lambda done: said.append(done.said)) as archive:
        assert archive.indexes.state == IndexState(Standing.FINE, 0)
    assert said == []


def test_signs_are_letters_of_words(older: Path) -> None:
    migrate(older)
    found = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
    for words in ('"c++"', '"C#"', '"§ 44b"', '"und c#"'):
        assert ask(older, found, words) == [(1,)]
    for words in ("c", '"44b und"', '"+"'):
        assert ask(older, found, words) == []


def test_many_articles_are_filled_some_at_a_time(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived.Derived.settle, "__defaults__", (1,))
    told: list[tuple[str, int, int]] = []
    migrate(older, progress=lambda *how: told.append(how))
    assert [how[1:] for how in told if how[0] == "search index"] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert fits(older)


def test_what_a_user_has_made_under_these_names_stays_behind(older: Path) -> None:
    with closing(sqlite3.connect(older)) as db:
        db.executescript(
            "CREATE TABLE words (word, mine); INSERT INTO words VALUES ('Amt', 1); CREATE VIEW indexes AS SELECT 1;"
            "CREATE TABLE articles_words_data (mine); CREATE TABLE log (what);"
            "CREATE TRIGGER index_queue_insert AFTER INSERT ON articles BEGIN INSERT INTO log VALUES (new.url); END;"
            "CREATE TRIGGER logged AFTER UPDATE ON articles BEGIN INSERT INTO log VALUES (new.url); END"
        )
    done = migrate(older)
    assert done is not None
    assert sorted(done.left) == ["articles_words_data", "index_queue_insert", "indexes", "words"]
    assert ask(done.kept, "SELECT * FROM words") == [("Amt", 1)]
    assert fits(older)
    assert ask(older, "SELECT count(*) FROM log") == [(0,)]
    assert ask(older, "SELECT name FROM sqlite_schema WHERE name = 'logged'") == [("logged",)]
