"""The archive file: made, migrated, refused in one sentence, shared with other programs."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from store_records import NOW, SITE, one, plain, response, rows, save, sqlite

from scraper.errors import ArchiveError
from scraper.store import Archive
from scraper.store import archive as module
from scraper.store.archive import SCHEMA_VERSION, migrate

# DESIGN.md, "The tables": people script against these names.
PROMISED = {
    "sites": "id name home",
    "articles": "id url site kicker title date published_at modified_at lead body section language words digest"
    " duplicate_of access first_seen last_seen changed_at gone_at capture_id parser",
    "authors": "article_id position name",
    "keywords": "id name",
    "article_keywords": "article_id position keyword_id",
    "links": "article_id position relation url title date teaser target_id",
    "vendors": "article_id position name place url",
    "images": "article_id position url caption credit",
    "versions": "article_id seen_at capture_id digest title lead body",
    "captures": "id url requested_url fetched_at status headers media_type digest size payload_id signals",
    "payloads": "id digest codec dictionary_id data",
    "dictionaries": "id data",
    "pages": "url site kind state found_in due_at etag last_modified failures last_status reason",
    "hosts": "host robots robots_at delay not_before failures",
    "crawls": "id started_at finished_at sites requests bytes new changed unchanged gone failed",
    "articles_fts": "title kicker lead body keywords",
    "archive": "title authors keywords",
}


@pytest.mark.parametrize("table", PROMISED)
def test_each_promised_column_is_there(archive: Archive, table: str) -> None:
    columns = {row[0] for row in rows(archive, "SELECT name FROM pragma_table_info(?)", table)}
    assert set(PROMISED[table].split()) <= columns


def test_wal_and_foreign_keys_are_on(archive: Archive) -> None:
    assert one(archive, "PRAGMA journal_mode") == "wal"
    assert one(archive, "PRAGMA foreign_keys") == 1
    assert one(archive, "PRAGMA user_version") == SCHEMA_VERSION
    with pytest.raises(ArchiveError, match="FOREIGN KEY constraint failed"), archive.transaction():
        archive.db.execute("INSERT INTO authors VALUES (99, 1, 'x')")


def test_access_and_states_are_checked(archive: Archive) -> None:
    save(archive, plain(1))
    with pytest.raises(ArchiveError, match="CHECK constraint failed"), archive.transaction():
        archive.db.execute("UPDATE articles SET access = 'maybe'")


def test_a_new_archive_is_whole(path: Path) -> None:
    folder = path.parent / "new" / "deep"
    with Archive.open(folder / "a.db") as archive:
        assert one(archive, "PRAGMA integrity_check") == "ok"
        assert rows(archive, "PRAGMA foreign_key_check") == []
    with Archive.open(folder / "a.db") as again:
        assert one(again, "SELECT count(*) FROM articles") == 0


def test_a_transaction_that_fails_leaves_nothing(archive: Archive) -> None:
    class StopError(Exception):
        pass

    with archive.transaction():
        archive.frontier.add_site(SITE)
    with pytest.raises(StopError), archive.transaction():
        archive.articles.save(plain(1, keywords=["x"]), response(), None, "1")
        raise StopError
    for table in ("articles", "captures", "payloads", "versions", "keywords", "articles_fts"):
        assert one(archive, f"SELECT count(*) FROM {table}") == 0, table
    assert not archive.db.conn.in_transaction
    save(archive, plain(1))
    assert one(archive, "SELECT count(*) FROM articles") == 1


def message(path: Path, how: str) -> str:
    """Return the error of opening, which is one of exit code 2."""
    with pytest.raises(ArchiveError) as caught:
        (Archive.open if how == "open" else Archive.read)(path)
    assert caught.value.exit_code == 2
    return str(caught.value)


@pytest.mark.parametrize("how", ["open", "read"])
def test_a_text_file_is_refused_and_kept(path: Path, how: str) -> None:
    path.write_text("Liebes Tagebuch")
    assert message(path, how) == f"{path}: is not an SQLite file, so it is not an archive. Name another with --db FILE."
    assert path.read_text() == "Liebes Tagebuch"


@pytest.mark.parametrize("how", ["open", "read"])
def test_a_directory_is_refused(tmp_path: Path, how: str) -> None:
    assert message(tmp_path, how) == f"{tmp_path}: is a directory. Name a file with --db FILE."


@pytest.mark.parametrize("version", [0, 1, 70])
@pytest.mark.parametrize("how", ["open", "read"])
def test_the_database_of_another_program_is_refused_and_kept(path: Path, how: str, version: int) -> None:
    with sqlite(path) as other:
        other.execute("CREATE TABLE bookmarks (url)")
        other.execute(f"PRAGMA user_version = {version}")
    before = path.read_bytes()
    assert message(path, how) == (
        f"{path}: is an SQLite file, but not an archive of scraper. Name another with --db FILE."
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize("how", ["open", "read"])
def test_a_newer_archive_is_refused(path: Path, how: str) -> None:
    Archive.open(path).close()
    with sqlite(path) as other:
        other.execute("PRAGMA user_version = 99")
    assert message(path, how) == (
        f"{path}: is an archive of schema version 99; this program knows versions up to {SCHEMA_VERSION}."
        " Update scraper."
    )


def test_a_missing_archive_is_not_made_by_reading(path: Path) -> None:
    assert message(path, "read") == (
        f"{path}: there is no archive yet."
        " Make one with 'scraper crawl' or 'scraper fetch URL', or name another with --db FILE."
    )
    assert list(path.parent.iterdir()) == []


def test_an_archive_marked_read_only_is_read_and_not_written(path: Path) -> None:
    """Also as root, whom the kernel would let write."""
    with Archive.open(path) as archive:
        save(archive, plain(1))
    path.chmod(0o444)
    assert message(path, "open") == (
        f"{path}: is read-only. Make it writable (chmod u+w), or choose another with --db FILE."
    )
    with Archive.read(path) as archive:
        assert one(archive, "SELECT title FROM articles") == "Meldung 1"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    path = tmp_path / "file" / "a.db"
    assert message(path, "open") == f"{path}: cannot be read: Not a directory."


def test_a_damaged_archive_says_so(path: Path) -> None:
    Archive.open(path).close()
    data = path.read_bytes()
    path.write_bytes(data[:100] + b"\xff" * (len(data) - 100))
    for how in ("open", "read"):
        assert message(path, how) == (
            f"{path}: is damaged or not an SQLite file (database disk image is malformed). Restore it from a backup."
        )


def test_an_archive_opened_for_reading_cannot_be_written(path: Path) -> None:
    Archive.open(path).close()
    with Archive.read(path) as archive:
        with (
            pytest.raises(ArchiveError, match=re.escape(f"{path}: was opened for reading only.")),
            archive.transaction(),
        ):
            pass
        with pytest.raises(sqlite3.Error):
            archive.db.conn.execute("INSERT INTO sites VALUES ('a', 'b', 'c')")


def test_the_steps_of_a_migration_are_kept_together(archive: Archive) -> None:
    script = "CREATE TABLE half (id);\nINSERT INTO sites VALUES ('a', 'b', 'c');\nCREATE TABLE sites (id);"
    with pytest.raises(sqlite3.OperationalError, match="table sites already exists"):
        migrate(archive.db, 7, script)
    assert one(archive, "PRAGMA user_version") == SCHEMA_VERSION
    assert rows(archive, "SELECT name FROM sqlite_master WHERE name = 'half'") == []
    assert one(archive, "SELECT count(*) FROM sites") == 0
    assert not archive.db.conn.in_transaction


def test_an_older_archive_is_migrated_when_it_is_opened_for_writing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive.open(path) as archive:
        save(archive, plain(1))
    read, steps = module._script, (*module.MIGRATIONS, "next.sql")
    monkeypatch.setattr(module, "MIGRATIONS", steps)
    monkeypatch.setattr(module, "SCHEMA_VERSION", len(steps))
    step = "ALTER TABLE articles ADD COLUMN mood TEXT;"
    monkeypatch.setattr(module, "_script", lambda name: step if name == "next.sql" else read(name))
    assert message(path, "read") == (
        f"{path}: is an archive of the older schema version {len(steps) - 1}."
        " The next 'scraper crawl' or 'scraper fetch' migrates it."
    )
    with Archive.open(path) as archive:
        assert one(archive, "PRAGMA user_version") == len(steps)
        assert rows(archive, "SELECT title, mood FROM articles") == [("Meldung 1", None)]


def test_a_migration_that_fails_leaves_the_old_archive(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive.open(path).close()
    read, version = module._script, SCHEMA_VERSION
    monkeypatch.setattr(module, "MIGRATIONS", (*module.MIGRATIONS, "next.sql"))
    monkeypatch.setattr(module, "SCHEMA_VERSION", version + 1)
    broken = "ALTER TABLE articles ADD COLUMN mood TEXT; SELCT;"
    monkeypatch.setattr(module, "_script", lambda name: broken if name == "next.sql" else read(name))
    assert message(path, "open") == f'{path}: SQLite says: near "SELCT": syntax error.'
    with sqlite(path) as other:
        assert other.execute("PRAGMA user_version").fetchone() == (version,)
        assert other.execute("SELECT count(*) FROM pragma_table_info('articles') WHERE name = 'mood'").fetchone() == (
            0,
        )


def test_others_read_while_a_transaction_is_open(archive: Archive, path: Path) -> None:
    save(archive, plain(1))
    with sqlite(path) as other, archive.transaction():
        archive.articles.save(plain(2), response(), None, "1")
        assert other.execute("SELECT title FROM articles").fetchall() == [("Meldung 1",)]
        with Archive.read(path) as reader:
            assert one(reader, "SELECT count(*) FROM articles") == 1


BUSY = "another program holds the archive for writing. Close it and start again."


def test_an_archive_that_another_program_writes_is_not_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BUSY_MS", 1)
    Archive.open(path).close()
    with sqlite(path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert message(path, "open") == f"{path}: {BUSY}"
        other.execute("ROLLBACK")
    Archive.open(path).close()


def test_a_transaction_is_refused_while_another_program_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BUSY_MS", 1)
    with Archive.open(path) as archive, sqlite(path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveError) as caught:
            save(archive, plain(1))
        assert str(caught.value) == f"{path}: {BUSY}"
        other.execute("ROLLBACK")
        assert save(archive, plain(1)).verdict == "new"


def test_a_full_disk_ends_the_transaction_and_keeps_the_rest(path: Path) -> None:
    with Archive.open(path) as archive:
        save(archive, plain(1))
        archive.db.execute(f"PRAGMA max_page_count = {one(archive, 'PRAGMA page_count')}")
        with pytest.raises(ArchiveError) as caught:
            save(archive, plain(2, body="lang " * 50_000))
        assert str(caught.value) == f"{path}: the disk is full. What was archived is whole; make room and start again."
    with Archive.read(path) as archive:
        assert rows(archive, "SELECT title FROM articles") == [("Meldung 1",)]


def test_closing_never_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PRAGMA optimize writes; a busy archive is no reason for a traceback at the very end."""
    monkeypatch.setattr(module, "_BUSY_MS", 1)
    archive = Archive.open(path)
    for number in range(50):
        save(archive, plain(number, keywords=[f"k{number}"]), at=NOW)
    archive.db.execute("ANALYZE")
    archive.db.execute("DELETE FROM sqlite_stat1")
    archive.db.conn.commit()
    with sqlite(path) as other:
        archive.db.execute("SELECT * FROM articles WHERE digest = 'x' AND date = 'y'").fetchall()
        other.execute("BEGIN IMMEDIATE")
        archive.close()
        other.execute("ROLLBACK")


def test_an_archive_of_version_1_is_migrated_with_all_its_rows(tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    with closing(sqlite3.connect(old)) as db:
        db.executescript(f"BEGIN;\n{module._script('schema.sql')}\nPRAGMA user_version = 1;\nCOMMIT;")
        db.executescript(
            "INSERT INTO sites VALUES ('bote', 'Der Bote', 'https://bote.example/');"
            "INSERT INTO payloads VALUES (1, 'd', 'none', NULL, x'00');"
            "INSERT INTO captures VALUES (1, 'u', 'u', 't', 200, '[]', NULL, 'd', 1, 1, NULL);"
            "INSERT INTO articles (id, url, site, title, body, words, digest, first_seen, last_seen, changed_at,"
            " capture_id, parser) VALUES (7, 'u', 'bote', 'T', 'B', 1, 'x', 't', 't', 't', 1, '1');"
            "INSERT INTO authors VALUES (7, 1, 'Erika Muster');"
            "INSERT INTO versions (article_id, seen_at, capture_id, digest, title, body, parser)"
            " VALUES (7, 't', 1, 'x', 'T', 'B', '1');"
        )
    with Archive.open(old) as migrated, Archive.open(new) as fresh:
        assert migrated.db.execute("SELECT id, title, authors FROM archive").fetchall() == [(7, "T", "Erika Muster")]
        assert migrated.db.execute("SELECT article_id FROM versions").fetchall() == [(7,)]
        assert migrated.db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert migrated.db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        schema = "SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2"
        assert migrated.db.execute(schema).fetchall() == fresh.db.execute(schema).fetchall()
