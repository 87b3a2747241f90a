"""Archives that old programs made, migrated: every article, state, capture, due date and problem is there still.

What they should hold is told by ``expected.json``, which was written from what the server of their time had sent.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import zstandard
from old_archive import schema_of

from scraper.model.fault import stored_fault
from scraper.model.reason import Reason
from scraper.store.exchange import header, unpack
from scraper.store.migrate import SCHEMA_VERSION, create, migrate
from scraper.store.migrations.old_sentences import site_problems

FIXTURES = Path(__file__).parent.parent / "fixtures" / "archives"
EXPECTED: dict[str, Any] = json.loads((FIXTURES / "expected.json").read_text(encoding="utf-8"))
SOURCES = ("feed", "sitemap", "listing")


@dataclass(frozen=True)
class Both:
    """An archive before and after."""

    old: sqlite3.Connection
    new: sqlite3.Connection
    expected: dict[str, Any]

    def rows(self, sql: str, *values: Any) -> list[Any]:
        return self.new.execute(sql, values).fetchall()


def migrated_of(version: str, factory: pytest.TempPathFactory) -> Iterator[Both]:
    path = factory.mktemp("archives") / "archive.db"
    path.write_bytes(gzip.decompress((FIXTURES / f"schema-{version}.db.gz").read_bytes()))
    migrated = migrate(path)
    assert migrated is not None
    assert (migrated.before, migrated.joined) == (int(version), 0)
    with closing(sqlite3.connect(migrated.kept)) as old, closing(sqlite3.connect(path)) as new:
        yield Both(old, new, EXPECTED[version])


@pytest.fixture(scope="module", params=["1", "2", "3"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """An archive of the time before schema 4, in which most tables changed."""
    yield from migrated_of(request.param, tmp_path_factory)


@pytest.fixture(scope="module", params=["4", "5", "6", "7", "8", "9"])
def late(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """An archive that has the tables of today, but for what schemas 7 to 10 brought."""
    yield from migrated_of(request.param, tmp_path_factory)


def test_there_is_an_archive_of_every_earlier_version() -> None:
    assert sorted(EXPECTED) == [str(version) for version in range(1, SCHEMA_VERSION)]


def test_a_late_archive_without_session_ids_stays_row_by_row(late: Both) -> None:
    (version,) = late.old.execute("PRAGMA user_version").fetchone()
    names = late.old.execute(
        "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    )
    tables = [name for (name,) in names]
    # The columns of dictionaries are others, and nobody has ever filled it.
    tables.remove("dictionaries")
    # What counts as silent is another question today.
    tables.remove("silent_edits")
    # The rows of the search index, of which the words are split in another way today.
    tables = [table for table in tables if not table.startswith("articles_fts")]
    assert "articles" in tables
    for table in tables:
        asked = late.old.execute(f"SELECT * FROM {table}")
        old = asked.fetchall()
        if table == "problems" and version < 6:
            # What was over before the program told such things is told as such.
            old = [(*row[:-1], max(row[-1], row[-2])) if row[-1] and row[-2] else row for row in old]
        columns = ", ".join(f'"{name}"' for name, *_ in asked.description)
        # The order of rows is that of the index which SQLite chooses.
        assert sorted(late.rows(f'SELECT {columns} FROM "{table}"'), key=repr) == sorted(old, key=repr), table
    for table in ("articles", "captures", "payloads", "pages", "crawls", "versions"):
        assert late.rows(f"SELECT count(*) FROM {table}") == [(late.expected["rows"][table],)]


def test_the_schema_is_that_of_a_new_archive(both: Both) -> None:
    assert_has_schema_of_today(both.new)


def test_the_schema_of_a_late_archive_becomes_that_of_a_new_one(late: Both) -> None:
    assert_has_schema_of_today(late.new)


def assert_has_schema_of_today(db: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(":memory:")) as fresh:
        create(fresh)
        assert schema_of(db) == schema_of(fresh)


def test_no_row_is_lost(both: Both) -> None:
    for table in ("articles", "captures", "payloads", "pages", "crawls"):
        assert both.rows(f"SELECT count(*) FROM {table}") == [(both.expected["rows"][table],)]


def test_each_article_has_the_states_that_were_published(both: Both) -> None:
    for url, article in both.expected["articles"].items():
        states = both.rows(
            "SELECT h.seen_at, h.title, h.body, h.changed FROM history h JOIN articles a ON a.id = h.article_id"
            " WHERE a.url = ? AND a.capture_id IS NOT NULL ORDER BY h.seen_at",
            url,
        )
        # What only the parser made another cannot be told from an edit without reading both captures again.
        told = [state for state in states if state[0] not in article["read_anew"]]
        assert [(seen_at, title) for seen_at, title, _, _ in told] == [
            (state["seen_at"], state["title"]) for state in article["states"]
        ]
        assert len(states) - len(told) == len(article["read_anew"])
        # A later reading may have taken a line of the template off the end, but not the article's own last sentence.
        for (_, _, body, _), state in zip(told, article["states"], strict=True):
            assert state["ends"] in body


def read_by_two_parsers(old: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return address and time of each state that another parser read than the one before it."""
    readings = old.execute(
        "SELECT a.url, v.seen_at, v.capture_id, v.parser FROM versions v JOIN articles a ON a.id = v.article_id"
        " ORDER BY v.article_id, v.id"
    )
    return {
        after[:2]
        for before, after in pairwise(readings)
        if before[0] == after[0] and before[2] != after[2] and before[3] != after[3]
    }


def test_question_three_names_the_edits_that_can_be_known_and_nothing_else(both: Both) -> None:
    answer = "SELECT a.url, v.until FROM versions v JOIN articles a ON a.id = v.article_id WHERE v.changed"
    published = {
        (url, state["seen_at"]) for url, article in both.expected["articles"].items() for state in article["states"][1:]
    }
    unknown = read_by_two_parsers(both.old)
    assert published - unknown
    assert sorted(both.rows(f"{answer} <> ''")) == sorted(published - unknown)
    assert set(both.rows(f"{answer} IS NULL")) == unknown
    assert both.rows(f"{answer} = ''") == []


def test_the_last_edit_of_an_article_is_the_last_that_was_published(both: Both) -> None:
    for url, article in both.expected["articles"].items():
        ((changed_at,),) = both.rows("SELECT changed_at FROM articles WHERE url = ?", url)
        known = "is" if article["read_anew"] else "should_be"
        assert changed_at == article["changed_at"][known], url


def test_every_capture_has_its_bytes_and_its_headers(both: Both) -> None:
    for url, article in both.expected["articles"].items():
        fetched = both.rows("SELECT fetched_at FROM captures WHERE ? IN (url, requested_url) ORDER BY id", url)
        if fetched:
            assert set(article["captures"]) <= {at for (at,) in fetched}
    old = {row[0]: row[1:] for row in both.old.execute("SELECT id, url, requested_url, headers, digest FROM captures")}
    for row in both.rows(
        "SELECT c.id, c.url, coalesce(c.requested_url, c.url), c.exchange, c.digest, c.size, p.codec, p.data, p.digest"
        " FROM captures c JOIN payloads p ON p.id = c.payload_id"
    ):
        capture, url, requested, exchange, digest, size, codec, data, of_payload = row
        body = {"gzip": gzip.decompress, "zstd": zstandard.decompress, "none": bytes}[codec](data)
        assert hashlib.sha256(body).digest() == digest == of_payload
        assert len(body) == size
        assert (url, requested, digest.hex()) == (old[capture][0], old[capture][1], old[capture][3])
        request, response = unpack(exchange)
        assert request == b""
        for name, value in json.loads(old[capture][2]):
            shown = "***" if name == "set-cookie" else value
            assert f"{name}: {shown}\r\n".encode("latin-1") in response
            assert header(exchange, name.title()) is not None


def test_what_is_gone_and_what_is_double_stays_so(both: Both) -> None:
    assert dict(both.rows("SELECT url, gone_at FROM articles WHERE gone_at IS NOT NULL")) == both.expected["gone"]
    twins = both.rows("SELECT a.url, b.url FROM articles a JOIN articles b ON b.id = a.duplicate_of")
    assert dict(twins) == both.expected["duplicate_of"]


def test_every_address_keeps_its_state_and_its_due_date(both: Both) -> None:
    found = both.rows("SELECT url, kind, state, due_at, full_due_at FROM pages")
    for url, kind, state, due_at, full_due_at in found:
        old_state, old_due = both.expected["pages"][url]
        assert state == ("deferred" if old_state == "left" else old_state)
        assert (full_due_at if kind in SOURCES else due_at) == old_due
        assert kind not in SOURCES or due_at is None
    assert {url for url, *_ in found} == set(both.expected["pages"])


def test_an_article_is_asked_for_in_full_four_weeks_after_its_capture(both: Both) -> None:
    wrong = both.rows(
        "SELECT p.url, c.fetched_at, p.full_due_at FROM pages p LEFT JOIN articles a ON a.id = p.article_id"
        " LEFT JOIN captures c ON c.id = a.capture_id WHERE p.kind = 'article'"
        " AND p.full_due_at IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', c.fetched_at, '+28 days')"
    )
    assert wrong == []


def test_every_sentence_on_a_page_is_told_as_before(both: Both) -> None:
    old = dict(both.old.execute("SELECT url, last_error FROM pages"))
    assert set(both.expected["last_error"]) == {sentence for sentence in old.values() if sentence}
    for url, code, detail in both.rows("SELECT url, reason, detail FROM pages"):
        if old[url] is None:
            assert (code, detail) == (None, None)
            continue
        assert code in {str(reason) for reason in Reason} - {"other"}
        told = stored_fault(code, detail)
        # Programs of that time sent no cookie back, and said another sentence of it.
        if code == "cookie_wall":
            assert dict(told.detail)["why"] == old[url].partition("; it sets a cookie")[0]
            continue
        # Hints are not stored any more; the anomaly of a page names it now.
        assert old[url] in (str(told), told.advice, str(told).removesuffix(f", as of {url}"))


def test_every_problem_is_known_since_when_and_until_when(both: Both) -> None:
    for site, expected in both.expected["problems"].items():
        ends = [at for (at,) in both.old.execute(
            "SELECT finished_at FROM crawl_sites WHERE site = ? ORDER BY crawl_id", [site]
        )]  # fmt: skip
        for number, sentences in enumerate(expected):
            found = {(one.code, one.url) for sentence in sentences for one in site_problems(sentence)}
            assert "other" not in {code for code, _ in found}
            covering = both.rows(
                "SELECT code, url, until, told_at = last FROM problems"
                " WHERE site = ? AND since <= ? AND last >= ? AND told_at IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM pages g WHERE g.url = problems.url AND g.kind = 'article')",
                site, ends[number], ends[number],
            )  # fmt: skip
            assert {(code, url) for code, url, _, _ in covering} >= found
            later = ends[number + 1] if number + 1 < len(ends) else None
            assert all(until is None or until >= (later or "") for _, _, until, _ in covering)
    assert both.rows("SELECT count(*) FROM problems WHERE code = 'other'") == [(0,)]


def test_every_failed_page_is_an_open_problem(both: Both) -> None:
    open_ones = set(both.rows("SELECT site, url, code, detail FROM problems WHERE until IS NULL"))
    failed = set(both.rows("SELECT site, url, reason, detail FROM pages WHERE state = 'failed'"))
    assert failed
    assert failed <= open_ones


def test_every_word_is_found(both: Both) -> None:
    for article, title, keywords in both.rows("SELECT id, title, keywords FROM articles"):
        names = [name for (name,) in both.old.execute(
            "SELECT k.name FROM article_keywords ak JOIN keywords k ON k.id = ak.keyword_id WHERE ak.article_id = ?"
            " ORDER BY ak.position", [article],
        )]  # fmt: skip
        assert keywords == ("; ".join(names) or None)
        for words in (title, *names):
            phrase = '"' + words.replace('"', " ") + '"'
            assert (article,) in both.rows("SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?", phrase)
