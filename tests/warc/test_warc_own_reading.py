"""What our own exports say comes back: heads byte for byte, hops, further pages, visits, true times, JSON."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.model.archived import Archived
from scraper.model.incoming import Broken, Incoming, OwnRecord, RevisitOf
from scraper.store import Archive
from scraper.store.outgoing import OutgoingSelection
from scraper.warc.names import record_id
from scraper.warc.reader import Stats
from scraper.warc.writing import Record, member, metadata_record, records_of
from warc_records import PAGE, all_of, only, written

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
PLACE = "https://amtsblick.example/meldung_7"


def capture(number: int, url: str = PLACE, body: bytes | None = PAGE, **fields: object) -> Archived:
    given: dict[str, object] = {
        "id": number,
        "link": bytes([number]) * 32,
        "url": url,
        "requested_url": url,
        "fetched_at": NOW,
        "status": 200,
        "protocol": "HTTP/1.1",
        "remote_address": "192.0.2.7",
        "request": f"GET /{number} HTTP/1.1\r\nHost: amtsblick.example\r\n".encode(),
        "response": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
        "body": body,
        "digest": None if body is None else hashlib.sha256(body).digest(),
        "size": len(body or b""),
        "media_type": "text/html",
    }
    return Archived(**{**given, **fields})  # type: ignore[arg-type]


def file_of(tmp_path: Path, captures: Sequence[Archived], more: Sequence[Record] = ()) -> str:
    records = [record for each in captures for record in records_of(each)]
    return written(tmp_path, b"".join(member(record) for record in [*records, *more]))


def hop(number: int, url: str, **fields: object) -> Archived:
    response = b"HTTP/1.1 301 Moved Permanently\r\nLocation: https://amtsblick.example/anderswo\r\n"
    return capture(number, url, None, status=301, response=response, media_type=None, **fields)


@pytest.mark.parametrize(
    "lines",
    [
        b"",
        b"Content-Length: 111\r\n",
        b"Content-Encoding: br\r\nTransfer-Encoding: chunked\r\n",
        b"content-encoding: gzip\r\nContent-Length: 77\r\nX-Ort: K\xf6ln\r\n",
        b"X-Crawler-Content-Encoding: zstd\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n",
    ],
)
def test_a_head_comes_back_as_it_was_sent(tmp_path: Path, lines: bytes) -> None:
    one = capture(1, response=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + lines, signals='{"tdm": "ä"}')
    found = only(file_of(tmp_path, [one]))
    exchange = found.response.exchange
    assert (exchange.response, exchange.request) == (one.response, one.request)
    assert (exchange.protocol, exchange.remote_address, exchange.at) == ("HTTP/1.1", "192.0.2.7", NOW)
    assert (found.response.body, found.signals, found.record_id) == (PAGE, one.signals, record_id(one.link))
    assert found.flaws == ()


def test_heads_that_were_made_are_none_again(tmp_path: Path) -> None:
    lines = b"content-type: text/html\r\ncontent-encoding: gzip\r\n"
    old = capture(1, request=b"", response=lines, protocol=None, remote_address=None)
    older = capture(2, request=b"", response=b"", protocol=None, remote_address=None)
    first, second = all_of(file_of(tmp_path, [old, older]))
    assert (first.response.exchange.response, first.response.exchange.protocol) == (lines, "")
    assert first.response.header("content-encoding") == "gzip"
    assert second.response.exchange is None


def test_true_times_hops_and_addresses_come_back(tmp_path: Path) -> None:
    first = hop(1, "https://amtsblick.example/a")
    second = hop(2, "https://amtsblick.example/b", via_link=first.link, requested_url=first.url)
    page = capture(3, via_link=second.link, requested_url=first.url, dates=(NOW + dt.timedelta(seconds=5),))
    stats = Stats()
    found = all_of(file_of(tmp_path, [first, second, page]), stats=stats)[0]
    assert found.response.fetched_at == NOW
    assert found.response.requested_url == first.url
    assert [each.url for each in found.response.via] == [first.url, second.url]
    assert [each.request for each in found.response.via] == [first.request, second.request]
    assert stats.redirects_alone == 0


def test_a_page_without_the_redirect_before_it_has_none_by_chance(tmp_path: Path) -> None:
    one = capture(
        1, response=b"HTTP/1.1 301 Moved\r\nLocation: /meldung_7\r\n", url=f"{PLACE}/alt", body=None, status=301
    )
    assert only(file_of(tmp_path, [one, capture(2)])).response.via == ()


def test_further_pages_come_with_the_first_and_never_alone(tmp_path: Path) -> None:
    first = capture(1, visits=((NOW + dt.timedelta(days=1), 304),))
    second = capture(2, f"{PLACE}?seite=2", PAGE + b"2", part_of=1, part_link=first.link)
    third = capture(3, f"{PLACE}?seite=3", PAGE + b"3", part_of=1, part_link=first.link)
    other = capture(4, f"{PLACE}8")
    path = file_of(tmp_path, [first, second, third, other])
    page, visit, last = all_of(path)
    assert [each.url for each in page.response.further] == [second.url, third.url]
    assert [each.body for each in page.response.further] == [PAGE + b"2", PAGE + b"3"]
    assert [each.exchange.request for each in page.response.further] == [second.request, third.request]
    assert visit.revisit_of is not None
    assert last.response.url == other.url
    stats = Stats()
    alone = file_of(tmp_path, [second, other])
    assert [each.response.url for each in all_of(alone, stats=stats)] == [other.url]
    assert stats.parts_alone == 1


def test_parts_of_a_file_of_ours_give_the_whole(tmp_path: Path) -> None:
    first = hop(1, "https://amtsblick.example/a")
    page = capture(2, via_link=first.link, visits=tuple((NOW + dt.timedelta(days=n), 304) for n in range(20)))
    further = capture(3, f"{PLACE}?seite=2", part_of=2, part_link=page.link)
    path = file_of(
        tmp_path, [first, page, further, capture(4, f"{PLACE}8")], [metadata_record("article", "x", {}, NOW)]
    )
    whole = all_of(path)
    for cut in range(0, Path(path).stat().st_size, 97):
        parts = [*all_of(path, 0, cut), *all_of(path, cut)] if cut else all_of(path)
        assert [replace(each) for each in parts] == whole, cut


def test_visits_name_the_time_and_the_bytes_of_their_capture(tmp_path: Path) -> None:
    later = NOW + dt.timedelta(days=1)
    shifted = (NOW + dt.timedelta(seconds=1), later + dt.timedelta(seconds=1))
    one = capture(1, visits=((later, 304),), dates=shifted)
    first, visit = all_of(file_of(tmp_path, [one]))
    assert visit.response.fetched_at == later
    assert (visit.response.status, visit.response.body) == (304, b"")
    assert visit.revisit_of == RevisitOf(PLACE, NOW, f"sha256:{hashlib.sha256(PAGE).hexdigest()}", first.record_id)


def test_where_an_imported_capture_came_from(tmp_path: Path) -> None:
    assert only(file_of(tmp_path, [capture(1, record_id="urn:uuid:1234")])).record_id == "urn:uuid:1234"


@pytest.mark.parametrize("status", [404, 410, 403, 500])
def test_the_end_of_an_article_comes_back_whatever_was_answered(tmp_path: Path, status: int) -> None:
    gone = capture(1, status=status, response=b"HTTP/1.1 %d Fort\r\nContent-Type: text/plain\r\n" % status)
    found = only(file_of(tmp_path, [gone]))
    assert (found.response.status, found.response.body) == (status, PAGE)


def test_metadata_of_ours_comes_as_it_was_written(tmp_path: Path) -> None:
    data = {"title": "Grüße", "lone": "\ud800", "keywords": ["a", None, 1]}
    own = metadata_record("article", "x", data, NOW)
    broken = replace(own, block=b'{"title": ')
    other = replace(own, fields=tuple(pair for pair in own.fields if pair[0] != "X-Scraper-Kind"))
    found = all_of(file_of(tmp_path, [], [own, broken, other]))
    assert [type(each) for each in found] == [OwnRecord, Broken]
    assert (found[0].kind, found[0].data) == ("article", data)
    assert str(found[1].fault) == (
        "the record is one of an export, and its JSON cannot be read (Expecting value: line 1 column 11 (char 10))"
    )


def test_metadata_that_would_take_more_memory_than_there_is_comes_not(tmp_path: Path) -> None:
    many = json.dumps({"record": "article", "more": [[]] * 500_000}).encode()
    long = json.dumps({"record": "article", "more": "a" * 17_000_000}).encode()
    own = metadata_record("article", "x", {}, NOW)
    metadata = [replace(own, block=block) for block in (many, long)]
    found = all_of(file_of(tmp_path, [], metadata))
    assert [str(each.fault) for each in found if isinstance(each, Broken)] == [
        "more than 500,000 values of JSON",
        "more than 16 MiB",
    ]


def test_every_offset_is_a_place_to_go_on_from(tmp_path: Path) -> None:
    path = file_of(tmp_path, [capture(number, f"{PLACE}{number}") for number in range(1, 9)])
    whole = all_of(path)
    for before, after in itertools.pairwise(whole):
        assert next(each.offset for each in all_of(path, before.offset + 1)) == after.offset


def test_an_archive_comes_back_field_by_field(press_archive: Path, tmp_path: Path) -> None:
    with Archive.read(press_archive) as archive:
        captures = list(archive.outgoing.captures(OutgoingSelection()))
    hops = {each.link for each in captures if each.digest is None}
    pages = [each for each in captures if each.link not in hops and each.part_link is None]

    found = all_of(file_of(tmp_path, captures))

    assert not any(each.flaws for each in found)
    read = [each for each in found if each.revisit_of is None]
    assert [_facts(each) for each in read] == [
        (
            (one.url, one.requested_url, one.fetched_at, one.status, one.body, one.signals),
            (one.request, one.response, one.protocol, one.remote_address),
        )
        for one in pages
    ]
    visits = [(each.response.url, each.response.fetched_at, each.response.status) for each in found if each.revisit_of]
    assert visits == [(one.url, at, status) for one in pages for at, status in one.visits]
    assert visits


def _facts(incoming: Incoming) -> tuple[tuple[object, ...], tuple[object, ...]]:
    response, exchange = incoming.response, incoming.response.exchange
    assert exchange is not None
    return (
        (response.url, response.requested_url, response.fetched_at, response.status, response.body, incoming.signals),
        (exchange.request, exchange.response, exchange.protocol, exchange.remote_address),
    )


def test_the_address_that_was_asked_for_comes_back_without_a_redirect_too(tmp_path: Path) -> None:
    asked = f"{PLACE}?utm_source=feed"
    found = only(file_of(tmp_path, [capture(1, requested_url=asked)]))
    assert (found.response.requested_url, found.response.url, found.response.via) == (asked, PLACE, ())
