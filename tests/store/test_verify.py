"""``verify``: a flipped bit in every kind of row, rows put in and taken out, gaps, and what a kept digest proves."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from empty_archive import put_empty_archive
from scraper.errors import ArchiveError
from scraper.model import Exchange
from scraper.model.flaw import Flaw
from scraper.store import Archive, exchange, repack
from scraper.store.chain import CAPTURE_FIELDS, capture_digest, chain_link
from scraper.store.gaps import leave_gaps
from scraper.store.verify import Verification, verify
from store_records import LATER, NOW, URL, full_article, plain, response, save, sqlite, write

FIXTURES = Path(__file__).parents[1] / "fixtures" / "archives"
Change = Callable[[Any], object]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a redirect, an article of two pages, an edit, a visit, and bytes of each codec."""
    path = tmp_path_factory.mktemp("filled") / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, full_article(), b"<p>Erste Fassung</p>" * 40)
        save(archive, full_article(), b"<p>Erste Fassung</p>" * 40, LATER)
        save(archive, full_article(body="Ein anderer Text."), b"<p>Zweite Fassung</p>" * 40, LATER)
        packed = gzip.compress(b"<p>Dritte Meldung</p>" * 40, mtime=0)
        # A page that names a keyword twice has it twice in its row.
        twice = ["OZG", "Ämter", "OZG"]
        save(archive, plain(2, keywords=twice), b"<p>Dritte Meldung</p>" * 40, packed=packed)
        heads = (b"GET /alt HTTP/1.1\r\n", b"HTTP/1.1 301 Weg\r\n")
        hop = Exchange("https://amtsblick.example/alt", 301, *heads, "HTTP/1.1", "192.0.2.7", NOW)
        first = response(b"unpackbar", url="https://amtsblick.example/meldung_3", via=(hop,))
        second = replace(first, url="https://amtsblick.example/meldung_3?s=2", body=b"zweite Seite", via=())
        with archive.transaction():
            write(archive, plain(3), replace(first, further=(second,)))
    # As a migration leaves it: without a log beside it.
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "archive.db"
    shutil.copy(filled, copy)
    return copy


def found(path: Path, *digests: bytes) -> Verification:
    return verify(path, LATER, digests)


def flaws(path: Path) -> list[tuple[Flaw, str, int | None]]:
    return [(finding.flaw, finding.table, finding.row) for finding in found(path).findings]


def value(path: Path, sql: str, *params: Any) -> Any:
    with sqlite(path) as db:
        return db.execute(sql, params).fetchone()[0]


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


def flip(path: Path, table: str, column: str, row_id: int, key: str = "id") -> None:
    """Flip the lowest bit of the byte in the middle of a value, as a failing disk would."""
    with sqlite(path) as db:
        stored, kind = db.execute(
            f"SELECT CAST({column} AS BLOB), typeof({column}) FROM {table} WHERE {key} = ?", [row_id]
        ).fetchone()
        changed = flipped(stored, len(stored) // 2 * 8)
        db.execute(f"UPDATE {table} SET {column} = CAST(? AS {kind.upper()}) WHERE {key} = ?", [changed, row_id])


def test_an_archive_that_is_whole(path: Path) -> None:
    done = found(path)
    assert done.findings == []
    assert (done.at, done.chain.captures, done.chain.newest, done.chain.let_go) == ("2026-11-24T09:30:00Z", 6, 6, 0)
    assert done.chain.link == value(path, "SELECT link FROM captures ORDER BY id DESC LIMIT 1")
    assert value(path, "SELECT count(DISTINCT codec) FROM payloads") == 3
    assert value(path, "SELECT count(*) FROM captures WHERE digest IS NULL") == 1
    assert value(path, "SELECT count(*) FROM versions") == value(path, "SELECT count(*) FROM visits") == 1


def test_an_empty_archive(tmp_path: Path) -> None:
    put_empty_archive(tmp_path / "archive.db")
    done = found(tmp_path / "archive.db")
    assert (done.findings, done.chain.newest, done.chain.link) == ([], None, bytes(32))


@pytest.mark.parametrize("version", range(1, 7))
def test_a_migrated_archive_is_whole(tmp_path: Path, version: int) -> None:
    file = tmp_path / "old.db"
    file.write_bytes(gzip.decompress((FIXTURES / f"schema-{version}.db.gz").read_bytes()))
    Archive.open(file).close()
    done = found(file)
    assert [str(finding) for finding in done.findings] == []
    assert done.chain.captures


@pytest.mark.parametrize("column", [*CAPTURE_FIELDS[1:], "salt"])
def test_a_flipped_bit_in_a_capture(path: Path, column: str) -> None:
    with sqlite(path) as db:
        (row_id,) = db.execute(f"SELECT min(id) FROM captures WHERE {column} IS NOT NULL").fetchone() or (None,)
    if row_id is None:
        # No capture of this archive has one, so that one is put there.
        row_id = 2
        with sqlite(path) as db:
            db.execute(f"UPDATE captures SET {column} = '{{}}' WHERE id = 2")
    elif column in ("size", "status", "via_id", "part_of"):
        # Numbers are stored as such, and an odd one differs from the even one by its lowest bit.
        with sqlite(path) as db:
            db.execute(f"UPDATE captures SET {column} = {column} + 1 - 2 * ({column} & 1) WHERE id = ?", [row_id])
    else:
        flip(path, "captures", column, row_id)
    names = {flaw for flaw, table, row in flaws(path) if (table, row) == ("captures", row_id)}
    assert names & {Flaw.ROW_CHANGED, Flaw.EXCHANGE_DAMAGED}
    assert (Flaw.OTHER_PAYLOAD in names) == (column in ("digest", "size"))
    # The rows behind it are as they were, and are not named.
    assert {row for _, table, row in flaws(path) if table == "captures"} == {row_id}


def test_a_flipped_bit_in_a_link(path: Path) -> None:
    flip(path, "captures", "link", 3)
    assert flaws(path) == [(Flaw.ROW_CHANGED, "captures", 3)]
    flip(path, "captures", "link", 6)
    assert flaws(path) == [(Flaw.ROW_CHANGED, "captures", 3), (Flaw.ROW_CHANGED, "captures", 6)]


def test_each_bit_of_an_exchange_is_found_or_makes_no_difference(path: Path) -> None:
    blob = value(path, "SELECT exchange FROM captures WHERE id = 1")
    row = list(value_row(path, 1))
    at = CAPTURE_FIELDS.index("exchange")
    digest = capture_digest(row, exchange.unpack)
    for bit in range(len(blob) * 8):
        row[at] = flipped(blob, bit)
        try:
            is_same = exchange.unpack(row[at]) == exchange.unpack(blob)
        except ArchiveError:
            continue
        assert is_same == (capture_digest(row, exchange.unpack) == digest)


def value_row(path: Path, row_id: int) -> Any:
    with sqlite(path) as db:
        return db.execute(f"SELECT {', '.join(CAPTURE_FIELDS)} FROM captures WHERE id = ?", [row_id]).fetchone()


def row_digest(path: Path, row_id: int) -> bytes:
    with Archive.read(path) as archive:
        return capture_digest(value_row(path, row_id), archive.captures.heads)


@pytest.mark.parametrize("codec", ["zstd", "gzip", "none"])
def test_each_bit_of_bytes_is_found_or_makes_no_difference(path: Path, codec: str) -> None:
    row_id, data = 0, b""
    with sqlite(path) as db:
        row_id, data = db.execute("SELECT min(id), data FROM payloads WHERE codec = ?", [codec]).fetchone()
    unfound = []
    # Every bit would take a minute; a step of 7 goes through all bits of a byte.
    for bit in range(0, len(data) * 8, 7):
        with sqlite(path) as db:
            db.execute("UPDATE payloads SET data = ? WHERE id = ?", [flipped(data, bit), row_id])
        names = flaws(path)
        if not names:
            unfound.append(bit // 8)
        # Later bytes of the page are packed against these, and may be named, too.
        assert {table for _, table, _ in names} <= {"payloads"}
    # RFC 1952 §2.3: time, extra flags and system of a gzip member (bytes 4 to 9), a few flags before them, say nothing
    # of the bytes. RFC 8878 §3.1.1.1: one bit of a Zstandard frame's descriptor is unused.
    assert all(place < 10 for place in unfound)
    assert codec != "none" or not unfound


ROWS = [
    ("payloads", "digest", Flaw.PAYLOAD_CHANGED),
    ("articles", "kicker", Flaw.TEXT_CHANGED),
    ("articles", "title", Flaw.TEXT_CHANGED),
    ("articles", "lead", Flaw.TEXT_CHANGED),
    ("articles", "body", Flaw.TEXT_CHANGED),
    ("articles", "digest", Flaw.TEXT_CHANGED),
    ("articles", "keywords", Flaw.KEYWORDS_DIFFER),
    ("versions", "kicker", Flaw.TEXT_CHANGED),
    ("versions", "title", Flaw.TEXT_CHANGED),
    ("versions", "lead", Flaw.TEXT_CHANGED),
    ("versions", "body", Flaw.TEXT_CHANGED),
    ("versions", "digest", Flaw.TEXT_CHANGED),
]


@pytest.mark.parametrize(("table", "column", "flaw"), ROWS)
def test_a_flipped_bit_in_what_was_read(path: Path, table: str, column: str, flaw: Flaw) -> None:
    flip(path, table, column, 1)
    assert (flaw, table, 1) in flaws(path)


def test_a_flipped_bit_that_leaves_no_utf_8(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("UPDATE articles SET body = CAST(x'ff' || body AS TEXT) WHERE id = 1")
        db.execute("UPDATE captures SET url = CAST(x'ff' || url AS TEXT) WHERE id = 2")
    assert flaws(path)[0] == (Flaw.ROW_CHANGED, "captures", 2)
    assert (Flaw.TEXT_CHANGED, "articles", 1) in flaws(path)


@pytest.fixture
def of_one_template(tmp_path: Path) -> Path:
    """An archive of pages and heads that are packed against the first ones of their site."""
    path = tmp_path / "alike.db"
    put_empty_archive(path)
    frame = "".join(f"<li>Rubrik {number * 7919}</li>" for number in range(400))
    headers = tuple((f"x-amt-{number}", f"Wert {number * 7919}") for number in range(30))
    with Archive.open(path) as archive:
        for number in range(4):
            save(archive, plain(number), f"{frame}<p>Meldung {number}</p>".encode(), headers=headers)
    return path


def test_a_damaged_dictionary_names_all_that_is_packed_against_it(of_one_template: Path) -> None:
    path = of_one_template
    dictionary = value(path, "SELECT payload_id FROM dictionaries WHERE payload_id IS NOT NULL")
    assert found(path).findings == []
    flip(path, "payloads", "data", dictionary)
    assert {(table, row) for _, table, row in flaws(path)} == {("payloads", row) for row in range(1, 5)}


def test_damaged_heads_name_all_that_are_packed_against_them(of_one_template: Path) -> None:
    path = of_one_template
    serving = value(path, "SELECT capture_id FROM dictionaries WHERE capture_id IS NOT NULL")
    flip(path, "captures", "exchange", serving)
    assert flaws(path) == [(Flaw.EXCHANGE_DAMAGED, "captures", row) for row in range(serving, 5)]


def test_a_keyword_of_its_own_table(path: Path) -> None:
    flip(path, "keywords", "name", 1)
    assert flaws(path) == [(Flaw.KEYWORDS_DIFFER, "articles", 1)]


def test_a_flipped_bit_in_a_visit_that_leaves_no_time_or_no_status(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("UPDATE visits SET at = '2026-11-2t09:30:00Z', status = 304 | 1024")
    assert flaws(path) == [(Flaw.NO_TIME, "visits", 1), (Flaw.NO_STATUS, "visits", 1)]


@pytest.mark.parametrize("shadow", ["data", "docsize"])
def test_a_flipped_bit_in_the_search_index(path: Path, shadow: str) -> None:
    column, row_id = {"data": ("block", "max(id)"), "docsize": ("sz", "min(id)")}[shadow]
    number = value(path, f"SELECT {row_id} FROM articles_fts_{shadow}")
    flip(path, f"articles_fts_{shadow}", column, number)
    assert of_the_index(path) == [(Flaw.INDEX_WRONG, "articles_fts", None)]


WORDS = (
    "the search index does not hold the words of the articles, or is damaged; 'scraper reparse --index' builds it anew"
)
# What is done to the second index, and what is said of it.
SECOND: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "INSERT INTO articles_words (articles_words, rowid, words) VALUES ('delete', 1, 'facebook')",
        (f"articles_words: {WORDS}",),
    ),
    ("INSERT INTO articles_words (rowid, words) VALUES (77, 'niemand')", (f"articles_words: {WORDS}",)),
    ("DELETE FROM articles_words_data WHERE id > 10", (f"articles_words: {WORDS}",)),
    ("DELETE FROM articles_words_data", (f"articles_words: {WORDS}",)),
    ("DELETE FROM articles_words_docsize WHERE id = 2", (f"articles_words: {WORDS}",)),
    (
        "DELETE FROM words WHERE word IN (SELECT DISTINCT word FROM words ORDER BY word DESC LIMIT 2)",
        (
            "words: words of the articles that it lacks: 2; words that no article has: 0; 'scraper reparse --index'"
            " builds it anew",
        ),
    ),
    (
        "INSERT INTO words VALUES ('aaa', 'niemand'), ('zzzz', 'niemand'), ('zzzz', 'nie')",
        (
            "words: words of the articles that it lacks: 0; words that no article has: 3; 'scraper reparse --index'"
            " builds it anew",
        ),
    ),
    ("INSERT INTO words SELECT word, 'en_' || stem FROM words", ()),
    (
        "UPDATE indexes SET maker = 'of old'",
        (
            "articles_words: another version of the program made this search index; the next crawl or 'scraper reparse"
            " --index' builds it anew",
        ),
    ),
    (
        "DELETE FROM indexes",
        (
            "articles_words: the search index is missing, or a table beside it; the next crawl or 'scraper reparse"
            " --index' builds it anew",
        ),
    ),
)


@pytest.mark.parametrize(("change", "said"), SECOND)
def test_a_second_index_that_does_not_fit_the_texts(path: Path, change: str, said: tuple[str, ...]) -> None:
    with sqlite(path) as db:
        db.execute(change)
    findings = [finding for finding in found(path).findings if finding.flaw is not Flaw.STRUCTURE]
    assert tuple(str(finding) for finding in findings) == said
    with Archive.open(path) as archive:
        archive.indexes.rebuild(lambda text, done, total: None)
    assert found(path).findings == []


def test_a_text_that_waits_for_the_index_is_no_fault_of_it(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("UPDATE articles SET keywords = keywords WHERE id = 1")
        db.execute("UPDATE articles SET language = 'en' WHERE id = 1")
        db.execute("DELETE FROM articles WHERE id = 2")
        assert db.execute("SELECT count(*) FROM index_queue").fetchone() == (2,)
    assert {finding.table for finding in found(path).findings} & {"articles_words", "words"} == set()


def test_a_word_that_only_a_foreign_text_has_any_more_may_keep_its_german_spellings(path: Path) -> None:
    with Archive.open(path) as archive:
        for number, language in ((71, "de"), (72, "fr")):
            save(archive, plain(number, body="Die Ämterbürokratie.", language=language))
        with sqlite(path) as db:
            db.execute("UPDATE articles SET body = 'Nichts.', digest = x'00' WHERE url LIKE '%meldung_71'")
        with archive.transaction():
            pass
    assert value(path, "SELECT count(*) FROM words WHERE word = 'aemterbuerokratie'") == 1
    assert [finding for finding in found(path).findings if finding.table == "words"] == []


def of_the_index(path: Path) -> list[tuple[Flaw, str, int | None]]:
    """Return the flaws without what integrity_check says of an index, too, from SQLite 3.44 on."""
    return [found for found in flaws(path) if found[0] is not Flaw.STRUCTURE]


def test_an_index_that_lacks_a_text(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("DELETE FROM articles_fts_docsize WHERE id = 1")
    assert of_the_index(path) == [(Flaw.INDEX_WRONG, "articles_fts", None)]


def test_a_reference_to_a_row_that_is_not_there(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("UPDATE articles SET capture_id = 99 WHERE id = 1")
    (finding,) = found(path).findings
    assert str(finding) == f"articles, row 1 ({URL}): it refers to a row of captures that is not there"


def test_bytes_of_another_capture(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("UPDATE captures SET payload_id = 2 WHERE id = 1")
    (finding,) = found(path).findings
    assert str(finding) == (
        f"captures, row 1 ({URL}): its digest or its size is not that of its bytes, which are payload 2"
    )


# The chain


def test_a_row_that_is_taken_out(path: Path) -> None:
    freed(path, [], [3])
    with sqlite(path) as db:
        db.execute("DELETE FROM captures WHERE id = 3")
    (finding,) = (one for one in found(path).findings if one.flaw is Flaw.ROWS_TAKEN_OUT)
    assert (finding.row, finding.detail) == (4, {"before": 2})


def test_a_row_that_is_put_in(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("UPDATE captures SET id = id + 10, part_of = part_of + 10, via_id = via_id + 10 WHERE id > 5")
    assert (Flaw.ROWS_TAKEN_OUT, "captures", 16) in flaws(path)


def test_a_removed_salt_is_no_gap(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("UPDATE captures SET salt = NULL WHERE id = 2")
        db.execute("UPDATE captures SET link = NULL WHERE id = 4")
    assert flaws(path) == [(Flaw.NO_SALT, "captures", 2), (Flaw.NO_LINK, "captures", 4)]


def freed(path: Path, payload_ids: list[int], capture_ids: list[int]) -> None:
    """Pack anew what is packed against some rows, so that they can be deleted."""
    with Archive.open(path) as archive, archive.transaction():
        repack.free(archive._db, payload_ids, capture_ids)


def forget(path: Path, *row_ids: int, with_seal: bool = True) -> None:
    """Take captures out as ``scraper forget`` does; without a seal as a program did that kept none."""
    freed(path, [], list(row_ids))
    with Archive.open(path) as archive, archive.transaction():
        leave_gaps(archive._db, row_ids, "2026-12-01T08:00:00Z")
    with sqlite(path) as db:
        if not with_seal:
            db.execute("UPDATE gaps SET seal = NULL")
        for row_id in row_ids:
            for sql in (
                "UPDATE articles SET capture_id = NULL WHERE capture_id = ?",
                "UPDATE versions SET capture_id = NULL WHERE capture_id = ?",
                "DELETE FROM visits WHERE capture_id = ?",
                "DELETE FROM captures WHERE id = ?",
            ):
                db.execute(sql, [row_id])


def test_a_damaged_capture_leaves_a_gap_without_seal(path: Path) -> None:
    freed(path, [], [2])
    with sqlite(path) as db:
        db.execute("UPDATE captures SET exchange = x'00' WHERE id = 2")
    forget(path, 2)
    assert value(path, "SELECT count(*) FROM gaps WHERE seal IS NULL") == 1
    assert flaws(path) == []


def test_what_was_forgotten_is_a_known_gap(path: Path) -> None:
    link = value(path, "SELECT link FROM captures WHERE id = 2")
    forget(path, 1, 2)
    done = found(path, link)
    assert done.findings == []
    assert (done.chain.captures, dict(done.chain.forgotten)) == (4, {"2026-12-01": 2})
    known = done.chain.known[link]
    assert (known.capture_id, known.at, known.captures, known.forgotten, known.proved_from) == (2, None, 0, 2, 1)


def test_the_newest_capture_may_be_forgotten_and_the_chain_goes_on(path: Path) -> None:
    forget(path, 2, 3)
    with Archive.open(path) as archive:
        save(archive, plain(7))
    done = found(path)
    assert (done.findings, done.chain.newest) == ([], 7)


def test_a_gap_whose_link_or_seal_was_changed(path: Path) -> None:
    forget(path, 2, 3)
    flip(path, "gaps", "seal", 2, key="capture_id")
    flip(path, "gaps", "link", 3, key="capture_id")
    assert flaws(path) == [(Flaw.GAP_CHANGED, "gaps", 2), (Flaw.GAP_CHANGED, "gaps", 3)]


def test_nothing_before_a_gap_can_be_made_anew(path: Path) -> None:
    # Whoever writes the file changes the first capture, and makes its link fit again. The gap behind it tells.
    forget(path, 2)
    with sqlite(path) as db:
        db.execute("UPDATE captures SET status = 404 WHERE id = 1")
        salt = value(path, "SELECT salt FROM captures WHERE id = 1")
        db.execute("UPDATE captures SET link = ? WHERE id = 1", [chain_link(None, row_digest(path, 1), salt)])
    assert flaws(path) == [(Flaw.GAP_CHANGED, "gaps", 2)]


def test_a_gap_without_seal_proves_nothing_of_what_is_before_it(path: Path) -> None:
    forget(path, 2, with_seal=False)
    done = found(path, value(path, "SELECT link FROM captures WHERE id = 4"))
    assert done.findings == []
    assert [known.proved_from for known in done.chain.known.values()] == [3]


def test_a_gap_that_is_also_a_capture(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("INSERT INTO gaps (capture_id, link, at) SELECT id, link, fetched_at FROM captures WHERE id = 2")
    assert flaws(path) == [(Flaw.FORGOTTEN_AND_THERE, "gaps", 2)]


def test_bytes_that_were_let_go_are_counted(path: Path) -> None:
    freed(path, [1], [])
    with sqlite(path) as db:
        db.execute("UPDATE captures SET payload_id = NULL WHERE id = 1")
        db.execute("DELETE FROM payloads WHERE id = 1")
    done = found(path)
    assert (done.findings, done.chain.let_go) == ([], 1)


def test_a_kept_digest_proves_what_was_there(path: Path) -> None:
    link = found(path).chain.link
    with Archive.open(path) as archive:
        save(archive, plain(8))
    done = found(path, link, bytes(32))
    assert set(done.chain.known) == {link}
    assert done.is_whole_up_to(6)
    flip(path, "payloads", "data", value(path, "SELECT payload_id FROM captures WHERE id = 7"))
    assert found(path).is_whole_up_to(6)
    assert not found(path).is_whole_up_to(7)
    # Made anew from its second capture on, all links fit, and the kept digest is none of them.
    with sqlite(path) as db:
        before = value(path, "SELECT link FROM captures WHERE id = 1")
        db.execute("UPDATE captures SET status = 404 WHERE id = 2")
        for row_id in range(2, 8):
            salt = value(path, "SELECT salt FROM captures WHERE id = ?", row_id)
            before = chain_link(before, row_digest(path, row_id), salt)
            db.execute("UPDATE captures SET link = ? WHERE id = ?", [before, row_id])
    done = found(path, link)
    assert not any(finding.table == "captures" for finding in done.findings)
    assert done.chain.known == {}


# The file


@pytest.mark.parametrize("seed", range(6))
def test_a_damaged_page_is_said_in_sentences(path: Path, seed: int) -> None:
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    size = 65536 if size == 1 else size
    pages = len(data) // size
    # Not the first two pages: without the schema nothing could be asked at all.
    for page in range(2 + seed, pages, 6):
        data[page * size + 8 : page * size + size // 2] = bytes(range(256)) * (size // 512 - 1) + b"\0" * 248
    path.write_bytes(bytes(data))
    try:
        done = found(path)
    except ArchiveError as error:
        assert "is damaged" in error.message
        return
    assert done.findings
    assert all(str(finding) for finding in done.findings)


def test_a_row_of_a_damaged_page_does_not_hide_the_others(path: Path) -> None:
    # Bytes that cannot be packed, of which most lie on pages of their own.
    parts = [hashlib.sha256(bytes([number // 256, number % 256])).digest() for number in range(3000)]
    with Archive.open(path) as archive:
        save(archive, plain(9), b"".join(parts))
        save(archive, plain(10), b"<p>Danach</p>")
    payload = value(path, "SELECT max(id) - 1 FROM payloads")
    data = path.read_bytes()
    size = int.from_bytes(data[16:18], "big")
    # Each of those pages begins with the number of the next one.
    start = data.index(parts[1500]) // size * size
    path.write_bytes(data[:start] + b"\xff\xff\xff\xff" + data[start + 4 :])
    flip(path, "articles", "title", 2)
    done = found(path)
    assert (Flaw.PAYLOAD_DAMAGED, "payloads", payload) in [(one.flaw, one.table, one.row) for one in done.findings]
    assert any(finding.flaw is Flaw.TEXT_CHANGED and finding.row == 2 for finding in done.findings)
    assert any(finding.flaw is Flaw.STRUCTURE for finding in done.findings)
    assert (done.chain.newest, done.is_whole_up_to(6), done.is_whole_up_to(8)) == (8, True, False)


def test_a_capture_that_cannot_be_read_is_named_alone(path: Path) -> None:
    # Heads that cannot be packed well, so that most of them lie on pages of their own.
    figures = "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(1000))
    with Archive.open(path) as archive:
        save(archive, plain(9), b"<p>neun</p>", headers=(("x-amt", figures * 4 + figures[::-1]),))
        save(archive, plain(10), b"<p>zehn</p>")
    row_id = value(path, "SELECT max(id) - 1 FROM captures")
    blob = value(path, "SELECT exchange FROM captures WHERE id = ?", row_id)
    data = path.read_bytes()
    size = int.from_bytes(data[16:18], "big")
    # Each of those pages begins with the number of the next one, and pages are numbered from 1.
    last = (data.index(blob[-200:-100]) // size + 1).to_bytes(4, "big")
    (start,) = (at for at in range(0, len(data), size) if data[at : at + 4] == last)
    path.write_bytes(data[:start] + b"\xff\xff\xff\xff" + data[start + 4 :])
    named = [(flaw, row) for flaw, table, row in flaws(path) if table == "captures"]
    assert named == [(Flaw.UNREADABLE, row_id)]


def test_an_index_of_sqlite_that_lacks_a_row(path: Path) -> None:
    with sqlite(path) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = replace(sql, '(date)', '(title)') WHERE name = 'articles_date'")
    assert {flaw for flaw, *_ in flaws(path)} == {Flaw.STRUCTURE}


def test_one_moment_is_seen_while_others_write(path: Path) -> None:
    with Archive.open(path) as archive:
        written = []

        def write_meanwhile(text: str, done: int, total: int) -> None:
            if not written:
                written.append(text)
                save(archive, plain(10), b"<p>Nachher</p>")

        done = verify(path, LATER, progress=write_meanwhile)
        assert (written, done.findings, done.chain.newest) == (["captures"], [], 6)
        assert found(path).chain.newest == 7


def test_nothing_that_is_written_between_two_checks_is_seen(path: Path) -> None:
    def write_meanwhile(text: str, done: int, total: int) -> None:
        if text == "payloads":
            with sqlite(path) as db:
                db.execute("UPDATE articles SET body = 'Etwas anderes' WHERE id = 1")

    assert verify(path, LATER, progress=write_meanwhile).findings == []
    assert (Flaw.TEXT_CHANGED, "articles", 1) in flaws(path)


def test_the_file_stays_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    found(path)
    assert path.read_bytes() == before


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE bookmarks (url)")
    with pytest.raises(ArchiveError, match="not an archive of scraper"):
        found(tmp_path / "other.db")
