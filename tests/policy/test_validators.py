"""When a page is asked for in full, and what a host says with its validators that is not so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from scraper.model import KnownArticle, Page, Reason, Response, fault
from scraper.policy import validators

NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
MODIFIED = "Mon, 23 Nov 2026 10:00:00 GMT"
KNOWN = KnownArticle(1, "https://amt.example/1", "5", "digest", NOW, capture_id=1)
PAGE = Page(
    1, "https://amt.example/1", "amt", "article", "done", "k", etag='"a"', last_modified=MODIFIED, known=KNOWN,
    full_due_at=NOW + DAY,
)  # fmt: skip
NONE = (None, None)
BOTH = ('"a"', MODIFIED)


@pytest.mark.parametrize(
    ("page", "sent"),
    [
        (PAGE, BOTH),
        (replace(PAGE, full_due_at=None), BOTH),
        (replace(PAGE, full_due_at=NOW + SECOND), BOTH),
        (replace(PAGE, full_due_at=NOW), NONE),
        (replace(PAGE, full_due_at=NOW - DAY), NONE),
        # Planned by a clock that was wrong.
        (replace(PAGE, full_due_at=NOW + validators.FURTHEST_PLAN - SECOND), BOTH),
        (replace(PAGE, full_due_at=NOW + validators.FURTHEST_PLAN), NONE),
        (replace(PAGE, is_distrusted=True), NONE),
        # A 304 would leave the archive without what it speaks of.
        (replace(PAGE, known=None), NONE),
        (replace(PAGE, known=replace(KNOWN, capture_id=None)), NONE),
        (replace(PAGE, kind="feed", known=None), BOTH),
    ],
)
def test_when_a_page_is_asked_for_in_full(page: Page, sent: tuple[str | None, str | None]) -> None:
    assert validators.validators_of(page, NOW) == sent


def answer(**headers: str) -> Response:
    lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(PAGE.url, PAGE.url, 200, lines, b"", NOW)


@pytest.mark.parametrize(
    ("response", "same"),
    [
        (answer(etag='"a"'), True),
        (answer(etag='"a"', last_modified="Tue, 24 Nov 2026 10:00:00 GMT"), True),
        (answer(etag='"b"', last_modified=MODIFIED), False),
        (answer(last_modified=MODIFIED), False),
        (answer(), False),
    ],
)
def test_the_etag_says_whether_a_page_is_the_same(response: Response, same: bool) -> None:
    assert validators.same_validator(PAGE, response) is same


@pytest.mark.parametrize(
    ("before", "after", "same"), [(MODIFIED, MODIFIED, True), (None, MODIFIED, False), (None, None, False)]
)
def test_without_etags_the_day_of_change_says_it(before: str | None, after: str | None, same: bool) -> None:
    page = replace(PAGE, etag=None, last_modified=before)
    assert validators.same_validator(page, answer(**({} if after is None else {"last_modified": after}))) is same


@pytest.mark.parametrize(
    ("etag", "is_edited", "stale"), [('"a"', True, True), ('"a"', False, False), ('"b"', True, False)]
)
def test_the_same_validator_for_what_was_edited_costs_news(etag: str, is_edited: bool, stale: bool) -> None:
    found = validators.stale_validator(PAGE, answer(etag=etag), is_edited=is_edited)
    assert found == (fault(Reason.STALE_VALIDATOR, url=PAGE.url) if stale else None)


@pytest.mark.parametrize(
    ("etag", "modified", "same_bytes", "reason"),
    [
        ('"b"', MODIFIED, True, Reason.NEW_ETAG),
        ('"b"', MODIFIED, False, None),
        ('"a"', MODIFIED, True, None),
        ('"a"', "Tue, 24 Nov 2026 12:00:00 GMT", True, None),
        ('"a"', "Tue, 24 Nov 2026 12:00:01 GMT", False, Reason.FUTURE_LAST_MODIFIED),
        ('"a"', "kein Datum", True, None),
        ('"b"', "Wed, 25 Nov 2026 12:00:01 GMT", True, Reason.NEW_ETAG),
    ],
)
def test_what_only_costs_requests(etag: str, modified: str, same_bytes: bool, reason: Reason | None) -> None:
    found = validators.harmless_anomaly(PAGE, answer(etag=etag, last_modified=modified), same_bytes=same_bytes)
    assert (None if found is None else found.reason) is reason


def test_a_first_etag_is_no_new_one() -> None:
    assert validators.harmless_anomaly(replace(PAGE, etag=None), answer(etag='"b"'), same_bytes=True) is None
    assert validators.harmless_anomaly(PAGE, answer(), same_bytes=True) is None
