"""Connections have a bound, busy or idle: the limit on open files is shared with the archive."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fetching import Time

from scraper.errors import ConfigError
from scraper.fetch import Settings
from scraper.fetch.settings import total_seconds
from scraper.fetch.wire import Wire, most_connections
from server import Server

HOSTS = 12


@pytest.fixture
def hosts() -> Iterator[list[Server]]:
    with ExitStack() as stack:
        servers = [stack.enter_context(Server()) for _ in range(HOSTS)]
        for server in servers:
            server.page("/", "<p>hier</p>")
        yield servers


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files cannot be counted here")
def test_idle_connections_to_many_hosts_do_not_add_up(hosts: list[Server], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.fetch.wire.most_connections", lambda: 3)

    async def ask_all() -> int:
        wire = Wire(Settings(allow_private=True), Time().now)
        for _ in range(2):
            for server in hosts:
                assert (await wire.send(server.url("/"), {}, private=True)).status == 200
        idle = len(wire._resting)
        await asyncio.gather(*(wire.send(server.url("/"), {}, private=True) for server in hosts))
        await wire.close()
        return idle

    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  (no file is opened by it)
    assert asyncio.run(ask_all()) == 3
    assert len(os.listdir("/proc/self/fd")) <= before + HOSTS  # noqa: PTH208


@pytest.mark.parametrize(("limit", "most"), [(256, 80), (20_000, 1000), (64, 4), (resource.RLIM_INFINITY, 1000)])
def test_the_bound_follows_the_limit_on_open_files(limit: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (limit, limit))
    assert most_connections() == most


@pytest.mark.parametrize(("asked", "seconds"), [("5", 5.0), ("", 60.0), (" ", 60.0), ("1e9", 3600.0), ("0.01", 0.1)])
def test_the_time_of_a_request_is_a_number_of_seconds(
    asked: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRAPER_TIMEOUT", asked)
    assert total_seconds() == seconds


@pytest.mark.parametrize("asked", ["nan", "inf", "bald", "30s", "0", "-5"])
def test_a_time_that_is_no_number_is_a_mistake_of_the_user(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCRAPER_TIMEOUT", asked)
    with pytest.raises(ConfigError, match=f"SCRAPER_TIMEOUT is '{asked}'"):
        total_seconds()
