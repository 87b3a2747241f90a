"""What is to be done with a visited page: a table of facts and what follows from them."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import pytest

from scraper.model import (
    Article,
    Decision,
    Facts,
    Fault,
    Keep,
    KnownArticle,
    Page,
    Reading,
    Reason,
    Response,
    Site,
    fault,
)
from scraper.policy import schedule, validators
from scraper.policy.decide import decide, decide_not_modified, decide_unanswered, needs_reading_again
from scraper.policy.gone import decide_gone
from scraper.policy.signals import Signals, read

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
URL = "https://amt.example/news/1"
SITE = Site("amt", "Amt", "https://amt.example/", articles=(re.compile("^/news/"),))
UNNAMED = replace(SITE, articles=())
PAGE = Page(1, URL, "amt", "article", "waiting", "k", etag='"a"')
ARTICLE = Article(URL, "amt", title="Portal", body="Erster Absatz.", date=NOW.date(), is_article=True)
BYTES, OTHER_BYTES = b"1" * 32, b"2" * 32
READING = Reading(ARTICLE, None, "digest", OTHER_BYTES, "5-a")
KNOWN = KnownArticle(7, URL, "5-a", "before", NOW - 100 * DAY, NOW - 200 * DAY, 3, BYTES, NOW - DAY)
MISSING = replace(KNOWN, missing_since=NOW - DAY)
BARE = replace(KNOWN, capture_id=None, body_digest=None, signals='{"date": "x", "evidence": []}')
EDITED = Facts(known=KNOWN, state=replace(ARTICLE, body="Anderer Absatz."))
RESERVED = read(URL, (("tdm-reservation", "1"),), ())
FREE = Signals()


def answer(status: int = 200, url: str = URL, **headers: str) -> Response:
    return Response(URL, url, status, tuple(headers.items()), b"", NOW)


def decided(
    facts: Facts = Facts(),  # noqa: B008  (frozen)
    reading: Reading = READING,
    page: Page = PAGE,
    site: Site = SITE,
    response: Response | None = None,
    signals: Signals = FREE,
) -> Decision:
    return decide(page, response or answer(etag='"b"'), reading, facts, site, NOW, signals)


@pytest.mark.parametrize(
    ("facts", "reading", "keep", "verdict"),
    [
        (Facts(), READING, Keep.NEW, "new"),
        (EDITED, READING, Keep.EDIT, "changed"),
        (replace(EDITED, state=ARTICLE), READING, Keep.CAPTURE, "unchanged"),
        # What cannot be read by today's reader cannot be compared.
        (replace(EDITED, state=None), READING, Keep.CAPTURE, "unchanged"),
        (EDITED, replace(READING, body_digest=BYTES), Keep.VISIT, "unchanged"),
        (Facts(known=replace(KNOWN, url="https://amt.example/news/2")), READING, Keep.OTHER_FORM, "unchanged"),
        # The text comes in when the reservation ends; nobody edited it.
        (Facts(known=BARE, state=ARTICLE), READING, Keep.CAPTURE, "changed"),
        (Facts(known=BARE, state=replace(ARTICLE, body="")), READING, Keep.CAPTURE, "changed"),
    ],
)
def test_what_of_an_answer_is_kept(facts: Facts, reading: Reading, keep: Keep, verdict: str) -> None:
    found = decided(facts, reading)
    assert (found.keep, found.verdict, found.state, found.fault) == (keep, verdict, "done", None)
    assert found.full_due_at == NOW + validators.FULL_AFTER
    assert found.changed == (("body",) if keep is Keep.EDIT else ())


@pytest.mark.parametrize("known_url", [URL, "https://amt.example/news/eigen"])
def test_an_address_that_redirects_to_its_article_is_no_other_form(known_url: str) -> None:
    facts = replace(EDITED, known=replace(KNOWN, url=known_url))
    reading = replace(READING, article=replace(ARTICLE, url="https://amt.example/news/eigen"))
    assert decided(facts, reading).keep is Keep.EDIT


@pytest.mark.parametrize(
    ("facts", "pause"),
    [
        (Facts(), 6 * HOUR),
        # An old text that was edited is a fresh one; one that was not is not.
        (EDITED, 6 * HOUR),
        (replace(EDITED, state=ARTICLE), 6 * HOUR),
    ],
)
def test_a_text_of_today_is_looked_at_again_today(facts: Facts, pause: dt.timedelta) -> None:
    assert decided(facts).due_at == NOW + pause


@pytest.mark.parametrize(
    ("facts", "pause"), [(Facts(), 6 * HOUR), (EDITED, 6 * HOUR), (replace(EDITED, state=ARTICLE), 28 * DAY)]
)
def test_without_a_day_the_last_edit_says_how_fresh_a_text_is(facts: Facts, pause: dt.timedelta) -> None:
    undated = replace(ARTICLE, date=None)
    facts = replace(facts, state=facts.state and replace(facts.state, date=None))
    assert decided(facts, replace(READING, article=undated)).due_at == NOW + pause


def test_a_day_after_the_visit_is_no_plan_and_no_edit() -> None:
    ahead = replace(ARTICLE, date=dt.date(2199, 1, 1))
    found = decided(Facts(known=KNOWN, state=replace(ARTICLE, date=None)), replace(READING, article=ahead))
    assert (found.keep, found.due_at) == (Keep.CAPTURE, NOW + 28 * DAY)
    assert found.article == replace(ARTICLE, date=None)
    assert found.doubts == (("date", "2199-01-01", "after_the_visit"),)


@pytest.mark.parametrize(
    ("site", "known", "status", "reason", "state"),
    [
        (SITE, None, 200, Reason.LISTING_PAGE, "failed"),
        (UNNAMED, None, 200, Reason.LISTING_PAGE, "skipped"),
        (UNNAMED, KNOWN, 200, Reason.LISTING_PAGE, "failed"),
        (UNNAMED, None, 200, Reason.LOGIN_WALL, "failed"),
        (UNNAMED, None, 500, Reason.HTTP_STATUS, "failed"),
        (UNNAMED, None, 200, Reason.PDF, "skipped"),
        (SITE, KNOWN, 200, Reason.BLOCK_PAGE, "failed"),
    ],
)
def test_what_is_no_article_is_a_failure_where_one_was_to_be_had(
    site: Site, known: KnownArticle | None, status: int, reason: Reason, state: str
) -> None:
    page = replace(PAGE, known=known, failures=1)
    found = decided(reading=Reading(None, fault(reason)), page=page, site=site, response=answer(status))
    assert (found.state, found.verdict, found.keep, found.fault) == (state, state, Keep.NOTHING, fault(reason))
    again = schedule.again_at(NOW, 2) if state == "failed" else NOW + schedule.HOPELESS_AGAIN
    assert (found.due_at, found.full_due_at) == (again, None)


def test_the_article_of_an_address_is_known_by_its_row_alone() -> None:
    found = decided(reading=Reading(None, fault(Reason.PDF)), page=replace(PAGE, article_id=7), site=UNNAMED)
    assert found.state == "failed"


def test_a_reading_without_a_record_is_no_article() -> None:
    assert decided(reading=Reading(None, None)).fault == fault(Reason.NOT_AN_ARTICLE)


# Reservations


@pytest.mark.parametrize(("known", "verdict"), [(None, "new"), (KNOWN, "unchanged"), (BARE, "unchanged")])
def test_a_reserved_page_is_kept_bare_and_always_asked_for_in_full(known: KnownArticle | None, verdict: str) -> None:
    found = decided(Facts(known=known, state=ARTICLE if known else None), signals=RESERVED)
    assert (found.keep, found.verdict, found.state, found.full_due_at) == (Keep.BARE, verdict, "done", NOW)
    assert found.reserved is not None
    assert found.reserved.reason is Reason.RESERVED
    assert json.loads(found.signals or "")["date"] == "2026-11-23T12:00:00Z"


def test_a_profile_may_record_what_is_reserved() -> None:
    found = decided(site=replace(SITE, tdm="record"), signals=RESERVED)
    assert (found.keep, found.reserved) == (Keep.NEW, None)
    assert found.signals is not None


def test_another_form_of_a_bare_article_is_bare_too() -> None:
    found = decided(Facts(known=replace(BARE, url="https://amt.example/news/2")))
    assert (found.keep, found.signals) == (Keep.BARE, BARE.signals)
    assert found.reserved == fault(Reason.RESERVED_ELSEWHERE, url="https://amt.example/news/2")


# Anomalies


@pytest.mark.parametrize(
    ("page", "facts", "etag", "note", "is_news"),
    [
        (PAGE, EDITED, '"a"', Reason.STALE_VALIDATOR, True),
        (replace(PAGE, is_distrusted=True), EDITED, '"a"', Reason.STALE_VALIDATOR, False),
        (PAGE, EDITED, '"b"', None, False),
        (PAGE, replace(EDITED, state=ARTICLE), '"a"', None, False),
    ],
)
def test_the_same_validator_for_an_edit_is_news_once(
    page: Page, facts: Facts, etag: str, note: Reason | None, is_news: bool
) -> None:
    found = decided(facts, page=page, response=answer(etag=etag))
    assert (found.note and found.note.reason) == note
    assert (found.anomaly is not None) is is_news


def test_a_new_etag_for_the_same_bytes_is_noted() -> None:
    found = decided(EDITED, replace(READING, body_digest=BYTES), response=answer(etag='"b"'))
    assert (found.note, found.anomaly) == (fault(Reason.NEW_ETAG), None)


@pytest.mark.parametrize(
    ("state", "etag", "stays"), [("done", '"a"', True), ("failed", '"a"', False), ("done", '"b"', False)]
)
def test_a_note_stays_while_the_validator_does(state: str, etag: str, stays: bool) -> None:
    noted = fault(Reason.STALE_VALIDATOR, url=URL)
    page = replace(PAGE, state=state, fault=noted)  # type: ignore[arg-type]
    found = decided(replace(EDITED, state=ARTICLE), page=page, response=answer(etag=etag))
    assert found.note == (noted if stays else None)


# 304, 404 and no answer


def test_not_modified_is_a_visit() -> None:
    page = replace(PAGE, known=KNOWN, state="done", fault=fault(Reason.NEW_ETAG))
    found = decide_not_modified(page, answer(304), FREE, SITE)
    assert (found.keep, found.verdict, found.state, found.note) == (
        Keep.VISIT, "unchanged", "done", fault(Reason.NEW_ETAG),
    )  # fmt: skip
    # 200 days old by its own word.
    assert (found.due_at, found.full_due_at, found.signals) == (NOW + 28 * DAY, None, None)


def test_not_modified_of_what_was_never_had_is_a_failure() -> None:
    found = decide_not_modified(replace(PAGE, failures=1), answer(304), FREE, SITE)
    assert (found.verdict, found.fault, found.due_at) == ("failed", fault(Reason.UNASKED_304), NOW + 6 * HOUR)
    assert found.full_due_at == NOW


def test_a_reservation_that_comes_with_a_304_is_noted_once() -> None:
    page = replace(PAGE, known=KNOWN)
    first = decide_not_modified(page, answer(304), RESERVED, SITE)
    assert first.signals is not None
    again = replace(page, known=replace(KNOWN, signals=first.signals))
    assert decide_not_modified(again, answer(304), RESERVED, SITE).signals is None


@pytest.mark.parametrize(
    ("page", "status", "verdict", "keep", "pause"),
    [
        (PAGE, 404, "failed", Keep.NOTHING, DAY),
        (PAGE, 410, "failed", Keep.NOTHING, schedule.HOPELESS_AGAIN),
        (replace(PAGE, state="gone"), 404, "unchanged", Keep.NOTHING, schedule.HOPELESS_AGAIN),
        (replace(PAGE, known=MISSING), 404, "gone", Keep.END, schedule.GONE_ARTICLE_AGAIN),
        (replace(PAGE, known=MISSING), 410, "gone", Keep.END, schedule.GONE_ARTICLE_AGAIN),
        (replace(PAGE, known=replace(KNOWN, gone_at=NOW)), 410, "unchanged", Keep.END, schedule.GONE_ARTICLE_AGAIN),
    ],
)
def test_what_is_gone_is_told_once(page: Page, status: int, verdict: str, keep: Keep, pause: dt.timedelta) -> None:
    found = decide_gone(page, answer(status), SITE)
    assert (found.verdict, found.state, found.keep) == (verdict, "gone", keep)
    assert (found.fault, found.due_at) == (fault(Reason.GONE, status=status), NOW + pause)


@pytest.mark.parametrize(
    ("missing_since", "verdict", "since"),
    [
        (None, "unchanged", NOW),
        (NOW - HOUR, "unchanged", NOW - HOUR),
        (NOW - schedule.CONFIRMED_AFTER + HOUR, "unchanged", NOW - schedule.CONFIRMED_AFTER + HOUR),
        (NOW - schedule.CONFIRMED_AFTER, "gone", NOW - schedule.CONFIRMED_AFTER),
        # Noted by a clock that was wrong.
        (NOW + 900 * DAY, "unchanged", NOW),
    ],
)
def test_an_article_is_gone_when_that_is_seen_a_day_apart(
    missing_since: dt.datetime | None, verdict: str, since: dt.datetime
) -> None:
    page = replace(PAGE, known=replace(KNOWN, missing_since=missing_since))
    found = decide_gone(page, answer(404), SITE)
    assert (found.verdict, found.state, found.keep) == (verdict, "gone", Keep.END)
    if verdict == "gone":
        assert (found.gone_at, found.missing_since, found.fault) == (since, None, fault(Reason.GONE, status=404))
        return
    assert (found.gone_at, found.missing_since, found.due_at) == (None, since, since + schedule.CONFIRMED_AFTER)
    assert str(found.fault) == (
        f"status 404: there is no such page, since {since:%Y-%m-%d %H:%M} UTC; it is marked as gone when that is seen"
        " again a day later"
    )


def test_no_bytes_come_in_of_the_end_of_an_article_that_is_reserved() -> None:
    marked = decide_not_modified(replace(PAGE, known=KNOWN), answer(304), RESERVED, SITE).signals
    for known in (replace(KNOWN, signals=marked), replace(KNOWN, signals=marked, capture_id=None)):
        assert decide_gone(replace(PAGE, known=known), answer(404), SITE).keep is Keep.END_BARE


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (MISSING, "unchanged"),
        (replace(MISSING, captured_from=("https://amt.example/frueher",)), "unchanged"),
        (replace(MISSING, captured_from=("https://amt.example/druck/1",)), "gone"),
        (replace(MISSING, captured_from=("https://amt.example/frueher", "https://amt.example/druck/1")), "gone"),
        # Nothing says which addresses of an article without a capture are its own.
        (replace(MISSING, capture_id=None), "gone"),
    ],
)
def test_only_an_own_address_ends_an_article(known: KnownArticle, verdict: str) -> None:
    page = replace(PAGE, url="https://amt.example/druck/1", known=known)
    found = decide_gone(page, answer(404), SITE)
    assert (found.verdict, found.state) == (verdict, "gone")


FORBIDDEN = fault(Reason.ROBOTS_FORBIDDEN, line=2, rule="Disallow: /news")


@pytest.mark.parametrize(
    ("known", "why", "can_change", "state", "again"),
    [
        (None, FORBIDDEN, False, "skipped", schedule.FORBIDDEN_AGAIN),
        # A person hears of it: an article that the archive follows is out of its reach.
        (KNOWN, FORBIDDEN, False, "failed", 6 * HOUR),
        (None, FORBIDDEN, True, "failed", 6 * HOUR),
        (None, fault(Reason.TIMEOUT), False, "failed", 6 * HOUR),
        (None, fault(Reason.TIMEOUT), True, "failed", 6 * HOUR),
    ],
)
def test_what_gave_no_answer_failed_but_for_what_the_rules_forbid(
    known: KnownArticle | None, why: Fault, can_change: bool, state: str, again: dt.timedelta
) -> None:
    found = decide_unanswered(replace(PAGE, known=known, failures=1), why, NOW, can_change=can_change)
    assert (found.state, found.verdict, found.fault, found.due_at) == (state, state, why, NOW + again)


@pytest.mark.parametrize(
    ("known", "needs"),
    [
        (None, False),
        (replace(KNOWN, reader="5-a"), False),
        (replace(KNOWN, reader="5-b"), True),
        (replace(KNOWN, reader="5-b", capture_id=None), False),
    ],
)
def test_what_an_older_reader_read_is_read_again_where_its_bytes_are_kept(
    known: KnownArticle | None, needs: bool
) -> None:
    assert needs_reading_again(known, "5-a") is needs
