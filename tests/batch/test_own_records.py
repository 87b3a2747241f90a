"""Records of articles in exports of our own: anybody may have written them, and nothing that they say is sure."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_contents import contents, differences
from empty_archive import put_empty_archive
from scraper.batch.own_article import article_record
from scraper.batch.own_checks import UnfitError
from scraper.batch.own_records import Restore
from scraper.model import Site
from scraper.model.incoming import OwnRecord, Taken
from scraper.policy.identity import digest_of_text
from scraper.policy.signals import Signal, Signals
from scraper.store import Archive
from scraper.store.marks import Mark
from scraper.warc.fields import OF_ARTICLE, OF_CAPTURE
from scraper.warc.writing import capture_name
from scraper.web.urls import belongs
from store_records import LATER, NOW, SITE, full_article, one, plain, rows, save

_MUCH_LATER = LATER + dt.timedelta(days=30)
_RESERVED = Signals(tdm_reservation=1, evidence=(Signal("tdm-reservation", "1", "the header", "1"),))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    path = tmp_path / "other.db"
    put_empty_archive(path)
    with Archive.open(path) as opened:
        yield opened


@pytest.fixture
def record(tmp_path: Path) -> dict[str, Any]:
    return _record(tmp_path)


def _record(folder: Path) -> dict[str, Any]:
    """Return the record of an article that was edited, as its archive gives it away."""
    path = folder / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as first:
        save(first, full_article())
        save(first, full_article(title="Innenministerium bei Mastodon"), b"<p>later</p>", LATER)
        article = first.outgoing_articles(capture_name).article(1)
    assert article is not None
    data: dict[str, Any] = json.loads(json.dumps(article.data))
    return data


def _restore(archive: Archive, data: Any, site: Site = SITE, kind: str = OF_ARTICLE) -> tuple[Taken, list[str]]:
    restore = Restore(archive, lambda url: site if belongs(site, url) else None, _MUCH_LATER)
    with archive.transaction():
        taken = restore.take(OwnRecord("a.warc.gz", 7, kind, data))
    return taken, [str(broken.fault) for broken in restore.broken]


def test_a_record_alone_brings_the_article_with_all_its_states(
    record: dict[str, Any], archive: Archive, tmp_path: Path
) -> None:
    assert _restore(archive, record) == (Taken.NEW, [])
    before, after = (contents(tmp_path / name)["articles"] for name in ("archive.db", "other.db"))
    # Its captures are not there, so that no state was read from one.
    assert differences(before, after) == [
        f"{SITE.home}meldung_18917.capture_id: 1 != None",
        f"{SITE.home}meldung_18917.versions[0].capture_id: 0 != None",
    ]
    assert _restore(archive, record) == (Taken.THERE, [])


def test_what_this_archive_has_seen_itself_is_not_replaced(
    record: dict[str, Any], archive: Archive, tmp_path: Path
) -> None:
    save(archive, full_article(title="Eigener Stand"), at=_MUCH_LATER)
    before = contents(tmp_path / "other.db")["articles"]
    record["article"]["last_seen"] = _MUCH_LATER.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert _restore(archive, record)[0] is Taken.VERSION
    after = contents(tmp_path / "other.db")["articles"]
    changed = {one.partition(": ")[0].rpartition(".")[2] for one in differences(before, after)}
    assert changed == {"first_seen", "versions", "events"}
    assert rows(archive, "SELECT title, until FROM history ORDER BY seen_at") == [
        ("Innenministerium bei Facebook", "2026-11-24T09:30:00Z"),
        ("Innenministerium bei Mastodon", "2026-12-24T09:30:00Z"),
        ("Eigener Stand", None),
    ]


def test_a_forgotten_article_stays_forgotten(record: dict[str, Any], archive: Archive) -> None:
    with archive.transaction():
        archive.forgotten.add_address(full_article().url, SITE, "2026-11-25T00:00:00Z")
    assert _restore(archive, record) == (Taken.FORGOTTEN, [])
    assert one(archive, "SELECT count(*) FROM articles") == 0


def test_a_reserved_text_does_not_come_in(record: dict[str, Any], archive: Archive) -> None:
    save(archive, full_article(), at=NOW, signals=_RESERVED)
    assert _restore(archive, record) == (Taken.RESERVED, [])
    assert one(archive, "SELECT body FROM articles") == ""


def test_a_reserved_article_leaves_without_its_text(archive: Archive, tmp_path: Path) -> None:
    save(archive, full_article(), at=NOW, signals=_RESERVED)
    article = archive.outgoing_articles(capture_name).article(1)
    assert article is not None
    said = json.dumps(article.data, ensure_ascii=False)
    assert "Absatz" not in said
    assert "sozialen Netz" not in said
    assert article.data["is_reserved"]
    path = tmp_path / "third.db"
    put_empty_archive(path)
    with Archive.open(path) as third:
        assert _restore(third, article.data) == (Taken.NEW, [])
    assert differences(contents(tmp_path / "other.db"), contents(path)) == []


def test_the_text_of_a_record_that_says_it_is_reserved_is_left_out(record: dict[str, Any], archive: Archive) -> None:
    signal = {"kind": "tdm-reservation", "value": "1", "source": "the header", "text": "1"}
    record["article"]["signals"] = {"date": "2026-11-23T09:30:00Z", "evidence": [signal]}
    assert _restore(archive, record) == (Taken.NEW, [])
    assert rows(archive, "SELECT title, body, kicker FROM articles") == [("Innenministerium bei Mastodon", "", None)]
    assert one(archive, "SELECT count(*) FROM versions") == 0


def test_an_article_of_another_site_is_left_out(record: dict[str, Any], archive: Archive) -> None:
    other = Site("bote", "Bote", "https://bote.example/")
    assert _restore(archive, record, other) == (Taken.NO_ARTICLE, [])


def test_a_site_has_the_name_that_it_has_here(record: dict[str, Any], archive: Archive) -> None:
    here = replace(SITE, id="blick", name="Der Amtsblick")
    assert _restore(archive, record, here) == (Taken.NEW, [])
    assert rows(archive, "SELECT id, name FROM sites") == [("blick", "Der Amtsblick")]
    assert rows(archive, "SELECT a.site, v.record ->> 'site' FROM articles a, versions v") == [("blick", "blick")]
    assert _restore(archive, record, here) == (Taken.THERE, [])


def test_an_article_of_another_site_is_never_taken_for_its_own(record: dict[str, Any], archive: Archive) -> None:
    """A record may name the addresses of others' articles, and captures of them that came out of files."""
    theirs = "https://rathaus.example/haushalt"
    other = Site(id="rathaus", name="Rathaus", home="https://rathaus.example/")
    foreign = copy.deepcopy(record)
    foreign["site"] = {"id": "rathaus", "name": "Rathaus", "home": "https://rathaus.example/"}
    foreign["article"] |= {"url": theirs, "capture": None}
    foreign |= {"captures": [], "versions": [], "pages": [record["pages"][0] | {"url": theirs}]}
    assert _restore(archive, foreign, other) == (Taken.NEW, [])
    before = rows(archive, "SELECT id, url, title, body, first_seen, last_seen FROM articles")
    record["pages"].append(record["pages"][0] | {"url": theirs})

    assert _restore(archive, record)[0] is Taken.NEW

    after = "SELECT id, url, title, body, first_seen, last_seen FROM articles WHERE site = 'rathaus'"
    assert rows(archive, after) == before
    assert rows(archive, "SELECT article_id FROM pages WHERE url = ?", theirs) == [(before[0][0],)]


def test_of_a_part_of_the_time_no_record_is_taken(record: dict[str, Any], archive: Archive) -> None:
    restore = Restore(archive, lambda url: SITE, _MUCH_LATER, lambda moment: moment >= LATER)
    with archive.transaction():
        assert restore.take(OwnRecord("a.warc.gz", 7, OF_ARTICLE, record)) is Taken.NO_ARTICLE
    assert one(archive, "SELECT count(*) FROM articles") == 0


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("version",), 2, "version: 1: it is of another version of this program"),
        (("article", "url"), "javascript:alert(1)", "article.url: an address of the web in its usual spelling"),
        (("article", "url"), "https://max:geheim@amtsblick.example/1", "article.url: an address of the web in its"),
        (("article", "body"), "Ein anderer Text.", "article.digest: the SHA-256 of its text"),
        (("article", "title"), "a\x00b", "article.title: a text"),
        (("article", "title"), "\ud800", "article.title: a text"),
        (("article", "first_seen"), "gestern", "article.first_seen: a time such as 2026-11-23T09:30:00Z"),
        (("article", "first_seen"), "2026-02-30T00:00:00Z", "article.first_seen: a time such as 2026-11-23T09:30:00Z"),
        (("article", "date"), "2026-1-1", "article.date: a day such as 2026-11-23"),
        (("article", "access"), "geheim", "article.access: one of blocked, consent, free, teaser"),
        (("article", "last_seen"), "1999-01-01T00:00:00Z", "article.last_seen: no earlier than first_seen"),
        (("versions", 0, "body"), "Anderes", "versions[0].digest: the SHA-256 of its text"),
        (("versions", 0, "record", "links"), [{"url": "a", "text": "b", "c": 1}], "versions[0].record.links[0]: url"),
        (("pages", 0, "state"), "offen", "pages[0].state: one of deferred, done, failed"),
        (("pages", 0, "failures"), 2**70, "pages[0].failures: a number"),
        (("captures",), [], "captures: all captures that its states were read from"),
        (("captures", 0, "visits"), [{"at": "2026-11-23T09:30:00Z", "status": 7}], "captures[0].visits[0].status: a"),
        (("links", 0, "relation"), "eltern", "links[0].relation: one of alternate, reference, related"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_written(
    record: dict[str, Any], archive: Archive, path: tuple[Any, ...], value: Any, said: str
) -> None:
    at: Any = record
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    taken, faults = _restore(archive, record)
    assert taken is Taken.FAILED
    assert len(faults) == 1
    assert said in faults[0]
    assert one(archive, "SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM pages)") == 0


@pytest.mark.parametrize(
    "path",
    [
        *(("article", name) for name in ("last_seen", "changed_at", "gone_at", "missing_since")),
        *(("versions", 0, "until"), ("pages", 0, "visited_at"), ("captures", 0, "fetched_at")),
    ],
)
def test_what_is_still_to_come_was_seen_by_nobody(
    record: dict[str, Any], archive: Archive, path: tuple[Any, ...]
) -> None:
    at: Any = record
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = "9999-12-31T23:59:59Z"
    taken, faults = _restore(archive, record)
    assert taken is Taken.FAILED
    assert faults == [
        "what it says of article is not as this program writes it: 9999-12-31T23:59:59Z: a time that has been"
    ]


def test_what_a_later_program_says_is_passed_over(archive: Archive) -> None:
    assert _restore(archive, {"a": 1}, kind="dossier") == (Taken.NO_ARTICLE, [])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


@given(data=_JSON)
def test_no_json_at_all_brings_a_record_into_trouble(data: Any) -> None:
    with pytest.raises(UnfitError):
        article_record(data)


def test_json_that_nests_without_end_is_refused(record: dict[str, Any], archive: Archive) -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    record["versions"][0]["record"]["extra"] = deep
    taken, faults = _restore(archive, record)
    assert (taken, "less deeply nested" in faults[0]) == (Taken.FAILED, True)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value of a JSON text."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one_of_them in inner:
        yield (*path, name)
        yield from _places(one_of_them, (*path, name))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(choice=st.integers(0, 10_000), value=_JSON | st.sampled_from(["", "x", "2026-11-23T09:30:00Z", -1, 1, True]))
def test_any_value_in_any_place_is_taken_whole_or_refused(
    tmp_path_factory: pytest.TempPathFactory, choice: int, value: Any
) -> None:
    folder = tmp_path_factory.mktemp("own")
    data = copy.deepcopy(_shared_record(tmp_path_factory))
    places = [*_places(data)]
    *parents, last = places[choice % len(places)]
    at: Any = data
    for step in parents:
        at = at[step]
    at[last] = value
    path = folder / "other.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        taken, faults = _restore(archive, data)
        count = one(archive, "SELECT count(*) FROM articles")
        assert (taken is Taken.NEW) == (count == 1)
        assert (taken is Taken.FAILED) == (len(faults) == 1)
        kept = rows(archive, "SELECT kicker, title, lead, body, digest FROM articles")
    assert all(digest_of_text(*text) == digest for *text, digest in kept)


_SHARED: list[dict[str, Any]] = []


def _shared_record(factory: pytest.TempPathFactory) -> dict[str, Any]:
    if not _SHARED:
        _SHARED.append(_record(factory.mktemp("shared")))
    return _SHARED[0]


def _capture() -> dict[str, Any]:
    redirect: dict[str, Any] = {
        "record": "urn:uuid:5a8f9a8e-0000-5000-8000-000000000001",
        "origin": None,
        "url": "https://amtsblick.example/alt",
        "requested_url": "https://amtsblick.example/alt",
        "fetched_at": "2026-11-23T09:30:00Z",
        "status": 301,
        "protocol": "HTTP/1.1",
        "remote_address": "192.0.2.7",
        "request": "GET /alt HTTP/1.1\r\n",
        "response": "HTTP/1.1 301 Moved\r\nX-Amt: K\u00f6ln\r\n",
        "digest": None,
        "size": 0,
        "media_type": None,
        "signals": None,
    }
    return {
        **redirect,
        "record": "urn:uuid:5a8f9a8e-0000-5000-8000-000000000002",
        "url": full_article().url,
        "status": 200,
        "digest": "ab" * 32,
        "size": 4711,
        "media_type": "text/html",
        "redirects": [redirect],
        "part_of": None,
        "visits": [{"at": "2026-11-24T09:30:00Z", "status": 304}],
    }


def test_a_capture_without_bytes_comes_with_its_redirects_and_visits(archive: Archive) -> None:
    assert _restore(archive, _capture(), kind=OF_CAPTURE) == (Taken.CAPTURE, [])
    found = rows(archive, "SELECT url, requested_url, status, size, payload_id, via_id FROM captures ORDER BY id")
    assert found == [
        ("https://amtsblick.example/alt", None, 301, 0, None, None),
        (full_article().url, "https://amtsblick.example/alt", 200, 4711, None, 1),
    ]
    assert rows(archive, "SELECT capture_id, at, status FROM visits") == [(2, "2026-11-24T09:30:00Z", 304)]
    assert one(archive, "SELECT header(exchange, 'x-amt') FROM captures WHERE id = 1") == "Köln"
    assert _restore(archive, _capture(), kind=OF_CAPTURE) == (Taken.THERE, [])
    later = {**_capture(), "visits": [{"at": "2026-11-25T09:30:00Z", "status": 304}]}
    assert _restore(archive, later, kind=OF_CAPTURE) == (Taken.VISIT, [])


def test_of_what_is_forgotten_reserved_or_not_asked_for_no_capture_comes(archive: Archive) -> None:
    evidence = [{"kind": "tdm-reservation", "value": "1", "source": "the header", "text": "1"}]
    reserved = {**_capture(), "signals": json.dumps({"date": "2026-11-23T09:30:00Z", "evidence": evidence})}
    assert _restore(archive, reserved, kind=OF_CAPTURE) == (Taken.RESERVED, [])
    other = Site("bote", "Bote", "https://bote.example/")
    assert _restore(archive, _capture(), other, OF_CAPTURE) == (Taken.NO_ARTICLE, [])
    with archive.transaction():
        archive.forgotten.add_address(full_article().url, SITE, "2026-11-25T00:00:00Z")
    assert _restore(archive, _capture(), kind=OF_CAPTURE) == (Taken.FORGOTTEN, [])
    assert one(archive, "SELECT count(*) FROM captures") == 0


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(choice=st.integers(0, 10_000), value=_JSON | st.sampled_from(["", "x", "2026-11-23T09:30:00Z", -1, 1, True]))
def test_any_value_in_any_place_of_a_capture_is_taken_whole_or_refused(
    tmp_path_factory: pytest.TempPathFactory, choice: int, value: Any
) -> None:
    data = _capture()
    places = [*_places(data)]
    *parents, last = places[choice % len(places)]
    at: Any = data
    for step in parents:
        at = at[step]
    at[last] = value
    path = tmp_path_factory.mktemp("own") / "other.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        taken, faults = _restore(archive, data, kind=OF_CAPTURE)
        count = one(archive, "SELECT count(*) FROM captures")
        assert (taken is Taken.CAPTURE) == (count > 0)
        assert (taken is Taken.FAILED) == (len(faults) == 1)


def test_what_is_older_than_the_last_news_that_was_told_is_none(record: dict[str, Any], archive: Archive) -> None:
    with archive.transaction():
        archive.marks.put("latest", Mark(LATER, 0))
    _restore(archive, record)
    assert rows(archive, "SELECT kind, at FROM events") == []


def test_the_page_on_formats_names_all_of_a_record(record: dict[str, Any]) -> None:
    text = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
    part = text.partition("### The article's record")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", part))
    lists = ("links", "vendors", "images", "versions", "pages", "captures")
    used = {*record, *record["article"], *record["site"], *_capture()}
    used |= {name for key in lists for row in record[key] for name in row}
    assert used - named == set()


def test_texts_that_only_look_alike_are_two_articles(archive: Archive) -> None:
    # The record names the address of another article as its own: that stays where it is.
    save(archive, plain(1))
    save(archive, plain(2))
    article = archive.outgoing_articles(capture_name).article(1)
    assert article is not None
    data = json.loads(json.dumps(article.data))
    data["pages"].append({**data["pages"][0], "url": plain(2).url})
    _restore(archive, data)
    assert rows(archive, "SELECT url, article_id FROM pages ORDER BY id") == [(plain(1).url, 1), (plain(2).url, 2)]


def test_a_duplicate_that_was_rolled_back_makes_no_duplicate_of_another_article(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as first:
        for number, body in ((1, "Der Text."), (2, "Der Text."), (3, "Ein anderer Text.")):
            save(first, full_article(url=f"{SITE.home}meldung_{number}", body=body))
        found = [first.outgoing_articles(capture_name).article(number) for number in (1, 2, 3)]
    original, duplicate, other = (
        OwnRecord("a.warc.gz", at, OF_ARTICLE, json.loads(json.dumps(article.data)))
        for at, article in enumerate(found)
        if article is not None
    )
    assert duplicate.data["article"]["duplicate_of"] == f"{SITE.home}meldung_1"
    restore = Restore(archive, lambda url: SITE, _MUCH_LATER)
    with pytest.raises(OSError, match="full"), archive.transaction():
        restore.take(duplicate)
        raise OSError("The disk is full.")
    for record in (other, original):
        with archive.transaction():
            assert restore.take(record) is Taken.NEW
    assert rows(archive, "SELECT url, duplicate_of FROM articles ORDER BY url") == [
        (f"{SITE.home}meldung_1", None),
        (f"{SITE.home}meldung_3", None),
    ]
    with archive.transaction():
        assert restore.take(duplicate) is Taken.NEW
    assert rows(archive, "SELECT url FROM articles WHERE duplicate_of IS NOT NULL") == [(f"{SITE.home}meldung_2",)]
