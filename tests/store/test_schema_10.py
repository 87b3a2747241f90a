"""The step to schema 10: the tables of imports, beside an archive that is not touched otherwise."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from old_archive import make_older

from scraper.store import Archive
from scraper.store.migrate import migrate
from store_records import NOW, one, plain, rows, save


def test_nothing_that_was_there_is_an_import(path: Path) -> None:
    with Archive.open(path) as archive:
        save(archive, plain(1))
    make_older(path, 9)
    with closing(sqlite3.connect(path)) as db:
        before = db.execute("SELECT * FROM captures").fetchall()
    migrated = migrate(path)
    assert migrated is not None
    assert migrated.before == 9
    with Archive.open(path) as archive:
        assert rows(archive, "SELECT * FROM captures") == before
        assert one(archive, "SELECT (SELECT count(*) FROM imports) + (SELECT count(*) FROM origins)") == 0


def test_tables_of_the_user_under_these_names_give_way(path: Path) -> None:
    Archive.open(path).close()
    make_older(path, 9)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE imports (mine TEXT)")
    migrated = migrate(path)
    assert migrated is not None
    assert "imports" in str(migrated.said)
    with Archive.open(path) as archive:
        assert one(archive, "SELECT count(*) FROM imports") == 0


def test_what_came_of_a_capture_goes_with_it(archive: Archive) -> None:
    save(archive, plain(1))
    with archive.transaction():
        archive._db.execute(
            "INSERT INTO imports (source, identity, selection, started_at) VALUES ('a.warc', '1', '{}', ?)",
            [NOW.isoformat()],
        )
        archive._db.execute("INSERT INTO origins VALUES (1, 1, '<urn:uuid:1>', 0)")
    with archive.transaction():
        archive._db.execute("DELETE FROM imports")
    assert rows(archive, "SELECT capture_id, import_id FROM origins") == [(1, None)]
    with archive.transaction():
        archive._db.execute("UPDATE articles SET capture_id = NULL")
        archive._db.execute("DELETE FROM dictionaries")
        archive._db.execute("DELETE FROM captures")
    assert one(archive, "SELECT count(*) FROM origins") == 0
