"""Observations in a row become events: runs of equal ones are one, and an answer without the article is evidence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from scraper.analysis.timeline import Event, Move, Observation, Past, State, timeline
from scraper.model import Article
from scraper.report.event_text import event_text

URL, NEW, HOME = "https://amt.example/1", "https://amt.example/neu/1", "https://amt.example/"


def day(number: int) -> str:
    return f"2026-05-{number:02}T08:00:00Z"


def seen(number: int, status: int = 200, url: str = URL, led_to: tuple[str, int] | None = None) -> Observation:
    return Observation(day(number), url, status, 100 + number, led_to)


def past(*observations: Observation, **changes: object) -> Past:
    state = State(1, day(1), None, Article(URL, "amt", title="Titel", body="Text."), 101, None)
    whole = Past(1, URL, day(1), day(1), None, None, frozenset({URL, NEW}), (state,), (seen(1), *observations))
    last_seen = max(one.at for one in whole.observations if one.status < 300)
    return replace(whole, **{"last_seen": last_seen, **changes})


def _state(number: int) -> State:
    """Return a state that was first seen on a day, and read from what was captured then."""
    return State(number, day(number), None, Article(URL, "amt", title="Titel", body="Text."), 100 + number, None)


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tell times in UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def told(events: list[Event]) -> list[str]:
    return [f"{event.at[8:10]} {event_text(event)}" for event in events]


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (past(), ["01 first seen"]),
        (past(seen(2)), ["01 first seen", "02 seen unchanged"]),
        (past(seen(2), seen(3, 304), seen(4)), ["01 first seen", "02 seen unchanged 3 times, last 2026-05-04 08:00"]),
        (past(seen(3, 404), seen(9, 404)), ["01 first seen", "03 answered 404 on 3 and 9 May 2026"]),
        (
            past(seen(3, 404), seen(9, 404), gone_at=day(3)),
            ["01 first seen", "03 answered 404 on 3 and 9 May 2026; it counts as gone"],
        ),
        (
            past(seen(3, 404), seen(4, 404), seen(5, 410)),
            ["01 first seen", "03 answered 404 on 3 and 4 May 2026", "05 answered 410 on 5 May 2026"],
        ),
        (past(seen(3, 404), seen(3, 404)), ["01 first seen", "03 answered 404 on 3 May 2026 (2 times)"]),
        (
            past(*(seen(number, 404) for number in range(3, 10))),
            ["01 first seen", "03 answered 404 7 times until 2026-05-09 08:00"],
        ),
        # Of very many, the last ones have no day in the list.
        (past(*[seen(3, 404)] * 25), ["01 first seen", "03 answered 404 25 times until 2026-05-03 08:00"]),
        (
            past(seen(3, 404), seen(5), seen(6)),
            ["01 first seen", "03 answered 404 on 3 May 2026", "05 came back: its address shows it again",
             "06 seen unchanged"],
        ),
        # Redirects: to the front page, to a page that is gone, to the article itself.
        (
            past(seen(3, 302, led_to=(HOME, 200)), seen(4, 302, led_to=(HOME, 200))),
            ["01 first seen", f"03 redirected to {HOME} (302) on 3 and 4 May 2026"],
        ),
        (past(seen(3, 301, led_to=("https://x.example/", 404))), ["01 first seen", "03 answered 404 on 3 May 2026"]),
        (
            past(seen(3, 301, led_to=(NEW, 200)), replace(seen(3, url=NEW), capture_id=1), seen(4, url=NEW)),
            ["01 first seen", f"03 answered at {NEW}, before at {URL}", "04 seen unchanged"],
        ),
        # A visit that came through two redirects to a page that is not there, which is an address of the article, too.
        (
            past(
                seen(3, 301, led_to=(NEW, 404)),
                replace(seen(3, 302, url=NEW, led_to=(NEW, 404)), capture_id=201),
                replace(seen(3, 404, url=NEW), capture_id=202),
                seen(9, 301, led_to=(NEW, 404)),
            ),
            ["01 first seen", "03 answered 404 on 3 and 9 May 2026"],
        ),
        (past(seen(3, 301)), ["01 first seen"]),
        # An address that was known before is no move.
        (
            past(seen(3, url=NEW), seen(4), seen(5, url=NEW)),
            [
                "01 first seen",
                f"03 answered at {NEW}, before at {URL}",
                "04 seen unchanged 2 times, last 2026-05-05 08:00",
            ],
        ),
        (
            past(seen(4), moves=(Move(day(3), URL, NEW, "moved_by_redirect"),)),
            ["01 first seen", f"03 moved to {NEW}, from {URL}", "04 seen unchanged"],
        ),
        (
            past(seen(3, url=NEW), moves=(Move(day(3), URL, NEW, "moved_by_redirect"),)),
            ["01 first seen", f"03 moved to {NEW}, from {URL}"],
        ),
        # The same of one that is back, and was read again; it is no address at which the article answered, either.
        (
            past(*(replace(seen(number, url=NEW), is_error_page=True) for number in (3, 4)), seen(5), last_seen=day(5)),
            [
                "01 first seen",
                "03 answered with a page that says that it is not there on 3 and 4 May 2026",
                "05 came back: its address shows it again",
            ],
        ),
        # A page that says in a 200 that it is not there is no sight of the article; a state of it is one, whatever the
        # clock said that noted it.
        (
            past(seen(8), last_seen=day(1), gone_at=day(3), states=(_state(1), _state(8))),
            [
                "01 first seen",
                "03 its address did not show it any more; it counts as gone",
                "08 came back: its address shows it again",
                "08 state 8: not known what changed, since two readers read the states",
            ],
        ),
        (
            past(seen(3), seen(4, 304), last_seen=day(1), missing_since=day(3)),
            ["01 first seen", "03 answered with a page that says that it is not there on 3 May 2026",
             "04 answered 304 on 4 May 2026"],
        ),
        # How often it was visited between the last visit that is noted and the last of all, nobody knows.
        (past(seen(2), last_seen=day(9)), ["01 first seen", "02 seen unchanged, last 2026-05-09 08:00"]),
        # What only the article's row says: no bytes are kept, and so no visits are.
        (
            past(last_seen=day(5), gone_at=day(7)),
            ["01 first seen", "05 last seen, unchanged", "07 its address did not show it any more; it counts as gone"],
        ),
    ],
)  # fmt: skip
def test_what_is_told(whole: Past, said: list[str]) -> None:
    assert told(timeline(whole)) == said


def test_days_of_several_months_and_years() -> None:
    ends = [
        Observation(f"{when}T08:00:00Z", URL, 404, number)
        for number, when in enumerate(("2026-05-30", "2026-06-03", "2027-01-01"), 200)
    ]
    assert told(timeline(past(*ends)))[1] == "30 answered 404 on 30 May 2026, 3 June 2026 and 1 January 2027"


def test_an_address_that_was_left_says_nothing_of_the_article_any_more() -> None:
    whole = past(
        *(seen(2, url=NEW), seen(3, 404), seen(4, url=NEW), seen(8, 404), seen(9, url=NEW)),
        moves=(Move(day(2), URL, NEW, "moved_by_text"),),
    )
    assert told(timeline(whole)) == [
        "01 first seen",
        f"02 moved to {NEW}, from {URL}",
        "04 seen unchanged 2 times, last 2026-05-09 08:00",
    ]
