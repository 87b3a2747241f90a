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
        self.connections = connections
        self._sleep = sleep
        self._flying = 0
        self._landed = asyncio.Condition()
        self._turn = asyncio.Lock()
        self._last: float | None = None
        self._held = 0.0

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Wait for a free connection and for the delay since the last request."""
        async with self._landed:
            await self._landed.wait_for(lambda: self._flying < self.connections)
            self._flying += 1
        try:
            if self.delay or self._held:
                await self._wait()
            yield
        finally:
            self._flying -= 1
            async with self._landed:
                self._landed.notify()

    def answered(self) -> None:
        """Count the delay from here: what the host measures begins after the request arrived there."""
        self._last = asyncio.get_running_loop().time()

    def hold(self, seconds: float) -> None:
        """Let no request start for so many seconds."""
        self._held = max(self._held, asyncio.get_running_loop().time() + seconds)

    async def _wait(self) -> None:
        # The lock makes those who wait start one after the other, each a delay behind the one before.
        async with self._turn:
            clock = asyncio.get_running_loop().time
            while (pause := self._free_at() - clock()) > 0:
                await self._sleep(pause)
            self._last = clock()

    def _free_at(self) -> float:
        # With the delay as it is now: the answer to robots.txt may have made it longer.
        return max(self._held, 0.0 if self._last is None else self._last + self.delay)
