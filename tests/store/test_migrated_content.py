"""What becomes of the rows of an old archive; archives made by old programs are migrated in test_migrations.py."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from old_archive import OldArchive

from scraper.store.exchange import header, unpack
from scraper.store.migrate import migrate

URL = "https://zeitung.example/1"
DAY1, DAY2, DAY3, DAY4 = (f"2026-03-0{day}T06:00:00Z" for day in range(1, 5))

Rows = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def old(tmp_path: Path) -> OldArchive:
    return OldArchive(tmp_path / "archive.db")


@pytest.fixture
def rows(old: OldArchive) -> Iterator[Rows]:
    """Migrate the archive at the first question, and answer this and others from the new one."""
    with ExitStack() as stack:
        opened: list[sqlite3.Connection] = []

        def ask(sql: str) -> list[tuple[Any, ...]]:
            if not opened:
                old.close()
                assert migrate(old.path) is not None
                opened.append(stack.enter_context(closing(sqlite3.connect(old.path))))
            return opened[0].execute(sql).fetchall()

        yield ask


def edited(old: OldArchive, *states: dict[str, Any], changed_at: str = DAY4) -> int:
    """Add an article of these readings; each names its day, its capture ('a', 'b') and what the text was."""
    captures = {}
    for name in dict.fromkeys(state["of"] for state in states):
        captures[name] = old.capture(URL, DAY1, name.encode())
    newest = {key: value for key, value in states[-1].items() if key not in ("at", "of", "parser")}
    parser = states[-1].get("parser", "4")
    article = old.article(
        URL, captures[states[-1]["of"]], parser=parser, first_seen=states[0]["at"], changed_at=changed_at, **newest
    )
    for state in states:
        fields = {key: value for key, value in state.items() if key not in ("at", "of")}
        old.version(article, state["at"], captures[state["of"]], **fields)
    return article


# Captures and payloads.


def test_a_capture_keeps_address_headers_and_bytes(old: OldArchive, rows: Rows) -> None:
    old.capture(URL, DAY1, b"<p>eins", requested="https://zeitung.example/alt", headers=[("server", "nginx/1")])
    ((url, requested, at, status, protocol, remote, exchange, media, digest, size, data, packed_as),) = rows(
        "SELECT url, requested_url, fetched_at, status, protocol, remote_address, exchange, media_type, c.digest, size,"
        " p.data, p.codec FROM captures c JOIN payloads p ON p.id = c.payload_id AND p.digest = c.digest"
    )
    assert (url, requested, at, status) == (URL, "https://zeitung.example/alt", DAY1, 200)
    assert (protocol, remote, media, size, data, packed_as) == (None, None, "text/html", 7, b"<p>eins", "none")
    assert digest == hashlib.sha256(b"<p>eins").digest()
    assert header(exchange, "Server") == "nginx/1"


def test_the_address_that_was_asked_is_kept_only_where_it_was_another(old: OldArchive, rows: Rows) -> None:
    old.capture(URL, DAY1, b"1")
    assert rows("SELECT requested_url FROM captures") == [(None,)]


def test_no_secret_of_an_old_capture_stays(old: OldArchive, rows: Rows) -> None:
    old.capture(
        "https://user:geheim1@zeitung.example/",
        DAY1,
        b"1",
        requested="https://user:geheim2@zeitung.example/a",
        headers=[("set-cookie", "geheim3"), ("location", "https://user:geheim4@zeitung.example/")],
    )
    ((url, requested, exchange),) = rows("SELECT url, requested_url, exchange FROM captures")
    assert (url, requested) == ("https://***@zeitung.example/", "https://***@zeitung.example/a")
    assert unpack(exchange) == (b"", b"set-cookie: ***\r\nlocation: https://***@zeitung.example/\r\n")
    old_bytes = (old.path.parent / "archive.db").read_bytes()
    assert b"geheim" not in old_bytes


def test_captures_that_nothing_refers_to_and_second_captures_of_a_body_stay(old: OldArchive, rows: Rows) -> None:
    first, second = old.capture(URL, DAY1, b"1"), old.capture(URL, DAY2, b"1")
    assert rows("SELECT id, fetched_at FROM captures ORDER BY id") == [(first, DAY1), (second, DAY2)]
    assert rows("SELECT count(*) FROM payloads") == [(1,)]


# States and edits.


def test_an_edit_is_an_earlier_state_and_says_what_changed(old: OldArchive, rows: Rows) -> None:
    article = edited(
        old,
        {"at": DAY1, "of": "a", "title": "Alt", "kicker": "Oben", "date": "2026-03-01", "modified_at": DAY1},
        {"at": DAY2, "of": "b", "title": "Neu", "kicker": "Oben", "date": "2026-03-02", "modified_at": DAY2},
        changed_at=DAY2,
    )
    assert rows("SELECT article_id, seen_at, until, kicker, title, lead, body, reader, changed FROM versions") == [
        (article, DAY1, DAY2, "Oben", "Alt", None, "Text", "4", "title; date")
    ]
    ((record, capture),) = rows("SELECT record, capture_id FROM versions")
    assert json.loads(record) == {
        "url": URL, "site": "zeitung", "date": "2026-03-01", "published_at": None, "modified_at": DAY1
    }  # fmt: skip
    assert rows(f"SELECT digest = x'{hashlib.sha256(b'a').hexdigest()}' FROM captures WHERE id = {capture}") == [(1,)]
    assert rows("SELECT title, reader, changed_at, first_seen, sources, doubts FROM articles") == [
        ("Neu", "4", DAY2, DAY1, None, None)
    ]
    assert rows("SELECT seen_at, until, title FROM history ORDER BY seen_at") == [
        (DAY1, DAY2, "Alt"),
        (DAY2, None, "Neu"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({"kicker": "a"}, {"kicker": "b"}, "kicker"),
        ({"lead": None}, {"lead": "b"}, "lead"),
        ({"body": "a"}, {"body": "b"}, "body"),
        ({"title": "a"}, {"title": "b"}, "title"),
        ({"title": "a", "published_at": None}, {"title": "b", "published_at": DAY1}, "title; published_at"),
        ({"title": "a", "body": "x  y"}, {"title": "b", "body": "x\ny"}, "title"),
        (
            {"kicker": "a", "title": "a", "lead": "a", "body": "a"},
            {"kicker": "b", "title": "b", "lead": "b", "body": "b"},
            "kicker; title; lead; body",
        ),
    ],
)
def test_each_field_that_was_edited_is_named(
    old: OldArchive, rows: Rows, before: dict[str, Any], after: dict[str, Any], changed: str
) -> None:
    edited(old, {"at": DAY1, "of": "a", **before}, {"at": DAY2, "of": "b", **after})
    assert rows("SELECT changed FROM versions") == [(changed,)]


def test_another_reading_of_the_same_bytes_is_no_state(old: OldArchive, rows: Rows) -> None:
    edited(
        old,
        {"at": DAY1, "of": "a", "body": "eins"},
        {"at": DAY2, "of": "a", "body": "zwei", "parser": "5"},
        changed_at=DAY2,
    )
    assert rows("SELECT * FROM versions") == []
    assert rows("SELECT body, reader, changed_at, first_seen FROM articles") == [("zwei", "5", DAY1, DAY1)]


def test_a_state_begins_with_its_first_reading_and_reads_like_its_last(old: OldArchive, rows: Rows) -> None:
    edited(
        old,
        {"at": DAY1, "of": "a", "body": "eins"},
        {"at": DAY2, "of": "a", "body": "zwei", "parser": "5"},
        {"at": DAY3, "of": "b", "body": "drei", "parser": "5"},
        changed_at=DAY3,
    )
    assert rows("SELECT seen_at, until, body, reader, changed FROM versions") == [(DAY1, DAY3, "zwei", "5", "body")]
    assert rows("SELECT changed_at FROM articles") == [(DAY3,)]


def test_an_edit_that_one_parser_saw_is_known_though_another_read_the_page_later(old: OldArchive, rows: Rows) -> None:
    edited(
        old,
        {"at": DAY1, "of": "a", "body": "eins"},
        {"at": DAY2, "of": "b", "body": "zwei"},
        {"at": DAY3, "of": "b", "body": "zwei!", "parser": "5"},
        changed_at=DAY3,
    )
    assert rows("SELECT seen_at, until, changed FROM versions") == [(DAY1, DAY2, "body")]
    assert rows("SELECT body, changed_at FROM articles") == [("zwei!", DAY2)]


def test_two_captures_read_by_two_parsers_cannot_be_compared(old: OldArchive, rows: Rows) -> None:
    edited(
        old,
        {"at": DAY1, "of": "a", "body": "eins"},
        {"at": DAY2, "of": "b", "body": "zwei", "parser": "5"},
        changed_at=DAY2,
    )
    assert rows("SELECT seen_at, until, changed FROM versions") == [(DAY1, DAY2, None)]
    assert rows("SELECT changed_at FROM articles") == [(DAY2,)]
    assert rows("SELECT * FROM versions WHERE changed <> ''") == []


def test_neighbours_that_say_the_same_are_one_state(old: OldArchive, rows: Rows) -> None:
    edited(
        old,
        {"at": DAY1, "of": "a", "body": "eins"},
        {"at": DAY2, "of": "b", "body": "zwei", "modified_at": DAY1},
        {"at": DAY3, "of": "c", "body": " zwei ", "modified_at": DAY3},
        {"at": DAY4, "of": "d", "body": "drei"},
    )
    assert rows("SELECT seen_at, until, body, changed, json_extract(record, '$.modified_at') FROM versions") == [
        (DAY1, DAY2, "eins", "body", None),
        (DAY2, DAY4, " zwei ", "body", DAY3),
    ]


def test_a_newest_state_that_says_the_same_begins_with_the_earlier_one(old: OldArchive, rows: Rows) -> None:
    edited(
        old,
        {"at": DAY1, "of": "a", "body": "eins"},
        {"at": DAY2, "of": "b", "body": "zwei"},
        {"at": DAY3, "of": "c", "body": "zwei"},
        changed_at=DAY3,
    )
    assert rows("SELECT seen_at, until, body FROM versions") == [(DAY1, DAY2, "eins")]
    assert rows("SELECT changed_at FROM articles") == [(DAY2,)]


def test_a_text_that_came_back_is_a_state_of_its_own(old: OldArchive, rows: Rows) -> None:
    edited(
        old,
        {"at": DAY1, "of": "a", "body": "eins"},
        {"at": DAY2, "of": "b", "body": "zwei"},
        {"at": DAY3, "of": "a", "body": "eins"},
        changed_at=DAY3,
    )
    assert rows("SELECT seen_at, body, changed FROM versions ORDER BY id") == [
        (DAY1, "eins", "body"),
        (DAY2, "zwei", "body"),
    ]


def test_the_day_of_change_never_moves_forward(old: OldArchive, rows: Rows) -> None:
    edited(old, {"at": DAY1, "of": "a", "body": "eins"}, {"at": DAY3, "of": "b", "body": "zwei"}, changed_at=DAY2)
    assert rows("SELECT changed_at FROM articles") == [(DAY2,)]


def test_the_same_text_with_other_bytes_keeps_both_captures(old: OldArchive, rows: Rows) -> None:
    first, second = old.capture(URL, DAY1, b"1"), old.capture(URL, DAY2, b"2")
    article = old.article(URL, second, first_seen=DAY1)
    old.version(article, DAY1, first)
    assert rows("SELECT capture_id FROM articles") == [(second,)]
    assert rows("SELECT id FROM captures ORDER BY id") == [(first,), (second,)]
    assert rows("SELECT * FROM versions") == []


def test_states_of_articles_are_not_mixed_up(old: OldArchive, rows: Rows) -> None:
    captures = [old.capture(f"{URL}{n}", DAY1, bytes([n])) for n in range(4)]
    one = old.article(f"{URL}a", captures[2], body="a2")
    other = old.article(f"{URL}b", captures[3], body="b2")
    for article, at, capture, body in (
        (one, DAY1, 0, "a1"), (other, DAY2, 1, "b1"), (one, DAY3, 2, "a2"), (other, DAY4, 3, "b2"),
    ):  # fmt: skip
        old.version(article, at, captures[capture], body=body)
    assert rows("SELECT article_id, seen_at, until, body, changed FROM versions ORDER BY id") == [
        (one, DAY1, DAY3, "a1", "body"),
        (other, DAY2, DAY4, "b1", "body"),
    ]


@dataclass
class State:
    """A state as the rules of the step say it, made one reading at a time."""

    seen_at: str
    capture: int
    first: str
    last: str
    parsers: tuple[str, str]
    edited: str | None


def true_states(readings: list[tuple[int, str, str]]) -> list[State]:
    """Return the states of (capture, parser, body) in order: what the SQL of the step has to come to."""
    states: list[State] = []
    for number, (capture, parser, body) in enumerate(readings):
        at = day(number)
        before = states[-1] if states else None
        if before is not None and before.capture == capture:
            states[-1] = replace(before, last=body, parsers=(before.parsers[0], parser))
        elif before is not None and before.parsers[1] == parser and before.last.split() == body.split():
            states[-1] = replace(before, capture=capture, last=body)
        else:
            known = before is not None and before.parsers[1] == parser
            states.append(State(at, capture, body, body, (parser, parser), "body" if known else None))
    return states


def day(number: int) -> str:
    return f"2026-04-{number + 1:02}T06:00:00Z"


reading = st.tuples(st.integers(0, 2), st.sampled_from("45"), st.sampled_from(["eins", "zwei", " zwei "]))


@settings(deadline=None, max_examples=20)
@given(st.lists(st.lists(reading, min_size=1, max_size=7), min_size=1, max_size=12))
def test_any_row_of_readings_becomes_the_states_that_it_shows(articles: list[list[tuple[int, str, str]]]) -> None:
    with TemporaryDirectory() as folder:
        old = OldArchive(Path(folder) / "archive.db")
        expected, newest = [], []
        for number, readings in enumerate(articles):
            url = f"{URL}/{number}"
            captures = [old.capture(url, DAY1, f"{number} {n}".encode()) for n in range(3)]
            capture, parser, body = readings[-1]
            article = old.article(url, captures[capture], parser=parser, body=body, changed_at=day(30 - 1))
            for place, (capture, parser, body) in enumerate(readings):
                old.version(article, day(place), captures[capture], parser, body=body)
            states = true_states(readings)
            newest.append((states[-1].last, states[-1].seen_at))
            expected += [
                (article, one.seen_at, after.seen_at, one.last, one.parsers[1], captures[one.capture], after.edited)
                for one, after in pairwise(states)
            ]
        old.close()
        migrate(old.path)
        with closing(sqlite3.connect(old.path)) as db:
            found = db.execute("SELECT article_id, seen_at, until, body, reader, capture_id, changed FROM versions")
            assert found.fetchall() == expected
            assert db.execute("SELECT body, changed_at FROM articles ORDER BY id").fetchall() == newest


def test_an_article_without_its_text_stays_so(old: OldArchive, rows: Rows) -> None:
    article = old.article(URL, None, body="", changed_at=DAY2)
    old.db.execute("UPDATE articles SET signals = '{}'")
    assert rows("SELECT id, capture_id, body, changed_at, signals FROM articles") == [(article, None, "", DAY2, "{}")]


# What stands around the text.


def test_keywords_stand_in_the_article_too_in_the_editors_order(old: OldArchive, rows: Rows) -> None:
    old.article("https://zeitung.example/2", None, keywords=["Zoo"])
    old.article(URL, None, keywords=["Thüringen", "Zoo", "Amt"])
    assert rows("SELECT keywords FROM articles ORDER BY url DESC") == [("Zoo",), ("Thüringen; Zoo; Amt",)]
    assert rows("SELECT keywords FROM archive ORDER BY url DESC") == [("Zoo",), ("Thüringen; Zoo; Amt",)]


def test_every_word_is_found_again(old: OldArchive, rows: Rows) -> None:
    article = old.article(
        URL, None, kicker="Oberzeile", title="Kopf", lead="Vorspann", body="Fließtext", keywords=["Stichwort"]
    )
    for word in ("Oberzeile", "Kopf", "Vorspann", "Fließtext", "Stichwort"):
        assert rows(f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH '{word}'") == [(article,)]
    rows("DELETE FROM articles")
    assert rows("SELECT * FROM articles_fts WHERE articles_fts MATCH 'Kopf'") == []


def test_lists_and_duplicates_stay_as_they_are(old: OldArchive, rows: Rows) -> None:
    one = old.article(URL, None)
    other = old.article(f"{URL}2", None, duplicate_of=one, gone_at=DAY3)
    old.add("authors", article_id=one, position=1, name="Ada Beispiel")
    old.add("links", article_id=one, position=1, relation="reference", url=f"{URL}2", title="zwei", target_id=other)
    old.add("vendors", article_id=one, position=1, name="Firma", place="Ort", url=None)
    old.add("images", article_id=one, position=1, url=f"{URL}.jpg", caption="Bild", credit="Foto")
    old.add("hosts", host="zeitung.example", robots=b"User-agent: *", tdmrep=b"[]", failures=2, not_before=DAY4)
    assert rows("SELECT id, duplicate_of, gone_at FROM articles") == [(one, None, None), (other, one, DAY3)]
    assert rows("SELECT * FROM authors") == [(one, 1, "Ada Beispiel")]
    assert rows("SELECT article_id, position, relation, url, title, date, teaser, target_id FROM links") == [
        (one, 1, "reference", f"{URL}2", "zwei", None, None, other)
    ]
    assert rows("SELECT * FROM vendors") == [(one, 1, "Firma", "Ort", None)]
    assert rows("SELECT * FROM images") == [(one, 1, f"{URL}.jpg", "Bild", "Foto")]
    assert rows("SELECT host, robots, not_before, failures, tdmrep FROM hosts") == [
        ("zeitung.example", b"User-agent: *", DAY4, 2, b"[]")
    ]


def test_what_hangs_on_an_article_that_was_deleted_by_hand_goes(old: OldArchive, rows: Rows) -> None:
    article = edited(old, {"at": DAY1, "of": "a", "body": "1"}, {"at": DAY2, "of": "b", "body": "2"})
    old.article(f"{URL}2", None, duplicate_of=article)
    old.add("authors", article_id=article, position=1, name="Ada Beispiel")
    old.page(URL, article_id=article)
    old.db.execute("DELETE FROM articles WHERE id = ?", [article])
    assert rows("SELECT count(*) FROM versions UNION ALL SELECT count(*) FROM authors") == [(0,), (0,)]
    assert rows("SELECT duplicate_of FROM articles UNION ALL SELECT article_id FROM pages") == [(None,), (None,)]
    assert rows("SELECT count(*) FROM captures") == [(2,)]


# The frontier.


def test_an_article_keeps_its_due_date_and_gets_one_for_a_full_answer(old: OldArchive, rows: Rows) -> None:
    article = old.article(URL, old.capture(URL, DAY1, b"1"))
    old.page(URL, article_id=article, due_at=DAY4, visited_at=DAY3, etag='"e"', last_modified="gestern", failures=0)
    assert rows("SELECT due_at, full_due_at, visited_at, etag, last_modified, article_id FROM pages") == [
        (DAY4, "2026-03-29T06:00:00Z", DAY3, '"e"', "gestern", article)
    ]


def test_an_article_without_capture_has_no_date_for_a_full_answer(old: OldArchive, rows: Rows) -> None:
    old.page(URL, article_id=old.article(URL, None), due_at=DAY4)
    assert rows("SELECT due_at, full_due_at FROM pages") == [(DAY4, None)]


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
def test_the_due_date_of_a_source_was_that_of_a_full_answer(old: OldArchive, rows: Rows, kind: str) -> None:
    old.page(URL, kind, due_at=DAY4, digest="ab" * 32)
    assert rows("SELECT kind, due_at, full_due_at, digest FROM pages") == [(kind, None, DAY4, b"\xab" * 32)]


def test_what_a_bound_left_out_is_deferred(old: OldArchive, rows: Rows) -> None:
    states = ("waiting", "done", "left", "skipped", "failed", "gone")
    for state in states:
        old.page(f"{URL}/{state}", state=state)
    assert [state for (state,) in rows("SELECT state FROM pages ORDER BY id")] == [
        "waiting", "done", "deferred", "skipped", "failed", "gone"
    ]  # fmt: skip


def test_a_sentence_becomes_a_code_and_an_unknown_one_stays_as_it_was(old: OldArchive, rows: Rows) -> None:
    old.page(URL, state="gone", last_error="status 410: there is no such page")
    old.page(f"{URL}2", state="skipped", last_error="the moon was full; really")
    old.page(f"{URL}3", last_error=None)
    old.page(f"{URL}4", last_error="the host says 'not modified' of pages that have changed")
    assert rows("SELECT reason, detail FROM pages ORDER BY id") == [
        ("gone", '{"status": 410}'),
        ("other", "the moon was full; really"),
        (None, None),
        ("stale_validator", f'{{"url":"{URL}4"}}'),
    ]


# Problems.


def test_a_problem_lasts_from_the_first_to_the_last_run_in_a_row(old: OldArchive, rows: Rows) -> None:
    feed = "feed https://zeitung.example/feed/: status 503"
    old.crawl(DAY1, None)
    old.crawl(DAY2, feed)
    old.crawl(DAY3, feed)
    old.crawl(DAY4, None)
    assert rows("SELECT site, url, code, detail, since, last, times, until, told_at FROM problems") == [
        ("zeitung", "https://zeitung.example/feed/", "http_status", '{"status": 503}', DAY2, DAY3, 2, DAY4, DAY4)
    ]


def test_a_problem_that_came_back_is_another_and_the_newest_is_open(old: OldArchive, rows: Rows) -> None:
    for at, status in ((DAY1, 500), (DAY2, None), (DAY3, 502), (DAY4, 503)):
        old.crawl(at, status and f"feed {URL}: status {status}")
    assert rows("SELECT since, last, times, until, detail FROM problems ORDER BY since") == [
        (DAY1, DAY1, 1, DAY2, '{"status": 500}'),
        (DAY3, DAY4, 2, None, '{"status": 503}'),
    ]


def test_runs_of_other_sites_do_not_end_a_problem(old: OldArchive, rows: Rows) -> None:
    old.site("blatt")
    for at, problem, site in (
        (DAY1, f"feed {URL}: the feed is empty", "zeitung"), (DAY2, None, "blatt"),
        (DAY3, f"feed {URL}: the feed is empty", "zeitung"),
    ):  # fmt: skip
        old.crawl(at, problem, site)
    assert rows("SELECT site, since, last, times, until FROM problems") == [("zeitung", DAY1, DAY3, 2, None)]


def test_sentences_that_hold_semicolons_are_told_apart(old: OldArchive, rows: Rows) -> None:
    sentences = (
        "feed https://zeitung.example/f: the feed is an HTML page; it names https://zeitung.example/feed/",
        "listing https://zeitung.example/: redirects to itself; it sets a cookie, and shows the page only to who sends"
        " it back",
        "https://andere.example/1: no such host, or no network. Check the spelling and your connection.; what is left"
        " there waits for a later run",
        "a sentence of nobody; with a second half",
    )
    old.crawl(DAY1, "; ".join(sentences))
    assert rows("SELECT url, code, detail FROM problems ORDER BY code") == [
        ("https://zeitung.example/", "cookie_wall", '{"why": "redirects to itself"}'),
        ("https://zeitung.example/f", "feed_is_html_naming", '{"feeds": "https://zeitung.example/feed/"}'),
        ("https://andere.example", "host_down", '{"why": "https://andere.example/1: no such host, or no network"}'),
        (None, "other", "a sentence of nobody; with a second half"),
    ]


def test_what_a_run_said_twice_of_a_site_is_one_problem_with_both_reasons(old: OldArchive, rows: Rows) -> None:
    down = "connection refused; what is left there waits for a later run"
    old.crawl(DAY1, f"https://a.example/1: {down}; https://a.example/2: {down}; https://b.example/1: {down}")
    assert rows("SELECT url, code, detail, times FROM problems ORDER BY url") == [
        (
            "https://a.example",
            "host_down",
            '{"why": "https://a.example/1: connection refused; https://a.example/2: connection refused"}',
            1,
        ),
        ("https://b.example", "host_down", '{"why": "https://b.example/1: connection refused"}', 1),
    ]


def test_a_failed_page_is_a_problem_since_the_last_run_of_its_site(old: OldArchive, rows: Rows) -> None:
    old.crawl(DAY1, None)
    old.crawl(DAY2, None)
    old.page(URL, state="failed", failures=3, last_error="no answer in time", visited_at=DAY1)
    old.page(f"{URL}2", state="failed", failures=0, last_error="the moon was full")
    old.page(f"{URL}3", state="gone", last_error="status 404: there is no such page")
    old.page(f"{URL}4", state="skipped", last_error="a listing page")
    old.page(f"{URL}5", state="done", last_error="a new ETag for the same bytes")
    assert rows("SELECT site, url, code, detail, since, last, times, until, told_at FROM problems ORDER BY url") == [
        ("zeitung", URL, "timeout", None, DAY2, DAY2, 3, None, DAY2),
        ("zeitung", f"{URL}2", "other", "the moon was full", DAY2, DAY2, 1, None, DAY2),
    ]


def test_a_failed_page_of_a_site_without_runs_has_been_so_since_its_last_visit(old: OldArchive, rows: Rows) -> None:
    old.page(URL, state="failed", last_error="status 500", visited_at=DAY1)
    assert rows("SELECT since, last FROM problems") == [(DAY1, DAY1)]


def test_a_failed_source_that_the_last_run_named_is_one_problem(old: OldArchive, rows: Rows) -> None:
    old.crawl(DAY1, f"feed {URL}: status 503")
    old.page(URL, "feed", "failed", failures=1, last_error="status 503")
    assert rows("SELECT url, code, since FROM problems") == [(URL, "http_status", DAY1)]


def test_the_diary_of_runs_stays(old: OldArchive, rows: Rows) -> None:
    old.crawl(DAY1, "the moon was full")
    assert rows("SELECT id, started_at, finished_at, sites FROM crawls") == [(1, DAY1, DAY1, '["zeitung"]')]
    assert rows("SELECT crawl_id, site, finished_at FROM crawl_sites") == [(1, "zeitung", DAY1)]
    assert rows("SELECT code, detail FROM problems") == [("other", "the moon was full")]
