"""``scraper export feed``: what is in it, what it is written over, what is refused."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest

from atom_rules import Broken, broken_rules
from cli_running import Done
from empty_archive import put_empty_archive
from scraper.policy.signals import Signal, Signals
from scraper.store import Archive
from store_records import LATER, NOW, full_article, plain, save, sqlite
from terminal import on_terminal

Run = Callable[..., Done]

RESERVED = Signals(tdm_reservation=1, evidence=(Signal("tdm-reservation", "1", "the header", "tdm-reservation: 1"),))
SELF = "https://archiv.example/neues.xml"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    put_empty_archive(path)
    with Archive.open(path) as archive:
        save(archive, full_article())
        save(archive, plain(2, keywords=["OZG"], section="Politik", body="Das Wohngeld kommt."))
        save(archive, plain(3, keywords=["ozg", "E-Akte"], body="Kein Wohngeld."), at=LATER)
        save(archive, plain(4, site="rathaus", url="https://rathaus.example/4", body="Der Bund zahlt das Wohngeld."))
    return path


def told(text: str | Path) -> Any:
    """Return a feed as feedparser reads it; it must be valid, but for the address that nobody has named."""
    data = text.read_bytes() if isinstance(text, Path) else text.encode()
    assert set(broken_rules(data)) <= {Broken("missing-self", "feed")}
    found = feedparser.parse(data)
    assert not found.bozo, found.bozo_exception
    return found


def titles(text: str | Path) -> list[str]:
    return [one.title for one in told(text).entries]


def test_the_newest_articles(run: Run, db: Path) -> None:
    done = run("--db", db, "export", "feed")
    assert (done.code, done.err) == (0, "")
    assert titles(done.out) == ["Meldung 3", "Meldung 4", "Meldung 2", "Thüringen: Innenministerium bei Facebook"]
    found = told(done.out)
    assert (found.feed.title, found.feed.updated) == ("Newest articles", "2026-11-24T09:30:00Z")
    last = found.entries[-1]
    assert [one.name for one in last.authors] == ["bs", "Änne Groß"]
    assert last.summary == "Das Ministerium ist jetzt im sozialen Netz."
    assert last.link == "https://amtsblick.example/meldung_18917"
    assert last.published == "2014-05-23T08:15:07Z"
    assert "content" not in last
    assert [(one.term, one.scheme and one.scheme.rpartition("/")[2]) for one in last.tags] == [
        ("Social Media", None),
        ("Thüringen", None),
        ("Jörg Geibert", None),
        ("Social Media", "section"),
        ("amtsblick", "site"),
    ]


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        (["--query", "Wohngeld"], {"Meldung 2", "Meldung 3", "Meldung 4"}),
        (["--query", "Wohngeld -Bund"], {"Meldung 2", "Meldung 3"}),
        (["--query", "Wohngeld site:rathaus"], {"Meldung 4"}),
        (["--query", "Wohngeld", "--site", "amtsblick"], {"Meldung 2", "Meldung 3"}),
        (["--query", "Wohngeld", "--keyword", "OZG", "--section", "politik"], {"Meldung 2"}),
        (["--query", "Wohngeld", "--since", "2026-11-24"], {"Meldung 3"}),
        (["--keyword", "OZG"], {"Meldung 2", "Meldung 3"}),
        (["--keyword", "E-Akte", "--site", "amtsblick"], {"Meldung 3"}),
        (["--keyword", "E-Akte", "--site", "rathaus"], set()),
        (["--section", "Politik"], {"Meldung 2"}),
        (["--section", 'Poli"tik «x»'], set()),
        (["--site", "rathaus"], {"Meldung 4"}),
        (["--until", "2014"], {"Thüringen: Innenministerium bei Facebook"}),
        (["--limit", "1"], {"Meldung 3"}),
        (["--query", "Wohngeld", "--limit", "1"], {"Meldung 3"}),
    ],
)
def test_what_is_chosen(run: Run, db: Path, chosen: list[str], found: set[str]) -> None:
    done = run("--db", db, "export", "feed", *chosen)
    assert (done.code, done.err) == (0, "")
    assert set(titles(done.out)) == found


def test_of_what_is_found_the_newest_are_taken_and_not_the_best(run: Run, db: Path) -> None:
    with Archive.open(db) as archive:
        save(archive, plain(9, title="Wohngeld: das Wohngeld", body="Wohngeld. " * 9, date=dt.date(2020, 1, 1)))
    assert titles(run("--db", db, "export", "feed", "--query", "Wohngeld", "--limit", "1").out) == ["Meldung 3"]


def test_each_choice_has_an_id_that_stays(run: Run, db: Path) -> None:
    def of(*chosen: str) -> str:
        return str(told(run("--db", db, "export", "feed", *chosen).out).feed.id)

    choices = [
        *([], ["--query", "Wohngeld"], ["--keyword", "Wohngeld"], ["--section", "Wohngeld"], ["--site", "rathaus"]),
        *(["--since", "7d"], ["--until", "7d"], ["--since", "2w"], ["--query", "Wohngeld", "--site", "rathaus"]),
    ]
    assert len({of(*choice) for choice in choices}) == len(choices)
    # No release gives a choice another one: a run of every hour would not know its file again.
    assert of() == "tag:scraper.invalid,2026:feed/44136fa355b3678a1146ad16f7e8649e"
    assert of("--query", "Wohngeld OR Mietzuschuss", "--site", "rathaus", "--since", "7d") == (
        "tag:scraper.invalid,2026:feed/091c6591968bd5d14788f62c0dbf862b"
    )
    # What is shown of the articles makes no other feed.
    assert of("--title", "X", "--limit", "2", "--full", "--lang", "de", "--self-link", SELF) == of()
    assert of("--query", " Wohngeld  Bund") == of("--query", "Wohngeld Bund")
    assert of("--site", "rathaus", "--site", "amtsblick") == of("--site", "amtsblick", "--site", "rathaus")


def test_what_a_feed_is_called(run: Run, db: Path) -> None:
    def called(*args: str) -> tuple[str, str | None, str]:
        head = told(run("--db", db, "export", "feed", *args).out).feed
        return head.title, head.get("subtitle"), head.language

    assert called() == ("Newest articles", None, "en")
    assert called("--lang", "de", "--site", "rathaus") == ("Neueste Artikel · rathaus", None, "de")
    assert called("--query", "Wohngeld", "--since", "7d") == ("Wohngeld · 7d", None, "en")
    assert called("--until", "2026") == ("Newest articles · – 2026", None, "en")
    assert called("--since", "2025", "--until", "2026") == ("Newest articles · 2025 – 2026", None, "en")
    assert called("--query", "Wohngeld", "--title", "Neues <vom> Amt") == (
        "Neues &lt;vom&gt; Amt",
        "Wohngeld",
        "en",
    )


def test_with_its_address_nothing_is_missed(run: Run, db: Path) -> None:
    done = run("--db", db, "export", "feed", "--self-link", SELF)
    assert broken_rules(done.out.encode()) == []
    assert [one.href for one in told(done.out).feed.links] == [SELF]


def test_whole_texts_but_for_those_that_are_reserved(run: Run, db: Path) -> None:
    with Archive.open(db) as archive:
        save(archive, plain(2, keywords=["OZG"], body="Das Wohngeld kommt."), at=LATER, signals=RESERVED)
        save(archive, plain(5, body="Geheim."), at=LATER, signals=RESERVED)
    done = run("--db", db, "export", "feed", "--full")
    has_text = {one.title: ("content" in one, "summary" in one) for one in told(done.out).entries}
    assert has_text == {
        "Meldung 5": (False, False),
        "Meldung 3": (True, True),
        "Meldung 2": (False, False),
        "Meldung 4": (True, True),
        "Thüringen: Innenministerium bei Facebook": (True, True),
    }
    assert "Das Wohngeld kommt" not in done.out
    assert "Geheim" not in done.out
    assert "&lt;p&gt;Der zweite Absatz über das OZG 2.0.&lt;/p&gt;" in done.out


def test_an_archive_without_articles_has_a_feed_without_entries(run: Run, tmp_path: Path) -> None:
    put_empty_archive(tmp_path / "leer.db")
    done = run("--db", tmp_path / "leer.db", "export", "feed", "--output", tmp_path / "leer.xml")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert titles(tmp_path / "leer.xml") == []


def test_a_run_of_every_hour_rewrites_its_file_only_where_something_is_new(run: Run, db: Path, tmp_path: Path) -> None:
    file = tmp_path / "neues.xml"
    args = ("--db", db, "export", "feed", "--query", "Wohngeld", "--output", file)
    assert run(*args).code == 0
    file.chmod(0o640)
    os.utime(file, (1, 1))
    assert run(*args).code == 0
    assert file.stat().st_mtime == 1
    with Archive.open(db) as archive:
        save(archive, plain(9, body="Mehr Wohngeld."), at=LATER)
    assert run(*args).code == 0
    assert file.stat().st_mtime > 1
    assert "Meldung 9" in titles(file)
    # A web server that could read the old one can read the new one.
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.glob("neues*")) == ["neues.xml"]


def test_a_feed_without_entries_stays_as_it_is(run: Run, db: Path, tmp_path: Path) -> None:
    file = tmp_path / "leer.xml"
    args = ("--db", db, "export", "feed", "--section", "Nirgends", "--output", file)
    assert run(*args).code == 0
    before = file.read_bytes()
    os.utime(file, (1, 1))
    assert run(*args).code == 0
    assert (file.read_bytes(), file.stat().st_mtime) == (before, 1)


def test_a_feed_is_never_older_than_its_file_says(run: Run, db: Path, tmp_path: Path) -> None:
    """The newest edit may be of an article that newer ones push out."""
    file = tmp_path / "neues.xml"

    def updated(*args: object) -> str:
        assert run("--db", db, "export", "feed", *args).code == 0
        return str(told(file).feed.updated)

    assert updated("--limit", "1", "--output", file) == "2026-11-24T09:30:00Z"
    with sqlite(db) as other:
        other.execute("UPDATE articles SET changed_at = '2026-11-22T09:30:00Z'")
    assert updated("--limit", "1", "--output", file) == "2026-11-24T09:30:00Z"
    # Another feed knows nothing of it, and neither does one whose file a wrong clock has written.
    assert updated("--site", "rathaus", "--force", "--output", file) == "2026-11-22T09:30:00Z"
    file.write_bytes(file.read_bytes().replace(b"2026-11-22T", b"2999-01-01T", 1))
    assert updated("--site", "rathaus", "--output", file) == "2026-11-22T09:30:00Z"


OTHER_FEED = "{file}: holds another feed, of other articles."
OF_A_WATCH = "{file}: is where a saved search tells its news."
THERE = "{file}: is there already."
ATOM_OF = '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>{}</id></feed>'


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (ATOM_OF.format("tag:scraper.invalid,2026:feed/0"), OTHER_FEED),
        (ATOM_OF.format("tag:scraper.invalid,2026:watch/wohngeld"), OF_A_WATCH),
        (ATOM_OF.format("urn:fremd"), THERE),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>{}</id></entry></feed>', THERE),
        ("<rss><id>{}</id></rss>", THERE),
        ('<?xml version="1.0" encoding="klingonisch"?><feed/>', THERE),
        ("# Notizen", THERE),
        ("<feed", THERE),
    ],
)
def test_any_other_file_stays_without_force(run: Run, db: Path, tmp_path: Path, held: str, said: str) -> None:
    file = tmp_path / "neues.xml"
    own = str(told(run("--db", db, "export", "feed").out).feed.id)
    file.write_text(held.replace("{}", own), "utf-8")
    before = file.read_bytes()
    done = run("--db", db, "export", "feed", "--output", file)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Error: {said.format(file=file)}")
    assert "--force" in done.err
    assert file.read_bytes() == before
    assert run("--db", db, "export", "feed", "--output", file, "--force").code == 0
    assert len(titles(file)) == 4


@pytest.mark.parametrize("held", [b"", b"\n", b"\0" * 4096])
def test_an_empty_file_is_filled(run: Run, db: Path, tmp_path: Path, held: bytes) -> None:
    file = tmp_path / "neues.xml"
    file.write_bytes(held)
    assert run("--db", db, "export", "feed", "--output", file).code == 0
    assert len(titles(file)) == 4


def test_a_link_stays_a_link(run: Run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    file = tmp_path / "neues.xml"
    file.symlink_to(tmp_path / "www" / "feed.xml")
    for _ in range(2):
        assert run("--db", db, "export", "feed", "--output", file).code == 0
    assert file.is_symlink()
    assert len(titles(tmp_path / "www" / "feed.xml")) == 4


def test_a_link_that_leads_in_a_circle_is_said_in_a_sentence(run: Run, db: Path, tmp_path: Path) -> None:
    (tmp_path / "kreis.xml").symlink_to("kreis.xml")
    done = run("--db", db, "export", "feed", "--output", tmp_path / "kreis.xml")
    assert done.code == 2
    assert done.err.startswith(f"Error: {tmp_path / 'kreis.xml'}: is a symbolic link that leads in a circle.")
    assert (tmp_path / "kreis.xml").is_symlink()


def test_the_archive_is_never_replaced(run: Run, db: Path, tmp_path: Path) -> None:
    before = db.read_bytes()
    (tmp_path / "link.xml").symlink_to(db)
    for file in (db, tmp_path / "link.xml", db.with_name("archive.db-wal")):
        done = run("--db", db, "export", "feed", "--output", file, "--force")
        assert done.code == 2
        assert f"{file}: belongs to the archive itself." in done.err
    assert db.read_bytes() == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--query", " "], "Invalid value for '--query': is empty."),
        (["--keyword", ""], "Invalid value for '--keyword': is empty."),
        (["--query", "!?"], "'!?' has neither a letter nor a digit"),
        (["--query", "titel:x"], '"titel:" is no field'),
        (["--site", "rathau"], "There is no site 'rathau'."),
        (["--query", "x site:rathau"], "There is no site 'rathau'."),
        (["--since", "2027", "--until", "2026"], "No day is both"),
        (["--since", "gestern abend"], "gestern abend"),
        (["--limit", "0"], "must be a number from 1 to 10000"),
        (["--self-link", "ftp://archiv.example/x"], "ftp"),
        (["--self-link", "https://ich:geheim@archiv.example/x"], "names a user or a password"),
        (["--output", "fehlt/neues.xml"], "its folder is not there"),
        (["--output", "."], "is a directory"),
        (["--output", "/dev/null"], "is no file"),
    ],
)
def test_what_is_refused(run: Run, db: Path, args: list[str], said: str) -> None:
    done = run("--db", db, "export", "feed", *args)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "geheim" not in done.err
    assert "Traceback" not in done.err


def test_a_terminal_is_told_what_was_written(db: Path, tmp_path: Path) -> None:
    args = ("--db", db, "export", "feed", "--output", tmp_path / "neues.xml")
    assert f"{tmp_path}/neues.xml: 4 articles, " in on_terminal(*args, columns=200).text
    assert on_terminal(*args, columns=200).text.rstrip().endswith(", as before.")


def test_what_another_program_wrote_ends_no_feed(run: Run, db: Path) -> None:
    with sqlite(db) as other:
        other.execute("UPDATE articles SET date = '31.2.2024', published_at = 'x', changed_at = '', url = 'x:' || id")
        other.execute("UPDATE articles SET signals = '{' WHERE id = 2")
        other.execute("UPDATE articles SET title = ' ', language = 'de_DE', section = '' WHERE id = 3")
        other.execute("INSERT INTO authors VALUES (4, 1, ''), (4, 2, '<>')")
    done = run("--db", db, "export", "feed", "--full")
    assert (done.code, done.err) == (0, "")
    assert {one.rule for one in broken_rules(done.out.encode())} == {"missing-self"}
    assert len(told(done.out).entries) == 4


def test_it_is_read_while_a_crawl_writes(run: Run, db: Path) -> None:
    with Archive.open(db) as archive, archive.transaction():
        archive.articles.seen(1, NOW, {})
        assert len(titles(run("--db", db, "export", "feed").out)) == 4
