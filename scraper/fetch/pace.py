"""Requests to one host: how many at once, and how far apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """The turn-taking of one host.

    Args:
        delay: seconds between two requests.
        connections: requests in flight at a time.
        sleep: how to wait.
    """

    def __init__(self, delay: float, connections: int, sleep: Sleep) -> None:
        self.delay = delay
        self._sleep = sleep
        self._slots = asyncio.Semaphore(connections)
        self._turn = asyncio.Lock()
        self._next = 0.0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a free connection and for the delay since the last request."""
        async with self._slots:
            if self.delay or self._next:
                await self._wait()
            yield

    def answered(self) -> None:
        """Count the delay from here: what the host measures begins after the request arrived there."""
        if self.delay:
            self.hold(self.delay)

    def hold(self, seconds: float) -> None:
        """Let no request start for so many seconds."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)

    async def _wait(self) -> None:
        # The lock makes those who wait start one after the other, each a delay behind the one before.
        async with self._turn:
            clock = asyncio.get_running_loop().time
            while (pause := self._next - clock()) > 0:
                await self._sleep(pause)
            self.hold(self.delay)
