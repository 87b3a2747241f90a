"""How bodies and heads are packed: small, each for itself readable, and whole whatever happens to others."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from template_pages import page

from scraper.errors import DamagedError
from scraper.model import Exchange
from scraper.store import Archive
from scraper.store.packing import NONE, ZSTD, BodyDictionary, Packed, packed_alone, unpacked
from scraper.store.payloads import Payloads
from store_records import NOW, one, plain, response, rows, save, sqlite

OLD, NEW = 1, 2
HEAD = b"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html; charset=utf-8\r\nX-Frame-Options: DENY\r\n"


def keep(
    archive: Archive,
    body: bytes,
    number: int,
    day: int = 0,
    *,
    earlier: int | None = None,
    site: str = "amt",
    more: bytes = b"",
) -> int:
    """Keep a page as a capture and return its number; its answer has more heads where that is said."""
    at = NOW + dt.timedelta(days=day)
    url = f"https://amt.example/{number}"
    heads = Exchange(
        url=url,
        at=at,
        status=200,
        protocol="HTTP/1.1",
        remote_address="192.0.2.1",
        request=f"GET /{number} HTTP/1.1\r\nHost: amt.example\r\nUser-Agent: scraper\r\n".encode(),
        response=HEAD + f'ETag: "{number}-{day}"\r\n'.encode() + more,
    )
    with archive.transaction():
        archive._db.execute("INSERT OR IGNORE INTO sites VALUES (?, ?, '')", [site, site])
        return archive.captures.add(response(body, at, url, exchange=heads), site=site, earlier=earlier)


def packed(archive: Archive, capture_id: int) -> tuple[int, int | None, int | None]:
    """Return length, dictionary and earlier bytes of the payload of a capture."""
    (row,) = rows(
        archive,
        "SELECT length(p.data), p.dictionary_id, p.earlier_id FROM captures c JOIN payloads p ON p.id = c.payload_id"
        " WHERE c.id = ?",
        capture_id,
    )
    return row  # type: ignore[return-value]


def all_bodies(archive: Archive) -> list[bytes]:
    """Return every body as it is read, compared with its digest."""
    found = []
    for payload_id, digest in rows(archive, "SELECT id, digest FROM payloads ORDER BY id"):
        body = archive.captures.payloads.body(payload_id)
        assert hashlib.sha256(body).digest() == digest
        found.append(body)
    return found


def test_the_pages_of_a_site_are_packed_against_its_first_one(archive: Archive) -> None:
    pages = [page(number) for number in range(10)]
    first, *others = [keep(archive, body, number) for number, body in enumerate(pages)]
    assert rows(archive, "SELECT site, payload_id FROM dictionaries WHERE payload_id IS NOT NULL") == [("amt", 1)]
    length, dictionary, _ = packed(archive, first)
    assert dictionary is None
    for capture in others:
        assert packed(archive, capture)[1] is not None
        assert packed(archive, capture)[0] < length / 4
    assert all_bodies(archive) == pages


def test_later_bytes_of_a_page_are_packed_against_its_earlier_ones(archive: Archive) -> None:
    keep(archive, page(0), 0)
    first = keep(archive, page(1), 1)
    bodies = [page(1, f"<footer>{count} Besuche</footer>") for count in (7, 12, 15)]
    captures = [first]
    for day, body in enumerate(bodies, 1):
        captures.append(keep(archive, body, 1, day, earlier=captures[-1]))
    own = one(archive, "SELECT payload_id FROM captures WHERE id = ?", first)
    for capture in captures[1:]:
        length, dictionary, earlier = packed(archive, capture)
        assert (dictionary, earlier) == (None, own)
        assert length < 120
    assert all_bodies(archive)[2:] == bodies


def test_a_page_that_was_written_anew_is_packed_against_the_site_again(archive: Archive) -> None:
    keep(archive, page(0), 0)
    first = keep(archive, page(1), 1)
    # Nothing of the new text stands in the old one; the frame is that of the site.
    again = keep(archive, page(99), 1, 1, earlier=first)
    assert min(packed(archive, again)[0], packed(archive, first)[0] * 2) == packed(archive, again)[0]
    assert all_bodies(archive)[-1] == page(99)


def test_a_dictionary_that_fits_no_longer_is_renewed(archive: Archive) -> None:
    for number in range(12):
        keep(archive, page(number), number)
    assert one(archive, "SELECT count(*) FROM dictionaries WHERE payload_id IS NOT NULL") == 1
    # The site gets another template.
    relaunched = [keep(archive, page(number, seed=NEW), number, 1) for number in range(100, 120)]
    assert one(archive, "SELECT count(*) FROM dictionaries WHERE payload_id IS NOT NULL") == 2
    assert packed(archive, relaunched[0])[0] > 5 * packed(archive, relaunched[-1])[0]
    assert len(all_bodies(archive)) == 32


def test_that_a_dictionary_fits_is_known_after_a_restart(path: Path) -> None:
    with Archive.open(path) as archive:
        for number in range(12):
            keep(archive, page(number), number)
    for number in range(100, 120):
        # Each page comes with a run of its own, as from cron where little is published.
        with Archive.open(path) as archive:
            keep(archive, page(number, seed=NEW), number, 1)
    with Archive.open(path) as archive:
        assert one(archive, "SELECT count(*) FROM dictionaries WHERE payload_id IS NOT NULL") == 2


def test_sites_have_dictionaries_of_their_own(archive: Archive) -> None:
    for site in ("amt", "bote"):
        for number in range(3):
            keep(archive, page(number, seed=len(site)), number, site=site)
    found = rows(
        archive,
        "SELECT DISTINCT d.site FROM captures c JOIN payloads p ON p.id = c.payload_id"
        " JOIN dictionaries d ON d.id = p.dictionary_id ORDER BY 1",
    )
    assert found == [("amt",), ("bote",)]


@pytest.mark.parametrize(("are_alike", "tried"), [(True, 63), (False, 6)])
def test_pages_that_have_nothing_in_common_are_seldom_tried(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, are_alike: bool, tried: int
) -> None:
    packs: list[bytes] = []
    real = BodyDictionary.packed

    def counted(self: BodyDictionary, body: bytes) -> Packed:
        packs.append(body)
        return real(self, body)

    monkeypatch.setattr(BodyDictionary, "packed", counted)
    with archive.transaction():
        archive._db.execute("INSERT INTO sites VALUES ('amt', 'amt', '')")
        for number in range(64):
            body = page(number, seed=0 if are_alike else number)
            url = f"https://amt.example/{number}"
            sent = gzip.compress(body)
            archive.captures.add(response(body, NOW, url, packed=sent), site="amt")
    # The first page is the dictionary. Where it helps each other page is tried; else one is after pauses of 1, 3, 7, 15
    # and 31 pages.
    assert len(packs) == tried
    assert len(all_bodies(archive)) == 64


def test_an_error_page_serves_nobody(archive: Archive) -> None:
    with archive.transaction():
        archive._db.execute("INSERT INTO sites VALUES ('amt', '', '')")
        archive.captures.add(response(page(1), status=404), site="amt")
    assert rows(archive, "SELECT * FROM dictionaries") == []


def test_what_a_transaction_took_back_serves_nobody(archive: Archive) -> None:
    class StopError(Exception):
        pass

    with pytest.raises(StopError), archive.transaction():
        archive._db.execute("INSERT INTO sites VALUES ('amt', '', '')")
        archive.captures.add(response(page(1)), site="amt")
        archive.captures.add(response(page(2)), site="amt")
        raise StopError
    # The numbers of the rows are given out again, to other pages.
    for number in range(3, 6):
        keep(archive, page(number, seed=NEW), number)
    assert all_bodies(archive) == [page(number, seed=NEW) for number in range(3, 6)]


def test_what_serves_cannot_be_deleted_by_another_program(archive: Archive, path: Path) -> None:
    for number in range(3):
        keep(archive, page(number), number)
    first = keep(archive, page(7), 7)
    keep(archive, page(7, "<p>neu</p>"), 7, 1, earlier=first)
    own = one(archive, "SELECT payload_id FROM captures WHERE id = ?", first)
    with sqlite(path) as db:
        # The sqlite3 shell leaves foreign keys off.
        db.execute("PRAGMA foreign_keys = OFF")
        for sql in (
            "DELETE FROM payloads WHERE id = 1",
            f"DELETE FROM payloads WHERE id = {own}",
            "DELETE FROM dictionaries WHERE payload_id = 1",
            "DELETE FROM captures WHERE id = 1",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="use scraper forget"):
                db.execute(sql)
    assert len(all_bodies(archive)) == 5


def test_the_heads_of_a_site_are_packed_against_its_first_ones(archive: Archive) -> None:
    captures = [keep(archive, page(number), number) for number in range(5)]
    lengths = [one(archive, "SELECT length(exchange) FROM captures WHERE id = ?", capture) for capture in captures]
    assert max(lengths[1:]) * 3 < lengths[0]
    for number, capture in enumerate(captures):
        request, answer = archive.captures.heads(one(archive, "SELECT exchange FROM captures WHERE id = ?", capture))
        assert request.startswith(f"GET /{number} HTTP/1.1\r\n".encode())
        assert answer == HEAD + f'ETag: "{number}-0"\r\n'.encode()
    assert rows(archive, "SELECT DISTINCT header(exchange, 'server') FROM captures") == [("nginx",)]


def test_heads_of_which_each_is_another_renew_their_dictionary_seldom(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scraper.store.dictionaries._CAPTURES_A_RENEWAL", 20)
    rng = random.Random(1)  # noqa: S311  (no secret)
    answers = [f"Content-Security-Policy: nonce-{rng.randbytes(400).hex()}\r\n".encode() for _ in range(60)]
    captures = [keep(archive, page(number), number, more=more) for number, more in enumerate(answers)]
    # The first of all, eight more, and one for each twenty captures that were there.
    assert one(archive, "SELECT count(*) FROM dictionaries WHERE capture_id IS NOT NULL") == 1 + 8 + 2
    for capture, more in zip(captures, answers, strict=True):
        _, answer = archive.captures.heads(one(archive, "SELECT exchange FROM captures WHERE id = ?", capture))
        assert answer.endswith(more)


def test_a_query_reads_packed_heads(archive: Archive, path: Path) -> None:
    for number in range(3):
        keep(archive, page(number), number)
    with Archive.read(path) as reader:
        found = list(reader.rows("SELECT header(exchange, 'ETag') AS tag FROM captures ORDER BY id"))
    assert [row["tag"] for row in found] == ['"0-0"', '"1-0"', '"2-0"']


def test_what_a_damaged_row_stands_under_is_named_and_the_rest_is_read(archive: Archive) -> None:
    captures = [keep(archive, page(number), number) for number in range(3)]
    payloads = [one(archive, "SELECT payload_id FROM captures WHERE id = ?", capture) for capture in captures]
    with archive.transaction():
        archive._db.execute("UPDATE payloads SET data = zeroblob(20) WHERE id = ?", [payloads[1]])
    reader = Payloads(archive._db)
    assert reader.body(payloads[2]) == page(2)
    with pytest.raises(DamagedError, match=f"The payload {payloads[1]} cannot be read"):
        reader.body(payloads[1])


def test_a_damaged_dictionary_is_no_end_of_the_crawl(archive: Archive) -> None:
    for number in range(3):
        keep(archive, page(number), number)
    with archive.transaction():
        archive._db.execute("UPDATE payloads SET data = x'00' WHERE id = 1")
    archive.captures.rolled_back()
    later = keep(archive, page(9), 9)
    # What comes later depends on nothing that is damaged, and is the dictionary from now on.
    assert packed(archive, later)[1] is None
    assert archive.captures.payloads.body(one(archive, "SELECT max(id) FROM payloads")) == page(9)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE payloads SET dictionary_id = 99 WHERE id = 2",
        "UPDATE payloads SET dictionary_id = (SELECT id FROM dictionaries WHERE payload_id = 1) WHERE id = 1",
        "UPDATE payloads SET dictionary_id = NULL, earlier_id = 2 WHERE id = 2",
        "UPDATE payloads SET dictionary_id = NULL, earlier_id = 77 WHERE id = 2",
        "UPDATE payloads SET codec = 'rar', dictionary_id = NULL WHERE id = 2",
        "UPDATE payloads SET data = 'text', codec = 'gzip', dictionary_id = NULL WHERE id = 2",
        "UPDATE payloads SET data = 7 WHERE id = 2",
    ],
)
def test_whatever_stands_in_a_row_is_an_error_of_its_own(archive: Archive, path: Path, sql: str) -> None:
    for number in range(3):
        keep(archive, page(number), number)
    with sqlite(path) as db:
        db.execute(sql)
    with pytest.raises(DamagedError, match="The payload 2 cannot be read"):
        Payloads(archive._db).body(2)


@given(st.binary(max_size=5_000), st.binary(max_size=5_000))
def test_any_bytes_come_back(older: bytes, body: bytes) -> None:
    for sent in (b"", gzip.compress(body)):
        alone = packed_alone(body, sent)
        assert unpacked(alone.codec, alone.data) == body
    dictionary = BodyDictionary(older)
    assert dictionary.unpacked(dictionary.packed(body).data) == body


@given(st.binary(max_size=300))
def test_no_bytes_break_unpacking(data: bytes) -> None:
    for codec in (NONE, ZSTD, "gzip", None, "deflate"):
        try:
            unpacked(codec, data)
        except DamagedError:
            continue


def test_a_frame_that_claims_to_be_huge_gets_no_memory() -> None:
    # The magic number, a descriptor with an eight-byte size (RFC 8878, 3.1.1), and a terabyte.
    frame = bytes.fromhex("28b52ffd") + b"\xe0" + (2**40).to_bytes(8, "little") + b"\x01\x00\x00"
    with pytest.raises(DamagedError, match="claims to hold 1099511627776 bytes"):
        unpacked(ZSTD, frame)


def test_bytes_that_two_addresses_share_are_stored_once(archive: Archive) -> None:
    save(archive, plain(1), page(1))
    save(archive, plain(2), page(1))
    assert one(archive, "SELECT count(*) FROM payloads") == 1
