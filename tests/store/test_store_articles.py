"""What is kept of an article can be read again: fields, lists, versions, bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import hashlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_records import LATER, NOW, SITE, full_article, one, plain, response, rows, save

from scraper.model import Article, Image, Link, Reference, Related, Vendor
from scraper.store import Archive, lookup

# Anything a JSON-LD block can spell: lone surrogates and NUL too.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
AGAIN = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


def stored(archive: Archive, article_id: int) -> dict[str, Any]:
    row = lookup.article(archive.db, article_id)
    assert row is not None
    return row


def as_rows(items: list[Any]) -> list[dict[str, Any]]:
    return [
        {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
        for row in map(dataclasses.asdict, items)
    ]


def test_every_field_and_list_is_read_back(archive: Archive) -> None:
    article = full_article()
    row = stored(archive, save(archive, article).id)
    for name in ("url", "site", "language", "kicker", "title", "lead", "body", "section", "access"):
        assert row[name] == getattr(article, name), name
    assert row["date"] == "2014-05-23"
    assert row["published_at"] == "2014-05-23T08:15:07Z"
    assert row["modified_at"] == "2014-05-24T06:00:00Z"
    assert row["authors"] == article.authors
    assert row["keywords"] == article.keywords
    for name in ("links", "related", "vendors", "images", "alternates"):
        assert row[name] == as_rows(getattr(article, name)), name
    assert row["words"] == 17
    assert row["first_seen"] == row["last_seen"] == row["changed_at"] == "2026-11-23T09:30:00Z"
    assert row["gone_at"] is None
    assert row["duplicate_of"] is None


def test_an_article_without_anything_is_kept(archive: Archive) -> None:
    row = stored(archive, save(archive, Article(url="https://a.example/", site="a.example")).id)
    assert (row["title"], row["body"], row["lead"], row["date"], row["words"]) == ("", "", None, None, 0)
    assert row["authors"] == row["keywords"] == row["links"] == row["images"] == []


def test_a_keyword_named_twice_is_kept_once(archive: Archive) -> None:
    save(archive, plain(1, keywords=["OZG", "Köln", "OZG"]))
    save(archive, plain(2, keywords=["OZG"]))
    assert rows(archive, "SELECT name FROM keywords ORDER BY id") == [("OZG",), ("Köln",)]
    assert rows(archive, "SELECT position, keyword_id FROM article_keywords WHERE article_id = 1") == [(1, 1), (2, 2)]


def cleaned(text: str) -> str:
    return "".join("\ufffd" if char == "\0" or 0xD800 <= ord(char) <= 0xDFFF else char for char in text)


@AGAIN
@given(text=ANY_TEXT, other=ANY_TEXT)
def test_any_text_is_kept(archive: Archive, text: str, other: str) -> None:
    article = full_article(
        kicker=text,
        title=other,
        lead=text,
        body=other,
        section=text,
        authors=[text],
        keywords=[other],
        links=[Reference("https://a.example/", text)],
        related=[Related(text, other, None, text)],
        vendors=[Vendor(text, other, text)],
        images=[Image(text, other, text)],
    )
    row = stored(archive, save(archive, article).id)
    text, other = cleaned(text), cleaned(other)
    assert (row["kicker"], row["title"], row["lead"], row["body"]) == (text, other, text, other)
    assert (row["section"], row["authors"], row["keywords"]) == (text, [text], [other])
    assert row["links"] == [{"url": "https://a.example/", "text": text}]
    assert row["related"] == [{"title": text, "url": other, "date": None, "teaser": text}]
    assert row["vendors"] == [{"name": text, "place": other, "url": text}]
    assert row["images"] == [{"url": text, "caption": other, "credit": text}]


def test_lone_surrogates_and_nul_become_the_replacement_character(archive: Archive) -> None:
    row = stored(archive, save(archive, plain(1, title="Stra\ud800ße", body="vor\0nach")).id)
    assert (row["title"], row["body"]) == ("Stra\ufffdße", "vor\ufffdnach")


def test_an_error_with_a_lone_surrogate_is_noted(archive: Archive) -> None:
    with archive.transaction():
        archive.frontier.add_site(SITE)
        page = archive.frontier.add("https://a.example/", SITE.id, "article", "waiting", "k", None, None)
        archive.frontier.finish(page, "failed", None, NOW, error="bad \udcff byte")
    assert one(archive, "SELECT last_error FROM pages") == "bad \ufffd byte"


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({"keywords": ["anders"]}, 1),
        ({"related": []}, 1),
        ({"section": "Anders"}, 1),
        ({"vendors": [], "images": [], "authors": ["xy"]}, 1),
        ({"body": "Der  erste Absatz.\nDer zweite\u00a0Absatz über das OZG 2.0. "}, 1),
        ({"title": "Innenministerium bei Mastodon"}, 2),
        ({"kicker": None}, 2),
        ({"lead": "Neu."}, 2),
        ({"body": "Neu."}, 2),
    ],
)
def test_a_version_is_made_when_the_text_changes(archive: Archive, change: dict[str, Any], count: int) -> None:
    first = save(archive, full_article())
    second = save(archive, full_article(**change), b"<p>other bytes</p>", LATER)
    assert second.id == first.id
    assert second.verdict == ("unchanged" if count == 1 else "changed")
    assert second.changed_at == (NOW if count == 1 else LATER)
    assert one(archive, "SELECT count(*) FROM versions") == count
    row = stored(archive, first.id)
    assert row["last_seen"] == "2026-11-24T09:30:00Z"
    for name, value in change.items():
        assert row[name] == (as_rows(value) if value and not isinstance(value[0], str) else value)


def test_versions_hold_each_state_and_its_bytes(archive: Archive) -> None:
    save(archive, plain(1, title="Alt"), b"old")
    save(archive, plain(1, title="Neu"), b"new", LATER)
    found = rows(archive, "SELECT title, seen_at, capture_id FROM versions ORDER BY id")
    assert found == [("Alt", "2026-11-23T09:30:00Z", 1), ("Neu", "2026-11-24T09:30:00Z", 2)]
    assert [archive.articles.captures.body(number) for number in (1, 2)] == [b"old", b"new"]


@pytest.mark.parametrize("body", [b"", b"\0\xff" * 3, b"<p>" * 5000, hashlib.sha512(b"x").digest() * 2])
def test_bytes_are_read_back_as_they_came(archive: Archive, body: bytes) -> None:
    save(archive, plain(1), body)
    assert archive.articles.captures.body(1) == body
    assert rows(archive, "SELECT digest, size FROM captures") == [(hashlib.sha256(body).hexdigest(), len(body))]


def test_equal_bytes_are_kept_once(archive: Archive) -> None:
    save(archive, plain(1), b"same")
    save(archive, plain(1, section="Neu"), b"same", LATER)
    assert one(archive, "SELECT count(*) FROM captures") == 1
    save(archive, plain(2), b"same")
    assert one(archive, "SELECT count(*) FROM captures") == 2
    assert one(archive, "SELECT count(*) FROM payloads") == 1


def test_headers_are_kept_in_order(archive: Archive) -> None:
    headers = (("content-type", "text/html"), ("set-cookie", "a=1"), ("set-cookie", "b=ü"))
    with archive.transaction():
        archive.articles.captures.add(response(headers=headers))
    assert json.loads(one(archive, "SELECT headers FROM captures")) == [list(pair) for pair in headers]
    assert one(archive, "SELECT media_type FROM captures") == "text/html"


def test_a_link_leads_to_an_article_that_came_before(archive: Archive) -> None:
    save(archive, plain(1))
    save(archive, plain(2, related=[Related("Eins", plain(1).url)]))
    assert one(archive, "SELECT target_id FROM links") == 1


def test_a_link_leads_to_an_article_that_comes_later(archive: Archive) -> None:
    save(archive, plain(2, links=[Reference(plain(1).url, "Eins")]))
    assert one(archive, "SELECT target_id FROM links") is None
    save(archive, plain(1))
    assert one(archive, "SELECT target_id FROM links") == 2


@pytest.mark.parametrize("how", ["finish", "alias"])
def test_a_link_to_another_address_of_a_later_article_leads_to_it(archive: Archive, how: str) -> None:
    other = "https://amtsblick.example/kurz"
    save(archive, plain(2, links=[Reference(other, "kurz")]))
    saved = save(archive, plain(1))
    with archive.transaction():
        page = archive.frontier.add(other, SITE.id, "article", "waiting", "k", None, Link(other))
        if how == "alias":
            archive.frontier.alias(page, saved.id)
        else:
            archive.frontier.finish(page, "done", response(), NOW, article_id=saved.id)
    assert one(archive, "SELECT target_id FROM links") == saved.id


def test_gone_is_noted_once_and_taken_back(archive: Archive) -> None:
    number = save(archive, plain(1)).id
    with archive.transaction():
        assert archive.articles.gone(number, NOW) is True
        assert archive.articles.gone(number, LATER) is False
    assert one(archive, "SELECT gone_at FROM articles") == "2026-11-23T09:30:00Z"
    with archive.transaction():
        assert archive.articles.seen(number, LATER) == NOW
    assert rows(archive, "SELECT gone_at, last_seen FROM articles") == [(None, "2026-11-24T09:30:00Z")]


@pytest.mark.parametrize("title", ["Meldung 1", "Neuer Titel"])
def test_a_gone_article_that_is_back_is_no_longer_gone(archive: Archive, title: str) -> None:
    number = save(archive, plain(1)).id
    with archive.transaction():
        archive.articles.gone(number, NOW)
    save(archive, plain(1, title=title), b"back", LATER)
    assert one(archive, "SELECT gone_at FROM articles") is None


def duplicates(archive: Archive) -> list[int | None]:
    return [row[0] for row in rows(archive, "SELECT duplicate_of FROM articles ORDER BY id")]


def test_the_same_text_elsewhere_is_a_duplicate(archive: Archive) -> None:
    for number in (1, 2, 3):
        save(archive, plain(number, title="dpa", body="Gleich."))
    save(archive, plain(4))
    assert duplicates(archive) == [None, 1, 1, None]


def test_texts_without_body_are_no_duplicates(archive: Archive) -> None:
    save(archive, plain(1, title="Kurz", body=""))
    save(archive, plain(2, title="Kurz", body=""))
    assert duplicates(archive) == [None, None]


def test_an_edited_duplicate_stands_for_itself(archive: Archive) -> None:
    save(archive, plain(1, title="dpa", body="Gleich."))
    save(archive, plain(2, title="dpa", body="Gleich."))
    save(archive, plain(2, title="dpa", body="Anders."), b"edited", LATER)
    assert duplicates(archive) == [None, None]


def test_the_duplicates_of_an_edited_article_stay_together(archive: Archive) -> None:
    for number in (1, 2, 3):
        save(archive, plain(number, title="dpa", body="Gleich."))
    save(archive, plain(1, title="dpa", body="Anders."), b"edited", LATER)
    assert duplicates(archive) == [None, None, 2]
    save(archive, plain(1, title="dpa", body="Gleich."), b"edited back", LATER)
    assert duplicates(archive) == [2, None, 2]


def test_bytes_are_kept_packed_as_they_were_sent(archive: Archive) -> None:
    body = b"<p>Der Kreis stellt um.</p>" * 40
    packed = gzip.compress(body)
    with archive.transaction():
        archive.frontier.add_site(SITE)
        saved = archive.articles.save(plain(1), response(body, packed=packed), None, "1")
    assert rows(archive, "SELECT codec, data FROM payloads") == [("gzip", packed)]
    capture = one(archive, "SELECT capture_id FROM articles WHERE id = ?", saved.id)
    assert archive.articles.captures.body(capture) == body
    assert archive.articles.captures.digest_of(capture) == hashlib.sha256(body).hexdigest()
