"""The step to schema 7: a chain over the captures that were there, rooms that are still empty, larger pages."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from old_archive import OldArchive, bring_to, make_older

from scraper.errors import ArchiveError
from scraper.store import Archive
from scraper.store.exchange import unpack
from scraper.store.files import PAGE_BYTES
from scraper.store.migrate import Migrated, migrate
from scraper.store.migrations.steps import STEPS
from store_records import plain, save

URL = "https://zeitung.example/1"
SEEN = "2026-03-01T06:00:00Z"
FIELDS = (
    "id, url, requested_url, fetched_at, status, protocol, remote_address, exchange, media_type, digest, size, via_id,"
    " part_of, signals"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive of schema 6 with four captures, and a number between them that is no more."""
    old = OldArchive(tmp_path / "archive.db")
    for number in range(5):
        captured = old.capture(f"{URL}/{number}", SEEN, f"Grüße {number}".encode())
        old.article(f"{URL}/{number}", captured, title=f"Größe {number}", first_seen=SEEN)
    old.close()
    bring_to(old.path, 6)
    with closing(sqlite3.connect(old.path, isolation_level=None)) as db:
        db.execute("UPDATE articles SET capture_id = NULL WHERE capture_id = 3")
        db.execute("DELETE FROM captures WHERE id = 3")
    return old.path


@pytest.fixture
def db(path: Path) -> Iterator[sqlite3.Connection]:
    """The same, migrated."""
    migrated_of(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        yield db


def migrated_of(path: Path, script: str = "") -> Migrated:
    """Migrate the archive after a script."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)
    migrated = migrate(path)
    assert migrated is not None
    return migrated


def values_of(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


# The chain.


def links_by_hand(db: sqlite3.Connection) -> list[bytes]:
    """Return the links of all captures, made of nothing but what the table holds."""
    links: list[bytes] = []
    before = bytes(32)
    for *fields, salt in db.execute(f"SELECT {FIELDS}, salt FROM captures ORDER BY id"):
        row = [value.hex() if isinstance(value, bytes) else value for value in fields]
        try:
            request, response = unpack(fields[7])
            heads = len(request).to_bytes(4, "big") + request + response
        except ArchiveError:
            heads = fields[7]
        row[7] = hashlib.sha256(heads).hexdigest()
        digest = hashlib.sha256(json.dumps(row).encode()).digest()
        before = hashlib.sha256(before + hashlib.sha256(digest + salt).digest()).digest()
        links.append(before)
    return links


def test_each_capture_has_its_link_in_the_order_of_the_numbers(db: sqlite3.Connection) -> None:
    links = [link for (link,) in db.execute("SELECT link FROM captures ORDER BY id")]
    assert len(links) == 4
    assert links == links_by_hand(db)


def test_each_capture_has_a_salt_of_its_own(db: sqlite3.Connection) -> None:
    assert db.execute("SELECT count(DISTINCT salt), min(length(salt)), max(length(salt)) FROM captures").fetchall() == [
        (4, 16, 16)
    ]
    assert db.execute("SELECT count(*) FROM captures WHERE length(link) = 32").fetchone() == (4,)


def test_two_migrations_of_one_archive_share_no_salt(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    salts = [values_of(one, "SELECT salt FROM captures") for one in (path, other) if migrated_of(one)]
    assert set(salts[0]).isdisjoint(salts[1])


@pytest.mark.parametrize("damaged", ["x''", "x'ff'", "x'01000001ff28b52ffd00'", "substr(exchange, 1, 60)"])
def test_a_damaged_exchange_stops_nothing_and_is_part_of_the_chain(path: Path, damaged: str) -> None:
    migrated_of(path, f"UPDATE captures SET exchange = {damaged} WHERE id = 2")
    with closing(sqlite3.connect(path)) as db:
        assert [link for (link,) in db.execute("SELECT link FROM captures ORDER BY id")] == links_by_hand(db)


def test_an_archive_without_captures_is_migrated(path: Path) -> None:
    migrated_of(path, "UPDATE articles SET capture_id = NULL; DELETE FROM captures")
    assert values_of(path, "SELECT count(*) FROM captures") == [(0,)]


def test_the_next_capture_goes_on_with_the_chain(path: Path) -> None:
    migrated_of(path)
    with Archive.open(path) as archive:
        save(archive, plain(7))
    with closing(sqlite3.connect(path)) as db:
        links = links_by_hand(db)
        assert db.execute("SELECT id, link FROM captures ORDER BY id DESC LIMIT 1").fetchone() == (6, links[4])


# What is empty still, and what guards it.


@pytest.mark.parametrize("table", ["dictionaries", "gaps", "link_checks"])
def test_new_tables_are_empty(db: sqlite3.Connection, table: str) -> None:
    assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_no_article_is_missing_and_no_payload_needs_a_dictionary(db: sqlite3.Connection) -> None:
    assert db.execute("SELECT count(*), count(missing_since) FROM articles").fetchone() == (5, 0)
    assert db.execute("SELECT count(*), count(dictionary_id) FROM payloads").fetchone() == (5, 0)


def test_what_was_found_gone_once_stays_gone(path: Path) -> None:
    migrated_of(path, f"UPDATE articles SET gone_at = '{SEEN}' WHERE id = 2")
    assert values_of(path, "SELECT id, gone_at, missing_since FROM articles WHERE gone_at IS NOT NULL") == [
        (2, SEEN, None)
    ]


def test_references_can_be_asked_for_before_any_was_looked_after(path: Path) -> None:
    migrated_of(
        path, "INSERT INTO links (article_id, position, relation, url, title) VALUES (1, 1, 'reference', 'x:y', 'Mehr')"
    )
    assert values_of(path, "SELECT article_id, url, text, state, status FROM checked_links") == [
        (1, "x:y", "Mehr", None, None)
    ]


@pytest.mark.parametrize("foreign_keys", ["ON", "OFF"])
@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM payloads WHERE id = 1", "other payloads are packed against this one; use scraper forget"),
        (
            "DELETE FROM captures WHERE id = 2",
            "heads of other captures are packed against this one; use scraper forget",
        ),
        ("DELETE FROM dictionaries WHERE id = 1", "payloads are packed against this one; use scraper forget"),
    ],
)
def test_what_others_are_packed_against_cannot_be_deleted(
    db: sqlite3.Connection, sql: str, said: str, foreign_keys: str
) -> None:
    db.execute(
        "INSERT INTO dictionaries (site, payload_id, capture_id, made_at)"
        f" VALUES ('zeitung', 1, NULL, '{SEEN}'), ('zeitung', NULL, 2, '{SEEN}')"
    )
    db.execute("UPDATE payloads SET dictionary_id = 1 WHERE id = 5")
    db.execute(f"PRAGMA foreign_keys = {foreign_keys}")
    with pytest.raises(sqlite3.IntegrityError) as caught:
        db.execute(sql)
    assert str(caught.value) == said
    # What nothing is packed against can go: another capture, and a dictionary that no payload names.
    db.execute("PRAGMA foreign_keys = OFF")
    assert db.execute("DELETE FROM dictionaries WHERE id = 2").rowcount == 1
    assert db.execute("DELETE FROM captures WHERE id = 2").rowcount == 1
    assert db.execute("DELETE FROM payloads WHERE id = 2").rowcount == 1


def test_the_number_of_a_dictionary_is_never_used_twice(db: sqlite3.Connection) -> None:
    add = f"INSERT INTO dictionaries (site, payload_id, made_at) SELECT id, 1, '{SEEN}' FROM sites LIMIT 1 RETURNING id"
    first = db.execute(add).fetchall()
    db.execute("DELETE FROM dictionaries")
    assert (first, db.execute(add).fetchall()) == ([(1,)], [(2,)])


def test_an_address_finds_its_captures_in_order_by_an_index(db: sqlite3.Connection) -> None:
    plan = db.execute("EXPLAIN QUERY PLAN SELECT id FROM captures WHERE url = ? ORDER BY id", [URL]).fetchall()
    assert [row[3] for row in plan] == ["SEARCH captures USING COVERING INDEX captures_url (url=?)"]


# What is the user's own.


def test_rows_in_the_old_table_of_dictionaries_stop_nothing(path: Path) -> None:
    migrated = migrated_of(path, "INSERT INTO dictionaries VALUES (1, x'00'), (9, x'01')")
    assert values_of(path, "SELECT count(*) FROM dictionaries") == [(0,)]
    assert values_of(migrated.kept, "SELECT id FROM dictionaries") == [(1,), (9,)]


def test_what_has_a_name_that_is_needed_stays_behind(path: Path) -> None:
    migrated = migrated_of(
        path,
        "CREATE TABLE Gaps (mine); INSERT INTO gaps VALUES (1); CREATE INDEX dictionaries_site ON Gaps (mine);"
        "CREATE VIEW link_checks AS SELECT 1; CREATE TABLE log (what);"
        "CREATE TRIGGER payloads_in_use AFTER INSERT ON log BEGIN SELECT 1; END;"
        "CREATE TRIGGER of_gaps AFTER INSERT ON Gaps BEGIN INSERT INTO log VALUES (1); END",
    )
    assert migrated.left == ("Gaps", "link_checks", "dictionaries_site", "payloads_in_use")
    assert values_of(migrated.kept, "SELECT * FROM Gaps") == [(1,)]
    assert values_of(path, "SELECT count(*) FROM gaps") == [(0,)]
    assert values_of(path, "SELECT tbl_name FROM sqlite_schema WHERE name = 'payloads_in_use'") == [("payloads",)]
    assert values_of(path, "SELECT name FROM sqlite_schema WHERE tbl_name = 'gaps'") == [("gaps",)]


OWN = (
    "CREATE TABLE notes (note); INSERT INTO notes VALUES ('eins'), ('zwei'), ('drei');"
    "DELETE FROM notes WHERE note = 'eins';"
    "CREATE TABLE names (name TEXT PRIMARY KEY); INSERT INTO names VALUES ('a'), ('b');"
    "DELETE FROM names WHERE name = 'a';"
    "CREATE VIEW short AS SELECT title FROM articles; CREATE INDEX mine ON captures (size);"
    "CREATE VIRTUAL TABLE noted_words USING fts5 (note, content='notes');"
    "INSERT INTO noted_words (noted_words) VALUES ('rebuild');"
    "CREATE TRIGGER noted AFTER INSERT ON captures BEGIN INSERT INTO notes VALUES (new.url); END;"
)


def test_tables_views_and_triggers_of_the_users_own_stay_with_the_numbers_of_their_rows(path: Path) -> None:
    migrated = migrated_of(path, OWN)
    assert migrated.left == ()
    assert values_of(path, "SELECT rowid, note FROM notes") == [(2, "zwei"), (3, "drei")]
    assert values_of(path, "SELECT rowid, name FROM names") == [(2, "b")]
    # A search index over a table without numbers of its own finds its rows by those that SQLite gave them.
    assert values_of(path, "SELECT rowid, note FROM noted_words WHERE noted_words MATCH 'drei'") == [(3, "drei")]
    assert values_of(path, "SELECT title FROM short LIMIT 1") == [("Größe 0",)]
    assert {name for (name,) in values_of(path, "SELECT name FROM sqlite_schema")} >= {"mine", "noted", "short"}


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE own (a CHECK (is_fine(a)))", "CREATE INDEX own ON notes (is_fine(note))"]
)
def test_what_calls_a_function_of_the_users_program_is_said_to_do_so(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.create_function("is_fine", 1, lambda value: True, deterministic=True)
        db.executescript(f"{OWN}; {sql}")
    before = path.read_bytes()
    with pytest.raises(ArchiveError) as caught:
        migrate(path)
    assert str(caught.value) == (
        f"{path}: could not be migrated, and is as it was: a table or an index of your own needs what only your own"
        " program has (no such function: is_fine). Drop it with that program, and start again."
    )
    assert path.read_bytes() == before
    assert not list(path.parent.glob("archive.db.[nv]*"))


def test_the_steps_name_what_they_bring(path: Path, db: sqlite3.Connection) -> None:
    kept = path.with_name("archive.db.v6")
    names = [{name for (name,) in values_of(file, "SELECT name FROM sqlite_schema")} for file in (kept, path)]
    assert {name for name in names[1] - names[0] if not str(name).startswith("sqlite_")} == {
        name for step in STEPS if step.version > 6 for name in step.brings
    }


# The pages.


def test_a_new_archive_has_pages_of_the_chosen_size(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    Archive.open(file).close()
    assert values_of(file, "PRAGMA page_size") == [(PAGE_BYTES,)]
    assert values_of(file, "PRAGMA journal_mode") == [("wal",)]


def test_an_empty_file_that_was_there_gets_them_too(tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    Archive.open(file).close()
    assert values_of(file, "PRAGMA page_size") == [(PAGE_BYTES,)]


@pytest.mark.parametrize("version", [3, 4, 6])
def test_a_migrated_archive_has_them_too_and_no_empty_ones(tmp_path: Path, version: int) -> None:
    file = tmp_path / "archive.db"
    OldArchive(file).close()
    if version > 3:
        bring_to(file, version)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        assert db.execute("PRAGMA page_size").fetchone() == (4096,)
        db.executescript("CREATE TABLE waste (a); INSERT INTO waste VALUES (zeroblob(300000)); DROP TABLE waste")
    migrated_of(file)
    assert values_of(file, "PRAGMA page_size") == [(PAGE_BYTES,)]
    assert values_of(file, "PRAGMA freelist_count") == [(0,)]


def test_an_archive_of_today_keeps_the_size_that_it_has(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "small.db"
    Archive.open(file).close()
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA page_size = 4096")
        db.execute("VACUUM")
    with Archive.open(file) as archive:
        save(archive, plain(1))
    assert values_of(file, "PRAGMA page_size") == [(4096,)]


def test_rows_of_today_can_be_put_back_into_an_older_schema(tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    with Archive.open(file) as archive:
        save(archive, plain(1))
    make_older(file, 6)
    assert values_of(file, "PRAGMA user_version") == [(6,)]
    migrated_of(file)
    with closing(sqlite3.connect(file)) as db:
        assert [link for (link,) in db.execute("SELECT link FROM captures")] == links_by_hand(db)
