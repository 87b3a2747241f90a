"""What is kept of an article can be read again: fields, lists, versions, bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import hashlib
import json
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.crawl.keep import Visited, keep, keep_unanswered
from scraper.model import (
    Article,
    Decision,
    Exchange,
    Facts,
    Image,
    Outcome,
    Reading,
    Reason,
    Reference,
    Related,
    Vendor,
    fault,
)
from scraper.policy.gone import decide_gone
from scraper.policy.identity import identity_of
from scraper.policy.signals import read
from scraper.reading import body_digest
from scraper.store import Archive
from scraper.store.exchange import unpack
from store_records import LATER, NOW, SITE, URL, full_article, one, page_of, plain, response, rows, save, sqlite, write

# The parser replaces lone surrogates and NUL where they enter; everything else that Unicode has can come here.
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)
VISITS = count()
AGAIN = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


def stored(archive: Archive, article_id: int | None) -> dict[str, Any]:
    assert article_id is not None
    row = archive.article(article_id)
    assert row is not None
    return row


def as_rows(items: list[Any]) -> list[dict[str, Any]]:
    return [
        {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()}
        for row in map(dataclasses.asdict, items)
    ]


def test_every_field_and_list_is_read_back(archive: Archive) -> None:
    article = full_article()
    row = stored(archive, save(archive, article).article_id)
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
    row = stored(archive, save(archive, Article(url="https://a.example/", site="a.example")).article_id)
    assert (row["title"], row["body"], row["lead"], row["date"], row["words"]) == ("", "", None, None, 0)
    assert row["authors"] == row["keywords"] == row["links"] == row["images"] == []


def test_a_keyword_named_twice_is_kept_once(archive: Archive) -> None:
    save(archive, plain(1, keywords=["OZG", "Köln", "OZG"]))
    save(archive, plain(2, keywords=["OZG"]))
    assert rows(archive, "SELECT name FROM keywords ORDER BY id") == [("OZG",), ("Köln",)]
    assert rows(archive, "SELECT position, keyword_id FROM article_keywords WHERE article_id = 1") == [(1, 1), (2, 2)]


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
    row = stored(archive, save(archive, article, b"%d" % next(VISITS)).article_id)
    assert (row["kicker"], row["title"], row["lead"], row["body"]) == (text, other, text, other)
    assert (row["section"], row["authors"], row["keywords"]) == (text, [text], [other])
    assert row["links"] == [{"url": "https://a.example/", "text": text}]
    assert row["related"] == [{"title": text, "url": other, "date": None, "teaser": text}]
    assert row["vendors"] == [{"name": text, "place": other, "url": text}]
    assert row["images"] == [{"url": text, "caption": other, "credit": text}]


def test_a_text_that_cannot_be_stored_leaves_nothing_behind(archive: Archive) -> None:
    with pytest.raises(UnicodeEncodeError):
        save(archive, plain(1, section="Stra\ud800ße"))
    for table in ("articles", "captures", "payloads", "pages"):
        assert one(archive, f"SELECT count(*) FROM {table}") == 0, table


def test_a_reason_with_a_lone_surrogate_is_noted(archive: Archive) -> None:
    why = fault(Reason.NO_CONNECTION, why="bad \udcff byte")
    with archive.transaction():
        archive.frontier.add_site(SITE)
        page = archive.frontier.add("https://a.example/", SITE.id, "article", "waiting", "k")
        keep_unanswered(archive, page, Decision("failed", "failed", None, fault=why), NOW)
    assert rows(archive, "SELECT reason, detail FROM pages") == [("no_connection", '{"why": "bad \ufffd byte"}')]
    assert rows(archive, "SELECT url, code, times FROM problems") == [("https://a.example/", "no_connection", 1)]


EDITS = [
    ({"keywords": ["anders"]}, "keywords"),
    ({"authors": ["xy"]}, "authors"),
    ({"section": "Anders"}, "section"),
    ({"vendors": []}, "vendors"),
    ({"links": []}, "links"),
    ({"date": dt.date(2014, 5, 24)}, "date"),
    ({"title": "Innenministerium bei Mastodon"}, "title"),
    ({"kicker": None}, "kicker"),
    ({"lead": "Neu."}, "lead"),
    ({"body": "Neu.", "authors": []}, "body; authors"),
]
NO_EDITS: list[dict[str, Any]] = [
    {"related": []},
    {"images": []},
    {"alternates": []},
    {"language": "en"},
    {"modified_at": NOW},
    {"body": "Der  erste Absatz.\nDer zweite\u00a0Absatz über das OZG 2.0. "},
    {"links": [Reference("https://thueringen.example/tim?utm_source=x", "www.thueringen.example/tim")]},
]


@pytest.mark.parametrize(("change", "changed"), EDITS)
def test_an_edit_leaves_the_state_before_it(archive: Archive, change: dict[str, Any], changed: str) -> None:
    before = full_article()
    first = save(archive, before)
    second = save(archive, full_article(**change), b"<p>other bytes</p>", LATER)
    assert (second.article_id, second.verdict) == (first.article_id, "changed")
    seen_at, until, found, text, record = rows(
        archive, "SELECT seen_at, until, changed, json_array(kicker, title, lead, body), record FROM versions"
    )[0]
    assert (seen_at, until, found) == ("2026-11-23T09:30:00Z", "2026-11-24T09:30:00Z", changed)
    assert json.loads(text) == [before.kicker, before.title, before.lead, before.body]
    kept = json.loads(record)
    assert (kept["keywords"], kept["authors"], kept["section"]) == (before.keywords, before.authors, before.section)
    assert (kept["date"], kept["published_at"]) == ("2014-05-23", "2014-05-23T08:15:07Z")
    assert [kept[name] for name in ("links", "vendors", "related", "images", "alternates")] == [
        as_rows(getattr(before, name)) for name in ("links", "vendors", "related", "images", "alternates")
    ]
    is_text = bool({"kicker", "title", "lead", "body"} & set(change))
    row = stored(archive, first.article_id)
    assert row["changed_at"] == ("2026-11-24T09:30:00Z" if is_text else "2026-11-23T09:30:00Z")
    assert row["last_seen"] == "2026-11-24T09:30:00Z"
    assert one(archive, "SELECT count(*) FROM history") == 2


@pytest.mark.parametrize("change", NO_EDITS)
def test_what_templates_renew_is_no_edit(archive: Archive, change: dict[str, Any]) -> None:
    first = save(archive, full_article())
    second = save(archive, full_article(**change), b"<p>other bytes</p>", LATER)
    assert (second.article_id, second.verdict) == (first.article_id, "unchanged")
    assert one(archive, "SELECT count(*) FROM versions") == 0
    row = stored(archive, first.article_id)
    assert row["changed_at"] == "2026-11-23T09:30:00Z"
    for name, value in change.items():
        if isinstance(value, list):
            assert row[name] == as_rows(value)


def test_history_has_all_states_in_order(archive: Archive) -> None:
    for day, title in enumerate(("A", "B", "A")):
        save(archive, plain(1, title=title), f"bytes {day}".encode(), NOW + dt.timedelta(days=day))
    assert rows(archive, "SELECT title, substr(seen_at, 1, 10), substr(until, 1, 10), changed FROM history") == [
        ("A", "2026-11-23", "2026-11-24", "title"),
        ("B", "2026-11-24", "2026-11-25", "title"),
        ("A", "2026-11-25", None, None),
    ]
    assert [bodies(archive, number) for number in (1, 2, 3)] == [b"bytes 0", b"bytes 1", b"bytes 2"]


def test_silent_edits_are_those_that_the_page_does_not_own_up_to(archive: Archive) -> None:
    save(archive, plain(1, title="Alt", modified_at=NOW))
    save(archive, plain(1, title="Neu", modified_at=NOW), b"2", LATER)
    save(archive, plain(2, title="Alt", modified_at=NOW), b"3")
    save(archive, plain(2, title="Neu", modified_at=LATER), b"4", LATER)
    save(archive, plain(3, keywords=["alt"]), b"5")
    save(archive, plain(3, keywords=["neu"]), b"6", LATER)
    assert rows(archive, "SELECT url, title_before, title_after FROM silent_edits") == [(plain(1).url, "Alt", "Neu")]


def bodies(archive: Archive, capture_id: int) -> bytes:
    kept = archive.captures.response(capture_id)
    assert kept is not None
    return kept.body


@pytest.mark.parametrize("body", [b"", b"\0\xff" * 3, b"<p>" * 5000, hashlib.sha512(b"x").digest() * 2])
def test_bytes_are_read_back_as_they_came(archive: Archive, body: bytes) -> None:
    save(archive, plain(1), body)
    assert bodies(archive, 1) == body
    assert rows(archive, "SELECT digest, size FROM captures") == [(hashlib.sha256(body).digest(), len(body))]


def test_what_shrinks_is_packed(archive: Archive) -> None:
    save(archive, plain(1), b"<p>Der Kreis stellt um.</p>" * 500)
    codec, size = rows(archive, "SELECT codec, length(data) FROM payloads")[0]
    assert codec == "zstd"
    assert size < 200


def test_the_same_bytes_are_a_visit_and_no_capture(archive: Archive) -> None:
    save(archive, plain(1), b"same")
    again = save(archive, plain(1), b"same", LATER)
    assert again.verdict == "unchanged"
    assert one(archive, "SELECT count(*) FROM captures") == 1
    assert rows(archive, "SELECT capture_id, at, status FROM visits") == [(1, "2026-11-24T09:30:00Z", 200)]
    save(archive, plain(2), b"same")
    assert one(archive, "SELECT count(*) FROM captures") == 2
    assert one(archive, "SELECT count(*) FROM payloads") == 1


def test_a_capture_keeps_the_exchange_and_the_redirects_that_led_to_it(archive: Archive) -> None:
    first = exchange("https://alt.example/1", 301, "Location: https://max:geheim@amtsblick.example/meldung_1")
    last = exchange(plain(1).url, 200, "X-FooBar: 1\r\nSet-Cookie: sitzung=geheim", "203.0.113.9")
    save(archive, plain(1), exchange=last, via=(first,))
    assert rows(
        archive,
        "SELECT status, protocol, remote_address, payload_id, via_id, digest IS NULL, header(exchange, 'x-foobar'),"
        " header(exchange, 'set-cookie'), header(exchange, 'LOCATION') FROM captures ORDER BY id",
    ) == [
        (301, "HTTP/1.1", None, None, None, 1, None, None, "https://***@amtsblick.example/meldung_1"),
        (200, "HTTP/1.1", "203.0.113.9", 1, 1, 0, "1", "***", None),
    ]
    blobs = b"".join(row[0] for row in rows(archive, "SELECT exchange FROM captures"))
    assert b"geheim" not in blobs
    assert all(
        b"geheim" not in part for row in rows(archive, "SELECT exchange FROM captures") for part in unpack(row[0])
    )
    assert unpack(rows(archive, "SELECT exchange FROM captures WHERE id = 2")[0][0])[0].startswith(b"GET /x HTTP/1.1")


def exchange(url: str, status: int, headers: str, remote: str | None = None) -> Exchange:
    request = b"GET /x HTTP/1.1\r\nHost: amtsblick.example\r\nCookie: sitzung=geheim\r\n"
    head = f"HTTP/1.1 {status} So\r\n{headers}\r\n".encode("latin-1")
    return Exchange(url, status, request, head, "HTTP/1.1", remote, NOW)


def test_a_link_leads_to_an_article_that_came_before(archive: Archive) -> None:
    save(archive, plain(1))
    save(archive, plain(2, related=[Related("Eins", plain(1).url)]))
    assert one(archive, "SELECT target_id FROM links") == 1


def test_a_link_leads_to_an_article_that_comes_later(archive: Archive) -> None:
    save(archive, plain(2, links=[Reference(plain(1).url, "Eins")]))
    assert one(archive, "SELECT target_id FROM links") is None
    save(archive, plain(1))
    assert one(archive, "SELECT target_id FROM links") == 2


def test_a_link_to_another_address_of_a_later_article_leads_to_it(archive: Archive) -> None:
    other = "https://amtsblick.example/kurz"
    save(archive, plain(2, links=[Reference(other, "kurz")]))
    saved = save(archive, plain(1), requested_url=other)
    assert one(archive, "SELECT target_id FROM links") == saved.article_id
    assert one(archive, "SELECT article_id FROM pages WHERE url = ?", plain(1).url) == saved.article_id


def test_a_page_whose_article_became_part_of_another_finds_that_one_by_its_key(archive: Archive) -> None:
    saved = save(archive, plain(1))
    page = page_of(archive, plain(1).url)
    reading = Reading(plain(1), None, "digest", b"", "1")
    with archive.transaction():
        facts = archive.articles.facts(page, reading, identity_of(page.url, SITE, 4711, plain(1)))
    assert facts.known is not None
    assert facts.known.id == saved.article_id


def test_an_answer_that_ends_an_article_is_kept_and_marks_it_once(archive: Archive) -> None:
    save(archive, plain(1))
    verdicts = [gone(archive, plain(1).url, at).verdict for at in (NOW, LATER, LATER + dt.timedelta(days=1))]
    assert verdicts == ["unchanged", "gone", "unchanged"]
    assert rows(archive, "SELECT gone_at, missing_since FROM articles") == [("2026-11-23T09:30:00Z", None)]
    assert rows(archive, "SELECT status, payload_id IS NOT NULL FROM captures ORDER BY id") == [(200, 1), (404, 1)]


def gone(archive: Archive, url: str, at: dt.datetime) -> Outcome:
    answer = response(b"<h1>Nicht gefunden</h1>", at, url, status=404)
    with archive.transaction():
        page = page_of(archive, url)
        reading = Reading(None, None, body_digest=body_digest(answer))
        return keep(
            archive, Visited(page, SITE, answer, reading), Facts(known=page.known), decide_gone(page, answer, SITE)
        )


@pytest.mark.parametrize("title", ["Meldung 1", "Neuer Titel"])
@pytest.mark.parametrize("body", [b"<p>page</p>", b"back"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_gone_article_that_is_back_is_no_longer_gone(archive: Archive, title: str, body: bytes, times: int) -> None:
    save(archive, plain(1))
    for day in range(times):
        gone(archive, plain(1).url, NOW + dt.timedelta(days=day))
    save(archive, plain(1, title=title), body, NOW + dt.timedelta(days=2))
    assert rows(archive, "SELECT gone_at, missing_since FROM articles") == [(None, None)]


RESERVED = read(URL, (("tdm-reservation", "1"),), ())


def test_of_a_reserved_page_neither_text_nor_bytes_come_in_by_any_way(archive: Archive) -> None:
    url = plain(1).url
    first = save(archive, plain(1, keywords=["geheim"], lead="geheim", body="geheim"), b"geheim", signals=RESERVED)
    assert (first.verdict, first.reserved is not None) == ("new", True)
    save(archive, plain(1, body="geheim"), b"geheim 2", LATER, signals=RESERVED)
    gone(archive, url, LATER)
    printed = plain(1, body="geheim im Druck")
    with archive.transaction():
        write(archive, printed, response(b"geheim 3", LATER, f"{url}?druck=1"))
    for table in ("captures", "payloads", "versions", "keywords"):
        assert one(archive, f"SELECT count(*) FROM {table}") == 0, table
    assert rows(archive, "SELECT title, body, lead, keywords FROM articles") == [("Meldung 1", "", None, None)]
    assert page_of(archive, url).full_due_at is not None


def test_a_reservation_that_is_withdrawn_lets_the_text_in(archive: Archive) -> None:
    save(archive, plain(1), signals=RESERVED)
    save(archive, plain(1), at=LATER)
    assert one(archive, "SELECT body FROM articles") == "Text der Meldung 1."
    assert one(archive, "SELECT count(*) FROM payloads") == 1
    assert one(archive, "SELECT count(*) FROM versions WHERE changed <> ''") == 0


def test_what_was_archived_before_a_reservation_stays_marked(archive: Archive) -> None:
    save(archive, plain(1))
    save(archive, plain(1, title="Anders"), b"2", LATER, signals=RESERVED)
    title, signals = rows(archive, "SELECT title, signals FROM articles")[0]
    assert title == "Meldung 1"
    assert "tdm-reservation" in signals


def test_a_day_after_the_visit_is_doubted(archive: Archive) -> None:
    save(archive, plain(1, date=dt.date(2199, 1, 1), published_at=NOW))
    assert rows(archive, "SELECT date, published_at FROM articles") == [(None, "2026-11-23T09:30:00Z")]
    assert json.loads(one(archive, "SELECT doubts FROM articles")) == {
        "date": {"stated": "2199-01-01", "why": "after_the_visit"}
    }


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


def test_an_article_that_others_duplicate_can_be_deleted(archive: Archive, path: Path) -> None:
    for number in (1, 2):
        save(archive, plain(number, title="dpa", body="Gleich.", keywords=["x"]))
    with sqlite(path) as other:
        other.execute("PRAGMA foreign_keys = ON")
        other.execute("DELETE FROM articles WHERE id = 1")
        assert other.execute("SELECT id, duplicate_of FROM articles").fetchall() == [(2, None)]
        assert other.execute("PRAGMA foreign_key_check").fetchall() == []
        assert other.execute("SELECT count(*) FROM article_keywords").fetchone() == (1,)


def test_bytes_are_kept_packed_as_they_were_sent(archive: Archive) -> None:
    body = b"<p>Der Kreis stellt um.</p>" * 40
    packed = gzip.compress(body)
    saved = save(archive, plain(1), body, packed=packed)
    assert rows(archive, "SELECT codec, data FROM payloads") == [("gzip", packed)]
    assert bodies(archive, one(archive, "SELECT capture_id FROM articles WHERE id = ?", saved.article_id)) == body


# What a record says of the page alone, and the archive has no place for.
NOT_ARCHIVED = {"directives", "is_article", "next_page", "other_titles", "why_not"}


def test_a_whole_record_comes_back_from_every_place_that_keeps_it(archive: Archive) -> None:
    """A field that is added to the record and forgotten in one of them is lost without a word."""
    before = full_article(sources={"title": "h1 on line 1"})
    default = Article(before.url, before.site)
    for field in dataclasses.fields(Article):
        if field.name not in {*NOT_ARCHIVED, "url", "site", "access"}:
            assert getattr(before, field.name) != getattr(default, field.name), f"fill {field.name} in full_article"
    save(archive, before)
    kept = archive.versions.states(1)[-1].article
    assert without(kept) == without(before)
    newest = json.loads(one(archive, "SELECT record FROM history WHERE until IS NULL"))
    save(archive, full_article(title="Anders"), b"<p>other bytes</p>", LATER)
    assert without(archive.versions.states(1)[0].article) == without(before)
    earlier = json.loads(one(archive, "SELECT record FROM versions"))
    assert newest == {name: value for name, value in earlier.items() if name not in {*NOT_ARCHIVED, "sources"}}


def without(article: Article) -> dict[str, Any]:
    return {name: value for name, value in dataclasses.asdict(article).items() if name not in NOT_ARCHIVED}
