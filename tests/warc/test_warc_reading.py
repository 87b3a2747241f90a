"""Records as others write them: which of them come, with what, and in which order."""

from __future__ import annotations

import base64
import datetime as dt
import gc
import gzip
import hashlib
import io
import time
import warnings
from collections import Counter
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

import warc_records as made
from scraper.model.incoming import Broken, Incoming, RevisitOf
from scraper.warc.messages import Message
from scraper.warc.reader import Stats, read
from scraper.warc.sources import is_splittable
from scraper.warc.window import Window
from warc_records import HTML, PAGE, URL, all_of, answer, codes, gzipped, numbered, only, record, redirect, written

AT = dt.datetime(2016, 9, 1, 10, tzinfo=dt.UTC)


@pytest.mark.parametrize("form", made.FORMS)
def test_a_page_comes_as_it_was_sent_however_the_file_is_packed(tmp_path: Path, form: str) -> None:
    data = made.FORMS[form]([record("warcinfo", b"software: x\r\n", None), *made.pages(3)])
    stats = Stats()
    found = all_of(written(tmp_path, data), stats=stats)

    assert [each.response.url for each in found] == [numbered(0), numbered(1), numbered(2)]
    first = found[0].response
    assert first.body == PAGE
    assert first.headers == (("content-type", "text/html; charset=utf-8"),)
    assert first.fetched_at == AT
    assert first.exchange.response == HTML
    assert first.exchange.protocol == "HTTP/1.1"
    assert not any(each.flaws for each in found)
    assert stats.records == 4
    assert is_splittable(written(tmp_path, data)) == (form != "whole")


def test_offsets_are_those_of_members(tmp_path: Path) -> None:
    records = made.pages(3)
    found = all_of(written(tmp_path, gzipped(records)))
    lengths = [len(gzipped([each])) for each in records]
    assert [each.offset for each in found] == [0, lengths[0], lengths[0] + lengths[1]]


def test_only_wanted_addresses_come_and_each_is_asked_for(tmp_path: Path) -> None:
    asked = []

    def wants(url: str) -> bool:
        asked.append(url)
        return url.endswith("/1")

    found = all_of(written(tmp_path, gzipped(made.pages(3))), wants=wants)
    assert [each.response.url for each in found] == [numbered(1)]
    assert asked == [numbered(0), numbered(1), numbered(2)]


def test_what_warcio_writes_with_requests_before_and_behind(tmp_path: Path) -> None:
    path = tmp_path / "warcio.warc.gz"
    # warcio leaves it to the garbage collector to close its temporary files.
    with path.open("wb") as file, warnings.catch_warnings(action="ignore", category=ResourceWarning):
        writer = WARCWriter(file, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record("warcio.warc.gz", {"software": "warcio"}))
        for number in range(4):
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            sent = StatusAndHeaders(
                f"GET /meldung/{number} HTTP/1.1", [("Host", "www.example.org")], is_http_request=True
            )
            response = writer.create_warc_record(
                numbered(number), "response", payload=io.BytesIO(PAGE), http_headers=head
            )
            request = writer.create_warc_record(numbered(number), "request", http_headers=sent)
            if number % 2:
                writer.write_request_response_pair(request, response)
            else:
                writer.write_record(response)
                writer.write_record(request)
        del writer, response, request
        gc.collect()

    found = all_of(str(path))

    assert [each.response.exchange.request for each in found] == [
        b"GET /meldung/%d HTTP/1.1\r\nHost: www.example.org\r\n" % number for number in range(4)
    ]
    assert [each.flaws for each in found] == [()] * 4


def test_a_request_of_another_answer_is_not_taken(tmp_path: Path) -> None:
    records = [
        answer(WARC_Record_ID="<urn:a>"),
        record("request", b"GET /2 HTTP/1.1\r\n\r\n", WARC_Concurrent_To="<urn:b>", WARC_Record_ID="<urn:q>"),
        answer(url=numbered(2), WARC_Record_ID="<urn:b>"),
    ]
    found = all_of(written(tmp_path, gzipped(records)))
    assert [each.response.exchange.request for each in found] == [b"", b"GET /2 HTTP/1.1\r\n"]


def test_redirects_are_joined_to_what_they_led_to(tmp_path: Path) -> None:
    records = [
        redirect("http://example.org/meldung/1", "https://example.org/meldung/1"),
        redirect("https://example.org/meldung/1", "/meldung/neu#top"),
        answer(url=numbered(7)),
        answer(url="https://example.org/meldung/neu"),
        redirect("https://example.org/allein", "/nirgends"),
    ]
    stats = Stats()
    other, page = all_of(written(tmp_path, gzipped(records)), stats=stats)
    assert other.response.via == ()
    assert page.response.requested_url == "http://example.org/meldung/1"
    assert page.response.url == "https://example.org/meldung/neu"
    assert page.response.redirects == (301, 301)
    assert page.response.hops == ("https://example.org/meldung/1", "https://example.org/meldung/neu")
    assert stats.redirects_alone == 1


def test_redirects_without_an_end_are_let_go(tmp_path: Path) -> None:
    hops = [redirect(f"https://example.org/{number}", f"/{number + 1}") for number in range(1500)]
    path = written(tmp_path, gzipped([*hops, answer(url="https://example.org/1500")]))
    items = read(path, wants=lambda url: True)
    page = next(items)
    assert isinstance(page, Incoming)
    assert len(page.response.via) == 10
    alive = Counter(type(each) for each in gc.get_objects())
    # What unpacks a member takes some 30 KB, and only that of the last records is still of use.
    assert alive[Window] <= 3
    assert alive[Message] <= 1010


def test_a_redirect_with_a_head_of_any_size_is_not_kept(tmp_path: Path) -> None:
    hop = redirect("https://example.org/1", f"/2#{'a' * 20_000}")
    page = only(written(tmp_path, gzipped([hop, answer(url="https://example.org/2")])))
    assert page.response.via == ()


def test_parts_of_a_file_count_a_redirect_once(tmp_path: Path) -> None:
    records = []
    for number in range(9):
        moved = f"http://example.org/alt/{number}"
        records += [redirect(moved, numbered(number)), answer(url=numbered(number))]
    path = written(tmp_path, gzipped([*records, redirect("https://example.org/allein", "/nirgends")]))
    size = Path(path).stat().st_size
    borders = [*range(0, size, size // 7), size]
    all_stats = [Stats() for _ in borders[1:]]
    for start, end, stats in zip(borders, borders[1:], all_stats, strict=False):
        all_of(path, start=start, end=end, stats=stats)
    assert sum(stats.redirects_alone for stats in all_stats) == 1


def test_redirects_in_a_circle_end(tmp_path: Path) -> None:
    one, two = "https://example.org/1", "https://example.org/2"
    records = [redirect(one, two), redirect(two, one), redirect(one, two), redirect(two, one), answer(url=one)]
    page = only(written(tmp_path, gzipped(records)))
    assert page.response.url == one
    assert len(page.response.via) <= 2


def test_a_redirect_of_another_day_led_nowhere(tmp_path: Path) -> None:
    records = [redirect("https://example.org/1", URL, WARC_Date="2016-08-31T10:00:00Z"), answer()]
    assert only(written(tmp_path, gzipped(records))).response.via == ()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("has_head", [True, False])
def test_a_revisit_says_what_it_confirms(tmp_path: Path, version: str, has_head: bool) -> None:
    data = record(
        "revisit",
        HTML + b"\r\n" if has_head else b"",
        WARC_Profile=f"http://netpreserve.org/warc/{version}/revisit/identical-payload-digest",
        WARC_Refers_To_Target_URI="<https://www.example.org/alt>",
        WARC_Refers_To_Date="2016-08-01T10:00:00Z",
        WARC_Refers_To="<urn:uuid:11111111-2222-4333-8444-555555555555>",
        WARC_Payload_Digest="sha1:ABC",
        version=f"WARC/{version}",
    )
    found = only(written(tmp_path, data))
    assert found.revisit_of == RevisitOf(
        "https://www.example.org/alt",
        dt.datetime(2016, 8, 1, 10, tzinfo=dt.UTC),
        "sha1:ABC",
        "urn:uuid:11111111-2222-4333-8444-555555555555",
    )
    assert (found.response.status, found.response.body) == (200, b"")


def test_a_revisit_by_304_and_a_304_that_is_no_revisit(tmp_path: Path) -> None:
    profile = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    records = [record("revisit", b"", WARC_Profile=profile), answer(b"", b"HTTP/1.1 304 Not Modified\r\n")]
    found = all_of(written(tmp_path, gzipped(records)))
    assert [(each.response.status, each.revisit_of) for each in found] == [(304, RevisitOf(URL))] * 2


def test_what_is_no_page_is_counted_and_left(tmp_path: Path) -> None:
    def typed(media_type: str, body: bytes, status: str = "200 OK") -> bytes:
        return answer(body, f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n".encode())

    records = [
        typed("application/pdf", b"%PDF-1.7"),
        typed("text/html", b"%PDF-1.7\x00\x01\x02"),
        typed("image/png", b"\x89PNG"),
        typed("text/html", PAGE, "403 Forbidden"),
        typed("text/html", PAGE, "500 Internal Server Error"),
        record("resource", PAGE),
        record("conversion", PAGE),
        record(
            "response", b"20160901100000\nexample.org. 300 IN A 192.0.2.1", "dns:example.org", Content_Type="text/dns"
        ),
        typed("text/html", PAGE, "410 Gone"),
        typed("text/html", PAGE, "404 Not Found"),
    ]
    stats = Stats()
    found = all_of(written(tmp_path, gzipped(records)), stats=stats)
    assert [each.response.status for each in found] == [410, 404]
    assert (stats.records, stats.answers, stats.no_pages) == (10, 7, 5)


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("2016-09-01T10:00:00.123456789Z", AT.replace(microsecond=123456)),
        ("20160901100000", AT),
        ("2016-09-01T10:00:00", AT),
        ("2016-09-01 10:00:00", AT),
        ("2016-09-01T12:00:00+02:00", AT),
        ("2016-09-01T10:00Z", AT),
        ("2016-09-01", AT.replace(hour=0)),
        ("2016-09", AT.replace(hour=0)),
        ("2016", AT.replace(month=1, hour=0)),
    ],
)
def test_dates(tmp_path: Path, date: str, read: dt.datetime) -> None:
    assert only(written(tmp_path, answer(WARC_Date=date))).response.fetched_at == read


@pytest.mark.parametrize(
    "date", [None, "", "yesterday", "2016-13-01T10:00:00Z", "2016-13", "20160901", "0000-00-00T00:00:00Z"]
)
def test_without_a_date_a_record_is_broken(tmp_path: Path, date: str | None) -> None:
    path = written(tmp_path, gzipped([answer(WARC_Date=date), answer()]))
    broken, page = all_of(path)
    assert isinstance(broken, Broken)
    assert str(broken.fault) == "the record says no time at which it was captured"
    assert (broken.source, broken.offset, broken.url) == (path, 0, URL)
    assert isinstance(page, Incoming)


@pytest.mark.parametrize(
    ("head", "protocol"),
    [
        (b"HTTP/2 200\r\nContent-Type: text/html\r\n", "HTTP/2"),
        (b"HTTP/2.0 200 OK\r\nContent-Type: text/html\r\n", "HTTP/2.0"),
        (b"HTTP/0.9 200 OK\r\nContent-Type: text/html\r\n", "HTTP/0.9"),
        (b"HTTP/1.1 200\r\nContent-Type: text/html\r\n", "HTTP/1.1"),
        (b"HTTP/1.1 200 OK\nContent-Type: text/html\n", "HTTP/1.1"),
        (b"\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n", "HTTP/1.1"),
        (b"HTTP/1.1 200 OK\r\ncontent-type:text/html;\r\n charset=utf-8\r\n", "HTTP/1.1"),
        ("HTTP/1.1 200 Schön\r\nContent-Type: text/html\r\nX-Ort: Köln\r\n".encode("latin-1"), "HTTP/1.1"),
    ],
)
def test_heads_of_all_times(tmp_path: Path, head: bytes, protocol: str) -> None:
    ending = b"\n" if b"\r" not in head else b"\r\n"
    found = only(written(tmp_path, record("response", head + ending + PAGE)))
    assert (found.response.status, found.response.media_type) == (200, "text/html")
    assert found.response.exchange.protocol == protocol
    assert found.response.body == PAGE
    assert found.flaws == ()


@pytest.mark.parametrize(
    "block", [PAGE, b"", b"\r\n\r\n", b"HTTP/1.1\r\n\r\n", b"Content-Type: text/html\r\n\r\n" + PAGE]
)
def test_what_is_no_answer_of_http(tmp_path: Path, block: bytes) -> None:
    broken, page = all_of(written(tmp_path, gzipped([record("response", block), answer()])))
    assert str(broken.fault) == "the record holds no answer of HTTP"
    assert page.response.body == PAGE


def test_drafts_lower_case_names_angle_brackets_and_addresses_with_users(tmp_path: Path) -> None:
    old = answer(url=f"<{URL}>", version="WARC/0.18").replace(b"WARC-Target-URI", b"warc-target-uri")
    older = answer(url="https://max:geheim@www.example.org/2", version="WARC/0.17").replace(b"\r\nWARC", b"\nWARC")
    asked = []
    found = all_of(written(tmp_path, gzipped([old, older])), wants=lambda url: asked.append(url) or True)
    assert [each.response.url for each in found] == [URL, "https://***@www.example.org/2"]
    assert asked == [URL, "https://***@www.example.org/2"]


def test_a_response_without_an_address_is_broken(tmp_path: Path) -> None:
    broken, _ = all_of(written(tmp_path, gzipped([answer(url=None), answer()])))
    assert str(broken.fault) == "the record does not say of which address it is"


def test_records_that_are_to_be_skipped_are(tmp_path: Path) -> None:
    path = written(tmp_path, gzipped(made.pages(3)))
    offsets = [each.offset for each in all_of(path)]
    stats = Stats()
    found = all_of(path, skip=frozenset({offsets[1]}), stats=stats)
    assert [each.offset for each in found] == [offsets[0], offsets[2]]
    assert (stats.records, stats.skipped) == (3, 1)


def test_what_browsers_record(tmp_path: Path) -> None:
    """The answer before its request, ids of pages, and what else such files have."""
    common = {"WARC_Page_ID": "7d2f", "version": "WARC/1.1"}
    records = [
        record("warcinfo", b"software: browsertrix-crawler\r\n", None, version="WARC/1.1"),
        answer(
            WARC_Record_ID="<urn:r>",
            WARC_Concurrent_To="<urn:q>",
            WARC_Protocol="h2",
            WARC_Resource_Type="document",
            **common,
        ),
        record(
            "request",
            b"GET /meldung/1 HTTP/1.1\r\naccept: text/html\r\n\r\n",
            WARC_Record_ID="<urn:q>",
            WARC_Concurrent_To="<urn:r>",
            **common,
        ),
        record("resource", b'{"pageid": "7d2f"}', f"urn:pageinfo:{URL}", Content_Type="application/json", **common),
        record("metadata", b'{"harEntryOrder": 0}', URL, Content_Type="application/json", **common),
    ]
    found = only(written(tmp_path, gzipped(records)))
    assert found.record_id == "urn:r"
    assert found.response.exchange.request == b"GET /meldung/1 HTTP/1.1\r\naccept: text/html\r\n"
    assert found.flaws == ()


def test_a_member_of_several_records_behind_a_member_of_one(tmp_path: Path) -> None:
    records = made.pages(4)
    data = gzipped(records[:1]) + gzip.compress(b"".join(records[1:]))
    path = written(tmp_path, data)
    assert [each.response.url for each in all_of(path)] == [numbered(number) for number in range(4)]


def test_a_zstd_file_with_a_dictionary(tmp_path: Path) -> None:
    import zstandard

    records = made.pages(5)
    dictionary = zstandard.ZstdCompressionDict(PAGE * 20, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    frames = b"".join(packer.compress(each) for each in records)
    held = dictionary.as_bytes()
    for stored in (held, zstandard.ZstdCompressor().compress(held)):
        data = b"\x5d\x2a\x4d\x18" + len(stored).to_bytes(4, "little") + stored + frames
        found = all_of(written(tmp_path, data, "made.warc.zst"))
        assert [each.response.url for each in found] == [numbered(number) for number in range(5)]
        assert not any(codes(each) for each in found)


def test_a_revisit_of_an_encoded_payload_names_what_was_decoded(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    digest = "sha1:" + base64.b32encode(hashlib.sha1(packed, usedforsecurity=False).digest()).decode()
    records = [
        answer(packed, HTML + b"Content-Encoding: gzip\r\n", WARC_Payload_Digest=digest),
        record("revisit", b"", WARC_Payload_Digest=digest, WARC_Refers_To_Date=made.DATE),
        record("revisit", b"", WARC_Payload_Digest="sha1:OTHER"),
    ]
    _, known, other = all_of(written(tmp_path, gzipped(records)))
    assert known.revisit_of == RevisitOf(URL, AT, f"sha256:{hashlib.sha256(PAGE).hexdigest()}")
    assert other.revisit_of == RevisitOf(URL, None, "sha1:OTHER")


def test_a_head_made_to_take_long_does_not(tmp_path: Path) -> None:
    folded = HTML + b"X-Long: a\r\n" + b" b\r\n" * 60_000
    began = time.process_time()
    found = only(written(tmp_path, gzipped([answer(head=folded)])))
    assert found.response.body == PAGE
    assert time.process_time() - began < 2


def test_a_file_of_line_ends_does_not_take_long(tmp_path: Path) -> None:
    began = time.process_time()
    found = all_of(written(tmp_path, answer() + b"\r\n" * 10_000_000 + answer()))
    assert [each.response.body for each in found] == [PAGE, PAGE]
    assert time.process_time() - began < 3
