"""What the tests of the fetcher share: a time that only injected sleeps move, and a run of its own."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TypeVar

from scraper.fetch import Fetcher, Settings
from scraper.model import HostState, Site

T = TypeVar("T")
START = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
# Deadlines are those of the real clock, so they stand far from what a busy machine needs; tests of them set their own.
BOUNDS = {
    "connect_seconds": 20.0,
    "read_seconds": 20.0,
    "total_seconds": 30.0,
    "max_wire_bytes": 2_000_000,
    "max_body_bytes": 3_000_000,
}


class Time:
    """The time of a test, of the day and of paces: it stands still unless somebody sleeps or lets it pass."""

    def __init__(self) -> None:
        self.moment = START
        self.slept: list[float] = []
        self.elapsed = 0.0

    def now(self) -> dt.datetime:
        return self.moment

    def clock(self) -> float:
        return self.elapsed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        # Not by pass_: what is below a microsecond counts for whoever waits until a moment of the clock.
        self.moment += dt.timedelta(seconds=seconds)
        self.elapsed += seconds
        await asyncio.sleep(0)

    def pass_(self, **how_long: float) -> None:
        span = dt.timedelta(**how_long)
        self.moment += span
        self.elapsed += span.total_seconds()


class Hosts:
    """The hosts table without a file."""

    def __init__(self) -> None:
        self.states: dict[str, HostState] = {}

    def load(self, host: str) -> HostState:
        return self.states.get(host, HostState(host))

    def save(self, state: HostState) -> None:
        self.states[state.host] = state


def site(home: str, *, delay: float = 0.0, connections: int = 1, private: bool = True) -> Site:
    return Site(id="test", name="Test", home=home, delay=delay, connections=connections, private=private)


def fetching(
    work: Callable[[Fetcher], Awaitable[T]],
    *,
    time: Time | None = None,
    hosts: Hosts | None = None,
    **bounds: object,
) -> T:
    """Run some work with a fetcher of its own, closed after it, as one run of the program would."""
    time = time or Time()

    async def whole() -> T:
        settings = Settings(**{**BOUNDS, **bounds})  # type: ignore[arg-type]
        fetcher = Fetcher(hosts or Hosts(), time.now, time.sleep, settings, clock=time.clock)
        try:
            return await work(fetcher)
        finally:
            await fetcher.close()

    return asyncio.run(whole())


class RawServer:
    """Sends the same bytes to whoever asks, and keeps what was asked, byte for byte.

    It runs on the loop of the test, and every connection serves one request.

    Attributes:
        requests: what came, each up to and with its empty line.
    """

    def __init__(self, answers: dict[str, bytes]) -> None:
        self._answers = answers
        self.requests: list[bytes] = []
        self.port = 0

    async def __aenter__(self) -> RawServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            self.requests.append(request)
            path = request.split(b" ")[1].decode()
            writer.write(self._answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
            await writer.drain()
        finally:
            writer.close()


class KeepingServer:
    """Answers every request with the same bytes and keeps its connections open; it counts them.

    Attributes:
        connections: how many were made.
    """

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self.connections = 0
        self.port = 0
        self._open: dict[asyncio.StreamWriter, asyncio.Event] = {}

    async def __aenter__(self) -> KeepingServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer, has_ended in list(self._open.items()):
            writer.close()
            await has_ended.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        has_ended = self._open[writer] = asyncio.Event()
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(self._answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
        has_ended.set()
