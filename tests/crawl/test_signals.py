"""Ctrl-C once, Ctrl-C twice, kill -9: nothing is lost, and no page that was kept is asked for again."""

from __future__ import annotations

import signal

import pytest
from crawl_process import Gate, crawl, crawling, until
from crawling import Newsroom


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_finishes_the_page_in_flight(room: Newsroom, number: signal.Signals) -> None:
    room.articles(1, 2, 4, 5)
    gate = Gate(room, 3)
    site = room.site(feeds=(room.feed(1, 2, 3, 4, 5),))
    with crawling(room, site) as process:
        gate.reached()
        process.send_signal(number)
        assert process.stderr is not None
        assert "Finishing the pages in flight" in process.stderr.readline()
        gate.open()
        rest = process.stderr.read()
        assert process.wait(20) == 130
    assert "the next run goes on" in rest
    assert "Traceback" not in rest
    assert room.numbers() == {1, 2, 3}
    assert room.ask("SELECT count(*) FROM articles") == [3]
    done = crawl(room, site)
    assert done.code == 0, done.err
    assert room.numbers() == {4, 5}
    assert room.server.paths()[0] != "/robots.txt"
    assert room.ask("SELECT count(*) FROM articles") == [5]


def test_what_needs_a_person_is_noted_as_told_also_where_the_run_was_ended(room: Newsroom) -> None:
    gate = Gate(room, 1)
    site = room.site(feeds=(room.feed(1), room.server.url("/no-feed")))
    with crawling(room, site) as process:
        gate.reached()
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        process.stderr.readline()
        gate.open()
        rest = process.stderr.read()
        assert process.wait(20) == 130
    assert "/no-feed: status 404" in rest
    assert room.ask("SELECT count(*) FROM problems WHERE told_at IS NOT NULL") == [1]


def test_the_second_signal_stops_at_once(room: Newsroom) -> None:
    room.articles(1, 3)
    gate = Gate(room, 2)
    site = room.site(feeds=(room.feed(1, 2, 3),))
    with crawling(room, site) as process:
        gate.reached()
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(20) == 130
    assert "Stopped at once. Nothing archived is lost" in rest
    assert "Traceback" not in rest
    assert "Warning" not in rest
    gate.open()
    room.articles(2)
    assert crawl(room, site).code == 0
    assert room.numbers() == {2, 3}


def test_a_signal_while_it_waits_for_its_turn_ends_it(room: Newsroom) -> None:
    room.articles(1, 2)
    site = room.site(feeds=(room.feed(1, 2),), delay=3600.0)
    with crawling(room, site) as process:
        until(room.server.paths)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        rest = process.stderr.read()
        assert process.wait(20) == 130
    assert "Traceback" not in rest


@pytest.mark.parametrize("connections", [1, 3])
def test_killed_anywhere_the_archive_is_whole_and_the_next_run_goes_on(room: Newsroom, connections: int) -> None:
    everything = range(1, 13)
    room.articles(*everything)
    gate = Gate(room, 7)
    site = room.site(feeds=(room.feed(*everything),), connections=connections)
    with crawling(room, site) as process:
        gate.reached()
        process.kill()
        assert process.wait(20) == -signal.SIGKILL
    assert room.ask("PRAGMA integrity_check") == ["ok"]
    assert room.ask("PRAGMA foreign_key_check") == []
    committed = {int(url.rpartition("/")[2]) for url in room.ask("SELECT url FROM articles")}
    # The seventh is asked for when six have begun, and no more than one a connection is still in flight.
    assert len(committed) >= 7 - connections
    gate.open()
    room.articles(7)
    done = crawl(room, site)
    assert done.code == 0, done.err
    assert room.numbers() == set(everything) - committed
    assert room.ask("SELECT count(*), count(DISTINCT url) FROM articles") == [(12, 12)]
    assert room.ask("PRAGMA integrity_check") == ["ok"]
