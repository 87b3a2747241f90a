"""The rows of the live display: what is waited for, how much is left, and never more than the terminal shows."""

from __future__ import annotations

import pytest

from scraper.cli.board import Board, time_left
from scraper.cli.output.text import cut
from scraper.model import Site, Wait, WaitCause


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def site(name: str, delay: float = 2.0) -> Site:
    return Site(id=name, name=name, home=f"https://{name}.example/", delay=delay)


AMT = site("amt")


def board_of(*sites: Site, clock: Clock | None = None) -> Board:
    board = Board(len(sites), clock or Clock())
    for one in sites:
        board.started(one)
    return board


def test_the_sources_come_first() -> None:
    board = board_of(AMT)
    assert board.rows(79, 24) == ["amt  ────────  0 sources"]
    board.source(AMT)
    assert board.rows(79, 24) == ["amt  ────────  1 source"]


def test_what_is_left_is_reckoned_by_the_delay() -> None:
    board = board_of(AMT)
    board.progress(AMT, 0, 300)
    assert board.rows(79, 24) == ["amt  ────────  0 of 300  10 min left"]
    board.progress(AMT, 150, 300)
    assert board.rows(79, 24) == ["amt  ━━━━────  150 of 300  5 min left"]


def test_a_longer_crawl_delay_counts() -> None:
    board = board_of(AMT)
    board.waits(AMT, Wait(WaitCause.CRAWL_DELAY, 10.0))
    board.progress(AMT, 0, 60)
    assert board.rows(79, 24) == ["amt  ────────  0 of 60  10 min left"]


def test_a_host_that_is_slower_than_its_delay_counts() -> None:
    clock = Clock()
    board = board_of(AMT, clock=clock)
    board.progress(AMT, 0, 63)
    clock.now += 30.0
    board.progress(AMT, 3, 63)
    assert board.rows(79, 24) == ["amt  ────────  3 of 63  10 min left"]


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (Wait(WaitCause.PAUSE, 2.0), "pause of 2 s"),
        (Wait(WaitCause.PAUSE, 0.5), "pause of 0.5 s"),
        (Wait(WaitCause.CRAWL_DELAY, 4.98), "Crawl-delay 5 s"),
        (Wait(WaitCause.RETRY_AFTER, 20.0), "Retry-After 20 s"),
        (Wait(WaitCause.NEXT_TRY, 3.2), "next try in 4 s"),
        (Wait(WaitCause.ROBOTS), "robots.txt"),
    ],
)
def test_what_is_waited_for_is_said(wait: Wait, said: str) -> None:
    board = board_of(AMT)
    board.waits(AMT, wait)
    assert board.rows(79, 24) == [f"amt  ────────  0 sources    waits: {said}"]
    assert board.rows(59, 24) == [f"amt  0 sources    {said}"]


def test_a_pause_that_is_over_is_not_said_any_more() -> None:
    clock = Clock()
    board = board_of(AMT, clock=clock)
    board.waits(AMT, Wait(WaitCause.PAUSE, 2.0))
    clock.now += 2.1
    assert board.rows(59, 24) == ["amt  0 sources"]


def test_only_a_slow_answer_is_said() -> None:
    clock = Clock()
    board = board_of(AMT, clock=clock)
    board.waits(AMT, Wait(WaitCause.ANSWER))
    assert board.rows(59, 24) == ["amt  0 sources"]
    clock.now += 2.0
    assert board.rows(59, 24) == ["amt  0 sources    an answer (2 s)"]
    clock.now += 10.3
    assert board.rows(59, 24) == ["amt  0 sources    an answer (12 s)"]
    board.source(AMT)
    assert board.rows(59, 24) == ["amt  1 source"]


def test_all_sites_have_a_row_of_their_own() -> None:
    bund = site("bund", delay=60.0)
    board = board_of(AMT, bund)
    board.progress(AMT, 1, 4)
    board.progress(bund, 0, 6)
    assert board.rows(59, 24) == [
        "amt   1 of 4  <1 min left",
        "bund  0 of 6   6 min left",
        "0 of 2 sites done; 1 of 10 articles; 6 min left",
    ]
    board.progress(AMT, 4, 4)
    board.finished(AMT)
    assert board.rows(59, 24) == ["bund  0 of 6  6 min left", "1 of 2 sites done; 4 of 10 articles; 6 min left"]
    board.finished(bund)
    assert board.rows(59, 24) == ["2 of 2 sites done; 4 of 4 articles"]


@pytest.mark.parametrize("lines", [5, 10, 24, 60])
def test_the_rows_leave_room_on_every_screen(lines: int) -> None:
    board = board_of(*(site(f"amt-{number}") for number in range(64)))
    rows = board.rows(79, lines)
    assert len(rows) <= max(lines - 4, 3)
    assert rows[-1] == "0 of 64 sites done"
    if lines == 24:
        assert rows[-2] == "… and 46 more at the same time"


def test_a_narrow_terminal_shows_what_is_waited_for() -> None:
    ministry = site("digitale-verwaltung", delay=1.0)
    board = board_of(ministry)
    board.progress(ministry, 12, 50)
    board.waits(ministry, Wait(WaitCause.RETRY_AFTER, 20.0))
    assert board.rows(59, 24) == ["digitale-verwa…  12 of 50  <1 min left  Retry-After 20 s"]
    assert board.rows(79, 24) == ["digitale-verwaltung  ━───────  12 of 50  <1 min left  waits: Retry-After 20 s"]


def test_a_wait_of_a_site_without_a_turn_is_left_out() -> None:
    board = board_of(AMT)
    board.finished(AMT)
    board.waits(AMT, Wait(WaitCause.ROBOTS))
    assert board.rows(79, 24) == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (0.0, ""), (1.0, "<1 min left"), (61.0, "2 min left"), (5340.0, "89 min left"), (7200.0, "2 h left")],
)
def test_time_left(seconds: float | None, said: str) -> None:
    assert time_left(seconds) == said


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Grüße", "Grüße"), ("Grüße aus", "Grüß…"), ("Amt am Ort", "Amt…"), ("市役所から", "市役…"), ("", "")],
)
def test_a_line_is_cut_by_its_columns(text: str, kept: str) -> None:
    assert cut(text, 5) == kept
