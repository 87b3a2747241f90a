"""What answers say of a reference, whatever came before: nothing is gone but by two answers a day apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.model import Article, LinkCheck, Reading, Reason, Response, Site, fault
from scraper.policy.link_evidence import answered, is_news, unanswered, validators_of
from scraper.policy.schedule import CONFIRMED_AFTER

URL = "https://amt.example/quelle"
SITE = Site(id="amt.example", name="amt.example", home="https://amt.example/")
START = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Step:
    """What came of a request: a status, or none, and hours after the last one."""

    status: int | None
    hours: int
    text: str = ""


def response(status: int, at: dt.datetime, text: str = "") -> Response:
    headers = (("content-type", "text/html"), ("etag", f'"{text}"'))
    return Response(URL, URL, status, headers, text.encode(), at)


def after(before: LinkCheck | None, step: Step, at: dt.datetime) -> LinkCheck:
    if step.status is None:
        return unanswered(before, URL, fault(Reason.TIMEOUT), at)
    status = step.status
    # Only who sends a validator is told that nothing has changed.
    if status == 304 and validators_of(before, at) == (None, None):
        status = 200
    reading = None
    if status == 200:
        article = Article(URL, "amt.example", title="Titel", body=step.text or "x", is_article=True)
        digest = (step.text or "x").encode().hex().ljust(64, "0")
        reading = Reading(article, None, digest=digest, reader="6-1")
    return answered(before, URL, response(status, at, step.text), reading, SITE)


STEPS = st.lists(
    st.builds(
        Step,
        status=st.sampled_from([200, 304, 404, 410, 403, 429, 500, 503, None]),
        hours=st.integers(0, 60),
        text=st.sampled_from(["fünf Euro", "zwölf Euro"]),
    ),
    max_size=12,
)


@given(STEPS)
def test_states_follow_from_the_answers(steps: list[Step]) -> None:
    known: LinkCheck | None = None
    now = START
    missing_since: dt.datetime | None = None
    first_text: str | None = None
    for step in steps:
        now += dt.timedelta(hours=step.hours)
        before, known = known, after(known, step, now)
        if step.status in (404, 410):
            was_gone = before is not None and before.state == "gone"
            missing_since = missing_since or now
            is_gone = was_gone or now - missing_since >= CONFIRMED_AFTER
            assert (known.state, known.since) == ("gone" if is_gone else "missing", missing_since)
        elif step.status in (200, 304):
            missing_since = None
            assert known.state in ("there", "changed")
        else:
            assert known.state == (before.state if missing_since and before else "unknown")
        if known.status == 200:
            first_text = first_text or step.text
            assert known.state == ("there" if step.text == first_text else "changed")
        assert known.checked_at == now
        assert known.since <= now
        if before is not None and before.state == known.state:
            assert known.since == before.since
            assert not is_news(before, known)


def check(state: str, moved_to: str | None = None) -> LinkCheck:
    return LinkCheck(URL, state, START, START, moved_to=moved_to)  # type: ignore[arg-type]


def test_what_is_news() -> None:
    elsewhere = "https://amt.example/neu"
    news = {
        (before and before.state, now.state)
        for before in (None, *map(check, ("there", "changed", "missing", "gone", "unknown")))
        for now in (*map(check, ("there", "changed", "missing", "gone", "unknown")), check("moved", elsewhere))
        if is_news(before, now)
    }
    states = (None, "there", "changed", "missing", "gone", "unknown")
    assert news == {
        *((before, now) for before in states for now in ("changed", "missing", "gone") if before != now),
        *((before, "moved") for before in states),
        ("missing", "there"),
        ("gone", "there"),
    }
    # Between two answers that it has moved, one that says nothing is no end of it.
    assert not is_news(check("unknown", elsewhere), check("moved", elsewhere))
    assert is_news(check("gone", elsewhere), check("moved", elsewhere))


@pytest.mark.parametrize(
    ("reason", "is_compared"),
    [
        (None, True),
        (Reason.NOT_AN_ARTICLE, True),
        (Reason.NO_TITLE, True),
        (Reason.LISTING_PAGE, False),
        (Reason.NO_TEXT, False),
        (Reason.NEEDS_JAVASCRIPT, False),
    ],
)
def test_which_pages_are_compared_by_their_text(reason: Reason | None, is_compared: bool) -> None:
    article = Article(URL, "amt.example", title="Titel", body="Ein Absatz.")
    reading = Reading(article, None if reason is None else fault(reason), digest="ab" * 32, reader="6-1")
    known = answered(None, URL, response(200, START), reading, SITE)
    assert known.state == "there"
    assert (known.digest, known.reader) == ((b"\xab" * 32, "6-1") if is_compared else (None, None))
