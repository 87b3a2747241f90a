"""``compact``: what older programs packed less well becomes small, can be stopped, and stays readable all the time."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from template_pages import page

from index_contents import fits
from scraper.errors import ArchiveError
from scraper.store import Archive
from scraper.store import compact as module
from scraper.store.compact import compact
from scraper.store.files import PAGE_BYTES
from scraper.store.repack import free
from store_records import NOW, one, plain, rows, save

PAGES = 60


def now() -> dt.datetime:
    return NOW


def fill(path: Path, pages: int = PAGES) -> None:
    """Fill an archive with the pages of a site, one of which was edited."""
    with Archive.open(path) as archive:
        for number in range(pages):
            save(archive, plain(number), page(number), NOW + dt.timedelta(hours=number))
        save(archive, plain(3, body="Der Text ist ein anderer."), page(3, "<p>anders</p>"), NOW + dt.timedelta(days=9))


def bodies(path: Path) -> dict[bytes, bytes]:
    with Archive.read(path) as archive:
        found = {}
        for payload_id, digest in rows(archive, "SELECT id, digest FROM payloads"):
            found[digest] = archive.captures.payloads.body(payload_id)
            assert hashlib.sha256(found[digest]).digest() == digest
        return found


def packed_bytes(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT sum(length(data)) FROM payloads").fetchone()[0])


def links(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT id, link, salt, digest FROM captures ORDER BY id").fetchall()


def unpacked_archive(path: Path) -> None:
    """Make an archive whose payloads stand alone, as older programs made it."""
    fill(path)
    before = bodies(path)
    with closing(sqlite3.connect(path)) as db, db:
        for payload_id, digest in db.execute("SELECT id, digest FROM payloads").fetchall():
            data = zstandard.ZstdCompressor(level=3).compress(before[digest])
            db.execute(
                "UPDATE payloads SET codec = 'zstd', data = ?, dictionary_id = NULL, earlier_id = NULL WHERE id = ?",
                [data, payload_id],
            )
        db.execute("DELETE FROM dictionaries WHERE payload_id IS NOT NULL")


@pytest.fixture
def old(path: Path) -> Iterator[Path]:
    unpacked_archive(path)
    yield path


def test_it_packs_what_stands_alone(old: Path) -> None:
    before, chain, packed = bodies(old), links(old), packed_bytes(old)
    done = compact(old, now)
    assert done.captures == PAGES + 1
    assert done.why_not_rewritten is None
    assert bodies(old) == before
    assert links(old) == chain
    assert packed_bytes(old) < packed / 3
    assert done.after == old.stat().st_size < done.before
    with Archive.read(old) as archive:
        assert one(archive, "SELECT count(*) FROM payloads WHERE dictionary_id IS NULL AND earlier_id IS NULL") == 1
        assert one(archive, "SELECT count(*) FROM payloads WHERE earlier_id IS NOT NULL") == 1
        assert one(archive, "PRAGMA integrity_check") == "ok"


@pytest.mark.parametrize("index", ["articles_fts", "articles_words"])
def test_it_merges_the_search_indexes(old: Path, index: str) -> None:
    def size() -> int:
        with closing(sqlite3.connect(old)) as db:
            return int(db.execute(f"SELECT sum(length(block)) FROM {index}_data").fetchone()[0])

    with closing(sqlite3.connect(old, isolation_level=None)) as db:
        # Each statement leaves a segment of its own, and the words of what was there before.
        db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('automerge', 0)")
        for number in range(1, PAGES):
            db.execute("UPDATE articles SET body = body || ' Neu.' WHERE id = ?", [number])
            if number % 6 == 0:
                with Archive.open(old) as archive, archive.transaction():
                    pass
    before = size()
    compact(old, now)
    assert size() < before * 0.8
    with Archive.open(old) as archive, archive.transaction():
        archive._db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        assert rows(archive, f"SELECT count(*) FROM {index} WHERE {index} MATCH 'meldung'") == [(PAGES,)]
    assert fits(old)


def test_a_second_run_has_nothing_to_do(old: Path) -> None:
    compact(old, now)
    content = old.read_bytes()
    done = compact(old, now)
    assert (done.captures, done.before) == (0, done.after)
    assert bodies(old)
    assert len(content) == old.stat().st_size
    assert compact(old, now, anew=True).captures == PAGES + 1


def test_it_goes_on_where_it_was_stopped(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CAPTURES_AT_A_TIME", 10)
    before = bodies(old)

    def stop(text: str, done: int, total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compact(old, now, progress=stop)
    assert bodies(old) == before
    done = compact(old, now)
    assert done.captures == PAGES + 1 - 20
    assert bodies(old) == before


def test_the_file_waits_where_somebody_has_it_open(old: Path) -> None:
    before = bodies(old)
    with Archive.read(old) as reader:
        list(reader.rows("SELECT count(*) FROM articles"))
        done = compact(old, now)
    assert done.why_not_rewritten == f"{old}: another program has the archive open, so it cannot be made smaller now."
    assert bodies(old) == before
    assert compact(old, now).why_not_rewritten is None


def test_a_full_disk_leaves_the_archive_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bodies(old)
    usage = shutil.disk_usage(old.parent)._replace(free=1000)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ArchiveError, match="could not be made smaller: its folder needs"):
        compact(old, now)
    assert bodies(old) == before
    assert sorted(file.name for file in old.parent.iterdir() if "compact" in file.name) == []


def test_a_large_file_of_small_pages_is_written_anew(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compact(old, now)
    monkeypatch.setattr(module, "_LARGE_FILE", 100_000)
    small = old.with_name("small.db")
    with closing(sqlite3.connect(old)) as db:
        db.execute("PRAGMA page_size = 4096")
        db.execute("VACUUM INTO ?", [str(small)])
    compact(small, now)
    with Archive.read(small) as archive:
        assert one(archive, "PRAGMA page_size") == PAGE_BYTES


def test_a_damaged_payload_stays_as_it_is(old: Path) -> None:
    with closing(sqlite3.connect(old)) as db, db:
        db.execute("UPDATE payloads SET data = x'0102' WHERE id = 5")
    compact(old, now)
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("SELECT data, dictionary_id, earlier_id FROM payloads WHERE id = 5").fetchall() == [
            (b"\x01\x02", None, None)
        ]


def test_what_serves_others_can_be_freed_and_deleted(path: Path) -> None:
    fill(path, 10)
    with Archive.open(path) as archive:
        while one(archive, "SELECT count(*) FROM payloads") > 1:
            (payload,) = rows(
                archive,
                "SELECT p.id FROM payloads p ORDER BY"
                " EXISTS (SELECT 1 FROM dictionaries WHERE payload_id = p.id) DESC,"
                " EXISTS (SELECT 1 FROM payloads WHERE earlier_id = p.id) DESC LIMIT 1",
            )
            captures = [row[0] for row in rows(archive, "SELECT id FROM captures WHERE payload_id = ?", *payload)]
            with archive.transaction():
                free(archive._db, payload, captures)
                archive._db.execute("DELETE FROM captures WHERE payload_id = ?", payload)
                archive._db.execute("DELETE FROM payloads WHERE id = ?", payload)
            for (left,) in rows(archive, "SELECT id FROM payloads"):
                assert archive.captures.payloads.body(left)
            for (heads,) in rows(archive, "SELECT exchange FROM captures"):
                assert archive.captures.heads(heads)


def test_what_goes_together_is_not_packed_anew(path: Path) -> None:
    fill(path, 10)
    with Archive.open(path) as archive:
        payloads = [row[0] for row in rows(archive, "SELECT id FROM payloads ORDER BY id")]
        before = rows(archive, "SELECT id, data FROM payloads ORDER BY id")
        staying = payloads[-2]
        going = [payload for payload in payloads if payload != staying]
        with archive.transaction():
            free(archive._db, going, ())
        after = rows(archive, "SELECT id, data FROM payloads ORDER BY id")
        assert [new for new, old in zip(after, before, strict=True) if new != old] == [
            (staying, one(archive, "SELECT data FROM payloads WHERE id = ?", staying))
        ]
        marks = ", ".join("?" * len(going))
        assert rows(
            archive,
            "SELECT count(*) FROM payloads WHERE (dictionary_id IS NOT NULL OR earlier_id IS NOT NULL)"
            f" AND id IN ({marks})",
            *going,
        ) == [(0,)]
        assert hashlib.sha256(archive.captures.payloads.body(staying)).digest() == one(
            archive, "SELECT digest FROM payloads WHERE id = ?", staying
        )
