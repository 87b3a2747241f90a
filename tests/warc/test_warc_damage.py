"""Files that are damaged, cut off or in parts: nothing raises, nothing hangs, and what is whole is found."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import warc_records as made
from scraper.errors import WarcError
from scraper.model.incoming import Broken, Incoming
from scraper.warc import joining, reader
from warc_records import HTML, PAGE, all_of, answer, codes, gzipped, numbered, only, record, redirect, written

COUNT = 12
SLOWLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def mixed() -> list[bytes]:
    """Return records of every kind: with requests on both sides, redirects, a revisit, a broken one, a nested file."""
    nested = answer(b"".join(made.pages(2)), url=numbered(100))
    groups = [
        [record("warcinfo", b"software: x\r\n", None)],
        *([each] for each in made.pages(4)),
        [record("request", b"GET /20 HTTP/1.1\r\n\r\n", numbered(20)), answer(url=numbered(20))],
        [answer(url=numbered(21)), record("request", b"GET /21 HTTP/1.1\r\n\r\n", numbered(21))],
        [redirect(numbered(22), "/meldung/23"), answer(url=numbered(23))],
        [record("revisit", b"", numbered(1))],
        [answer(url=numbered(24), WARC_Date=None)],
        [nested],
        [answer(url=numbered(25))],
    ]
    return list(itertools.chain.from_iterable(groups))


def summary(items: list[object]) -> list[object]:
    return [
        (
            item.offset,
            item.response.url,
            item.response.requested_url,
            item.response.body,
            item.response.exchange and item.response.exchange.request,
            codes(item),
        )
        if isinstance(item, Incoming)
        else (item.offset, str(item.fault))
        for item in items
    ]


@pytest.mark.parametrize("form", made.FORMS)
@pytest.mark.parametrize("window", [joining.WINDOW, 700, 0])
@given(cuts=st.lists(st.integers(0, 6000), max_size=5))
@SLOWLY
def test_parts_give_what_the_whole_gives(tmp_path: Path, form: str, window: int, cuts: list[int]) -> None:
    path = written(tmp_path, made.FORMS[form](mixed()))
    bounds = [0, *sorted(cuts), None]
    with pytest.MonkeyPatch.context() as patch:
        for module in (joining, reader):
            patch.setattr(module, "WINDOW", window)
        parts = [all_of(path, start, end) for start, end in itertools.pairwise(bounds) if start != end]
        whole = all_of(path)
    assert summary(list(itertools.chain.from_iterable(parts))) == summary(whole)


@pytest.mark.parametrize("form", made.FORMS)
@given(place=st.integers(0, 100_000), bits=st.integers(1, 255), length=st.integers(1, 4))
@SLOWLY
def test_spoiled_bytes_cost_no_more_than_their_record(
    tmp_path: Path, form: str, place: int, bits: int, length: int
) -> None:
    data = bytearray(made.FORMS[form](made.pages(COUNT)))
    at = place % len(data)
    for each in range(at, min(at + length, len(data))):
        data[each] ^= bits
    path = written(tmp_path, bytes(data))
    try:
        found = all_of(path)
    except WarcError:
        # Of a file that is packed as a whole nothing is left behind its damage, which may be the beginning.
        assert form == "whole"
        return
    whole = [each for each in found if isinstance(each, Incoming) and not each.flaws]
    # Bytes of two records may be spoiled, and each of them may be what another one is joined to.
    least = COUNT - 2 if form != "whole" else 0
    assert len({each.offset for each in whole}) >= least


@pytest.mark.parametrize("form", made.FORMS)
@given(data=st.binary(max_size=300), at=st.integers(0, 100_000))
@SLOWLY
def test_any_bytes_in_between(tmp_path: Path, form: str, data: bytes, at: int) -> None:
    made_of = made.FORMS[form](made.pages(COUNT))
    place = at % len(made_of)
    path = written(tmp_path, made_of[:place] + data + made_of[place:])
    try:
        found = all_of(path)
    except WarcError:
        assert form == "whole"
        return
    if form != "whole":
        assert len([each for each in found if isinstance(each, Incoming)]) >= COUNT - 1


@given(data=st.binary(max_size=2000))
@SLOWLY
def test_any_bytes_at_all_are_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    for beginning in (b"", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b"WARC/1.0\r\n"):
        path = written(tmp_path, beginning + data)
        try:
            found = all_of(path)
        except WarcError:
            continue
        # A version and the name of a field begin a record, of which nothing more is there.
        assert all(isinstance(each, Broken) for each in found)


@pytest.mark.parametrize("form", ["gzip", "zstd", "plain", "whole"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_is_cut_off(tmp_path: Path, form: str, share: float) -> None:
    data = made.FORMS[form](made.pages(COUNT))
    found = all_of(written(tmp_path, data[: int(len(data) * share)]))
    whole = [each for each in found if isinstance(each, Incoming) and not each.flaws]
    least = int(COUNT * share) - 2 if form != "whole" else 0
    assert len(whole) >= least
    last = found[-1]
    if isinstance(last, Broken):
        assert str(last.fault) == "what stands here is damaged, or no record of a WARC file"
    else:
        assert codes(last) in ([], ["record_cut_off"])
    assert isinstance(last, Broken) or codes(last) or form == "plain" or share == 0.3


@pytest.mark.parametrize("form", ["gzip", "zstd", "plain", "whole"])
@pytest.mark.parametrize(
    "last",
    [
        answer(url="https://other.example/film"),
        answer(b"%PDF-1.7" + bytes(range(256)) * 80, b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"),
        redirect(numbered(8), "/meldung/9"),
        record("request", b"GET /8 HTTP/1.1\r\nUser-Agent: " + b"x" * 300 + b"\r\n\r\n", numbered(8)),
    ],
    ids=["other host", "no page", "redirect", "request"],
)
def test_a_file_that_is_cut_off_in_a_record_that_nobody_wants_is_told(tmp_path: Path, form: str, last: bytes) -> None:
    data = made.FORMS[form]([*made.pages(1), last])
    whole = written(tmp_path, data)
    assert not [each for each in all_of(whole, wants=lambda url: "other" not in url) if isinstance(each, Broken)]
    *_, broken = all_of(written(tmp_path, data[:-30]), wants=lambda url: "other" not in url)
    assert isinstance(broken, Broken)
    assert broken.fault.reason in ("file_cut_off", "no_record")
    if form == "plain":
        assert str(broken.fault) == "the file ends within this record: it seems to be cut off"
        assert broken.offset == len(made.pages(1)[0])


def test_a_page_that_is_cut_off_with_its_record_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    data = gzipped([answer(PAGE * 200)])
    found = only(written(tmp_path, data[:-40]))
    assert codes(found) == ["record_cut_off"]
    assert found.response.body.startswith(PAGE)


def test_records_without_line_ends_behind_them(tmp_path: Path) -> None:
    """Files of 2016 have neither the line ends behind a record nor, now and then, the right length."""
    bare = [each.removesuffix(b"\r\n\r\n") for each in made.pages(4)]
    for name, data in (("plain", b"".join(bare)), ("gzip", gzipped(bare))):
        found = all_of(written(tmp_path, data, name))
        assert [(each.response.url, codes(each)) for each in found] == [(numbered(number), []) for number in range(4)]


@pytest.mark.parametrize("form", made.FORMS)
@pytest.mark.parametrize(("said", "code"), [("40", "record_length"), ("100000000", "record_cut_off")])
def test_a_wrong_length(tmp_path: Path, form: str, said: str, code: str) -> None:
    records = made.pages(4)
    head = HTML + b"\r\n"
    # The shorter length is one of the page, behind its head.
    length = len(head) + 40 if said == "40" else int(said)
    wrong = record("response", head + PAGE, numbered(9), Content_Length=str(length))
    data = made.FORMS[form]([*records[:2], wrong, *records[2:]])
    found = [each for each in all_of(written(tmp_path, data)) if isinstance(each, Incoming)]
    by_url = {each.response.url: each for each in found}
    assert [url for url in by_url if url != numbered(9)] == [numbered(number) for number in range(4)]
    assert codes(by_url[numbered(9)]) == [code]
    assert all(not codes(by_url[numbered(number)]) for number in range(4))


@pytest.mark.parametrize("said", [None, "", "-1", "viele", "1" * 5000])
def test_no_length(tmp_path: Path, said: str | None) -> None:
    wrong = answer(url=numbered(9), Content_Length=said)
    for form in made.FORMS.values():
        data = form([wrong, *made.pages(2)])
        found = all_of(written(tmp_path, data))
        assert [each.response.url for each in found if isinstance(each, Incoming)][-2:] == [numbered(0), numbered(1)]


def test_junk_between_members(tmp_path: Path) -> None:
    records = made.pages(3)
    data = gzipped(records[:1]) + b"wget: out of memory\n" + gzipped(records[1:]) + b"\0" * 512
    path = written(tmp_path, data)
    first, junk, *others = all_of(path)
    assert [each.response.url for each in (first, *others)] == [numbered(0), numbered(1), numbered(2)]
    assert isinstance(junk, Broken)
    assert junk.offset == len(gzipped(records[:1]))


def test_members_of_something_else(tmp_path: Path) -> None:
    records = made.pages(2)
    data = gzipped([records[0], b"not a record", records[1]])
    first, junk, second = all_of(written(tmp_path, data))
    assert (first.response.url, second.response.url) == (numbered(0), numbered(1))
    assert str(junk.fault) == "what stands here is damaged, or no record of a WARC file"


def test_a_head_without_end(tmp_path: Path) -> None:
    endless = b"WARC/1.0\r\n" + b"X-Long: " + b"a" * 200_000
    data = gzip.compress(endless) + gzipped(made.pages(1))
    found = all_of(written(tmp_path, data))
    assert [type(each) for each in found] == [Broken, Incoming]


@pytest.mark.parametrize("form", made.FORMS)
def test_whoever_stops_goes_on_without_a_loss(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, made.FORMS[form](mixed()))
    whole = summary(all_of(path))
    for count in range(1, len(whole)):
        stats = reader.Stats()
        reading = reader.read(path, wants=lambda url: True, stats=stats)
        before = summary(list(itertools.islice(reading, count)))
        place = stats.offset
        reading.close()
        rest = summary(all_of(path, place))
        assert before + [each for each in rest if each not in before] == whole, count
        # What is read again is what was held back, not the file.
        assert len(rest) <= len(whole) - count + 3
    assert stats.offset > 0


def test_wants_is_told_where_the_record_stands(tmp_path: Path) -> None:
    path = written(tmp_path, gzipped(mixed()))
    stats = reader.Stats()
    asked: list[tuple[int, str]] = []

    def wants(url: str) -> bool:
        asked.append((stats.offset, url))
        return True

    found = [each for each in reader.read(path, wants=wants, stats=stats) if isinstance(each, Incoming)]
    places = dict(asked)
    assert all(places.get(each.offset, each.response.url) == each.response.url for each in found)
    assert {each.offset for each in found if each.response.exchange and not each.response.exchange.request} <= set(
        places
    )
    assert stats.offset == Path(path).stat().st_size
