"""A capture as records: what is rare in an archive, and what must not break a line."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import zlib
from dataclasses import replace

from warcio.archiveiterator import ArchiveIterator

from scraper.model.archived import Archived
from scraper.warc.names import record_id
from scraper.warc.writing import Record, member, metadata_record, records_of

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
LINK = bytes(range(32))
CAPTURE = Archived(
    id=7,
    link=LINK,
    url="https://amtsblick.example/meldung_7",
    requested_url="https://amtsblick.example/meldung_7",
    fetched_at=NOW,
    status=200,
    protocol="HTTP/1.1",
    remote_address="192.0.2.7",
    request=b"GET /meldung_7 HTTP/1.1\r\nHost: amtsblick.example\r\n",
    response=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
    body="Grüße".encode(),
    digest=bytes(32),
    size=7,
    media_type="text/html",
)


def answer(capture: Archived) -> Record:
    (found,) = [record for record in records_of(capture) if record.kind == "response"]
    return found


def test_a_record_is_one_gzip_member_and_the_same_each_time() -> None:
    record = answer(CAPTURE)
    data = member(record)
    unpacker = zlib.decompressobj(wbits=31)
    text = unpacker.decompress(data)
    assert (unpacker.eof, unpacker.unused_data) == (True, b"")
    # No time and no name in the header (RFC 1952 §2.3).
    assert (data[3], data[4:8]) == (0, bytes(4))
    assert text.startswith(b"WARC/1.1\r\nWARC-Type: response\r\n") and text.endswith(record.block + b"\r\n\r\n")
    assert member(record) == data


def test_an_old_capture_gets_a_status_line_and_says_so() -> None:
    old = replace(
        CAPTURE, request=b"", response=b"content-type: text/html\r\ncontent-encoding: gzip\r\n", protocol=None
    )
    (record,) = records_of(old)
    assert record.block.startswith(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nX-Crawler-content-encoding: gzip\r\nContent-Length: 7\r\n\r\n"
    )
    assert record.field("X-Scraper-Head") == "status-line"
    assert record.field("WARC-Protocol") is None
    assert record.field("WARC-Concurrent-To") is None


def test_a_capture_without_any_head_gets_one_and_says_so() -> None:
    record = answer(replace(CAPTURE, response=b"", status=404))
    assert record.block == b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n" + "Grüße".encode()
    assert record.field("X-Scraper-Head") == "all"


def test_an_address_that_is_none_is_not_written() -> None:
    for address in (None, "", "amtsblick.example", "192.0.2.7\r\nX: y"):
        assert answer(replace(CAPTURE, remote_address=address)).field("WARC-IP-Address") is None
    assert answer(replace(CAPTURE, remote_address="2001:db8::7")).field("WARC-IP-Address") == "2001:db8::7"


def test_nothing_of_an_archive_breaks_a_line() -> None:
    hostile = replace(
        CAPTURE,
        url="https://amtsblick.example/ä b\r\nWARC-Type: revisit",
        requested_url="https://amtsblick.example/\u2028\udcff",
        protocol="HTTP/1.1\r\nX: y",
        signals='{"text": "ä\u2028"}',
        record_id="<urn:x>\r\nX: y",
    )
    for record in records_of(hostile):
        (read,) = ArchiveIterator(io.BytesIO(member(record)))
        assert read.rec_type == record.kind
        assert read.rec_headers.get_header("X") is None
        assert read.rec_headers.get_header("WARC-Target-URI") == (
            "https://amtsblick.example/%C3%A4%20b%0D%0AWARC-Type:%20revisit"
        )
    assert json.loads(answer(hostile).field("X-Scraper-Signals") or "") == {"text": "ä\u2028"}


def test_a_capture_that_came_from_another_file_says_from_where() -> None:
    theirs = "<urn:uuid:11111111-2222-4333-8444-555555555555>"
    record = answer(replace(CAPTURE, record_id=theirs))
    assert record.field("X-Scraper-Origin") == theirs
    assert record.field("WARC-Record-ID") == f"<{record_id(LINK)}>"


def test_a_capture_that_came_from_an_export_keeps_its_name() -> None:
    ours = f"<{record_id(bytes(32))}>"
    again = replace(CAPTURE, record_id=ours, visits=((NOW, 304),))
    request, response, revisit = records_of(again)
    first = records_of(replace(CAPTURE, link=bytes(32), visits=((NOW, 304),)))
    assert (request, response, revisit) == tuple(first)
    assert response.field("X-Scraper-Origin") is None


def test_dates_that_had_to_differ_leave_the_true_time() -> None:
    later = NOW + dt.timedelta(seconds=1)
    _, response, revisit = records_of(
        replace(CAPTURE, visits=((NOW, 200),), dates=(later, later + dt.timedelta(seconds=1)))
    )
    assert (response.field("WARC-Date"), response.field("X-Scraper-Date")) == (
        "2026-11-23T09:30:01Z",
        "2026-11-23T09:30:00Z",
    )
    assert revisit.field("WARC-Refers-To-Date") == "2026-11-23T09:30:01Z"
    assert (revisit.field("WARC-Date"), revisit.field("X-Scraper-Date")) == (
        "2026-11-23T09:30:02Z",
        "2026-11-23T09:30:00Z",
    )


def test_what_is_said_of_an_article_has_an_address_of_its_own() -> None:
    record = metadata_record("article", "https://a.example/", {"title": "Äußerung"}, NOW, ["urn:uuid:1", "urn:uuid:2"])
    assert json.loads(record.block) == {"title": "Äußerung"}
    assert record.field("WARC-Record-ID") == f"<{record.field('WARC-Target-URI')}>"
    assert (record.field("WARC-Refers-To"), record.field("WARC-Concurrent-To")) == ("<urn:uuid:1>", "<urn:uuid:2>")
    other = metadata_record("article", "https://a.example/", {"title": "Anders"}, NOW)
    assert other.field("WARC-Record-ID") != record.field("WARC-Record-ID")


def test_a_large_page_is_packed_as_any_other() -> None:
    body = b"<p>" + bytes(range(256)) * 4096
    data = gzip.decompress(member(answer(replace(CAPTURE, body=body))))
    assert data.endswith(body + b"\r\n\r\n")


def test_no_record_is_too_long_for_readers() -> None:
    from fastwarc.warc import ArchiveIterator as Fast

    signals = json.dumps({"date": "2026-11-23", "evidence": [{"text": "ä" * 500}] * 100}, ensure_ascii=False)
    request, response, described = records_of(replace(CAPTURE, signals=signals))
    article = metadata_record("article", "x", {}, NOW, [f"urn:uuid:{number:036}" for number in range(5000)])
    assert response.field("X-Scraper-Signals") is None
    assert json.loads(described.block) == {"record": record_id(LINK), "signals": signals}
    for record in (request, response, described, article):
        (read,) = Fast(io.BytesIO(member(record)))
        assert read.headers["WARC-Type"] == record.kind
