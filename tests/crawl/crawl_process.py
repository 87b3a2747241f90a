"""The command line as cron and a person start it: in this process, or in one of its own where signals are sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from crawling import Newsroom, news

from cli_running import Done, scraper
from scraper.model import Site
from server import Exchange

PATIENCE = 20.0
START = [sys.executable, "-m", "scraper"]


def until(condition: Callable[[], Any]) -> None:
    """Wait for something that is about to happen."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("it did not happen")
        time.sleep(0.01)


def command(room: Newsroom, site: Site, *more: str, extra: str = "") -> list[str]:
    profile = room.folder / "sites.toml"
    profile.write_text(
        f'[{site.id}]\nname = "Test"\nhome = {json.dumps(site.home)}\nfeeds = {json.dumps(list(site.feeds))}\n'
        f"listings = {json.dumps(list(site.listings))}\n"
        f"articles = {json.dumps([pattern.pattern for pattern in site.articles])}\ndelay = {site.delay}\n"
        f"connections = {site.connections}\nprivate = true\n{extra}",
        encoding="utf-8",
    )
    return [*START, "--db", str(room.db), "crawl", "--sites", str(profile), *more, site.id]


def environment() -> dict[str, str]:
    return {**os.environ, "TERM": "dumb", "NO_COLOR": "1", "PYTHONWARNINGS": "default"}


def crawl(room: Newsroom, site: Site, *more: str, env: dict[str, str] | None = None) -> Done:
    """Crawl to the end, in this process."""
    room.server.clear()
    return here(command(room, site, *more), env)


def here(line: list[str], env: dict[str, str] | None = None) -> Done:
    """Run a command line in this process; what stands before its own arguments is what would start another."""
    values = env or environment()
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ.keys() - values.keys():
            patch.delenv(name)
        for name, value in values.items():
            patch.setenv(name, value)
        return scraper(*line[len(START) :])


@contextmanager
def crawling(room: Newsroom, site: Site, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A crawl in the background, killed at the end if it still runs."""
    room.server.clear()
    process = subprocess.Popen(
        command(room, site, *more),
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


class Gate:
    """An article that is answered when the test says so."""

    def __init__(self, room: Newsroom, number: int) -> None:
        self._open = threading.Event()
        self._room = room
        self._path = f"/news/{number}"
        self._body = news(number)
        room.server.handler(self._path, self._answer)

    def _answer(self, exchange: Exchange) -> None:
        while not self._open.wait(0.01):
            if exchange.wait(0):
                return
        exchange.answer(200, self._body)

    def reached(self) -> None:
        until(lambda: self._path in self._room.server.paths())

    def open(self) -> None:
        self._open.set()
