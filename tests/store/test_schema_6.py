"""The step to schema 6: days after the visit become doubts, what is over is not told any more, no password is left."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from old_archive import OldArchive, bring_to

from scraper.store.migrate import migrate

SEEN = "2026-03-01T06:00:00Z"
URL = "https://zeitung.example/"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An archive of schema 3 with days before and after the visit, migrated."""
    old = OldArchive(tmp_path / "archive.db")
    days: dict[str, dict[str, Any]] = {
        "heute": {"date": "2026-03-01", "published_at": "2026-03-01T05:00:00Z"},
        "morgen": {"date": "2026-03-02", "published_at": "2026-03-02T06:00:00Z"},
        "spaeter": {"date": "2031-03-01", "published_at": "2031-03-01T05:00:00Z", "modified_at": SEEN},
        "geaendert": {"date": "2026-02-01", "modified_at": "2031-01-01T00:00:00Z"},
        "ohne": {},
    }
    for name, values in days.items():
        capture = old.capture(URL + name, SEEN, name.encode())
        old.article(URL + name, capture, first_seen=SEEN, title=name, **values)
    # Where no capture is kept, the last visit counts, which was in May.
    old.article(f"{URL}vorbehalt", None, first_seen=SEEN, title="vorbehalt", date="2026-05-06")
    old.article(f"{URL}vorbehalt-2031", None, first_seen=SEEN, title="vorbehalt-2031", date="2031-05-06")
    old.crawl("2026-03-01T06:00:00Z", "feed https://zeitung.example/feed/: status 503")
    old.crawl("2026-03-02T06:00:00Z", None)
    old.crawl("2026-03-03T06:00:00Z", "status 503")
    old.close()
    migrate(old.path)
    with closing(sqlite3.connect(old.path)) as db:
        yield db


def test_a_day_after_the_visit_is_kept_as_evidence(db: sqlite3.Connection) -> None:
    found = {title: rest for title, *rest in db.execute("SELECT title, date, published_at, modified_at FROM articles")}
    assert found == {
        "heute": ["2026-03-01", "2026-03-01T05:00:00Z", None],
        "morgen": ["2026-03-02", "2026-03-02T06:00:00Z", None],
        "spaeter": [None, None, SEEN],
        "geaendert": ["2026-02-01", None, None],
        "ohne": [None, None, None],
        "vorbehalt": ["2026-05-06", None, None],
        "vorbehalt-2031": [None, None, None],
    }
    doubts = dict(db.execute("SELECT title, doubts FROM articles WHERE doubts IS NOT NULL"))
    assert {title: json.loads(text) for title, text in doubts.items()} == {
        "spaeter": {
            "date": {"stated": "2031-03-01", "why": "after_the_visit"},
            "published_at": {"stated": "2031-03-01T05:00:00Z", "why": "after_the_visit"},
        },
        "geaendert": {"modified_at": {"stated": "2031-01-01T00:00:00Z", "why": "after_the_visit"}},
        "vorbehalt-2031": {"date": {"stated": "2031-05-06", "why": "after_the_visit"}},
    }
    assert db.execute("SELECT max(date) FROM articles").fetchone() == ("2026-05-06",)


def test_what_was_over_before_is_not_told_any_more(db: sqlite3.Connection) -> None:
    assert db.execute("SELECT until, told_at FROM problems ORDER BY since").fetchall() == [
        ("2026-03-02T06:00:00Z", "2026-03-02T06:00:00Z"),
        (None, "2026-03-03T06:00:00Z"),
    ]


USER = "ich:geheim42@"
AT = f"https://{USER}amt.example"


def test_no_password_of_an_address_is_left(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    old = OldArchive(path)
    article = old.article(URL, old.capture(URL, SEEN, b"x"), first_seen=SEEN)
    old.version(article, "2026-02-01T06:00:00Z", old.capture(URL, "2026-02-01T06:00:00Z", b"y"), body="alt")
    old.version(article, SEEN, old.capture(URL, SEEN, b"x"), body="Text")
    old.page(URL, article_id=article)
    old.close()
    bring_to(path, 5)
    with closing(sqlite3.connect(path)) as db:
        put_passwords(db)
        db.commit()
    migrate(path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT url FROM links ORDER BY position").fetchall() == [
            ("https://amt.example/1",),
            ("https://amt.example/@anna",),
        ]
        for table in ("images", "vendors"):
            assert db.execute(f"SELECT url FROM {table}").fetchall() == [("https://amt.example/2",)]
        assert db.execute("SELECT record FROM versions").fetchall() == [
            ('{"links": [{"url": "https://amt.example/3"}]}',)
        ]
        quoted = '{"url": "\'ftp://***@amt.example/\'", "mail": "anna@amt.example"}'
        for column in ("pages.detail", "problems.detail", "captures.signals", "articles.signals"):
            table, name = column.split(".")
            assert db.execute(f"SELECT DISTINCT {name} FROM {table}").fetchall() == [(quoted,)], column
        assert db.execute("SELECT host, robots, tdmrep FROM hosts ORDER BY host").fetchall() == [
            ("amt.example", b"Sitemap: //***@amt.example/\nDisallow: //a@b", b'["https:\\/\\/***@amt.example"]'),
            ("leer.example", b"", None),
        ]
    assert b"geheim42" not in path.read_bytes()


def test_pages_of_another_port_lose_the_ids_of_a_site(tmp_path: Path) -> None:
    keys = {
        "https://zeitung.example/1": "zeitung:1",
        "https://www.zeitung.example:443/2": "zeitung:2",
        "http://regional.zeitung.example/3": "zeitung:3",
        "https://anders.example/4": "zeitung:4",
        # A sitemap of the site is on this port, and what it names there is its own.
        "https://zeitung.example:8443/5": "zeitung:5",
        "https://zeitung.example:8080/1": "zeitung:1",
        "https://regional.zeitung.example:8080/3": "zeitung:3",
        "https://zeitung.example:8080/ohne": "zeitung.example:8080/ohne",
    }
    old = OldArchive(tmp_path / "archive.db")
    for url, key in keys.items():
        old.page(url, key=key)
    old.page("https://zeitung.example:8443/karte", kind="sitemap")
    old.close()
    migrate(old.path)
    with closing(sqlite3.connect(old.path)) as db:
        assert dict(db.execute("SELECT url, key FROM pages WHERE kind = 'article'")) == keys | {
            "https://zeitung.example:8080/1": "zeitung.example:8080/1",
            "https://regional.zeitung.example:8080/3": "regional.zeitung.example:8080/3",
        }


def put_passwords(db: sqlite3.Connection) -> None:
    """Write passwords where programs of schema 5 kept them."""
    link = "INSERT INTO links (article_id, position, relation, url) VALUES (1, ?, 'reference', ?)"
    db.executemany(link, [(1, f"{AT}/1"), (2, "https://amt.example/@anna")])
    db.execute("INSERT INTO images (article_id, position, url) VALUES (1, 1, ?)", [f"{AT}/2"])
    db.execute("INSERT INTO vendors (article_id, position, name, url) VALUES (1, 1, 'Amt', ?)", [f"{AT}/2"])
    db.execute("UPDATE versions SET record = ?", [json.dumps({"links": [{"url": f"{AT}/3"}]})])
    quoted = json.dumps({"url": f"'ftp://{USER}amt.example/'", "mail": "anna@amt.example"})
    for column in ("pages SET detail", "captures SET signals", "articles SET signals"):
        db.execute(f"UPDATE {column} = ?", [quoted])
    problem = (
        "INSERT INTO problems (site, code, since, last, times, detail) VALUES ('zeitung', 'bad_redirect', ?, ?, 1, ?)"
    )
    db.execute(problem, [SEEN, SEEN, quoted])
    host = "INSERT INTO hosts (host, robots, tdmrep) VALUES (?, ?, ?)"
    robots = f"Sitemap: //{USER}amt.example/\nDisallow: //a@b".encode()
    tdmrep = rb'["https:\/\/ich:geheim42\u0040amt.example"]'
    db.executemany(host, [("amt.example", robots, tdmrep), ("leer.example", b"", None)])
