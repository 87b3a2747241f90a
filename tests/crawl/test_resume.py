"""The crawl as a command: exit codes, the lock, what is said and what is not."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from crawl_process import Gate, command, crawl, crawling, environment, here, until
from crawling import Newsroom

from cli_running import scraper
from scraper.crawl import CrawlContext
from scraper.demo import DemoSite


def test_a_crawl_that_went_well_exits_0_and_says_it_in_one_line(room: Newsroom) -> None:
    room.articles(1, 2)
    done = crawl(room, room.site(feeds=(room.feed(1, 2),)))
    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(
        r"test: 2 found, 2 new, 0 changed, 0 unchanged, 0 gone, 0 failed; 5 requests, [\d.]+ kB\n", done.out
    )


def test_cron_hears_nothing_when_all_is_well_and_one_paragraph_when_not(room: Newsroom) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    env = {name: value for name, value in environment().items() if name != "TERM"}
    done = crawl(room, site, env=env)
    assert (done.code, done.out, done.err) == (0, "", "")
    room.server.page("/feed", status=404)
    done = crawl(room, site, env=env)
    assert (done.code, done.out) == (1, "")
    heading, sentence, *_ = done.err.splitlines()
    assert heading == "scraper crawl: something needs a person."
    assert sentence.startswith(f"test: feed {room.server.url('/feed')}: status 404 (since")


def test_no_network_exits_1_with_one_line(room: Newsroom) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        site = replace(room.site(), home=f"http://127.0.0.1:{closed.getsockname()[1]}/")
        done = crawl(room, site)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "connection refused" in done.err


def test_a_second_crawl_is_refused_and_told_who_holds_the_archive(room: Newsroom) -> None:
    gate = Gate(room, 1)
    site = room.site(feeds=(room.feed(1),))
    with crawling(room, site) as first:
        gate.reached()
        second = here(command(room, site))
        assert second.code == 75
        assert re.search(rf"process {first.pid}, since 20\d\d-\d\d-\d\d \d\d:\d\d UTC;", second.err)
        assert "--wait" in second.err
        assert len(second.err.splitlines()) == 1
        gate.open()
        assert first.wait(20) == 0
    assert room.ask("SELECT count(*) FROM articles") == [1]


def test_wait_waits_for_the_first_to_end(room: Newsroom) -> None:
    gate = Gate(room, 1)
    site = room.site(feeds=(room.feed(1),))
    with crawling(room, site) as first:
        gate.reached()
        with crawling(room, site, "--wait") as second:
            # It holds its file open while it waits; nothing is asked for.
            until(lambda: _has_open(second.pid, f"{room.db}.lock"))
            assert second.poll() is None
            assert room.paths() == []
            gate.open()
            assert first.wait(20) == 0
            assert second.wait(20) == 0
    assert room.paths()[-1] == "/feed"


def _has_open(pid: int, name: str) -> bool:
    try:
        return any(str(one.readlink()) == name for one in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def test_the_lock_of_a_killed_crawl_is_free(room: Newsroom) -> None:
    gate = Gate(room, 1)
    site = room.site(feeds=(room.feed(1),))
    with crawling(room, site) as first:
        gate.reached()
        first.send_signal(signal.SIGKILL)
        first.wait(20)
    gate.open()
    assert crawl(room, site).code == 0


def test_wrong_usage_exits_2_and_asks_nobody(room: Newsroom) -> None:
    for more in (["--since", "vorgestern"], ["nobody"]):
        done = crawl(room, room.site(feeds=(room.feed(1),)), *more)
        assert done.code == 2, more
        assert "Traceback" not in done.err
    assert room.server.requests == []


def test_the_demo_site_is_archived_and_its_correction_is_a_version(room: Newsroom) -> None:
    with DemoSite() as demo:
        profile = room.folder / "demo.toml"
        profile.write_text(demo.profile_toml(), encoding="utf-8")

        def run(*more: str) -> str:
            done = scraper("--db", room.db, "crawl", "--sites", profile, *more, "demo")
            assert done.code == 0, done.err
            return done.out

        assert " 0 failed" in run("--full")
        assert room.ask("SELECT count(*) FROM articles") == [len(demo.article_urls())]
        edited = demo.edit()
        assert "0 new, 1 changed" in run()
        edits = "SELECT a.url FROM versions v JOIN articles a ON a.id = article_id GROUP BY 1 HAVING count(*) = 1"
        assert room.ask(edits) == [edited]
        assert "0 new, 0 changed" in run()


def test_a_run_that_is_broken_off_waits_for_no_other_process(room: Newsroom) -> None:
    begun: list[CrawlContext] = []

    async def work(context: CrawlContext) -> None:
        begun.append(context)
        async with context.ending(context.held.end):
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        room.run(work)
    assert begun[0].commits._longest_wait == 0.0
