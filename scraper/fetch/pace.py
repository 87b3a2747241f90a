"""Requests to one host: how many at once, and how far apart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from scraper.model import Wait, WaitCause

Sleep = Callable[[float], Awaitable[None]]
Clock = Callable[[], float]
"""Seconds that only grow, from any beginning: unlike the time of day it cannot be set back."""


Told = Callable[[Wait], None]
"""Told of each wait when it begins; it is called on the event loop, and so must not block."""


def tell_nobody(wait: Wait) -> None:
    """Where nobody watches."""


def loop_time() -> float:
    """Return the time of the event loop that is running, the clock of all paces unless a test has another."""
    return asyncio.get_running_loop().time()


class Pace:
    """The turn-taking of one host.

    Whoever waits for a turn can be cancelled at any moment: what is counted is counted between two awaits, so a
    waiter that is cancelled has taken nothing, and one that holds a turn gives it back without waiting.

    Args:
        delay: seconds between two requests.
        connections: requests in flight at a time; may become fewer while others wait.
        sleep: how to wait.
        clock: what the delay is measured by.
    """

    def __init__(self, delay: float, connections: int, sleep: Sleep, clock: Clock = loop_time) -> None:
        self.delay = delay
        self.connections = connections
        self._delay_cause = WaitCause.PAUSE
        self._sleep = sleep
        self._clock = clock
        self._in_flight = 0
        self._ended = asyncio.Event()
        self._last_request: float | None = None
        # By the pace's own clock; zero stands for a pace that was never held.
        self._held_until = 0.0
        self._hold_cause = WaitCause.NEXT_TRY

    def slow_to(self, delay: float, cause: WaitCause) -> None:
        """Let requests be at least so many seconds apart, and remember who asks for that."""
        if delay > self.delay:
            self.delay, self._delay_cause = delay, cause

    @asynccontextmanager
    async def turn(self, told: Told = tell_nobody) -> AsyncIterator[None]:
        """Wait for a free connection and for the delay since the last request; hold the connection meanwhile.

        Args:
            told: hears of each delay that is waited for.
        """
        while self._in_flight >= self.connections:
            # All who wait look again when a request ends. A wake-up that goes to a single waiter is lost where that
            # one is cancelled at the same moment (asyncio.Condition before Python 3.13).
            self._ended.clear()
            await self._ended.wait()
        self._in_flight += 1
        try:
            if self.delay or self._held_until:
                await self._wait_for_delay(told)
            yield
        finally:
            self._in_flight -= 1
            self._ended.set()

    def answered(self) -> None:
        """Count the delay from now, the end of a request: the host has seen it later than it was sent."""
        self._last_request = self._clock()

    def hold(self, seconds: float, cause: WaitCause = WaitCause.NEXT_TRY) -> None:
        """Let no request start for so many seconds."""
        until = self._clock() + seconds
        # A shorter pause does not end a longer one.
        if until > self._held_until:
            self._held_until, self._hold_cause = until, cause

    async def _wait_for_delay(self, told: Told) -> None:
        # Another request may have started while this one slept, or the host may have asked for more, so the moment is
        # looked up again after each sleep. No await stands between the last look and the note of this start.
        while True:
            free_at, cause = self._free_at()
            pause = free_at - self._clock()
            if pause <= 0:
                break
            told(Wait(cause, pause))
            await self._sleep(pause)
        self._last_request = self._clock()

    def _free_at(self) -> tuple[float, WaitCause]:
        """Return the moment before which no request may start, and what asks for that."""
        if self._last_request is None:
            return self._held_until, self._hold_cause
        # The delay may have become longer since that request, when robots.txt was read.
        delayed_until = self._last_request + self.delay
        if delayed_until > self._held_until:
            return delayed_until, self._delay_cause
        return self._held_until, self._hold_cause
