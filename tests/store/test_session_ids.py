"""The step to schema 5: articles that were others by a session id alone become one, and nothing of them is lost."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from old_archive import OldArchive, make_older

from scraper.model import Alternate, Image, Reason, Reference, Related, Vendor, fault
from scraper.policy.identity import identity_of
from scraper.store import Archive
from scraper.store.migrate import Migrated, migrate
from scraper.web.urls import key
from store_records import SITE, page_of, plain, save

HOST = "amtsblick.example"
# Today's program would not archive a session id, so it gets a parameter that means something until it is done.
HIDDEN, SESSION = "besuch=", "PHPSESSID="
_HOLDING = (
    *(("articles", "url"), ("pages", "url"), ("pages", "key"), ("pages", "found_in"), ("links", "url")),
    *(("captures", "url"), ("captures", "requested_url"), ("problems", "url"), ("versions", "record")),
)
Rows = Callable[..., list[tuple[Any, ...]]]


def at(day: int) -> str:
    return f"2026-03-{day:02}T06:00:00Z"


def moment(day: int) -> dt.datetime:
    return dt.datetime.fromisoformat(at(day))


def clean(name: str, scheme: str = "https") -> str:
    return f"{scheme}://{HOST}/news.php?id={name}"


def url(name: str, session: str = "") -> str:
    return clean(name) + (f"&{HIDDEN}{session}" if session else "")


class Filled:
    """An archive that today's program fills, and that then becomes one of schema 4."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive = Archive.open(path)
        self.migrated: Migrated | None = None

    def visit(self, day: int, name: str, session: str = "", text: str = "Text.", **changes: Any) -> int:
        reader = changes.pop("reader", "1")
        article = plain(1, **({"url": url(name, session), "body": text} | changes))
        body = f"<p>{text} {session} {sorted(changes.items())}".encode()
        outcome = save(self.archive, article, body, moment(day), reader=reader)
        assert outcome.article_id is not None
        return outcome.article_id

    def page(self, state: str, name: str, session: str = "", kind: Any = "article", **values: Any) -> None:
        address = url(name, session)
        with self.archive.transaction():
            self.archive.frontier.add_site(SITE)
            page = self.archive.frontier.add(address, SITE.id, kind, "waiting", key(address))
            self.archive.frontier.update(page, {"state": state} | values)

    def problem(self, day: int, name: str, session: str, reason: Reason) -> None:
        with self.archive.transaction():
            self.archive.frontier.add_site(SITE)
            self.archive.problems.note(SITE.id, url(name, session), fault(reason, status=day), moment(day))

    def close(self, script: str = "") -> None:
        self.archive.close()
        with closing(sqlite3.connect(self.path)) as db:
            for table, column in _HOLDING:
                db.execute(f"UPDATE {table} SET {column} = replace({column}, '{HIDDEN}', '{SESSION}')")
            db.commit()
        make_older(self.path, 4)
        with closing(sqlite3.connect(self.path)) as db:
            db.executescript(script)

    def migrate(self, script: str = "") -> Migrated:
        self.close(script)
        self.migrated = migrate(self.path)
        assert self.migrated is not None
        return self.migrated


def assert_is_whole(db: sqlite3.Connection) -> None:
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


@pytest.fixture
def filled(tmp_path: Path) -> Filled:
    return Filled(tmp_path / "archive.db")


@pytest.fixture
def rows(filled: Filled) -> Iterator[Rows]:
    """Migrate the archive at the first question, and answer this and others from the new one."""
    opened: list[sqlite3.Connection] = []

    def ask(sql: str) -> list[tuple[Any, ...]]:
        if not opened:
            if filled.migrated is None:
                filled.migrate()
            opened.append(sqlite3.connect(filled.path))
        return opened[0].execute(sql).fetchall()

    yield ask
    for db in opened:
        with closing(db):
            assert_is_whole(db)


# Articles and their states.


def test_articles_that_one_story_was_archived_as_become_one(filled: Filled, rows: Rows) -> None:
    first = filled.visit(1, "7", "a")
    assert {filled.visit(2, "7", "b"), filled.visit(3, "7", "c")}.isdisjoint({first})
    other = filled.visit(4, "8", "d", "Anders.")
    assert rows("SELECT id, url, first_seen, last_seen, changed_at, duplicate_of FROM articles ORDER BY id") == [
        (first, clean("7"), at(1), at(3), at(1), None),
        (other, clean("8"), at(4), at(4), at(4), None),
    ]
    assert rows("SELECT count(*) FROM versions") == [(0,)]
    # The captures stay as they came; the article reads like its last one.
    assert rows("SELECT url FROM captures ORDER BY id") == [
        (f"{clean(name)}&{SESSION}{session}",) for name, session in ("7a", "7b", "7c", "8d")
    ]
    assert rows("SELECT c.fetched_at FROM articles a JOIN captures c ON c.id = a.capture_id ORDER BY a.id") == [
        (at(3),), (at(4),)
    ]  # fmt: skip
    assert rows("SELECT url, key, state, article_id FROM pages ORDER BY url") == [
        (clean("7"), f"{HOST}/news.php?id=7", "done", first),
        (clean("8"), f"{HOST}/news.php?id=8", "done", other),
    ]
    assert filled.migrated is not None
    assert filled.migrated.said == (
        "archive.db was migrated from schema 4 to 10; the old one stays as archive.db.v4 until you remove it; articles"
        " that were others by a session id alone are part of these now: 2"
    )


def test_all_states_come_in_the_order_in_which_they_were_seen(filled: Filled, rows: Rows) -> None:
    first = filled.visit(1, "7", "a", "Eins.")
    filled.visit(2, "7", "b", "Eins.")
    filled.visit(4, "7", "b", "Zwei.", keywords=["E-Akte"])
    filled.visit(5, "7", "a", "Zwei.", keywords=["E-Akte"], authors=["Änne Groß"])
    filled.visit(6, "7", "c", "Drei.", title="Neu", keywords=["OZG"], authors=["Jo Klein"])
    filled.visit(8, "7", "c", "Drei.", title="Neu", keywords=["OZG", "Register"], authors=["Jo Klein"])
    assert rows("SELECT article_id, seen_at, until, body, changed FROM history ORDER BY seen_at") == [
        (first, at(1), at(4), "Eins.", "body; keywords"),
        (first, at(4), at(5), "Zwei.", "authors"),
        (first, at(5), at(6), "Zwei.", "title; body; authors; keywords"),
        (first, at(6), at(8), "Drei.", "keywords"),
        (first, at(8), None, "Drei.", None),
    ]
    assert rows("SELECT title, keywords, first_seen, last_seen, changed_at FROM articles") == [
        ("Neu", "OZG; Register", at(1), at(8), at(6))
    ]
    records = [json.loads(record) for (record,) in rows("SELECT record FROM versions ORDER BY seen_at")]
    assert [(record["keywords"], record["authors"]) for record in records] == [
        ([], []), (["E-Akte"], []), (["E-Akte"], ["Änne Groß"]), (["OZG"], ["Jo Klein"])
    ]  # fmt: skip
    read_from = "SELECT c.fetched_at FROM history h JOIN captures c ON c.id = h.capture_id ORDER BY h.seen_at"
    assert [day for (day,) in rows(read_from)] == [at(2), at(4), at(5), at(6), at(8)]
    assert rows("SELECT count(*) FROM captures") == [(6,)]
    assert rows("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'drei'") == [(1,)]
    assert rows("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'zwei'") == [(0,)]


_VISITS = st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.booleans()), min_size=1, max_size=8)
_STATES = (
    "SELECT seen_at, until, title, body, changed, json_extract(record, '$.keywords') FROM history ORDER BY seen_at"
)
_SEEN = "SELECT url, title, body, keywords, first_seen, last_seen, changed_at, gone_at, duplicate_of FROM articles"


@settings(max_examples=25, deadline=None)
@given(_VISITS)
def test_what_comes_of_it_is_what_a_program_without_session_ids_would_have_archived(
    visits: list[tuple[str, bool, bool]],
) -> None:
    found = []
    for is_old in (True, False):
        with TemporaryDirectory() as folder:
            filled = Filled(Path(folder) / "archive.db")
            edits = corrections = 0
            for day, (session, is_edited, is_corrected) in enumerate(visits, 1):
                edits += is_edited
                corrections += is_corrected
                words = [f"Wort {corrections}"]
                filled.visit(
                    day, "7", session if is_old else "", f"Text mit {'vielen ' * edits}Worten.", keywords=words
                )
            if is_old:
                filled.migrate()
            else:
                filled.archive.close()
            with closing(sqlite3.connect(filled.path)) as db:
                assert_is_whole(db)
                found.append([db.execute(sql).fetchall() for sql in (_STATES, _SEEN)])
    assert found[0] == found[1]


def test_two_states_of_one_second_stay_in_their_order(filled: Filled, rows: Rows) -> None:
    filled.visit(1, "7", "a", "Eins.")
    filled.visit(1, "7", "a", "Zwei.", sources={"title": "h1"})
    filled.visit(2, "7", "b", "Drei.")
    assert rows("SELECT body, changed FROM versions ORDER BY seen_at, id") == [("Eins.", "body"), ("Zwei.", "body")]
    # What gave each field is kept with the state that it was found for.
    assert rows("SELECT body, json_extract(record, '$.sources.title') FROM versions ORDER BY seen_at, id") == [
        ("Eins.", None), ("Zwei.", "h1")
    ]  # fmt: skip


def test_what_two_readers_read_is_no_edit(filled: Filled, rows: Rows) -> None:
    filled.visit(1, "7", "a", "Mit Fußzeile.", reader="1")
    filled.visit(2, "7", "b", "Ohne.", reader="2")
    filled.visit(1, "8", "a", reader="1")
    filled.visit(2, "8", "b", reader="2")
    assert rows("SELECT v.body, a.body, v.changed, v.reader, a.reader FROM versions v JOIN articles a"
                " ON a.id = v.article_id") == [("Mit Fußzeile.", "Ohne.", None, "1", "2")]  # fmt: skip
    assert rows("SELECT reader FROM articles ORDER BY id") == [("2",), ("2",)]


def test_of_what_an_old_program_kept_less_no_edit_is_made(filled: Filled, rows: Rows) -> None:
    filled.visit(1, "7", "a", "Eins.", keywords=["E-Akte"])
    filled.visit(3, "7", "a", "Zwei.", keywords=["E-Akte"])
    filled.visit(2, "7", "b", "Eins.", keywords=["E-Akte"])
    filled.migrate("UPDATE versions SET record = json_remove(record, '$.keywords')")
    assert rows("SELECT seen_at, changed FROM history ORDER BY seen_at") == [(at(1), "body"), (at(3), None)]


def test_a_text_outranks_a_row_that_was_kept_without_one(filled: Filled, rows: Rows) -> None:
    first = filled.visit(1, "7", "a", "Text.")
    second = filled.visit(2, "7", "b", "")
    third = filled.visit(3, "8", "a", "")
    filled.visit(4, "8", "b", "")
    filled.migrate(
        f"UPDATE articles SET capture_id = NULL, signals = '{{\"b\": 1}}' WHERE id IN ({second}, {third}, {third + 1})"
    )
    assert rows("SELECT id, body, capture_id IS NULL, signals, last_seen FROM articles ORDER BY id") == [
        (first, "Text.", 0, '{"b": 1}', at(2)),
        (third, "", 1, '{"b": 1}', at(4)),
    ]
    assert rows("SELECT count(*) FROM versions WHERE article_id = 1") == [(0,)]


def test_a_state_with_a_text_outlives_the_reservation_that_came_after_it(filled: Filled, rows: Rows) -> None:
    bare = filled.visit(1, "7", "a", "Eins.")
    filled.visit(2, "7", "a", "")
    filled.visit(3, "7", "b", "Zwei.")
    filled.migrate(f"UPDATE articles SET capture_id = NULL WHERE id = {bare}")
    assert rows("SELECT seen_at, body FROM history ORDER BY seen_at") == [
        (at(1), "Eins."),
        (at(2), ""),
        (at(3), "Zwei."),
    ]


@pytest.mark.parametrize(
    ("gone_a", "gone_b", "wanted"), [(None, None, None), (5, None, None), (None, 5, None), (5, 6, 6), (6, 5, 6)]
)
def test_an_article_is_gone_where_all_its_addresses_are(
    filled: Filled, rows: Rows, gone_a: int | None, gone_b: int | None, wanted: int | None
) -> None:
    for session, gone in (("a", gone_a), ("b", gone_b)):
        row = filled.visit(1, "7", session)
        if gone is not None:
            with filled.archive.transaction():
                filled.archive.articles.update(row, {"gone_at": at(gone)})
    assert rows("SELECT gone_at FROM articles") == [(None if wanted is None else at(wanted),)]


def test_duplicates_have_an_original_that_is_there(filled: Filled, rows: Rows) -> None:
    first = filled.visit(1, "7", "a", "Alt.")
    copies = [filled.visit(2, name, text="Alt.") for name in ("8", "9")]
    second = filled.visit(3, "7", "b", "Neu.")
    copy_of_new = filled.visit(4, "10", text="Neu.")
    twin = filled.visit(5, "11", text="Neu.", site="anders")
    assert rows("SELECT id, duplicate_of FROM articles ORDER BY id") == [
        (first, None), (copies[0], None), (copies[1], copies[0]), (copy_of_new, first), (twin, first)
    ]  # fmt: skip
    assert second not in {row for (row,) in rows("SELECT id FROM articles")}


def test_an_article_that_was_an_original_can_become_a_duplicate(filled: Filled, rows: Rows) -> None:
    first = filled.visit(1, "7", "a", "Alt.")
    original = filled.visit(2, "8", text="Neu.")
    filled.visit(3, "7", "b", "Neu.")
    assert rows("SELECT id, duplicate_of FROM articles ORDER BY id") == [(first, None), (original, first)]


def test_the_lists_are_those_of_the_newest_state(filled: Filled, rows: Rows) -> None:
    lists: dict[str, Any] = {}
    for name in ("Alt", "Neu"):
        lists[name] = {
            "authors": [name], "keywords": [name], "vendors": [Vendor(name)], "images": [Image(f"https://x.example/{name}")],
            "links": [Reference(f"https://x.example/{name}", name)], "related": [Related(name)],
            "alternates": [Alternate(f"https://x.example/{name}.pdf", "pdf")],
        }  # fmt: skip
    first = filled.visit(1, "7", "a", "Eins.", **lists["Alt"])
    filled.visit(2, "7", "b", "Zwei.", **lists["Neu"])
    for table, column in (("authors", "name"), ("vendors", "name"), ("images", "url"), ("links", "url")):
        names = rows(f"SELECT DISTINCT article_id, {column} LIKE '%Neu%' OR {column} IS NULL FROM {table}")
        assert names == [(first, 1)], table
    assert rows("SELECT article_id, k.name FROM article_keywords JOIN keywords k ON k.id = keyword_id") == [
        (first, "Neu")
    ]
    ((record,),) = rows("SELECT record FROM versions")
    before = json.loads(record)
    assert (before["authors"], before["keywords"]) == (["Alt"], ["Alt"])
    assert before["links"] == [{"url": "https://x.example/Alt", "text": "Alt"}]
    assert before["alternates"] == [{"url": "https://x.example/Alt.pdf", "kind": "pdf"}]


def test_links_lead_to_the_article_that_stays(filled: Filled, rows: Rows) -> None:
    first = filled.visit(1, "7", "a")
    second = filled.visit(2, "7", "b")
    links = [Reference(url("7", "b"), "b"), Reference(url("7", "neu"), "neu"), Reference(url("12", "x"), "x")]
    filled.visit(3, "8", links=links)
    assert second != first
    assert rows("SELECT url, target_id FROM links ORDER BY position") == [
        (clean("7"), first), (clean("7"), first), (clean("12"), None)
    ]  # fmt: skip


def test_what_only_looks_alike_stays_apart(filled: Filled, rows: Rows) -> None:
    # Two articles of one key, which only another way of visiting brings: nothing about their addresses has changed.
    ids = [filled.visit(1, "7"), filled.visit(2, "8")]
    filled.migrate(f"UPDATE articles SET url = '{clean('7', 'http')}' WHERE id = {ids[1]}")
    assert rows("SELECT id, url FROM articles ORDER BY id") == [(ids[0], clean("7")), (ids[1], clean("7", "http"))]


@pytest.mark.parametrize(
    "address",
    [
        f"{clean('7')}&sid=0123456789abcdef0123456789abcdef",
        f"{clean('7')}&WT.mc_id=rss",
        f"{clean('7')}&CFID=1&CFTOKEN=2",
        f"https://{HOST}/news.php;phpsessid=1?id=7",
        f"https://{HOST}/news.php%3Bjsessionid=1?id=7",
        f"https://{HOST}/(S(lit3py55t21z5v55vlm25s55))/news.php?id=7",
    ],
)
def test_an_address_that_changes_alone_is_written_anew(filled: Filled, rows: Rows, address: str) -> None:
    row = filled.visit(1, "7")
    filled.migrate(f"UPDATE articles SET url = '{address}'; UPDATE pages SET url = '{address}', key = 'x'")
    assert rows("SELECT id, url FROM articles") == [(row, clean("7"))]
    assert rows("SELECT url, key FROM pages") == [(clean("7"), f"{HOST}/news.php?id=7")]


def test_the_next_visit_of_any_address_finds_the_article(filled: Filled) -> None:
    first = filled.visit(1, "7", "a")
    filled.visit(2, "7", "b")
    filled.migrate()
    with Archive.open(filled.path) as archive:
        for session in ("a", "c"):
            address = f"{clean('7')}&{SESSION}{session}"
            assert archive.find_article(identity_of(address, SITE)) == first
        assert page_of(archive, clean("7")).article_id == first
        assert save(archive, plain(1, url=clean("7"), body="Text."), at=moment(9)).verdict == "unchanged"
        assert list(archive.rows("SELECT count(*) AS n FROM articles")) == [{"n": 1}]


# The frontier and its problems.


@pytest.mark.parametrize(
    ("states", "wanted"),
    [
        (("gone", "done"), "done"),
        (("waiting", "done"), "done"),
        (("gone", "waiting"), "waiting"),
        (("failed", "waiting"), "waiting"),
        (("skipped", "failed"), "failed"),
        (("deferred", "gone"), "gone"),
        (("deferred", "waiting"), "waiting"),
    ],
)
def test_of_several_pages_the_one_stays_that_knows_most(
    filled: Filled, rows: Rows, states: tuple[str, str], wanted: str
) -> None:
    for session, state in zip("ab", states, strict=True):
        filled.page(state, "7", session, etag='"x"', failures=ord(session), found_in=f"https://{HOST}/{session}")
    ((address, state, failures, etag, found_in),) = rows("SELECT url, state, failures, etag, found_in FROM pages")
    stayed = "ab"[states.index(wanted)]
    assert (address, state, failures, found_in) == (clean("7"), wanted, ord(stayed), f"https://{HOST}/{stayed}")
    # The host gave the validator to another address.
    assert etag is None


def test_a_page_keeps_what_the_others_were_told(filled: Filled, rows: Rows) -> None:
    first = filled.visit(1, "7", "a")
    filled.page("waiting", "7", published=at(1), lastmod=at(4), found_in=f"https://{HOST}/feed")
    filled.page("waiting", "7", "c", published=at(2), lastmod=at(5))
    assert rows("SELECT state, article_id, found_in, published, lastmod FROM pages") == [
        ("done", first, f"https://{HOST}/feed", at(1), at(5))
    ]


def test_pages_that_were_found_by_a_page_go_on_naming_it(filled: Filled, rows: Rows) -> None:
    filled.page("done", "7", "a")
    filled.page("done", "8", found_in=url("7", "a"))
    assert rows("SELECT url, found_in FROM pages ORDER BY url") == [(clean("7"), None), (clean("8"), clean("7"))]


def test_an_article_that_only_a_page_that_goes_led_to_is_led_to(filled: Filled, rows: Rows) -> None:
    first = filled.visit(1, "7", "a")
    filled.page("waiting", "7", "b")
    filled.migrate("UPDATE pages SET state = 'gone' WHERE article_id IS NOT NULL")
    assert rows("SELECT state, article_id FROM pages") == [("waiting", first)]


def test_a_source_keeps_its_address_and_outranks_an_article(filled: Filled, rows: Rows) -> None:
    filled.page("done", "feed", "a", kind="feed")
    filled.page("waiting", "8", found_in=url("feed", "a"))
    filled.page("waiting", "liste", kind="listing", etag='"x"')
    filled.visit(1, "liste", "b")
    assert rows("SELECT url, kind, etag, article_id, found_in FROM pages ORDER BY id") == [
        (f"{clean('feed')}&{SESSION}a", "feed", None, None, None),
        (clean("8"), "article", None, None, f"{clean('feed')}&{SESSION}a"),
        (clean("liste"), "listing", '"x"', None, None),
    ]


@pytest.mark.parametrize(
    ("site", "address", "before", "after"),
    [
        ("amtsblick", f"{clean('7')}&sid=4", "amtsblick:7", "amtsblick:7"),
        ("amtsblick", clean("7"), "amtsblick:news?phpsessid=1&id=7", "amtsblick:news?id=7"),
        ("amtsblick", clean("7"), "amtsblick:news;jsessionid=1", "amtsblick:news"),
        ("localhost", "http://localhost:8000/a?PHPSESSID=1", "localhost:8000/a?PHPSESSID=1", "localhost:8000/a"),
        ("localhost", "http://localhost:8000/a", "localhost:8000/old-rule", "localhost:8000/a"),
        ("amtsblick", clean("7"), "amtsblick.example/old-rule", f"{HOST}/news.php?id=7"),
    ],
)
def test_a_key_is_made_anew_unless_a_profile_has_named_it(
    filled: Filled, rows: Rows, site: str, address: str, before: str, after: str
) -> None:
    filled.page("waiting", "7")
    filled.migrate(
        f"INSERT INTO sites VALUES ('localhost', 'L', 'http://localhost/');"
        f"UPDATE pages SET url = '{address}', key = '{before}', site = '{site}'"
    )
    assert rows("SELECT key FROM pages") == [(after,)]


def test_one_problem_of_several_addresses_lasts_from_the_first_to_the_last(filled: Filled, rows: Rows) -> None:
    for session, day in (("a", 2), ("b", 4)):
        filled.page("failed", "7", session, reason="http_status")
        filled.problem(day, "7", session, Reason.HTTP_STATUS)
    filled.problem(5, "7", "b", Reason.HTTP_STATUS)
    filled.problem(6, "8", "", Reason.HTTP_STATUS)
    filled.migrate("UPDATE problems SET told_at = last WHERE url LIKE '%id=7%'")
    assert rows(
        "SELECT url, since, last, times, until, json_extract(detail, '$.status'), told_at FROM problems ORDER BY id"
    ) == [
        (clean("7"), at(2), at(5), 3, None, 5, at(2)),
        (clean("8"), at(6), at(6), 1, None, 6, None),
    ]


def test_a_problem_of_an_address_that_has_no_page_any_more_is_joined_as_well(filled: Filled, rows: Rows) -> None:
    filled.page("failed", "7", "a", reason="http_status")
    for session, day in (("", 2), ("a", 4)):
        filled.problem(day, "7", session, Reason.HTTP_STATUS)
    assert rows("SELECT url, since, last, until FROM problems") == [(clean("7"), at(2), at(4), None)]


def test_what_the_page_that_stays_does_not_have_is_over(filled: Filled, rows: Rows) -> None:
    filled.page("gone", "7", "a", reason="http_status")
    filled.problem(2, "7", "a", Reason.HTTP_STATUS)
    filled.visit(3, "7", "b")
    assert rows("SELECT url, last, until FROM problems") == [(clean("7"), at(2), at(3))]


def test_what_is_forgotten_stays_so_by_the_rule_of_its_time(filled: Filled, rows: Rows) -> None:
    filled.migrate("INSERT INTO forgotten VALUES (x'01', 1, '2026-01-01T00:00:00Z')")
    assert rows("SELECT hex(key), rule FROM forgotten") == [("01", 1)]


# What else is in the file, and older files.


def test_tables_of_the_users_own_lead_to_the_article_that_stays(filled: Filled, rows: Rows) -> None:
    first, second = filled.visit(1, "7", "a"), filled.visit(2, "7", "b")
    migrated = filled.migrate(
        "CREATE TABLE notes (article INTEGER REFERENCES articles, note TEXT);"
        'CREATE TABLE "my ""marks" (article INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE);'
        f"INSERT INTO notes VALUES ({first}, 'eins'), ({second}, 'zwei'), (NULL, 'drei');"
        f'INSERT INTO "my ""marks" VALUES ({first}), ({second})'
    )
    assert rows("SELECT article, note FROM notes ORDER BY rowid") == [(first, "eins"), (first, "zwei"), (None, "drei")]
    assert rows('SELECT article FROM "my ""marks"') == [(first,)]
    # Only one row could have the number that both lead to now; the old file has both.
    assert migrated.left == ('my "marks',)


def test_triggers_of_the_users_own_stay_and_hear_nothing_of_it(filled: Filled, rows: Rows) -> None:
    filled.visit(1, "7", "a")
    filled.visit(2, "7", "b")
    filled.migrate(
        'CREATE TABLE log (what); CREATE TRIGGER "my ""log" AFTER DELETE ON articles BEGIN'
        " INSERT INTO log VALUES (my_function(old.url)); END"
    )
    assert rows("SELECT count(*) FROM log") == [(0,)]
    assert rows(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'articles' AND sql LIKE '%log%'"
    ) == [('my "log',)]


def test_an_archive_of_schema_3_takes_both_steps(tmp_path: Path) -> None:
    old = OldArchive(tmp_path / "archive.db", 3)
    for session, day, text in (("a", 1, "Eins."), ("b", 2, "Zwei."), ("c", 3, "Zwei.")):
        address = f"{clean('7')}&{SESSION}{session}"
        capture = old.capture(address, at(day), session.encode())
        article = old.article(address, capture, first_seen=at(day), body=text)
        old.version(article, at(day), capture, body=text)
        old.page(address, article_id=article, key=f"{HOST}/news.php?id=7&{SESSION}{session}")
    old.close()
    migrated = migrate(old.path)
    assert migrated is not None
    assert (migrated.before, migrated.joined) == (3, 2)
    with closing(sqlite3.connect(old.path)) as db:
        assert_is_whole(db)
        assert db.execute("SELECT seen_at, until, body, changed FROM history ORDER BY seen_at").fetchall() == [
            (at(1), at(2), "Eins.", "body"), (at(2), None, "Zwei.", None)
        ]  # fmt: skip
        assert db.execute("SELECT url, article_id FROM pages").fetchall() == [(clean("7"), 1)]
        assert db.execute("SELECT count(*) FROM captures").fetchall() == [(3,)]
