"""Records of articles in exports of our own: anybody may have written them, and nothing that they say is sure."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Iterator
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
from scraper.warc.fields import OF_ARTICLE
from scraper.warc.writing import capture_name
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
    restore = Restore(archive, {site.id: site}, _MUCH_LATER)
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
    record["article"]["last_seen"] = "2030-01-01T00:00:00Z"
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
    moved = Site(SITE.id, "Amtsblick", "https://andere.example/")
    assert _restore(archive, record, moved) == (
        Taken.FAILED,
        ["what it says of article is not as this program writes it: article.url: an address of Amtsblick"],
    )


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
