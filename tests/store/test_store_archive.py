"""The archive file: made, migrated, refused in one sentence, shared with other programs."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils.cli import cli as sqlite_utils_cli

from scraper.errors import ArchiveError
from scraper.store import Archive, lock
from scraper.store.migrate import SCHEMA_VERSION
from store_records import NOW, SITE, one, plain, response, rows, save, sqlite, write

# DESIGN.md, "The tables": people script against these names.
PROMISED = {
    "sites": "id name home",
    "articles": "id url site kicker title date published_at modified_at lead body keywords section language words"
    " digest duplicate_of access first_seen last_seen changed_at gone_at capture_id reader sources doubts signals"
    " missing_since",
    "authors": "article_id position name",
    "keywords": "id name canonical_id form",
    "article_keywords": "article_id position keyword_id",
    "links": "article_id position relation url title date teaser target_id key",
    "link_checks": "url state since checked_at status moved_to reason detail",
    "checked_links": "article_id position url text target_id state since checked_at status moved_to reason detail",
    "vendors": "article_id position name place url",
    "images": "article_id position url caption credit",
    "versions": "article_id seen_at until capture_id digest kicker title lead body reader changed record",
    "history": "article_id seen_at until capture_id title lead body changed record",
    "silent_edits": "article_id",
    "captures": "id url requested_url fetched_at status protocol remote_address exchange media_type digest size"
    " payload_id via_id part_of signals salt link",
    "gaps": "capture_id link at seal",
    "visits": "capture_id at status",
    "payloads": "id digest codec dictionary_id data earlier_id",
    "dictionaries": "id site payload_id capture_id made_at",
    "pages": "url site kind state found_in due_at etag last_modified failures last_status reason detail",
    "problems": "id site url code detail since last times until told_at",
    "events": "id article_id kind at",
    "forgotten": "key rule at",
    "marks": "name at id",
    "hosts": "host robots robots_at delay not_before failures certificate_until",
    "imports": "id source identity selection started_at finished_at offset counts",
    "origins": "capture_id import_id record_id offset",
    "crawls": "id started_at finished_at sites requests bytes new changed unchanged gone failed size",
    "crawl_sites": "crawl_id site finished_at",
    "articles_fts": "body title kicker lead keywords",
    "articles_words": "words",
    "words": "word stem",
    "stories": "id first_id",
    "story_articles": "story_id article_id share",
    "story_pairs": "article_id other_id share other_share",
    "citations": "article_id site date title target_id target_site target_date target_title text",
    "mentions": "article_id kind name key start end",
    "places": "key kind name population",
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
        archive._db.execute("INSERT INTO authors VALUES (99, 1, 'x')")


def test_access_and_states_are_checked(archive: Archive) -> None:
    save(archive, plain(1))
    with pytest.raises(ArchiveError, match="CHECK constraint failed"), archive.transaction():
        archive._db.execute("UPDATE articles SET access = 'maybe'")


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
        write(archive, plain(1, keywords=["x"]), response())
        raise StopError
    for table in ("articles", "captures", "payloads", "versions", "keywords", "articles_fts"):
        assert one(archive, f"SELECT count(*) FROM {table}") == 0, table
    assert not archive._db.conn.in_transaction
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
            archive._db.conn.execute("INSERT INTO sites VALUES ('a', 'b', 'c')")


def test_others_read_while_a_transaction_is_open(archive: Archive, path: Path) -> None:
    save(archive, plain(1))
    with sqlite(path) as other, archive.transaction():
        write(archive, plain(2), response())
        assert other.execute("SELECT title FROM articles").fetchall() == [("Meldung 1",)]
        with Archive.read(path) as reader:
            assert one(reader, "SELECT count(*) FROM articles") == 1


BUSY = "another program holds the archive for writing. Close it and start again."


def test_an_archive_that_another_program_writes_is_not_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr("scraper.store.archive.LONGEST_WAIT", 0.05)
    Archive.open(path).close()
    with sqlite(path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert message(path, "open") == f"{path}: {BUSY}"
        other.execute("ROLLBACK")
    Archive.open(path).close()


def test_a_transaction_is_refused_while_another_program_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr("scraper.store.archive.LONGEST_WAIT", 0.05)
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
        archive._db.execute(f"PRAGMA max_page_count = {one(archive, 'PRAGMA page_count')}")
        with pytest.raises(ArchiveError) as caught:
            save(archive, plain(2, body="lang " * 50_000))
        assert str(caught.value) == f"{path}: the disk is full. What was archived is whole; make room and start again."
    with Archive.read(path) as archive:
        assert rows(archive, "SELECT title FROM articles") == [("Meldung 1",)]


def test_closing_never_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PRAGMA optimize writes; a busy archive is no reason for a traceback at the very end."""
    monkeypatch.setattr(lock, "LONGEST_WAIT", 0.05)
    monkeypatch.setattr("scraper.store.archive.LONGEST_WAIT", 0.05)
    archive = Archive.open(path)
    for number in range(50):
        save(archive, plain(number, keywords=[f"k{number}"]), at=NOW)
    archive._db.execute("ANALYZE")
    archive._db.execute("DELETE FROM sqlite_stat1")
    archive._db.conn.commit()
    with sqlite(path) as other:
        archive._db.execute("SELECT * FROM articles WHERE digest = 'x' AND date = 'y'").fetchall()
        other.execute("BEGIN IMMEDIATE")
        archive.close()
        other.execute("ROLLBACK")


INDEXED = "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM articles WHERE id = 1",
        "UPDATE articles SET title = 'Bürgerbüro' WHERE id = 1",
        "UPDATE articles SET body = 'Nichts davon', keywords = NULL WHERE id = 1",
        "UPDATE articles SET id = 99 WHERE id = 1",
        "UPDATE articles SET section = 'Anders'",
    ],
)
def test_the_index_stays_right_whatever_another_program_does(archive: Archive, path: Path, change: str) -> None:
    for number in (1, 2):
        save(archive, plain(number, body=f"Wohngeld {number} im Rathaus", keywords=["OZG"]))
    with sqlite(path) as other:
        other.execute(change)
        other.execute(INDEXED)
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        sql = "SELECT rowid, snippet(articles_fts, 0, '[', ']', '…', 4) FROM articles_fts WHERE articles_fts MATCH ?"
        hits = dict(other.execute(sql, ["Wohngeld"]).fetchall())
        texts = dict(other.execute("SELECT id, body FROM articles WHERE body LIKE '%Wohngeld%'").fetchall())
    assert set(hits) == set(texts)
    assert all("[Wohngeld]" in text for text in hits.values())


def test_sqlite_utils_and_datasette_find_the_index_by_themselves(archive: Archive, path: Path) -> None:
    save(archive, plain(1, body="Wohngeld im Rathaus"))
    done = CliRunner().invoke(sqlite_utils_cli, ["search", str(path), "articles", "Wohngeld", "-c", "title"])
    assert (done.exit_code, json.loads(done.output)) == (0, [{"title": "Meldung 1"}])
    # What Datasette looks for (datasette/utils, detect_fts_sql): the name of the table in double quotes.
    (sql,) = rows(archive, "SELECT sql FROM sqlite_master WHERE name = 'articles_fts'")[0]
    assert re.search(r'VIRTUAL TABLE.*USING FTS.*content="articles"', sql, re.IGNORECASE | re.DOTALL)


def test_the_writers_of_one_archive_take_turns(path: Path) -> None:
    """SQLite before 3.51.3 can damage a file that two connections write and checkpoint in the same instant."""
    with Archive.open(path) as one_writer, Archive.open(path) as other:
        assert one_writer.begin()
        assert not other.begin()
        one_writer.rollback()
        assert other.begin()
        other.commit()


def test_every_foreign_key_says_what_happens(archive: Archive) -> None:
    for (table,) in rows(archive, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"):
        for key in rows(archive, 'SELECT "from", on_delete FROM pragma_foreign_key_list(?)', table):
            assert key[1] != "NO ACTION", f"{table}.{key[0]}"
