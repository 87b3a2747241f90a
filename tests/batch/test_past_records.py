"""What becomes of single records: seen before, confirmed, reserved, forgotten, of other addresses and readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from past_histories import (
    HTML,
    SITE,
    URL,
    Answer,
    at,
    contents,
    crawl,
    crawled,
    gone,
    page,
    recalled,
    revisit,
    sha1_of,
    take,
)

from empty_archive import put_empty_archive
from scraper.batch.past import Past
from scraper.model import Exchange
from scraper.model.incoming import RevisitOf, Taken
from scraper.store import Archive
from scraper.store.latest import Selection
from scraper.store.marks import Mark

A, B, C = page(), page("Ein Nachtrag: Es beginnt im Oktober."), page("Berichtigung: Es beginnt im November.")
PRINT = "https://amtsblick.example/druck/4711"
A_AROUND = page(around="Wetter: heiter")
TDM = '<meta name="tdm-reservation" content="1">'


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    yield from opened(tmp_path / "archive.db")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Archive]:
    yield from opened(tmp_path / "other.db")


def opened(path: Path) -> Iterator[Archive]:
    put_empty_archive(path)
    with Archive.open(path) as archive:
        yield archive


def ask(archive: Archive, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in archive.rows(sql)]


# Seen before.


def test_the_same_record_adds_nothing_whatever_its_name(archive: Archive) -> None:
    history = [Answer(0, A), Answer(1, A), Answer(2, B), gone(4), gone(6)]
    records = [recalled(one) for one in history]
    assert take(archive, *records) == [Taken.NEW, Taken.VISIT, Taken.VERSION, Taken.CAPTURE, Taken.VISIT]
    before = contents(archive), ask(archive, "SELECT * FROM captures"), ask(archive, "SELECT * FROM origins")
    again = [replace(one, incoming=replace(one.incoming, record_id="<urn:uuid:x>", source="b.warc")) for one in records]
    assert take(archive, *records, *again) == [Taken.THERE] * 10
    assert take(archive, *reversed(again)) == [Taken.THERE] * 5
    assert (contents(archive), ask(archive, "SELECT * FROM captures"), ask(archive, "SELECT * FROM origins")) == before


def test_what_a_crawl_has_captured_is_there(archive: Archive) -> None:
    crawl(archive, Answer(0, A))
    crawl(archive, Answer(1, A))
    assert take(archive, recalled(Answer(0, A)), recalled(Answer(1, A))) == [Taken.THERE, Taken.THERE]
    assert ask(archive, "SELECT count(*) FROM origins") == [(0,)]


def test_the_bytes_of_one_text_are_kept_once(archive: Archive) -> None:
    take(archive, recalled(Answer(3, A)), recalled(Answer(1, A)), recalled(Answer(2, A)))
    assert ask(archive, "SELECT count(*) FROM payloads") == [(1,)]


def test_a_capture_names_its_record(archive: Archive) -> None:
    with archive.transaction():
        number = archive.imports.begin("alt.warc.gz", "12345 v1", "{}", at(4000)).id
        taken = Past(archive, {SITE.id: SITE}, at(4000)).take(recalled(Answer(7, A)), number)
    assert taken is Taken.NEW
    assert ask(archive, 'SELECT capture_id, import_id, record_id, "offset" FROM origins') == [
        (1, number, "<urn:uuid:700>", 700)
    ]


def test_a_date_of_the_future_is_no_capture(archive: Archive) -> None:
    assert take(archive, recalled(Answer(10, A)), now=at(8)) == [Taken.FAILED]
    assert ask(archive, "SELECT count(*) FROM articles") == [(0,)]


# Addresses and the frontier.


def test_a_host_of_which_nothing_comes_in_is_no_site(archive: Archive) -> None:
    empty = b"<html><head><title>Impressum</title></head><body></body></html>"
    assert take(archive, recalled(Answer(0, empty)), recalled(gone(1)), revisit(2, Answer(0, A))) == [
        Taken.NO_ARTICLE, Taken.NO_ARTICLE, Taken.ORPHAN
    ]  # fmt: skip
    assert ask(archive, "SELECT (SELECT count(*) FROM sites) + (SELECT count(*) FROM pages)") == [(0,)]


def test_nothing_makes_a_visit_due(archive: Archive) -> None:
    take(archive, recalled(Answer(0, A)), recalled(Answer(1, B)))
    assert ask(archive, "SELECT url, state, due_at, visited_at, article_id FROM pages") == [
        (URL, "done", None, None, 1)
    ]
    assert list(archive.frontier.work(SITE.id, at(4000), 100)) == []


def test_an_address_that_waits_goes_on_to_wait(archive: Archive) -> None:
    with archive.transaction():
        archive.frontier.add_site(SITE)
        archive.frontier.add(URL, SITE.id, "article", "waiting", "x")
    take(archive, recalled(Answer(0, A)))
    assert ask(archive, "SELECT state, article_id FROM pages") == [("waiting", 1)]


def test_an_article_that_is_gone_by_its_last_answer_is_gone_in_the_frontier(archive: Archive) -> None:
    take(archive, recalled(gone(4)), recalled(Answer(0, A)), recalled(gone(2)))
    assert ask(archive, "SELECT gone_at FROM articles") == [("2016-05-25T09:00:00Z",)]
    assert ask(archive, "SELECT state, due_at FROM pages") == [("gone", None)]
    take(archive, recalled(Answer(5, B)))
    assert ask(archive, "SELECT gone_at, state FROM articles JOIN pages") == [(None, "done")]


def test_an_address_with_tracking_parameters_is_that_of_the_article(archive: Archive) -> None:
    spelled = f"{URL}?utm_source=brief"
    assert take(archive, recalled(Answer(0, A, url=spelled)), recalled(Answer(1, B, url=spelled))) == [
        Taken.NEW, Taken.VERSION
    ]  # fmt: skip
    assert take(archive, recalled(Answer(0, A, url=spelled)), recalled(Answer(2, B, url=spelled))) == [
        Taken.THERE, Taken.VISIT
    ]  # fmt: skip
    assert ask(archive, "SELECT url FROM articles") == [(URL,)]
    assert take(archive, recalled(Answer(0.5, C))) == [Taken.VERSION]
    assert ask(archive, "SELECT count(*) FROM versions") == [(2,)]


def test_a_print_version_is_kept_beside_the_article(archive: Archive) -> None:
    link = f'<link rel="alternate" media="print" href="{PRINT}">'
    take(archive, recalled(Answer(2, page(head=link))))
    printed = page("Gedruckt ist weniger.", url=PRINT)
    assert take(archive, recalled(Answer(1, printed, url=PRINT))) == [Taken.CAPTURE]
    assert ask(archive, "SELECT first_seen, (SELECT count(*) FROM versions) FROM articles") == [
        ("2016-05-25T09:00:00Z", 0)
    ]


def test_what_a_crawl_noted_of_an_address_stays(archive: Archive) -> None:
    for one in (Answer(0, A), gone(2), gone(4)):
        crawl(archive, one)
    before = ask(archive, "SELECT state, due_at, last_status FROM pages")
    assert before[0][0] == "gone"
    take(archive, recalled(Answer(5, B)))
    assert ask(archive, "SELECT gone_at FROM articles") == [(None,)]
    assert ask(archive, "SELECT state, due_at, last_status FROM pages") == before


def test_an_error_page_that_came_with_200_is_no_sight_of_the_article(archive: Archive) -> None:
    error = (
        b"<!DOCTYPE html><html lang='de'><head><title>Seite nicht gefunden</title></head><body><h1>Fehler 404</h1>"
        b"<p>Die Seite wurde leider nicht gefunden.</p></body></html>"
    )
    crawl(archive, Answer(0, A))
    crawl(archive, Answer(2, error))
    assert ask(archive, "SELECT missing_since, (SELECT count(*) FROM captures) FROM articles") == [
        ("2016-05-25T09:00:00Z", 2)
    ]
    assert take(archive, recalled(Answer(1, B))) == [Taken.VERSION]
    # Between A and the error page, and not in the middle of A.
    assert ask(archive, "SELECT seen_at, until FROM versions") == [("2016-05-23T09:00:00Z", "2016-05-24T09:00:00Z")]
    assert ask(archive, "SELECT last_seen, missing_since FROM articles") == [
        ("2016-05-24T09:00:00Z", "2016-05-25T09:00:00Z")
    ]


def test_an_error_page_between_two_sights_ends_no_edit(archive: Archive) -> None:
    error = (
        b"<!DOCTYPE html><html lang='de'><head><title>Seite nicht gefunden</title></head><body><h1>Fehler 404</h1>"
        b"<p>Die Seite wurde leider nicht gefunden.</p></body></html>"
    )
    take(archive, *map(recalled, (Answer(0, A), Answer(2, error), Answer(4, A_AROUND), Answer(6, error), Answer(8, A))))
    take(archive, recalled(Answer(1, B)), recalled(Answer(7, B)))
    assert ask(archive, "SELECT substr(seen_at, 1, 10), substr(until, 1, 10) FROM versions ORDER BY seen_at") == [
        ("2016-05-23", "2016-05-24"),
        ("2016-05-24", "2016-05-27"),
        ("2016-05-27", "2016-05-30"),
        ("2016-05-30", "2016-05-31"),
    ]
    # The state before the second edit was read from its own capture, and not from the error page behind that.
    assert ask(archive, "SELECT c.fetched_at FROM versions v JOIN captures c ON c.id = v.capture_id ORDER BY 1") == [
        ("2016-05-23T09:00:00Z",),
        ("2016-05-24T09:00:00Z",),
        ("2016-05-27T09:00:00Z",),
        ("2016-05-30T09:00:00Z",),
    ]


ERROR = (
    b"<!DOCTYPE html><html lang='de'><head><title>Seite nicht gefunden</title></head><body><h1>Fehler 404</h1>"
    b"<p>Die Seite wurde leider nicht gefunden.</p></body></html>"
)


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (0, 4, 1, 2, 3), (4, 3, 2, 1, 0), (3, 0, 4, 2, 1), (1, 0, 3, 4, 2)])
def test_error_pages_with_200_end_an_article_in_any_order(archive: Archive, order: tuple[int, ...]) -> None:
    answers = [Answer(0, A), Answer(2, ERROR), Answer(4, B), Answer(6, ERROR), Answer(8, ERROR)]
    take(archive, *(recalled(answers[place]) for place in order))
    assert ask(archive, "SELECT first_seen, last_seen, gone_at, missing_since FROM articles") == [
        ("2016-05-23T09:00:00Z", "2016-05-27T09:00:00Z", "2016-05-29T09:00:00Z", None)
    ]
    assert ask(archive, "SELECT count(*) FROM versions") == [(1,)]


def dated(edit: str = "") -> bytes:
    return page(edit).replace(b'content="2016-05-23"', b'content="2016-05-30"')


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1), (1, 0, 2), (0, 2, 1)])
def test_a_day_that_lay_ahead_at_an_older_capture_is_no_edit(archive: Archive, order: tuple[int, ...]) -> None:
    answers = [
        Answer(0, dated()),
        Answer(2, dated().replace(b"<footer>", b"<footer>Wetter: heiter")),
        Answer(20, dated("Nachtrag: Ab Mai.")),
    ]
    take(archive, *(recalled(answers[place]) for place in order))
    assert ask(archive, "SELECT seen_at, until, changed FROM versions") == [
        ("2016-05-23T09:00:00Z", "2016-06-12T09:00:00Z", "body")
    ]


# Revisits.


def test_a_revisit_is_a_visit_of_what_it_confirms(archive: Archive) -> None:
    first = Answer(0, A)
    assert take(archive, recalled(first), revisit(3, first)) == [Taken.NEW, Taken.VISIT]
    assert ask(archive, "SELECT capture_id, at, status FROM visits") == [(1, "2016-05-26T09:00:00Z", 200)]
    assert ask(archive, "SELECT last_seen FROM articles") == [("2016-05-26T09:00:00Z",)]
    assert take(archive, revisit(3, first), revisit(5, first, status=304)) == [Taken.THERE, Taken.VISIT]
    assert ask(archive, "SELECT status FROM visits ORDER BY at") == [(200,), (304,)]


def test_a_revisit_waits_for_its_original(archive: Archive) -> None:
    first = Answer(0, A)
    assert take(archive, revisit(3, first), recalled(first)) == [Taken.VISIT, Taken.NEW]


def test_a_revisit_without_original_is_an_orphan(archive: Archive) -> None:
    assert take(archive, revisit(3, Answer(0, A))) == [Taken.ORPHAN]
    assert ask(archive, "SELECT count(*) FROM articles") == [(0,)]


@pytest.mark.parametrize("dated", [True, False])
def test_a_revisit_is_of_the_payload_that_it_names(archive: Archive, dated: bool) -> None:
    first, edited = Answer(0, A), Answer(1, B)
    take(archive, recalled(first), recalled(edited))
    # The text of the first day was there again.
    assert take(archive, revisit(3, first, dated=dated, digest=sha1_of(first))) == [Taken.VERSION]
    assert ask(archive, "SELECT seen_at, until, changed FROM versions") == [
        ("2016-05-23T09:00:00Z", "2016-05-24T09:00:00Z", "body"),
        ("2016-05-24T09:00:00Z", "2016-05-26T09:00:00Z", "body"),
    ]
    assert take(archive, revisit(4, first, digest="sha1:" + "0" * 40)) == [Taken.ORPHAN]


def encoded(archive: Archive, name: str) -> Answer:
    """Take a capture of which the bytes as they were sent are not kept, and return it."""
    first = Answer(0, A, headers=(*HTML, (name, "chunked" if name == "transfer-encoding" else "gzip")))
    with archive.transaction():
        number = archive.imports.begin("alt.warc.gz", "12345 v1", "{}", at(4000)).id
        assert Past(archive, {SITE.id: SITE}, at(4000)).take(recalled(first), number) is Taken.NEW
    return first


@pytest.mark.parametrize("name", ["transfer-encoding", "content-encoding"])
def test_a_revisit_that_names_its_capture_may_have_the_digest_of_encoded_bytes(archive: Archive, name: str) -> None:
    first = encoded(archive, name)
    other = "sha1:" + "0" * 40
    assert take(archive, revisit(3, first, digest=other)) == [Taken.VISIT]
    by_record = revisit(4, first, dated=False, digest=other)
    about = RevisitOf(first.url, None, other, "<urn:uuid:0>")
    by_record = replace(by_record, incoming=replace(by_record.incoming, revisit_of=about))
    assert take(archive, by_record) == [Taken.VISIT]
    # Neither says which of the captures it is.
    assert take(archive, revisit(5, first, dated=False, digest=other)) == [Taken.ORPHAN]


def test_a_revisit_between_two_states(archive: Archive, other: Archive) -> None:
    first, edited = Answer(0, A), Answer(4, B)
    wanted = crawled(other, [first, Answer(2, A), edited])
    take(archive, recalled(edited), revisit(2, first), recalled(first))
    assert contents(archive) == wanted


# Reservations, and what was forgotten.


def test_what_its_page_reserved_comes_without_text_and_bytes(archive: Archive) -> None:
    assert take(archive, recalled(Answer(0, page(head=TDM)))) == [Taken.RESERVED]
    assert ask(archive, "SELECT title, body, capture_id FROM articles") == [("E-Akte kommt", "", None)]
    assert ask(archive, "SELECT count(*) FROM captures") == [(0,)]
    header = (("content-type", "text/html"), ("tdm-reservation", "1"))
    free = page(url=f"{URL}1")
    assert take(archive, recalled(Answer(0, free, url=f"{URL}1", headers=header))) == [Taken.RESERVED]


def test_what_is_reserved_today_does_not_come_in_by_an_older_capture(archive: Archive) -> None:
    crawl(archive, Answer(0, page(head=TDM)))
    crawl(archive, Answer(5, page(head=TDM)))
    before = contents(archive)
    assert take(archive, recalled(Answer(2, A))) == [Taken.RESERVED]
    assert contents(archive) == before


def test_an_article_that_is_reserved_today_was_there_before(archive: Archive) -> None:
    take(archive, recalled(Answer(5, page(head=TDM))), recalled(Answer(0, B)))
    assert ask(archive, "SELECT first_seen, changed_at, last_seen, body FROM articles") == [
        ("2016-05-23T09:00:00Z", "2016-05-23T09:00:00Z", "2016-05-28T09:00:00Z", "")
    ]
    assert ask(archive, "SELECT count(*) FROM captures") == [(0,)]


def test_a_reserved_article_that_is_gone_stays_gone_when_its_record_comes_again(archive: Archive) -> None:
    there = recalled(Answer(0, page(head=TDM)))
    take(archive, there, recalled(gone(2)), recalled(gone(4)))
    wanted = [("2016-05-23T09:00:00Z", "2016-05-25T09:00:00Z", None)]
    assert ask(archive, "SELECT last_seen, gone_at, missing_since FROM articles") == wanted
    take(archive, there)
    assert ask(archive, "SELECT last_seen, gone_at, missing_since FROM articles") == wanted


def test_no_state_ends_when_it_begins_where_a_reservation_has_ended(archive: Archive) -> None:
    early = recalled(Answer(0, A))
    take(archive, recalled(Answer(5, page(head=TDM))), early, recalled(Answer(9, B)), early)
    assert ask(archive, "SELECT seen_at, until, changed FROM versions") == [
        ("2016-05-23T09:00:00Z", "2016-06-01T09:00:00Z", "body")
    ]


def test_a_page_does_not_end_what_the_file_of_its_host_reserves(archive: Archive) -> None:
    said = '{"date": "2016-05-23T09:00:00Z", "evidence": [{"kind": "tdm-reservation", "value": "1",' \
        ' "source": "SOURCE", "text": "tdm-reservation: 1"}]}'  # fmt: skip
    crawl(archive, Answer(0, page(head=TDM)))
    for source, taken in (("tdmrep.json for /", Taken.RESERVED), ("a meta element", Taken.CAPTURE)):
        with archive.transaction():
            archive.articles.update(1, {"signals": said.replace("SOURCE", source)})
        assert take(archive, recalled(Answer(5, A))) == [taken]
    assert ask(archive, "SELECT body <> '', signals FROM articles") == [(1, None)]


def test_an_older_reservation_brings_nothing_but_that_the_article_was_there(archive: Archive) -> None:
    crawl(archive, Answer(5, A))
    assert take(archive, recalled(Answer(0, page(head=TDM)))) == [Taken.RESERVED]
    assert ask(archive, "SELECT first_seen, changed_at, signals FROM articles") == [
        ("2016-05-23T09:00:00Z", "2016-05-23T09:00:00Z", None)
    ]
    assert ask(archive, "SELECT count(*) FROM captures") == [(1,)]


def test_signals_of_an_export_can_only_add(archive: Archive) -> None:
    said = '{"date": "2016-05-23", "evidence": [{"kind": "tdm-reservation", "value": "1", "source": "tdmrep.json",' \
        ' "text": "/"}]}'  # fmt: skip
    record = recalled(Answer(0, A))
    assert take(archive, replace(record, incoming=replace(record.incoming, signals=said))) == [Taken.RESERVED]
    for nonsense in ("", "[]", "{}", '{"evidence": [1]}', '{"evidence": [{"kind": 1}]}', "null", '{"evidence": 7}'):
        url = f"{URL}-{len(nonsense)}"
        other = recalled(Answer(0, page(url=url, head=TDM), url=url))
        assert take(archive, replace(other, incoming=replace(other.incoming, signals=nonsense))) == [Taken.RESERVED]


def test_what_was_forgotten_stays_out(archive: Archive) -> None:
    take(archive, recalled(Answer(0, A)))
    archive.forgetting({SITE.id: SITE}, at(10)).run([1], [])
    assert ask(archive, "SELECT (SELECT count(*) FROM captures) + (SELECT count(*) FROM origins)") == [(0,)]
    records = recalled(Answer(0, A)), recalled(Answer(2, B)), revisit(3, Answer(0, A)), recalled(gone(4))
    assert take(archive, *records) == [Taken.FORGOTTEN] * 4
    assert ask(archive, "SELECT (SELECT count(*) FROM captures) + (SELECT count(*) FROM articles)") == [(0,)]


# What a profile keeps.


@pytest.mark.parametrize("keep", ["text", "changed"])
def test_a_profile_that_keeps_fewer_bytes(archive: Archive, other: Archive, keep: str) -> None:
    site = replace(SITE, keep=keep)
    around = page(around="<p>Werbung: Stempel und Siegel</p>")
    answers = [Answer(0, A), Answer(1, around), Answer(2, B), Answer(3, B)]
    for one in answers:
        crawl(other, one, site)
    take(archive, *(recalled(one, site) for one in answers))
    assert contents(archive) == contents(other)
    assert ask(archive, "SELECT count(*) FROM payloads") == ask(other, "SELECT count(*) FROM payloads")
    assert take(archive, *(recalled(one, site) for one in answers)) == [Taken.THERE] * 4


# Older readers.


def test_states_of_an_older_reader_are_read_again_first(archive: Archive, other: Archive) -> None:
    crawl(archive, Answer(2, B))
    with archive.transaction():
        archive.articles.update(1, {"reader": "old", "body": "Anders gelesen.", "digest": "0"})
    take(archive, recalled(Answer(0, A)))
    wanted = crawled(other, [Answer(0, A), Answer(2, B)])
    assert contents(archive) == wanted


def test_what_only_an_older_reader_has_read_is_no_edit(archive: Archive) -> None:
    site = replace(SITE, keep="text")
    crawl(archive, Answer(2, B), site)
    with archive.transaction():
        archive.articles.update(1, {"reader": "old", "body": "Anders gelesen.", "digest": "0"})
    assert take(archive, recalled(Answer(0, A), site)) == [Taken.CAPTURE]
    assert ask(archive, "SELECT first_seen, body, (SELECT count(*) FROM versions) FROM articles") == [
        ("2016-05-23T09:00:00Z", "Anders gelesen.", 0)
    ]


# Moves.

OLD, NEW = "https://amtsblick.example/alt/4711", URL


def hop(day: float) -> Exchange:
    return Exchange(OLD, 301, b"", b"HTTP/1.1 301 Moved\r\nLocation: /meldung/4711\r\n", "HTTP/1.1", None, at(day))


def redirected(day: float, body: bytes) -> Answer:
    return Answer(day, body)


@pytest.mark.parametrize("order", ["in order", "backwards", "middle first"])
def test_an_article_that_moved_is_one_in_any_order(archive: Archive, order: str) -> None:
    first = recalled(Answer(0, page(url=OLD), url=OLD))
    moved = recalled(Answer(2, A), requested_url=OLD, via=(hop(2),))
    last = recalled(Answer(4, B))
    records = {
        "in order": [first, moved, last],
        "backwards": [last, moved, first],
        "middle first": [moved, first, last],
    }
    taken = take(archive, *records[order])
    assert Taken.NO_ARTICLE not in taken
    assert ask(archive, "SELECT url, first_seen, last_seen FROM articles") == [
        (NEW, "2016-05-23T09:00:00Z", "2016-05-27T09:00:00Z")
    ]
    assert ask(archive, "SELECT seen_at, until, changed FROM versions") == [
        ("2016-05-23T09:00:00Z", "2016-05-27T09:00:00Z", "body")
    ]
    assert ask(archive, "SELECT count(*) FROM pages WHERE due_at IS NOT NULL") == [(0,)]


def test_what_an_address_showed_before_it_led_to_another_article_is_no_state_of_that(archive: Archive) -> None:
    take(archive, recalled(Answer(5, A)), recalled(Answer(6, A), requested_url=OLD, via=(hop(6),)))
    text = "Wegen einer undichten Leitung bleibt das Hallenbad bis Ostern geschlossen, sagen die Stadtwerke. " * 4
    before = (
        f'<!DOCTYPE html><html lang="de"><head><title>Hallenbad zu</title><link rel="canonical" href="{OLD}">'
        '<meta property="og:type" content="article"></head>'
        f"<body><article><h1>Hallenbad zu</h1><p>{text}</p></article></body></html>"
    )
    assert take(archive, recalled(Answer(0, before.encode(), url=OLD))) == [Taken.NEW]
    assert ask(archive, "SELECT url, title FROM articles ORDER BY id") == [(NEW, "E-Akte kommt"), (OLD, "Hallenbad zu")]
    assert ask(archive, "SELECT count(*) FROM versions") == [(0,)]


# News.


def told_up_to(archive: Archive, moment: dt.datetime) -> None:
    with archive.transaction():
        newest = archive.marks.newest()
        archive.marks.put("latest", Mark(moment, 0 if newest is None else newest.id))


def test_the_past_is_no_news(archive: Archive) -> None:
    crawl(archive, Answer(100, A))
    told_up_to(archive, at(100))
    before = ask(archive, "SELECT * FROM events")
    url = f"{URL}2"
    take(archive, recalled(Answer(0, B)), recalled(Answer(1, other_page(url), url=url)), recalled(gone(50)))
    assert ask(archive, "SELECT * FROM events") == before
    assert news(archive) == []
    # What was captured after that is news, whoever captured it.
    url = f"{URL}3"
    take(archive, recalled(Answer(101, other_page(url), url=url)))
    assert ask(archive, "SELECT kind, at FROM events ORDER BY id DESC LIMIT 1") == [("new", "2016-09-01T09:00:00Z")]
    assert news(archive) == [url]


def other_page(url: str) -> bytes:
    return page(f"Näheres steht auf der Tafel {url[-1]} im Foyer.", url=url, title=f"Neues aus dem Rathaus {url[-1]}")


def news(archive: Archive) -> list[str]:
    from scraper.store.latest import latest

    found = latest(archive._db, Selection(after=archive.marks.get("latest")))
    return [row["url"] for row in found.rows]
