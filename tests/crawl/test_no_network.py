"""A run that reaches nobody: one reason for all its sites, and everything stays as it was."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

import pytest
from crawling import Newsroom, said

from ports import refusing
from scraper.errors import DeadlineError
from scraper.fetch import guard
from scraper.fetch.wire import Answer, Wire
from scraper.model import Reason, Site, fault

# What a run notes of itself, whatever came of it.
DIARY = {"crawls", "sites"}


@pytest.fixture
def dead() -> Iterator[list[str]]:
    """Three hosts that refuse every connection."""
    with ExitStack() as stack:
        yield [stack.enter_context(refusing()) for _ in range(3)]


@pytest.fixture(autouse=True)
def _patient(room: Newsroom) -> None:
    """The pause of one site before its next try moves the clock of all; another's connection must not end by it."""
    room.bounds.update(connect_seconds=3600.0, read_seconds=3600.0, total_seconds=3600.0)


def site_of(room: Newsroom, name: str, base: str, **more: Any) -> Site:
    return replace(room.site(**more), id=name, home=f"{base}/")


def write(room: Newsroom, sql: str, *values: Any) -> None:
    with closing(sqlite3.connect(room.db)) as db, db:
        db.execute(sql, values)


def content(room: Newsroom) -> dict[str, list[Any]]:
    """Return the rows of all tables but those of the diary."""
    # By which profiles the links were looked at last says nothing of a site.
    tables = set(room.ask("SELECT name FROM sqlite_schema WHERE type = 'table'")) - DIARY - {"indexes"}
    names = [name for name in tables if "fts" not in name and not name.startswith("sqlite_")]
    return {name: room.ask(f"SELECT * FROM {name}") for name in sorted(names)}


def test_no_network_is_one_reason_and_changes_nothing(room: Newsroom, dead: list[str]) -> None:
    room.articles(1, 2)
    living = room.site(feeds=(room.feed(1, 2),))
    room.crawl(living)
    # With --full it would be taken up, and then it would wait for the next run.
    write(room, "UPDATE pages SET state = 'deferred' WHERE url = ?", room.url(2))
    before = content(room)
    room.clock.pass_(days=3)
    # The home of the site that is archived is dead now, too, and its deferred articles are asked for.
    sites = [replace(living, home=f"{dead[0]}/"), *(site_of(room, f"amt{base[-5:]}", base) for base in dead[1:])]
    results = room.crawl_all(sites, full=True)
    sentence = "no network: none of 3 hosts could be reached (connection refused); nothing was changed"
    assert [said(result) for result in results] == [(sentence,)] * 3
    assert [result.needs_person for result in results] == [True] * 3
    assert {problem.advice for result in results for problem in result.problems} == {
        f"{sentence}. Check your connection."
    }
    assert content(room) == before
    assert room.ask("SELECT finished_at IS NOT NULL FROM crawls ORDER BY id DESC LIMIT 1") == [1]


def test_one_dead_host_among_others_is_its_sites_problem(room: Newsroom, dead: list[str]) -> None:
    room.articles(1)
    living = room.site(feeds=(room.feed(1),))
    results = room.crawl_all([site_of(room, "erstes", dead[0]), living, site_of(room, "zweites", dead[1])])
    refused = "connection refused; nothing was marked as gone"
    assert [said(result) for result in results] == [
        (f"{dead[0]}/: {refused}",), (), (f"{dead[1]}/: {refused}",)
    ]  # fmt: skip
    assert room.ask("SELECT site, code FROM problems ORDER BY site") == [
        ("erstes", "site_unreachable"), ("zweites", "site_unreachable")
    ]  # fmt: skip
    assert room.ask("SELECT failures FROM hosts WHERE host = ?", dead[0].partition("//")[2]) == [1]


def test_the_dead_host_of_a_single_site_is_its_problem_and_gets_no_back_off(room: Newsroom, dead: list[str]) -> None:
    for _ in range(4):
        (result,) = room.crawl_all([site_of(room, "amt", dead[0])])
        assert said(result) == (f"{dead[0]}/: connection refused; nothing was marked as gone",)
    assert room.ask("SELECT code, times FROM problems") == [("site_unreachable", 4)]
    assert room.ask("SELECT * FROM hosts") == []


def test_sources_and_articles_on_dead_hosts_keep_their_state(room: Newsroom, dead: list[str]) -> None:
    """The rules of all hosts are known from before, so that the first request is one for a source."""
    room.articles(1)
    feed = room.feed(1)
    site = room.site(feeds=(feed,))
    room.crawl(site)
    now = f"{room.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    for base in dead:
        sql = "INSERT INTO hosts (host, robots, robots_at, tdmrep, tdmrep_at) VALUES (?, x'', ?, x'', ?)"
        write(room, sql, base.partition("//")[2], now, now)
    write(room, "UPDATE pages SET url = ?, state = 'waiting' WHERE kind = 'article'", f"{dead[0]}/news/1")
    write(room, "UPDATE pages SET url = ? WHERE kind = 'feed'", f"{dead[1]}/feed")
    before = content(room)
    room.clock.pass_(hours=1)
    moved = replace(site, home=f"{dead[0]}/", feeds=(f"{dead[1]}/feed",))
    (result,) = room.crawl_all([moved])
    assert re.fullmatch(r"no network: none of 2 hosts .*", *said(result))
    assert content(room) == before


def test_a_source_that_failed_before_the_first_answer_is_noted_behind_it(room: Newsroom, dead: list[str]) -> None:
    room.articles(1)
    site = room.site(feeds=(room.feed(1),))
    room.crawl(site)
    now = f"{room.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    sql = "INSERT INTO hosts (host, robots, robots_at, tdmrep, tdmrep_at) VALUES (?, x'', ?, x'', ?)"
    write(room, sql, dead[0].partition("//")[2], now, now)
    broken = f"{dead[0]}/feed"
    room.crawl(replace(site, feeds=(broken, *site.feeds)))
    assert room.ask("SELECT state, reason FROM pages WHERE url = ?", broken) == [("failed", "connection_refused")]
    assert room.ask("SELECT code FROM problems WHERE url = ? AND until IS NULL", broken) == ["connection_refused"]
    assert room.ask("SELECT failures FROM hosts WHERE host = ?", dead[0].partition("//")[2]) == [1]


def test_pages_whose_hosts_do_not_even_refuse_keep_their_state(
    room: Newsroom, dead: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network drops all packets: whoever waits for a connection waits in vain, and no host is known to be down."""
    room.articles(1, 2)
    site = room.site(feeds=(room.feed(1, 2),))
    room.crawl(site)
    room.clock.pass_(hours=1)
    now = f"{room.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    sql = "INSERT INTO hosts (host, robots, robots_at, tdmrep, tdmrep_at) VALUES (?, x'', ?, x'', ?)"
    write(room, sql, dead[0].partition("//")[2], now, now)
    write(room, "UPDATE pages SET state = 'waiting' WHERE kind = 'article'")
    write(room, "UPDATE pages SET url = ? WHERE url = ?", f"{dead[0]}/news/2", room.url(2))
    before = content(room)

    async def dropped(self: Wire, url: str, *args: Any, **kwargs: Any) -> Answer:
        raise DeadlineError(url, fault(Reason.CONNECT_TIMEOUT), retry=True)

    monkeypatch.setattr(Wire, "send", dropped)
    (result,) = room.crawl_all([site])
    assert said(result) == (
        "no network: none of 2 hosts could be reached (no connection in time); nothing was changed",
    )
    assert content(room) == before


def test_a_page_fetched_by_hand_is_noted_without_a_network(room: Newsroom, dead: list[str]) -> None:
    site = site_of(room, "amt", dead[0])
    (outcome,) = room.fetch(site, f"{dead[0]}/news/1")
    assert (outcome.verdict, str(outcome.fault)) == ("failed", "connection refused")
    assert room.ask("SELECT state, reason FROM pages") == [("failed", "connection_refused")]


def named(room: Newsroom, name: str, **more: Any) -> Site:
    """Return the profile of a site with a public name, which may not lead into a private network."""
    return replace(room.site(private=False, **more), id=name, home=f"http://www.{name}.example/")


@pytest.fixture
def everything_leads_to(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The one address that all names lead to, as in a network in which one has to sign in first."""
    address = "192.168.44.1"

    async def resolve(host: str, port: int, timeout: float | None) -> list[str]:
        return [address]

    monkeypatch.setattr(guard, "_resolve", resolve)
    yield address


def test_names_that_all_lead_into_a_private_network_are_no_network(room: Newsroom, everything_leads_to: str) -> None:
    results = room.crawl_all([named(room, "amt"), named(room, "blatt"), named(room, "kreis")])
    (sentence,) = {sentence for result in results for sentence in said(result)}
    assert re.fullmatch(
        r"no network: none of 3 hosts could be reached \(refused: www\.\w+\.example is 192\.168\.44\.1, an address in a"
        r" private or special network, as a network answers before one has signed in; a host of your own needs"
        r" private = true in its profile\); nothing was changed",
        sentence,
    )
    assert (
        room.ask("SELECT * FROM problems") == room.ask("SELECT * FROM pages") == room.ask("SELECT * FROM hosts") == []
    )


def test_one_name_that_leads_into_a_private_network_is_its_sites_problem(
    room: Newsroom, everything_leads_to: str
) -> None:
    (result,) = room.crawl_all([named(room, "amt")])
    assert [problem.fault.reason for problem in result.problems] == [Reason.SITE_FAILED]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_private_addresses_that_a_profile_means_are_no_matter_of_the_network(
    room: Newsroom, dead: list[str], host: str
) -> None:
    refused = replace(room.site(private=False), id="amt", home=f"http://{host}:9000/")
    results = room.crawl_all([refused, site_of(room, "tot", dead[0])])
    assert [problem.fault.reason for result in results for problem in result.problems] == [
        Reason.SITE_FAILED,
        Reason.SITE_UNREACHABLE,
    ]
