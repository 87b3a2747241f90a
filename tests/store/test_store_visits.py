"""What a visit leaves in the rows of pages, captures and articles, and what it leaves alone."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from scraper.crawl.keep import keep_unanswered
from scraper.model import Alternate, Decision, HostState, KeptState, Outcome, Reading, Reason, fault
from scraper.policy.identity import Identity, text_digest
from scraper.policy.signals import read
from scraper.store import Archive
from scraper.store.articles import _FACTS, identity_values
from store_records import LATER, NOW, SITE, one, page_of, plain, response, rows, save, write

URL = plain(1).url
RESERVED = read(URL, (("tdm-reservation", "1"),), ())
NOARCHIVE = read(URL, (("x-robots-tag", "noarchive"),), ())


def fails(archive: Archive) -> None:
    with archive.transaction():
        decision = Decision("failed", "failed", LATER, fault=fault(Reason.TIMEOUT))
        keep_unanswered(archive, page_of(archive, URL), decision, NOW)


def test_failures_in_a_row_are_counted_and_end_with_the_first_success(archive: Archive) -> None:
    save(archive, plain(1))
    for number in (1, 2, 3):
        fails(archive)
        assert page_of(archive, URL).failures == number
    save(archive, plain(1), at=LATER)
    assert (page_of(archive, URL).failures, page_of(archive, URL).fault) == (0, None)


def test_validators_are_those_of_the_last_good_answer(archive: Archive) -> None:
    headers = (("content-type", "text/html"), ("etag", '"a"'), ("last-modified", "Mon, 23 Nov 2026 09:00:00 GMT"))
    save(archive, plain(1), headers=headers)
    fails(archive)
    assert page_of(archive, URL).etag == '"a"'
    # A 304 need not repeat them (RFC 9110 §15.4.5).
    with archive.transaction():
        page = page_of(archive, URL)
        archive.frontier.finish(page, Decision("unchanged", "done", None), response(b"", LATER, URL, status=304), LATER)
    assert (page_of(archive, URL).etag, page_of(archive, URL).last_modified) == (headers[1][1], headers[2][1])
    save(archive, plain(1), b"2", LATER)
    assert (page_of(archive, URL).etag, page_of(archive, URL).last_modified) == (None, None)


@pytest.mark.parametrize("odd", ["\ud83d", "\x00", "\udc00\ud83d"])
def test_what_a_host_says_is_stored_as_far_as_it_can_be(archive: Archive, odd: str) -> None:
    names = ("content-type", "etag", "last-modified", "x-odd")
    save(archive, plain(1), headers=tuple((name, f"a{odd}") for name in names))
    page = page_of(archive, URL)
    said = "a" + "\ufffd" * len(odd)
    assert (page.etag, page.last_modified, one(archive, "SELECT media_type FROM captures")) == (said, said, said)


def test_the_address_that_was_asked_for_is_noted_where_another_answered(archive: Archive) -> None:
    save(archive, plain(1))
    save(archive, plain(2), requested_url="https://amtsblick.example/kurz")
    assert rows(archive, "SELECT url, requested_url FROM captures ORDER BY id") == [
        (URL, None),
        (plain(2).url, "https://amtsblick.example/kurz"),
    ]


def test_other_addresses_of_a_page_take_no_source_and_no_other_article(archive: Archive) -> None:
    save(archive, plain(1))
    with archive.transaction():
        archive.frontier.add("https://amtsblick.example/liste", SITE.id, "listing", "waiting", "liste")
        page = page_of(archive, URL)
        wanted = ["https://amtsblick.example/liste", plain(2).url, "https://amtsblick.example/kurz"]
    second = save(archive, plain(2))
    with archive.transaction():
        archive.frontier.lead_to([(url, url) for url in wanted], page, 1)
    assert rows(archive, "SELECT url, kind, state, article_id FROM pages WHERE id > 1 ORDER BY id") == [
        (wanted[0], "listing", "waiting", None),
        (wanted[1], "article", "done", second.article_id),
        (wanted[2], "article", "done", 1),
    ]


def test_texts_without_body_are_no_wall_however_many_have_them(archive: Archive) -> None:
    found = [save(archive, plain(number, title="Kurz gemeldet", body="")).verdict for number in range(8)]
    assert found == ["new"] * 8


def test_a_text_that_many_have_is_a_wall(archive: Archive) -> None:
    found = [save(archive, plain(number, title="Bitte warten", body="Gleich.")) for number in range(7)]
    assert [outcome.verdict for outcome in found] == ["new"] * 5 + ["failed"] * 2
    assert found[-1].fault == fault(Reason.SAME_TEXT, count=5, url=plain(0).url)


BOX = (
    "Melden Sie sich für den Rundbrief an: jeden Morgen um sechs die Meldungen aus den Ämtern, kostenlos und ohne"
    " Werbung, und jederzeit kündbar."
)


def test_a_body_that_many_have_under_other_headlines_is_a_box_of_the_template(archive: Archive) -> None:
    found = [save(archive, plain(number, title=f"Meldung {number}", body=BOX)) for number in range(7)]
    assert [outcome.verdict for outcome in found] == ["new"] * 5 + ["failed"] * 2
    assert found[-1].fault == fault(Reason.SAME_TEXT, count=5, url=plain(0).url)
    assert save(archive, plain(8, title="Mit Vorspann", lead="Die Stadt baut.", body=BOX)).verdict == "new"
    # What came in with this text stays, also when its page is visited again.
    assert save(archive, plain(0, title="Meldung 0", body=BOX), b"2").verdict == "unchanged"


def test_a_short_body_stands_under_as_many_headlines_as_its_editors_like(archive: Archive) -> None:
    texts = [plain(number, title=f"Meldung {number}", body="Zum Artikel im ePaper.") for number in range(8)]
    assert [save(archive, text).verdict for text in texts] == ["new"] * 8


def test_the_bodies_of_a_site_are_looked_up_by_an_index(archive: Archive) -> None:
    values = identity_values(Identity(None, ("a", "a"), "a", None, "a"))
    values |= {"digest": "", "site": "x", "found_in": None, "titles": "[]", "shared_by": 1, "body": BOX, "lead": None}
    values |= {"own_title": "x", "stated_url": "a"}
    plan = [row[-1] for row in archive._db.execute(f"EXPLAIN QUERY PLAN {_FACTS}", values)]
    assert sum("INDEX articles_site_length" in line for line in plan) == 2, plan


def test_of_a_reserved_text_not_even_its_twin_or_its_digest_is_told(archive: Archive) -> None:
    save(archive, plain(1, title="dpa", body="Gleich."))
    reserved = save(archive, plain(2, title="dpa", body="Gleich."), b"2", signals=RESERVED)
    duplicate_of, digest = rows(archive, "SELECT duplicate_of, digest FROM articles WHERE id = ?", reserved.article_id)[
        0
    ]
    assert duplicate_of is None
    assert digest != text_digest(plain(2, title="dpa", body="Gleich."))
    # And nobody else is called its twin.
    save(archive, plain(3, title="dpa", body="Gleich."), b"3")
    assert one(archive, "SELECT duplicate_of FROM articles WHERE id = 3") == 1


def test_a_print_version_says_nothing_of_what_its_article_reserves(archive: Archive) -> None:
    printed = f"{URL}?druck=1"
    save(archive, plain(1, alternates=[Alternate(printed, "print")]))
    with archive.transaction():
        found: Outcome = write(archive, plain(1, url=printed), response(b"2", LATER, printed), signals=NOARCHIVE)
    assert (found.verdict, found.article_id) == ("unchanged", 1)
    assert one(archive, "SELECT signals FROM articles") is None
    assert [signals is None for (signals,) in rows(archive, "SELECT signals FROM captures ORDER BY id")] == [
        True,
        False,
    ]


def test_a_second_visit_of_one_moment_is_no_second_row(archive: Archive) -> None:
    save(archive, plain(1))
    for _ in range(2):
        save(archive, plain(1), at=LATER)
    assert one(archive, "SELECT count(*) FROM visits") == 1


def test_the_states_of_an_article_come_in_their_order(archive: Archive) -> None:
    for number in range(1, 4):
        save(archive, plain(1, title=str(number)), b"%d" % number, NOW.replace(day=20 + number))
    states = archive.versions.states(1)
    assert [(state.capture_id, state.article.title, state.version_id is None) for state in states] == [
        (1, "1", False),
        (2, "2", False),
        (3, "3", True),
    ]


def reread(state: KeptState, **changes: object) -> tuple[KeptState, Reading]:
    article = replace(state.article, **changes)  # type: ignore[arg-type]
    return state, Reading(article, None, text_digest(article), b"", "2")


def test_what_an_edit_changed_is_found_anew_between_neighbours(archive: Archive) -> None:
    """The new reader sees no kicker change between the first two, and one between the last two."""
    for number, kicker in enumerate(("a", "b", "b"), 1):
        article = plain(1, kicker=kicker, title=str(number))
        save(archive, article, b"%d" % number, NOW.replace(day=20 + number))
    assert rows(archive, "SELECT changed FROM versions ORDER BY id") == [("kicker; title",), ("title",)]
    kickers = iter(("x", "x", "y"))
    with archive.transaction():
        archive.versions.renew(1, [reread(state, kicker=next(kickers)) for state in archive.versions.states(1)])
    assert rows(archive, "SELECT changed, kicker, reader FROM versions ORDER BY id") == [
        ("title", "x", "2"),
        ("kicker; title", "x", "2"),
    ]
    assert rows(archive, "SELECT kicker, reader, substr(changed_at, 1, 10) FROM articles") == [("y", "2", "2026-11-23")]


def test_what_another_visit_has_edited_meanwhile_is_not_overwritten(archive: Archive) -> None:
    save(archive, plain(1, title="Alt"), b"1")
    readings = [reread(state, title="Alt, neu gelesen") for state in archive.versions.states(1)]
    save(archive, plain(1, title="Neu"), b"2", LATER)
    with archive.transaction():
        archive.versions.renew(1, readings)
    assert rows(archive, "SELECT title, reader, capture_id FROM articles") == [("Neu", "1", 2)]
    assert rows(archive, "SELECT title, reader FROM versions") == [("Alt", "1")]


def test_doubts_are_those_of_the_newest_reading(archive: Archive) -> None:
    save(archive, plain(1))
    for doubts in ((("date", "2199-01-01", "after_the_visit"),), ()):
        readings = [reread(state) for state in archive.versions.states(1)]
        with archive.transaction():
            assert archive.versions.renew(1, readings, doubts)
        kept = one(archive, "SELECT doubts FROM articles")
        assert (None if kept is None else list(json.loads(kept))) == ([name for name, _, _ in doubts] or None)


def test_what_politeness_remembers_of_a_host_is_read_back(archive: Archive) -> None:
    state = HostState("amt.example:8080", b"User-agent: *", NOW, 2.5, LATER, 3, b"[]", LATER)
    with archive.transaction():
        archive.hosts.save(HostState(state.host))
        archive.hosts.save(state)
    assert archive.hosts.load(state.host) == state
    assert archive.hosts.load("neu.example") == HostState("neu.example")
