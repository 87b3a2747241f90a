"""The seconds that one address may take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from scraper.fetch.pace import Clock, loop_time


class Budget:
    """The seconds that the requests for one address take together, further tries and redirects included.

    Polite waits between two requests cost nothing of it: a long Crawl-delay would eat it up.

    Args:
        seconds: all of them.
        clock: what they are measured by.
    """

    def __init__(self, seconds: float, clock: Clock = loop_time) -> None:
        self._left = seconds
        self._clock = clock

    @property
    def is_spent(self) -> bool:
        """Whether no further request may be sent."""
        return self._left <= 0

    @asynccontextmanager
    async def spend(self) -> AsyncIterator[None]:
        """Take the time of what is done meanwhile from the budget.

        Raises:
            TimeoutError: it took longer than was left, or nothing was left.
        """
        # A timeout of no seconds ends at the first wait, and until then a request could have been sent.
        if self.is_spent:
            raise TimeoutError
        began = self._clock()
        limit = asyncio.timeout(self._left)
        try:
            async with limit:
                yield
        finally:
            self._left -= self._clock() - began
            # The loop ends a timeout up to a tick of its clock too early, which would leave that tick for another try.
            if limit.expired():
                self._left = 0.0
