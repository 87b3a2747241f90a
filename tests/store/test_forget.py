"""What forgetting removes, what it leaves to others, and what stays of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest

from scraper.errors import ArchiveError
from scraper.model import Exchange, Page, Related
from scraper.policy.selection import Offer
from scraper.store import Archive, scrub
from scraper.store.chain import CAPTURE_FIELDS, capture_digest, seal, sealed_link
from scraper.store.forget import Removed
from scraper.store.forget_list import (
    Chosen,
    choose_address,
    choose_number,
    choose_where,
    listed,
    older_files,
    own_tables,
)
from scraper.store.forgotten import keys_of
from scraper.store.marks import Mark
from scraper.store.repack import PACKED
from scraper.web.urls import KEY_RULE
from store_records import LATER, NOW, SITE, URL, full_article, one, page_of, plain, response, rows, save, sqlite, write

AT = "2026-11-24T09:30:00Z"


def forget(archive: Archive, *articles: int, addresses: tuple[str, ...] = ()) -> Removed:
    return archive.forgetting({SITE.id: SITE}, LATER).run(articles, addresses)


def broken_links(archive: Archive) -> list[int]:
    """Return the captures at which the chain is broken, with the gaps that are known as such."""
    columns = ", ".join(CAPTURE_FIELDS)
    captures = {row[0]: row for row in rows(archive, f"SELECT {columns}, salt, link FROM captures")}
    gaps = {row[0]: row[1:] for row in rows(archive, "SELECT capture_id, seal, link FROM gaps")}
    broken: list[int] = []
    before = None
    for number in sorted({*captures, *gaps}):
        if number in gaps:
            sealed, link = gaps[number]
        else:
            *values, salt, link = captures[number]
            sealed = seal(capture_digest(values, archive.captures.heads), salt)
        if link != sealed_link(before, sealed):
            broken.append(number)
        before = link
    assert sorted({*captures, *gaps}) == list(range(1, len(captures) + len(gaps) + 1))
    return broken


def test_what_stays_is_that_something_was_forgotten_and_when(archive: Archive) -> None:
    save(archive, full_article())
    assert forget(archive, 1).articles == 1
    digests = {
        hashlib.sha256(key.encode()).digest()
        for key in (*keys_of(URL, SITE), *keys_of(full_article().alternates[0].url))
    }
    assert {row[0] for row in rows(archive, "SELECT key FROM forgotten")} == digests
    assert rows(archive, "SELECT DISTINCT rule, at FROM forgotten") == [(KEY_RULE, AT)]
    left = "articles authors article_keywords keywords links vendors images versions captures payloads pages visits"
    assert [name for name in left.split() if one(archive, f"SELECT count(*) FROM {name}")] == []
    assert one(archive, "SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'Facebook'") == 0
    assert archive.forgotten.since([f"{URL}?utm_source=x"]) == AT
    assert archive.forgotten.since(["https://amtsblick.example/meldung_2", "kein Ort"]) is None


def test_the_chain_of_captures_holds_over_the_gaps(archive: Archive) -> None:
    for number in range(6):
        save(archive, plain(number))
        save(archive, plain(number, body=f"Anderer Text {number}."), b"<p>neu %d</p>" % number, LATER)
    link = one(archive, "SELECT link FROM captures WHERE id = 12")
    assert forget(archive, 2, 6).captures == 4
    assert rows(archive, "SELECT capture_id, at FROM gaps") == [(3, AT), (4, AT), (11, AT), (12, AT)]
    assert one(archive, "SELECT link FROM gaps WHERE capture_id = 12") == link
    # What is captured next goes on behind the gap.
    save(archive, plain(20))
    assert one(archive, "SELECT max(id) FROM captures") == 13
    assert broken_links(archive) == []


def test_further_pages_go_with_the_first_and_leave_gaps(archive: Archive) -> None:
    further = response(b"<p>zwei</p>", url=f"{URL}?seite=2")
    with archive.transaction():
        write(archive, full_article(), response(further=(further,)))
        archive._db.execute("DELETE FROM pages WHERE url = ?", [further.url])
    save(archive, plain(1))
    assert forget(archive, 1).captures == 2
    assert rows(archive, "SELECT capture_id FROM gaps") == [(1,), (2,)]
    assert broken_links(archive) == []


def test_bytes_that_another_address_sent_too_stay_for_its_sake(archive: Archive) -> None:
    save(archive, plain(1), b"<p>dieselben Bytes</p>")
    save(archive, plain(2), b"<p>dieselben Bytes</p>")
    removed = forget(archive, 1)
    assert (removed.captures, removed.payloads, removed.shared) == (1, 0, 1)
    assert archive.captures.payloads.body(1) == b"<p>dieselben Bytes</p>"
    removed = forget(archive, 2)
    assert (removed.payloads, removed.shared) == (1, 0)


def test_the_first_duplicate_that_stays_becomes_the_original(archive: Archive) -> None:
    for number in range(1, 5):
        save(archive, plain(number, title="Dieselbe", body="Derselbe Text."), b"<p>%d</p>" % number)
    assert rows(archive, "SELECT id, duplicate_of FROM articles") == [(1, None), (2, 1), (3, 1), (4, 1)]
    removed = forget(archive, 1, 2)
    assert rows(archive, "SELECT id, duplicate_of FROM articles") == [(3, None), (4, 3)]
    assert removed.same_text == {3, 4}
    assert forget(archive, 4).same_text == {3}


def test_a_redirect_stays_where_it_led_to_a_capture_that_stays(archive: Archive) -> None:
    # The address of the first article once led to the second one, whose capture names that redirect.
    save(archive, plain(1))
    hop = Exchange(plain(1).url, 302, b"GET / HTTP/1.1\r\n", b"HTTP/1.1 302 Found\r\n", None, None, NOW)
    with archive.transaction():
        asked = "https://amtsblick.example/kurz"
        write(archive, plain(2), response(b"<p>zwei</p>", NOW, plain(2).url, requested_url=asked, via=(hop,)))
    assert forget(archive, 1).captures == 1
    assert rows(archive, "SELECT id, via_id FROM captures") == [(2, None), (3, 2)]
    assert broken_links(archive) == []
    assert rows(archive, "PRAGMA foreign_key_check") == []


def test_an_address_that_another_article_has_too_is_that_one_s(archive: Archive) -> None:
    save(archive, plain(1))
    save(archive, plain(2))
    with archive.transaction():
        archive.frontier.lead_to([("https://amtsblick.example/beide", "beide")], page_of(archive, plain(2).url), 2)
        archive._db.execute("UPDATE pages SET key = 'beide' WHERE article_id = 1")
    forget(archive, 1)
    assert rows(archive, "SELECT url, article_id FROM pages ORDER BY id") == [
        (plain(2).url, 2),
        ("https://amtsblick.example/beide", 2),
    ]
    assert archive.forgotten.among({"beide"}) == {}


def test_a_print_button_that_all_pages_have_forgets_nothing(archive: Archive) -> None:
    for number in (1, 2):
        article = replace(full_article(), url=f"https://amtsblick.example/meldung_{number}", title=f"Meldung {number}")
        save(archive, article, b"<p>%d</p>" % number)
    forget(archive, 1)
    assert archive.forgotten.since([full_article().alternates[0].url]) is None
    assert one(archive, "SELECT count(*) FROM links WHERE relation = 'alternate'") == 1


def test_an_address_that_led_to_nothing_yet_is_forgotten_by_itself(archive: Archive) -> None:
    with archive.transaction():
        archive.frontier.add_site(SITE)
        archive.frontier.add(URL, SITE.id, "article", "waiting", "schluessel")
    chosen = Chosen()
    choose_address(archive, URL, SITE, URL, chosen)
    assert list(listed(archive, chosen)) == [
        {"id": None, "date": None, "site": "amtsblick", "title": None, "captures": 0, "versions": 0, "url": URL}
    ]
    assert forget(archive, addresses=tuple(chosen.addresses)).addresses == 1
    assert archive.forgotten.since([URL]) == AT


def test_what_is_asked_for_is_found_by_number_address_and_condition(archive: Archive) -> None:
    save(archive, plain(1))
    save(archive, plain(2))
    save(archive, plain(2, body="Neuer Text."), b"<p>neu</p>", LATER)
    chosen = Chosen()
    choose_number(archive, 1, "1", chosen)
    choose_number(archive, 9, "9", chosen)
    choose_number(archive, None, "0", chosen)
    choose_address(archive, f"{plain(2).url}#stelle", SITE, "zwei", chosen)
    choose_address(archive, "https://amtsblick.example/nie", SITE, "nie", chosen)
    choose_where(archive, "title LIKE 'Meldung%' -- alle", chosen)
    assert (list(chosen.articles), chosen.missing) == ([1, 2], ["9", "0", "nie"])
    assert [tuple(row.values()) for row in listed(archive, chosen)] == [
        (1, "2026-11-23", "amtsblick", "Meldung 1", 1, 0, plain(1).url),
        (2, "2026-11-23", "amtsblick", "Meldung 2", 2, 1, plain(2).url),
    ]
    forget(archive, 2)
    choose_address(archive, plain(2).url, SITE, "zwei", again := Chosen())
    assert (again.forgotten, again.is_empty) == ({"zwei": AT}, True)


def test_numbers_that_are_given_again_are_news_again(archive: Archive) -> None:
    for number in range(3):
        save(archive, plain(number))
    with archive.transaction():
        archive.marks.put("latest --new", Mark(NOW, 3))
        archive.marks.put(PACKED, Mark(NOW, 3))
        archive.marks.put("watch:wohngeld", Mark(NOW, 9))
    forget(archive, 2, 3)
    assert archive.marks.get("latest --new") == Mark(NOW, 1)
    # The numbers of captures are not given again, and what was packed anew stays so.
    assert archive.marks.get(PACKED) == Mark(NOW, 3)
    assert archive.marks.get("watch:wohngeld") == Mark(NOW, 9)


def test_a_source_that_names_what_was_just_forgotten_adds_nothing(archive: Archive) -> None:
    save(archive, plain(1))
    forget(archive, 1)
    pages = [
        Page(0, url, SITE.id, "article", "waiting", f"schluessel {number}")
        for number, url in enumerate((plain(1).url, plain(2).url))
    ]
    with archive.transaction():
        archive.frontier.offer([Offer(page) for page in pages])
    assert rows(archive, "SELECT url FROM pages") == [(plain(2).url,)]


@pytest.mark.parametrize("host", ["amtsblick.example", "m.amtsblick.example"])
def test_another_spelling_of_its_address_goes_from_the_lists_of_others(archive: Archive, host: str) -> None:
    """No source has named that spelling, and it is the same address by the profile alone."""
    site = replace(SITE, articles=(re.compile(r"^/meldung_(?P<id>\d+)"),))
    there, spelling = f"{SITE.home}meldung_77_Ein+Titel.html", f"https://{host}/meldung_77"
    named = [Related("Geheimes", spelling, None, "Ein Anreißer."), Related("Andere", f"{SITE.home}meldung_78")]
    save(archive, replace(plain(77), url=there))
    for body in ("Alt.", "Neu."):
        with archive.transaction():
            write(archive, plain(2, body=body, related=named), response(body.encode(), url=plain(2).url))
    assert archive.forgetting({site.id: site}, LATER).run([1], []).named_by == {2}
    assert rows(archive, "SELECT url FROM links") == [(f"{SITE.home}meldung_78",)]
    assert one(archive, "SELECT record LIKE '%Geheimes%' OR record NOT LIKE '%Andere%' FROM versions") == 0


def test_a_capture_that_is_read_again_brings_no_related_article_back(archive: Archive) -> None:
    named = [Related("Meldung 2", plain(2).url, None, "Ein Anreißer."), Related("Andere", plain(3).url)]
    save(archive, plain(2))
    with archive.transaction():
        write(archive, replace(plain(1), related=named), response(url=plain(1).url))
    forget(archive, 1)
    assert rows(archive, "SELECT position, url FROM links") == [(2, plain(3).url)]
    record = archive.forgotten.without(replace(plain(1), related=named))
    assert record.related == named[1:]


def test_what_fails_in_the_middle_leaves_all_as_it_was(archive: Archive) -> None:
    for number in range(1, 4):
        save(archive, plain(number))
    # As where the disk is full: a statement near the end fails.
    archive._db.execute("CREATE TABLE eigene (n)")
    archive._db.execute(
        "CREATE TRIGGER voll BEFORE INSERT ON gaps BEGIN INSERT INTO eigene VALUES (raise(ABORT, 'voll')); END"
    )
    before = list(archive._db.conn.iterdump())
    with pytest.raises(ArchiveError, match=r"SQLite says: voll\."):
        forget(archive, 1, 2)
    assert list(archive._db.conn.iterdump()) == before
    assert not scrub.is_left(archive._db)
    assert own_tables(archive) == ["eigene"]
    # The next call goes on.
    archive._db.execute("DROP TRIGGER voll")
    assert forget(archive, 1, 2).articles == 2


def test_old_archives_beside_it_are_named(tmp_path: Path) -> None:
    for name in ("a.db", "a.db.v5", "a.db.v6.2", "a.db.vorher", "b.db.v6"):
        (tmp_path / name).touch()
    assert older_files(tmp_path / "a.db") == ["a.db.v5", "a.db.v6.2"]


def test_another_program_that_knows_nothing_of_it_reads_on(archive: Archive, path: Path) -> None:
    save(archive, plain(1))
    save(archive, plain(2))
    forget(archive, 1)
    assert archive.scrub()
    with sqlite(path) as other:
        assert other.execute("SELECT title FROM articles").fetchall() == [("Meldung 2",)]
        assert other.execute("SELECT name FROM marks").fetchall() == []


def test_the_copy_that_a_killed_compact_left_goes_with_what_is_forgotten(archive: Archive, path: Path) -> None:
    save(archive, plain(1))
    left = [path.with_name(path.name + end) for end in (".compact", ".compact-journal")]
    for file in left:
        file.write_bytes(b"Text der Meldung 1.")
    forget(archive, 1)
    assert archive.scrub()
    assert [file.exists() for file in left] == [False, False]


@pytest.mark.parametrize("damaged", [1, 3])
def test_damaged_heads_are_no_end_of_it(archive: Archive, damaged: int) -> None:
    for number in range(1, 5):
        save(
            archive,
            plain(number),
            f"<p>{number}</p>".encode(),
            headers=tuple((f"x-{n}", "wie immer") for n in range(30)),
        )
    assert one(archive, "SELECT capture_id FROM dictionaries WHERE capture_id IS NOT NULL") == 1
    archive._db.execute("UPDATE captures SET exchange = substr(exchange, 1, 12) WHERE id = ?", [damaged])
    assert forget(archive, 1).articles == 1
    assert rows(archive, "SELECT id FROM captures ORDER BY id") == [(2,), (3,), (4,)]
    if damaged == 3:
        for capture in (2, 4):
            assert archive.captures.heads(one(archive, "SELECT exchange FROM captures WHERE id = ?", capture))
